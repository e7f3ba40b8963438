"""Controls on where things sit: private subnets, several zones, a way out by NAT."""

from __future__ import annotations

from collections.abc import Iterator

from policy.aws.routes import routes_of, subnets_of, zones
from policy.aws.types import (
    CACHE_SUBNET_GROUP,
    DB_SUBNET_GROUP,
    ECS_SERVICE,
    LOAD_BALANCER,
    ROUTE_TABLE,
)
from policy.framework.outcome import NotApplicable, Outcome, Undetermined, Violation
from policy.framework.registry import Scope, on_graph
from policy.framework.resource import Resource, present

NETWORK = "networkConfiguration.subnets"


def _private(resource: Resource, path: str, scope: Scope) -> Iterator[Outcome]:
    """Every subnet that a property names has no route to an internet gateway."""
    subnets = subnets_of(scope.graph, resource, path)
    if subnets.unknown:
        yield Undetermined(path)
    if subnets.outside:
        yield Undetermined(f"{path} ({', '.join(subnets.outside)}, of another stack)")
    if not subnets.resources and not subnets.unknown and not subnets.outside:
        yield Violation(f"{path} is absent, must be private subnets")
    routes = routes_of(scope.graph)
    for subnet in subnets.resources:
        public = routes.is_public(subnet)
        if public is None:
            yield Undetermined(f"{subnet.name}: gatewayId of its route")
        elif public:
            yield Violation(
                f"{path} has {subnet.name}, which routes to an internet gateway, must be private subnets"
            )


@on_graph("network-tasks-private", ECS_SERVICE)
def tasks_private(service: Resource, scope: Scope) -> Iterator[Outcome]:
    """Tasks have no public address and sit in private subnets."""
    network = service.get("networkConfiguration")
    if network is None:
        yield Violation("networkConfiguration is absent, must name private subnets (network mode awsvpc)")
        return
    # The provider's default for assignPublicIp is false, and an output shows it.
    yield from service.expect_false("networkConfiguration.assignPublicIp")
    yield from _private(service, NETWORK, scope)


@on_graph("network-data-subnets-private", DB_SUBNET_GROUP, CACHE_SUBNET_GROUP)
def data_private(group: Resource, scope: Scope) -> Iterator[Outcome]:
    """Databases and caches sit in private subnets."""
    yield from _private(group, "subnetIds", scope)


@on_graph("network-outbound-nat", ROUTE_TABLE)
def outbound_nat(table: Resource, scope: Scope) -> Iterator[Outcome]:
    """The default route of each private route table goes to a NAT gateway."""
    known = routes_of(scope.graph).tables[table.urn]
    if "unknown" in known.exits:
        yield Undetermined("gatewayId of its routes")
    elif "internet gateway" in known.exits:
        raise NotApplicable("a public route table")
    elif "nat gateway" not in known.defaults:
        yield Violation(f"{table.name} has no default route to a NAT gateway, must have one")


def several_zones(resource: Resource, path: str, scope: Scope, least: int = 2) -> Iterator[Outcome]:
    """The subnets that a property names are in at least so many availability zones."""
    subnets = subnets_of(scope.graph, resource, path)
    if subnets.unknown:
        yield Undetermined(path)
        return
    count = len(subnets.resources) + len(subnets.outside)
    if count < least:
        yield Violation(
            f"{path} has {count} subnets, must be at least {least}, in different availability zones"
        )
        return
    if subnets.outside:
        return  # enough subnets; which zones they are in is the other stack's to say
    found = zones(subnets.resources)
    if found is None:
        yield Undetermined(f"availabilityZone of {', '.join(subnet.name for subnet in subnets.resources)}")
    elif len(found) < least:
        yield Violation(
            f"{path} are all in {', '.join(sorted(found))}, must be in at least {least} availability zones"
        )


def balancer_subnets(balancer: Resource) -> str:
    """Where a load balancer names its subnets: in a list, or with an address for each."""
    mapped = present(balancer.registered.get("subnetMappings"))  # AWS fills in whichever was not given
    return "subnetMappings.subnetId" if mapped else "subnets"


@on_graph("availability-load-balancer-zones", LOAD_BALANCER)
def balancer_zones(balancer: Resource, scope: Scope) -> Iterator[Outcome]:
    """A load balancer stands in at least two zones."""
    yield from several_zones(balancer, balancer_subnets(balancer), scope)


@on_graph("availability-service-zones", ECS_SERVICE)
def service_zones(service: Resource, scope: Scope) -> Iterator[Outcome]:
    """Tasks of a service are spread over at least two zones."""
    yield from several_zones(service, NETWORK, scope)
