"""What EC2 refuses of VPCs and subnets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, check
from simulator.services import rules
from simulator.services.cidrs import cidr, inside, network, overlap
from simulator.services.ec2.network import EIP, GATEWAY, NAT, SUBNET, TABLE, VPC
from simulator.services.networks import same_region
from simulator.services.shapes import value
from simulator.services.tables.regions import REGIONS, region_of_zone

rules.taggable(VPC, SUBNET, GATEWAY, EIP, NAT, TABLE)

ID: Final = re.compile(r"[a-z]+-[0-9a-f]{8}([0-9a-f]{9})?")
"""Ids of EC2 resources: 8 or 17 hexadecimal digits ("Resource IDs", Amazon EC2 User Guide)."""

_UNUSABLE: Final = ("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4")


def resource_id(property: str, given: Any, prefix: str) -> Iterator[Failure]:
    """An id with the prefix of its kind."""
    if isinstance(given, str) and given and not (ID.fullmatch(given) and given.startswith(f"{prefix}-")):
        yield Failure(
            property,
            f'Invalid id: "{given}" (expecting "{prefix}-" and 17 hexadecimal digits): InvalidID.Malformed',
        )


def _size(property: str, block: Any, code: str) -> Iterator[Failure]:
    """A netmask from /16 to /28 ("VPC CIDR blocks" and "Subnet sizing", Amazon VPC User Guide)."""
    found = network(block) if isinstance(block, str) else None
    if found is not None and found.version == 4 and not 16 <= found.prefixlen <= 28:
        yield Failure(
            property,
            f"{code}: The CIDR '{block}' is invalid: the netmask must be between /16 and /28, "
            f"it is /{found.prefixlen}",
        )


@check(VPC)
def vpc(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """IPv4 block, tenancy and DNS.

    Source: "VPC CIDR blocks", "DNS attributes for your VPC", Amazon VPC User Guide.
    """
    del ctx
    block = inputs.get("cidrBlock")
    if block is None and not inputs.get("ipv4IpamPoolId"):
        yield Failure("cidrBlock", "MissingParameter: one of cidrBlock and ipv4IpamPoolId must be specified")
    yield from cidr("cidrBlock", block)
    yield from _size("cidrBlock", block, "InvalidVpc.Range")
    for unusable in _UNUSABLE:
        if overlap(block, unusable):
            yield Failure(
                "cidrBlock", f"InvalidVpc.Range: The CIDR '{block}' overlaps {unusable}, which is reserved"
            )
    yield from rules.one_of("instanceTenancy", inputs.get("instanceTenancy"), ("default", "dedicated"))
    if inputs.get("enableDnsHostnames") is True and inputs.get("enableDnsSupport") is False:
        yield Failure(
            "enableDnsHostnames",
            "InvalidParameterValue: DNS hostnames can be enabled only if DNS support is: "
            "enableDnsSupport is false",
        )


@check(SUBNET)
def subnet(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Block inside the VPC's and apart from the siblings', zone of the region ("Subnet CIDR blocks")."""
    vpc_id, block = inputs.get("vpcId"), inputs.get("cidrBlock")
    yield from resource_id("vpcId", vpc_id, "vpc")
    yield from same_region(ctx, "vpcId", vpc_id, "vpc ID")
    sources = ("ipv4IpamPoolId", "ipv6CidrBlock", "ipv6IpamPoolId")
    if block is None and not any(inputs.get(source) for source in sources):
        yield Failure(
            "cidrBlock", "MissingParameter: The request must contain the parameter CidrBlock or Ipv6CidrBlock"
        )
    yield from cidr("cidrBlock", block)
    yield from _size("cidrBlock", block, "InvalidSubnet.Range")
    outer = value(rules.find(ctx, vpc_id, VPC), "cidrBlock")
    if inside(block, outer) is False:
        yield Failure(
            "cidrBlock",
            f"InvalidSubnet.Range: The CIDR '{block}' is invalid: it is not inside {outer} ({vpc_id})",
        )
    else:
        for other in rules.siblings(ctx, SUBNET, "vpcId", vpc_id):
            taken = value(other, "cidrBlock")
            if overlap(block, taken):
                yield Failure(
                    "cidrBlock",
                    f"InvalidSubnet.Conflict: The CIDR '{block}' conflicts with another subnet: "
                    f"{other.id} has {taken}",
                )
    yield from _zone(inputs, ctx)


def _zone(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    zone, zone_id = rules.text(inputs.get("availabilityZone")), rules.text(inputs.get("availabilityZoneId"))
    region = REGIONS.get(ctx.region)
    if zone and zone_id:
        yield Failure("availabilityZoneId", '"availabilityZone" and "availabilityZoneId" exclude each other')
    if region is None:
        return
    if zone and region_of_zone(zone) is not region:
        yield Failure(
            "availabilityZone",
            f"InvalidParameterValue: Value ({zone}) for parameter availabilityZone is invalid. Subnets can "
            f"currently only be created in the following availability zones: {', '.join(region.zones)}.",
        )
    if zone_id and zone_id not in region.zone_ids:
        yield Failure(
            "availabilityZoneId",
            f"InvalidParameterValue: Value ({zone_id}) for parameter availabilityZoneId is "
            "invalid. The zones "
            f"of {ctx.region} are {', '.join(region.zone_ids)}.",
        )
