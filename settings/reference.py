"""Every setting with its type, default and description, from the models themselves."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from settings.base import Model
from settings.docstrings import descriptions
from settings.root import Settings
from settings.shape import Shape, of


@dataclass(frozen=True)
class Setting:
    """One key of a stack file."""

    path: str
    """`groundwork:compute.services.<key>.port`; `<key>` is a name of the user's, `[]` each of a list."""

    when: str
    """Kind of the alternative that it belongs to, such as `kind: single`; empty where there is no choice."""

    type: str
    """In words: text, whole number, number, true or false, day, one of, list, mapping."""

    default: str | None
    """As it would stand in a stack file; None where it must be given."""

    allowed: str
    description: str


def reference() -> list[Setting]:
    """All settings, in the order of the models."""
    return list(_of_model(of(Settings), "groundwork:", ""))


def _of_model(shape: Shape, prefix: str, when: str) -> Iterator[Setting]:
    for key, (name, inner) in shape.keys.items():
        info = shape.annotation.model_fields[name]
        if key == "kind" and when:
            continue  # said by the choice that it belongs to
        path = f"{prefix}{key}"
        yield Setting(
            path,
            when,
            _type(inner),
            _default(info),
            inner.allowed,
            about(shape.annotation, name, inner),
        )
        yield from _inside(inner, path, when)


def _inside(shape: Shape, path: str, when: str) -> Iterator[Setting]:
    if shape.form == "model":
        yield from _of_model(shape, f"{path}.", when)
    elif shape.form == "map" and shape.item:
        yield from _inside(shape.item, f"{path}.<{_name_of_key(path)}>", when)
    elif shape.form == "list" and shape.item:
        yield from _inside(shape.item, f"{path}[]", when)
    elif shape.form == "choice":
        yield from _of_choice(shape, path)


def _of_choice(shape: Shape, path: str) -> Iterator[Setting]:
    if shape.by_kind:
        default = next((item.default for item in shape.metadata if hasattr(item, "default")), None)
        kinds = ", ".join(shape.options)
        about = "; ".join(f"{kind}: {_about_model(option)}" for kind, option in shape.options.items())
        yield Setting(f"{path}.kind", "", f"one of {kinds}", default, kinds, about)
    for kind, option in shape.options.items():
        if option.form == "model":
            yield from _of_model(option, f"{path}.", f"kind: {kind}" if shape.by_kind else "")


def _name_of_key(path: str) -> str:
    last = path.rpartition(".")[2].rpartition(":")[2]
    return {
        "subnets": "tier",
        "environment": "variable",
        "inject": "variable",
        "injectSecrets": "variable",
    }.get(last, "key")


def _type(shape: Shape) -> str:
    if shape.form == "list":
        return f"list of {_type(shape.item)}" if shape.item else "list"
    if shape.form in ("model", "map"):
        return "mapping"
    if shape.form == "choice":
        return " or ".join(dict.fromkeys(_type(option) for option in shape.options.values()))
    names = {str: "text", int: "whole number", float: "number", bool: "true or false", Any: "any value"}
    if shape.annotation in names:
        return names[shape.annotation]
    if values := get_args(shape.annotation):
        return f"one of {', '.join(map(str, values))}"
    return "day"


def about(model: type[Model], name: str, shape: Shape) -> str:
    """What is said of a field of this shape: by itself, or by the model that stands there."""
    return descriptions(model).get(name) or _about_model(shape)


def _about_model(shape: Shape) -> str:
    document = shape.annotation.__doc__ if shape.form == "model" else ""
    return (document or "").split("\n")[0]


def _default(info: FieldInfo) -> str | None:
    if info.is_required():
        return None
    value = info.get_default(call_default_factory=True)
    if value is PydanticUndefined or value is None:
        return "none"
    return _as_yaml(value)


def _as_yaml(value: Any) -> str:
    if isinstance(value, Model):
        given = value.model_dump(by_alias=True, exclude_defaults=True, mode="json")
        if "kind" in type(value).model_fields:
            given = {"kind": getattr(value, "kind", None), **given}
        return _as_yaml(given)
    if isinstance(value, dict):
        return (
            "{ " + ", ".join(f"{key}: {_as_yaml(inner)}" for key, inner in value.items()) + " }"
            if value
            else "{}"
        )
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_as_yaml(inner) for inner in value) + "]"
    return value if isinstance(value, str) and not value.isdecimal() else json.dumps(value)
