"""Which subnets a network has, and their address ranges: plain arithmetic, decided before any resource."""

from collections.abc import Mapping
from ipaddress import IPv4Network

from settings.network import Network as NetworkSettings
from settings.network import Tier

TIERS: tuple[Tier, ...] = ("public", "private", "data")


def subnet_plan(settings: NetworkSettings) -> dict[Tier, dict[str, str]]:
    """CIDR of each subnet by tier and zone letter.

    What the settings give is taken as it is. The rest is derived from the VPC's range and the zone's letter
    alone, so that adding a zone or a tier moves nothing: the range is cut into sixteen blocks; the first
    holds the public subnets, the second those for data, each a sixteenth of its block by the zone's letter;
    blocks five to ten are the private subnets of zones a to f.
    """
    plan: dict[Tier, dict[str, str]] = {}
    for tier in TIERS:
        given: Mapping[str, str] | None = settings.subnets.get(tier)
        if given is not None:
            plan[tier] = dict(given)
        elif tier != "data" or settings.data_tier:
            plan[tier] = {zone: derived_cidr(settings.cidr, tier, zone) for zone in settings.zones}
    return plan


def derived_cidr(vpc_cidr: str, tier: Tier, zone: str) -> str:
    """Address range of the subnet of `tier` in `zone`, inside `vpc_cidr`."""
    blocks = list(IPv4Network(vpc_cidr).subnets(prefixlen_diff=4))
    index = ord(zone) - ord("a")
    if tier == "private":
        return str(blocks[4 + index])
    block = blocks[0] if tier == "public" else blocks[1]
    return str(list(block.subnets(prefixlen_diff=4))[index])
