"""Types of databases and buckets."""

import difflib
import ipaddress
import re
from typing import Annotated

from pydantic import Field

from settings.tables import (
    DB_INSTANCE_CLASSES,
    LOG_RETENTION_DAYS,
    POSTGRES_PREFERRED_MINOR,
    POSTGRES_RESERVED,
    POSTGRES_SYSTEM_USERS,
    POSTGRES_VERSIONS,
)
from settings.types.text import Allowed, OneOf, Text, WholeNumberAsText
from settings.words import either

LogRetentionDays = Annotated[
    int,
    OneOf("a retention in days that CloudWatch Logs has: 1, 3, 5, 7, 14, 30, 60, 90, …", LOG_RETENTION_DAYS),
]
"""One of settings.tables.LOG_RETENTION_DAYS."""

Days = Annotated[int, Field(ge=1, le=36500), Allowed("a whole number of days from 1 to 36500, such as 90")]


RecoveryDays = Annotated[int, OneOf("0, or a number of days from 7 to 30", (0, *range(7, 31)))]
"""Source: AWS Secrets Manager API Reference, DeleteSecret."""


def _bucket(value: str) -> str | None:
    if ".." in value or ".-" in value or "-." in value:
        return "a dot stands between letters or digits"
    if value.startswith(("xn--", "sthree-", "amzn-s3-demo-")):
        return f"AWS keeps names that begin with {re.match(r'xn--|sthree-|amzn-s3-demo-', value)[0]}"  # ty: ignore
    for end in ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"):
        if value.endswith(end):
            return f"AWS keeps names that end with {end}"
    try:
        ipaddress.IPv4Address(value)
    except ValueError:
        return None
    return "an IP address is not a bucket name"


BucketName = Annotated[
    str,
    Text(
        "a bucket name: 3 to 63 lower-case letters, digits, hyphens and dots, such as pyshop-prod-uploads",
        r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
        check=_bucket,
        example="pyshop-prod-uploads",
    ),
]
"""Source: Amazon S3 User Guide, "General purpose bucket naming rules"."""


def _postgres_version(value: str) -> str | None:
    major, _, minor = value.partition(".")
    if major not in POSTGRES_VERSIONS:
        newest = max(POSTGRES_VERSIONS, key=int)
        if int(major) > int(newest):
            return f"PostgreSQL {major} is not on RDS; the newest is {newest}"
        return f"PostgreSQL {major} is out of RDS standard support; write '15' or a later major"
    _, lowest, highest = POSTGRES_VERSIONS[major]
    preferred = f"{major}.{POSTGRES_PREFERRED_MINOR[major]}"
    if minor and int(minor) < lowest:
        return (
            f"{value} is out of RDS standard support, {major}.{lowest} is the first that is not; "
            f"write '{preferred}', or '{major}' for AWS to keep it at a current minor"
        )
    if minor and int(minor) > highest:
        return f"{value} is not on RDS, {major}.{highest} is the newest; write '{preferred}' or '{major}'"
    return None


PostgresVersion = Annotated[
    str,
    WholeNumberAsText(),
    Text(
        f"a PostgreSQL version that RDS supports: {either(list(POSTGRES_VERSIONS))}, with a minor if "
        "wanted, in quotes, such as '17' or '15.15'",
        r"[1-9][0-9]?(?:\.[0-9]{1,2})?",
        check=_postgres_version,
        example="17",
    ),
]
"""A version of settings.tables.POSTGRES_VERSIONS (PYS-DAT-01)."""


def _instance_class(value: str) -> str | None:
    _, family, size = value.split(".", 2)
    if size in DB_INSTANCE_CLASSES.get(family, ()):
        return None
    known = [f"db.{name}.{of}" for name, sizes in DB_INSTANCE_CLASSES.items() for of in sizes]
    near = difflib.get_close_matches(value, known, n=1, cutoff=0.6)
    return f"did you mean {near[0]}?" if near else ""


DbInstanceClass = Annotated[
    str,
    Text(
        "a DB instance class that RDS for PostgreSQL runs on, such as db.t4g.small",
        r"db\.[a-z0-9]+\.[a-z0-9]+",
        check=_instance_class,
        example="db.t4g.small",
        hint=lambda value: f"write db.{value}" if re.fullmatch(r"[a-z0-9]+\.[a-z0-9]+", value) else "",
    ),
]
"""A class of settings.tables.DB_INSTANCE_CLASSES."""


def _reserved(value: str) -> str | None:
    name = value.lower()
    if name in POSTGRES_RESERVED:
        return f"`{value}` is a reserved word of PostgreSQL"
    if name in POSTGRES_SYSTEM_USERS or name.startswith(("pg_", "rds_")):
        return f"`{value}` is reserved by RDS for PostgreSQL"
    return None


DbUser = Annotated[
    str,
    Text(
        "a user name: letters, digits and underscores, at most 16, a letter first, such as app",
        r"[A-Za-z][A-Za-z0-9_]*",
        longest=16,
        check=_reserved,
        example="app",
    ),
]
"""Source: Amazon RDS API Reference, CreateDBInstance, MasterUsername."""

DatabaseName = Annotated[
    str,
    Text(
        "a database name: letters, digits and underscores, at most 63, a letter first, such as app",
        r"[A-Za-z][A-Za-z0-9_]*",
        longest=63,
        check=lambda value: (
            f"`{value}` is a template database"
            if value.lower() in ("template0", "template1")
            else _reserved(value)
        ),
        example="app",
    ),
]
"""Source: Amazon RDS API Reference, CreateDBInstance, DBName."""

RdsIdentifier = Annotated[
    str,
    Text(
        "an identifier of lower-case letters, digits and single hyphens, at most 63, a letter first, such as "
        "pyshop-prod-db",
        r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*",
        longest=63,
        example="pyshop-prod-db",
    ),
]
ParameterName = Annotated[
    str,
    Text(
        "a PostgreSQL parameter's name in lower case, such as work_mem",
        r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*",
        longest=128,
        example="work_mem",
    ),
]
ParameterValue = Annotated[str, WholeNumberAsText()]

TableName = Annotated[
    str,
    Text(
        "a table's name of 3 to 255 letters, digits and _ - . such as shop-production-carts",
        r"[A-Za-z0-9_.-]{3,255}",
        example="shop-production-carts",
    ),
]
IndexName = Annotated[
    str,
    Text(
        "an index's name of 3 to 255 letters, digits and _ - . such as by-customer",
        r"[A-Za-z0-9_.-]{3,255}",
        example="by-customer",
    ),
]
AttributeName = Annotated[
    str,
    Text(
        "an attribute's name of 1 to 255 characters, such as customerId",
        r"[\s\S]{1,255}",
        example="customerId",
    ),
]
"""Source of the three: Amazon DynamoDB Developer Guide, "Supported data types and naming rules"."""

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = 24 * 60
_WEEK = 7 * _DAY


def minutes(moment: str) -> int:
    """Minutes from Monday (or midnight, where no day is named) to `ddd:hh:mm` or `hh:mm`."""
    *day, hour, minute = moment.split(":")
    return (_DAYS.index(day[0]) * _DAY if day else 0) + int(hour) * 60 + int(minute)


def window(value: str, period: int) -> tuple[int, int]:
    """Start and length in minutes of a window that repeats every `period` minutes (a day or a week)."""
    start, end = (minutes(moment) for moment in value.split("-"))
    return start, (end - start) % period


def window_minutes(value: str) -> int:
    """Length of a daily or weekly window in minutes."""
    return window(value, _WEEK if value[0].isalpha() else _DAY)[1]


def windows_overlap(backup: str, maintenance: str) -> bool:
    """Whether a daily backup window and a weekly maintenance window share a minute on any day."""
    start, length = window(backup, _DAY)
    other, other_length = window(maintenance, _WEEK)
    return any(
        (start + day * _DAY - other) % _WEEK < other_length or (other - start - day * _DAY) % _WEEK < length
        for day in range(7)
    )


def _half_an_hour(period: int):
    def check(value: str) -> str | None:
        length = window(value, period)[1]
        if length < 30:
            return f"it is {length} minutes long"
        return f"it is {length // 60} hours long" if length > _DAY else None

    return check


_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_WEEKDAY = "(?:" + "|".join(_DAYS) + ")"

BackupWindow = Annotated[
    str,
    Text(
        "a daily time in UTC of at least 30 minutes, such as '03:00-04:00'",
        rf"{_TIME}-{_TIME}",
        check=_half_an_hour(_DAY),
        example="03:00-04:00",
    ),
]
MaintenanceWindow = Annotated[
    str,
    Text(
        "a weekly time in UTC of 30 minutes to a day, such as sun:04:30-sun:05:30",
        rf"{_WEEKDAY}:{_TIME}-{_WEEKDAY}:{_TIME}",
        check=_half_an_hour(_WEEK),
        example="sun:04:30-sun:05:30",
    ),
]
"""Source of both: Amazon RDS API Reference, CreateDBInstance."""
