"""Exemptions: reviewed data of the stack file, each with a reason, an owner and a last day.

Fail-closed: an entry that is malformed, expired or reaches too far ahead exempts nothing, and is itself a
violation of `policy-exemptions`. Whether an entry was used is known after a run.
"""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Collection
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Final

LONGEST: Final = datetime.timedelta(days=180)
_FIELDS: Final = ("control", "resource", "reason", "owner", "expires")


@dataclass(frozen=True)
class Exemption:
    """One control is excused for the resources that a glob names, up to and including a day."""

    control: str
    resource: str
    reason: str
    owner: str
    expires: datetime.date

    def __str__(self) -> str:
        return f"exempted until {self.expires} by {self.owner}: {self.reason}"

    def covers(self, control: str, urn: str) -> bool:
        """Whether a finding of a control on a resource is excused: by its URN or by its logical name."""
        name = urn.rpartition("::")[2]
        return control == self.control and (
            fnmatchcase(urn, self.resource) or fnmatchcase(name, self.resource)
        )


class Exemptions:
    """The exemptions of one stack: those in force, what is wrong with the others, and which were used."""

    def __init__(self, policy: Any, today: datetime.date, controls: Collection[str]) -> None:
        self.problems: list[str] = []
        self.in_force: list[Exemption] = []
        self._used: set[Exemption] = set()
        for path, entry in self._entries(policy):
            parsed = _parse(path, entry, today, controls)
            if isinstance(parsed, Exemption):
                self.in_force.append(parsed)
            else:
                self.problems.extend(parsed)

    def _entries(self, policy: Any) -> list[tuple[str, Any]]:
        root = "groundwork:policy"
        if policy is None:
            return []
        if not isinstance(policy, dict):
            self.problems.append(f"{root} is not a map; it takes `exemptions`, a list")
            return []
        for key in sorted(set(policy) - {"exemptions"}):
            self.problems.append(f"{root}.{key} is not a setting of the policy pack; it takes `exemptions`")
        entries = policy.get("exemptions") or []
        if not isinstance(entries, list):
            self.problems.append(f"{root}.exemptions is not a list")
            return []
        return [(f"{root}.exemptions[{index}]", entry) for index, entry in enumerate(entries)]

    def match(self, control: str, urn: str) -> Exemption | None:
        """The exemption in force that covers a finding, if any; marks it as used."""
        for exemption in self.in_force:
            if exemption.covers(control, urn):
                self._used.add(exemption)
                return exemption
        return None

    def unused(self) -> list[str]:
        """What to say of exemptions that matched no finding so far."""
        return [
            f"exemption of {entry.control} for {entry.resource} (owner {entry.owner}, until {entry.expires}) "
            "matches no finding: remove it from groundwork:policy.exemptions"
            for entry in self.in_force
            if entry not in self._used
        ]


def _parse(path: str, entry: Any, today: datetime.date, controls: Collection[str]) -> Exemption | list[str]:
    if not isinstance(entry, dict):
        return [f"{path} is not a map of {', '.join(_FIELDS)}"]
    problems = [
        f"{path}.{key} is not one of {', '.join(_FIELDS)}" for key in sorted(set(entry) - set(_FIELDS))
    ]
    for key in _FIELDS:
        value = entry.get(key)
        if value is None or not str(value).strip():
            problems.append(f"{path}.{key} is missing; an exemption needs {', '.join(_FIELDS)}")
    control, resource = str(entry.get("control") or ""), str(entry.get("resource") or "")
    if control and control not in controls:
        near = difflib.get_close_matches(control, controls, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        problems.append(f"{path}.control is {control}, which is no control of this pack{hint}")
    if resource and not resource.strip("*?:"):
        problems.append(f"{path}.resource is {resource}, which exempts everything; name the resource")
    expires = _date(entry.get("expires"))
    if entry.get("expires") and expires is None:
        problems.append(f"{path}.expires is {entry['expires']}, must be a date such as {today + LONGEST}")
    elif expires and expires < today:
        problems.append(
            f"{path} for {control} on {resource} expired on {expires} (owner {entry.get('owner')})"
        )
    elif expires and expires > today + LONGEST:
        problems.append(f"{path}.expires is {expires}, must be at most 180 days ahead, by {today + LONGEST}")
    if problems or expires is None:
        return problems
    return Exemption(control, resource, str(entry["reason"]), str(entry["owner"]), expires)


def _date(value: Any) -> datetime.date | None:
    if isinstance(value, datetime.date):
        return value
    # `pulumi config set` rewrites a date without quotes to `2027-01-31 00:00:00 +0000 UTC`.
    text = str(value).removesuffix(" 00:00:00 +0000 UTC")
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None
