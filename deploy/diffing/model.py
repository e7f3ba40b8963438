"""The result of a comparison, as data."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

LOSES_DATA = 3
"""Exit status: something that holds data would be replaced or deleted."""


class Missing:
    """Stands for a value that is not there on one side."""

    def __repr__(self) -> str:
        return "(none)"


MISSING = Missing()


class Op(StrEnum):
    """What happens to a resource, in the engine's words."""

    create = "create"
    update = "update"
    replace = "replace"
    delete = "delete"
    same = "same"


@dataclass(frozen=True)
class Leaf:
    """One value that differs, by its path inside the resource; secrets are masked."""

    path: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Property:
    """A changed input of a resource."""

    name: str
    leaves: tuple[Leaf, ...]
    replaces: bool = False
    because: str = ""
    """Name of the replaced resource whose id or ARN it holds; empty where its own value differs."""


@dataclass(frozen=True)
class Change:
    """What happens to one resource."""

    op: Op
    urn: str
    """As it is in the second graph; of a deleted resource as it is in the first."""

    type: str
    name: str
    component: str
    """`name (token)` of the nearest component; empty at the top."""

    properties: tuple[Property, ...] = ()
    was: str = ""
    """Its URN in the first graph, where an alias says that it was called otherwise."""

    holds_data: str = ""
    """What is lost with it (settings/stateful.py); empty for what holds nothing."""

    protected: bool = False
    retained: bool = False
    refused: tuple[str, ...] = ()
    """Changes that AWS would refuse in place, each a sentence."""

    stepwise: tuple[str, ...] = ()
    """Changes that AWS makes in place, but not at once; each a sentence."""

    @property
    def loses_data(self) -> bool:
        """Whether data would be gone: what AWS refuses in place is to be had by a replacement only."""
        gone = self.op in (Op.replace, Op.delete) or bool(self.refused)
        return bool(self.holds_data) and gone

    @property
    def reasons(self) -> tuple[str, ...]:
        """The properties that force the replacement."""
        return tuple(
            f"{each.name} ({each.because} is replaced)" if each.because else each.name
            for each in self.properties
            if each.replaces
        )

    @property
    def tags_only(self) -> bool:
        """Whether nothing changes but the tags that the provider puts on everything."""
        return self.op is Op.update and [each.name for each in self.properties] == ["tagsAll"]


@dataclass(frozen=True)
class Diff:
    """Every change between two graphs, in the order of the second; deletions last."""

    before: str
    after: str
    changes: tuple[Change, ...]
    unchanged: int
    notes: tuple[str, ...] = ()
    identity: Mapping[str, str | None] = field(default_factory=dict)
    """Settings of `groundwork:system` that the second side took over from the first, being a phase of it."""

    _counts: Counter[Op] = field(init=False, repr=False, compare=False, default_factory=Counter)

    def __post_init__(self) -> None:
        self._counts.update(change.op for change in self.changes)

    @property
    def loses_data(self) -> bool:
        """Whether something that holds data would be replaced or deleted."""
        return any(change.loses_data for change in self.changes)

    def count(self, op: Op) -> int:
        """Number of resources to which this happens."""
        return self.unchanged if op is Op.same else self._counts[op]

    def document(self) -> dict[str, Any]:
        """The comparison as JSON."""
        return {
            "from": self.before,
            "to": self.after,
            "identity": dict(self.identity),
            "losesData": self.loses_data,
            "summary": {op.value: self.count(op) for op in Op},
            "changes": [_document(change) for change in ordered(self.changes)],
            "notes": list(self.notes),
        }


SECTIONS: Sequence[tuple[str, str]] = (
    ("lost", "Loses data"),
    ("replace", "Replaced"),
    ("stateful", "Holds data, changes in place"),
    ("delete", "Deleted"),
    ("update", "Updated in place"),
    ("create", "Created"),
)
"""Key and title, in the order in which they are shown."""


def section(change: Change) -> str:
    """The key of the section that a change belongs to."""
    if change.loses_data:
        return "lost"
    if change.op is Op.update and change.holds_data and not change.tags_only:
        return "stateful"
    return change.op.value


def ordered(changes: Sequence[Change]) -> list[Change]:
    """Replacements and what holds data first, as they are shown; within a section by component."""
    ranks = {key: rank for rank, (key, _) in enumerate(SECTIONS)}
    first: dict[tuple[int, str], int] = {}
    for index, change in enumerate(changes):
        first.setdefault((ranks[section(change)], change.component), index)
    return sorted(changes, key=lambda change: _rank(change, ranks, first))


def _rank(change: Change, ranks: Mapping[str, int], first: Mapping[tuple[int, str], int]) -> tuple[int, int]:
    rank = ranks[section(change)]
    # What belongs to no component comes after those.
    return rank, first[rank, change.component] if change.component else sys.maxsize


def _document(change: Change) -> dict[str, Any]:
    return {
        "op": change.op.value,
        "urn": change.urn,
        **({"was": change.was} if change.was else {}),
        "type": change.type,
        "name": change.name,
        "component": change.component,
        "holdsData": bool(change.holds_data),
        "losesData": change.loses_data,
        "protect": change.protected,
        "retainOnDelete": change.retained,
        "properties": [_property(each) for each in change.properties],
        "refused": list(change.refused),
        "stepwise": list(change.stepwise),
    }


def _property(each: Property) -> dict[str, Any]:
    leaves = [
        {
            "path": leaf.path,
            **({} if leaf.before is MISSING else {"before": leaf.before}),
            **({} if leaf.after is MISSING else {"after": leaf.after}),
        }
        for leaf in each.leaves
    ]
    return {"name": each.name, "replaces": each.replaces, "because": each.because, "values": leaves}
