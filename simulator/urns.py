"""URNs, provider references and aliases, built as the engine builds them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, Final

__all__ = ["alias_urns", "make_urn", "name_of", "provider_id", "qualified_type", "split_reference", "type_of"]

STACK_TYPE: Final = "pulumi:pulumi:Stack"
_NAMESPACE: Final = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")


def qualified_type(urn: str) -> str:
    """The type part of a URN with its parents' types: `a:b:Outer$a:b:Inner`."""
    return urn.split("::", 3)[2]


def type_of(urn: str) -> str:
    """The resource's own type token."""
    return qualified_type(urn).rpartition("$")[2]


def name_of(urn: str) -> str:
    """The logical name, which may itself contain `::`."""
    return urn.split("::", 3)[3]


def make_urn(stack: str, project: str, parent: str, token: str, name: str) -> str:
    """URN of a resource; a parent other than the stack itself qualifies the type."""
    if parent:
        outer = qualified_type(parent)
        if outer != STACK_TYPE:
            token = f"{outer}${token}"
    return f"urn:pulumi:{stack}::{project}::{token}::{name}"


def provider_id(urn: str) -> str:
    """Id of a provider resource: the engine draws a UUID, here it follows from the URN."""
    return str(uuid.uuid5(_NAMESPACE, urn))


def split_reference(reference: str) -> tuple[str, str]:
    """URN and id of a provider reference (`URN::id`)."""
    urn, _, identity = reference.rpartition("::")
    return urn, identity


def alias_urns(
    specs: Iterable[Any],
    *,
    stack: str,
    project: str,
    token: str,
    name: str,
    parent: str,
    parent_aliases: list[str],
) -> list[str]:
    """URNs that a resource's aliases (protobuf `Alias`) stand for, with those inherited from its parent's."""
    own: list[str] = []
    for alias in specs:
        if alias.WhichOneof("alias") == "urn":
            own.append(alias.urn)
            continue
        spec = alias.spec
        outer = "" if spec.noParent else (spec.parentUrn or parent)
        own.append(
            make_urn(
                spec.stack or stack, spec.project or project, outer, spec.type or token, spec.name or name
            )
        )
    result = list(dict.fromkeys(own))
    for outer in parent_aliases:
        for urn in [make_urn(stack, project, parent, token, name), *own]:
            inner = name_of(urn)
            outer_name = name_of(parent)
            if inner.startswith(outer_name):
                inner = name_of(outer) + inner[len(outer_name) :]
            inherited = f"{outer.rpartition('::')[0]}${type_of(urn)}::{inner}"
            if inherited not in result:
                result.append(inherited)
    return result
