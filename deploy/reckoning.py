"""Whether a state agrees with what exists in the simulated AWS, and with the state of another run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from simulator.packages import package_of
from simulator.urns import split_reference
from simulator.world import REMOTE, World

__all__ = ["Reckoning", "differences", "reckon"]


@dataclass(frozen=True)
class Reckoning:
    """State and world held against each other; lines for a reader, all empty where they agree."""

    orphaned: tuple[str, ...]
    """Exists, and is not in the state."""

    missing: tuple[str, ...]
    """Is in the state, and doesn't exist."""

    doubled: tuple[str, ...]
    """Was made although it existed."""

    @property
    def lines(self) -> list[str]:
        """What is wrong, one thing a line."""
        return [
            *(f"orphaned in AWS: {line}" for line in self.orphaned),
            *(f"in the state only: {line}" for line in self.missing),
            *(f"made twice: {line}" for line in self.doubled),
        ]


def reckon(world: World, states: Iterable[Mapping[str, Any]]) -> Reckoning:
    """Hold the world against the resources of a state."""
    held = {
        (state["type"], state["id"]): state["urn"]
        for state in states
        if state.get("custom")
        and not state.get("external")
        and package_of(state["type"]) in REMOTE
        and not state["type"].startswith("pulumi:")
    }
    there = {(state.type, state.id): state.urn for state in world.all()}
    return Reckoning(
        tuple(f"{urn} ({key[1]})" for key, urn in there.items() if key not in held),
        tuple(f"{urn} ({key[1]})" for key, urn in held.items() if key not in there),
        tuple(f"{state.urn} ({state.id})" for state in world.doubles),
    )


def _alike(states: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The resources of a state by URN, as two runs have them alike: the engine draws the ids of providers."""
    kept = {}
    for state in states:
        alike = {**state, "provider": split_reference(state.get("provider") or "")[0]}
        if state["type"].startswith("pulumi:providers:"):
            alike.pop("id", None)
        kept[state["urn"]] = alike
    return kept


def differences(expected: Iterable[Mapping[str, Any]], states: Iterable[Mapping[str, Any]]) -> list[str]:
    """Where a state is not the expected one, one resource a line."""
    wanted, found = _alike(expected), _alike(states)
    lines = [f"{urn} is not there" for urn in wanted.keys() - found.keys()]
    lines += [f"{urn} is there beside what should be" for urn in found.keys() - wanted.keys()]
    for urn in wanted.keys() & found.keys():
        one, other = wanted[urn], found[urn]
        keys = [key for key in sorted(one.keys() | other.keys()) if one.get(key) != other.get(key)]
        if keys:
            lines.append(f"{urn} has other {', '.join(keys)}")
    return sorted(lines)
