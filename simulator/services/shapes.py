"""Ids, ARNs and names in the shapes that AWS uses, all derived from a resource's URN.

An id depends on the URN and on the properties that force replacement (`replacement.replaces`), so the same
resource keeps its id through updates and gets a new one when AWS would make a new one.
"""

from __future__ import annotations

import hashlib
import string
from collections.abc import Mapping
from typing import Any, Final

from simulator.registry import UNKNOWN, Context, State, digest
from simulator.replacement import replaces

CREATED: Final = "2026-01-01T00:00:00Z"
"""The one moment at which the simulator makes everything: no clock, so the same run twice is the same."""

_UPPER: Final = string.ascii_uppercase + string.digits
_MIXED: Final = string.ascii_letters + string.digits
_SUFFIXES: Final = {"aws-cn": "amazonaws.com.cn"}


class Ids:
    """Deterministic material for the ids of one resource; `label` tells several ids of a resource apart."""

    __slots__ = ("_seed",)

    def __init__(self, inputs: Mapping[str, Any], ctx: Context) -> None:
        fixed = replaces(ctx.type)
        parts = [f"{key}={inputs[key]!r}" for key in sorted(fixed & inputs.keys())]
        self._seed = "\n".join((ctx.urn, ctx.region, *parts))

    @classmethod
    def of(cls, text: str) -> Ids:
        """Ids that depend on this text alone, for what AWS creates beside a resource (a VPC's own group)."""
        made = cls.__new__(cls)
        made._seed = text
        return made

    def _bytes(self, label: str, length: int) -> bytes:
        return hashlib.shake_256(f"{label}\n{self._seed}".encode()).digest(length)

    def hex(self, length: int, label: str = "") -> str:
        """That many lower-case hexadecimal digits."""
        return self._bytes(label, (length + 1) // 2).hex()[:length]

    def ec2(self, prefix: str) -> str:
        """An EC2 id such as `vpc-0123456789abcdef0`: 17 digits, of which the first is 0."""
        return f"{prefix}-0{self.hex(16, prefix)}"

    def uuid(self, label: str = "") -> str:
        """A version 4 UUID, as KMS and CloudFront policies use."""
        raw = self.hex(32, label)
        variant = "89ab"[int(raw[16], 16) % 4]
        return f"{raw[:8]}-{raw[8:12]}-4{raw[13:16]}-{variant}{raw[17:20]}-{raw[20:]}"

    def upper(self, length: int, label: str = "") -> str:
        """That many capital letters and digits (Route 53 zones, IAM unique ids, RDS resource ids)."""
        return "".join(_UPPER[byte % 36] for byte in self._bytes(label, length))

    def lower(self, length: int, label: str = "") -> str:
        """That many small letters and digits."""
        return self.upper(length, label).lower()

    def mixed(self, length: int, label: str = "") -> str:
        """That many letters of both cases and digits (the suffix of a secret's ARN)."""
        return "".join(_MIXED[byte % 62] for byte in self._bytes(label, length))

    def digits(self, length: int, label: str = "") -> str:
        """That many decimal digits, the first not 0."""
        raw = self._bytes(label, length)
        return str(raw[0] % 9 + 1) + "".join(str(byte % 10) for byte in raw[1:])

    def number(self, below: int, label: str = "") -> int:
        """A number from 0 up to, not including, `below`."""
        return int.from_bytes(self._bytes(label, 8)) % below


def suffix(ctx: Context) -> str:
    """The DNS suffix of the partition: `amazonaws.com`."""
    return _SUFFIXES.get(ctx.partition, "amazonaws.com")


def arn(
    ctx: Context, service: str, resource: str, *, region: str | None = None, account: str | None = None
) -> str:
    """An ARN of the stack's account and region; pass `region=""` for global services, `account=""` for S3."""
    return ":".join(
        (
            "arn",
            ctx.partition,
            service,
            ctx.region if region is None else region,
            ctx.account if account is None else account,
            resource,
        )
    )


def named(
    inputs: Mapping[str, Any],
    ctx: Context,
    property: str = "name",
    prefix: str | None = "namePrefix",
) -> str:
    """The physical name: as given, or made from the name prefix, or from the logical name.

    A prefix gets the 26 digits that Terraform's unique ids have; without a name or a prefix (the provider
    has put one in before) the logical name and seven hexadecimal digits stand.
    """
    name = inputs.get(property)
    if name and name is not UNKNOWN:
        return str(name)
    start = inputs.get(prefix) if prefix else None
    if start and start is not UNKNOWN:
        return f"{start}20260101{Ids.of(ctx.urn).digits(18, 'prefix')}"
    return f"{ctx.name}-{digest(ctx.urn)}"


def value(state: State | None, key: str) -> Any:
    """A property of a resource that exists: its output, else its input; None when there is no such thing."""
    if state is None:
        return None
    found = state.outputs.get(key)
    return state.inputs.get(key) if found is None else found


def public_ip(ids: Ids, label: str = "ip") -> str:
    """An address of the blocks reserved for documentation (RFC 5737), so that none is anybody's."""
    net = ("203.0.113", "198.51.100", "192.0.2")[ids.number(3, label + "net")]
    return f"{net}.{1 + ids.number(254, label)}"


def last(arn_or_name: Any) -> str:
    """The name at the end of an ARN (`arn:…:cluster/web` -> `web`), or the text itself."""
    text = str(arn_or_name)
    return text.rpartition("/")[2] if text.startswith("arn:") else text
