"""Lambda runtimes with the day their support ends.

Source: AWS Lambda Developer Guide, "Lambda runtimes". Look there when one ends here.
"""

from __future__ import annotations

import datetime
from typing import Final

SUPPORTED: Final[dict[str, str]] = {
    "dotnet10": "2028-11-14",
    "dotnet8": "2026-11-10",
    "java11": "2027-06-30",
    "java17": "2027-06-30",
    "java21": "2029-06-30",
    "java25": "2029-06-30",
    "java8.al2": "2027-06-30",
    "nodejs22.x": "2027-04-30",
    "nodejs24.x": "2028-04-30",
    "provided.al2023": "2029-06-30",
    "python3.11": "2027-06-30",
    "python3.12": "2028-10-31",
    "python3.13": "2029-06-30",
    "python3.14": "2029-06-30",
    "ruby3.3": "2027-03-31",
    "ruby3.4": "2028-03-31",
    "ruby4.0": "2029-03-31",
}


def current(today: datetime.date) -> list[str]:
    """The runtimes in support on a day."""
    return [name for name, until in SUPPORTED.items() if datetime.date.fromisoformat(until) >= today]
