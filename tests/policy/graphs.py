"""Small resource graphs for policy tests: plain dicts in, states of a preview or of a deployed stack out.

A property that comes from another resource is written `Ref("name")`. The same graph can then be had resolved
(ids known), as a state export without property dependencies, and as a preview knows it (no id, no ARN).
"""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass, field
from typing import Any, Literal

Mode = Literal["resolved", "ids", "preview"]
MODES: tuple[Mode, ...] = ("resolved", "ids", "preview")
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}
PROJECT, STACK = "groundwork", "test"
STACK_TYPE = "pulumi:pulumi:Stack"


@dataclass(frozen=True)
class Ref:
    """An output of another resource of the graph."""

    name: str
    output: str = "id"


@dataclass(frozen=True)
class Json:
    """A JSON document; as a whole not known in a preview when one of its values is not."""

    value: Any


@dataclass(frozen=True)
class Secret:
    """A Pulumi secret."""

    value: Any


@dataclass
class Node:
    """One resource of a fixture."""

    type: str
    name: str
    inputs: dict[str, Any] = field(default_factory=dict)
    protect: bool = False
    outputs: dict[str, Any] = field(default_factory=dict)
    """Outputs beyond inputs, id and ARN."""

    ignored: tuple[str, ...] = ()
    """Its `ignoreChanges`."""


def urn(type_: str, name: str) -> str:
    return f"urn:pulumi:{STACK}::{PROJECT}::{type_}::{name}"


def states(nodes: list[Node], mode: Mode = "resolved") -> list[dict[str, Any]]:
    """The nodes as states; a stack resource and a provider with the required tags come first."""
    by_name = {node.name: node for node in nodes}
    root = urn(STACK_TYPE, f"{PROJECT}-{STACK}")
    provider = urn("pulumi:providers:aws", "aws")
    found: list[dict[str, Any]] = [
        {"urn": root, "type": STACK_TYPE, "custom": False, "inputs": {}, "outputs": {}},
        {
            "urn": provider,
            "type": "pulumi:providers:aws",
            "custom": True,
            "id": "provider-id",
            "parent": root,
            "inputs": {"region": "us-east-1", "defaultTags": json.dumps({"tags": TAGS})},
            "outputs": {},
        },
    ]
    for node in nodes:
        if node.type == STACK_TYPE:
            found[0]["outputs"] = _rendered(node.inputs, by_name, mode)
            continue
        inputs = {key: _rendered(value, by_name, mode) for key, value in node.inputs.items()}
        known = {"id": f"{node.name}-id", "arn": f"arn:aws:any:us-east-1:123456789012:{node.name}"}
        computed = (
            dict.fromkeys(("arn", *node.outputs), UNKNOWN) if mode == "preview" else known | node.outputs
        )
        dependencies = {
            key: sorted({urn(by_name[ref.name].type, ref.name) for ref in _refs(value)})
            for key, value in node.inputs.items()
            if _refs(value)
        }
        found.append(
            {
                "urn": urn(node.type, node.name),
                "type": node.type,
                "custom": True,
                "id": "" if mode == "preview" else known["id"],
                "parent": root,
                "provider": f"{provider}::provider-id",
                "protect": node.protect,
                "ignoreChanges": list(node.ignored),
                "inputs": inputs,
                "outputs": computed | inputs,
                "propertyDependencies": {} if mode == "ids" else dependencies,
            }
        )
    return found


TAGS = {
    "Project": "x",
    "Environment": "production",
    "ManagedBy": "Pulumi",
    "CostCenter": "x",
    "Owner": "platform",
}


def _refs(value: Any) -> list[Ref]:
    if isinstance(value, Ref):
        return [value]
    if isinstance(value, Json | Secret):
        return _refs(value.value)
    if isinstance(value, dict):
        return [ref for item in value.values() for ref in _refs(item)]
    return [ref for item in value for ref in _refs(item)] if isinstance(value, list) else []


def _rendered(value: Any, nodes: dict[str, Node], mode: Mode) -> Any:
    if isinstance(value, Ref):
        if mode == "preview":
            return UNKNOWN
        target = nodes[value.name]
        extra = {"id": f"{value.name}-id", "arn": f"arn:aws:any:us-east-1:123456789012:{value.name}"}
        return (extra | target.inputs | target.outputs)[value.output]
    if isinstance(value, Json):
        if mode == "preview" and _refs(value):
            return UNKNOWN
        return json.dumps(_rendered(value.value, nodes, mode))
    if isinstance(value, Secret):
        return {**SECRET, "plaintext": json.dumps(_rendered(value.value, nodes, mode))}
    if isinstance(value, dict):
        return {key: _rendered(item, nodes, mode) for key, item in value.items()}
    if isinstance(value, list):
        return [_rendered(item, nodes, mode) for item in value]
    return value


class Absent:
    """Stands for a property that is left out."""


def changed(nodes: list[Node], name: str, path: str, value: Any) -> list[Node]:
    """A copy of the graph with one property of one resource changed, or left out.

    A path enters lists by number and JSON documents as if they were maps; `protect` is the resource option.
    """
    nodes = copy.deepcopy(nodes)
    node = next(node for node in nodes if node.name == name)
    if path == "protect":
        node.protect = value
        return nodes
    holder: Any = node.inputs
    *way, last = path.split(".")
    for step in way:
        holder = holder[int(step)] if isinstance(holder, list) else holder[step]
        if isinstance(holder, Json | Secret):
            holder = holder.value
    key: Any = int(last) if isinstance(holder, list) else last
    if value is Absent:
        del holder[key]
    else:
        holder[key] = value
    return nodes
