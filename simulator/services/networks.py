"""What a resource of a run tells about its place: VPC, zone and region of what it refers to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from simulator.registry import Context, Failure
from simulator.services.rules import find
from simulator.services.shapes import value


def vpc_of(ctx: Context, id: Any) -> str | None:
    """VPC of a subnet, group, table, gateway or load balancer; None for what is not in the run."""
    found = value(find(ctx, id), "vpcId")
    return found if isinstance(found, str) and found else None


def zones_of(ctx: Context, subnets: Iterable[Any]) -> dict[str, str]:
    """Zone by subnet id, of those subnets that are in the run."""
    zones = {str(id): value(find(ctx, id), "availabilityZone") for id in subnets}
    return {id: zone for id, zone in zones.items() if isinstance(zone, str)}


def same_region(ctx: Context, property: str, id: Any, what: str) -> Iterator[Failure]:
    """A reference to something in the run must stay in the resource's region."""
    state = find(ctx, id)
    if state is not None and state.region and state.region != ctx.region:
        yield Failure(
            property,
            f"The {what} '{id}' does not exist: it is in {state.region}, this resource in {ctx.region}",
        )


def one_vpc(ctx: Context, references: Iterable[tuple[str, Any]], reason: str) -> Iterator[Failure]:
    """All references (property, id) that are in the run lie in one VPC; `reason` is AWS's own word for it."""
    first: tuple[str, str] | None = None
    for property, id in references:
        vpc = vpc_of(ctx, id)
        if vpc is None:
            continue
        if first is None:
            first = (str(id), vpc)
        elif vpc != first[1]:
            yield Failure(property, f"{reason}: {first[0]} is in {first[1]}, {id} is in {vpc}")
