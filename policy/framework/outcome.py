"""What a control can say of a resource: nothing (it passes), violated, undetermined, not meant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Violation:
    """The resource breaks the control; the message says what is wrong, the value and what is required."""

    message: str


@dataclass(frozen=True, slots=True)
class Undetermined:
    """A property that decides is not known yet; never a pass, never a violation."""

    path: str


class NotApplicable(Exception):  # noqa: N818  (an outcome, not an error)
    """Raised by a control for a resource that it is not about, though its type is."""


Outcome = Violation | Undetermined
Outcomes = Iterable[Outcome]
