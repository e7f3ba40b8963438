"""The course of a move: the config of the stack after each step of a plan, from its own to the target's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from typing import Any

from deploy import stacks
from deploy.errors import UserError
from deploy.identity import identity_of
from deploy.migration import config as configs
from deploy.migration.config import ABSENT, Config, get, path_of, put, text_of
from deploy.migration.plan import START, Apply, Plan, Step
from deploy.stacks import Stack


@dataclass(frozen=True)
class Course:
    """A plan worked out for a stack and a target."""

    stack: Stack
    target: Stack
    plan: Plan
    start: Config
    """Config of the stack's own file."""

    goal: Config
    """The target's config with what is the stack's own: its names and its encrypted values."""

    after: Mapping[str, Config]
    """Config after each apply, by the step's key, without the mark that says where the stack is."""

    @property
    def to(self) -> str:
        """The target, as a command names it."""
        return name_of(self.target)

    @property
    def command(self) -> str:
        """The command that goes on with the move."""
        return f"groundwork migrate {self.stack.reference} --to {self.to}"

    def config(self, station: str | None, reached: str | None = None) -> Config:
        """Config of the stack at a station of the plan; None is the stack on no move.

        `reached` is the farthest station at which the stack ever was: what AWS does not take back stays as
        that left it. The config says where the stack is, but at the last station, where the move is over.
        """
        stations = self.plan.stations
        found = self.start if station in {None, START} else self.after[str(station)]
        for path, value in self.stayed(station, reached):
            found = put(found, path, value)
        if station is None or station == stations[-1]:
            return found
        farthest = max(station, reached or station, key=stations.index)
        mark = {"to": self.to, "step": station, "reached": farthest}
        return put(found, (f"{self.stack.project.name}:system", "move"), mark)

    def stayed(self, station: str | None, reached: str | None) -> list[tuple[configs.Path, Any]]:
        """Path and value of what stays at a station, of the steps after it that were done once."""
        stations = self.plan.stations
        first, last = (stations.index(each or START) for each in (station, reached))
        return [
            (path_of(text), get(self.after[step.key], path_of(text)))
            for step in self.plan.applies[first:last]
            for text in (step.apply.stays if step.apply else ())
        ]

    def at(self, station: str | None, folder: FilePath, reached: str | None = None) -> Stack:
        """The stack with the config of a station, in a file of its own in `folder`."""
        path = folder / f"Pulumi.{self.stack.pulumi_name}.{station or 'own'}.yaml"
        path.write_text(
            configs.written(self.config(station, reached), self.stack.encryption), encoding="utf-8"
        )
        return stacks.read_file(self.stack.project, replace(self.stack.file, path=path))

    def previous(self, station: str) -> str | None:
        """The station before one; None before the start."""
        place = self.plan.stations.index(station)
        return self.plan.stations[place - 1] if place else None


def name_of(target: Stack) -> str:
    """A target by its reference, or by the path of its file where it is no stack of the project."""
    known = {file.path.resolve() for file in stacks.list_stacks(target.project)}
    return target.reference if target.path.resolve() in known else target.shown_path


def chart(stack: Stack, target: Stack, plan: Plan) -> Course:
    """Work a plan out.

    Raises UserError where the two are not of one system, the target needs an encrypted value that the stack
    has not, a path of the plan leads nowhere, or the plan ends elsewhere than at the target.
    """
    if stack.setting("system", "name") != target.setting("system", "name"):
        raise UserError(
            f"{stack.reference} and {target.reference} are stacks of two systems",
            details=[f"{each.shown_path}: {each.setting('system', 'name')}" for each in (stack, target)],
        )
    start, goal = _raw(stack), _goal(stack, target)
    after: dict[str, Config] = {}
    now: Config = start
    for step in plan.applies:
        now = after[step.key] = _applied(step, now, goal)
    _end(now, goal, target)
    return Course(stack, target, plan, start, goal, after)


def _raw(stack: Stack) -> dict[str, Any]:
    """The config as it stands in the file, keys in full."""
    assert isinstance(stack.source.value, dict)
    found = stack.source.value["config"]
    return {stacks.qualify(stack.project, key): value for key, value in found.items()}


def _goal(stack: Stack, target: Stack) -> Config:
    own, goal = _raw(stack), _raw(target)
    system = f"{stack.project.name}:system"
    for key, value in identity_of(stack).items():
        goal = put(goal, (system, key), ABSENT if value is None else get(own, (system, key)))
    missing = []
    for path in list(configs.secured(goal)):
        value = get(own, path)
        if not configs.is_secured(value):
            missing.append(path)
        goal = put(goal, path, value)
    if missing:
        raise UserError(
            f"{target.shown_path} has encrypted values that {stack.shown_path} has not",
            details=[text_of(path) for path in missing],
            mend=[
                f"pulumi config set --secret --path '{text_of(missing[0])}' --config-file {stack.shown_path}",
                f"groundwork up {stack.reference}, and then the move",
            ],
        )
    return goal


def _applied(step: Step, before: Config, goal: Config) -> Config:
    change = step.apply or Apply()
    now = before
    for text in change.take:
        if text == "*":
            now = dict(goal)
            continue
        path = path_of(text)
        value = get(goal, path)
        if value is ABSENT and get(before, path) is ABSENT:
            raise _nowhere(step, "take", text, "neither the target nor the stack has it by then")
        now = put(now, path, value)
    for text in change.keep:
        path = path_of(text)
        now = put(now, path, get(before, path))
    for text, value in change.set.items():
        now = put(now, path_of(text), value)
    for text in change.remove:
        path = path_of(text)
        if get(now, path) is ABSENT:
            raise _nowhere(step, "remove", text, "the stack has no such thing by then")
        now = put(now, path, ABSENT)
    for text in change.stays:
        if get(now, path_of(text)) is ABSENT:
            raise _nowhere(step, "stays", text, "the stack has no such thing by then")
    return now


def _nowhere(step: Step, key: str, text: str, why: str) -> UserError:
    return UserError(f"step {step.key}: {key}: {text} leads nowhere: {why}")


def _end(now: Config, goal: Config, target: Stack) -> None:
    found = list(configs.differences(now, goal))
    if found:
        raise UserError(
            f"the plan does not end at {target.reference}; nothing was touched",
            details=[
                f"{text_of(path)}: the plan ends with {configs.shown(mine)}, "
                f"the target has {configs.shown(theirs)}"
                for path, mine, theirs in found
            ],
            mend="let a step take it; the last one can take the rest: take: ['*']",
        )
