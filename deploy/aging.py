"""A state that lacks a property, as if an older program had made the resource: the next run updates it."""

from collections.abc import Mapping
from typing import Any

from simulator.provider import difference


def left_out(token: str, inputs: Mapping[str, Any]) -> str | None:
    """The first property without which a resource is another one, and is updated and not replaced for it."""
    for key in sorted(inputs):
        found = difference(token, {name: value for name, value in inputs.items() if name != key}, inputs)
        if found.changed and not found.replaces:
            return key
    return None
