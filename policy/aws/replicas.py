"""Databases that copy another, and whether they stand in its region."""

from __future__ import annotations

from policy.aws.regions import region_of
from policy.aws.types import DB_INSTANCE
from policy.framework.graph import Graph
from policy.framework.resource import Resource, present
from policy.framework.values import UNKNOWN, Unknown


def is_replica(database: Resource) -> bool:
    """Whether a database takes data, encryption and credentials from another."""
    return present(database.get("replicateSourceDb"))


def replicas_of(graph: Graph, database: Resource) -> list[Resource]:
    """The read replicas of a database."""
    return graph.referrers(database, DB_INSTANCE, "replicateSourceDb")


def elsewhere(replica: Resource, source: Resource) -> bool | Unknown:
    """Whether a replica stands in another region than its source."""
    regions = (region_of(replica), region_of(source))
    return UNKNOWN if UNKNOWN in regions else regions[0] != regions[1]


def crosses_regions(graph: Graph, replica: Resource) -> bool | Unknown:
    """Whether a replica stands in another region than its source, which may be of another stack."""
    linked = graph.links(replica, "replicateSourceDb", DB_INSTANCE)
    if linked.resources:
        return elsewhere(replica, linked.resources[0])
    if linked.unknown or region_of(replica) is UNKNOWN:
        return UNKNOWN
    # A source in another region is named by its ARN (RDS API Reference, "CreateDBInstanceReadReplica").
    words = [value.split(":") for value in linked.literals if value.startswith("arn:")]
    return any(parts[3] != region_of(replica) for parts in words if len(parts) > 3)
