"""EC2: instance types by family, their architecture, cores and volumes.

Sources: "Amazon EC2 instance types" (families and sizes), "CPU options for Amazon EC2 instances" (cores and
threads), "Amazon EBS volume types" (sizes, IOPS, throughput), Amazon EC2 and EBS User Guides. Regenerate the
families with `aws ec2 describe-instance-types`; without an account the data set of cfn-lint
(`schemas/extensions/aws_ec2_instance/instancetype_enum.json`) holds them, and a test compares both.
Families for accelerators, storage servers and macOS are left out: a type of theirs is not refused.
"""

from __future__ import annotations

import re
from typing import Final

_TO_16: Final = "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge"
_TYPES: Final = f"""
t2 t3 t3a t4g | nano micro small medium large xlarge 2xlarge
t8i | nano micro small medium
c4 | large xlarge 2xlarge 4xlarge 8xlarge
m4 | large xlarge 2xlarge 4xlarge 10xlarge 16xlarge
r4 | large xlarge 2xlarge 4xlarge 8xlarge 16xlarge
c5 c5d | large xlarge 2xlarge 4xlarge 9xlarge 12xlarge 18xlarge 24xlarge metal
c5n | large xlarge 2xlarge 4xlarge 9xlarge 18xlarge metal
c5a c5ad m5a m5ad r5a r5ad | {_TO_16} 24xlarge
m5 m5d m5dn m5n r5 r5b r5d r5dn r5n | {_TO_16} 24xlarge metal
m5zn | large xlarge 2xlarge 3xlarge 6xlarge 12xlarge metal
c6a m6a r6a | {_TO_16} 24xlarge 32xlarge 48xlarge metal
c6g c6gd c6gn c7g c7gd c7gn m6g m6gd m7g m7gd r6g r6gd r7g r7gd | medium {_TO_16} metal
c6i c6id c6in m6i m6id m6idn m6in r6i r6id r6idn r6in | {_TO_16} 24xlarge 32xlarge metal
c7a m7a r7a | medium {_TO_16} 24xlarge 32xlarge 48xlarge metal-48xl
c7i m7i r7i | {_TO_16} 24xlarge 48xlarge metal-24xl metal-48xl
c7i-flex c8i-flex m7i-flex m8i-flex r8i-flex | {_TO_16}
c8a c8g c8gb c8gd c8gn m8a m8g m8gb m8gd m8gn r8a r8g r8gb r8gd r8gn | medium {_TO_16} 24xlarge 48xlarge
    metal-24xl metal-48xl
c8i c8ib c8id c8in m8i m8ib m8id m8idb m8idn m8in r8i r8ib r8id r8idb r8idn r8in | {_TO_16} 24xlarge
    32xlarge 48xlarge 96xlarge metal-48xl metal-96xl
c9g c9gd m9g m9gd r9g r9gd | medium {_TO_16} 24xlarge 48xlarge metal-48xl
"""


def _read() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in _TYPES.replace("\n    ", " ").strip().splitlines():
        families, _, sizes = line.partition(" | ")
        found |= dict.fromkeys(families.split(), tuple(sizes.split()))
    return found


TYPES: Final[dict[str, tuple[str, ...]]] = _read()
"""Sizes by family, of the families for general work."""

ARM: Final = re.compile(r"[a-z]+\d+g[a-z]*")
"""Families on Graviton: a `g` follows the generation ("Amazon EC2 instance type naming conventions")."""

_FACTORS: Final = {"nano": 2, "micro": 2, "small": 2, "medium": 2, "large": 2, "xlarge": 4}
_SIZE: Final = re.compile(r"(\d+)xlarge|metal-(\d+)xl")


def architecture(kind: str) -> str:
    """`arm64` or `x86_64` for an instance type of a family in `TYPES`; an empty text for any other."""
    family = kind.partition(".")[0]
    if family not in TYPES:
        return ""
    return "arm64" if ARM.fullmatch(family) else "x86_64"


def cores(kind: str) -> tuple[int, int]:
    """Cores and threads of each core: two on x86 before the eighth AMD generation, one on Graviton."""
    family, _, size = kind.partition(".")
    found = _SIZE.fullmatch(size)
    processors = 4 * int(found[1] or found[2]) if found else _FACTORS.get(size, 2)
    single = bool(ARM.fullmatch(family)) or family in ("c7a", "m7a", "r7a", "c8a", "m8a", "r8a")
    if size == "medium" and not family.startswith("t"):
        processors = 1
    if family == "t2" and size in ("nano", "micro", "small"):
        return 1, 1
    return (processors, 1) if single else (max(processors // 2, 1), 2)


VOLUMES: Final[dict[str, tuple[int, int]]] = {
    "gp2": (1, 16384), "gp3": (1, 65536), "io1": (4, 16384), "io2": (4, 65536), "st1": (125, 16384),
    "sc1": (125, 16384), "standard": (1, 1024),
}  # fmt: skip
"""Least and greatest size (GiB) by type of volume."""

IOPS: Final[dict[str, tuple[int, int, int]]] = {
    "gp3": (3000, 80000, 500),
    "io1": (100, 64000, 50),
    "io2": (100, 256000, 1000),
}
"""Least, greatest, and greatest for each GiB of size; other types take no IOPS."""

THROUGHPUT: Final = (125, 2000)
"""MiB/s of a gp3 volume."""
