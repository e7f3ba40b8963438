"""Cases of encryption at rest."""

from tests.policy.case import Case, absent, fine, off, unknown
from tests.policy.graphs import Node, Ref

DB = "aws:rds/instance:Instance"
BUCKET = "aws:s3/bucket:Bucket"
KEY = Node("aws:kms/key:Key", "key", {"enableKeyRotation": True, "rotationPeriodInDays": 365})
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
TOPIC = "aws:sns/topic:Topic"
SSE = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
NOTHING = [Node("aws:ec2/vpc:Vpc", "vpc")]


def keyed(control: str, type_: str, path: str = "kmsKeyId") -> Case:
    """A control that asks for a customer key."""
    return Case(
        control,
        "it",
        [KEY, Node(type_, "it", {path: Ref("key", "arn")})],
        [
            absent(path, f"{path} is absent, must be a customer-managed key"),
            fine(path, "arn:aws:kms:x:1:key/2"),
        ],
        not_about=NOTHING,
    )


CASES = [
    Case(
        "data-storage-encrypted",
        "db",
        [Node(DB, "db", {"storageEncrypted": True})],
        [
            off("storageEncrypted", False, "storageEncrypted is false, must be true"),
            absent("storageEncrypted", "storageEncrypted is absent, must be true"),
            unknown("storageEncrypted"),
        ],
        not_about=[Node(DB, "replica", {"replicateSourceDb": "db"})],
    ),
    Case(
        "data-storage-encrypted",
        "search",
        [Node("aws:opensearch/domain:Domain", "search", {"encryptAtRest": {"enabled": True}})],
        [
            off("encryptAtRest.enabled", False, "encryptAtRest.enabled is false, must be true"),
            absent("encryptAtRest", "encryptAtRest.enabled is absent, must be true"),
            unknown("encryptAtRest", "encryptAtRest.enabled"),
        ],
    ),
    Case(
        "disk-encrypted",
        "template",
        [
            Node(
                "aws:ec2/launchTemplate:LaunchTemplate",
                "template",
                {"blockDeviceMappings": [{"ebs": {"encrypted": "true"}}, {"noDevice": ""}]},
            )
        ],
        [
            off(
                "blockDeviceMappings.0.ebs.encrypted",
                "false",
                'blockDeviceMappings[0].ebs.encrypted is "false", must be true',
            ),
            absent(
                "blockDeviceMappings.0.ebs.encrypted",
                "blockDeviceMappings[0].ebs.encrypted is absent, must be true",
            ),
            unknown("blockDeviceMappings.0.ebs", "blockDeviceMappings[0].ebs.encrypted"),
            absent(
                "blockDeviceMappings",
                "blockDeviceMappings is absent, must name the root volume with ebs.encrypted true",
            ),
        ],
        not_about=NOTHING,
    ),
    Case(
        "disk-encrypted",
        "host",
        [
            Node(
                "aws:ec2/instance:Instance",
                "host",
                {"rootBlockDevice": {"encrypted": True}, "ebsBlockDevices": [{"encrypted": True}]},
            )
        ],
        [
            off("rootBlockDevice.encrypted", False, "rootBlockDevice.encrypted is false, must be true"),
            absent("rootBlockDevice", "rootBlockDevice.encrypted is absent, must be true"),
            off("ebsBlockDevices.0.encrypted", False, "ebsBlockDevices[0].encrypted is false, must be true"),
        ],
    ),
    Case(
        "disk-encrypted",
        "disk",
        [Node("aws:ebs/volume:Volume", "disk", {"encrypted": True})],
        [absent("encrypted", "encrypted is absent, must be true"), unknown("encrypted")],
    ),
    Case(
        "bucket-encrypted",
        "data",
        [
            Node(BUCKET, "data"),
            Node(
                SSE,
                "sse",
                {
                    "bucket": Ref("data"),
                    "rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms"}}],
                },
            ),
        ],
        [
            off(
                "rules.0.applyServerSideEncryptionByDefault.sseAlgorithm",
                "none",
                'sseAlgorithm of the bucket is "none", must be aws:kms or AES256',
                on="sse",
            ),
            absent("rules", "sseAlgorithm of the bucket is absent, must be aws:kms or AES256", on="sse"),
            absent("bucket", "sseAlgorithm of the bucket is absent, must be aws:kms or AES256", on="sse"),
            unknown("rules", "sseAlgorithm", on="sse"),
            fine("rules.0.applyServerSideEncryptionByDefault.sseAlgorithm", "AES256", on="sse"),
        ],
        not_about=NOTHING,
    ),
    Case(
        "queue-encrypted",
        "jobs",
        [KEY, Node("aws:sqs/queue:Queue", "jobs", {"sqsManagedSseEnabled": True})],
        [
            off(
                "sqsManagedSseEnabled",
                False,
                "kmsMasterKeyId is absent, must be a key, or sqsManagedSseEnabled true",
            ),
            absent(
                "sqsManagedSseEnabled",
                "kmsMasterKeyId is absent, must be a key, or sqsManagedSseEnabled true",
            ),
            unknown("sqsManagedSseEnabled"),
        ],
        not_about=NOTHING,
    ),
    keyed("topic-encrypted", TOPIC, "kmsMasterKeyId"),
    Case(
        "topic-encrypted",
        "alerts",
        [KEY, Node(TOPIC, "alerts", {"kmsMasterKeyId": Ref("key")})],
        [
            off(
                "kmsMasterKeyId",
                "alias/aws/sns",
                "kmsMasterKeyId is alias/aws/sns, with which alarms cannot publish, must be a customer key",
            )
        ],
    ),
    keyed("secret-customer-key", "aws:secretsmanager/secret:Secret"),
    keyed("log-group-customer-key", LOG_GROUP),
    keyed("database-customer-key", DB),
    Case(
        "repository-customer-key",
        "images",
        [
            Node(
                "aws:ecr/repository:Repository",
                "images",
                {"encryptionConfigurations": [{"encryptionType": "KMS"}]},
            )
        ],
        [
            off(
                "encryptionConfigurations.0.encryptionType",
                "AES256",
                'encryptionConfigurations.encryptionType is "AES256", must be KMS or KMS_DSSE',
            ),
            absent(
                "encryptionConfigurations",
                "encryptionConfigurations.encryptionType is absent, must be KMS or KMS_DSSE",
            ),
            unknown("encryptionConfigurations", "encryptionConfigurations.encryptionType"),
        ],
        not_about=NOTHING,
    ),
    Case(
        "kms-key-rotation",
        "key",
        [KEY],
        [
            off("enableKeyRotation", False, "enableKeyRotation is false, must be true"),
            absent("enableKeyRotation", "enableKeyRotation is absent, must be true"),
            unknown("enableKeyRotation"),
            off("rotationPeriodInDays", 2560, "rotationPeriodInDays is 2560, must be 365 days or fewer"),
        ],
        not_about=[Node("aws:kms/key:Key", "signing", {"keyUsage": "SIGN_VERIFY"})],
    ),
    Case(
        "log-group-customer-key",
        "there",
        [
            Node("aws:kms/replicaKey:ReplicaKey", "there-key", {"region": "eu-central-1"}),
            Node(
                "aws:cloudwatch/logGroup:LogGroup",
                "there",
                {"region": "eu-central-1", "kmsKeyId": Ref("there-key", "arn")},
            ),
        ],
        [absent("kmsKeyId", "kmsKeyId is absent, must be a customer-managed key")],
        not_about=[KEY, Node("aws:cloudwatch/logGroup:LogGroup", "waf", {"region": "eu-central-1"})],
    ),
    Case(
        "repository-encrypted",
        "images",
        [
            Node(
                "aws:ecr/repository:Repository",
                "images",
                {"encryptionConfigurations": [{"encryptionType": "AES256"}]},
            )
        ],
        [
            absent(
                "encryptionConfigurations",
                "encryptionConfigurations.encryptionType is absent, must be AES256, KMS or KMS_DSSE",
            ),
            unknown("encryptionConfigurations", "encryptionConfigurations.encryptionType"),
            fine("encryptionConfigurations.0.encryptionType", "KMS"),
        ],
        not_about=NOTHING,
    ),
    *(
        Case(
            "kms-deletion-window",
            "key",
            [Node(token, "key", {"deletionWindowInDays": 30})],
            [
                off("deletionWindowInDays", 29, "deletionWindowInDays is 29, must be 30 days or more"),
                absent("deletionWindowInDays", "deletionWindowInDays is absent, must be 30 days or more"),
                unknown("deletionWindowInDays"),
            ],
            not_about=NOTHING,
        )
        for token in ("aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey")
    ),
    Case(
        "kms-deletion-window",
        "key",
        [Node("aws:kms/key:Key", "key", {"deletionWindowInDays": 7})],
        [off("deletionWindowInDays", 6, "deletionWindowInDays is 6, must be 7 days or more")],
        environment="dev",
    ),
]
