"""Turns pydantic's findings into problems with the path in the stack file and what is allowed there."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic_core import ErrorDetails

from settings.base import Path
from settings.errors import Problem, given_text, path_text
from settings.secrecy import is_secret_name, looks_secret
from settings.shape import Shape
from settings.types.text import NOT_ALLOWED
from settings.words import either, nearest

MASK = "given a secret"

_SECRETS = ("security", "secrets")
_VALUE = ("value", "secret", "password", "plaintext")
"""Keys under which a value is looked for in a secret's definition."""


@dataclass(frozen=True)
class Fault:
    """One finding at its place in the stack file, and whether the value there cannot be understood."""

    problem: Problem
    path: Path
    unreadable: bool


@dataclass(frozen=True)
class _Place:
    """Where a finding belongs."""

    path: Path
    """Without the tags of unions."""

    shape: Shape | None
    """What stands there; of the name itself, where the finding is about the name of an entry."""

    parent: Shape | None
    """What it stands in; None for an alternative of a choice itself."""

    choice: Shape | None
    """The choice that it or its parent is an alternative of."""

    of_key: bool = False


class Translator:
    """Translates the findings over one set of plain settings."""

    def __init__(self, shape: Shape, secret_areas: Collection[str]) -> None:
        self._shape = shape
        self._secret_areas = secret_areas

    def faults(self, errors: Sequence[ErrorDetails]) -> list[Fault]:
        """All findings, but for a list that is too short only because what it holds was refused."""
        places = [error["loc"] for error in errors]
        return [
            self.fault(error)
            for error in errors
            if error["type"] != "too_short"
            or not any(place[: len(error["loc"])] == error["loc"] != place for place in places)
        ]

    def fault(self, error: ErrorDetails) -> Fault:
        place = self._locate(error["loc"])
        path, shape = place.path, place.shape
        kind, context = error["type"], error.get("ctx", {})
        if place.of_key and shape:
            message = f"the name must be {context.get('allowed', shape.allowed)}"
            return Fault(Problem(path_text(path), message, hint=context.get("hint", "")), path, False)
        if kind == "missing" and shape:
            return Fault(Problem(path_text(path), f"must be {shape.allowed}", "missing"), path, True)
        if kind == "extra_forbidden" and place.parent:
            return Fault(_unknown(place, place.parent), path, False)
        if kind.startswith("union_tag") and shape and shape.by_kind and isinstance(error["input"], Mapping):
            return self._wrong_kind(path, shape, error["input"])
        if shape is None:
            return Fault(Problem(path_text(path), error["msg"], self.given(path, error["input"])), path, True)
        if place.choice and not place.choice.by_kind and place.parent is None:
            shape = place.choice
        return self._fault(path, shape, error["input"], context if kind == NOT_ALLOWED else {})

    def given(self, path: Path, value: Any) -> str:
        """What stands at a path, in words, if it is not to be kept secret."""
        secret = (
            path[:1] == ("secretValues",)
            or (path[:2] == _SECRETS and len(path) == 3)
            or any(area in self._secret_areas for area in path[:1])
            or ("environment" in path and any(is_secret_name(str(element)) for element in path))
            or looks_secret(value)
        )
        return MASK if secret and isinstance(value, str | int | float) else given_text(value)

    def _fault(self, path: Path, shape: Shape, value: Any, context: Mapping[str, Any]) -> Fault:
        given = self.given(path, value)
        hint = _supply(path) if given == MASK else context.get("hint") or _hint(shape, value)
        allowed = context.get("allowed", shape.allowed)
        return Fault(Problem(path_text(path), f"must be {allowed}", given, hint), path, True)

    def _wrong_kind(self, path: Path, shape: Shape, value: Mapping[str, Any]) -> Fault:
        kinds = list(shape.options)
        at = (*path, "kind")
        if "kind" not in value:
            return Fault(Problem(path_text(at), f"must be {either(kinds)}", "missing"), path, True)
        near = nearest(str(value["kind"]), kinds)
        given = self.given(at, value["kind"])
        hint = f"did you mean {near}?" if near else ""
        return Fault(Problem(path_text(at), f"must be {either(kinds)}", given, hint), path, True)

    def _locate(self, location: tuple[str | int, ...]) -> _Place:
        path: Path = ()
        shape: Shape | None = self._shape
        parent: Shape | None = None
        choice: Shape | None = None
        for index, element in enumerate(location):
            if shape is None:
                path = (*path, *location[index:])
                break
            if element == "[key]" and index == len(location) - 1 and parent and parent.key:
                return _Place(path, parent.key, None, None, of_key=True)
            if shape.form == "choice":
                choice, parent, shape = shape, None, shape.options.get(str(element))
                continue
            if shape.form == "value":
                break
            path = (*path, element)
            if parent is not None:
                choice = None
            parent = shape
            shape = shape.keys.get(str(element), ("", None))[1] if shape.form == "model" else shape.item
        return _Place(path, shape, parent, choice)


def _unknown(place: _Place, parent: Shape) -> Problem:
    """The problem of a key that `parent` does not have."""
    key, known = str(place.path[-1]), list(parent.keys)
    what = "is not a setting" if place.path[1:] else "is not an area of the settings"
    elsewhere = (
        [kind for kind, option in place.choice.options.items() if key in option.keys] if place.choice else []
    )
    if elsewhere:
        hint = f"it belongs to kind {either(elsewhere)}"
    elif near := nearest(key, known):
        hint = f"did you mean `{near}`?"
    else:
        hint = f"here are {', '.join(sorted(known))}"
    return Problem(path_text(place.path), what, hint=_supply(place.path[:3]) if key in _VALUE else hint)


def _supply(path: Path) -> str:
    """How to give the value of a secret, where it stands in place of the secret's definition."""
    if path[:2] != _SECRETS or len(path) != 3:
        return ""
    give = f"`pulumi config set --secret --path 'groundwork:secretValues.{path[2]}'`"
    return f"write `{path[2]}: {{ kind: supplied }}` and give the value by {give}"


def _hint(shape: Shape, value: Any) -> str:
    if value is None:
        return "leave the key out for its default"
    if shape.form == "list" and isinstance(value, str) and shape.item and shape.item.form == "value":
        return f"write [{value}]"
    if isinstance(value, int | float) and not isinstance(value, bool) and shape.annotation is str:
        return "write it in quotes"
    if isinstance(value, str) and get_origin(shape.annotation) is Literal:
        near = nearest(value, [str(allowed) for allowed in get_args(shape.annotation)])
        return f"did you mean {near}?" if near else ""
    return ""
