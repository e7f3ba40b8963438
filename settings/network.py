"""`groundwork:network`: the VPC, its subnets by tier and zone, and how they reach the internet and AWS."""

from collections.abc import Iterator
from ipaddress import IPv4Network
from itertools import combinations
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from settings.base import Breach, Model, rule
from settings.shape import Kinds
from settings.subnets import SMALLEST_DERIVED, TIERS, Tier, derived_cidr
from settings.types import Cidr, EndpointService, LogRetentionDays, WholeNumber, ZoneLetter
from settings.words import both, count

__all__ = [
    "Endpoints",
    "FlowLogs",
    "Nat",
    "NatPerZone",
    "Network",
    "NoNat",
    "SecondaryNetwork",
    "SingleNat",
    "Tier",
]


class NoNat(Model):
    """No way out to the internet: tasks get the interface endpoints that they need (PYS-NET-08)."""

    kind: Literal["none"]


class SingleNat(Model):
    """One NAT gateway for all zones: cheapest way out, lost with its zone."""

    kind: Literal["single"]
    zone: ZoneLetter | None = None
    """Zone that holds it; the first public one if left out."""


class NatPerZone(Model):
    """A NAT gateway in each zone: the loss of one zone leaves the others connected."""

    kind: Literal["perZone"] = "perZone"


Nat = Annotated[NoNat | SingleNat | NatPerZone, Kinds("perZone")]


class Endpoints(Model):
    """VPC endpoints. An S3 gateway endpoint costs nothing and is always made."""

    gateway: tuple[Literal["s3", "dynamodb"], ...] = ("s3",)
    """Gateway endpoints, in the route tables of every tier that is not public."""

    interface: tuple[EndpointService, ...] = ()
    """Services with an interface endpoint in each private subnet, without the region: `ecr.api`, `logs`, …"""

    @rule
    def each_is_named_once(self) -> Iterator[Breach]:
        for key, services in (("gateway", self.gateway), ("interface", self.interface)):
            for service in dict.fromkeys(name for name in services if services.count(name) > 1):
                yield Breach((key,), f"`{service}` is named twice")


class FlowLogs(Model):
    """VPC flow logs of all traffic into a log group."""

    enabled: bool = True
    """Record the traffic; a stack that does not cannot tell afterwards who reached what."""

    retention_days: LogRetentionDays | None = None
    """Retention of their log group; the stack's `groundwork:observability.logRetentionDays` if left out."""

    aggregation_seconds: Annotated[Literal[60, 600], WholeNumber] = 60
    """Longest time over which packets are gathered into one record."""


def breaches_of_zones(zones: tuple[str, ...], why: str) -> Iterator[Breach]:
    """Zones that are named twice, and zones that are too few, with the reason why two are needed."""
    for zone in dict.fromkeys(zone for zone in zones if zones.count(zone) > 1):
        yield Breach(("zones",), f"zone {zone} is named twice")
    if len(set(zones)) < 2:
        yield Breach(
            ("zones",),
            f"{count(len(set(zones)), 'zone')} will not do: {why}",
            "name two or three, such as [a, b]",
        )


class SecondaryNetwork(Model):
    """A VPC in the second region for copies of data: data subnets alone, with no way to the internet."""

    cidr: Cidr
    """Address range of the VPC, /16 to /20, apart from that of the first."""

    zones: Annotated[tuple[ZoneLetter, ...], Field(max_length=6)] = ("a", "b")
    """Letters of the second region's availability zones, at least two."""

    protect: bool = True
    """Refuse the deletion of the VPC in Pulumi."""

    flow_logs: FlowLogs = FlowLogs()

    nat: ClassVar[NoNat] = NoNat(kind="none")
    endpoints: ClassVar[Endpoints] = Endpoints(gateway=())
    public_addresses: ClassVar[bool] = False

    def subnet_plan(self) -> dict[Tier, dict[str, str]]:
        """CIDR of each subnet by zone letter, derived like those of the first network (settings.subnets)."""
        return {"data": {zone: derived_cidr(self.cidr, "data", zone) for zone in self.zones}}

    @rule
    def zones_are_two_or_more(self) -> Iterator[Breach]:
        return breaches_of_zones(self.zones, "a DB subnet group needs two")

    @rule
    def subnets_can_be_derived(self) -> Iterator[Breach]:
        prefix = IPv4Network(self.cidr).prefixlen
        if prefix > SMALLEST_DERIVED["data"]:
            yield Breach(
                ("cidr",),
                f"a /{prefix} is too small to derive data subnets from",
                f"take a /{SMALLEST_DERIVED['data']} or larger",
            )


class Network(Model):
    """One VPC over the zones named; subnet CIDRs are given, or derived from the VPC's."""

    cidr: Cidr = "10.0.0.0/16"
    """Address range of the VPC, /16 to /24."""

    zones: Annotated[tuple[ZoneLetter, ...], Field(max_length=6)] = ("a", "b", "c")
    """Letters of the availability zones, at least two. A letter stays with its subnets for life."""

    subnets: dict[Tier, dict[ZoneLetter, Cidr]] = Field(default_factory=dict)
    """Subnets by tier and zone, where their CIDRs are chosen by hand. A tier named here has exactly these."""

    data_tier: bool = False
    """Give stores subnets of their own, without a route to the internet; else they share the private tier."""

    nat: Nat = NatPerZone(kind="perZone")
    """How private subnets reach the internet."""

    public_addresses: bool = False
    """Give what starts in a public subnet a public address."""

    protect: bool = False
    """Refuse the deletion of the VPC in Pulumi."""

    endpoints: Endpoints = Endpoints()
    flow_logs: FlowLogs = FlowLogs()

    secondary: SecondaryNetwork | None = None
    """A second VPC in `groundwork:system.secondaryRegion`, for copies of data."""

    def zones_of(self, tier: Tier) -> tuple[str, ...]:
        """Letters of the zones in which a tier has a subnet; none for a tier that there is not."""
        if tier in self.subnets:
            return tuple(self.subnets[tier])
        return self.zones if tier != "data" or self.data_tier else ()

    def subnet_plan(self) -> dict[Tier, dict[str, str]]:
        """CIDR of each subnet by tier and zone letter: as given, else derived (settings.subnets)."""
        return {
            tier: dict(
                self.subnets.get(tier) or {zone: derived_cidr(self.cidr, tier, zone) for zone in zones}
            )
            for tier in TIERS
            if (zones := self.zones_of(tier))
        }

    @rule
    def zones_are_two_or_more(self) -> Iterator[Breach]:
        return breaches_of_zones(self.zones, "load balancers and databases need two")

    @rule
    def tiers_are_whole(self) -> Iterator[Breach]:
        for tier, by_zone in self.subnets.items():
            if len(by_zone) < 2:
                yield Breach(
                    ("subnets", tier),
                    f"{count(len(by_zone), 'zone')} will not do: load balancers and databases need two",
                    "give a CIDR for each zone, or leave the tier out to have its CIDRs derived",
                )
            for zone in by_zone:
                if zone not in self.zones:
                    yield Breach(
                        ("subnets", tier, zone),
                        f"zone {zone} is not one of the network's zones, which are {both(self.zones)}",
                        "add it to groundwork:network.zones",
                    )

    @rule
    def data_tier_is_switched_on(self) -> Iterator[Breach]:
        if "data" in self.subnets and not self.data_tier:
            yield Breach(
                ("subnets", "data"), "there is no data tier", "set groundwork:network.dataTier to true"
            )

    @rule
    def vpc_is_of_a_size_that_aws_takes(self) -> Iterator[Breach]:
        prefix = IPv4Network(self.cidr).prefixlen
        if prefix > 24:
            yield Breach(
                ("cidr",), f"a /{prefix} is too small for a VPC of subnets in two zones; /16 to /24 will do"
            )
            return
        for tier in TIERS:
            if tier not in self.subnets and self.zones_of(tier) and prefix > SMALLEST_DERIVED[tier]:
                yield Breach(
                    ("cidr",),
                    f"a /{prefix} is too small to derive {tier} subnets from",
                    f"take a /{SMALLEST_DERIVED[tier]} or give groundwork:network.subnets.{tier}",
                )

    @rule
    def subnets_are_inside_and_apart(self) -> Iterator[Breach]:
        vpc = IPv4Network(self.cidr)
        given = {
            (tier, zone): IPv4Network(cidr)
            for tier, by_zone in self.subnets.items()
            for zone, cidr in by_zone.items()
        }
        for (tier, zone), subnet in given.items():
            if not subnet.subnet_of(vpc):
                yield Breach(("subnets", tier, zone), f"{subnet} is outside the VPC's {vpc}")
        for (one, subnet), (other, second) in combinations(given.items(), 2):
            if subnet.overlaps(second):
                yield Breach(
                    ("subnets", *other),
                    f"{second} overlaps {subnet} of groundwork:network.subnets.{'.'.join(one)}",
                )
        yield from self._overlaps_derived(given)

    def _overlaps_derived(self, given: dict[tuple[Tier, str], IPv4Network]) -> Iterator[Breach]:
        if any(self.vpc_is_of_a_size_that_aws_takes()):
            return
        derived = {
            (tier, zone): IPv4Network(derived_cidr(self.cidr, tier, zone))
            for tier in TIERS
            if tier not in self.subnets
            for zone in self.zones_of(tier)
            if zone <= "f"
        }
        for other, second in given.items():
            for (tier, zone), subnet in derived.items():
                if subnet.overlaps(second):
                    yield Breach(
                        ("subnets", *other),
                        f"{second} overlaps {subnet}, which is derived for the {tier} subnet of zone {zone}",
                        f"give groundwork:network.subnets.{tier} as well",
                    )

    @rule
    def nat_stands_in_public_subnets(self) -> Iterator[Breach]:
        public = self.zones_of("public")
        if self.nat.kind == "single" and self.nat.zone is not None and self.nat.zone not in public:
            yield Breach(
                ("nat", "zone"),
                f"zone {self.nat.zone} has no public subnet for the NAT gateway; {both(public)} have one",
            )
        if self.nat.kind == "perZone":
            for zone in self.zones_of("private"):
                if zone not in public:
                    yield Breach(
                        ("nat",),
                        f"zone {zone} has a private subnet but no public one for its NAT gateway",
                        f"give groundwork:network.subnets.public.{zone}, or choose nat.kind single",
                    )

    @rule
    def secondary_lies_apart(self) -> Iterator[Breach]:
        if self.secondary is None:
            return
        first, second = IPv4Network(self.cidr), IPv4Network(self.secondary.cidr)
        if first.overlaps(second):
            yield Breach(
                ("secondary", "cidr"),
                f"{second} overlaps the {first} of the first network, with which it could never be connected",
                "take a range of its own, such as 10.1.0.0/16",
            )
