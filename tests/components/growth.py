"""What a change of settings does to a stack that is there: what comes, goes, changes or is replaced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simulator.registry import REPLACE, load_for
from tests.harness import Graph, Resource, graph_of

INTERNAL = {"__defaults", "__internal", "__meta"}


@dataclass(frozen=True)
class Growth:
    """Difference of two graphs, by `<service>/<type> <name>`."""

    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    changed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Inputs that differ, of resources that were there before and still are."""

    replaced: tuple[str, ...] = ()
    """Those of the changed whose change AWS can only make by a new resource, with the property."""


def label(resource: Resource) -> str:
    """`ec2/subnet public-a` for `…$aws:ec2/subnet:Subnet::public-a`."""
    kind = resource.type.removeprefix("aws:")
    return f"{kind.rpartition(':')[0] if '/' in kind else kind} {resource.name}"


def growth(before: Graph, after: Graph) -> Growth:
    """Difference between two previews of one stack. Raises AssertionError where nothing is compared."""
    old = {resource.urn: resource for resource in before.resources}
    new = {resource.urn: resource for resource in after.resources}
    kept = old.keys() & new.keys()
    if len(kept) < 20:
        raise AssertionError(f"only {len(kept)} resources are in both graphs: are they of one stack?")
    changed: dict[str, tuple[str, ...]] = {}
    replaced: list[str] = []
    for urn in sorted(kept):
        properties = different(old[urn].inputs, new[urn].inputs)
        if properties:
            changed[label(new[urn])] = properties
            replaced += [
                f"{label(new[urn])} {name}"
                for name in properties
                if name in create_only(new[urn].type) or strategy_replaces(name, old[urn], new[urn])
            ]
    return Growth(
        tuple(sorted(label(new[urn]) for urn in new.keys() - kept)),
        tuple(sorted(label(old[urn]) for urn in old.keys() - kept)),
        changed,
        tuple(sorted(replaced)),
    )


def different(before: Any, after: Any) -> tuple[str, ...]:
    """Names of the inputs that are not the same."""
    names = (before.keys() | after.keys()) - INTERNAL
    return tuple(sorted(name for name in names if before.get(name) != after.get(name)))


def create_only(token: str) -> frozenset[str]:
    """Properties of a type that force a replacement; every type that this program makes has them listed."""
    if token.startswith("pulumi:providers:"):
        return frozenset()
    load_for(token)
    if token not in REPLACE:
        raise AssertionError(f"the simulator does not say what replaces a {token}")
    return REPLACE[token]


def strategy_replaces(name: str, before: Resource, after: Resource) -> bool:
    """Whether a new capacity provider strategy of an ECS service replaces it.

    It does unless a deployment is forced, and whenever a strategy comes to or leaves the service
    (pulumi-aws, ecs.Service `capacityProviderStrategies`).
    """
    if name != "capacityProviderStrategies":
        return False
    both = before.inputs.get(name) and after.inputs.get(name)
    return not (both and after.inputs.get("forceNewDeployment"))


def grown(stack: str, changes: dict[str, Any], base: dict[str, Any] | None = None) -> Growth:
    """What `changes` do to a committed stack (with `base` changed before)."""
    return growth(graph_of(stack, base), graph_of(stack, {**(base or {}), **changes}))
