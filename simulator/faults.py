"""Faults of a rehearsal: which operation the simulated AWS fails, how, and how often.

A fault is met once for each time that it has, by whichever operation comes first, and is gone then.
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from .packages import package_of
from .registry import service_of

__all__ = ["UNHEARD", "Fault", "Faults", "Manner", "Met", "Op", "exists", "refusal", "unheard"]

UNHEARD: Final = "https response error StatusCode: 0,"
"""What AWS's Go SDK, and with it the provider, says of a request whose response never came."""


class Op(StrEnum):
    """An operation of a provider on one resource; a replacement is a create and a delete."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    READ = "read"


class Manner(StrEnum):
    """How an operation fails."""

    REFUSE = "refuse"
    """AWS does nothing and says so."""

    CUT = "cut"
    """AWS does it, and its answer is lost on the way: the engine is told of an error, and goes on."""

    KILL = "kill"
    """AWS does it, and the engine is killed before the answer, as when a CI runner is lost."""


@dataclass(frozen=True)
class Fault:
    """One or more operations to fail: on one resource (`urn`), or on any of a type (`type`, a token)."""

    urn: str = ""
    type: str = ""
    op: Op = Op.CREATE
    manner: Manner = Manner.REFUSE
    times: int = 1

    def __post_init__(self) -> None:
        if not (self.urn or self.type):
            raise ValueError("a fault needs the URN or the type of what it fails")
        if self.times < 1:
            raise ValueError(f"a fault happens once or more often, not {self.times} times")

    def meets(self, urn: str, token: str, op: Op) -> bool:
        """Whether this operation is one to fail."""
        return op is self.op and self.urn in ("", urn) and self.type in ("", token)


@dataclass(frozen=True)
class Met:
    """A fault that happened, and to what."""

    fault: Fault
    urn: str


class Faults:
    """The faults of a run, counted down as they happen. Safe to use from several threads."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._lock = threading.Lock()
        self._left: list[tuple[Fault, int]] = []
        self._met: list[Met] = []
        self._suspended = False
        self.add(*faults)

    def add(self, *faults: Fault) -> None:
        """Let these happen from now on."""
        with self._lock:
            self._left += [(fault, fault.times) for fault in faults]

    @contextmanager
    def suspended(self) -> Generator[None]:
        """Let none happen in between."""
        self._suspended = True
        try:
            yield
        finally:
            self._suspended = False

    def at(self, urn: str, token: str, op: Op) -> Manner | None:
        """How this operation fails, None if it doesn't; the first fault that is for it is used up by one."""
        with self._lock:
            if self._suspended:
                return None
            for index, (fault, times) in enumerate(self._left):
                if times and fault.meets(urn, token, op):
                    self._left[index] = (fault, times - 1)
                    self._met.append(Met(fault, urn))
                    return fault.manner
        return None

    @property
    def met(self) -> tuple[Met, ...]:
        """What happened, in order."""
        with self._lock:
            return tuple(self._met)

    @property
    def left(self) -> tuple[Fault, ...]:
        """The faults that happened less often than they should, each with the times that are left."""
        with self._lock:
            return tuple(
                Fault(fault.urn, fault.type, fault.op, fault.manner, times)
                for fault, times in self._left
                if times
            )


def refusal(token: str, op: Op) -> str:
    """What the engine is told when AWS refuses."""
    return f"{_operation(token, op)}StatusCode: 503, api error ServiceUnavailable: refused by the rehearsal"


def unheard(token: str, op: Op) -> str:
    """What the engine is told when AWS's answer never came."""
    return f"{_operation(token, op)}StatusCode: 0, request send failed: cut by the rehearsal"


def exists(token: str, name: str) -> str:
    """What the engine is told when AWS has something of this name already."""
    return f"{_operation(token, Op.CREATE)}StatusCode: 409, api error AlreadyExists: {name} exists already"


def _operation(token: str, op: Op) -> str:
    """How AWS's Go SDK begins an error, as far as the provider's type knows the operation."""
    name = token.rpartition(":")[2]
    service = service_of(token) if package_of(token) == "aws" else package_of(token)
    return f"operation error {service}: {op.title()}{name}, https response error "
