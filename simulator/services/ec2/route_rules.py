"""What EC2 refuses of routes, route tables and their associations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, check
from simulator.services import rules
from simulator.services.cidrs import cidr, inside
from simulator.services.ec2.network import ASSOCIATION, DESTINATIONS, ROUTE, SUBNET, TABLE, TARGETS, VPC
from simulator.services.ec2.network_rules import resource_id
from simulator.services.networks import same_region, vpc_of
from simulator.services.shapes import value

NAT64: Final = "64:ff9b::/96"

_PREFIXES: Final[dict[str, tuple[str, ...]]] = {
    "carrierGatewayId": ("cagw-",),
    "egressOnlyGatewayId": ("eigw-",),
    "gatewayId": ("igw-", "vgw-", "local"),
    "localGatewayId": ("lgw-",),
    "natGatewayId": ("nat-",),
    "networkInterfaceId": ("eni-",),
    "transitGatewayId": ("tgw-",),
    "vpcEndpointId": ("vpce-",),
    "vpcPeeringConnectionId": ("pcx-",),
}


def _one_route(path: str, route: dict[str, Any], destinations: tuple[str, ...]) -> Iterator[Failure]:
    """Exactly one destination and one target, each of its kind ("Route table concepts", VPC User Guide)."""
    for names, what in ((destinations, "destination"), (TARGETS, "target")):
        for failure in rules.exactly_one(route, names):
            yield Failure(
                path + failure.property, f"InvalidParameterCombination: the route's {what}: {failure.reason}"
            )
    yield from cidr(path + destinations[0], route.get(destinations[0]), 4)
    yield from cidr(path + destinations[1], route.get(destinations[1]), 6)
    for property, prefixes in _PREFIXES.items():
        given = rules.text(route.get(property))
        if given and not given.startswith(prefixes):
            yield Failure(
                path + property,
                f'Invalid id: "{given}" for {property} (expecting '
                f"{' or '.join(f'{prefix}…' for prefix in prefixes)})",
            )
    six = rules.text(route.get(destinations[1]))
    if six and six != NAT64 and rules.text(route.get("natGatewayId")):
        yield Failure(
            path + "natGatewayId",
            f"InvalidParameterValue: a NAT gateway takes IPv6 traffic only for {NAT64} (NAT64), not {six}",
        )


@check(TABLE)
def route_table(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """The VPC, and each route that is written in the table itself."""
    yield from resource_id("vpcId", inputs.get("vpcId"), "vpc")
    yield from same_region(ctx, "vpcId", inputs.get("vpcId"), "vpc ID")
    for place, route in enumerate(rules.items(inputs.get("routes"))):
        if isinstance(route, dict):
            names = ("cidrBlock", "ipv6CidrBlock", "destinationPrefixListId")
            yield from _one_route(f"routes[{place}].", route, names)


@check(ROUTE)
def route(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """A single route: shape, target in the table's VPC, no second one for the destination ("CreateRoute")."""
    table = inputs.get("routeTableId")
    yield from resource_id("routeTableId", table, "rtb")
    yield from same_region(ctx, "routeTableId", table, "routeTable ID")
    yield from _one_route("", inputs, DESTINATIONS)
    vpc_id = vpc_of(ctx, table)
    for property in ("gatewayId", "natGatewayId", "vpcEndpointId"):
        target = rules.text(inputs.get(property))
        target_vpc = vpc_of(ctx, target)
        if target and vpc_id and target_vpc and target_vpc != vpc_id:
            yield Failure(
                property,
                f"InvalidParameterValue: route table {table} and network gateway {target} "
                "belong to different "
                f"networks ({vpc_id} and {target_vpc})",
            )
        elif target and target.startswith("igw-") and vpc_id and rules.find(ctx, target) and not target_vpc:
            yield Failure(
                property, f"InvalidGatewayID.NotFound: The gateway ID '{target}' is not attached to {vpc_id}"
            )
    yield from _destination(inputs, ctx, vpc_id)


def _destination(inputs: dict[str, Any], ctx: Context, vpc_id: str | None) -> Iterator[Failure]:
    block = rules.text(inputs.get("destinationCidrBlock"))
    outer = value(rules.find(ctx, vpc_id, VPC), "cidrBlock")
    if block and block == outer:
        yield Failure(
            "destinationCidrBlock",
            f"RouteAlreadyExists: The route identified by {block} already exists: it is the "
            f"local route of {vpc_id}",
        )
    elif block and inside(block, outer) and rules.text(inputs.get("gatewayId")):
        yield Failure(
            "destinationCidrBlock",
            f"InvalidParameterValue: {block} is inside the VPC's {outer}; a route that is more "
            "specific than the "
            "local one cannot go to a gateway",
        )
    for property in DESTINATIONS:
        given = rules.text(inputs.get(property))
        table = inputs.get("routeTableId")
        for other in rules.siblings(ctx, ROUTE, "routeTableId", table) if given else ():
            if value(other, property) == given:
                yield Failure(
                    property,
                    f"RouteAlreadyExists: The route identified by {given} already exists in {table}",
                )


@check(ASSOCIATION)
def association(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """A subnet or a gateway, of the table's VPC, and once only ("AssociateRouteTable", EC2 API Reference)."""
    table, subnet = inputs.get("routeTableId"), inputs.get("subnetId")
    yield from resource_id("routeTableId", table, "rtb")
    yield from resource_id("subnetId", subnet, "subnet")
    yield from rules.exactly_one(inputs, ("subnetId", "gatewayId"))
    one, other = vpc_of(ctx, table), vpc_of(ctx, subnet)
    if one and other and one != other:
        yield Failure(
            "subnetId",
            f"InvalidParameterValue: route table {table} and subnet {subnet} belong to different networks "
            f"({one} and {other})",
        )
    if rules.find(ctx, subnet, SUBNET) is None:
        return
    for state in rules.siblings(ctx, ASSOCIATION, "subnetId", subnet):
        yield Failure(
            "subnetId",
            f"Resource.AlreadyAssociated: the specified association for route table {table} "
            "conflicts with an "
            f"existing association: {subnet} has {value(state, 'routeTableId')}",
        )
