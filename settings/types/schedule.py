"""Types of moments: schedules as Application Auto Scaling and EventBridge take them, and time zones."""

import datetime
import re
import zoneinfo
from typing import Annotated

from settings.types.text import Text

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_FIELDS = (
    ("minutes", 0, 59, ()),
    ("hours", 0, 23, ()),
    ("day of month", 1, 31, ()),
    ("month", 1, 12, _MONTHS),
    ("day of week", 1, 7, _WEEKDAYS),
    ("year", 1970, 2199, ()),
)
"""Fields of a cron expression. Source: Amazon EventBridge User Guide, "Setting a schedule pattern"."""


def _number(text: str, lowest: int, highest: int, names: tuple[str, ...]) -> int | None:
    if text.upper() in names:
        return names.index(text.upper()) + 1
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) and lowest <= int(text) <= highest else None


def _part(part: str, field: str, lowest: int, highest: int, names: tuple[str, ...]) -> bool:
    """Whether one part of a comma list is right: `*`, `5`, `5-10`, `*/5`, `5/15`, and the letters of days."""
    if field == "day of month" and re.fullmatch(r"L|LW|([1-9]|[12][0-9]|3[01])W", part):
        return True
    if field == "day of week" and re.fullmatch(rf"L|([1-7]|{'|'.join(_WEEKDAYS)})(L|#[1-5])", part.upper()):
        return True
    part, slash, step = part.partition("/")
    if slash and not (re.fullmatch(r"[0-9]{1,4}", step) and int(step) > 0):
        return False
    if part == "*":
        return True
    numbers = [_number(text, lowest, highest, names) for text in part.split("-")]
    if len(numbers) > 2 or None in numbers:
        return False
    return len(numbers) == 1 or numbers[0] <= numbers[1]  # ty: ignore


def _cron(expression: str) -> str | None:
    fields = expression.split()
    if len(fields) != len(_FIELDS):
        return f"cron has 6 fields (minutes, hours, day, month, day of week, year), here are {len(fields)}"
    if (fields[2] == "?") == (fields[4] == "?"):
        return "exactly one of day of month and day of week is `?`"
    for text, (field, lowest, highest, names) in zip(fields, _FIELDS, strict=True):
        if text == "?" and field.startswith("day"):
            continue
        if not all(_part(part, field, lowest, highest, names) for part in text.split(",")):
            return f"`{text}` is not right for {field}, {lowest} to {highest}"
    return None


def _schedule(value: str) -> str | None:
    kind, inner = value[:-1].split("(", 1)
    if kind == "cron":
        return _cron(inner)
    if kind == "rate":
        found = re.fullmatch(r"([1-9][0-9]{0,4}) (minute|hour|day)(s?)", inner)
        if found is None:
            return "a rate is a number and minutes, hours or days, such as rate(5 minutes)"
        one = found[1] == "1"
        return None if one != bool(found[3]) else f"write rate({found[1]} {found[2]}{'' if one else 's'})"
    try:
        datetime.datetime.strptime(inner, "%Y-%m-%dT%H:%M:%S")
    except ValueError:
        return "a moment is written at(2027-01-31T06:00:00)"
    return None


ScheduleExpression = Annotated[
    str,
    Text(
        "a schedule: cron(…), rate(…) or at(…), such as cron(0 6 ? * MON-FRI *)",
        r"(?:cron|rate|at)\([^()]*\)",
        longest=256,
        check=_schedule,
        example="cron(0 6 ? * MON-FRI *)",
    ),
]


def _time_zone(value: str) -> str | None:
    if value == "UTC":
        return None
    try:
        zoneinfo.ZoneInfo(value)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        # A machine without a time zone database knows none of them: the pattern has to do there.
        return "the time zone database does not have it" if zoneinfo.available_timezones() else None
    return None


TimeZone = Annotated[
    str,
    Text(
        "a time zone by its name, such as UTC or Europe/Berlin",
        r"UTC|[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z0-9_+-]+){1,2}",
        longest=64,
        check=_time_zone,
        example="Europe/Berlin",
    ),
]
