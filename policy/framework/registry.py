"""The deciding half of a control: a function over one resource, under the id of its catalogue entry."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from policy.catalogue.model import at_phase
from policy.framework.graph import Graph
from policy.framework.outcome import NotApplicable, Outcomes
from policy.framework.resource import Resource
from policy.framework.stack import Stack


@dataclass(frozen=True)
class Scope:
    """What a control may know beside the resource itself."""

    stack: Stack
    parameters: Mapping[str, Any]
    """The catalogue's figures for this control."""

    graph: Graph
    """The whole graph; empty for a control that is decided as each resource is registered."""

    def figure(self, name: str) -> Any:
        """A figure that the catalogue gives by phase, at the stack's; NotApplicable where it gives none."""
        value = at_phase(self.parameters[name], self.stack.phase)
        if value is None:
            raise NotApplicable(f"nothing is asked in phase {self.stack.phase}")
        return value


Decide = Callable[[Resource, Scope], Outcomes]


@dataclass(frozen=True)
class Implementation:
    """A registered function, the types it is about, and whether it needs the whole graph."""

    id: str
    types: frozenset[str]
    whole_graph: bool
    decide: Decide


IMPLEMENTATIONS: dict[str, Implementation] = {}


def _register(id: str, types: Collection[str], whole_graph: bool) -> Callable[[Decide], Decide]:
    def register(decide: Decide) -> Decide:
        if id in IMPLEMENTATIONS:
            raise ValueError(f"control {id} is implemented twice, the second time in {decide.__module__}")
        IMPLEMENTATIONS[id] = Implementation(id, frozenset(types), whole_graph, decide)
        return decide

    return register


def on_resource(id: str, *types: str) -> Callable[[Decide], Decide]:
    """A control on each resource of these types by itself, decided on its inputs as it is registered.

    It stops an update before the resource is touched; it knows nothing of other resources.
    """
    return _register(id, types, whole_graph=False)


def on_graph(id: str, *types: str) -> Callable[[Decide], Decide]:
    """A control on each resource of these types in view of the graph, decided when all is registered."""
    return _register(id, types, whole_graph=True)
