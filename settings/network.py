"""`groundwork:network`: the VPC, its subnets by tier and zone, and how they reach the internet and AWS."""

from typing import Annotated, Literal

from pydantic import Field

from settings.base import Model
from settings.types import Cidr, LogRetentionDays, ZoneLetter

Tier = Literal["public", "private", "data"]


class NoNat(Model):
    """No way out to the internet: the interface endpoints that tasks need are made instead (PYS-NET-08)."""

    kind: Literal["none"]


class SingleNat(Model):
    """One NAT gateway for all zones: cheapest way out, lost with its zone."""

    kind: Literal["single"]
    zone: ZoneLetter | None = None
    """Zone that holds it; the first public one if left out."""


class NatPerZone(Model):
    """A NAT gateway in each zone: the loss of one zone leaves the others connected."""

    kind: Literal["perZone"] = "perZone"


Nat = Annotated[NoNat | SingleNat | NatPerZone, Field(discriminator="kind")]


class Endpoints(Model):
    """VPC endpoints. An S3 gateway endpoint costs nothing and is always made."""

    gateway: tuple[Literal["s3", "dynamodb"], ...] = ("s3",)
    """Gateway endpoints, in the route tables of every tier that is not public."""

    interface: tuple[str, ...] = ()
    """Services with an interface endpoint in each private subnet, without the region: `ecr.api`, `logs`, …"""


class FlowLogs(Model):
    """VPC flow logs of all traffic into a log group."""

    enabled: bool = True
    retention_days: LogRetentionDays | None = None
    """Retention of their log group; the stack's `groundwork:observability.logRetentionDays` if left out."""

    aggregation_seconds: Literal[60, 600] = 60
    """Longest time over which packets are gathered into one record."""


class Network(Model):
    """One VPC over the zones named; subnet CIDRs are given, or derived from the VPC's."""

    cidr: Cidr = "10.0.0.0/16"
    """Address range of the VPC, /16 to /24."""

    zones: tuple[ZoneLetter, ...] = ("a", "b", "c")
    """Letters of the availability zones, at least two. A letter stays with its subnets for life."""

    subnets: dict[Tier, dict[ZoneLetter, Cidr]] = {}
    """Subnets by tier and zone, where their CIDRs are chosen by hand. A tier named here has exactly these."""

    data_tier: bool = False
    """Give stores subnets of their own, without a route to the internet; else they share the private tier."""

    nat: Nat = NatPerZone(kind="perZone")
    """How private subnets reach the internet."""

    endpoints: Endpoints = Endpoints()
    flow_logs: FlowLogs = FlowLogs()
