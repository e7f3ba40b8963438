"""A move on the real backend: step by step, to be gone on with from any machine, and to be gone back."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy import console, operations
from deploy.errors import UserError
from deploy.migration import arrival, checks, steps
from deploy.migration.course import Course
from deploy.migration.plan import START, Step
from deploy.migration.standing import Standing, standing
from deploy.real import RealStack


@dataclass(frozen=True)
class _Run:
    course: Course
    folder: Path
    yes: bool
    answered: Collection[str] = ()

    def stack(self, station: str | None, reached: str | None = None) -> RealStack:
        return RealStack(self.course.at(station, self.folder, reached))

    def step(self, step: Step, reached: str | None) -> None:
        course = self.course
        if step.apply is not None:
            real = self.stack(step.key, reached)
            operations.apply(real, yes=self.yes, command=course.command, mend=checks.WAY_ROUND)
            return
        state = self.stack(None).state()
        if step.snapshot is not None:
            steps.snapshot(step.snapshot, state)
        elif step.ask is not None:
            steps.ask(step, step.ask, course, state, yes=self.yes, answered=self.answered)
        elif step.watch is not None:
            steps.watch(step, step.watch, course, state)


def forward(course: Course, *, yes: bool, answered: Collection[str] = ()) -> None:
    """Begin a move, or go on with it, to its end.

    Raises UserError where it stops; the stack then is as the last step that was done left it.
    """
    operations.ready_to_ask(yes)
    _known(course, answered)
    with _running(course, yes, answered) as (run, found):
        if found is None and _arrived(run):
            console.say(f"{course.stack.reference} is at {course.to} already")
            arrival.write(course)
            return
        if found is not None:
            console.say(f"{course.stack.reference} is on its way: {found.step} is done")
        checks.before_a_move(course, run.stack(None), run.folder, yes=yes)
        if found is None:
            # The backend knows of the move before anything is touched.
            operations.apply(run.stack(START), yes=True, command=course.command)
        here = found or Standing(course.to, START, START)
        left = course.plan.following(here.step)
        for number, step in enumerate(left, start=len(course.plan.steps) - len(left) + 1):
            _title(course, number, step)
            try:
                run.step(step, here.reached)
            except UserError as problem:
                raise _stopped(course, step, problem) from problem
        arrival.write(course)


def back(course: Course, *, yes: bool, allow: Sequence[str] = ()) -> None:
    """Go back by one update: undo the step that was begun and not finished, or else the last that was done.

    `allow` are the URNs of what holds data and was made by the step, and may go with it. Raises UserError
    where the stack is on no move, which it is not any more after the last step.
    """
    operations.ready_to_ask(yes)
    with _running(course, yes) as (run, found):
        if found is None:
            raise UserError(f"{course.stack.reference} is on no move; there is nothing to go back")
        here: str | None = found.step
        if checks.unlike(run.stack(found.step, found.reached)):
            console.say(f"what comes after {found.step} was begun, and is undone")
        else:
            here = course.previous(found.step)
        real = run.stack(here, found.reached)
        operations.apply(real, yes=yes, allow=allow, command=f"{course.command} --back")
        if here is not None:
            console.say(f"{course.stack.reference} is at {here}; to go on: {course.command}")
            return
        console.say(f"{course.stack.reference} is where it was before the move")
        arrival.write_stayed(course, found.reached)


@contextmanager
def _running(
    course: Course, yes: bool, answered: Collection[str] = ()
) -> Generator[tuple[_Run, Standing | None]]:
    with tempfile.TemporaryDirectory(prefix="groundwork-move-") as folder:
        run = _Run(course, Path(folder), yes, answered)
        found = standing(run.stack(None).state())
        if found is not None and found.to != course.to:
            raise UserError(
                f"{course.stack.reference} is on its way to {found.to}, not to {course.to}",
                mend=f"groundwork migrate {course.stack.reference} --to {found.to}",
            )
        if found is not None and not {found.step, found.reached} <= {*course.plan.stations}:
            raise UserError(
                f"the plan has no step {found.step}, which {course.stack.reference} is at",
                mend="take the plan file of the revision with which the move was begun",
            )
        yield run, found


def _arrived(run: _Run) -> bool:
    """Whether the last update was done, and only the stack's file does not say so yet.

    Raises UserError where the stack is neither as its file says nor as the target does.
    """
    stack = run.course.stack
    changed = checks.unlike(run.stack(None))
    if not changed:
        return False
    if not checks.unlike(run.stack(run.course.plan.stations[-1])):
        return True
    raise UserError(
        f"{stack.reference} is not what {stack.shown_path} says; nothing was touched",
        details=changed,
        mend=f"groundwork up {stack.reference}, and then the move",
    )


def _known(course: Course, answered: Collection[str]) -> None:
    asks = {step.key for step in course.plan.steps if step.ask is not None}
    if stray := sorted(set(answered) - asks):
        raise UserError(
            f"--answered names what the plan does not ask: {', '.join(stray)}",
            details=[f"it asks: {', '.join(sorted(asks))}" if asks else "it asks nothing"],
        )


def _title(course: Course, number: int, step: Step) -> None:
    console.say()
    console.say(f"{number}/{len(course.plan.steps)} {step.key}: {step.title}", style="bold")
    if step.why:
        console.note(step.why)


def _stopped(course: Course, step: Step, problem: UserError) -> UserError:
    """What happened, and the two ways from here; a step that says so itself is left alone."""
    if step.apply is None:
        return problem
    return UserError(
        f"step {step.key}: {problem.message}",
        details=problem.details,
        mend=[
            *problem.mend,
            "the state is consistent, and the steps before this one are done",
            f"go on: {course.command}",
            f"go back: {course.command} --back",
        ],
        status=problem.status,
    )
