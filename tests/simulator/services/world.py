"""A small account that rules are tried in, from `account.yaml`, and the YAML of the test data.

Tests write `@name` for the id of a resource of the account and `@name.output` for one of its outputs;
answers come back in the same form, so that expected texts stay readable.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from simulator import registry
from simulator.registry import Context, Failure, State, Warn

ACCOUNT: Final = Path(__file__).parent / "account.yaml"


class _Loader(yaml.SafeLoader):
    """YAML with three tags, `!json`, `!repeat` and `!times`; it makes nothing but plain values."""


def _json(loader: _Loader, node: yaml.Node) -> str:
    if isinstance(node, yaml.SequenceNode):
        return json.dumps(loader.construct_sequence(node, True))
    assert isinstance(node, yaml.MappingNode)
    return json.dumps(loader.construct_mapping(node, True))


def _repeat(loader: _Loader, node: yaml.Node) -> str:
    assert isinstance(node, yaml.SequenceNode)
    text, times = loader.construct_sequence(node)
    return text * times


def _times(loader: _Loader, node: yaml.Node) -> list[Any]:
    assert isinstance(node, yaml.SequenceNode)
    times, item = loader.construct_sequence(node, True)
    return [item] * times


_Loader.add_constructor("!json", _json)
_Loader.add_constructor("!repeat", _repeat)
_Loader.add_constructor("!times", _times)


def read(text: str) -> Any:
    """The value of a test data file."""
    return yaml.load(text, _Loader)


@dataclass(frozen=True)
class Place(Context):
    """A context that can list the resources of a type."""

    all: Callable[..., Iterable[State]] | None = None


class World:
    """Resources that exist, made by the simulator's own output rules."""

    def __init__(self, resources: Iterable[Mapping[str, Any]] = (), region: str = "us-east-1") -> None:
        self.region = region
        self.states: dict[str, State] = {}
        for resource in resources:
            self.add(resource["name"], resource["type"], resource["inputs"], resource.get("region"))

    def add(self, name: str, token: str, inputs: Mapping[str, Any], region: str | None = None) -> State:
        """Make one more resource."""
        registry.load_for(token)
        given = self.resolve(dict(inputs))
        ctx = self.context(token, name, region)
        id, outputs = registry.OUTPUTS[token](given, ctx)
        self.states[name] = State(token, ctx.urn, id, given, {**given, **outputs, "id": id}, ctx.region)
        return self.states[name]

    def context(self, token: str, name: str = "it", region: str | None = None) -> Place:
        """Where a resource of this name stands."""
        return Place(
            urn=f"urn:pulumi:test::groundwork::{token}::{name}",
            type=token,
            name=name,
            region=region or self.region,
            project="groundwork",
            stack="test",
            find=self.find,
            all=self.all,
        )

    def find(self, key: str) -> State | None:
        """A resource by id, ARN or name, of one type if the key starts with it."""
        token, _, rest = key.partition("|")
        if token not in registry.OUTPUTS:
            token, rest = "", key
        for state in self.states.values():
            if token and state.type != token:
                continue
            if rest in (state.id, state.outputs.get("arn"), state.outputs.get("name")):
                return state
        return None

    def all(self, token: str, key: Any = "", value: Any = None) -> list[State]:
        """The resources of a type, or those with a value of a property (or of what `key` gives)."""
        found = [state for state in self.states.values() if state.type == token]
        if callable(key):
            return [state for state in found if value in key(state)]
        return [state for state in found if not key or state.outputs.get(key) == value]

    def _words(self) -> dict[str, str]:
        words = {}
        for name, state in self.states.items():
            words[f"@{name}"] = state.id
            for key, value in _flat(state.outputs):
                if key not in ("id", "region"):
                    words[f"@{name}.{key}"] = value
        return words

    def resolve(self, value: Any) -> Any:
        """Put ids in place of `@name`."""
        if isinstance(value, dict):
            return {key: self.resolve(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.resolve(item) for item in value]
        if isinstance(value, str) and "@" in value:
            for word, text in sorted(self._words().items(), key=lambda item: -len(item[0])):
                value = value.replace(word, text)
        return value

    def unresolve(self, text: str) -> str:
        """Put `@name` in place of ids."""
        ids = [(state.id, f"@{name}") for name, state in self.states.items()]
        ids += [
            (str(state.outputs["arn"]), f"@{name}.arn")
            for name, state in self.states.items()
            if "arn" in state.outputs
        ]
        for id, word in sorted(ids, key=lambda item: (-len(item[0]), item[1])):
            if len(id) > 12:
                text = text.replace(id, word)
        return text

    def findings(self, token: str, inputs: Mapping[str, Any], region: str | None = None) -> list[Failure]:
        """What the rules say of a resource, in their order."""
        registry.load_for(token)
        ctx = self.context(token, region=region)
        given = self.resolve(dict(inputs))
        return [
            type(found)(found.property, self.unresolve(found.reason))
            for rule in registry.CHECKS.get(token, ())
            for found in rule(given, ctx) or ()
        ]

    def refusals(
        self, token: str, inputs: Mapping[str, Any], region: str | None = None
    ) -> list[tuple[str, str]]:
        """Property and reason of what is refused."""
        return [
            (found.property, found.reason)
            for found in self.findings(token, inputs, region)
            if not isinstance(found, Warn)
        ]

    def remarks(
        self, token: str, inputs: Mapping[str, Any], region: str | None = None
    ) -> list[tuple[str, str]]:
        """Property and text of what is only remarked."""
        return [
            (found.property, found.reason)
            for found in self.findings(token, inputs, region)
            if isinstance(found, Warn)
        ]


def _flat(value: Any, path: str = "") -> Iterable[tuple[str, str]]:
    """All texts in a value, with their paths."""
    if isinstance(value, str) and value:
        yield path, value
    pairs = (
        value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, item in pairs:
        yield from _flat(item, f"{path}.{key}" if path else str(key))


_FORMS: Final = {
    "hex": "[0-9a-f]",
    "low": "[a-z0-9]",
    "up": "[A-Z0-9]",
    "mix": "[A-Za-z0-9]",
    "num": "[0-9]",
}


def shape(text: str, form: str) -> bool:
    """Whether a text has a form: `sg-0{hex16}`, `{up26}`, `{low12}`, `{mix6}`, `{num10}`, `{uuid}`."""
    form = form.replace("{uuid}", "{hex8}-{hex4}-4{hex3}-{hex4}-{hex12}")
    parts = re.split(r"\{([a-z]+)(\d+)\}", form)
    regex = "".join(
        re.escape(part) if place % 3 == 0 else f"{_FORMS[part]}{{{parts[place + 1]}}}"
        for place, part in enumerate(parts)
        if place % 3 != 2
    )
    return re.fullmatch(regex, text) is not None


@functools.cache
def account() -> World:
    """The account of all tests; tests read it and do not add to it."""
    return World(read(ACCOUNT.read_text(encoding="utf-8")))
