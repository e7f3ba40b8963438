"""Controls on single rules: which ports are open to whom, in whichever style the rule is written."""

from __future__ import annotations

from collections.abc import Iterator

from policy.aws.security_groups import RULES, Rule, ingress_rules, is_world
from policy.aws.types import (
    NETWORK_ACL,
    NETWORK_ACL_RULE,
    SECURITY_GROUP,
    SECURITY_GROUP_EGRESS,
    SECURITY_GROUP_INGRESS,
    SECURITY_GROUP_RULE,
)
from policy.framework.outcome import NotApplicable, Outcome, Undetermined, Violation
from policy.framework.registry import Scope, on_resource
from policy.framework.resource import Resource
from policy.framework.values import UNKNOWN

GENERATED = "Managed by Pulumi"
"""The provider's description of whatever has none."""


def _rules(resource: Resource) -> list[Rule]:
    rules = list(ingress_rules(resource))
    if not rules:
        raise NotApplicable("no ingress")
    return rules


def _unknown_path(rule: Rule) -> Undetermined:
    return Undetermined("ingress" if rule.root == "ingress" else "cidrIpv4, fromPort, toPort")


def _open_to_world(rule: Rule, ports: list[int]) -> Iterator[Outcome]:
    """The rule does not open one of these ports to the internet."""
    covered = [port for port in ports if rule.covers(port) is True]
    undecided = any(rule.covers(port) is UNKNOWN for port in ports)
    if covered and rule.world():
        shown = ", ".join(str(port) for port in covered[:5]) + (", …" if len(covered) > 5 else "")
        where = " and ".join(rule.world())
        yield Violation(
            f"{rule.ports} is open to {where}, which includes {shown}; must be closed to the internet"
        )
    elif (covered and UNKNOWN in rule.ranges) or (undecided and (rule.world() or UNKNOWN in rule.ranges)):
        yield _unknown_path(rule)


@on_resource("network-admin-ports-closed", *RULES)
def admin_ports(resource: Resource, scope: Scope) -> Iterator[Outcome]:
    """SSH and RDP are not open to the internet."""
    for rule in _rules(resource):
        yield from _open_to_world(rule, scope.parameters["ports"])


@on_resource("network-high-risk-ports-closed", *RULES)
def high_risk_ports(resource: Resource, scope: Scope) -> Iterator[Outcome]:
    """Ports of databases, file shares and development servers are not open to the internet."""
    for rule in _rules(resource):
        yield from _open_to_world(rule, scope.parameters["ports"])


@on_resource("network-world-ports", *RULES)
def world_ports(resource: Resource, scope: Scope) -> Iterator[Outcome]:
    """What is open to the internet is open on the ports of the web alone."""
    allowed: list[int] = scope.parameters["ports"]
    for rule in _rules(resource):
        low, high = rule.from_port, rule.to_port
        if UNKNOWN in (*rule.ranges, rule.protocol, low, high):
            yield _unknown_path(rule)
        elif rule.world() and (rule.all_ports or low != high or low not in allowed):
            ports = " and ".join(str(port) for port in allowed)
            yield Violation(f"{rule.ports} is open to {' and '.join(rule.world())}, must be {ports} only")


@on_resource("network-database-ports-closed", *RULES)
def database_ports(resource: Resource, scope: Scope) -> Iterator[Outcome]:
    """Database ports are opened to security groups, never to an address range, private ones included."""
    for rule in _rules(resource):
        for engine, port in scope.parameters["ports"].items():
            covered = rule.covers(port)
            if covered is False or rule.all_ports or not (rule.ranges or rule.prefix_lists):
                continue
            if covered is UNKNOWN or UNKNOWN in rule.ranges:
                yield _unknown_path(rule)
                continue
            ranges = ", ".join(str(value) for value in (*rule.ranges, *rule.prefix_lists))
            yield Violation(
                f"port {port} ({engine}) is open to the address range {ranges}, must be to security groups "
                "only"
            )


@on_resource(
    "network-rules-described",
    SECURITY_GROUP,
    SECURITY_GROUP_INGRESS,
    SECURITY_GROUP_EGRESS,
    SECURITY_GROUP_RULE,
)
def described(resource: Resource, _scope: Scope) -> Iterator[Outcome]:
    """Groups and rules say what they are for."""
    yield from resource.expect(
        "description", lambda value: bool(value) and value != GENERATED, "a purpose in words of your own"
    )


@on_resource("network-acl-admin-ports-closed", NETWORK_ACL, NETWORK_ACL_RULE)
def acl_admin_ports(resource: Resource, scope: Scope) -> Iterator[Outcome]:
    """No network ACL lets the internet in on SSH or RDP."""
    apart = resource.type == NETWORK_ACL_RULE
    blocks = [resource.props] if apart else resource.blocks("ingress")
    if not blocks or (apart and resource.get("egress") is True):
        raise NotApplicable("no ingress")
    for block in blocks:
        if block is UNKNOWN:
            yield Undetermined("ingress")
            continue
        action = block.get("ruleAction" if apart else "action")
        ranges = [block.get(key) for key in ("cidrBlock", "ipv6CidrBlock") if block.get(key)]
        rule = Rule(
            resource,
            "ingress",
            block.get("protocol"),
            block.get("fromPort"),
            block.get("toPort"),
            tuple(ranges),
            (),
            (),
        )
        if str(action).lower() == "deny":
            continue
        if any(isinstance(value, str) and is_world(value) for value in ranges):
            yield from _open_to_world(rule, scope.parameters["ports"])
