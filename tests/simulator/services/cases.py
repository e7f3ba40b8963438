"""Cases of the service rules, kept as data: `cases/<service>.yaml`.

Of each resource type a file has inputs that are accepted, changes to them that are accepted as well, and
changes that are refused or remarked, each with all that is said, word by word. In a change

- `a.b.0.c` reaches into blocks and lists, `a>b` into the JSON text of `a`, and null takes a value away;
- `@name` and `@name.output` stand for a resource of the account in `world.py`;
- `!json` writes a JSON text, `!repeat [x, 65]` is a character 65 times, `!times [6, x]` a list of six.
A character that stands 40 times or more is written `x*65` in what is said.
"""

from __future__ import annotations

import copy
import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.simulator.services.world import account, read

FOLDER = Path(__file__).parent / "cases"
_RUN = re.compile(r"(.)\1{39,}")


@dataclass(frozen=True)
class Case:
    """One set of inputs, and what has to be said of it."""

    name: str
    token: str
    inputs: dict[str, Any]
    says: list[tuple[str, str]]

    def __str__(self) -> str:
        return f"{self.token.rpartition(':')[2]}-{self.name}"

    def refusals(self) -> list[tuple[str, str]]:
        """Property and reason of what is refused."""
        return [(_short(key), _short(reason)) for key, reason in account().refusals(self.token, self.inputs)]

    def remarks(self) -> list[tuple[str, str]]:
        """Property and text of what is remarked."""
        return [(_short(key), _short(reason)) for key, reason in account().remarks(self.token, self.inputs)]


def _short(text: str) -> str:
    return _RUN.sub(lambda found: f"{found[1]}*{len(found[0])}", text)


def changed(base: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """Inputs with a change, as the head of this module describes."""
    result = copy.deepcopy(dict(base))
    for path, value in change.items():
        outer, inside, inner = path.partition(">")
        if inside:
            document = json.loads(result[outer])
            _set(document, inner, value)
            result[outer] = json.dumps(document)
        else:
            _set(result, outer, value)
    return result


def _set(target: Any, path: str, value: Any) -> None:
    *parents, last = path.split(".")
    for part in parents:
        target = target[int(part)] if isinstance(target, list) else target.setdefault(part, {})
    if isinstance(target, list):
        target[int(last) : int(last) + 1] = [value]
    elif value is None:
        target.pop(last, None)
    else:
        target[last] = value


@functools.cache
def _file(service: str) -> dict[str, Any]:
    return read((FOLDER / f"{service}.yaml").read_text(encoding="utf-8"))


def bases(service: str) -> dict[str, dict[str, Any]]:
    """The accepted inputs of each type of a service."""
    return {token: entry["inputs"] for token, entry in _file(service).items()}


def load(service: str, kind: str) -> list[Case]:
    """The cases of a kind: `accepted`, `refused` or `remarked`."""
    found = []
    for token, entry in _file(service).items():
        base = entry["inputs"]
        if kind == "accepted":
            found.append(Case("as it is", token, dict(base), []))
            changes = entry.get(kind) or {}
            found += [Case(str(name), token, changed(base, change), []) for name, change in changes.items()]
            continue
        for name, case in (entry.get(kind) or {}).items():
            says = [(key, text) for line in case["says"] for key, text in line.items()]
            found.append(Case(str(name), token, changed(base, case["change"]), says))
    return found


def accepted(service: str) -> pytest.MarkDecorator:
    """Parametrize a test with what is accepted."""
    return pytest.mark.parametrize("case", load(service, "accepted"), ids=str)


def refused(service: str) -> pytest.MarkDecorator:
    """Parametrize a test with what is refused."""
    return pytest.mark.parametrize("case", load(service, "refused"), ids=str)


def remarked(service: str) -> pytest.MarkDecorator:
    """Parametrize a test with what is accepted with a remark."""
    return pytest.mark.parametrize("case", load(service, "remarked"), ids=str)
