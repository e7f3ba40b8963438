"""CIDR arithmetic, with the refusals that the provider and EC2 have for malformed blocks."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from simulator.registry import Failure

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@lru_cache(maxsize=8192)
def network(value: str) -> Network | None:
    """The network of a block in canonical form; None for what is malformed or has host bits set."""
    try:
        return ipaddress.ip_network(value)
    except ValueError:
        return None


def cidr(property: str, value: Any, version: int = 4) -> Iterator[Failure]:
    """A block of the family, without host bits ("VPC CIDR blocks", Amazon VPC User Guide)."""
    if not isinstance(value, str) or not value:
        return
    found = network(value) if "/" in value else None
    if found is not None and found.version == version:
        return
    try:
        loose = ipaddress.ip_network(value, strict=False) if "/" in value else None
    except ValueError:
        loose = None
    if loose is not None and loose.version == version:
        yield Failure(
            property,
            f'"{value}" is not a valid IPv{version} CIDR block; did you mean "{loose}"? (host bits are set)',
        )
        return
    example = "10.0.0.0/16" if version == 4 else "2001:db8::/56"
    yield Failure(property, f'"{value}" is not a valid IPv{version} CIDR block, such as {example}')


def inside(inner: Any, outer: Any) -> bool | None:
    """Whether a block lies within another; None where one of them is malformed or they differ in family."""
    one = network(inner) if isinstance(inner, str) else None
    other = network(outer) if isinstance(outer, str) else None
    if isinstance(one, ipaddress.IPv4Network) and isinstance(other, ipaddress.IPv4Network):
        return one.subnet_of(other)
    if isinstance(one, ipaddress.IPv6Network) and isinstance(other, ipaddress.IPv6Network):
        return one.subnet_of(other)
    return None


def overlap(one: Any, other: Any) -> bool:
    """Whether two blocks share addresses; malformed ones share none."""
    first = network(one) if isinstance(one, str) else None
    second = network(other) if isinstance(other, str) else None
    return first is not None and second is not None and first.overlaps(second)
