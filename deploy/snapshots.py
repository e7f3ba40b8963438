"""Manual snapshots of a database (PYS-REC-02), and the one of a fixed name before a move (FBG-OPS-11)."""

import datetime
import time
from collections.abc import Callable
from typing import Any

from deploy import aws
from deploy.deployed import Database
from deploy.errors import FAILED, UserError

POLL_SECONDS = 10.0
HOURS = 4.0
"""A first snapshot copies the whole volume; of a few hundred GiB that takes about an hour."""


def take(database: Database, name: str | None, tell: Callable[[str], None]) -> str:
    """Make a snapshot and wait until it is available; returns its identifier."""
    now = datetime.datetime.now(datetime.UTC)
    wanted = name or f"{database.identifier}-{now:%Y-%m-%d-%H-%M-%S}"
    with aws.calling(f"taking a snapshot of {database.identifier}"):
        rds = aws.client("rds", database.region)
        tags = [{"Key": "ManagedBy", "Value": "groundwork"}]
        if database.cluster:
            rds.create_db_cluster_snapshot(
                DBClusterIdentifier=database.identifier, DBClusterSnapshotIdentifier=wanted, Tags=tags
            )
        else:
            rds.create_db_snapshot(
                DBInstanceIdentifier=database.identifier, DBSnapshotIdentifier=wanted, Tags=tags
            )
        _wait(rds, database, wanted, tell)
    return wanted


def ensure(database: Database, name: str, tell: Callable[[str], None]) -> datetime.datetime:
    """A snapshot under this name: the one that is there, or a new one. Returns when it was taken.

    Waits until it is available. Raises UserError where the name is that of a snapshot of another database.
    """
    with aws.calling(f"looking for the snapshot {name}"):
        rds = aws.client("rds", database.region)
        found = _found(rds, database, name)
        if found is None:
            take(database, name, tell)
        else:
            source = found["DBClusterIdentifier" if database.cluster else "DBInstanceIdentifier"]
            if source != database.identifier:
                raise UserError(f"the snapshot {name} is one of {source}, not of {database.identifier}")
            _wait(rds, database, name, tell)
        return _described(rds, database, name)["SnapshotCreateTime"]


def _found(rds: Any, database: Database, name: str) -> dict[str, Any] | None:
    from botocore.exceptions import ClientError

    try:
        return _described(rds, database, name)
    except ClientError as error:
        if aws.error_code(error) in {"DBSnapshotNotFound", "DBClusterSnapshotNotFoundFault"}:
            return None
        raise


def _described(rds: Any, database: Database, name: str) -> dict[str, Any]:
    if database.cluster:
        return rds.describe_db_cluster_snapshots(DBClusterSnapshotIdentifier=name)["DBClusterSnapshots"][0]
    return rds.describe_db_snapshots(DBSnapshotIdentifier=name)["DBSnapshots"][0]


def _wait(rds: Any, database: Database, name: str, tell: Callable[[str], None]) -> None:
    end = time.monotonic() + HOURS * 3600
    while True:
        answer = _described(rds, database, name)
        status = answer["Status"]
        if status == "available":
            return
        if status in {"failed", "incompatible-restore"} or time.monotonic() > end:
            raise UserError(f"the snapshot {name} is {status}", status=FAILED)
        tell(f"{name}: {status}, {answer.get('PercentProgress', 0)} %")
        time.sleep(POLL_SECONDS)
