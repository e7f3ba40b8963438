"""The account of `world.py` with what grown systems have besides: caches, servers, functions, web ACLs.

The cases are kept as data like those of `cases.py`, in `cases/growth/`; a case can say in which region it is.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from tests.simulator.services.cases import FOLDER, Case, bases, changed
from tests.simulator.services.world import ACCOUNT, World, read

MORE: Final = Path(__file__).parent / "growth.yaml"
REGION: Final = "@region"
"""A key of a case's inputs that is no property: the region of the resource."""


@functools.cache
def grown() -> World:
    """The account; tests read it and do not add to it."""
    resources = [*read(ACCOUNT.read_text(encoding="utf-8")), *read(MORE.read_text(encoding="utf-8"))]
    return World(resources)


@dataclass(frozen=True)
class Grown(Case):
    """A case in the grown account."""

    def _found(self, kind: str) -> list[tuple[str, str]]:
        inputs = dict(self.inputs)
        region = inputs.pop(REGION, None)
        return getattr(grown(), kind)(self.token, inputs, region)

    def refusals(self) -> list[tuple[str, str]]:
        """Property and reason of what is refused."""
        return self._found("refusals")

    def remarks(self) -> list[tuple[str, str]]:
        """Property and text of what is remarked."""
        return self._found("remarks")


FILES: Final = tuple(sorted(path.stem for path in (FOLDER / "growth").glob("*.yaml")))


def cases(service: str, kind: str) -> list[Grown]:
    """The cases of a kind: `accepted`, `refused` or `remarked`."""
    found = []
    document = read((FOLDER / "growth" / f"{service}.yaml").read_text(encoding="utf-8"))
    for token, entry in document.items():
        base = entry["inputs"]
        if kind == "accepted":
            found.append(Grown("as it is", token, dict(base), []))
            for name, change in (entry.get(kind) or {}).items():
                found.append(Grown(str(name), token, changed(base, change), []))
            continue
        for name, case in (entry.get(kind) or {}).items():
            says = [(key, text) for line in case["says"] for key, text in line.items()]
            found.append(Grown(str(name), token, changed(base, case["change"]), says))
    return found


def every() -> dict[str, dict[str, Any]]:
    """The accepted inputs of each type."""
    found = {token: dict(inputs) for name in FILES for token, inputs in bases(f"growth/{name}").items()}
    for inputs in found.values():
        inputs.pop(REGION, None)
    return found


def parametrized(service: str, kind: str) -> pytest.MarkDecorator:
    """Parametrize a test with the cases of a kind."""
    return pytest.mark.parametrize("case", cases(service, kind), ids=str)
