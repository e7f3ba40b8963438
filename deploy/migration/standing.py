"""Where a stack is on its way from phase to phase, by the outputs that its last update wrote.

It is written by the very update that did the step, and kept in the backend: a move goes on from any machine,
and what is said of it is never behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deploy.errors import UserError
from deploy.graph import STACK_TYPE, Graph, reveal
from deploy.stacks import Stack


@dataclass(frozen=True)
class Standing:
    """A move that is under way."""

    to: str
    """The target, as `--to` takes it."""

    step: str
    """Key of the last apply that was done."""

    reached: str
    """Key of the farthest apply that ever was done."""


def standing(state: Graph) -> Standing | None:
    """The move that a stack is on; None where it is on none."""
    move = _outputs(state).get("move")
    if not isinstance(move, Mapping):
        return None
    return Standing(str(move["to"]), str(move["step"]), str(move["reached"]))


def phase(state: Graph) -> int | None:
    """The phase that a stack was last updated to; None where it has none, or is not there yet."""
    found = _outputs(state).get("phase")
    return int(found) if isinstance(found, int | float) else None


def _outputs(state: Graph) -> Mapping[str, Any]:
    root = next((each for each in state.states if each["type"] == STACK_TYPE), {})
    return reveal(root.get("outputs") or {})


def same_phase(state: Graph, stack: Stack) -> None:
    """Raises UserError where a stack was last updated to another phase than its file says."""
    there, said = phase(state), stack.setting("system", "phase")
    if there is not None and there != said:
        raise UserError(
            f"{stack.reference} is in phase {there}, and {stack.shown_path} says {said}; nothing was touched",
            mend=[
                f"put the settings of phase {there} back into its file, and then:",
                f"groundwork migrate {stack.reference} --to FILE",
            ],
        )


def at_rest(state: Graph, reference: str) -> None:
    """Raises UserError where a stack is on its way: an update by its own file would undo what was done."""
    found = standing(state)
    if found is None:
        return
    command = f"groundwork migrate {reference} --to {found.to}"
    raise UserError(
        f"{reference} is on its way to {found.to}, at {found.step}; nothing was touched",
        mend=[f"go on: {command}", f"go back: {command} --back"],
    )
