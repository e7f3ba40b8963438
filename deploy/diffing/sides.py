"""The two sides of a comparison: stack files, exported states, previews, what is deployed."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from deploy import console, offline, project, stacks
from deploy.diffing.compare import Comparison
from deploy.diffing.model import Diff
from deploy.errors import UserError
from deploy.graph import Graph, is_secret, load, stack_of

DEPLOYED = "deployed:"


@dataclass(frozen=True)
class _Renamed(stacks.StackFile):
    """A stack file that is run under another stack's name."""

    under: str = ""

    @property
    def pulumi_name(self) -> str:
        """The other stack's name in Pulumi."""
        return self.under


@dataclass(frozen=True)
class Side:
    """One side before it is read: a stack file, or a graph that is there."""

    label: str
    stack: stacks.Stack | None = None
    graph: Graph | None = None


def compare(first: str, second: str) -> Diff:
    """What going from one to the other would change. Raises UserError where one cannot be read or run."""
    if first == second == "-":
        raise UserError("only one of the two can come from standard input")
    before, after = side(first), side(second)
    name = _name(before) or _name(after)
    old, new = _graph(before, name), _graph(after, name)
    both = before.stack is not None and after.stack is not None
    return Comparison(old, new, exact=both).result(before.label, after.label, _notes(old, new))


def side(given: str) -> Side:
    """Tell what an argument names. Raises UserError where it names nothing."""
    if given.startswith(DEPLOYED):
        from deploy import statefile

        found = statefile.graph(project.stack(given.removeprefix(DEPLOYED)))
        # What is pending deletion (the old half of a replacement) is on its way out.
        return Side(given, graph=Graph([state for state in found.states if not state.get("delete")]))
    if given == "-":
        return Side("standard input", graph=Graph(load(sys.stdin.read(), "standard input")))
    path = Path(given)
    if path.suffix not in {".yaml", ".yml"} and (path.suffix == ".json" or path.is_file()):
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not text"
            raise UserError(f"{given}: cannot be read: {reason}") from error
        return Side(given, graph=Graph(load(text, given)))
    stack = project.stack(given)
    return Side(stack.reference, stack)


def _name(one: Side) -> str | None:
    """Name of the stack, under which a stack file on the other side is previewed as well."""
    if one.stack is not None:
        return one.stack.pulumi_name
    states = one.graph.states if one.graph is not None else ()
    return stack_of(states[0]["urn"])[0] if states else None


def _graph(one: Side, name: str | None) -> Graph:
    if one.graph is not None:
        return one.graph
    assert one.stack is not None
    # Ids follow from URNs, and physical names may follow from the stack's name: under one name they agree.
    file = one.stack.file
    named = replace(one.stack, file=_Renamed(file.reference, file.path, name or file.pulumi_name))
    outcome = offline.simulate(named, policies=False)
    for line in outcome.warnings:
        if line not in one.stack.warnings:
            console.warn(line)
    return outcome.graph


def _notes(*graphs: Graph) -> tuple[str, ...]:
    hidden = sum(_encrypted(state.get("inputs")) for graph in graphs for state in graph.managed())
    if not hidden:
        return ()
    values = "1 encrypted value was" if hidden == 1 else f"{hidden} encrypted values were"
    return (f"{values} not compared; `pulumi stack export --show-secrets` writes them in plain text",)


def _encrypted(value: Any) -> int:
    if is_secret(value):
        return 0 if "plaintext" in value or "value" in value else 1
    if isinstance(value, Mapping):
        return sum(_encrypted(item) for item in value.values())
    return sum(_encrypted(item) for item in value) if isinstance(value, list) else 0
