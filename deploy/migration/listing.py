"""The steps of a move with what each changes, by the simulator: `groundwork migrate … --steps`."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from deploy import console
from deploy.diffing import show
from deploy.diffing.model import Diff, Op
from deploy.graph import short_type
from deploy.migration.checks import changes

if TYPE_CHECKING:
    from deploy.migration.course import Course


def steps(course: Course) -> None:
    """Write them. Raises UserError at the first that could not be run."""
    with tempfile.TemporaryDirectory(prefix="groundwork-move-") as folder:
        diffs = {change.step.key: change.diff for change in changes(course, Path(folder), policies=True)}
    console.say(f"{course.stack.reference} → {course.to}: {course.plan.title}", style="bold")
    for number, step in enumerate(course.plan.steps, start=1):
        console.say()
        console.say(f"{number}. {step.key}: {step.title}", style="bold")
        if step.why:
            console.say(f"   {step.why.strip()}")
        if step.apply is not None:
            for line in _lines(diffs[step.key]):
                console.say(f"   {line}")
        elif step.snapshot is not None:
            console.say(f"   snapshot of {step.snapshot.database}")
        elif step.ask is not None:
            for line in [*step.ask.text.strip().splitlines(), *(f"$ {each}" for each in step.ask.commands)]:
                console.say(f"   {line.replace('{stack}', course.stack.reference)}")
        elif step.watch is not None:
            console.say(f"   {step.watch.minutes} min without an alarm")


def _lines(diff: Diff) -> list[str]:
    """What is replaced, deleted, or holds data, one a line; the rest by type."""
    found = []
    for op, verb in ((Op.replace, "replace"), (Op.delete, "delete"), (Op.update, "update")):
        for change in diff.changes:
            if change.op is op and not change.tags_only:
                because = f" (because of {', '.join(change.reasons)})" if change.reasons else ""
                names = ", ".join(each.name for each in change.properties if each.name != "tagsAll")
                what = because or (f": {names}" if op is Op.update else "")
                found.append(f"{verb} {short_type(change.type)} {change.name}{what}")
    created = Counter(short_type(change.type) for change in diff.changes if change.op is Op.create)
    if created:
        found.append(f"create {', '.join(f'{name} ×{n}' if n > 1 else name for name, n in created.items())}")
    found.append(show.totals(diff))
    return found
