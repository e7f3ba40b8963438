"""Cases of encryption in transit."""

from tests.policy.case import Case, absent, fine, off, unknown
from tests.policy.graphs import Json, Node, Ref

LB = "aws:lb/loadBalancer:LoadBalancer"
LISTENER = "aws:lb/listener:Listener"
CDN = "aws:cloudfront/distribution:Distribution"
DB = "aws:rds/instance:Instance"
NOTHING = [Node("aws:ec2/vpc:Vpc", "vpc")]
EDGE = [
    Node(LB, "lb", {"internal": False}),
    Node(
        LISTENER,
        "https",
        {
            "loadBalancerArn": Ref("lb", "arn"),
            "protocol": "HTTPS",
            "certificateArn": "arn:aws:acm:x",
            "defaultActions": [{"type": "forward"}],
        },
    ),
    Node(
        LISTENER,
        "http",
        {
            "loadBalancerArn": Ref("lb", "arn"),
            "protocol": "HTTP",
            "defaultActions": [{"type": "redirect", "redirect": {"protocol": "HTTPS"}}],
        },
    ),
    Node(
        "aws:lb/listenerRule:ListenerRule",
        "rule",
        {"listenerArn": Ref("http", "arn"), "actions": [{"type": "fixed-response"}]},
    ),
]
DENY = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": [Ref("data", "arn"), "arn:aws:s3:::data/*"],
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}
NOT_DENIED = "the bucket policy does not deny s3:* on bucket and objects where aws:SecureTransport is false"
POSTGRES = Node(
    DB,
    "db",
    {"engine": "postgres", "engineVersion": "14.18", "parameterGroupName": Ref("parameters", "name")},
)
PARAMETERS = Node(
    "aws:rds/parameterGroup:ParameterGroup",
    "parameters",
    {"name": "p", "parameters": [{"name": "rds.force_ssl", "value": "1"}]},
)

CASES = [
    Case(
        "load-balancer-tls",
        "lb",
        EDGE,
        [
            absent(
                "certificateArn",
                "certificateArn of listener https is absent, must be a certificate",
                on="https",
            ),
            off(
                "protocol",
                "HTTP",
                'https of protocol "HTTP" has the action "forward", must redirect',
                "lb has no HTTPS listener, must have one with a certificate",
                on="https",
            ),
            off(
                "defaultActions.0.type",
                "forward",
                'http of protocol "HTTP" has the action "forward", must redirect',
                on="http",
            ),
            absent(
                "defaultActions", 'http of protocol "HTTP" has the action absent, must redirect', on="http"
            ),
            off(
                "defaultActions.0.redirect.protocol",
                "HTTP",
                'http redirects to protocol "HTTP", must be HTTPS',
                on="http",
            ),
            off(
                "actions.0.type",
                "forward",
                'rule of protocol "HTTP" has the action "forward", must redirect',
                on="rule",
            ),
            absent(
                "loadBalancerArn", "lb has no HTTPS listener, must have one with a certificate", on="https"
            ),
            unknown("protocol", "https.protocol", on="https"),
            unknown("defaultActions", "http.defaultActions", on="http"),
        ],
        not_about=[Node(LB, "inside", {"internal": True})],
    ),
    Case(
        "load-balancer-tls-policy",
        "https",
        [Node(LISTENER, "https", {"protocol": "HTTPS", "sslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06"})],
        [
            off(
                "sslPolicy",
                "ELBSecurityPolicy-2016-08",
                'sslPolicy is "ELBSecurityPolicy-2016-08", '
                "must be ELBSecurityPolicy-TLS13-1-2-2021-06 or newer",
            ),
            off(
                "sslPolicy",
                "ELBSecurityPolicy-TLS13-1-0-2021-06",
                'sslPolicy is "ELBSecurityPolicy-TLS13-1-0-2021-06", '
                "must be ELBSecurityPolicy-TLS13-1-2-2021-06 or newer",
            ),
            absent("sslPolicy", "sslPolicy is absent, must be ELBSecurityPolicy-TLS13-1-2-2021-06 or newer"),
            unknown("sslPolicy"),
            unknown("protocol"),
            fine("sslPolicy", "ELBSecurityPolicy-TLS13-1-3-2021-06"),
        ],
        not_about=[Node(LISTENER, "http", {"protocol": "HTTP"})],
    ),
    Case(
        "cdn-viewer-tls",
        "cdn",
        [
            Node(
                CDN,
                "cdn",
                {
                    "defaultCacheBehavior": {"viewerProtocolPolicy": "redirect-to-https"},
                    "orderedCacheBehaviors": [{"viewerProtocolPolicy": "https-only"}],
                },
            )
        ],
        [
            off(
                "defaultCacheBehavior.viewerProtocolPolicy",
                "allow-all",
                'defaultCacheBehavior.viewerProtocolPolicy is "allow-all", '
                "must be redirect-to-https or https-only",
            ),
            absent(
                "defaultCacheBehavior",
                "defaultCacheBehavior.viewerProtocolPolicy is absent, must be redirect-to-https or "
                "https-only",
            ),
            off(
                "orderedCacheBehaviors.0.viewerProtocolPolicy",
                "allow-all",
                'orderedCacheBehaviors[0].viewerProtocolPolicy is "allow-all", '
                "must be redirect-to-https or https-only",
            ),
            unknown("defaultCacheBehavior", "defaultCacheBehavior.viewerProtocolPolicy"),
        ],
        not_about=NOTHING,
    ),
    Case(
        "cdn-tls-version",
        "cdn",
        [Node(CDN, "cdn", {"viewerCertificate": {"minimumProtocolVersion": "TLSv1.2_2021"}})],
        [
            off(
                "viewerCertificate.minimumProtocolVersion",
                "TLSv1.1_2016",
                'viewerCertificate.minimumProtocolVersion is "TLSv1.1_2016", '
                "must be TLSv1.2_2021 or newer, with a certificate of the distribution's own",
            ),
            absent(
                "viewerCertificate",
                "viewerCertificate.minimumProtocolVersion is absent, must be TLSv1.2_2021 or newer, with a "
                "certificate of the distribution's own",
            ),
            unknown("viewerCertificate", "viewerCertificate.minimumProtocolVersion"),
        ],
        not_about=NOTHING,
    ),
    Case(
        "cdn-origin-tls",
        "cdn",
        [
            Node(
                CDN,
                "cdn",
                {
                    "origins": [
                        {
                            "customOriginConfig": {
                                "originProtocolPolicy": "https-only",
                                "originSslProtocols": ["TLSv1.2"],
                            }
                        }
                    ]
                },
            )
        ],
        [
            off(
                "origins.0.customOriginConfig.originProtocolPolicy",
                "http-only",
                'origins[0].customOriginConfig.originProtocolPolicy is "http-only", must be https-only',
            ),
            off(
                "origins.0.customOriginConfig.originSslProtocols",
                ["TLSv1", "TLSv1.2"],
                'origins[0].customOriginConfig.originSslProtocols is ["TLSv1", "TLSv1.2"], '
                "must be TLSv1.2 only",
            ),
            absent(
                "origins.0.customOriginConfig.originProtocolPolicy",
                "origins[0].customOriginConfig.originProtocolPolicy is absent, must be https-only",
            ),
            unknown("origins.0.customOriginConfig", "origins[0].customOriginConfig"),
        ],
        not_about=[Node(CDN, "cdn", {"origins": [{"s3OriginConfig": {}}]})],
    ),
    Case(
        "database-tls-forced",
        "db",
        [POSTGRES, PARAMETERS],
        [
            off("parameters.0.value", "0", 'parameter rds.force_ssl is "0", must be 1', on="parameters"),
            absent(
                "parameters",
                "parameter rds.force_ssl is absent, must be 1 in the database's own parameter group",
                on="parameters",
            ),
            absent(
                "parameterGroupName",
                "parameter rds.force_ssl is absent, must be 1 in the database's own parameter group",
            ),
            unknown("parameters", "parameterGroupName: rds.force_ssl", on="parameters"),
            unknown("engine"),
            off(
                "engine",
                "mysql",
                "parameter require_secure_transport is absent, must be 1 in the database's own parameter "
                "group",
            ),
        ],
        not_about=[Node(DB, "replica", {"replicateSourceDb": "db"})],
    ),
    Case(
        "database-tls-forced",
        "db",
        [Node(DB, "db", {"engine": "postgres", "engineVersion": "15.15"})],
        [
            off(
                "engineVersion",
                "14",
                "parameter rds.force_ssl is absent, must be 1 in the database's own parameter group",
            ),
            fine("engineVersion", "17"),
        ],
    ),
    Case(
        "data-transit-encrypted",
        "search",
        [
            Node(
                "aws:opensearch/domain:Domain",
                "search",
                {"domainEndpointOptions": {"enforceHttps": True}, "nodeToNodeEncryption": {"enabled": True}},
            )
        ],
        [
            off(
                "domainEndpointOptions.enforceHttps",
                False,
                "domainEndpointOptions.enforceHttps is false, must be true",
            ),
            absent("nodeToNodeEncryption", "nodeToNodeEncryption.enabled is absent, must be true"),
            unknown("domainEndpointOptions", "domainEndpointOptions.enforceHttps"),
        ],
        not_about=NOTHING,
    ),
    Case(
        "bucket-tls-only",
        "data",
        [
            Node("aws:s3/bucket:Bucket", "data"),
            Node(
                "aws:s3/bucketPolicy:BucketPolicy",
                "policy",
                {"bucket": Ref("data"), "policy": Json({"Statement": [DENY]})},
            ),
        ],
        [
            off("policy.Statement.0.Effect", "Allow", NOT_DENIED, on="policy"),
            off("policy.Statement.0.Action", "s3:GetObject", NOT_DENIED, on="policy"),
            off("policy.Statement.0.Resource", ["arn:aws:s3:::data/*"], NOT_DENIED, on="policy"),
            off(
                "policy.Statement.0.Condition",
                {"Bool": {"aws:SecureTransport": "true"}},
                NOT_DENIED,
                on="policy",
            ),
            off("policy", "no JSON", "policy is not a JSON document, must be a policy", on="policy"),
            absent("policy", "policy is absent, must be a policy", on="policy"),
            absent(
                "bucket",
                "the bucket has no policy, must deny s3:* where aws:SecureTransport is false",
                on="policy",
            ),
            unknown("policy", on="policy"),
        ],
        not_about=NOTHING,
        modes=("resolved", "ids"),  # a document with an ARN that is not known yet is not known as a whole
    ),
    Case(
        "message-policy-tls-only",
        "policy",
        [
            Node(
                "aws:sqs/queuePolicy:QueuePolicy",
                "policy",
                {
                    "policy": Json(
                        {
                            "Statement": [
                                {
                                    "Effect": "Deny",
                                    "Principal": "*",
                                    "Action": "sqs:*",
                                    "Resource": "*",
                                    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                                }
                            ]
                        }
                    )
                },
            )
        ],
        [
            off(
                "policy.Statement",
                [],
                "the policy does not deny what comes without TLS (aws:SecureTransport false), must do so",
            ),
            unknown("policy"),
        ],
        not_about=NOTHING,
    ),
]
