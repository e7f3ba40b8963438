"""Brings what YAML or JSON readers give to plain values, and refuses what has no place in a stack file."""

import datetime
import math
from collections.abc import Mapping, Sequence
from typing import Any

from settings.base import Path

DEEPEST = 32
"""Levels of nesting beyond which nothing is read (the settings need nine)."""

MOST = 100_000
"""Values beyond which nothing is read: a YAML alias that repeats itself would never end."""


class _MisfitError(Exception):
    """A value that no setting takes, whatever its place; the text says why."""


class Plain:
    """`value` of mappings, lists, text, numbers and truth values only; `misfits` says what else there is."""

    def __init__(self, value: Any) -> None:
        self.misfits: dict[Path, str] = {}
        self._count = 0
        self.value = self._read(value, ())

    def _read(self, value: Any, path: Path) -> Any:
        self._count += 1
        if len(path) > DEEPEST or self._count > MOST:
            self.misfits.setdefault(
                path[:1],
                f"is nested more than {DEEPEST} levels deep"
                if len(path) > DEEPEST
                else f"holds more than {MOST} values",
            )
            return None
        if isinstance(value, Mapping):
            return self._mapping(value, path)
        if isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray):
            return [self._read(inner, (*path, index)) for index, inner in enumerate(value)]
        try:
            return _scalar(value)
        except _MisfitError as misfit:
            self.misfits[path] = str(misfit)
            return None

    def _mapping(self, value: Mapping[Any, Any], path: Path) -> dict[str, Any]:
        read = {}
        for key, inner in value.items():
            try:
                name = key if isinstance(key, str) else str(_scalar(key))
                read[_scalar(name)] = self._read(inner, (*path, name))
            except _MisfitError as misfit:
                self.misfits[path] = f"has a key that {misfit}"
        return read


def _scalar(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise _MisfitError("is not valid text: half of a surrogate pair")
        return str(value)
    if isinstance(value, int):
        if abs(value) >= 2**63:
            raise _MisfitError("is a number beyond 64 bits")
        return int(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise _MisfitError("is not a finite number")
        return float(value)
    if isinstance(value, datetime.date):  # PyYAML makes one of a bare 2027-01-31
        return value.isoformat()
    raise _MisfitError(f"is of the type {type(value).__name__}, which a stack file cannot hold")
