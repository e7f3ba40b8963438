"""Static tables of what AWS offers: no network, no clock. Each says where it is from and how it is made anew.

Most are read off the packages that are installed for development anyway: botocore (`botocore.loaders`,
`partitions.json`) and cfn-lint (comes with moto; `cfnlint/data/schemas/extensions`, `cfnlint.helpers`).
tests/settings/test_tables.py compares them with those packages, so that an update there shows what is stale.
"""

from types import MappingProxyType
from typing import Final

REGIONS: Final = MappingProxyType(
    {
        "af-south-1": "abc",
        "ap-east-1": "abc",
        "ap-east-2": "abc",
        "ap-northeast-1": "acd",
        "ap-northeast-2": "abcd",
        "ap-northeast-3": "abc",
        "ap-south-1": "abc",
        "ap-south-2": "abc",
        "ap-southeast-1": "abc",
        "ap-southeast-2": "abc",
        "ap-southeast-3": "abc",
        "ap-southeast-4": "abc",
        "ap-southeast-5": "abc",
        "ap-southeast-6": "abc",
        "ap-southeast-7": "abc",
        "ca-central-1": "abd",
        "ca-west-1": "abc",
        "cn-north-1": "abc",
        "cn-northwest-1": "abc",
        "eu-central-1": "abc",
        "eu-central-2": "abc",
        "eu-north-1": "abc",
        "eu-south-1": "abc",
        "eu-south-2": "abc",
        "eu-west-1": "abc",
        "eu-west-2": "abc",
        "eu-west-3": "abc",
        "eusc-de-east-1": "abc",
        "il-central-1": "abc",
        "me-central-1": "abc",
        "me-south-1": "abc",
        "mx-central-1": "abc",
        "sa-east-1": "abc",
        "us-east-1": "abcdef",
        "us-east-2": "abc",
        "us-gov-east-1": "abc",
        "us-gov-west-1": "abc",
        "us-west-1": "abc",
        "us-west-2": "abcd",
    }
)
"""Region → letters of its availability zones.

Source: AWS Global Infrastructure, "AWS Regions"; `cfnlint.helpers.AVAILABILITY_ZONES`, without the isolated
(ISO) partitions. An account sees two of us-west-1's three letters; ap-northeast-1 and ca-central-1 have a
letter that new accounts no longer get (b and c), which is left out.
Made anew with `aws ec2 describe-availability-zones --region REGION`, those of type availability-zone.
"""

POSTGRES_VERSIONS: Final = MappingProxyType(
    {
        "14": ("2027-02-28", 18, 24),
        "15": ("2028-02-29", 13, 19),
        "16": ("2029-02-28", 9, 15),
        "17": ("2030-02-28", 5, 11),
        "18": ("2031-02-28", 1, 6),
    }
)
"""Major version in standard support → (end of RDS standard support, lowest and highest minor).

Support is decided by this table, not by today's date, so that a stack file means the same on any day: 13 and
older are in paid extended support since 2026-02-28. Lowest minors: those before them left standard
support on 2026-05-31 (14.17, 15.12, 16.8 and 17.4 were the last).
Source: Amazon RDS User Guide, "Release calendars for Amazon RDS for PostgreSQL"; highest minors:
`cfnlint/data/schemas/extensions/aws_rds_dbinstance/engine_version.json`.
Made anew with `aws rds describe-db-engine-versions --engine postgres`.
"""

POSTGRES_PREFERRED_MINOR: Final = MappingProxyType({"14": 20, "15": 15, "16": 11, "17": 7, "18": 1})
"""Minor that AWS names as the upgrade target of the 2026-05-31 deprecation; offered in error messages."""

_BURST = ("micro", "small", "medium", "large", "xlarge", "2xlarge")
_TO_16 = ("large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge")
_TO_24 = (*_TO_16, "24xlarge")
_TO_32 = (*_TO_24, "32xlarge")
_TO_48 = (*_TO_24, "48xlarge")

DB_INSTANCE_CLASSES: Final = MappingProxyType(
    {
        "m5": _TO_24,
        "m5d": _TO_24,
        "m6g": _TO_16,
        "m6gd": _TO_16,
        "m6i": _TO_32,
        "m6id": _TO_32,
        "m6idn": _TO_32,
        "m6in": _TO_32,
        "m7g": _TO_16,
        "m7i": _TO_48,
        "m8a": _TO_48,
        "m8g": _TO_48,
        "m8gd": _TO_48,
        "m9g": _TO_48,
        "r5": _TO_24,
        "r5b": _TO_24,
        "r5d": _TO_24,
        "r6g": _TO_16,
        "r6gd": _TO_16,
        "r6i": _TO_32,
        "r6id": _TO_32,
        "r6idn": _TO_32,
        "r6in": _TO_32,
        "r7g": _TO_16,
        "r7i": _TO_48,
        "r8a": _TO_48,
        "r8g": _TO_48,
        "r8gd": _TO_48,
        "t3": _BURST,
        "t4g": _BURST,
        "x2g": _TO_16,
        "x2idn": ("16xlarge", "24xlarge", "32xlarge"),
        "x2iedn": ("xlarge", "2xlarge", "4xlarge", "8xlarge", "16xlarge", "24xlarge", "32xlarge"),
    }
)
"""Family of a DB instance class → its sizes, for RDS for PostgreSQL 14 and later, over all regions.

Left out: previous generations (t1, t2, m1 to m4, r3, r4), which PostgreSQL 14 and later does not run on.
Source: Amazon RDS User Guide, "Supported DB engines for DB instance classes";
`cfnlint/data/schemas/extensions/aws_rds_dbinstance/dbinstanceclass_enum.json`.
Made anew with `aws rds describe-orderable-db-instance-options --engine postgres`.
"""

CACHE_VERSIONS: Final = MappingProxyType(
    {
        "redis": ("7.0", "7.1"),
        "valkey": ("7.2", "8.0", "8.1", "8.2", "9.0", "9.1"),
    }
)
"""Engine of a cache → its versions, of which AWS keeps the patch.

Left out: Redis OSS 6 and older, which cannot change to cluster mode in place.
Source: Amazon ElastiCache User Guide, "Supported engines and versions";
`cfnlint/data/schemas/extensions/aws_elasticache_cachecluster/engine_version.json`.
Made anew with `aws elasticache describe-cache-engine-versions`.
"""

_CACHE_BURST = ("micro", "small", "medium")
_CACHE_TO_24 = ("large", "xlarge", "2xlarge", "4xlarge", "12xlarge", "24xlarge")

CACHE_NODE_TYPES: Final = MappingProxyType(
    {
        "c7gn": _TO_16,
        "c8gn": _TO_16,
        "m5": _CACHE_TO_24,
        "m6g": _TO_16,
        "m7g": _TO_16,
        "m8g": _TO_16,
        "r5": _CACHE_TO_24,
        "r6g": _TO_16,
        "r7g": _TO_16,
        "r8g": _TO_16,
        "t3": _CACHE_BURST,
        "t4g": _CACHE_BURST,
    }
)
"""Family of a cache's node type → its sizes.

Left out: previous generations (m4, r4, t2), and r6gd, which needs data tiering.
Source: Amazon ElastiCache User Guide, "Supported node types";
`cfnlint/data/schemas/extensions/aws_elasticache_cachecluster/cachenodetype_enum.json`.
Made anew with `aws elasticache list-allowed-node-type-modifications` and the pricing API.
"""

FARGATE: Final = MappingProxyType(
    {
        256: (512, 1024, 2048),
        512: tuple(range(1024, 4096 + 1, 1024)),
        1024: tuple(range(2048, 8192 + 1, 1024)),
        2048: tuple(range(4096, 16384 + 1, 1024)),
        4096: tuple(range(8192, 30720 + 1, 1024)),
        8192: tuple(range(16384, 61440 + 1, 4096)),
        16384: tuple(range(32768, 122880 + 1, 8192)),
        32768: (61440, 122880, 249856),
    }
)
"""CPU units of a Fargate task → memory in MiB that goes with them.

Source: Amazon ECS Developer Guide, "Amazon ECS task definition differences for Fargate", table "Task CPU and
memory"; `cfnlint/data/schemas/extensions/aws_ecs_taskdefinition/fargate_cpu_memory.json`. Copied by hand.
"""

# fmt: off
LOG_RETENTION_DAYS: Final = (
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
)
# fmt: on
"""Days for which CloudWatch Logs keeps the events of a group.

Source: CloudWatch Logs API Reference, PutRetentionPolicy. Copied by hand.
"""

SSL_POLICIES: Final = (
    "ELBSecurityPolicy-TLS13-1-2-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06",
    "ELBSecurityPolicy-TLS13-1-3-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-2-Ext0-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-2-Ext1-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-2-Ext2-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-2-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-2-Ext1-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-2-Ext2-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
)
"""Security policies of an HTTPS listener that take TLS 1.2 or later only, and 1.3.

Source: User Guide for Application Load Balancers, "Security policies for your Application Load Balancer".
Made anew with `aws elbv2 describe-ssl-policies`, those without TLSv1 and TLSv1.1.
"""

# fmt: off
POSTGRES_RESERVED: Final = frozenset({
    "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "both", "case", "cast",
    "check", "collate", "column", "constraint", "create", "current_catalog", "current_date", "current_role",
    "current_time", "current_timestamp", "current_user", "default", "deferrable", "desc", "distinct", "do",
    "else", "end", "except", "false", "fetch", "for", "foreign", "from", "grant", "group", "having", "in",
    "initially", "intersect", "into", "lateral", "leading", "limit", "localtime", "localtimestamp", "not",
    "null", "offset", "on", "only", "or", "order", "placing", "primary", "references", "returning", "select",
    "session_user", "some", "symmetric", "system_user", "table", "then", "to", "trailing", "true", "union",
    "unique", "user", "using", "variadic", "when", "where", "window", "with",
})
# fmt: on
"""Words that PostgreSQL reserves, so that RDS takes none of them as a database or user name.

Source: PostgreSQL documentation, appendix C, "SQL Key Words", column PostgreSQL, "reserved" (18).
Made anew with `SELECT word FROM pg_get_keywords() WHERE catcode = 'R'`.
"""

POSTGRES_SYSTEM_USERS: Final = frozenset({"admin", "rdsadmin", "rdsrepladmin", "rdstopmgr", "public"})
"""Names that RDS for PostgreSQL keeps for itself, beside all that begin with `pg_` or `rds_`.

`postgres` may be used.

Source: Amazon RDS User Guide, "Understanding PostgreSQL roles and permissions"; the API's refusal of `admin`
and `rdsadmin` ("reserved word used by the engine"). Copied by hand.
"""

LAMBDA_RUNTIMES: Final = MappingProxyType(
    {
        "dotnet10": "2028-11-14",
        "java17": "2027-06-30",
        "java21": "2029-06-30",
        "java25": "2029-06-30",
        "nodejs22.x": "2027-04-30",
        "nodejs24.x": "2028-04-30",
        "provided.al2023": "2029-06-30",
        "python3.12": "2028-10-31",
        "python3.13": "2029-06-30",
        "python3.14": "2029-06-30",
        "ruby3.4": "2028-03-31",
        "ruby4.0": "2029-03-31",
    }
)
"""Runtime of a Lambda function → the day its support ends.

Left out: those out of support, and of the others Java 8 and 11, Python 3.11 and Ruby 3.3, each of which has
successors (FBG-CMP-72).
Source: AWS Lambda Developer Guide, "Lambda runtimes"; cfn-lint keeps the same
(`cfnlint/data/AdditionalSpecs/LmbdRuntimeLifecycle.json`). Copied by hand.
"""

# fmt: off
LAMBDA_VARIABLES: Final = frozenset({
    "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_DEFAULT_REGION", "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_RUNTIME_API", "AWS_REGION", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "_HANDLER",
    "_X_AMZN_TRACE_ID",
})
# fmt: on
"""Variables of a function that Lambda sets, and takes from nobody else.

Source: AWS Lambda Developer Guide, "Defined runtime environment variables". Copied by hand.
"""
