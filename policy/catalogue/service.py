"""One row of the table of services by phase, and in which phases its parts are expected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from policy.catalogue.model import Levels

Expected = Literal["present", "absent"]
When = Mapping[int, Expected | None]
"""What is expected, by the phase since which it holds; None where either will do."""

ALWAYS: Final[When] = {1: "present"}
OFF: Final[When] = {1: "absent"}


def since(phase: int) -> When:
    """There from a phase on; nobody minds it earlier."""
    return {phase: "present"}


def only_since(phase: int) -> When:
    """There from a phase on, and not before."""
    return {1: "absent", phase: "present"}


def only_in(first: int, last: int) -> When:
    """There in some phases, and in no others."""
    return {1: "absent", first: "present", last + 1: "absent"}


@dataclass(frozen=True)
class Service:
    """One row of the table."""

    row: str
    id: str
    title: str
    level: Levels
    parts: Mapping[str, When]
    setting: str
    """Where the stack file has it."""
