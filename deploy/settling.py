"""What became of a create whose end the engine didn't hear, and whether state and world agree.

A create that is under way when the engine is killed stays in its state as a pending operation. One whose
answer is lost on the way fails, and the engine forgets it. Either may have been made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from deploy.engine_result import Failed, Result
from simulator.faults import UNHEARD
from simulator.packages import package_of
from simulator.urns import STACK_TYPE, name_of, split_reference, type_of
from simulator.world import REMOTE, World

CREATES = frozenset({"create", "create-replacement"})


@dataclass(frozen=True)
class Adopted:
    """Something that was made unheard, as `pulumi import` takes it into the state."""

    urn: str
    type: str
    id: str
    parent: str = ""
    provider: str = ""
    """URN of its provider."""


@dataclass(frozen=True)
class Settled:
    """What became of creates whose end was not heard."""

    adopted: tuple[Adopted, ...] = ()
    """What was made, and is taken over into the state."""

    forgotten: tuple[str, ...] = ()
    """URNs of what was not made."""


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


def unheard(result: Result | None) -> list[Failed]:
    """The creates of an operation that failed without an answer of AWS."""
    if result is None:
        return []
    return [
        failed
        for failed in result.failed
        if failed.op in CREATES and any(UNHEARD in text for text in result.errors_of(failed.urn))
    ]


def settled(deployment: Mapping[str, Any], last: Result | None, world: World) -> Settled:
    """What became of the creates that are pending in a state, or failed unheard in the last operation."""
    under_way = [
        operation["resource"]
        for operation in deployment.get("pending_operations") or []
        if operation["type"] == "creating"
    ]
    under_way += [failed.resource for failed in unheard(last)]
    held = {(state["urn"], state.get("id")) for state in deployment.get("resources") or []}
    adopted: dict[str, Adopted] = {}
    forgotten: dict[str, None] = {}
    for resource in under_way:
        urn = resource["urn"]
        made = [state.id for state in world.of(urn) if (urn, state.id) not in held]
        if made:
            provider, _ = split_reference(resource.get("provider") or "")
            adopted[urn] = Adopted(urn, resource["type"], made[-1], resource.get("parent") or "", provider)
        else:
            forgotten[urn] = None
    return Settled(tuple(adopted.values()), tuple(forgotten))


def import_file(adopted: Iterable[Adopted]) -> tuple[list[dict[str, str]], dict[str, str]]:
    """The resources and the table of names of an import file of `pulumi import`."""
    names: dict[str, str] = {}
    resources = []
    for each in adopted:
        resource = {"type": each.type, "name": name_of(each.urn), "id": each.id}
        for key, urn in (("parent", each.parent), ("provider", each.provider)):
            if urn and type_of(urn) != STACK_TYPE:
                resource[key] = names.setdefault(urn, f"{key}{len(names)}")
        resources.append(resource)
    return resources, {name: urn for urn, name in names.items()}


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
