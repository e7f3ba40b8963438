"""Backup and maintenance windows of RDS, in minutes of the week.

Source: "Backup window" and "The Amazon RDS maintenance window" (Amazon RDS User Guide).
"""

from __future__ import annotations

import re
from typing import Any, Final

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY: Final = 24 * 60
WEEK: Final = 7 * DAY
_DAILY: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
_WEEKLY: Final = re.compile(
    r"(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):([0-5]\d)-"
    r"(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):([0-5]\d)"
)

Span = tuple[int, int]
"""Start in minutes and length in minutes."""


def _short(length: int, given: str) -> str:
    if length < 30:
        return f"InvalidParameterValue: The window '{given}' has {length} minutes; it must have at least 30"
    return ""


def daily(given: Any) -> tuple[Span | None, str]:
    """Start (minutes of the day) and length of `hh24:mi-hh24:mi`, or what is wrong with it."""
    if not isinstance(given, str) or not given:
        return None, ""
    found = _DAILY.fullmatch(given)
    if found is None:
        return None, (
            f"InvalidParameterValue: Invalid backup window format: '{given}' does not have the format "
            "hh24:mi-hh24:mi, such as 03:00-04:00"
        )
    hours = [int(part) for part in found.groups()]
    start, end = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
    length = (end - start) % DAY
    return (start, length), _short(length, given)


def weekly(given: Any) -> tuple[Span | None, str]:
    """Start (minutes of the week) and length of `ddd:hh24:mi-ddd:hh24:mi`, or what is wrong with it."""
    if not isinstance(given, str) or not given:
        return None, ""
    found = _WEEKLY.fullmatch(given.lower())
    if found is None:
        return None, (
            f"InvalidParameterValue: Invalid maintenance window format: '{given}' does not have the format "
            "ddd:hh24:mi-ddd:hh24:mi, such as sun:05:00-sun:06:00"
        )
    start = DAYS.index(found[1]) * DAY + int(found[2]) * 60 + int(found[3])
    end = DAYS.index(found[4]) * DAY + int(found[5]) * 60 + int(found[6])
    length = (end - start) % WEEK
    return (start, length), _short(length, given)


def overlapping(backup: Span, maintenance: Span) -> bool:
    """Whether a daily window meets a weekly one on any day."""
    low, high = maintenance[0], maintenance[0] + maintenance[1]
    # One day more on each side: both windows may run over midnight or over the end of the week.
    starts = (day * DAY + backup[0] for day in range(-1, 9))
    return any(start < high and low < start + backup[1] for start in starts)
