"""A move played on the real engine and the simulator: `groundwork migrate STACK --to … --rehearse`.

The stack is made as its file says, each update of each plan is run on it with the policy pack, and after each
everything that must survive is looked for. What a person does, and what only AWS can say, is passed over.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deploy import console, engine, faulting, offline, project
from deploy.errors import FAILED, UserError
from deploy.healing import all_met, through
from deploy.migration import plan as plans
from deploy.migration.course import Course, chart
from deploy.migration.plan import START, Step
from deploy.migration.survivors import Survivors
from deploy.rehearsal import Listener, Steps, nothing_left
from deploy.stacks import Stack
from simulator.faults import Faults

if TYPE_CHECKING:
    from deploy.engine import Rehearsal, Result

Perform = Callable[["Rehearsal", Course, Step], "Result"]
"""How an update is run: an `up`, or one that is made to fail first and gone on with."""


def up(rehearsal: Rehearsal, _course: Course, _step: Step) -> Result:
    """The plain way of running an update."""
    return rehearsal.up()


def rehearse(
    reference: str, targets: Sequence[str], *, fail: Sequence[str] = (), perform: Perform = up
) -> None:
    """Play a stack's way through one target after the other, and take it down in the end.

    `fail` are faults, as `groundwork rehearse --fail` takes them; an update that fails by one is run again.
    Raises UserError at the first update that fails otherwise, or after which something has not survived, is
    there twice or belongs to nobody.
    """
    reason = engine.available()
    if reason is not None:
        raise UserError("the real engine cannot be run", details=[reason])
    stack = project.stack(reference)
    failing = Faults(faulting.faults(fail, _resources([stack, *map(project.stack, targets)])) if fail else ())
    pack = stack.project.root / "policy"
    listener = Listener()
    begin = time.perf_counter()
    with (
        tempfile.TemporaryDirectory(prefix="groundwork-move-") as folder,
        engine.Rehearsal(
            stack.project.root,
            stack.pulumi_name,
            stack.path,
            policy_pack=pack if (pack / "PulumiPolicy.yaml").is_file() else None,
            on_event=listener,
            faults=failing,
        ) as rehearsal,
    ):
        run = Steps(reference, listener)
        through(run, "up", rehearsal, rehearsal.up)
        console.say(f"{reference}: {len(rehearsal.export())} resources")
        for number, goal in enumerate(targets):
            target = project.stack(goal)
            course = chart(stack, target, plans.load(stack, target))
            place = Path(folder) / str(number)
            place.mkdir()
            _play(course, rehearsal, run, place, perform)
            stack = course.at(course.plan.stations[-1], place)
        through(run, "destroy", rehearsal, rehearsal.destroy)
        nothing_left(reference, rehearsal)
        console.say("destroy: nothing left")
    if fail:
        all_met(reference, failing)
    console.say(f"{reference} → {' → '.join(targets)} rehearsed in {time.perf_counter() - begin:.0f} s")


def _play(course: Course, rehearsal: Rehearsal, run: Steps, folder: Path, perform: Perform) -> None:
    console.say(f"{course.stack.reference} → {course.to}: {course.plan.title}", style="bold")
    goal = offline.simulate(course.at(course.plan.stations[-1], folder), policies=False).graph
    survivors = Survivors(course.plan.replaces, frozenset(goal.by_urn))
    survivors.take(rehearsal.export())
    rehearsal.configure(course.at(START, folder).path)
    through(run, "start", rehearsal, rehearsal.up)
    count = len(course.plan.steps)
    for number, step in enumerate(course.plan.steps, start=1):
        name = f"{number}/{count} {step.key}"
        if step.apply is None:
            console.say(f"{name}: {step.kind}, passed over")
            continue
        rehearsal.configure(course.at(step.key, folder).path)
        result = through(run, name, rehearsal, lambda step=step: perform(rehearsal, course, step))
        states = rehearsal.export()
        lost = [*survivors.missing(states), *rehearsal.reckon().lines]
        if lost:
            raise UserError(
                f"{name}: what must survive the move has not",
                details=lost,
                mend="change the plan or the target; what is made anew on purpose: `replaces` in the plan",
                status=FAILED,
            )
        console.say(f"{name}: {_counts(result)}; {len(survivors)} that must survive are the same")
        survivors.take(states)
    run(f"second preview of {course.to}", lambda: rehearsal.preview(expect_no_changes=True), unchanged=True)


def _resources(known: Sequence[Stack]) -> list[Mapping[str, Any]]:
    """What the stacks are made of, by the simulator: what a fault may name."""
    return [state for stack in known for state in offline.simulate(stack, policies=False).graph.states]


def _counts(result: Result) -> str:
    found = {op: number for op, number in sorted(result.changes.items()) if op != "same" and number}
    return ", ".join(f"{number} {op}" for op, number in found.items()) or "nothing changed"
