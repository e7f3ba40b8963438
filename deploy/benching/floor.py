"""The floor: a bare program that registers the same resources as a preview did, and nothing else.

It is written from the preview's states as ordinary Python: the SDK's own classes with literal arguments, each
resource under the same parent, each property that depended on other resources depending on them again. Run on
the SDK's own mocks, it costs what Python and the SDK cost for that graph.
"""

import importlib
import keyword
import re
from collections.abc import Mapping, Sequence
from typing import Any

from deploy.graph import STACK_TYPE, UNKNOWN, State, name_of, reveal

_HEAD = '''\
"""Registers the resources of a preview again; written by deploy/benching/floor.py."""

import pulumi

{imports}


class Component(pulumi.ComponentResource):
    def __init__(self, token, name, opts):
        super().__init__(token, name, None, opts)
        self.register_outputs({{}})


def after(resources, value):
    return pulumi.Output.all(*[resource.urn for resource in resources]).apply(lambda _: value)


def program():
'''


def write(states: Sequence[State]) -> str:
    """The source of the bare program."""
    names: dict[str, str] = {}
    modules: set[str] = set()
    body: list[str] = []
    for index, state in enumerate(states):
        if state["type"] == STACK_TYPE:
            continue
        names[state["urn"]] = f"r{index}"
        body += _register(state, names, modules)
    imports = "\n".join(f"import {module}" for module in sorted(modules))
    return _HEAD.format(imports=imports) + "\n".join(f"    {line}" for line in body) + "\n"


def _register(state: State, names: Mapping[str, str], modules: set[str]) -> list[str]:
    variable, name = names[state["urn"]], name_of(state["urn"])
    options = [f"parent={names[state['parent']]}"] if state.get("parent") in names else []
    provider = (state.get("provider") or "").rsplit("::", 1)[0]
    if provider in names:
        options.append(f"provider={names[provider]}")
    opts = f"pulumi.ResourceOptions({', '.join(options)})"
    if not state.get("custom"):
        return [f"{variable} = Component({state['type']!r}, {name!r}, {opts})"]
    module, cls = sdk_class(state["type"])
    modules.add(module)
    from pulumi._types import resource_py_to_pulumi_names

    pythonic = {pulumi: python for python, pulumi in resource_py_to_pulumi_names(cls).items()}
    depends = state.get("propertyDependencies") or {}
    arguments = []
    for key, value in (state.get("inputs") or {}).items():
        if key.startswith("__") or key not in pythonic or (key == "version" and "providers" in state["type"]):
            continue
        text = repr(_literal(value))
        others = ", ".join(names[urn] for urn in depends.get(key) or () if urn in names)
        arguments.append(f"{pythonic[key]}={f'after([{others}], {text})' if others else text}")
    return [f"{variable} = {module}.{cls.__name__}({', '.join([repr(name), *arguments, f'opts={opts}'])})"]


def sdk_class(token: str) -> tuple[str, Any]:
    """Module and class of the installed SDK for a type token: `aws:ec2/vpc:Vpc` → `pulumi_aws.ec2`, `Vpc`."""
    package, middle, name = token.split(":")
    if package == "pulumi":  # pulumi:providers:aws
        module = f"pulumi_{name}"
        return module, importlib.import_module(module).Provider
    part = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", middle.split("/")[0]).lower()
    part = f"{part}_" if keyword.iskeyword(part) else part
    module = f"pulumi_{package}" if part in {"", "index"} else f"pulumi_{package}.{part}"
    return module, getattr(importlib.import_module(module), name)


def _literal(value: Any) -> Any:
    """A value that `repr` writes as Python source; what is unknown or an asset becomes text."""
    opened = reveal(value)
    return "unknown" if opened == UNKNOWN else opened
