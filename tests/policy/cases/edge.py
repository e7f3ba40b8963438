"""Cases of the edge: web ACLs, distributions, health checks."""

from tests.policy.case import Case, absent, fine, off, unknown
from tests.policy.graphs import Node, Ref

DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
ACL = "aws:wafv2/webAcl:WebAcl"
LB = "aws:lb/loadBalancer:LoadBalancer"
NOTHING = [Node("aws:ec2/vpc:Vpc", "vpc")]
GROUPS = (
    "AWSManagedRulesCommonRuleSet",
    "AWSManagedRulesKnownBadInputsRuleSet",
    "AWSManagedRulesSQLiRuleSet",
)
RATE_ABSENT = "the rate-based rule is absent, must block"


def managed(name: str) -> dict[str, object]:
    return {
        "name": name,
        "overrideAction": {"none": {}},
        "statement": {"managedRuleGroupStatement": {"name": name, "vendorName": "AWS"}},
    }


RATE = {"name": "rate", "action": {"block": {}}, "statement": {"rateBasedStatement": {"limit": 2000}}}
RULES = [*(managed(name) for name in GROUPS), RATE]
JSON_RULES = (
    '[{"Name": "common", "OverrideAction": {"None": {}}, "Statement": {"ManagedRuleGroupStatement": '
    '{"VendorName": "AWS", "Name": "AWSManagedRulesCommonRuleSet"}}}]'
)

CASES = [
    Case(
        "cdn-web-acl",
        "cdn",
        [
            Node(ACL, "acl", {"region": "us-east-1"}),
            Node(DISTRIBUTION, "cdn", {"webAclId": Ref("acl", "arn")}),
        ],
        [
            absent("webAclId", "webAclId is absent, must be a web ACL of scope CLOUDFRONT"),
            unknown("webAclId"),
        ],
        not_about=NOTHING,
    ),
    Case(
        "cdn-access-logs",
        "cdn",
        [Node(DISTRIBUTION, "cdn", {"loggingConfig": {"bucket": "logs.s3.amazonaws.com"}})],
        [
            absent(
                "loggingConfig", "loggingConfig.bucket is absent, must be a log bucket, or a log delivery"
            ),
            unknown("loggingConfig.bucket"),
        ],
        not_about=NOTHING,
    ),
    Case(
        "cdn-access-logs",
        "cdn",
        [
            Node(DISTRIBUTION, "cdn"),
            Node(
                "aws:cloudwatch/logDeliverySource:LogDeliverySource",
                "logs",
                {"resourceArn": Ref("cdn", "arn"), "logType": "ACCESS_LOGS"},
            ),
        ],
        [
            absent(
                "resourceArn",
                "loggingConfig.bucket is absent, must be a log bucket, or a log delivery",
                on="logs",
            )
        ],
    ),
    Case(
        "cdn-takes-traffic",
        "lb",
        [
            Node(LB, "lb", {"internal": False}, outputs={"dnsName": "lb-1.elb.amazonaws.com"}),
            Node(DISTRIBUTION, "cdn", {"origins": [{"domainName": Ref("lb", "dnsName")}]}),
        ],
        [
            off(
                "origins",
                [{"domainName": "elsewhere.example.com"}],
                "lb is the origin of no distribution, must be behind CloudFront",
                on="cdn",
            ),
            absent("origins", "lb is the origin of no distribution, must be behind CloudFront", on="cdn"),
            unknown("origins", "origins.domainName of a distribution", on="cdn"),
        ],
        not_about=[Node(LB, "inside", {"internal": True})],
    ),
    Case(
        "cdn-takes-traffic",
        "lb",
        [
            Node(LB, "lb", {}, outputs={"dnsName": "lb-1.elb.amazonaws.com"}),
            Node(
                "aws:route53/record:Record",
                "origin",
                {"name": "origin.example.com", "aliases": [{"name": Ref("lb", "dnsName")}]},
            ),
            Node(DISTRIBUTION, "cdn", {"origins": [{"domainName": "origin.example.com"}]}),
        ],
        [
            off(
                "name",
                "other.example.com",
                "lb is the origin of no distribution, must be behind CloudFront",
                on="origin",
            )
        ],
    ),
    Case(
        "web-acl-rules",
        "acl",
        [Node(ACL, "acl", {"rules": RULES})],
        [
            *(
                off(f"rules.{index}.statement", {}, f"the managed rule group {name} is absent, must block")
                for index, name in enumerate(GROUPS)
            ),
            off(
                "rules.0.overrideAction",
                {"count": {}},
                "the managed rule group AWSManagedRulesCommonRuleSet only counts, must block",
            ),
            off("rules.3.statement", {}, RATE_ABSENT),
            off("rules.3.action", {"count": {}}, "the rate-based rule only counts, must block"),
            absent(
                "rules",
                *(f"the managed rule group {name} is absent, must block" for name in GROUPS),
                RATE_ABSENT,
            ),
            unknown("rules.1", "rules[1]"),
            unknown("rules.1.statement", "rules[1]"),
            unknown(
                "rules.1.statement.managedRuleGroupStatement.name",
                "rules.statement.managedRuleGroupStatement.name",
            ),
        ],
        not_about=NOTHING,
    ),
    Case(
        "web-acl-rules",
        "acl",
        [
            Node(ACL, "acl", {"ruleJson": JSON_RULES, "rules": RULES[1:3]}),
            Node("aws:wafv2/webAclRule:WebAclRule", "rate", {"webAclArn": Ref("acl", "arn"), **RATE}),
        ],
        [
            absent("webAclArn", RATE_ABSENT, on="rate"),
            absent("ruleJson", "the managed rule group AWSManagedRulesCommonRuleSet is absent, must block"),
            unknown("ruleJson"),
        ],
    ),
    Case(
        "web-acl-logged",
        "acl",
        [
            Node(ACL, "acl"),
            Node(
                "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
                "logging",
                {"resourceArn": Ref("acl", "arn")},
            ),
        ],
        [absent("resourceArn", "the web ACL has no logging configuration, must have one", on="logging")],
        not_about=NOTHING,
    ),
    Case(
        "web-acl-metrics",
        "acl",
        [Node(ACL, "acl", {"visibilityConfig": {"cloudwatchMetricsEnabled": True}})],
        [
            off(
                "visibilityConfig.cloudwatchMetricsEnabled",
                False,
                "visibilityConfig.cloudwatchMetricsEnabled is false, must be true",
            ),
            absent("visibilityConfig", "visibilityConfig.cloudwatchMetricsEnabled is absent, must be true"),
            unknown("visibilityConfig.cloudwatchMetricsEnabled"),
        ],
        not_about=NOTHING,
    ),
    Case(
        "health-check-tls",
        "api",
        [Node("aws:route53/healthCheck:HealthCheck", "api", {"type": "HTTPS"})],
        [
            off("type", "HTTP", 'type is "HTTP", must be HTTPS or HTTPS_STR_MATCH'),
            absent("type", "type is absent, must be HTTPS or HTTPS_STR_MATCH"),
            unknown("type"),
            fine("type", "CALCULATED"),
        ],
        not_about=NOTHING,
    ),
]
