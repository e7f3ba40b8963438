"""Cases of stores of data."""

from tests.policy.case import Case, absent, fine, off, unknown
from tests.policy.graphs import Node, Ref

DB = "aws:rds/instance:Instance"
BUCKET = "aws:s3/bucket:Bucket"
PARAMETER = "aws:ssm/parameter:Parameter"
TABLE = "aws:dynamodb/table:Table"
NOTHING = [Node("aws:ec2/vpc:Vpc", "vpc")]
REPLICA = [Node(DB, "replica", {"replicateSourceDb": "db"})]
LOGS = [
    Node(BUCKET, "logs"),
    Node("aws:lb/loadBalancer:LoadBalancer", "lb", {"accessLogs": {"bucket": Ref("logs")}}),
]
BLOCK = Node(
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "block",
    {
        "bucket": Ref("data"),
        "blockPublicAcls": True,
        "blockPublicPolicy": True,
        "ignorePublicAcls": True,
        "restrictPublicBuckets": True,
    },
)


def switch(
    control: str, type_: str, path: str, value: object = True, not_about: list[Node] = NOTHING
) -> Case:
    """A control on one boolean property."""
    words = str(value).lower()
    return Case(
        control,
        "it",
        [Node(type_, "it", {path: value})],
        [
            off(path, not value, f"{path} is {str(not value).lower()}, must be {words}"),
            absent(path, f"{path} is absent, must be {words}"),
            unknown(path),
        ],
        not_about=not_about,
    )


CASES = [
    switch("database-not-public", DB, "publiclyAccessible", False),
    switch("database-multi-az", DB, "multiAz", not_about=REPLICA),
    switch("database-minor-upgrades", DB, "autoMinorVersionUpgrade"),
    switch("data-deletion-protected", DB, "deletionProtection", not_about=REPLICA),
    switch("data-deletion-protected", TABLE, "deletionProtectionEnabled"),
    Case(
        "bucket-public-access-blocked",
        "data",
        [Node(BUCKET, "data"), BLOCK],
        [
            *(
                change
                for flag in (
                    "blockPublicAcls",
                    "blockPublicPolicy",
                    "ignorePublicAcls",
                    "restrictPublicBuckets",
                )
                for change in (
                    off(flag, False, f"{flag} of block is false, must be true", on="block"),
                    absent(flag, f"{flag} of block is absent, must be true", on="block"),
                )
            ),
            absent(
                "bucket",
                "the bucket has no public access block, must have one with all four switches on",
                on="block",
            ),
            unknown("blockPublicAcls", "block.blockPublicAcls", on="block"),
        ],
        not_about=NOTHING,
    ),
    Case(
        "bucket-acl-disabled",
        "data",
        [
            Node(BUCKET, "data"),
            Node(BUCKET, "other"),
            Node(
                "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
                "owner",
                {"bucket": Ref("data"), "rule": {"objectOwnership": "BucketOwnerEnforced"}},
            ),
            Node(
                "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
                "other-owner",
                {"bucket": Ref("other"), "rule": {"objectOwnership": "BucketOwnerEnforced"}},
            ),
            Node("aws:s3/bucketAcl:BucketAcl", "acl", {}),
        ],
        [
            off(
                "rule.objectOwnership",
                "ObjectWriter",
                'objectOwnership of the bucket is "ObjectWriter", must be BucketOwnerEnforced',
                on="owner",
            ),
            absent(
                "rule", "objectOwnership of the bucket is absent, must be BucketOwnerEnforced", on="owner"
            ),
            off(
                "bucket", Ref("data"), "the bucket has the access control list acl, must have none", on="acl"
            ),
            unknown("rule", "objectOwnership", on="owner"),
        ],
        not_about=NOTHING,
    ),
    Case(
        "bucket-versioned",
        "data",
        [
            Node(BUCKET, "data"),
            Node(
                "aws:s3/bucketVersioning:BucketVersioning",
                "versions",
                {"bucket": Ref("data"), "versioningConfiguration": {"status": "Enabled"}},
            ),
        ],
        [
            off(
                "versioningConfiguration.status",
                "Suspended",
                'versioning of the bucket is "Suspended", must be Enabled',
                on="versions",
            ),
            absent(
                "versioningConfiguration",
                "versioning of the bucket is absent, must be Enabled",
                on="versions",
            ),
            absent("bucket", "versioning of the bucket is absent, must be Enabled", on="versions"),
            unknown("versioningConfiguration", "versioningConfiguration.status", on="versions"),
        ],
        not_about=LOGS,
    ),
    Case(
        "bucket-access-logs",
        "data",
        [
            *LOGS,
            Node(BUCKET, "data"),
            Node(
                "aws:s3/bucketLogging:BucketLogging",
                "logging",
                {"bucket": Ref("data"), "targetBucket": Ref("logs")},
            ),
        ],
        [absent("bucket", "the bucket has no access logging, must log to the log bucket", on="logging")],
        not_about=LOGS,
    ),
    Case(
        "database-backups",
        "db",
        [Node(DB, "db", {"backupRetentionPeriod": 7})],
        [
            off("backupRetentionPeriod", 6, "backupRetentionPeriod is 6, must be 7 days or more"),
            absent("backupRetentionPeriod", "backupRetentionPeriod is absent, must be 7 days or more"),
            unknown("backupRetentionPeriod"),
        ],
        not_about=REPLICA,
    ),
    Case(
        "database-backups",
        "db",
        [Node(DB, "db", {"backupRetentionPeriod": 1})],
        [off("backupRetentionPeriod", 0, "backupRetentionPeriod is 0, must be 1 day or more")],
        environment="dev",
    ),
    Case(
        "table-recovery",
        "table",
        [Node(TABLE, "table", {"pointInTimeRecovery": {"enabled": True}})],
        [
            off("pointInTimeRecovery.enabled", False, "pointInTimeRecovery.enabled is false, must be true"),
            absent("pointInTimeRecovery", "pointInTimeRecovery.enabled is absent, must be true"),
            unknown("pointInTimeRecovery", "pointInTimeRecovery.enabled"),
        ],
        not_about=NOTHING,
    ),
    Case(
        "cache-snapshots",
        "cache",
        [Node("aws:elasticache/replicationGroup:ReplicationGroup", "cache", {"snapshotRetentionLimit": 1})],
        [
            off("snapshotRetentionLimit", 0, "snapshotRetentionLimit is 0, must be 1 day or more"),
            absent("snapshotRetentionLimit", "snapshotRetentionLimit is absent, must be 1 day or more"),
            unknown("snapshotRetentionLimit"),
        ],
        not_about=NOTHING,
    ),
    Case(
        "database-enhanced-monitoring",
        "db",
        [
            Node("aws:iam/role:Role", "role"),
            Node(DB, "db", {"monitoringInterval": 60, "monitoringRoleArn": Ref("role", "arn")}),
        ],
        [
            off("monitoringInterval", 0, "monitoringInterval is 0, must be 1 to 60 seconds"),
            absent("monitoringInterval", "monitoringInterval is absent, must be 1 to 60 seconds"),
            absent("monitoringRoleArn", "monitoringRoleArn is absent, must be the monitoring role"),
            unknown("monitoringInterval"),
        ],
        not_about=NOTHING,
    ),
    Case(
        "database-version-supported",
        "db",
        [Node(DB, "db", {"engine": "postgres", "engineVersion": "15.15"})],
        [
            off(
                "engineVersion",
                "15.12",
                "engineVersion is 15.12, which left support, must be 15.13 or newer, or 15 alone",
            ),
            off(
                "engineVersion",
                "13.20",
                "engineVersion is 13.20, which left support on 2026-02-28, must be one of 14, 15, 16, 17, 18",
            ),
            off(
                "engineVersion",
                "9.6",
                "engineVersion is 9.6, which is not a major version in standard support, must be one of "
                "14, 15, 16, 17, 18",
            ),
            off(
                "engine",
                "db2-se",
                "engineVersion is 15.15, which is of engine db2-se, for which the pack has no support dates",
            ),
            absent("engineVersion", "engineVersion is absent, must be a version in standard support"),
            unknown("engineVersion"),
            fine("engineVersion", "17"),
        ],
        not_about=REPLICA,
    ),
    Case(
        "data-pulumi-protected",
        "db",
        [Node(DB, "db", {}, protect=True)],
        [off("protect", False, "the resource option protect is false, must be true")],
        not_about=LOGS,
    ),
    Case(
        "data-pulumi-protected",
        "supplied",
        [Node(PARAMETER, "supplied", {"value": "x"}, protect=True, ignored=("value",))],
        [off("protect", False, "the resource option protect is false, must be true")],
        not_about=[Node(PARAMETER, "written", {"value": "x"}, ignored=("tags",))],
    ),
    Case(
        "database-final-snapshot",
        "db",
        [Node(DB, "db", {"skipFinalSnapshot": False, "finalSnapshotIdentifier": "last"})],
        [
            off("skipFinalSnapshot", True, "skipFinalSnapshot is true, must be false"),
            absent(
                "finalSnapshotIdentifier",
                "finalSnapshotIdentifier is absent, must be a name for the snapshot",
            ),
            unknown("skipFinalSnapshot"),
        ],
        not_about=REPLICA,
    ),
]
