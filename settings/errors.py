"""What a user is told about settings that cannot be used: every problem at once, with its path and mend."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pulumi.errors import RunError


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong with the settings of a stack."""

    path: str
    """Where, as `pulumi config --path` has it: `groundwork:compute.services.api.port`."""

    message: str
    """What is allowed, or which rule is broken, as part of a sentence."""

    given: str = ""
    """What stands there, in words (`given 80000`, `missing`); empty where the message says it."""

    hint: str = ""
    """How to mend it, where that is known."""

    def __str__(self) -> str:
        given = f"{self.given}, " if self.given else ""
        hint = f"; {self.hint}" if self.hint else ""
        return f"{self.path}: {given}{self.message}{hint}"


class SettingsError(RunError):
    """The settings of the stack cannot be used; its text lists every problem, sorted by path.

    Pulumi shows the text of a RunError alone, without a traceback.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__(str(self))

    def __str__(self) -> str:
        count = "a problem" if len(self.problems) == 1 else f"{len(self.problems)} problems"
        return "\n  ".join([f"The settings of this stack have {count}:", *map(str, self.problems)])


def path_text(path: Iterable[str | int]) -> str:
    """A path as `pulumi config --path` takes it: `("data", "db", "port")` is `groundwork:data.db.port`."""
    text = ""
    for element in path:
        if isinstance(element, int):
            text += f"[{element}]"
        elif re.fullmatch(r"[A-Za-z0-9_-]+", element):
            text += f".{element}" if text else element
        else:
            text += f"[{json.dumps(element, ensure_ascii=False)}]" if text else element
    return f"groundwork:{text}"


_LONGEST = 60


def given_text(value: Any) -> str:
    """A value as an error shows it: short, on one line, its type to be seen."""
    if isinstance(value, dict):
        return "given a mapping"
    if isinstance(value, list | tuple):
        return f"given a list of {len(value)}" if value else "given an empty list"
    if value is None:
        return "given nothing"
    if isinstance(value, str) and len(value) > _LONGEST:
        value = f"{value[:_LONGEST]}…"
    return f"given {json.dumps(value, ensure_ascii=False)}"
