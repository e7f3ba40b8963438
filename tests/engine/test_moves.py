"""FoodBeGood's way through its phases on the real engine, undisturbed and with a fault at each step."""

from __future__ import annotations

import functools
from typing import Any

import pytest

from deploy.engine import Rehearsal, Result
from deploy.migration.course import Course
from deploy.migration.plan import Step
from deploy.migration.rehearse import rehearse
from deploy.reckoning import differences
from simulator.faults import Fault, Manner, Op

START, WAY = "foodbegood/phase1", ("foodbegood/phase2", "foodbegood/phase3")
OPS = {"create": Op.CREATE, "update": Op.UPDATE, "delete": Op.DELETE}

pytestmark = [pytest.mark.engine, pytest.mark.slow]

States = dict[str, list[dict[str, Any]]]


@functools.cache
def undisturbed() -> States:
    """The state at the end of each step, by target and step, of a move in which nothing failed."""
    found: States = {}

    def perform(rehearsal: Rehearsal, course: Course, step: Step) -> Result:
        result = rehearsal.up()
        found[f"{course.to} {step.key}"] = rehearsal.export()
        return result

    rehearse(START, WAY, perform=perform)
    return found


@pytest.mark.spec("FBG-OPS-05", "FBG-OPS-06", "FBG-OPS-07", "FBG-OPS-08", "FBG-OPS-09", "FBG-OPS-10")
@pytest.mark.spec("FBG-OPS-11", "FBG-OPS-12")
def test_the_phases_one_after_the_other() -> None:
    """`rehearse` itself refuses what does not survive, an orphan, a late change, and a left-over."""
    assert [name for name in undisturbed() if name.endswith((" retire", " settle"))] == [
        "foodbegood/phase2 retire",
        "foodbegood/phase3 settle",
    ]
    assert len(undisturbed()) == 10 + 15  # steps that apply something, of the two plans


@pytest.mark.spec("FBG-OPS-10")
def test_a_fault_at_each_step_of_the_move() -> None:
    """At each step one operation fails: refused, cut off, or with the engine killed, by turns."""
    tried: dict[str, list[Fault]] = {}
    ends: States = {}

    def perform(rehearsal: Rehearsal, course: Course, step: Step) -> Result:
        name = f"{course.to} {step.key}"
        if name not in tried:
            tried[name] = [fault] if (fault := first(rehearsal, list(Manner)[len(tried) % 3])) else []
            rehearsal.faults.add(*tried[name])
        result = rehearsal.up()
        if result.succeeded:
            assert rehearsal.faults.left == ()
            ends[name] = rehearsal.export()
        return result

    rehearse(START, WAY, perform=perform)
    assert [name for name, faults in tried.items() if not faults] == []
    expected = undisturbed()
    assert ends.keys() == expected.keys()
    for name, states in ends.items():
        assert (name, differences(expected[name], states)) == (name, [])


def first(rehearsal: Rehearsal, manner: Manner) -> Fault | None:
    """A fault for the first operation on something of a provider's that the engine plans."""
    planned = rehearsal.preview()
    assert planned.succeeded, [*planned.errors, planned.error]
    for change in planned.changed:
        if change.op in OPS and change.type.startswith("aws:"):
            return Fault(urn=change.urn, op=OPS[change.op], manner=manner)
    return None
