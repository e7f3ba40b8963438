"""The steps of a move that are no update: a snapshot, a question to a person, watching the alarms."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from deploy import alarms, console, deployed, operations, snapshots
from deploy.errors import FAILED, UserError
from deploy.graph import STACK_TYPE, Graph, mask
from deploy.migration.plan import Ask, Snapshot, Step, Watch
from deploy.show import value_text

if TYPE_CHECKING:
    from deploy.migration.course import Course


def snapshot(wanted: Snapshot, state: Graph) -> None:
    """Have a snapshot of the plan's name."""
    database = deployed.database(state, wanted.database)
    name = f"{database.identifier}-{wanted.suffix}"
    with console.working(f"Taking a snapshot of {database.identifier}") as tell:
        taken = snapshots.ensure(database, name, tell)
    console.say(f"{name} is there, taken on {taken:%Y-%m-%d at %H:%M} UTC")


def ask(
    step: Step, wanted: Ask, course: Course, state: Graph, *, yes: bool, answered: Collection[str]
) -> None:
    """Say what a person has to do, and wait for the word. Raises UserError where it isn't given.

    `yes` alone is no answer: nobody would have done it. `answered` are the keys of those that are done.
    """
    lines = [*wanted.text.strip().splitlines(), *(f"  $ {command}" for command in wanted.commands)]
    lines = [line.replace("{stack}", course.stack.reference) for line in lines]
    lines += [f"  {name}: {_output(state, name)}" for name in wanted.outputs]
    for line in lines:
        console.say(line)
    if step.key in answered:
        console.say(f"{step.key} is done, as --answered says")
        return
    if yes:
        raise UserError(
            f"the step {step.key} needs a person; what comes before it is done",
            details=lines,
            mend=f"when it is done: {course.command} --yes --answered {step.key}",
        )
    try:
        operations.ask("Is that done?", yes=False)
    except UserError as left:
        raise UserError(
            f"the step {step.key} is left; what comes before it is done",
            mend=f"when it is done: {course.command}",
        ) from left


def watch(step: Step, wanted: Watch, course: Course, state: Graph) -> None:
    """Wait while the stack's alarms are quiet. Raises UserError as soon as one goes off."""
    found = alarms.names(state)
    count = sum(map(len, found.values()))
    if not count:
        raise UserError(
            f"the step {step.key} watches alarms; {course.stack.reference} has none that tell someone",
            mend="set groundwork:observability.alerts",
        )
    with console.working(f"Watching {count} alarms for {wanted.minutes} min") as tell:
        bad = alarms.watch(found, wanted.minutes, tell)
    if bad:
        raise UserError(
            f"the step {step.key}: {len(bad)} of {count} alarms went off",
            details=bad,
            mend=[f"go back: {course.command} --back", f"when it is mended, go on: {course.command}"],
            status=FAILED,
        )
    console.say(f"{count} alarms were quiet for {wanted.minutes} min")


def _output(state: Graph, name: str) -> str:
    root = next((each for each in state.states if each["type"] == STACK_TYPE), {})
    outputs = root.get("outputs") or {}
    return value_text(mask(outputs[name])) if name in outputs else "(the stack has no such output yet)"
