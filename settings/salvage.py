"""Reads as much as can be understood of broken settings, so that the rules of the rest still report."""

import json
from typing import Any

from pydantic import ValidationError

from settings.base import RULES_LATER, UNREADABLE, Model, Path
from settings.shape import Shape


class Faults:
    """Paths at which a value could not be understood, as a tree."""

    def __init__(self) -> None:
        self.here = False
        self.inside: dict[str | int, Faults] = {}

    def add(self, path: Path, *, here: bool = True) -> None:
        node = self
        for element in path:
            node = node.inside.setdefault(element, Faults())
        node.here = node.here or here


def salvage(shape: Shape, value: Any, faults: Faults | None) -> Any:
    """`value` in the form of `shape`, where it is sound; a model lacks the fields that are not.

    Entries of a map that cannot be understood at all come last, so that a rule that goes through the entries
    has said all about the others when it meets one.
    """
    if faults is None:
        return _sound(shape, value)
    if faults.here:
        return UNREADABLE
    if shape.form == "model" and isinstance(value, dict):
        return _partial(shape, value, faults)
    if shape.form == "choice":
        option = shape.options.get(shape.tag(value)) if shape.tag else None
        return salvage(option, value, faults) if option else UNREADABLE
    if shape.form == "map" and isinstance(value, dict) and shape.item:
        entries = {name: salvage(shape.item, inner, faults.inside.get(name)) for name, inner in value.items()}
        return dict(sorted(entries.items(), key=lambda entry: entry[1] is UNREADABLE))
    if shape.form == "list" and isinstance(value, list) and shape.item:
        return tuple(
            salvage(shape.item, inner, faults.inside.get(index)) for index, inner in enumerate(value)
        )
    return UNREADABLE


def _sound(shape: Shape, value: Any) -> Any:
    try:
        return shape.adapter.validate_json(json.dumps(value), strict=True, context=RULES_LATER)
    except ValidationError:  # a fault that stands in its parent, such as a list that is too short
        return UNREADABLE


def _partial(shape: Shape, value: dict[str, Any], faults: Faults) -> Model:
    fields = {}
    for key, (name, inner) in shape.keys.items():
        if key in faults.inside or key in value:
            fields[name] = salvage(inner, value.get(key), faults.inside.get(key))
    model = shape.annotation.model_construct(**fields)
    for name, read in fields.items():
        if read is UNREADABLE:
            del model.__dict__[name]
    return model
