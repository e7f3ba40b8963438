"""Lambda: runtimes with the day their support ends and the day no function can be created on them.

Source: "Lambda runtimes" (AWS Lambda Developer Guide). Regenerate from that page; cfn-lint keeps the same
table (`AdditionalSpecs/LmbdRuntimeLifecycle.json`), and a test compares both. Dates (YYYY-MM-DD) are for
reading: nothing here looks at a clock. A runtime is refused when it is in `BLOCKED`.
"""

from __future__ import annotations

from typing import Final

RUNTIMES: Final[dict[str, str]] = {
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
"""Runtimes with the day their support ends."""

ENDED: Final[dict[str, str]] = {
    "dotnet6": "2024-12-20",
    "dotnet9": "2026-11-10",
    "nodejs16.x": "2024-06-12",
    "nodejs18.x": "2025-09-01",
    "nodejs20.x": "2026-04-30",
    "provided.al2": "2026-07-31",
    "python3.8": "2024-10-14",
    "python3.9": "2025-12-15",
    "python3.10": "2026-10-31",
    "ruby3.2": "2026-03-31",
}
"""Runtimes out of support on which AWS still lets functions be created, with the day support ended."""

BLOCKED: Final = frozenset(
    {
        "dotnetcore1.0", "dotnetcore2.0", "dotnetcore2.1", "dotnetcore3.1", "go1.x", "java8", "nodejs",
        "nodejs10.x", "nodejs12.x", "nodejs14.x", "nodejs4.3", "nodejs4.3-edge", "nodejs6.10", "nodejs8.10",
        "provided", "python2.7", "python3.6", "python3.7", "ruby2.5", "ruby2.7",
    }
)  # fmt: skip
"""Runtimes on which no function can be created any more."""
