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
from deploy.identity import Identity, identity_in, identity_of, named_by, phases_of_one

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
    file: stacks.Stack | None = None
    """The stack file that belongs to it, if it is known; that of a deployed stack says whose names it has."""


def compare(first: str, second: str) -> Diff:
    """What going from one to the other would change. Raises UserError where one cannot be read or run."""
    if first == second == "-":
        raise UserError("only one of the two can come from standard input")
    before, after = side(first), side(second)
    identity = _kept(before, after)
    if after.stack is not None and identity:
        after = replace(after, stack=named_by(after.stack, identity))
    name = _name(before) or _name(after)
    old, new = _graph(before, name), _graph(after, name)
    both = before.stack is not None and after.stack is not None
    result = Comparison(old, new, exact=both).result(before.label, after.label, _notes(old, new))
    return replace(result, identity=identity)


def side(given: str) -> Side:
    """Tell what an argument names. Raises UserError where it names nothing."""
    if given.startswith(DEPLOYED):
        from deploy import statefile

        file = project.stack(given.removeprefix(DEPLOYED))
        found = statefile.graph(file)
        # What is pending deletion (the old half of a replacement) is on its way out.
        live = Graph([state for state in found.states if not state.get("delete")])
        return Side(given, graph=live, file=file)
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
    return Side(stack.reference, stack, file=stack)


def _kept(before: Side, after: Side) -> Identity:
    """The names that a phase takes over from what is there; empty where both sides have their own."""
    goal = after.stack
    if goal is None or goal.setting("system", "phase") is None:
        return {}
    if before.file is not None:
        found = identity_of(before.file) if phases_of_one(before.file, goal) else {}
    else:
        name = str(goal.setting("system", "name"))
        project = goal.setting("system", "tags", "Project") or name
        found = identity_in(before.graph, name, str(project)) if before.graph is not None else {}
    own = identity_of(goal)
    return {key: value for key, value in found.items() if value != own[key]}


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
