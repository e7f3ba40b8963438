"""Controls on databases and other stores: out of reach, backed up, watched, kept from deletion."""

from __future__ import annotations

from collections.abc import Iterator

from policy.aws.buckets import log_buckets
from policy.aws.engines import unsupported
from policy.aws.stateful import HOLDS_DATA, WRITTEN
from policy.aws.types import (
    CACHE_GROUP,
    DB_CLUSTER,
    DB_CLUSTER_INSTANCE,
    DB_INSTANCE,
    DOCDB_CLUSTER,
    DYNAMODB_TABLE,
)
from policy.framework.outcome import NotApplicable, Outcome, Undetermined, Violation
from policy.framework.registry import Scope, on_graph, on_resource
from policy.framework.resource import Resource, present
from policy.framework.values import UNKNOWN, show


def _is_replica(database: Resource) -> bool:
    return present(database.get("replicateSourceDb"))


@on_resource("database-not-public", DB_INSTANCE, DB_CLUSTER_INSTANCE)
def not_public(database: Resource, _scope: Scope) -> Iterator[Outcome]:
    """A database has no public address."""
    yield from database.expect_false("publiclyAccessible")


@on_resource("database-backups", DB_INSTANCE, DB_CLUSTER, DOCDB_CLUSTER)
def backups(database: Resource, scope: Scope) -> Iterator[Outcome]:
    """Daily backups are kept for a number of days."""
    if _is_replica(database):
        raise NotApplicable("its source is backed up")
    days: int = scope.parameters["days"][scope.stack.environment]
    yield from database.expect(
        "backupRetentionPeriod",
        lambda value: isinstance(value, int) and value >= days,
        "1 day or more" if days == 1 else f"{days} days or more",
    )


@on_resource("table-recovery", DYNAMODB_TABLE)
def table_recovery(table: Resource, _scope: Scope) -> Iterator[Outcome]:
    """A table can be put back to any second of the last weeks."""
    yield from table.expect_true("pointInTimeRecovery.enabled")


@on_resource("cache-snapshots", CACHE_GROUP)
def cache_snapshots(cache: Resource, _scope: Scope) -> Iterator[Outcome]:
    """A cache is snapshotted daily."""
    yield from cache.expect(
        "snapshotRetentionLimit", lambda value: isinstance(value, int) and value >= 1, "1 day or more"
    )


@on_resource("database-multi-az", DB_INSTANCE)
def multi_az(database: Resource, _scope: Scope) -> Iterator[Outcome]:
    """A database has a standby in a second zone."""
    if _is_replica(database):
        raise NotApplicable("a replica")
    yield from database.expect_true("multiAz")


@on_graph("database-enhanced-monitoring", DB_INSTANCE, DB_CLUSTER_INSTANCE)
def monitoring(database: Resource, _scope: Scope) -> Iterator[Outcome]:
    """Enhanced Monitoring is on, with the role that it needs."""
    yield from database.expect(
        "monitoringInterval", lambda value: isinstance(value, int) and value > 0, "1 to 60 seconds"
    )
    yield from database.expect_present("monitoringRoleArn", "the monitoring role")


@on_resource("database-minor-upgrades", DB_INSTANCE, DB_CLUSTER_INSTANCE)
def minor_upgrades(database: Resource, _scope: Scope) -> Iterator[Outcome]:
    """AWS keeps the database at a current minor version."""
    yield from database.expect_true("autoMinorVersionUpgrade")


@on_resource("database-version-supported", DB_INSTANCE, DB_CLUSTER)
def version(database: Resource, scope: Scope) -> Iterator[Outcome]:
    """The engine's version is in standard support."""
    if _is_replica(database) and database.get("engineVersion") is None:
        raise NotApplicable("a replica has its source's version")
    engine, value = database.get("engine"), database.get("engineVersion")
    for path, part in (("engine", engine), ("engineVersion", value)):
        if part is UNKNOWN:
            yield Undetermined(path)
            return
    if value is None:
        yield Violation("engineVersion is absent, must be a version in standard support")
        return
    reason = unsupported(str(engine), str(value), scope.stack.today)
    if reason:
        yield Violation(f"engineVersion is {value}, which {reason}")


_SWITCH = {
    DB_INSTANCE: "deletionProtection",
    DB_CLUSTER: "deletionProtection",
    DOCDB_CLUSTER: "deletionProtection",
    DYNAMODB_TABLE: "deletionProtectionEnabled",
}


@on_resource("data-deletion-protected", *_SWITCH)
def deletion_protected(store: Resource, _scope: Scope) -> Iterator[Outcome]:
    """AWS refuses to delete what holds data."""
    if _is_replica(store):
        raise NotApplicable("a replica holds nothing of its own")
    yield from store.expect_true(_SWITCH[store.type])


@on_graph("data-pulumi-protected", *HOLDS_DATA)
def pulumi_protected(store: Resource, scope: Scope) -> Iterator[Outcome]:
    """Pulumi refuses to delete or replace what holds data."""
    if _is_replica(store):
        raise NotApplicable("a replica holds nothing of its own")
    if store.urn in log_buckets(scope.graph):
        raise NotApplicable("a log bucket")
    if store.type in WRITTEN and not {WRITTEN[store.type], "*"} & set(store.ignore_changes):
        raise NotApplicable("the program writes its value, and can again")
    if not store.protect:
        yield Violation("the resource option protect is false, must be true")


@on_resource("database-final-snapshot", DB_INSTANCE, DB_CLUSTER, DOCDB_CLUSTER)
def final_snapshot(database: Resource, _scope: Scope) -> Iterator[Outcome]:
    """A database leaves a snapshot behind when it is deleted."""
    if _is_replica(database):
        raise NotApplicable("a replica holds nothing of its own")
    skip = database.get("skipFinalSnapshot")
    if skip is UNKNOWN:
        yield Undetermined("skipFinalSnapshot")
    elif skip is True:
        yield Violation(f"skipFinalSnapshot is {show(skip)}, must be false")
    else:
        yield from database.expect_present("finalSnapshotIdentifier", "a name for the snapshot")
