"""Turns pydantic's findings into problems that name the path of the stack file and say what is allowed there."""

import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_core import ErrorDetails

from settings.base import Path
from settings.errors import Problem, given_text, path_text
from settings.secrecy import is_secret_name, looks_secret
from settings.shape import Shape, either
from settings.types.text import NOT_ALLOWED

MASK = "given a secret"


@dataclass(frozen=True)
class Fault:
    """One finding at its place in the stack file, and whether the value there cannot be understood."""

    problem: Problem
    path: Path
    unreadable: bool


class Translator:
    """Translates the findings over one set of plain settings."""

    def __init__(self, shape: Shape, secret_areas: Collection[str]) -> None:
        self._shape = shape
        self._secret_areas = secret_areas

    def fault(self, error: ErrorDetails) -> Fault:
        path, shape, parent, of_key = self._locate(error["loc"])
        kind, context = error["type"], error.get("ctx", {})
        if of_key and shape and shape.key:
            return self._fault(path, shape.key, str(path[-1]), context, unreadable=False, what="its key ")
        if kind == "missing" and shape:
            return Fault(Problem(path_text(path), f"must be {shape.allowed}", "missing"), path, True)
        if kind == "extra_forbidden" and parent:
            return Fault(self._unknown(path, list(parent.keys)), path, False)
        if kind.startswith("union_tag") and shape and shape.by_kind and isinstance(error["input"], Mapping):
            return self._wrong_kind(path, shape, error["input"])
        if shape is None:
            return Fault(Problem(path_text(path), error["msg"], self.given(path, error["input"])), path, True)
        return self._fault(path, shape, error["input"], context if kind == NOT_ALLOWED else {})

    def given(self, path: Path, value: Any) -> str:
        """What stands at a path, in words, if it is not to be kept secret."""
        if not path or path[0] in self._secret_areas or path[0] == "secretValues":
            return MASK if path else given_text(value)
        if any(is_secret_name(str(element)) for element in path) or looks_secret(value):
            return MASK if isinstance(value, str | int | float) else given_text(value)
        return given_text(value)

    def _fault(
        self,
        path: Path,
        shape: Shape,
        value: Any,
        context: Mapping[str, Any],
        *,
        unreadable: bool = True,
        what: str = "",
    ) -> Fault:
        masked = self.given(path, value)
        allowed = context.get("allowed", shape.allowed)
        hint = context.get("hint", "") if masked != MASK or what else ""
        if not hint and value is None and path[1:]:
            hint = "leave the key out for its default"
        if isinstance(value, int | float) and not isinstance(value, bool) and shape.annotation is str:
            hint = hint or ("write it in quotes" if masked != MASK else "")
        return Fault(Problem(path_text(path), f"{what}must be {allowed}", masked, hint), path, unreadable)

    def _unknown(self, path: Path, known: list[str]) -> Problem:
        near = nearest(str(path[-1]), known)
        what = "is not a setting" if path[1:] else "is not an area of the settings"
        rest = f"here are {', '.join(sorted(known))}"
        return Problem(path_text(path), what, hint=f"did you mean `{near}`?" if near else rest)

    def _wrong_kind(self, path: Path, shape: Shape, value: Mapping[str, Any]) -> Fault:
        kinds = list(shape.options)
        at = (*path, "kind")
        if "kind" not in value:
            return Fault(Problem(path_text(at), f"must be {either(kinds)}", "missing"), path, True)
        near = nearest(str(value["kind"]), kinds)
        given = self.given(at, value["kind"])
        hint = f"did you mean {near}?" if near else ""
        return Fault(Problem(path_text(at), f"must be {either(kinds)}", given, hint), path, True)

    def _locate(self, location: tuple[str | int, ...]) -> tuple[Path, Shape | None, Shape | None, bool]:
        """Path without the tags of unions, the shape there (None for an unknown key), its parent, whether of a key."""
        path: Path = ()
        shape: Shape | None = self._shape
        parent: Shape | None = None
        for index, element in enumerate(location):
            if shape is None:
                return (*path, *location[index:]), None, parent, False
            if shape.form == "choice":
                parent, shape = shape, shape.options.get(str(element))
                continue
            if shape.form == "value":
                break
            if element == "[key]" and index == len(location) - 1:
                return path, parent, None, True
            path = (*path, element)
            parent = shape
            shape = shape.keys.get(str(element), ("", None))[1] if shape.form == "model" else shape.item
        return path, shape, parent, False


def nearest(name: str, known: Collection[str]) -> str | None:
    """The known name that was probably meant: as written but for case, hyphens and underscores, else the most similar."""
    folded = {re.sub(r"[-_]", "", candidate).lower(): candidate for candidate in known}
    if same := folded.get(re.sub(r"[-_]", "", name).lower()):
        return same
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return near[0] if near else None
