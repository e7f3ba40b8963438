"""Controls on caches, and on the subnets of stores."""

from __future__ import annotations

from collections.abc import Iterator

from policy.aws.replicas import crosses_regions, is_replica
from policy.aws.types import CACHE_CLUSTER, CACHE_GROUP, DB_CLUSTER, DB_INSTANCE
from policy.framework.outcome import NotApplicable, Outcome, Undetermined, Violation
from policy.framework.registry import Scope, on_graph, on_resource
from policy.framework.resource import Resource, present
from policy.framework.values import UNKNOWN


@on_resource("cache-failover", CACHE_GROUP)
def failover(cache: Resource, _scope: Scope) -> Iterator[Outcome]:
    """A replica in another zone takes over by itself when the primary fails."""
    yield from cache.expect_true("automaticFailoverEnabled")
    yield from cache.expect_true("multiAzEnabled")


@on_graph("cache-authenticated", CACHE_GROUP)
def authenticated(cache: Resource, _scope: Scope) -> Iterator[Outcome]:
    """A cache asks its clients who they are: by a token, or by users and their groups."""
    values = [cache.registered.get(key) for key in ("authToken", "authTokenWo", "userGroupIds")]
    if not any(present(value) for value in values):
        yield Violation("authToken and userGroupIds are absent, must be one of them")


@on_resource("cache-minor-upgrades", CACHE_GROUP)
def minor_upgrades(cache: Resource, _scope: Scope) -> Iterator[Outcome]:
    """AWS keeps the cache at a current minor version."""
    yield from cache.expect_true("autoMinorVersionUpgrade")


_SUBNETS = {
    CACHE_CLUSTER: "subnetGroupName",
    CACHE_GROUP: "subnetGroupName",
    DB_CLUSTER: "dbSubnetGroupName",
    DB_INSTANCE: "dbSubnetGroupName",
}


@on_graph("data-subnet-group", *_SUBNETS)
def subnet_group(store: Resource, scope: Scope) -> Iterator[Outcome]:
    """A database or cache says in which subnets it stands; else AWS puts it into the default VPC."""
    path = _SUBNETS[store.type]
    if store.type == CACHE_CLUSTER and present(store.registered.get("replicationGroupId")):
        raise NotApplicable("stands where its replication group does")
    if store.type == DB_INSTANCE and is_replica(store) and store.registered.get(path) is None:
        crosses = crosses_regions(scope.graph, store)
        if crosses is UNKNOWN:
            yield Undetermined("region")
            return
        if not crosses:
            raise NotApplicable("stands in the subnets of its source")
    if store.registered.get(path) == "default":
        yield Violation(f"{path} is default, must be a subnet group of the stack")
    else:
        yield from store.registered.expect_present(path, "a subnet group of the stack")
