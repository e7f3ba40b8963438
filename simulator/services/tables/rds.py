"""RDS: engine versions, instance classes and ids per region.

Sources: "Release calendars for Amazon RDS for PostgreSQL" (support), "DB instance classes" and "Amazon RDS
DB instance storage" (Amazon RDS User Guide), "Amazon RDS endpoints and quotas" (zone ids). Regenerate with
`aws rds describe-db-engine-versions --engine postgres`, `aws rds describe-orderable-db-instance-options
--engine postgres` and `aws rds describe-db-major-engine-versions`; without an account the data set of
cfn-lint (`schemas/extensions/aws_rds_dbinstance`) holds the first two, and a test compares both with it.
Dates are for reading and reports only: nothing here looks at a clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Major:
    """A major version: minors that can be created, and the day (YYYY-MM-DD) its standard support ends."""

    version: str
    minors: tuple[str, ...]
    support_ends: str

    @property
    def latest(self) -> str:
        """The newest minor, which the bare major stands for."""
        return self.minors[-1]


def _minors(major: int, first: int, last: int, *skipped: int) -> tuple[str, ...]:
    return tuple(f"{major}.{minor}" for minor in range(first, last + 1) if minor not in skipped)


POSTGRES: Final[dict[str, Major]] = {
    "14": Major("14", _minors(14, 18, 24), "2027-02-28"),
    "15": Major("15", _minors(15, 13, 19), "2028-02-29"),
    "16": Major("16", _minors(16, 9, 15), "2029-02-28"),
    "17": Major("17", _minors(17, 5, 11), "2030-02-28"),
    "18": Major("18", _minors(18, 1, 6, 5), "2031-02-28"),
}
"""RDS for PostgreSQL in standard support; older majors and minors cannot be created any more."""

POSTGRES_DEFAULT: Final = "17"

EXTENDED: Final = frozenset({"11.22", "12.22", "13.23"})
"""Last minors of majors in RDS Extended Support (`-rds.DATE` versions): only where the stack opts in."""

ENGINES: Final[dict[str, int]] = {
    "postgres": 5432, "mysql": 3306, "mariadb": 3306, "aurora-postgresql": 5432, "aurora-mysql": 3306,
    "oracle-ee": 1521, "oracle-ee-cdb": 1521, "oracle-se2": 1521, "oracle-se2-cdb": 1521,
    "sqlserver-ee": 1433, "sqlserver-se": 1433, "sqlserver-ex": 1433, "sqlserver-web": 1433,
    "db2-ae": 50000, "db2-se": 50000, "custom-oracle-ee": 1521, "custom-sqlserver-ee": 1433,
    "custom-sqlserver-se": 1433, "custom-sqlserver-web": 1433, "custom-oracle-ee-cdb": 1521,
}  # fmt: skip
"""Engine names with their default ports ("CreateDBInstance", Amazon RDS API Reference)."""

_LARGE: Final = ("large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge")
_TO_24: Final = (*_LARGE, "24xlarge")
_TO_32: Final = (*_TO_24, "32xlarge")
_TO_48: Final = (*_TO_24, "48xlarge")
_SMALL: Final = ("micro", "small", "medium", "large", "xlarge", "2xlarge")

POSTGRES_CLASSES: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(("t3", "t4g"), _SMALL),
    **dict.fromkeys(("m6g", "m6gd", "m7g", "r6g", "r6gd", "r7g", "x2g"), _LARGE),
    **dict.fromkeys(("m5", "m5d", "r5", "r5b", "r5d"), _TO_24),
    **dict.fromkeys(("m6i", "m6id", "m6idn", "m6in", "r6i", "r6id", "r6idn", "r6in"), _TO_32),
    **dict.fromkeys(("m7i", "m8a", "m8g", "m8gd", "m9g", "r7i", "r8a", "r8g", "r8gd"), _TO_48),
    "x2idn": ("16xlarge", "24xlarge", "32xlarge"),
    "x2iedn": ("xlarge", "2xlarge", "4xlarge", "8xlarge", "16xlarge", "24xlarge", "32xlarge"),
}
"""Instance families and sizes that RDS for PostgreSQL takes; previous generations are left out."""

# Families that a region does not have.
_ABSENT: Final = """
us-east-1 x2idn
us-east-2 x2idn x2iedn
us-west-1 m6id m6idn m6in m8a m8gd m9g r5b r6id r6idn r6in r8a x2g x2idn x2iedn
us-west-2 x2idn
ca-central-1 m6id m6idn m6in m8a m8g m9g r5b r6id r6idn r6in x2g
ca-west-1 m5 m5d m6idn m6in m7g m7i m8a m8gd m9g r5 r5b r5d r6gd r6idn r6in r7i r8a r8g t4g x2g x2idn
    x2iedn
mx-central-1 m5 m5d m6idn m6in m8a m8g m8gd m9g r5 r5b r5d r6idn r6in r8a r8gd x2g x2idn x2iedn
sa-east-1 m6gd m6id m6idn m6in m8a m9g r5b r6gd r6id r6idn r6in r8a x2g x2idn x2iedn
eu-west-1 m9g r5b
eu-west-2 m6id m6idn m6in m8a m9g r5b r6gd r6id r6idn r6in r8a x2g x2idn x2iedn
eu-west-3 m6id m6idn m6in m8a m8gd m9g r5b r6id r6idn r6in r7g r8a r8gd x2g x2idn x2iedn
eu-central-1 m6idn m6in r6idn r6in x2g
eu-central-2 m5d m6i m6id m6idn m6in m7i m8a m8gd m9g r5b r5d r6i r6id r6idn r6in r7i r8a r8gd x2g x2idn
    x2iedn
eu-north-1 m6id m6idn m6in m8a m8gd m9g r5b r6gd r6id r6idn r6in r8a r8gd x2g
eu-south-1 m6id m6idn m6in m7g m7i m8a m8gd m9g r5b r6gd r6id r6idn r6in r8a r8g r8gd x2g
eu-south-2 m5d m6i m6id m6idn m6in m9g r5b r5d r6i r6id r6idn r6in x2g x2idn x2iedn
af-south-1 m6gd m6id m6idn m6in m7g m7i m8a m8gd m9g r5b r6gd r6id r6idn r6in r7g r7i r8a r8g x2g x2idn
    x2iedn
il-central-1 m5d m6id m6idn m6in m7i m8a m8g m8gd m9g r5b r5d r6idn r6in r7i r8a r8g r8gd x2g x2idn
    x2iedn
me-central-1 m6i m6id m6idn m6in m7i m8a m8g m8gd m9g r5b r6gd r6i r6id r6idn r6in r7g r7i r8a r8g r8gd
    x2g x2idn x2iedn
me-south-1 m6id m6idn m6in m7i m8a m8g m8gd m9g r5b r6gd r6id r6idn r6in r7i r8a r8g r8gd x2g x2idn
    x2iedn
ap-east-1 m6id m6idn m6in m7g m7i m8a m8gd m9g r5b r6gd r6id r6idn r6in r7i r8a x2g x2idn x2iedn
ap-east-2 m5 m5d m6idn m6in m8a m8g m8gd m9g r5 r5b r5d r6idn r6in r8g r8gd x2g x2idn x2iedn
ap-south-1 m6id m6idn m6in m8gd m9g r5b r6id r6idn r6in r8a r8gd x2g x2idn x2iedn
ap-south-2 m5d m6id m6idn m6in m7i m8gd m9g r5b r5d r6gd r6i r6id r6idn r6in r7i r8a r8gd x2g x2idn
    x2iedn
ap-northeast-1 m9g x2g x2idn x2iedn
ap-northeast-2 m6id m6idn m6in m8a m8gd m9g r5b r6gd r6id r6idn r6in r8a x2g x2idn x2iedn
ap-northeast-3 m6id m6idn m6in m7i m8a m8g m8gd m9g r5b r6id r6idn r6in r7i r8a r8gd x2g x2idn x2iedn
ap-southeast-1 m6id m6idn m6in m8a m8gd m9g r6id r6idn r6in r8a r8gd x2g x2idn x2iedn
ap-southeast-2 m6idn m6in m8a m9g r5b r6idn r6in r8a x2g
ap-southeast-3 m6id m6idn m6in m8a m8g m8gd m9g r5b r6i r6id r6idn r6in r8a x2g x2idn x2iedn
ap-southeast-4 m5d m6i m6id m6idn m6in m8a m8g m8gd m9g r5b r5d r6gd r6i r6id r6idn r6in r7g r7i r8a
    r8gd x2g x2idn x2iedn
ap-southeast-5 m5 m5d m6idn m6in m8a m9g r5 r5b r5d r6idn r6in r8a x2g x2idn x2iedn
ap-southeast-6 m5 m5d m6idn m6in m8a m8g m8gd m9g r5 r5b r5d r6gd r6idn r6in r8a r8g r8gd x2g x2idn
    x2iedn
ap-southeast-7 m5 m5d m6idn m6in m7i m8a m8g m8gd m9g r5 r5b r5d r6idn r6in r7i r8a r8g r8gd x2g x2idn
    x2iedn
"""


def _absent() -> dict[str, frozenset[str]]:
    found: dict[str, list[str]] = {}
    region = ""
    for word in _ABSENT.split():
        if "-" in word:
            region = word
        found.setdefault(region, []).extend([] if "-" in word else [word])
    return {region: frozenset(families) for region, families in found.items()}


ABSENT: Final[dict[str, frozenset[str]]] = _absent()
"""Families of `POSTGRES_CLASSES` that a region does not have."""

PREVIOUS: Final = frozenset({"m1", "m2", "m3", "m4", "r3", "r4", "t1", "t2", "x1", "x1e"})
"""Families of previous generations, which new instances cannot use any more."""

EXPORTS: Final[dict[str, tuple[str, ...]]] = {
    "postgres": ("iam-db-auth-error", "postgresql", "upgrade"),
    "mysql": ("audit", "error", "general", "iam-db-auth-error", "slowquery"),
    "mariadb": ("audit", "error", "general", "iam-db-auth-error", "slowquery"),
}
"""Logs that an engine can send to CloudWatch ("Publishing database logs to Amazon CloudWatch Logs")."""

CERTIFICATES: Final = ("rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1")
"""Certificate authorities of instances ("Using SSL/TLS to encrypt a connection to a DB instance")."""

STATIC_PARAMETERS: Final = frozenset(
    {
        "autovacuum_max_workers", "huge_pages", "max_connections", "max_locks_per_transaction",
        "max_pred_locks_per_transaction", "max_prepared_transactions", "max_replication_slots",
        "max_wal_senders", "max_worker_processes", "rds.logical_replication", "shared_buffers",
        "shared_preload_libraries", "superuser_reserved_connections", "track_activity_query_size",
        "track_commit_timestamp", "wal_buffers",
    }
)  # fmt: skip
"""Parameters that take effect only at a reboot ("Working with parameters on your RDS for PostgreSQL")."""

ZONES: Final[dict[str, str]] = {
    "us-east-1": "Z2R2ITUGPM61AM", "us-east-2": "Z2XHWR1WZ565X2", "us-west-1": "Z10WI91S59XXQN",
    "us-west-2": "Z1PVIF0B656C1W", "ca-central-1": "Z1JG78K1QUPCQZ", "sa-east-1": "Z2GM1KOKNBAX1N",
    "eu-west-1": "Z29XKXDKYMONMX", "eu-west-2": "Z1TTGA775OQIYO", "eu-west-3": "Z2ESEVB6KEBAFI",
    "eu-central-1": "Z1RLNUO7B9Q6NB", "eu-north-1": "Z3VGPGPS0ENPHA", "ap-south-1": "Z2VFMSZA74J7XZ",
    "ap-northeast-1": "Z24O6O9L7SGTNB", "ap-northeast-2": "Z3SB3QP49S8WE3",
    "ap-southeast-1": "Z2G0U3KFCY8NZ5", "ap-southeast-2": "Z32T0VRHXEXS0V",
}  # fmt: skip
"""Route 53 zone ids of instance endpoints; a region that is not listed gets an id of the same shape."""


def engine_version(engine: str, version: str | None) -> str:
    """The full version that AWS runs for what was asked: `15` -> the newest 15, None -> the default.

    Engines other than PostgreSQL are answered with what was asked.
    """
    if engine != "postgres":
        return version or "8.0"
    major = POSTGRES.get(version or POSTGRES_DEFAULT)
    return major.latest if major else str(version)


def family(engine: str, version: str) -> str:
    """Parameter group family of an engine version: `postgres15`, `mysql8.0`."""
    parts = version.split(".")
    return f"{engine}{parts[0] if 'postgres' in engine else '.'.join(parts[:2])}"
