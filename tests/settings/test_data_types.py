"""Windows, versions and classes of databases, and names that AWS takes or refuses."""

import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from settings.types import windows_overlap
from tests.settings.given import problems

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEK = 7 * 24 * 60


def clock(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


@given(st.integers(0, 1439), st.integers(30, 600), st.integers(0, WEEK - 1), st.integers(30, 1440))
@example(23 * 60 + 30, 60, WEEK - 15, 30)
def test_windows_overlap_if_they_share_a_minute(start: int, length: int, other: int, other_length: int):
    backup = f"{clock(start)}-{clock(start + length)}"
    ends = (other + other_length) % WEEK
    maintenance = f"{DAYS[other // 1440]}:{clock(other)}-{DAYS[ends // 1440]}:{clock(ends)}"
    daily = {
        (day * 1440 + start + minute) % WEEK for day, minute in itertools.product(range(7), range(length))
    }
    weekly = {(other + minute) % WEEK for minute in range(other_length)}
    assert windows_overlap(backup, maintenance) == bool(daily & weekly)


@pytest.mark.spec("PYS-DAT-01")
@pytest.mark.parametrize(
    "version", ["14", "15", "16", "17", "18", 17, "15.13", "15.15", "15.19", "14.18", "16.9", "17.5", "18.1"]
)
def test_supported_version(version: object):
    assert problems({"data.db.engineVersion": version}) == []


@pytest.mark.spec("PYS-DAT-01")
@pytest.mark.parametrize(
    "version", ["9", "13", "13.23", "15.5", "15.12", "14.17", "16.8", "17.4", "18.0", "19"]
)
def test_version_out_of_support(version: str):
    (told,) = problems({"data.db.engineVersion": version})
    assert told.startswith(
        f'groundwork:data.db.engineVersion: given "{version}", must be a PostgreSQL version that RDS '
    )


@pytest.mark.spec("PYS-DAT-02")
@pytest.mark.parametrize(
    "name", ["db.t4g.micro", "db.t4g.small", "db.m7g.large", "db.r8g.48xlarge", "db.x2iedn.32xlarge"]
)
def test_instance_class(name: str):
    assert problems({"data.db.instanceClass": name}) == []


@pytest.mark.parametrize(
    "name", ["db.t2.micro", "db.m4.large", "db.t4g.4xlarge", "db.m7g.micro", "db.c5.large"]
)
def test_instance_class_that_postgres_does_not_run_on(name: str):
    (told,) = problems({"data.db.instanceClass": name})
    assert told.startswith(
        f'groundwork:data.db.instanceClass: given "{name}", must be a DB instance class that '
    )


@pytest.mark.parametrize("name", ["postgres", "app", "Shop_1", "a" * 16])
def test_user_name(name: str):
    assert problems({"data.db.username": name}) == []


@pytest.mark.parametrize(
    "name", ["admin", "rdsadmin", "rds_superuser", "pg_owner", "User", "SELECT", "1st", "a" * 17]
)
def test_user_name_that_rds_refuses(name: str):
    assert len(problems({"data.db.username": name})) == 1


@pytest.mark.parametrize(
    "name",
    ["abc", "my.bucket.of-files", "1-2-3", "a" * 63, "10.0.0.1.files", "sky-high-booker-alb-access-logs"],
)
def test_bucket_name(name: str):
    assert problems({"storage.buckets.uploads.name": name}) == []


@pytest.mark.parametrize(
    "name",
    [
        "ab",
        "a" * 64,
        "-abc",
        "abc-",
        "ab_c",
        "a..b",
        "a.-b",
        "sthree-x",
        "amzn-s3-demo-x",
        "abc.mrap",
        "abc--x-s3",
    ],
)
def test_bucket_name_that_s3_refuses(name: str):
    assert len(problems({"storage.buckets.uploads.name": name})) == 1
