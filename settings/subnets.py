"""Which subnets a network has, and their address ranges: plain arithmetic over the settings."""

from collections.abc import Mapping
from ipaddress import IPv4Network
from typing import Literal

Tier = Literal["public", "private", "data"]
TIERS: tuple[Tier, ...] = ("public", "private", "data")

SMALLEST_DERIVED: Mapping[Tier, int] = {"public": 20, "private": 24, "data": 20}
"""Prefix of the smallest VPC whose derived subnets are a /28, the smallest that AWS takes."""


def derived_cidr(vpc_cidr: str, tier: Tier, zone: str) -> str:
    """Address range of the subnet of `tier` in `zone`, inside `vpc_cidr`.

    It follows from the VPC's range and the zone's letter alone, so that adding a zone or a tier moves
    nothing: the range is cut into sixteen blocks; the first holds the public subnets, the second those for
    data, each a sixteenth of its block by the zone's letter; blocks five to ten are the private subnets of
    zones a to f.
    """
    blocks = list(IPv4Network(vpc_cidr).subnets(prefixlen_diff=4))
    index = ord(zone) - ord("a")
    if tier == "private":
        return str(blocks[4 + index])
    block = blocks[0] if tier == "public" else blocks[1]
    return str(list(block.subnets(prefixlen_diff=4))[index])
