"""Database engine versions in standard support, by major, with the last day and the oldest minor.

Sources: Amazon RDS User Guide, "Release calendar for Amazon RDS for PostgreSQL" (also "Amazon Aurora
PostgreSQL release calendars"), "MySQL on Amazon RDS versions", "MariaDB on Amazon RDS versions"; the oldest
minors of PostgreSQL are those left after the deprecation of 31 May 2026. Look there when a major ends here.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Major:
    """A major version: the last day of standard support, the oldest minor that can be created (None: any)."""

    until: datetime.date
    oldest_minor: int | None = None


_D = datetime.date
_POSTGRES: Final = {
    "13": Major(_D(2026, 2, 28)),
    "14": Major(_D(2027, 2, 28), 18),
    "15": Major(_D(2028, 2, 29), 13),
    "16": Major(_D(2029, 2, 28), 9),
    "17": Major(_D(2030, 2, 28), 5),
    "18": Major(_D(2031, 2, 28)),
}
SUPPORTED: Final[dict[str, dict[str, Major]]] = {
    "postgres": _POSTGRES,
    "aurora-postgresql": {key: Major(major.until) for key, major in _POSTGRES.items()},
    "mysql": {"8.0": Major(_D(2026, 7, 31)), "8.4": Major(_D(2029, 7, 31))},
    "aurora-mysql": {"8.0": Major(_D(2028, 4, 30))},
    "mariadb": {
        "10.6": Major(_D(2026, 8, 31)),
        "10.11": Major(_D(2028, 2, 29)),
        "11.4": Major(_D(2029, 5, 31)),
        "11.8": Major(_D(2030, 6, 30)),
    },
}


def unsupported(engine: str, version: str, today: datetime.date) -> str | None:
    """Why a version is not (or no longer) in standard support on a day; None if it is."""
    majors = SUPPORTED.get(engine)
    if majors is None:
        return f"is of engine {engine}, for which the pack has no support dates"
    words = version.split(".")
    name = words[0] if "postgres" in engine else ".".join(words[:2])
    current = [key for key, major in majors.items() if major.until >= today]
    major = majors.get(name)
    if major is None or major.until < today:
        ended = (
            "is not a major version in standard support"
            if major is None
            else f"left support on {major.until}"
        )
        return f"{ended}, must be one of {', '.join(current)}"
    minor = re.match(r"\d+", words[1]) if "postgres" in engine and len(words) > 1 else None
    if minor and major.oldest_minor is not None and int(minor[0]) < major.oldest_minor:
        return f"left support, must be {name}.{major.oldest_minor} or newer, or {name} alone"
    return None
