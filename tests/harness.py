"""The graph of a stack, as a test asks about it.

`graph_of("pyshop/prod")` previews a committed stack on the embedded simulator; `graph_of("pyshop/dev",
{"groundwork:network.nat": {"kind": "none"}})` the same with settings changed. A graph that the audit finds
fault with, or that logs a warning, is refused, so that every test runs on a sound one.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from deploy.stacks import placeholder
from simulator.embedded import Preview, preview

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "__main__.py"
STACKS = (
    *("dev", "prod", "pyshop/dev", "pyshop/prod", "pyshop/domain", "skyhigh/prod"),
    *("foodbegood/phase1", "foodbegood/phase2", "foodbegood/phase3"),
)
SECRET = "4dabf18193072939515e22adb298388d"
SECRET_KEYS = {"groundwork:secretValues"}
DELETED = object()
"""Value of a change that takes a setting away."""


@dataclass(frozen=True)
class Resource:
    """One resource of a graph; secrets in `inputs` and `outputs` are opened."""

    state: Mapping[str, Any] = field(repr=False)
    urn: str
    inputs: Mapping[str, Any] = field(repr=False)
    outputs: Mapping[str, Any] = field(repr=False)

    @property
    def type(self) -> str:
        return self.state["type"]

    @property
    def name(self) -> str:
        return self.urn.split("::")[-1]

    @property
    def id(self) -> str:
        return self.state["id"]

    @property
    def arn(self) -> str:
        return self.outputs["arn"]

    @property
    def parent(self) -> str | None:
        return self.state.get("parent")

    def document(self, key: str) -> Any:
        """A property that holds JSON, parsed."""
        return json.loads(self.inputs[key])


class Graph:
    """All resources of a previewed stack."""

    def __init__(self, previewed: Preview) -> None:
        if previewed.audit or previewed.warnings:
            raise AssertionError("unsound graph:\n" + "\n".join([*previewed.audit, *previewed.warnings]))
        self.preview = previewed
        self.outputs: dict[str, Any] = opened(previewed.outputs)
        self.resources = [
            Resource(
                state,
                state["urn"],
                opened(state.get("inputs") or {}),
                opened(state.get("outputs") or {}),
            )
            for state in previewed.states
        ]

    def all(self, token: str, name: str | None = None) -> list[Resource]:
        """Resources of a type; `aws:` may be left out, and so may the second half: `ec2/vpc`."""
        return [
            resource
            for resource in self.resources
            if _matches(resource.type, token) and name in (None, resource.name)
        ]

    def one(self, token: str, name: str | None = None) -> Resource:
        """The only resource of a type (and name)."""
        found = self.all(token, name)
        if len(found) != 1:
            raise AssertionError(f"{len(found)} of {token} {name or ''}: {[each.name for each in found]}")
        return found[0]

    def none(self, token: str) -> bool:
        return not self.all(token)

    def by_id(self, token: str) -> dict[str, Resource]:
        return {resource.id: resource for resource in self.all(token)}

    def containers(self, name: str | None = None) -> list[dict[str, Any]]:
        """Container definitions of all task definitions, or of the named one."""
        return [
            container
            for task in self.all("ecs/taskDefinition", name)
            for container in task.document("containerDefinitions")
        ]

    def children(self, parent: Resource) -> list[Resource]:
        return [resource for resource in self.resources if resource.parent == parent.urn]

    def statements(self, role: Resource) -> list[dict[str, Any]]:
        """Statements of the inline policies of a role."""
        return [
            statement
            for policy in self.all("iam/rolePolicy")
            if policy.inputs["role"] in (role.id, role.outputs.get("name"))
            for statement in policy.document("policy")["Statement"]
        ]


def _matches(found: str, token: str) -> bool:
    wanted = token if ":" in token else f"aws:{token}"
    return found == wanted or found.startswith(f"{wanted}:")


def opened(value: Any) -> Any:
    """`value` with every secret envelope replaced by what it holds."""
    if isinstance(value, Mapping):
        if SECRET in value and "plaintext" in value:  # an asset has the same mark
            return opened(json.loads(value["plaintext"]))
        return {key: opened(each) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [opened(each) for each in value]
    return value


def stack_file(stack: str) -> Path:
    system, _, name = stack.rpartition("/")
    return ROOT / (f"systems/{system}/Pulumi.{name}.yaml" if system else f"Pulumi.{name}.yaml")


def config_of(stack: str, changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Config of a committed stack, with settings changed by path: `groundwork:data.db.multiAz`.

    Encrypted values are replaced by what stands for them offline.
    """
    config: dict[str, Any] = revealed(yaml.safe_load(stack_file(stack).read_text())["config"], ())
    for path, value in (changes or {}).items():
        keys = path.split(".")
        at = config
        for key in keys[:-1]:
            at = at.setdefault(key, {})
        if value is DELETED:
            del at[keys[-1]]
        else:
            at[keys[-1]] = value
    return config


def revealed(value: Any, path: tuple[str, ...]) -> Any:
    """A copy of `value` with a placeholder for each `{secure: …}`."""
    if isinstance(value, dict):
        if list(value) == ["secure"]:
            return placeholder(".".join(path))
        return {key: revealed(each, (*path, key)) for key, each in value.items()}
    if isinstance(value, list):
        return [revealed(each, (*path, str(index))) for index, each in enumerate(value)]
    return value


def preview_of(stack: str, changes: Mapping[str, Any] | None = None) -> Preview:
    """Preview of a committed stack, whatever it is like; raises what the program or the simulator refuses."""
    config = {key: json.dumps(value) for key, value in config_of(stack, changes).items()}
    return preview(
        PROGRAM,
        project="groundwork",
        stack=stack.replace("/", "-"),
        config=config,
        secret_keys=SECRET_KEYS & config.keys(),
    )


def graph_of(stack: str, changes: Mapping[str, Any] | None = None) -> Graph:
    """Sound graph of a committed stack; made once for each set of changes."""
    if any(value is DELETED for value in (changes or {}).values()):
        return Graph(preview_of(stack, changes))
    return _cached(stack, json.dumps(changes or {}, sort_keys=False))


@functools.cache
def _cached(stack: str, changes: str) -> Graph:
    return Graph(preview_of(stack, json.loads(changes)))
