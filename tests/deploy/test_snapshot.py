"""`groundwork snapshot`: a manual snapshot of a stack's database (on moto)."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from deploy import snapshots
from deploy.deployed import Database
from deploy.errors import UserError
from tests.deploy.conftest import Demo

pytestmark = pytest.mark.spec("PYS-REC-02", "PYS-OPS-05")


@pytest.fixture
def rds(aws: Callable[..., Any]) -> Any:
    """The database of pyshop/dev in moto."""
    client = aws("rds", "us-east-1")
    client.create_db_instance(
        DBInstanceIdentifier="pyshop-dev-db",
        DBInstanceClass="db.t4g.micro",
        Engine="postgres",
        AllocatedStorage=20,
    )
    return client


@pytest.mark.usefixtures("deployed_pyshop")
def test_it_is_named_after_database_and_time(demo: Demo, rds: Any) -> None:
    answer = demo.run("snapshot", "dev")
    assert answer.exit_code == 0
    assert re.fullmatch(r"pyshop-dev-db-\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d\n", answer.stdout)
    (made,) = rds.describe_db_snapshots(SnapshotType="manual")["DBSnapshots"]
    assert made["DBSnapshotIdentifier"] == answer.stdout.strip()
    assert (made["DBInstanceIdentifier"], made["Status"]) == ("pyshop-dev-db", "available")
    assert made["TagList"] == [{"Key": "ManagedBy", "Value": "groundwork"}]


@pytest.mark.usefixtures("deployed_pyshop")
def test_a_name_of_ones_own_once(demo: Demo, rds: Any) -> None:
    args = ["snapshot", "dev", "db", "--name", "before-schema-7"]
    assert demo.run(*args).stdout == "before-schema-7\n"
    answer = demo.run(*args)
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert "error: taking a snapshot of pyshop-dev-db: DBSnapshotAlreadyExists: " in answer.stderr
    assert len(rds.describe_db_snapshots(SnapshotType="manual")["DBSnapshots"]) == 1


@pytest.mark.usefixtures("deployed_pyshop", "rds")
def test_another_database_than_there_is(demo: Demo) -> None:
    answer = demo.run("snapshot", "dev", "orders")
    assert answer.exit_code == 2
    assert answer.stderr == "error: the stack has no database 'orders'\n  it has: db\n"


def test_an_aurora_cluster(aws: Callable[..., Any]) -> None:
    rds = aws("rds")
    rds.create_db_cluster(
        DBClusterIdentifier="c",
        Engine="aurora-postgresql",
        MasterUsername="app",
        MasterUserPassword="password1",
    )
    made = snapshots.take(Database("c", "c", cluster=True, region="eu-west-1"), "mine", lambda _text: None)
    (found,) = rds.describe_db_cluster_snapshots(DBClusterSnapshotIdentifier="mine")["DBClusterSnapshots"]
    assert (made, found["DBClusterIdentifier"]) == ("mine", "c")


class Slow:
    """RDS, with a snapshot that takes its time."""

    def __init__(self, *statuses: str) -> None:
        self.statuses = list(statuses)

    def create_db_snapshot(self, **_arguments: Any) -> None:
        """Nothing to answer."""

    def describe_db_snapshots(self, **_arguments: str) -> dict[str, Any]:
        return {"DBSnapshots": [{"Status": self.statuses.pop(0), "PercentProgress": 40}]}


class TestWaiting:
    def take(self, monkeypatch: pytest.MonkeyPatch, *statuses: str) -> list[str]:
        told: list[str] = []
        monkeypatch.setattr("deploy.snapshots.POLL_SECONDS", 0.0)
        monkeypatch.setattr("deploy.aws.client", lambda _service, _region: Slow(*statuses))
        snapshots.take(Database("db", "db", cluster=False, region="r"), "s", told.append)
        return told

    def test_until_it_is_available(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert self.take(monkeypatch, "creating", "creating", "available") == ["s: creating, 40 %"] * 2

    def test_until_it_failed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with pytest.raises(UserError) as caught:
            self.take(monkeypatch, "creating", "failed")
        assert (str(caught.value), caught.value.status) == ("the snapshot s is failed", 1)


@pytest.mark.spec("FBG-OPS-11")
class TestOfAFixedName:
    """The snapshot before a move, which may be begun more than once."""

    DATABASE = Database("db", "pyshop-dev-db", cluster=False, region="us-east-1")

    def test_it_is_taken_once(self, rds: Any) -> None:
        first = snapshots.ensure(self.DATABASE, "pyshop-dev-db-before", lambda _text: None)
        assert snapshots.ensure(self.DATABASE, "pyshop-dev-db-before", lambda _text: None) == first
        (made,) = rds.describe_db_snapshots(SnapshotType="manual")["DBSnapshots"]
        assert made["SnapshotCreateTime"] == first

    @pytest.mark.usefixtures("rds")
    def test_one_of_another_database_is_not_it(self) -> None:
        snapshots.ensure(self.DATABASE, "before", lambda _text: None)
        other = Database("db", "other", cluster=False, region="us-east-1")
        with pytest.raises(UserError) as caught:
            snapshots.ensure(other, "before", lambda _text: None)
        assert str(caught.value) == "the snapshot before is one of pyshop-dev-db, not of other"

    def test_of_an_aurora_cluster(self, aws: Callable[..., Any]) -> None:
        rds = aws("rds")
        rds.create_db_cluster(
            DBClusterIdentifier="c",
            Engine="aurora-postgresql",
            MasterUsername="app",
            MasterUserPassword="password1",
        )
        database = Database("c", "c", cluster=True, region="eu-west-1")
        for _ in range(2):
            snapshots.ensure(database, "c-before", lambda _text: None)
        found = rds.describe_db_cluster_snapshots(DBClusterIdentifier="c")["DBClusterSnapshots"]
        assert [each["DBClusterSnapshotIdentifier"] for each in found].count("c-before") == 1
