"""What EC2 refuses of internet gateways, Elastic IP addresses and NAT gateways."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Any

from simulator.registry import Context, Failure, check
from simulator.services import rules
from simulator.services.ec2.network import EIP, GATEWAY, NAT
from simulator.services.ec2.network_rules import resource_id
from simulator.services.networks import same_region, vpc_of


@check(GATEWAY)
def internet_gateway(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """One gateway a VPC ("Internet gateway basics", Amazon VPC User Guide)."""
    vpc_id = inputs.get("vpcId")
    yield from resource_id("vpcId", vpc_id, "vpc")
    yield from same_region(ctx, "vpcId", vpc_id, "vpc ID")
    for other in rules.siblings(ctx, GATEWAY, "vpcId", vpc_id):
        yield Failure(
            "vpcId",
            f"InvalidParameterValue: Network {vpc_id} already has an internet gateway attached: {other.id}",
        )


@check(EIP)
def eip(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Domain and address ("AllocateAddress", Amazon EC2 API Reference)."""
    del ctx
    yield from rules.one_of("domain", inputs.get("domain"), ("vpc",))
    address = rules.text(inputs.get("address"))
    if address:
        try:
            ipaddress.IPv4Address(address)
        except ValueError:
            yield Failure("address", f"InvalidAddress: '{address}' is not a valid IPv4 address")
    if inputs.get("instance") and inputs.get("networkInterface"):
        yield Failure("networkInterface", '"instance" and "networkInterface" exclude each other')


@check(NAT)
def nat_gateway(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Addresses and place of a NAT gateway.

    Source: "NAT gateway basics", "Regional NAT gateways", VPC User Guide.
    """
    kind = inputs.get("connectivityType", "public")
    mode = inputs.get("availabilityMode", "zonal")
    subnet, allocation = inputs.get("subnetId"), inputs.get("allocationId")
    yield from rules.one_of("connectivityType", kind, ("public", "private"))
    yield from rules.one_of("availabilityMode", mode, ("zonal", "regional"))
    yield from resource_id("subnetId", subnet, "subnet")
    yield from resource_id("allocationId", allocation, "eipalloc")
    yield from same_region(ctx, "subnetId", subnet, "subnet ID")
    yield from same_region(ctx, "allocationId", allocation, "allocation ID")
    if mode == "regional":
        if inputs.get("vpcId") is None:
            yield Failure("vpcId", "MissingParameter: a regional NAT gateway needs vpcId")
        for property in ("subnetId", "allocationId"):
            if inputs.get(property) is not None:
                yield Failure(property, f"InvalidParameter: a regional NAT gateway must not set {property}")
        if kind == "private":
            yield Failure("connectivityType", "InvalidParameter: a regional NAT gateway must be public")
    else:
        if subnet is None:
            yield Failure("subnetId", "MissingParameter: a zonal NAT gateway needs subnetId")
        if kind == "public" and allocation is None:
            yield Failure(
                "allocationId", "MissingParameter: a public NAT gateway needs the allocationId of an EIP"
            )
        if kind == "private" and allocation is not None:
            yield Failure("allocationId", "InvalidParameter: a private NAT gateway must not set allocationId")
    yield from _taken(inputs, ctx)
    if kind == "public":
        yield from _attached(inputs, ctx)


def _taken(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    allocation = inputs.get("allocationId")
    for other in rules.siblings(ctx, NAT, "allocationId", allocation):
        yield Failure(
            "allocationId",
            f"Resource.AlreadyAssociated: Elastic IP address [{allocation}] is already "
            f"associated with {other.id}",
        )


def _attached(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """A public NAT gateway needs the VPC's internet gateway to be there first (`depends_on`)."""
    property = "subnetId" if inputs.get("subnetId") else "vpcId"
    vpc_id = vpc_of(ctx, inputs.get("subnetId")) or rules.text(inputs.get("vpcId"))
    vpc = rules.find(ctx, vpc_id)
    if vpc is None or not rules.listed(ctx):
        return
    if not rules.siblings(ctx, GATEWAY, "vpcId", vpc_id):
        yield Failure(property, f"Gateway.NotAttached: Network {vpc_id} has no Internet gateway attached")
