"""Cases of the trail, vulnerability scanning and threat detection."""

from tests.policy.case import Case, absent, fine, off, unknown
from tests.policy.cases.observability import ROOT
from tests.policy.graphs import Json, Node, Ref

TRAIL = "aws:cloudtrail/trail:Trail"
INSPECTOR = "aws:inspector2/enabler:Enabler"
NOTHING = [Node("aws:ec2/vpc:Vpc", "vpc")]
STACK = Node("pulumi:pulumi:Stack", ROOT)
CONDITION = {"StringEquals": {"aws:SourceArn": "arn:aws:cloudtrail:us-east-1:123456789012:trail/main"}}
BUCKET_POLICY = Node(
    "aws:s3/bucketPolicy:BucketPolicy",
    "logs-policy",
    {
        "bucket": Ref("logs"),
        "policy": Json(
            {
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"Service": "cloudtrail.amazonaws.com"},
                        "Action": "s3:PutObject",
                        "Resource": "arn:aws:s3:::logs/*",
                        "Condition": CONDITION,
                    }
                ]
            }
        ),
    },
)
NARROW = "statement 1 of logs-policy admits any trail of any account, must have a condition aws:SourceArn"

CASES = [
    Case(
        "trail-multi-region",
        "main",
        [Node(TRAIL, "main", {"isMultiRegionTrail": True})],
        [
            off("isMultiRegionTrail", False, "isMultiRegionTrail is false, must be true"),
            absent("isMultiRegionTrail", "isMultiRegionTrail is absent, must be true"),
            unknown("isMultiRegionTrail"),
            off("includeGlobalServiceEvents", False, "includeGlobalServiceEvents is false, must be true"),
            off("enableLogging", False, "enableLogging is false, must be true"),
            fine("enableLogging", True),
        ],
        not_about=NOTHING,
    ),
    Case(
        "trail-validated",
        "main",
        [Node(TRAIL, "main", {"enableLogFileValidation": True})],
        [
            off("enableLogFileValidation", False, "enableLogFileValidation is false, must be true"),
            absent("enableLogFileValidation", "enableLogFileValidation is absent, must be true"),
            unknown("enableLogFileValidation"),
        ],
        not_about=NOTHING,
    ),
    Case(
        "trail-customer-key",
        "main",
        [Node("aws:kms/key:Key", "key"), Node(TRAIL, "main", {"kmsKeyId": Ref("key", "arn")})],
        [absent("kmsKeyId", "kmsKeyId is absent, must be a customer-managed key"), unknown("kmsKeyId")],
        not_about=NOTHING,
    ),
    Case(
        "trail-bucket-narrow",
        "main",
        [
            Node("aws:s3/bucket:Bucket", "logs", {"bucket": "logs"}),
            BUCKET_POLICY,
            Node(TRAIL, "main", {"s3BucketName": Ref("logs", "bucket")}),
        ],
        [
            absent("policy.Statement.0.Condition", NARROW, on="logs-policy"),
            unknown("policy", "logs-policy.policy", on="logs-policy"),
        ],
        not_about=[Node(TRAIL, "main", {"s3BucketName": "of-another-stack"})],
    ),
    Case(
        "inspector-images",
        ROOT,
        [
            STACK,
            Node("aws:ecr/repository:Repository", "api"),
            Node(INSPECTOR, "inspector", {"resourceTypes": ["ECR", "LAMBDA"]}),
        ],
        [
            off(
                "resourceTypes",
                ["EC2"],
                "Amazon Inspector is not enabled for ECR, must be",
                on="inspector",
            ),
            absent("resourceTypes", "Amazon Inspector is not enabled for ECR, must be", on="inspector"),
            unknown("resourceTypes", "resourceTypes of Inspector", on="inspector"),
        ],
        not_about=NOTHING,
    ),
    Case(
        "inspector-workloads",
        ROOT,
        [
            STACK,
            Node("aws:lambda/function:Function", "resize"),
            Node("aws:ec2/instance:Instance", "host"),
            Node(INSPECTOR, "inspector", {"resourceTypes": ["EC2", "LAMBDA"]}),
        ],
        [
            off(
                "resourceTypes",
                ["ECR"],
                "Amazon Inspector is not enabled for EC2, must be",
                "Amazon Inspector is not enabled for LAMBDA, must be",
                on="inspector",
            ),
        ],
        not_about=NOTHING,
    ),
    Case(
        "guardduty-enabled",
        ROOT,
        [STACK, Node("aws:guardduty/detector:Detector", "detector", {"enable": True})],
        [
            off("enable", False, "Amazon GuardDuty is turned off, must be enabled", on="detector"),
            unknown("enable", "enable of the GuardDuty detector", on="detector"),
            fine("enable", "true", on="detector"),
        ],
    ),
]
