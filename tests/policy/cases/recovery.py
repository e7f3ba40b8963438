"""Cases of copies and replicas in a second region."""

from tests.policy.case import Case, absent, fine, off, unknown
from tests.policy.graphs import Json, Node, Ref

DB = "aws:rds/instance:Instance"
REPLICATION = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
VAULT = "aws:backup/vault:Vault"
KEY = Node("aws:kms/replicaKey:ReplicaKey", "there-key", {"region": "eu-central-1"})
SOURCE = Node(DB, "db", {"engine": "postgres", "backupRetentionPeriod": 14})
COPIES = Node(
    REPLICATION,
    "copies",
    {
        "sourceDbInstanceArn": Ref("db", "arn"),
        "region": "eu-central-1",
        "kmsKeyId": Ref("there-key", "arn"),
    },
)
REPLICA = Node(
    DB,
    "there",
    {
        "replicateSourceDb": Ref("db", "arn"),
        "region": "eu-central-1",
        "kmsKeyId": Ref("there-key", "arn"),
    },
)
SAME_REGION = [SOURCE, Node(DB, "reader", {"replicateSourceDb": Ref("db", "arn")})]
READER = [Node(DB, "reader", {"replicateSourceDb": "db"})]
NOTHING = [Node("aws:ec2/vpc:Vpc", "vpc")]
NO_COPY = "neither the backups nor a replica of the database are in a second region, must be copied there"
PLAN = Node(
    "aws:backup/plan:Plan",
    "plan",
    {"rules": [{"copyActions": [{"destinationVaultArn": "arn:aws:backup:eu-central-1:1:backup-vault:v"}]}]},
)
SELECTION = "aws:backup/selection:Selection"

CASES = [
    Case(
        "backup-copies-encrypted",
        "copies",
        [SOURCE, KEY, COPIES],
        [
            absent("kmsKeyId", "kmsKeyId is absent, must be a key of the region that the copy lies in"),
            unknown("kmsKeyId"),
            fine("kmsKeyId", "arn:aws:kms:eu-central-1:123456789012:key/1"),
        ],
        not_about=NOTHING,
    ),
    Case(
        "backup-copies-encrypted",
        "vault",
        [Node(VAULT, "vault", {"kmsKeyArn": "arn:aws:kms:eu-west-1:123456789012:key/1"})],
        [absent("kmsKeyArn", "kmsKeyArn is absent, must be a key of the region that the copy lies in")],
    ),
    Case(
        "replica-region-key",
        "there",
        [SOURCE, KEY, REPLICA],
        [
            absent("kmsKeyId", "kmsKeyId is absent, must be a key of the replica's region"),
            unknown("kmsKeyId"),
            unknown("region"),
        ],
        not_about=SAME_REGION,
    ),
    Case(
        "replica-region-key",
        "there",
        [
            KEY,
            Node(
                DB,
                "there",
                {
                    "replicateSourceDb": "arn:aws:rds:eu-west-1:123456789012:db:elsewhere",
                    "kmsKeyId": Ref("there-key", "arn"),
                },
            ),
        ],
        [
            absent("kmsKeyId", "kmsKeyId is absent, must be a key of the replica's region"),
            unknown("replicateSourceDb", "region"),
        ],
        not_about=[Node(DB, "there", {"replicateSourceDb": "elsewhere"})],
    ),
    Case(
        "phase-backup-retention",
        "db",
        [SOURCE],
        [
            off("backupRetentionPeriod", 13, "backupRetentionPeriod is 13, must be 14 days or more"),
            absent("backupRetentionPeriod", "backupRetentionPeriod is absent, must be 14 days or more"),
            unknown("backupRetentionPeriod"),
        ],
        not_about=READER,
        system="foodbegood",
        phase=2,
    ),
    Case(
        "phase-backup-retention",
        "db",
        [SOURCE],
        [
            off("backupRetentionPeriod", 0, "backupRetentionPeriod is 0, must be 1 day or more"),
            fine("backupRetentionPeriod", 1),
        ],
        system="foodbegood",
        phase=1,
    ),
    Case(
        "database-region-copy",
        "db",
        [SOURCE, KEY, COPIES],
        [
            off("sourceDbInstanceArn", "arn:aws:rds:us-east-1:123456789012:db:other", NO_COPY, on="copies"),
            absent("sourceDbInstanceArn", NO_COPY, on="copies"),
            unknown("sourceDbInstanceArn", "copies.sourceDbInstanceArn", on="copies"),
        ],
        not_about=READER,
        system="foodbegood",
        phase=2,
    ),
    Case(
        "database-region-copy",
        "db",
        [SOURCE, KEY, REPLICA],
        [
            absent("region", NO_COPY, on="there"),
            unknown("region", "region of a replica", on="there"),
        ],
        system="foodbegood",
        phase=3,
    ),
    Case(
        "database-region-copy",
        "db",
        [SOURCE, PLAN, Node(SELECTION, "daily", {"planId": Ref("plan"), "resources": [Ref("db", "arn")]})],
        [
            off("resources", ["arn:aws:dynamodb:us-east-1:123456789012:table/t"], NO_COPY, on="daily"),
            off("rules.0.copyActions", [], NO_COPY, on="plan"),
            absent("planId", NO_COPY, on="daily"),
        ],
        system="foodbegood",
        phase=2,
    ),
    Case(
        "database-region-copy",
        "db",
        [
            SOURCE,
            PLAN,
            Node(
                SELECTION,
                "daily",
                {"planId": Ref("plan"), "selectionTags": [{"type": "STRINGEQUALS", "key": "Backup"}]},
            ),
        ],
        [absent("selectionTags", NO_COPY, on="daily")],
        system="foodbegood",
        phase=2,
    ),
    Case(
        "database-region-replica",
        "db",
        [SOURCE, KEY, REPLICA],
        [
            absent("region", "the database has no replica in a second region, must have one", on="there"),
            unknown("region", "region of a replica", on="there"),
        ],
        not_about=READER,
        system="foodbegood",
        phase=3,
    ),
]

# What holds the credentials of a database, in the ways in which programs write it.
SECRET = Node("aws:secretsmanager/secret:Secret", "vaulted", {"name": "vaulted"})
ROTATION = Node(
    "aws:secretsmanager/secretRotation:SecretRotation",
    "monthly",
    {"secretId": Ref("vaulted"), "rotationRules": {"automaticallyAfterDays": 30}},
)
PASSWORD = Node("random:index/randomPassword:RandomPassword", "password", {}, outputs={"result": "s3cret"})
DB_WITH = Node(
    DB,
    "db",
    {"password": Ref("password", "result")},
    outputs={"address": "db.abc.eu-west-1.rds.amazonaws.com"},
)
OTHER = Node("aws:secretsmanager/secret:Secret", "jwt", {"name": "jwt"})
NOT_ROTATED = "the secret of the database (vaulted) has no rotation, must have one"


def version(value: object) -> Node:
    return Node(
        "aws:secretsmanager/secretVersion:SecretVersion",
        "current",
        {"secretId": Ref("vaulted"), "secretString": value},
    )


CASES += [
    *(
        Case(
            "database-secret-rotated",
            "db",
            [PASSWORD, DB_WITH, SECRET, OTHER, version(value), ROTATION],
            [
                off("secretId", Ref("jwt"), NOT_ROTATED, on="monthly"),
                absent("secretId", NOT_ROTATED, on="monthly"),
                unknown("secretId", "monthly.secretId", on="monthly"),
                fine("manageMasterUserPassword", True),
            ],
            system="foodbegood",
            phase=2,
            not_about=READER,
        )
        for value in (
            Json({"host": Ref("db", "address"), "password": Ref("password", "result")}),
            Json({"host": Ref("db", "address"), "password": "another"}),
            Json({"username": "app", "password": Ref("password", "result")}),
            Ref("password", "result"),
        )
    ),
    Case(
        "database-secret-rotated",
        "db",
        [DB_WITH, PASSWORD, Node(SECRET.type, "vaulted", {"name": "shop/db-password"}), ROTATION],
        [
            off(
                "name",
                "shop/jwt",
                "no secret holds the password of the database, must be one that is rotated",
                on="vaulted",
            ),
            absent("secretId", NOT_ROTATED, on="monthly"),
        ],
        system="foodbegood",
        phase=2,
    ),
    Case(
        "secret-rotation-period",
        "monthly",
        [SECRET, ROTATION],
        [
            off(
                "rotationRules.automaticallyAfterDays",
                31,
                "rotationRules is every 31 days, must be every 30 days or sooner",
            ),
            fine("rotationRules", [{"automaticallyAfterDays": 7}]),
            fine("rotationRules", {"scheduleExpression": "rate(30 days)"}),
            fine("rotationRules", {"scheduleExpression": "rate(4 hours)"}),
            fine("rotationRules", {"scheduleExpression": "cron(0 3 ? * SUN *)"}),
            off(
                "rotationRules",
                {"scheduleExpression": "cron(0 3 1 * ? *)"},
                "rotationRules is every 31 days, must be every 30 days or sooner",
            ),
            off(
                "rotationRules",
                {"scheduleExpression": "every month"},
                'rotationRules is {"scheduleExpression": "every month"}, must be every 30 days or sooner',
            ),
            absent("rotationRules", "rotationRules is absent, must be every 30 days or sooner"),
            unknown("rotationRules"),
            unknown("rotationRules.automaticallyAfterDays", "rotationRules"),
        ],
        not_about=NOTHING,
    ),
]
