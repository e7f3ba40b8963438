"""Manual snapshots of a database (PYS-REC-02)."""

import datetime
import time
from collections.abc import Callable

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
        end = time.monotonic() + HOURS * 3600
        while True:
            if database.cluster:
                answer = rds.describe_db_cluster_snapshots(DBClusterSnapshotIdentifier=wanted)[
                    "DBClusterSnapshots"
                ][0]
            else:
                answer = rds.describe_db_snapshots(DBSnapshotIdentifier=wanted)["DBSnapshots"][0]
            status = answer["Status"]
            if status == "available":
                return wanted
            if status in {"failed", "incompatible-restore"} or time.monotonic() > end:
                raise UserError(f"the snapshot {wanted} is {status}", status=FAILED)
            tell(f"{wanted}: {status}, {answer.get('PercentProgress', 0)} %")
            time.sleep(POLL_SECONDS)
