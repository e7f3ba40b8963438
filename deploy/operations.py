"""What `up`, `destroy` and `refresh` do, step by step."""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from deploy import console, doctor, gate, offline, project
from deploy.errors import FAILED, UserError
from deploy.graph import name_of
from deploy.progress import Events

PENDING = "pending operations from previous deployment"
"""What the engine warns of, where a state has operations that were under way when a run was ended."""

if TYPE_CHECKING:
    from deploy.real import RealStack
    from deploy.stacks import Stack


def update(
    reference: str,
    *,
    yes: bool,
    allow: Sequence[str] = (),
    plan_only: bool = False,
    secrets_provider: str | None = None,
    simulate: bool = True,
    looked: bool = False,
    exact: bool = False,
) -> None:
    """Create or update a stack: simulator, doctor, plan, gate, question, run, outputs.

    With `plan_only` it ends after the gate, and nothing is made, not even the stack in the backend. `looked`
    says that what the run needs was looked at a moment ago. With `exact` the plan is kept, and the engine
    does that and nothing else, whatever has changed by then (FBG-DLV-03).
    """
    from deploy.migration.standing import at_rest, same_phase
    from deploy.real import RealStack

    stack = project.stack(reference)
    if not plan_only:
        ready_to_ask(yes)
    if simulate:
        simulate_first(stack)
    if not looked:
        look(stack)
    real = RealStack(stack, secrets_provider)
    if not plan_only:
        real.create()
    state = real.state()
    at_rest(state, reference)
    if exact:
        same_phase(state, stack)
    with tempfile.TemporaryDirectory(prefix="groundwork-plan-") as folder:
        saved = Path(folder) / "plan.json" if exact else None
        command = f"groundwork up {reference}"
        if apply(real, yes=yes, allow=allow, command=command, plan_only=plan_only, saved=saved):
            show_outputs(real)


def apply(
    real: "RealStack",
    *,
    yes: bool,
    command: str,
    allow: Sequence[str] = (),
    mend: Sequence[str] = (),
    plan_only: bool = False,
    saved: Path | None = None,
) -> bool:
    """The core of every update: plan, gate, question, run.

    `command` and `mend` are for the gate's refusal; `saved` is where the plan is kept. Returns whether the
    stack now is what its config says: with `plan_only` only where there is nothing to change.
    """
    from deploy.real import show_plan

    reference = real.stack.reference
    events = _planned(real, allow, command, mend=mend, saved=saved)
    changes = show_plan(events)
    _policies(events)
    if changes == 0 and not events.outputs_changed:
        console.say("nothing to change")
        return True
    if plan_only:
        return False
    if changes == 0:
        console.say("only the outputs change")
        ask(f"Take the new outputs of {reference} over into its state?", yes)
    else:
        ask(f"Make {_counted(changes, 'change')} to {reference} in AWS?", yes)
    plan = {"plan": str(saved)} if saved else {}
    done = real.run(f"Updating {reference}", real.automation.up, changes, policy_packs=real.pack, **plan)
    console.say(_summary(done))
    return True


def remove(reference: str, *, yes: bool, allow: Sequence[str] = ()) -> None:
    """Delete what a stack has made: doctor, plan, gate, question, run."""
    from deploy.real import RealStack, show_plan

    stack = project.stack(reference)
    ready_to_ask(yes)
    look(stack)
    real = RealStack(stack)
    events = _planned(real, allow, f"groundwork destroy {reference}", destroy=True)
    changes = show_plan(events)
    if changes == 0:
        console.say("there is nothing to delete")
        return
    ask(f"Delete {_counted(changes, 'resource')} of {reference} in AWS?", yes)
    console.say(_summary(real.run(f"Destroying {reference}", real.automation.destroy, changes)))


def refresh(reference: str, *, yes: bool, forget_pending: bool = False) -> None:
    """Take over into the state what AWS says: doctor, question, run.

    With `forget_pending` the creates that were under way when a run was ended at once are forgotten: what of
    them is in AWS was imported before.
    """
    from deploy.real import RealStack

    stack = project.stack(reference)
    ready_to_ask(yes)
    look(stack)
    real = RealStack(stack)
    automation = real.automation
    ask(f"Take what AWS says over into the state of {reference}?", yes)
    clear = {"clear_pending_creates": True} if forget_pending else {}
    console.say(_summary(real.run(f"Refreshing {reference}", automation.refresh, **clear)))
    _tell_pending(real)


def _tell_pending(real: "RealStack") -> None:
    """Warn of what was under way when a run was ended at once, if the state has some of it."""
    from deploy.real import settling

    pending = real.pending()
    if pending:
        console.warn(f"still pending: {', '.join(f'{each.op} {name_of(each.urn)}' for each in pending)}")
        for line in settling(real.stack.reference, pending):
            console.note(f"  → {line}")


def show_outputs(real: "RealStack") -> None:
    """Write the stack's outputs, secrets masked."""
    from deploy.show import value_text

    outputs = real.outputs()
    if outputs:
        rows = [
            (key, "[secret]" if out.secret else value_text(out.value)) for key, out in sorted(outputs.items())
        ]
        console.rows(("output", "value"), rows)


def simulate_first(stack: "Stack") -> None:
    """Preview on the simulator. Raises UserError where AWS would refuse something, or a policy does."""
    outcome = offline.simulate(stack)
    if outcome.violated:
        raise UserError(
            f"{stack.reference} violates mandatory policies; nothing was touched",
            mend=f"groundwork check {stack.reference} shows them",
            status=FAILED,
        )


def look(stack: "Stack") -> None:
    with console.working("Looking at what the run needs"):
        doctor.require(stack.project, stack)


def _planned(
    real: "RealStack",
    allow: Sequence[str],
    command: str,
    *,
    destroy: bool = False,
    mend: Sequence[str] = (),
    saved: Path | None = None,
) -> Events:
    events, problem = real.plan(destroy=destroy, saved=saved)
    if any(PENDING in warning for warning in events.warnings):
        _tell_pending(real)
    # The gate speaks first: the engine refuses to touch what is protected, but not with the mend.
    try:
        gate.hold(events.changes, allow, command=command, state=real.state, mend=mend)
    except UserError as refusal:
        raise _with_engine(refusal, problem) from problem
    if problem is not None:
        raise problem
    return events


def _with_engine(refusal: UserError, problem: UserError | None) -> UserError:
    if problem is None:
        return refusal
    details = [*refusal.details, "the engine says as well:", *(f"  {line}" for line in problem.details)]
    return UserError(refusal.message, details=details, mend=refusal.mend, status=refusal.status)


def _policies(events: Events) -> None:
    for violation in events.violations:
        title, _, said = violation.message.partition("\n")
        where = name_of(violation.urn)
        console.warn(
            f"{violation.level} policy {violation.policy}: {where}: {' '.join((said or title).split())}"
        )


def _summary(events: Events) -> str:
    changed = {op: n for op, n in sorted(events.counts.items()) if op != "same" and n}
    parts = [f"{n} {op}" for op, n in changed.items()] or ["nothing changed"]
    return f"done in {events.seconds} s: {', '.join(parts)}"


def _counted(number: int, noun: str) -> str:
    return f"this {noun}" if number == 1 else f"these {number} {noun}s"


def ready_to_ask(yes: bool) -> None:
    if not yes and not sys.stdin.isatty():
        raise UserError("this needs your word, and there is no terminal to ask on", mend="--yes")


def ask(question: str, yes: bool) -> None:
    if yes:
        return
    from rich.prompt import Confirm

    if not Confirm.ask(question, console=console.err(), default=False):
        raise UserError("left as it is")
