"""Whose names a stack has: what stays as it is when a system moves from phase to phase (FBG-OPS-05, E12).

The stack file of a phase says in which environment the phase is when it stands on its own. A stack that
moves to it keeps its own environment, since physical names are made of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from deploy.diffing.values import parsed
from deploy.graph import Graph
from deploy.stacks import Stack

KEYS: Final = ("environment", "namePrefix", "accountId")
"""Settings of `groundwork:system` that belong to the stack, not to the phase."""

Identity = Mapping[str, str | None]
"""Setting → value; None where the stack leaves it out. What is not in it is not known."""


def identity_of(stack: Stack) -> Identity:
    """What a stack file says of the stack's own names."""
    found = {key: stack.setting("system", key) for key in KEYS}
    return {key: None if value is None else str(value) for key, value in found.items()}


def identity_in(graph: Graph, system: str, project: str) -> Identity:
    """The environment of a state, by its provider's default tags; empty where it is another system's.

    `system` is the system's name and `project` its tag Project.
    """
    for state in graph.states:
        if state["type"] == "pulumi:providers:aws":
            settings = parsed((state.get("inputs") or {}).get("defaultTags"))
            tags = settings.get("tags") if isinstance(settings, Mapping) else None
            if isinstance(tags, Mapping) and tags.get("Project") in {system, project}:
                return {"environment": str(tags["Environment"])} if tags.get("Environment") else {}
    return {}


def named_by(stack: Stack, identity: Identity) -> Stack:
    """The stack as it is under these names."""
    system = stack.setting("system")
    assert isinstance(system, Mapping)  # whoever has an identity for it has read it there
    kept = {key: value for key, value in system.items() if key not in identity}
    return stack.changed("system", {**kept, **{key: value for key, value in identity.items() if value}})


def phases_of_one(first: Stack, second: Stack) -> bool:
    """Whether two stack files are phases of one system."""
    name = first.setting("system", "name")
    phases = (first.setting("system", "phase"), second.setting("system", "phase"))
    return name is not None and name == second.setting("system", "name") and None not in phases
