"""Controls on what is left when a database or a region is lost: copies, replicas, their keys."""

from __future__ import annotations

from collections.abc import Iterator

from policy.aws.replicas import crosses_regions, elsewhere, is_replica, replicas_of
from policy.aws.types import (
    BACKUP_PLAN,
    BACKUP_REPLICATION,
    BACKUP_SELECTION,
    BACKUP_VAULT,
    DB_CLUSTER_SNAPSHOT_COPY,
    DB_INSTANCE,
    DB_SNAPSHOT_COPY,
)
from policy.framework.outcome import NotApplicable, Outcome, Undetermined, Violation
from policy.framework.registry import Scope, on_graph, on_resource
from policy.framework.resource import Resource, present
from policy.framework.values import UNKNOWN, at

_KEY = {
    BACKUP_REPLICATION: "kmsKeyId",
    BACKUP_VAULT: "kmsKeyArn",
    DB_CLUSTER_SNAPSHOT_COPY: "kmsKeyId",
    DB_SNAPSHOT_COPY: "kmsKeyId",
}
"""Copies of data and where they lie, and the property that names the key."""


@on_graph("backup-copies-encrypted", *_KEY)
def copies_encrypted(copy: Resource, _scope: Scope) -> Iterator[Outcome]:
    """A copy of backups names a key of the region that it lies in."""
    yield from copy.registered.expect_present(_KEY[copy.type], "a key of the region that the copy lies in")


@on_graph("replica-region-key", DB_INSTANCE)
def replica_key(database: Resource, scope: Scope) -> Iterator[Outcome]:
    """A replica in another region names a key of that region: it cannot take its source's."""
    if not is_replica(database):
        raise NotApplicable("not a replica")
    crosses = crosses_regions(scope.graph, database)
    if crosses is UNKNOWN:
        yield Undetermined("region")
    elif not crosses:
        raise NotApplicable("takes the key of its source, in the same region")
    else:
        yield from database.registered.expect_present("kmsKeyId", "a key of the replica's region")


def _source(database: Resource) -> None:
    if is_replica(database):
        raise NotApplicable("a replica; its source is judged")


@on_resource("phase-backup-retention", DB_INSTANCE)
def retention(database: Resource, scope: Scope) -> Iterator[Outcome]:
    """Backups are kept for as long as the phase asks."""
    _source(database)
    days: int = scope.figure("days")
    yield from database.expect(
        "backupRetentionPeriod",
        lambda value: isinstance(value, int) and value >= days,
        f"{days} days or more" if days > 1 else "1 day or more",
    )


@on_graph("database-region-copy", DB_INSTANCE)
def region_copy(database: Resource, scope: Scope) -> Iterator[Outcome]:
    """The backups of a database, or a replica of it, are in a second region."""
    _source(database)
    graph = scope.graph
    if graph.referrers(database, BACKUP_REPLICATION, "sourceDbInstanceArn") or _planned(database, scope):
        return
    found = [elsewhere(replica, database) for replica in replicas_of(graph, database)]
    if True in found:
        return
    pending = [
        f"{resource.name}.{path}"
        for token, path in ((BACKUP_REPLICATION, "sourceDbInstanceArn"), (DB_INSTANCE, "replicateSourceDb"))
        for resource in graph.of(token)
        if graph.links(resource, path, DB_INSTANCE).unknown
    ]
    if UNKNOWN in found or pending:
        yield Undetermined(pending[0] if pending else "region of a replica")
    else:
        yield Violation(
            "neither the backups nor a replica of the database are in a second region, must be copied there"
        )


def _planned(database: Resource, scope: Scope) -> bool:
    """Whether a plan of AWS Backup copies the database's backups: by its ARN, or by a tag."""
    graph = scope.graph
    for selection in graph.of(BACKUP_SELECTION):
        plans = graph.links(selection, "planId", BACKUP_PLAN).resources
        copies = any(at(plan.props, "rules.copyActions.destinationVaultArn") for plan in plans)
        named = database in graph.links(selection, "resources", DB_INSTANCE).resources
        if copies and (named or present(selection.get("selectionTags"))):
            return True
    return False


@on_graph("database-region-replica", DB_INSTANCE)
def region_replica(database: Resource, scope: Scope) -> Iterator[Outcome]:
    """A replica in a second region can be promoted when the first is lost."""
    _source(database)
    found = [elsewhere(replica, database) for replica in replicas_of(scope.graph, database)]
    if True in found:
        return
    if UNKNOWN in found:
        yield Undetermined("region of a replica")
    else:
        yield Violation("the database has no replica in a second region, must have one")
