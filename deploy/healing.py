"""A rehearsal in which operations fail, and are run again until they come to their end.

What comes out is held against a run in which nothing failed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from deploy import console, faulting
from deploy.errors import FAILED, UserError
from deploy.graph import name_of, short_type
from deploy.reckoning import differences
from simulator.faults import Fault, Faults, Manner, Met, Op
from simulator.urns import type_of

if TYPE_CHECKING:
    from deploy.engine import Rehearsal, Result
    from deploy.rehearsal import Steps
    from deploy.settling import Settled

_SAID = {
    Manner.REFUSE: "was refused",
    Manner.CUT: "was cut off: AWS did it, and the engine was not told",
    Manner.KILL: "was cut off: AWS did it, and the engine was killed",
}


class Healing:
    """A stack's life with faults in it. `opened` makes a rehearsal with these faults."""

    def __init__(self, reference: str, step: Steps, opened: Callable[[Faults | None], Rehearsal]) -> None:
        self._reference = reference
        self._step = step
        self._opened = opened

    def rehearse(self, specs: Sequence[str], states: Iterable[Mapping[str, Any]]) -> None:
        """Rehearse the life. Raises UserError where a fault is misspelled, or something doesn't heal."""
        failing = Faults(faulting.faults(specs, states))
        asked = failing.left
        with self._opened(None) as undisturbed:
            self._step("up without faults", undisturbed.up)
            expected = undisturbed.export()
        console.say(f"up without faults: {len(expected)} resources")
        with self._opened(failing) as rehearsal:
            up = through(self._step, "up", rehearsal, rehearsal.up)
            console.say(f"up: {len(rehearsal.export())} resources, {len(up.violations)} policy findings")
            self._healed("up", rehearsal, expected)
            self._update(rehearsal, asked, expected)
            through(
                self._step,
                "second preview",
                rehearsal,
                lambda: rehearsal.preview(expect_no_changes=True),
                unchanged=True,
            )
            console.say("second preview: no change")
            through(self._step, "refresh", rehearsal, rehearsal.refresh, unchanged=True)
            console.say("refresh: no change")
            kept = {state["urn"] for state in rehearsal.export() if state.get("retainOnDelete")}
            through(self._step, "destroy", rehearsal, rehearsal.destroy)
            self._gone(rehearsal, kept)
        all_met(self._reference, failing)

    def _healed(self, name: str, rehearsal: Rehearsal, expected: Sequence[Mapping[str, Any]]) -> None:
        """State and world are as if nothing had failed."""
        wrong = [*rehearsal.reckon().lines, *differences(expected, rehearsal.export())]
        if wrong:
            raise UserError(
                f"{self._reference}: after the {name} it is not as if nothing had failed",
                details=wrong,
                status=FAILED,
            )
        console.say(f"{name}: as without faults: the same ids, inputs and outputs, nothing orphaned or twice")

    def _update(
        self, rehearsal: Rehearsal, asked: Sequence[Fault], expected: Sequence[Mapping[str, Any]]
    ) -> None:
        """Let be updated what an update is to fail of."""
        wanted = [fault for fault in asked if fault.op is Op.UPDATE]
        aged = [
            state["urn"]
            for state in rehearsal.export()
            if any(fault.meets(state["urn"], state["type"], Op.UPDATE) for fault in wanted)
            and rehearsal.age(state["urn"]) is not None
        ]
        if aged:
            console.say(f"update: {_counted(len(aged))} put back by a property each")
            through(self._step, "update", rehearsal, rehearsal.up)
            self._healed("update", rehearsal, expected)

    def _gone(self, rehearsal: Rehearsal, kept: set[str]) -> None:
        """The state is empty, and so is AWS but for what a destroy is to leave."""
        from deploy.rehearsal import nothing_left

        nothing_left(self._reference, rehearsal)
        there = {state.urn for state in rehearsal.world.all()}
        if there - kept:
            raise UserError(
                f"{self._reference}: the destroy left {_counted(len(there - kept))} in AWS",
                details=sorted(there - kept),
                status=FAILED,
            )
        left = f"; {_counted(len(there))} kept in AWS, as retainOnDelete says" if there else ""
        console.say(f"destroy: nothing left{left}")


def through(
    step: Steps, name: str, rehearsal: Rehearsal, operation: Callable[[], Result], *, unchanged: bool = False
) -> Result:
    """Run an operation, and again for as long as faults are what it fails by."""
    shown = name
    while True:
        before = len(rehearsal.faults.met)
        result = step.run(shown, operation)
        met = rehearsal.faults.met[before:]
        if result.succeeded or not met or rehearsal.interrupted:
            return step.judged(shown, result, unchanged=unchanged)
        console.say(f"{shown}: failed, with {_counted(len(rehearsal.export()))} in the state")
        for each in met:
            console.say(f"  {_told(each)}")
        _tell(rehearsal.settle())
        shown = f"{name} again"


def all_met(reference: str, failing: Faults) -> None:
    """Raises UserError where a fault that was asked for never happened."""
    never = failing.left
    if never:
        raise UserError(
            f"{reference}: not every fault was met",
            details=[f"{faulting.spelled(fault)} was never met" for fault in never],
            mend="--fail what the stack's life comes across: no update or delete of what is kept, say",
            status=FAILED,
        )
    number = len(failing.met)
    console.say(f"{'1 fault' if number == 1 else f'{number} faults'} met, all healed")


def _told(met: Met) -> str:
    return f"{met.fault.op} of {_named(met.urn)} {_SAID[met.fault.manner]}"


def _tell(settled: Settled) -> None:
    for each in settled.adopted:
        console.say(f"  {_named(each.urn)} is there: taken over into the state as {each.id}")
    for urn in settled.forgotten:
        console.say(f"  {_named(urn)} is not there: it is made anew")
    for stray in settled.strays:
        console.say(f"  {_named(stray.urn)} is there beside the old one: deleted, and made anew")


def _named(urn: str) -> str:
    return f"{name_of(urn)} ({short_type(type_of(urn))})"


def _counted(number: int) -> str:
    return "1 resource" if number == 1 else f"{number} resources"
