"""What must outlive every step of a move as the very same thing, and whether it does (FBG-OPS-05…10).

That is every resource that holds data, and every resource that is there and is in the target as well: the
same URN, the same id and the same physical name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from deploy.deployed import properties
from deploy.graph import Graph, State, name_of, short_type

REVISIONS: Final = frozenset(
    {
        "aws:ecs/taskDefinition:TaskDefinition",
        "aws:lambda/layerVersion:LayerVersion",
        "aws:secretsmanager/secretVersion:SecretVersion",
    }
)
"""Types of which each change is a new revision, which AWS keeps under another id."""

_NAMES: Final = ("arn", "name", "identifier", "bucket", "publicIp", "dnsName", "domainName")
"""Outputs that are, or hold, a physical name or an address."""


@dataclass
class Survivors:
    """What was there once and has to stay."""

    replaces: Mapping[str, str]
    """`type::name` of what the move makes anew on purpose, from its plan."""

    goal: frozenset[str]
    """URNs of the target's resources, by a preview of it under the stack's name."""

    _kept: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    _types: dict[str, str] = field(default_factory=dict)

    def take(self, states: Iterable[State]) -> None:
        """Have everything survive from now on that is there and must."""
        for state in Graph([*states]).managed():
            if self._must(state):
                self._kept[state["urn"]] = _same(state)
                self._types[state["urn"]] = state["type"]

    def missing(self, states: Iterable[State]) -> Iterator[str]:
        """What did not survive, in a line each."""
        found = Graph([each for each in states if not each.get("delete")]).by_urn
        for urn, kept in self._kept.items():
            what = f"{short_type(self._types[urn])} {name_of(urn)}"
            state = found.get(urn)
            if state is None:
                yield f"{what} is gone"
                continue
            for name, before, after in zip(("id", *_NAMES), kept, _same(state), strict=True):
                if before != after and not (name in _NAMES and before is None):
                    yield f"{what} is another: {name} was {before}, is {after}"

    def __len__(self) -> int:
        return len(self._kept)

    def _must(self, state: State) -> bool:
        from settings.stateful import holds_data

        if holds_data(state["type"], state.get("ignoreChanges") or ()):
            return True
        named = f"{state['type']}::{name_of(state['urn'])}"
        return state["urn"] in self.goal and state["type"] not in REVISIONS and named not in self.replaces


def _same(state: State) -> tuple[Any, ...]:
    values = properties(state)
    return (state.get("id"), *(values.get(name) for name in _NAMES))
