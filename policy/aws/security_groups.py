"""Security-group rules in one shape, whichever of the four styles a program writes them in.

Inline `ingress` of a group, `aws:vpc/securityGroupIngressRule`, `aws:ec2/securityGroupRule` of type ingress,
and the rules of a default group.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from policy.aws.types import (
    CACHE_CLUSTER,
    CACHE_GROUP,
    DB_CLUSTER,
    DB_INSTANCE,
    DOCDB_CLUSTER,
    ECS_SERVICE,
    EFS_MOUNT,
    INSTANCE,
    LAMBDA,
    LAUNCH_TEMPLATE,
    LOAD_BALANCER,
    OPENSEARCH,
    SECURITY_GROUP,
    SECURITY_GROUP_INGRESS,
    SECURITY_GROUP_RULE,
)
from policy.framework.graph import Graph, Links
from policy.framework.resource import Resource
from policy.framework.values import UNKNOWN, Unknown, listed

RULES = (SECURITY_GROUP, SECURITY_GROUP_INGRESS, SECURITY_GROUP_RULE)
"""Types that can open a port."""

DATA_TIER: dict[str, str] = {
    DB_INSTANCE: "vpcSecurityGroupIds",
    DB_CLUSTER: "vpcSecurityGroupIds",
    DOCDB_CLUSTER: "vpcSecurityGroupIds",
    CACHE_GROUP: "securityGroupIds",
    CACHE_CLUSTER: "securityGroupIds",
    OPENSEARCH: "vpcOptions.securityGroupIds",
    EFS_MOUNT: "securityGroups",
}
"""What holds data behind a network address, and the property that names its security groups."""

COMPUTE: dict[str, str] = {
    ECS_SERVICE: "networkConfiguration.securityGroups",
    INSTANCE: "vpcSecurityGroupIds",
    LAUNCH_TEMPLATE: "vpcSecurityGroupIds",
    LAMBDA: "vpcConfig.securityGroupIds",
}
"""What runs code, likewise."""


_UNIQUE_LOCAL = ipaddress.IPv6Network("fc00::/7")


@dataclass(frozen=True)
class Rule:
    """One ingress rule of one resource; a field is `UNKNOWN` where the program's value is not known yet."""

    source: Resource
    root: str
    """Property whose dependencies stand in for the ids in `groups`."""

    protocol: Any
    from_port: Any
    to_port: Any
    ranges: tuple[Any, ...]
    """IPv4 and IPv6 ranges, prefix lists apart."""

    prefix_lists: tuple[Any, ...]
    groups: tuple[Any, ...]

    @property
    def all_ports(self) -> bool:
        """Every protocol, and so every port (`-1`; the provider takes `all` for it)."""
        return str(self.protocol) in ("-1", "all")

    def covers(self, port: int) -> bool | Unknown:
        """Whether the rule opens a TCP or UDP port: by number, in a range, or by opening all."""
        if UNKNOWN in (self.protocol, self.from_port, self.to_port):
            return UNKNOWN
        if self.all_ports:
            return True
        if str(self.protocol).lower() not in ("tcp", "6", "udp", "17"):
            return False
        low, high = _port(self.from_port), _port(self.to_port)
        if low is None or high is None:
            return True  # a TCP rule without ports opens them all
        return low <= port <= high

    @property
    def ports(self) -> str:
        """The ports in words: `tcp 5432`, `tcp 0-65535`, `all ports`."""
        if self.all_ports:
            return "all ports"
        low, high = show_port(self.from_port), show_port(self.to_port)
        return f"{self.protocol} {low}" if low == high else f"{self.protocol} {low}-{high}"

    def world(self) -> tuple[str, ...]:
        """Those ranges that let the whole internet in, whole or in halves (`0.0.0.0/1` + `128.0.0.0/1`)."""
        return tuple(value for value in self.ranges if isinstance(value, str) and is_world(value))


def _port(value: Any) -> int | None:
    try:
        number = int(value)
    except (TypeError, ValueError):
        return None
    return None if number < 0 else number


def show_port(value: Any) -> str:
    """A port in a message."""
    return "?" if value is UNKNOWN else str(value)


def is_world(cidr: str) -> bool:
    """Whether a range is the internet at large rather than somebody's addresses.

    Anything of /7 or wider (/16 in IPv6) counts, so that halves or quarters of the internet are no way round.
    """
    try:
        network = ipaddress.ip_network(cidr, strict=False)
    except ValueError:
        return True  # closed: what cannot be read is not trusted
    if isinstance(network, ipaddress.IPv6Network):
        return network.prefixlen <= 16 and not network.subnet_of(_UNIQUE_LOCAL)
    return network.prefixlen <= 7


def ingress_rules(resource: Resource) -> Iterator[Rule]:
    """The ingress rules that one resource states; a block that is not known yet is a rule of unknowns."""
    if resource.type == SECURITY_GROUP_INGRESS:
        yield Rule(
            resource,
            "referencedSecurityGroupId",
            resource.get("ipProtocol"),
            resource.get("fromPort"),
            resource.get("toPort"),
            _given(resource.get("cidrIpv4"), resource.get("cidrIpv6")),
            _given(resource.get("prefixListId")),
            _given(resource.get("referencedSecurityGroupId")),
        )
    elif resource.type == SECURITY_GROUP_RULE:
        if resource.get("type") != "egress":
            yield _block(resource, resource.props, "sourceSecurityGroupId", "sourceSecurityGroupId")
    else:
        for block in resource.blocks("ingress"):
            yield _block(resource, block, "ingress", "securityGroups")


def _block(resource: Resource, block: Any, root: str, groups: str) -> Rule:
    if block is UNKNOWN:
        return Rule(resource, root, UNKNOWN, UNKNOWN, UNKNOWN, (UNKNOWN,), (), ())
    return Rule(
        resource,
        root,
        block.get("protocol"),
        block.get("fromPort"),
        block.get("toPort"),
        _given(*listed(block.get("cidrBlocks")), *listed(block.get("ipv6CidrBlocks"))),
        _given(*listed(block.get("prefixListIds"))),
        _given(*listed(block.get(groups))),
    )


def _given(*values: Any) -> tuple[Any, ...]:
    return tuple(value for value in values if value is not None)


class Groups:
    """The security groups of a graph: their rules from every style, who is attached, who admits whom."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.rules: dict[str, list[Rule]] = {group.urn: [] for group in graph.of(SECURITY_GROUP)}
        for group in graph.of(SECURITY_GROUP):
            self.rules[group.urn].extend(ingress_rules(group))
        for resource in graph.of(SECURITY_GROUP_INGRESS, SECURITY_GROUP_RULE):
            for owner in graph.links(resource, "securityGroupId", SECURITY_GROUP).resources:
                self.rules[owner.urn].extend(ingress_rules(resource))
        self.balancers = self._attached({LOAD_BALANCER: "securityGroups"})
        self.compute = self._attached(COMPUTE)
        self.data = self._attached(DATA_TIER)

    def _attached(self, table: dict[str, str]) -> dict[str, list[Resource]]:
        """Resources of these types by the URN of the groups they carry."""
        attached: dict[str, list[Resource]] = {}
        for token, path in table.items():
            for resource in self.graph.of(token):
                for group in self.graph.links(resource, path, SECURITY_GROUP).resources:
                    attached.setdefault(group.urn, []).append(resource)
        return attached

    def is_load_balancers(self, urn: str) -> bool:
        """Whether a group is a load balancer's, and only a load balancer's."""
        return urn in self.balancers and urn not in self.compute and urn not in self.data

    def sources(self, rule: Rule) -> Links:
        """The groups that a rule admits."""
        return self.graph.resolve(rule.source, rule.root, rule.groups, SECURITY_GROUP)

    def __contains__(self, urn: str) -> bool:
        return urn in self.rules


def groups_of(graph: Graph) -> Groups:
    """The groups of a graph, worked out once a request."""
    found = graph.memo.get(Groups)
    if found is None:
        found = graph.memo[Groups] = Groups(graph)
    return found
