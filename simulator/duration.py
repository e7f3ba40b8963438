"""Durations in Go's notation, as Pulumi's custom timeouts are written (`1h30m`, `45s`)."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["seconds"]

_UNITS: Final = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_PART: Final = re.compile(r"(\d+(?:\.\d*)?)(ns|us|µs|ms|s|m|h)")


def seconds(text: str) -> float:
    """Length of a duration in seconds; raises ValueError as the engine would for anything else."""
    parts = _PART.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise ValueError(
            f"unable to parse customTimeout value {text!r}: expected a duration such as 10m or 1h30m"
        )
    return sum(float(number) * _UNITS[unit] for number, unit in parts)
