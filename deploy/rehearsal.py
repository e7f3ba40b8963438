"""A stack's whole life on the real engine and the simulator, as `groundwork rehearse` shows it."""

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from deploy import console, project
from deploy.errors import FAILED, UserError
from deploy.graph import STACK_TYPE, name_of
from deploy.progress import Events, following

if TYPE_CHECKING:
    from deploy.engine import Rehearsal, Result
    from simulator.faults import Faults


def rehearse(reference: str, fail: Sequence[str] = ()) -> None:
    """Rehearse up, a second preview, refresh and destroy. Raises UserError at the first that is wrong.

    Operations of `fail` (deploy/faulting.py) fail in between; each is run again until it comes to its end,
    and the state must be then that of a run in which nothing failed.
    """
    from deploy import engine, offline

    stack = project.stack(reference)
    reason = engine.available()
    if reason is not None:
        raise UserError("the real engine cannot be run", details=[reason])
    # Bad config, and what AWS would refuse, comes out of the embedded run complete and at once.
    outcome = offline.simulate(stack, policies=False)
    pack = stack.project.root / "policy"
    listener = Listener()

    def opened(failing: "Faults | None" = None) -> "Rehearsal":
        return engine.Rehearsal(
            stack.project.root,
            stack.pulumi_name,
            stack.path,
            policy_pack=pack if (pack / "PulumiPolicy.yaml").is_file() else None,
            on_event=listener,
            faults=failing,
        )

    begin = time.perf_counter()
    if fail:
        from deploy.healing import Healing

        Healing(reference, Steps(reference, listener), opened).rehearse(fail, outcome.graph.states)
    else:
        with opened() as rehearsal:
            _undisturbed(reference, rehearsal, Steps(reference, listener))
    console.say(f"{reference} rehearsed in {time.perf_counter() - begin:.0f} s")


def _undisturbed(reference: str, rehearsal: "Rehearsal", step: "Steps") -> None:
    up = step("up", rehearsal.up)
    made = len(rehearsal.export())
    console.say(f"up: {made} resources, {len(up.violations)} policy findings")
    step("second preview", lambda: rehearsal.preview(expect_no_changes=True), unchanged=True)
    console.say("second preview: no change")
    step("refresh", rehearsal.refresh, unchanged=True)
    console.say("refresh: no change")
    step("destroy", rehearsal.destroy)
    nothing_left(reference, rehearsal)
    console.say("destroy: nothing left")


class Listener:
    """Hands raw events on to the progress of the operation under way."""

    def __init__(self) -> None:
        self.events: Events | None = None

    def __call__(self, event: dict[str, Any]) -> None:
        from pulumi.automation.events import EngineEvent

        if self.events is not None:
            self.events(EngineEvent.from_json(event))


class Steps:
    """Runs one operation after the other, with progress, and stops at the first that isn't as it must be."""

    def __init__(self, reference: str, listener: Listener) -> None:
        self.reference = reference
        self.listener = listener

    def __call__(self, name: str, operation: "Callable[[], Result]", *, unchanged: bool = False) -> "Result":
        return self.judged(name, self.run(name, operation), unchanged=unchanged)

    def run(self, name: str, operation: "Callable[[], Result]") -> "Result":
        """Run an operation, with progress, whatever it comes to."""
        with following(f"Rehearsing {self.reference}: {name}") as events:
            self.listener.events = events
            return operation()

    def judged(self, name: str, result: "Result", *, unchanged: bool = False) -> "Result":
        """The result, if it is as it must be. Raises UserError if it isn't."""
        if not result.succeeded:
            details = [
                f"{violation.policy}: {name_of(violation.urn)}: {line}"
                for violation in result.violations
                if violation.level == "mandatory"
                for line in violation.message.splitlines()
            ]
            details += [
                f"{name_of(message.urn)}: {line}" if message.urn else line
                for message in result.errors
                for line in message.text.splitlines()
            ]
            raise UserError(
                f"{self.reference}: the {name} failed",
                details=details or result.error.splitlines(),
                status=FAILED,
            )
        if unchanged and result.changed:
            details = [f"{step.op} {step.urn} {', '.join(step.diffs)}".rstrip() for step in result.changed]
            raise UserError(f"{self.reference}: the {name} changes something", details=details, status=FAILED)
        return result


def nothing_left(reference: str, rehearsal: "Rehearsal") -> None:
    """Raises UserError where a destroy left something."""
    left = [state["urn"] for state in rehearsal.export() if state["type"] != STACK_TYPE]
    if left:
        number = "1 resource" if len(left) == 1 else f"{len(left)} resources"
        raise UserError(f"{reference}: the destroy left {number}", details=left, status=FAILED)
