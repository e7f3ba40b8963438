"""What is looked at before a move, and what each of its steps would change; before AWS is touched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from deploy import alarms, console, doctor, offline, operations
from deploy.diffing import show
from deploy.diffing.compare import Comparison
from deploy.diffing.model import Diff
from deploy.errors import FAILED, UserError
from deploy.graph import Graph, name_of, short_type
from deploy.migration import arrival
from deploy.migration.plan import Step

if TYPE_CHECKING:
    from deploy.migration.course import Course
    from deploy.real import RealStack

WAY_ROUND = (
    "let the target keep what is there: its key, its names, its encryption",
    "or make the new one under another key beside it, move the content over, and give the old one up by hand",
)
"""What to do where a move would take something that holds data."""


@dataclass(frozen=True)
class Change:
    """What an apply changes, by the simulator."""

    step: Step
    diff: Diff
    graph: Graph


def changes(course: Course, folder: Path, *, policies: bool) -> Iterator[Change]:
    """Each apply of a move, by the simulator: from the config before it to the config after it.

    Raises UserError where a config is bad, AWS would refuse something, something that holds data would be
    lost, or (with `policies`) a mandatory policy is violated.
    """
    before = _simulated(course, None, folder, policies=False)
    for step in course.plan.applies:
        after = _simulated(course, step.key, folder, policies=policies)
        diff = Comparison(before, after, exact=True).result(course.stack.reference, step.key)
        lost = [change for change in diff.changes if change.loses_data]
        if lost:
            raise UserError(
                f"step {step.key} would delete or replace what holds data; nothing was touched",
                details=[
                    line
                    for change in lost
                    for line in (
                        f"{change.op.value} {short_type(change.type)} {change.name}"
                        + (f" (because of {', '.join(change.reasons)})" if change.reasons else ""),
                        f"  {change.holds_data}",
                        *(f"  AWS refuses it: {reason}" for reason in change.refused),
                    )
                ],
                mend=WAY_ROUND,
            )
        yield Change(step, diff, after)
        before = after


def _simulated(course: Course, key: str | None, folder: Path, *, policies: bool) -> Graph:
    try:
        outcome = offline.simulate(course.at(key, folder), policies=policies)
    except UserError as problem:
        where = f"step {key}" if key else course.stack.reference
        raise UserError(
            f"{where}: {problem.message}", details=problem.details, mend=problem.mend, status=problem.status
        ) from problem
    if outcome.violated and outcome.report is not None:
        details = [
            f"{found.control}: {found.message}"
            for found in outcome.report.findings
            if found.level == "mandatory" and found.status != "exempted"
        ]
        raise UserError(
            f"step {key} violates mandatory policies; nothing was touched", details=details, status=FAILED
        )
    return outcome.graph


def before_a_move(course: Course, real: RealStack, folder: Path, *, yes: bool) -> None:
    """Refuse a move that cannot come to its end, show what it changes in all, and have that agreed to."""
    arrival.text(course)  # that it can be written is found out now, not at the end
    last = course.plan.applies[-1].key
    goal = [change.graph for change in changes(course, folder, policies=True)][-1]
    with console.working("Looking at what the run needs"):
        doctor.require(course.stack.project, course.at(last, folder))
    state = real.state()
    _nothing_pending(course, real)
    _quiet(course, state)
    live = Graph([each for each in state.states if not each.get("delete")])
    diff = Comparison(live, goal, exact=False).result(f"deployed:{course.stack.reference}", course.to)
    show.text(diff)
    if diff.loses_data:
        raise UserError(
            "the move would delete or replace what holds data; nothing was touched", mend=WAY_ROUND
        )
    operations.ask(f"Move {course.stack.reference} to {course.to}?", yes)


def _nothing_pending(course: Course, real: RealStack) -> None:
    pending = real.pending()
    if pending:
        from deploy.real import settling

        raise UserError(
            f"{course.stack.reference} has operations of which nobody knows how they ended",
            details=[f"{each.op} {name_of(each.urn)}" for each in pending],
            mend=settling(course.stack.reference, pending),
        )


def _quiet(course: Course, state: Graph) -> None:
    bad = alarms.gone_off(alarms.names(state))
    if bad:
        raise UserError(
            f"{course.stack.reference} is not well: {len(bad)} of its alarms went off; nothing was touched",
            details=bad,
            mend="mend that first",
            status=FAILED,
        )


def unlike(real: RealStack) -> list[str]:
    """What an update would change in what is there; empty where the stack is as its config says.

    Raises UserError where the engine cannot say.
    """
    events, problem = real.plan()
    if problem is not None:
        raise problem
    changes = [change for change in events.changes if change.op not in {"same", "read", "refresh"}]
    return [f"{change.op} {short_type(change.type)} {name_of(change.urn)}" for change in changes]
