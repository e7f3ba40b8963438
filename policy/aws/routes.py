"""Which subnets reach the internet, and how: routes inline or apart, default and main route tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from policy.aws.types import (
    DEFAULT_ROUTE_TABLE,
    INTERNET_GATEWAY,
    MAIN_ROUTE_TABLE,
    ROUTE,
    ROUTE_ASSOCIATION,
    ROUTE_TABLE,
    SUBNET,
    VPC,
)
from policy.framework.graph import Graph
from policy.framework.resource import Resource
from policy.framework.values import UNKNOWN, at

EVERYWHERE = ("0.0.0.0/0", "::/0")
Exit = Literal["internet gateway", "nat gateway", "other", "unknown"]


@dataclass
class Table:
    """A route table: its exits, and the destinations of its default routes."""

    resource: Resource
    exits: set[Exit] = field(default_factory=set)
    defaults: set[Exit] = field(default_factory=set)


class Routes:
    """The route tables of a graph by the subnets that use them."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.tables = {table.urn: Table(table) for table in graph.of(ROUTE_TABLE, DEFAULT_ROUTE_TABLE)}
        for table in self.tables.values():
            for block in table.resource.blocks("routes"):
                if isinstance(block, dict):
                    self._add(table, table.resource, "routes", block)
        for route in graph.of(ROUTE):
            for owner in graph.links(route, "routeTableId", ROUTE_TABLE, DEFAULT_ROUTE_TABLE).resources:
                self._add(self.tables[owner.urn], route, "gatewayId", route.props)

    def _add(self, table: Table, source: Resource, root: str, block: dict[str, Any]) -> None:
        way = self._exit(source, root, block)
        table.exits.add(way)
        destinations = (block.get("cidrBlock"), block.get("destinationCidrBlock"), block.get("ipv6CidrBlock"))
        if any(value in EVERYWHERE for value in (*destinations, block.get("destinationIpv6CidrBlock"))):
            table.defaults.add(way)

    def _exit(self, source: Resource, root: str, block: dict[str, Any]) -> Exit:
        gateway = block.get("gatewayId")
        if gateway is not None:
            linked = self.graph.resolve(source, root, [gateway], INTERNET_GATEWAY)
            if linked.resources or any(value.startswith("igw-") for value in linked.literals):
                return "internet gateway"
            return "unknown" if linked.unknown else "other"
        return "nat gateway" if block.get("natGatewayId") is not None else "other"

    def tables_of(self, subnet: Resource) -> list[Table]:
        """The route tables of a subnet: those associated with it, else the main one of its VPC."""
        found = [
            self.tables[table.urn]
            for association in self.graph.referrers(subnet, ROUTE_ASSOCIATION, "subnetId")
            for table in self.graph.links(association, "routeTableId", *_TABLES).resources
        ]
        return found or self._main_tables(subnet)

    def _main_tables(self, subnet: Resource) -> list[Table]:
        found: list[Table] = []
        for vpc in self.graph.links(subnet, "vpcId", VPC).resources:
            for association in self.graph.referrers(vpc, MAIN_ROUTE_TABLE, "vpcId"):
                tables = self.graph.links(association, "routeTableId", *_TABLES).resources
                found += [self.tables[table.urn] for table in tables]
            for table in self.graph.of(DEFAULT_ROUTE_TABLE):
                if vpc in self.graph.links(table, "defaultRouteTableId", VPC).resources:
                    found.append(self.tables[table.urn])
        return found

    def is_public(self, subnet: Resource) -> bool | None:
        """Whether a subnet has a route to an internet gateway; None when a gateway is not known yet."""
        exits = {way for table in self.tables_of(subnet) for way in table.exits}
        if "internet gateway" in exits:
            return True
        return None if "unknown" in exits else False


_TABLES = (ROUTE_TABLE, DEFAULT_ROUTE_TABLE)


@dataclass(frozen=True)
class Subnets:
    """The subnets that a property names, as far as they are in the graph."""

    resources: tuple[Resource, ...]
    outside: tuple[str, ...]
    """Ids of subnets that another stack makes: nothing is known of their routes."""

    unknown: bool


def subnets_of(graph: Graph, resource: Resource, path: str) -> Subnets:
    """The subnets that a property names."""
    return Subnets(*graph.links(resource, path, SUBNET))


def routes_of(graph: Graph) -> Routes:
    """The routes of a graph, worked out once a request."""
    found = graph.memo.get(Routes)
    if found is None:
        found = graph.memo[Routes] = Routes(graph)
    return found


def zones(subnets: tuple[Resource, ...]) -> set[str] | None:
    """The availability zones of subnets; None when one of them is not known."""
    found: set[str] = set()
    for subnet in subnets:
        values = at(subnet.props, "availabilityZone") or at(subnet.props, "availabilityZoneId")
        if not values or values[0] is UNKNOWN:
            return None
        found.add(values[0])
    return found
