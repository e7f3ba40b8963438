"""The gate before a real run: nothing that holds data is deleted or replaced unless the user named it.

What holds data is said in one place, settings/stateful.py. The plan is the engine's own, from the events of a
preview.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache

from deploy.errors import UserError
from deploy.graph import Graph, name_of, short_type
from deploy.progress import Change

REPLACING = frozenset(
    {"replace", "create-replacement", "delete-replaced", "import-replacement", "read-replacement"}
)
DELETING = frozenset({"delete", "discard", "discard-replaced"})


@dataclass(frozen=True)
class Loss:
    """A resource that holds data, and what a plan would do to it."""

    urn: str
    type: str
    verb: str
    """`replace` or `delete`."""

    because: tuple[str, ...]
    """Properties whose change forces the replacement."""

    retained: bool
    """AWS would keep it (`retainOnDelete`), but the stack would lose it."""


def losses(plan: Sequence[Change], state: Callable[[], Graph]) -> list[Loss]:
    """What a plan takes from the stack that holds data, by URN, because a plan has no fixed order.

    `state` is the stack's state, which is asked only where it matters: a plan does not say what is under
    `ignoreChanges`.
    """
    from settings.stateful import WRITTEN, holds_data

    read = cache(state)
    found: dict[str, Loss] = {}
    for change in plan:
        verb = "replace" if change.op in REPLACING else "delete" if change.op in DELETING else None
        if verb is None:
            continue
        stored = read().by_urn.get(change.urn, {}) if change.type in WRITTEN else {}
        if not holds_data(change.type, stored.get("ignoreChanges") or ()):
            continue
        known = found.get(change.urn)
        # A replacement comes as several steps; the delete among them is part of it.
        if known is not None and known.verb == "replace":
            verb = "replace"
        because = change.keys or (known.because if known else ())
        retained = bool(getattr(change.old, "retain_on_delete", False)) or (
            known is not None and known.retained
        )
        found[change.urn] = Loss(change.urn, change.type, verb, tuple(because), retained)
    return sorted(found.values(), key=lambda loss: loss.urn)


def hold(
    plan: Sequence[Change],
    allowed: Collection[str],
    *,
    command: str,
    state: Callable[[], Graph],
    mend: Sequence[str] = (),
) -> None:
    """Let a plan pass, or refuse it.

    `allowed` are the URNs of `--allow-replace`; `command` is the command line to repeat; `state` is what the
    stack has; `mend` says what to do where naming it is no way out. Raises UserError where the plan takes
    something that holds data and was not named, or where a named URN is none that it would take.
    """
    from settings.stateful import HOLDS_DATA

    found = losses(plan, state)
    urns = {loss.urn for loss in found}
    if stray := sorted(set(allowed) - urns):
        raise UserError(
            "--allow-replace names what this plan neither deletes nor replaces",
            details=stray,
            mend="leave it out, or correct it: the whole URN is needed, as the refusal prints it",
        )
    refused = [loss for loss in found if loss.urn not in allowed]
    if not refused:
        return
    details = []
    for loss in refused:
        details.append(f"{loss.verb} {short_type(loss.type)} {name_of(loss.urn)}{_because(loss)}")
        details.append(f"  {HOLDS_DATA[loss.type]}{_kept(loss)}")
    number = "1 resource that holds" if len(refused) == 1 else f"{len(refused)} resources that hold"
    raise UserError(
        f"the plan deletes or replaces {number} data; nothing was touched",
        details=details,
        mend=mend
        or [
            "change the settings so that it stays; or take a backup, and name it:",
            f"{command} {' '.join(_flag(loss.urn) for loss in found)}",
        ],
    )


def _because(loss: Loss) -> str:
    return f" (because of {', '.join(loss.because)})" if loss.because else ""


def _kept(loss: Loss) -> str:
    return " AWS keeps it (retainOnDelete), but the stack loses it." if loss.retained else ""


def _flag(urn: str) -> str:
    return f"--allow-replace '{urn}'"
