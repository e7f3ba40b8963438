"""Schedule expressions of EventBridge and Application Auto Scaling.

Source: "Creating a rule that runs on a schedule in Amazon EventBridge" (cron and rate) and "Schedule
recurring scaling actions using cron expressions" (at). Each function answers what is wrong, or "".
"""

from __future__ import annotations

import re
import zoneinfo
from functools import cache
from typing import Final

_RATE: Final = re.compile(r"rate\((\d+) (minutes?|hours?|days?)\)")
_AT: Final = re.compile(
    r"at\(\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?\)"
)
_CRON: Final = re.compile(r"cron\((.*)\)")
_MONTHS: Final = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
_DAYS: Final = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
_FIELDS: Final = (
    ("minutes", 0, 59, ()),
    ("hours", 0, 23, ()),
    ("day-of-month", 1, 31, ()),
    ("month", 1, 12, tuple(_MONTHS)),
    ("day-of-week", 1, 7, tuple(_DAYS)),
    ("year", 1970, 2199, ()),
)


def rate(expression: str) -> str:
    """`rate(5 minutes)`: a number from 1, and the unit in the singular for 1 only."""
    found = _RATE.fullmatch(expression)
    if found is None:
        return "expecting rate(NUMBER minutes|hours|days), such as rate(5 minutes)"
    number, unit = int(found[1]), found[2]
    if number < 1:
        return "the number must be 1 or more"
    if (number == 1) == unit.endswith("s"):
        return f"write {unit.rstrip('s') if number == 1 else unit + 's'} after {number}"
    return ""


def at(expression: str) -> str:
    """`at(2026-01-31T22:00:00)`: one moment."""
    return "" if _AT.fullmatch(expression) else "expecting at(YYYY-MM-DDThh:mm:ss)"


def cron(expression: str) -> str:
    """`cron(0 3 * * ? *)`: six fields, of which exactly one of the two kinds of day is `?`."""
    found = _CRON.fullmatch(expression)
    if found is None:
        return "expecting cron(minutes hours day-of-month month day-of-week year), such as cron(0 3 * * ? *)"
    fields = found[1].split()
    if len(fields) != 6:
        return (
            f"cron has six fields (minutes hours day-of-month month day-of-week year), here are {len(fields)}"
        )
    if (fields[2] == "?") == (fields[4] == "?"):
        return "exactly one of day-of-month and day-of-week must be ?"
    for text, (name, low, high, names) in zip(fields, _FIELDS, strict=True):
        if problem := _field(text, name, low, high, names):
            return problem
    return ""


def schedule(expression: str) -> str:
    """A rule's schedule: rate or cron."""
    if expression.startswith("rate("):
        return rate(expression)
    return cron(expression)


@cache
def timezone(name: str) -> str:
    """A time zone of the IANA database, such as `Europe/Dublin`; answers "" where this machine has no
    database."""
    try:
        zoneinfo.ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        if zoneinfo.available_timezones():
            return f"'{name}' is not a time zone such as Europe/Dublin or UTC"
    return ""


def _field(text: str, name: str, low: int, high: int, names: tuple[str, ...]) -> str:
    if text == "?" and name in ("day-of-month", "day-of-week"):
        return ""
    for part in text.split(","):
        base, slash, step = part.partition("/")
        if slash and (not step.isdigit() or int(step) < 1):
            return f"{name}: the step in '{part}' must be a number from 1"
        if name == "day-of-month" and re.fullmatch(r"L|LW|\d{1,2}W", base):
            continue
        if name == "day-of-week" and re.fullmatch(r"L|[1-7]L|[1-7]#[1-5]", base):
            continue
        for item in [] if base == "*" else base.split("-"):
            value = _value(item, names, low)
            if value is None or not low <= value <= high:
                allowed = f"{low} to {high}" + (f" or {names[0]} to {names[-1]}" if names else "")
                return f"{name}: '{item}' is not allowed ({allowed})"
        if base.count("-") > 1:
            return f"{name}: '{base}' is not a range"
    return ""


def _value(item: str, names: tuple[str, ...], low: int) -> int | None:
    if item.upper() in names:
        return names.index(item.upper()) + low
    return int(item) if item.isdigit() else None
