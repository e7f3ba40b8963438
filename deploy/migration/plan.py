"""The plan file of a move: ordered steps, as data. Nothing here knows a system.

`systems/<system>/moves/phase<from>-phase<to>.yaml`, beside the stack files of the system.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from pydantic import Field, ValidationError

from deploy.errors import UserError
from deploy.source import parse
from deploy.stacks import Stack
from settings.base import BREACH, Breach, Model, rule
from settings.types import Key

FOLDER = "moves"

START = "start"
"""Where a move is that has been begun, before its first step."""


class Apply(Model):
    """An update of the stack. Its config is that of the step before, with these changes, in this order."""

    take: tuple[str, ...] = ()
    """Config paths that become what the target has there, or go where it has nothing; `*` is all of it."""

    keep: tuple[str, ...] = ()
    """Config paths within what is taken that stay as they were before the step."""

    set: dict[str, Any] = Field(default_factory=dict)
    """Values for the time of the move, by config path."""

    remove: tuple[str, ...] = ()
    """Config paths that go."""

    stays: tuple[str, ...] = ()
    """Config paths that going back leaves as they are, since AWS does not take them back: storage."""


class Snapshot(Model):
    """A snapshot of a database under a fixed name; one that is there already is the one."""

    database: Key
    """Its key in `groundwork:data`."""

    suffix: Key
    """The snapshot is called `<identifier of the database>-<suffix>`."""


class Ask(Model):
    """Something that a person does."""

    text: str
    """What is to be done, and when it is done; `{stack}` stands for the stack, here and in the commands."""

    commands: tuple[str, ...] = ()
    """How."""

    outputs: tuple[str, ...] = ()
    """Stack outputs that are needed for it, and are shown."""


class Watch(Model):
    """Waiting whether the stack stays well: none of its alarms may go off."""

    minutes: int = Field(ge=1, le=24 * 60)


class Step(Model):
    """One step: exactly one of `apply`, `snapshot`, `ask`, `watch`."""

    key: Key
    title: str
    why: str = ""
    apply: Apply | None = None
    snapshot: Snapshot | None = None
    ask: Ask | None = None
    watch: Watch | None = None

    @property
    def kind(self) -> str:
        """Which of the four it is."""
        return next(kind for kind in KINDS if getattr(self, kind) is not None)

    @rule
    def one_kind(self) -> Iterator[Breach]:
        given = [kind for kind in KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            said = f"has {' and '.join(given)}" if given else "says nothing of what is done"
            yield Breach((), said, f"give exactly one of {', '.join(KINDS)}")


KINDS = ("apply", "snapshot", "ask", "watch")


class Plan(Model):
    """A move from one phase to another."""

    title: str
    steps: tuple[Step, ...]
    replaces: dict[str, str] = Field(default_factory=dict)
    """`type::name` of a resource that the move makes anew on purpose → why; never one that holds data."""

    @cached_property
    def applies(self) -> tuple[Step, ...]:
        """The updates among the steps."""
        return tuple(step for step in self.steps if step.apply is not None)

    @cached_property
    def stations(self) -> tuple[str, ...]:
        """Where a stack can be on the way: at the start, and after each update."""
        return (START, *(step.key for step in self.applies))

    def following(self, station: str) -> tuple[Step, ...]:
        """The steps after a station."""
        keys = [step.key for step in self.steps]
        return self.steps[0 if station == START else keys.index(station) + 1 :]

    @rule
    def keys_are_their_own(self) -> Iterator[Breach]:
        keys = [step.key for step in self.steps]
        for place, key in enumerate(keys):
            if key == START:
                yield Breach(
                    ("steps", place, "key"), f"{START} is what is before the first step", "choose another"
                )
            if key in keys[:place]:
                yield Breach(
                    ("steps", place, "key"), f"{key} is the key of an earlier step", "choose another"
                )

    @rule
    def the_end_is_an_apply(self) -> Iterator[Breach]:
        # How far a move has come is told by the outputs of the last update; the finished move has none.
        if not self.steps or self.steps[-1].apply is None:
            yield Breach(("steps",), "the last step is no apply", "end with the one that takes the rest")


def find(stack: Stack, target: Stack) -> tuple[str, str]:
    """Name and text of the plan file for a move. Raises UserError where there is none."""
    phases = [_phase(each) for each in (stack, target)]
    path = target.path.parent / FOLDER / f"phase{phases[0]}-phase{phases[1]}.yaml"
    shown = target.project.show(path)
    if phases[0] == phases[1]:
        raise UserError(
            f"{stack.reference} is in phase {phases[0]} already, as {target.reference} is",
            mend=f"groundwork up {stack.reference}",
        )
    if not path.is_file():
        there = sorted(target.project.show(each) for each in path.parent.glob("*.yaml"))
        raise UserError(
            f"there is no plan for a move from phase {phases[0]} to phase {phases[1]}: {shown} is not there",
            details=[f"plans: {', '.join(there)}"] if there else [],
            mend="move phase by phase; docs/migrations.md says how a plan is written",
        )
    return shown, path.read_text(encoding="utf-8")


def _phase(stack: Stack) -> int:
    phase = stack.setting("system", "phase")
    if not isinstance(phase, int):
        raise UserError(
            f"{stack.shown_path}: a move is between phases, and this stack names none",
            mend="set groundwork:system.phase",
        )
    return phase


def read(text: str, name: str) -> Plan:
    """A plan from the text of its file. Raises UserError with everything that is wrong with it."""
    value = parse(text, name).value
    try:
        return Plan.model_validate_json(json.dumps(value), strict=True)
    except ValidationError as error:
        details = [_problem(each) for each in error.errors()]
        raise UserError(f"{name}: not a plan of a move", details=details) from error


def _problem(error: Any) -> str:
    where = ".".join(str(part) for part in error["loc"]) or "the file"
    if error["type"] == BREACH:
        return f"{where}: {error['ctx']['message']}; {error['ctx']['hint']}"
    if error["type"] == "extra_forbidden":
        return f"{where}: there is no such key"
    if error["type"] == "missing":
        return f"{where}: is missing"
    return f"{where}: {error['msg'][:1].lower()}{error['msg'][1:]}"


def load(stack: Stack, target: Stack) -> Plan:
    """The plan for moving a stack to a target."""
    name, text = find(stack, target)
    return read(text, name)
