"""What a value means apart from the ids that one deployment happens to have.

The ids and ARNs of a real account and those of the simulator are never the same. A value that a resource
took from another one (its property dependencies say from which) is therefore compared as "the id of that
resource" instead of by its text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from deploy.diffing.values import clean, opened
from deploy.graph import STACK_TYPE, Graph, State, name_of

_SHORT = 6
"""Characters from which an id may be looked for inside of a longer text."""

_SETTINGS = frozenset({"region", "tagsAll"})
"""Outputs that say where and under which tags a resource is, and no other resource takes over."""

_ACCOUNT = re.compile(r"arn:aws[a-z-]*:[^:]*:[^:]*:(\d{12}):")


def key_of(urn: str) -> str:
    """What identifies a resource across stacks: its URN without stack and project."""
    return urn.split("::", 2)[2]


class References:
    """One graph's values, by the resource that they come from."""

    def __init__(self, graph: Graph, keys: Mapping[str, str]) -> None:
        """`keys` gives the name under which a resource is known on both sides, by its own URN."""
        self.graph = graph
        self._keys = keys
        self._computed: dict[str, dict[str, str]] = {}

    @cached_property
    def account(self) -> str:
        """The account that most ARNs of the graph are of; empty where there are none."""
        found: Counter[str] = Counter()
        for state in self.graph.managed():
            arn = (state.get("outputs") or {}).get("arn")
            if isinstance(arn, str):
                found.update(_ACCOUNT.findall(arn))
        return found.most_common(1)[0][0] if found else ""

    def sources(self, state: State, name: str) -> list[str]:
        """URNs of the resources that a property took values from, as far as they are in the graph."""
        by_property = state.get("propertyDependencies")
        found = by_property.get(name) if by_property else state.get("dependencies")
        return [urn for urn in found or () if urn in self.graph.by_urn]

    def origins(self, state: State, name: str) -> list[str]:
        """The same, and what those in turn took values from: an input handed on is theirs, not their own."""
        found = dict.fromkeys(self.sources(state, name))
        waiting = list(found)
        while waiting:
            for urn in self.graph.by_urn[waiting.pop(0)].get("dependencies") or ():
                if urn in self.graph.by_urn and urn not in found:
                    found[urn] = None
                    waiting.append(urn)
        return list(found)

    def computed(self, urn: str) -> dict[str, str]:
        """Value → name of what AWS or the provider made up for a resource: not what its inputs say."""
        if urn not in self._computed:
            self._computed[urn] = self._collect(self.graph.by_urn[urn])
        return self._computed[urn]

    def _collect(self, state: State) -> dict[str, str]:
        outputs = opened(clean(state.get("outputs") or {}))
        given = set(texts(opened(clean(state.get("inputs") or {}))))
        made = auto_name(state)
        if made:
            given.discard(made)
        found: dict[str, str] = {}
        if isinstance(state.get("id"), str) and state["id"]:
            found[state["id"]] = "id"
        for name in ("arn", *sorted(outputs.keys() - _SETTINGS)):
            for path, text in walk(outputs.get(name), name):
                if len(text) > 2 and text not in given:
                    found.setdefault(text, path)
        return found

    def symbolic(self, text: str, sources: Iterable[str], other_account: str) -> str:
        """A text with each id, ARN or address in it replaced by what it stands for."""
        known: dict[str, str] = {}
        for urn in sources:
            key = self._keys.get(urn, key_of(urn))
            for value, name in self.computed(urn).items():
                known.setdefault(value, f"${{{key}.{name}}}")
        if text in known:
            return known[text]
        for value in sorted((value for value in known if len(value) >= _SHORT), key=len, reverse=True):
            text = text.replace(value, known[value])
        if self.account and self.account != other_account:
            text = re.sub(rf"(?<!\d){self.account}(?!\d)", "${account}", text)
        return text

    def holds(self, value: Any, urn: str) -> bool:
        """Whether a property's value has in it what AWS made up for a resource."""
        made = self.computed(urn)
        return any(
            text in made or any(len(each) >= _SHORT and each in text for each in made)
            for text in texts(opened(value))
        )


def texts(value: Any) -> Iterable[str]:
    """Every string in a value."""
    return (text for _, text in walk(value, ""))


def walk(value: Any, path: str) -> Iterable[tuple[str, str]]:
    """Every string in a value, with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from walk(item, f"{path}.{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from walk(item, f"{path}[{index}]")


def auto_name(state: State) -> str | None:
    """The name that the provider gave to a resource: logical name and random digits."""
    from simulator import registry

    token = state["type"]
    registry.load_for(token)
    rule = registry.AUTONAMES.get(token)
    value = (state.get("inputs") or {}).get(rule.property) if rule else None
    if rule is None or not isinstance(value, str):
        return None
    return value if is_auto_name(value, name_of(state["urn"]), rule.suffix) else None


def is_auto_name(value: str, logical: str, suffix: str = "") -> bool:
    """Whether a text is a logical name (or the start of it) and seven hexadecimal digits."""
    match = re.fullmatch(r"(.*?)[-_]?[0-9a-f]{7}", value.removesuffix(suffix), re.DOTALL)
    return bool(match and match[1]) and logical.lower().startswith(match[1].lower())


def comparable(graph: Graph) -> list[State]:
    """The resources that a comparison is about: the providers' own, not what was only read."""
    return [state for state in graph.managed() if not state.get("external") and state["type"] != STACK_TYPE]
