"""What the catalogue says of a control. Data only: how a control is decided is in `policy.controls`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

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

    def of(self, environment: str) -> Level:
        """The level in an environment; AttributeError for one that is none of the four."""
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

    systems: Mapping[str, Levels] = field(default_factory=dict)
    with_customer_keys: Level | None = None
    """Level in all environments of a stack whose encryption is by customer keys."""

    sheets: tuple[str, ...] = ()
    frameworks: tuple[str, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """Figures and names that the control reads, as the sheet or the source has them."""

    kind: Kind = "automatic"
    """`human` and `script` controls cannot be seen in a resource graph; they are listed, never enforced."""

    where: str = ""
    """For a human or script control: the document or command that carries it out."""

    def level(self, system: str, environment: str, customer_keys: bool) -> Level:
        """The level for a stack: always one of ours, never the SDK's default."""
        level = self.systems.get(system, self.baseline).of(environment)
        if customer_keys and self.with_customer_keys and level != "disabled":
            return self.with_customer_keys
        return level


def always_so(argument: str) -> str:
    """The remedy where this program leaves no choice: only an override can have turned it off."""
    return (
        "This program always does so: look for the resource in `groundwork:overrides`. "
        f"In a program of your own set {argument}."
    )
