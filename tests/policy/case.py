"""Both-way cases of controls: a graph that keeps one, and what each single change makes of it."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass, field
from typing import Any

from policy.catalogue import BY_ID, EXEMPTED, EXEMPTIONS
from policy.framework.stack import Stack
from policy.offline import run
from policy.pack import Pack, build
from policy.report import ControlResult, Finding, assemble
from tests.policy.graphs import MODES, UNKNOWN, Absent, Mode, Node, changed, states

TODAY = datetime.date(2026, 6, 15)
SYSTEMS = (
    ("groundwork", "production", None),
    ("pyshop", "production", None),
    ("skyhigh", "production", None),
    ("foodbegood", "production", 3),
)


@dataclass(frozen=True)
class Change:
    """One property changed, and the findings that follow: `(status, message)`, on the case's subject."""

    path: str
    value: Any
    expected: tuple[tuple[str, str], ...]
    on: str | None = None
    """Resource that is changed; the subject if left out."""

    modes: tuple[Mode, ...] = MODES


def off(
    path: str, value: Any, *messages: str, on: str | None = None, modes: tuple[Mode, ...] = MODES
) -> Change:
    """A value that breaks the control."""
    return Change(path, value, tuple(("violation", message) for message in messages), on, modes)


def absent(path: str, *messages: str, on: str | None = None, modes: tuple[Mode, ...] = MODES) -> Change:
    """The property left out: closed on absence."""
    return off(path, Absent, *messages, on=on, modes=modes)


def unknown(path: str, *shown: str, on: str | None = None, modes: tuple[Mode, ...] = MODES) -> Change:
    """The property not known yet: undetermined, neither passed nor failed."""
    names = shown or (path,)
    return Change(
        path, UNKNOWN, tuple(("undetermined", f"{name} is not known yet") for name in names), on, modes
    )


def fine(path: str, value: Any, *, on: str | None = None, modes: tuple[Mode, ...] = MODES) -> Change:
    """Another value that keeps the control as well."""
    return Change(path, value, (), on, modes)


@dataclass(frozen=True)
class Case:
    """A control, a graph that keeps it, the resource that is judged, and the changes."""

    control: str
    subject: str
    keeps: list[Node]
    changes: list[Change]
    not_about: list[Node] = field(default_factory=list)
    """A graph that the control is not about."""

    modes: tuple[Mode, ...] = MODES
    system: str | None = None
    environment: str | None = None
    phase: int | None = None

    def stack(self) -> Stack:
        """A stack in which the control is enforced."""
        for system, environment, phase in SYSTEMS:
            name = self.system or system
            stack = stack_of(name, self.environment or environment, phase=self.phase or phase)
            level = BY_ID[self.control].level(name, stack.environment, stack.customer_keys, stack.phase)
            if level != "disabled":
                return stack
        raise AssertionError(f"{self.control} is disabled in every system")

    def changed(self, change: Change) -> list[Node]:
        return changed(self.keeps, change.on or self.subject, change.path, change.value)


def stack_of(
    system: str, environment: str, policy: Any = None, phase: int | None = None, **config: Any
) -> Stack:
    """A stack by its settings, on a fixed day."""
    own = {"name": system, "environment": environment} | ({"phase": phase} if phase else {})
    values = {"groundwork:system": json.dumps(own)}
    values |= {f"groundwork:{key}": json.dumps(value) for key, value in config.items()}
    if policy is not None:
        values["groundwork:policy"] = json.dumps(policy)
    return Stack.from_config("groundwork", "test", values, TODAY)


def judge(control: str, nodes: list[Node], stack: Stack, mode: Mode) -> tuple[ControlResult, list[Finding]]:
    """How a control comes out over a graph; only that control is asked."""
    pack = build(stack, [BY_ID[key] for key in (control, EXEMPTIONS, EXEMPTED)])
    run(pack, states(nodes, mode))
    report = assemble(pack)
    result = next(item for item in report.controls if item.control == control)
    return result, [item for item in report.findings if item.control == control]


def judged(graph: list[dict[str, Any]], stack: Stack) -> Pack:
    """The whole pack, driven over states."""
    pack = build(stack)
    run(pack, graph)
    return pack
