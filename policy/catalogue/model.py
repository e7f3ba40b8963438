"""What the catalogue says of a control. Data only: how a control is decided is in `policy.controls`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

Level = Literal["mandatory", "advisory", "disabled"]
Severity = Literal["critical", "high", "medium", "low"]
Kind = Literal["automatic", "human", "script"]


@dataclass(frozen=True)
class Levels:
    """The level of a control in each environment."""

    dev: Level
    test: Level
    staging: Level
    production: Level

    def of(self, environment: str, phase: int | None = None) -> Level:
        """The level in an environment, in every phase; AttributeError for one that is none of the four."""
        del phase
        return getattr(self, environment)


def everywhere(level: Level) -> Levels:
    """The same in all environments."""
    return Levels(level, level, level, level)


MANDATORY = everywhere("mandatory")
ADVISORY = everywhere("advisory")
DISABLED = everywhere("disabled")
OUTSIDE_DEV = Levels(dev="advisory", test="advisory", staging="mandatory", production="mandatory")
"""Mandatory where people depend on the stack; a development stack may give it up, and hears of it."""

IN_PRODUCTION = Levels(dev="advisory", test="advisory", staging="advisory", production="mandatory")
ONLY_PRODUCTION = Levels(dev="disabled", test="disabled", staging="disabled", production="mandatory")
PRODUCTION_ADVICE = Levels(dev="disabled", test="disabled", staging="disabled", production="advisory")

T = TypeVar("T")


def at_phase(by_phase: Mapping[int, T], phase: int | None) -> T | None:
    """What holds in a phase: the entry of the last phase that is not after it, None before the first.

    A stack that does not say its phase is held to what the last one asks.
    """
    reached = [since for since in by_phase if phase is None or since <= phase]
    return by_phase[max(reached)] if reached else None


@dataclass(frozen=True)
class Phases:
    """The levels of a control in a system that grows, by the phase from which they hold.

    `Phases({1: OUTSIDE_DEV, 2: MANDATORY})` is mandatory from phase 2 on, whatever the environment: one stack
    moves through the phases under one environment. Phase 1 has to be named.
    """

    since: Mapping[int, Levels]

    def of(self, environment: str, phase: int | None = None) -> Level:
        """The level in an environment and a phase; that of the last phase for a stack that says none."""
        levels = at_phase(self.since, phase)
        if levels is None:
            raise ValueError(f"no level for phase {phase}: the catalogue begins with {min(self.since)}")
        return levels.of(environment)


@dataclass(frozen=True, kw_only=True)
class Control:
    """One control: what an auditor reads of it, and how hard it holds where.

    `sheets` are the rows of the systems' compliance tables that it stands for, `frameworks` the controls of
    AWS Foundational Security Best Practices (`FSBP RDS.3`), CIS AWS Foundations 3.0.0 (`CIS 2.3.1`), PCI DSS
    4.0.1 (`PCI 3.5.1`) and checkov (`CKV_AWS_16`).
    """

    id: str
    title: str
    theme: str
    severity: Severity
    reason: str
    remedy: str
    """How to mend it, in settings of the stack file."""

    baseline: Levels
    """Level for every system without an entry in `systems`."""

    systems: Mapping[str, Levels | Phases] = field(default_factory=dict)
    """Levels of a system whose requirement sheet says otherwise, by phase where it grows."""

    with_customer_keys: Level | None = None
    """Level in all environments of a stack whose encryption is by customer keys."""

    sheets: tuple[str, ...] = ()
    frameworks: tuple[str, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """Figures and names that the control reads, as the sheet or the source has them. A figure that grows
    with the system is a map from the phase since which it holds (see `at_phase`)."""

    kind: Kind = "automatic"
    """`human` and `script` controls cannot be seen in a resource graph; they are listed, never enforced."""

    where: str = ""
    """For a human or script control: the document or command that carries it out."""

    def level(self, system: str, environment: str, customer_keys: bool, phase: int | None = None) -> Level:
        """The level for a stack: always one of ours, never the SDK's default."""
        level = self.systems.get(system, self.baseline).of(environment, phase)
        if customer_keys and self.with_customer_keys and level != "disabled":
            return self.with_customer_keys
        return level


def always_so(argument: str) -> str:
    """The remedy where this program leaves no choice: only an override can have turned it off."""
    return (
        "This program always does so: look for the resource in `groundwork:overrides`. "
        f"In a program of your own set {argument}."
    )
