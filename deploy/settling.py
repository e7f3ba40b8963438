"""What became of a create whose end the engine didn't hear.

A create that is under way when the engine is killed stays in its state as a pending operation. One whose
answer is lost on the way fails, and the engine forgets it. Either may have been made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from deploy.engine_result import Failed, Result
from simulator.faults import UNHEARD
from simulator.registry import State
from simulator.urns import STACK_TYPE, name_of, split_reference, type_of
from simulator.world import World

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

    strays: tuple[State, ...] = ()
    """What was made in the place of a resource that is still in the state: it is deleted, and made again."""


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
    held = deployment.get("resources") or []
    urns = {state["urn"] for state in held}
    ids = {(state["urn"], state.get("id")) for state in held if not state.get("pendingReplacement")}
    adopted: dict[str, Adopted] = {}
    forgotten: dict[str, None] = {}
    strays: dict[str, State] = {}
    for resource in under_way:
        urn = resource["urn"]
        made = _unheld(world.of(urn), ids)
        if not made:
            forgotten[urn] = None
        elif urn in urns:
            strays[urn] = made[-1]
        else:
            provider, _ = split_reference(resource.get("provider") or "")
            parent = resource.get("parent") or ""
            adopted[urn] = Adopted(urn, resource["type"], made[-1].id, parent, provider)
    return Settled(tuple(adopted.values()), tuple(forgotten), tuple(strays.values()))


def _unheld(there: Iterable[State], ids: set[tuple[str, str]]) -> list[State]:
    """What is there beyond what the state holds, which may have the same id."""
    left = set(ids)
    found = []
    for state in there:
        if (state.urn, state.id) in left:
            left.remove((state.urn, state.id))
        else:
            found.append(state)
    return found


def import_file(adopted: Iterable[Adopted]) -> tuple[list[Any], dict[str, str]]:
    """The resources and the table of names of an import file of `pulumi import`."""
    names: dict[str, str] = {}

    def named(urn: str, kind: str) -> str:
        return names.setdefault(urn, f"{kind}{len(names)}")

    resources: list[Any] = []
    for each in adopted:
        resource = {"type": each.type, "name": name_of(each.urn), "id": each.id}
        if each.parent and type_of(each.parent) != STACK_TYPE:
            resource["parent"] = named(each.parent, "parent")
        if each.provider:
            resource["provider"] = named(each.provider, "provider")
        resources.append(resource)
    return resources, {name: urn for urn, name in names.items()}
