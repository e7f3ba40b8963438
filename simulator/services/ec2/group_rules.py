"""What EC2 refuses of security groups and their rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, check
from simulator.services import rules
from simulator.services.cidrs import cidr
from simulator.services.ec2.groups import DEFAULT_GROUP, EGRESS, GROUP, INGRESS
from simulator.services.ec2.network_rules import resource_id
from simulator.services.networks import same_region, vpc_of
from simulator.services.tables import prefix_lists

rules.taggable(GROUP, DEFAULT_GROUP, INGRESS, EGRESS)

_TEXT: Final = re.compile(r"[a-zA-Z0-9 ._\-:/()#,@\[\]+=&;{}!$*]*")
_ALLOWED: Final = "a-z, A-Z, 0-9, spaces and ._-:/()#,@[]+=&;{}!$*"
_PORTS: Final = ("tcp", "udp", "6", "17")
_ICMP: Final = ("icmp", "icmpv6", "1", "58")
_NAMED: Final = ("tcp", "udp", "icmp", "icmpv6", "-1", "all")
_PEERS: Final = ("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId")
QUOTA: Final = 60
"""Inbound, and outbound, rules of a group ("Amazon VPC quotas"); a prefix list counts as its maximum size."""


def _text(property: str, given: Any, what: str) -> Iterator[Failure]:
    """Names and descriptions: up to 255 of a fixed set of characters.

    Source: "CreateSecurityGroup", EC2 API Reference.
    """
    if not isinstance(given, str):
        return
    if len(given) > 255:
        yield Failure(
            property,
            f"InvalidParameterValue: Value ({given[:60]}…) for parameter {what} is invalid. "
            "Character sets are "
            f"limited to 255 characters, it has {len(given)}",
        )
    if not _TEXT.fullmatch(given):
        odd = "".join(sorted({letter for letter in given if not _TEXT.fullmatch(letter)}))
        yield Failure(
            property,
            f"InvalidParameterValue: Value ({given}) for parameter {what} is invalid. Character sets beyond "
            f"{_ALLOWED} are not supported: it has {odd!r}",
        )


@check(GROUP)
def security_group(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name, description, VPC and the rules written in the group.

    Source: "CreateSecurityGroup", EC2 API Reference.
    """
    name = rules.text(inputs.get("name")) or rules.text(inputs.get("namePrefix"))
    property = "name" if inputs.get("name") else "namePrefix"
    yield from _text(property, name, "GroupName")
    if name and name.startswith("sg-"):
        yield Failure(
            property,
            f"InvalidParameterValue: Value ({name}) for parameter GroupName is invalid. Group "
            "names may not be in "
            "the format sg-*",
        )
    if name == "default":
        yield Failure(property, "InvalidParameterValue: Cannot use reserved security group name: default")
    description = inputs.get("description")
    if description == "":
        yield Failure(
            "description", "MissingParameter: The request must contain the parameter GroupDescription"
        )
    yield from _text("description", description, "GroupDescription")
    yield from resource_id("vpcId", inputs.get("vpcId"), "vpc")
    yield from same_region(ctx, "vpcId", inputs.get("vpcId"), "vpc ID")
    yield from inline_rules(inputs, ctx)


@check(DEFAULT_GROUP)
def inline_rules(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """The `ingress` and `egress` blocks of a group."""
    del ctx
    for direction in ("ingress", "egress"):
        for place, rule in enumerate(rules.items(inputs.get(direction))):
            if not isinstance(rule, dict):
                continue
            path = f"{direction}[{place}]."
            yield from _ports(
                path, rule.get("protocol"), rule.get("fromPort"), rule.get("toPort"), all_ports_zero=True
            )
            yield from _text(f"{path}description", rule.get("description"), "rule description")
            for number, block in enumerate(rules.items(rule.get("cidrBlocks"))):
                yield from cidr(f"{path}cidrBlocks[{number}]", block, 4)
            for number, block in enumerate(rules.items(rule.get("ipv6CidrBlocks"))):
                yield from cidr(f"{path}ipv6CidrBlocks[{number}]", block, 6)
            for number, group in enumerate(rules.items(rule.get("securityGroups"))):
                yield from _group_id(f"{path}securityGroups[{number}]", group)


def _group_id(property: str, id: Any) -> Iterator[Failure]:
    yield from resource_id(property, str(id).rpartition("/")[2] if isinstance(id, str) else id, "sg")


def _ports(path: str, protocol: Any, low: Any, high: Any, all_ports_zero: bool = False) -> Iterator[Failure]:
    """Protocol and ports together ("IpPermission", "AuthorizeSecurityGroupIngress", EC2 API Reference).

    `all_ports_zero`: rules in a group must write 0 for "all ports", rules on their own must write none.
    """
    if not isinstance(protocol, str | int):
        return
    name = str(protocol).lower()
    if name not in _NAMED and not (name.isdigit() and int(name) <= 255):
        yield Failure(
            f"{path}{'protocol' if all_ports_zero else 'ipProtocol'}",
            f'InvalidPermission.Malformed: Unsupported IP protocol "{protocol}" - supported: '
            "[tcp, udp, icmp, "
            "icmpv6, -1 or a number from 0 to 255]",
        )
        return
    first, last = rules.number(low), rules.number(high)
    if name in ("-1", "all"):
        if any(port not in (None, 0 if all_ports_zero else None, -1) for port in (first, last)):
            yield Failure(
                f"{path}fromPort",
                "InvalidParameterValue: You may not specify all protocols and specific ports. "
                "Please specify each "
                f"protocol and port range combination individually, or all protocols and no port range "
                f"(ports {first}-{last} with protocol -1)",
            )
        return
    least, most = (-1, 255) if name in _ICMP else (0, 65535)
    for property, port in (("fromPort", first), ("toPort", last)):
        if port is not None and not least <= port <= most:
            yield Failure(
                f"{path}{property}",
                f"InvalidParameterValue: Invalid value '{port}' for {property}: must be between "
                f"{least} and {most}",
            )
    if name in _PORTS:
        if low is None or high is None:
            yield Failure(
                f"{path}{'fromPort' if low is None else 'toPort'}",
                "InvalidParameterValue: Invalid value 'Must specify both from and to ports "
                "with TCP/UDP.' for "
                "portRange.",
            )
        elif first is not None and last is not None and first > last:
            yield Failure(
                f"{path}toPort",
                f"InvalidParameterValue: Invalid TCP port range ({first}:{last}): from is above to",
            )


@check(INGRESS, EGRESS)
def group_rule(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """One rule: one peer, ports that fit the protocol, no duplicate.

    Source: "Security group rules", VPC User Guide.
    """
    group = inputs.get("securityGroupId")
    yield from resource_id("securityGroupId", group, "sg")
    yield from same_region(ctx, "securityGroupId", group, "security group")
    yield from rules.exactly_one(inputs, _PEERS)
    yield from cidr("cidrIpv4", inputs.get("cidrIpv4"), 4)
    yield from cidr("cidrIpv6", inputs.get("cidrIpv6"), 6)
    yield from _group_id("referencedSecurityGroupId", inputs.get("referencedSecurityGroupId"))
    yield from resource_id("prefixListId", inputs.get("prefixListId"), "pl")
    yield from _ports("", inputs.get("ipProtocol"), inputs.get("fromPort"), inputs.get("toPort"))
    yield from _text("description", inputs.get("description"), "rule description")
    peer = inputs.get("referencedSecurityGroupId")
    one, other = vpc_of(ctx, group), vpc_of(ctx, peer)
    if one and other and one != other:
        yield Failure(
            "referencedSecurityGroupId",
            "InvalidGroup.NotFound: You have specified two resources that belong to different networks: "
            f"{group} is in {one}, {peer} is in {other}",
        )
    yield from _others(inputs, ctx)


def _key(inputs: Any) -> tuple[Any, ...]:
    peer = tuple(inputs.get(name) for name in _PEERS)
    return (str(inputs.get("ipProtocol")).lower(), rules.number(inputs.get("fromPort")),
            rules.number(inputs.get("toPort")), *peer)  # fmt: skip


def _weight(inputs: Any, region: str) -> int:
    id = rules.text(inputs.get("prefixListId"))
    if not id:
        return 1
    found = prefix_lists.by_id(id, region)
    if found is None:
        return 1
    cloudfront = found[0] == prefix_lists.CLOUDFRONT
    return prefix_lists.WEIGHTS["cloudfront"] if cloudfront else len(found[1])


def _others(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """No rule twice, and no more than the group's quota ("Security group size" of prefix lists)."""
    group = inputs.get("securityGroupId")
    if not isinstance(group, str):
        return
    same = rules.siblings(ctx, ctx.type, "securityGroupId", group)
    if not same:
        return
    key = _key(inputs)
    property = next((name for name in _PEERS if inputs.get(name)), "securityGroupId")
    for other in same:
        if _key(other.inputs) == key:
            yield Failure(
                property,
                f'InvalidPermission.Duplicate: the specified rule "peer: {inputs.get(property)}, '
                f"{str(inputs.get('ipProtocol')).upper()}, from port: {inputs.get('fromPort')}, to port: "
                f'{inputs.get("toPort")}, ALLOW" already exists on {group}',
            )
    total = _weight(inputs, ctx.region) + sum(_weight(other.inputs, ctx.region) for other in same)
    if total > QUOTA:
        yield Failure(
            property,
            "RulesPerSecurityGroupLimitExceeded: The maximum number of rules per security "
            "group has been reached: "
            f"{total} of {QUOTA} on {group} (the prefix list of CloudFront counts as "
            f"{prefix_lists.WEIGHTS['cloudfront']})",
        )
