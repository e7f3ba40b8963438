"""Which secrets of Secrets Manager hold the credentials of a database, and which secrets are rotated."""

from __future__ import annotations

import re
from typing import Any, Final

from policy.aws.types import SECRET, SECRET_ROTATION, SECRET_VERSION
from policy.framework.graph import Graph
from policy.framework.resource import Resource
from policy.framework.values import document

_NAMED: Final = re.compile(
    r"(?:^|[/_.-])(?:db|database|rds|postgres(?:ql)?|mysql|aurora)(?:$|[/_.-])", re.IGNORECASE
)


def secrets_of(graph: Graph, database: Resource) -> list[Resource]:
    """The secrets that hold a database's credentials: by what their versions are made from, else by name."""
    found: dict[str, Resource] = {}
    for version in graph.of(SECRET_VERSION):
        if _belongs(version, database):
            found.update(
                (secret.urn, secret) for secret in graph.links(version, "secretId", SECRET).resources
            )
    if not found:
        found = {
            secret.urn: secret
            for secret in graph.of(SECRET)
            if any(_NAMED.search(str(name)) for name in (secret.name, secret.get("name")) if name)
        }
    return list(found.values())


def _belongs(version: Resource, database: Resource) -> bool:
    """Whether a secret's version is made from the database, or from what its password is made from."""
    behind = set(version.property_dependencies.get("secretString", ()))
    if database.urn in behind or behind & set(_password_sources(database)):
        return True
    text = version.get("secretString")
    if not isinstance(text, str):
        return False
    value = document(text)
    stored = value.get("password", text) if isinstance(value, dict) else text
    own = [database.get(key) for key in ("password", "masterPassword")]
    address = database.get("address") or database.get("endpoint")
    return stored in [secret for secret in own if isinstance(secret, str)] or (
        isinstance(address, str) and address.partition(":")[0] in text
    )


def _password_sources(database: Resource) -> list[str]:
    return [
        urn for key in ("password", "masterPassword") for urn in database.property_dependencies.get(key, ())
    ]


def rotated(graph: Graph) -> tuple[set[str], list[Resource]]:
    """URNs of the secrets that are rotated; rotations of which it is not known yet whose they are."""
    found: set[str] = set()
    pending: list[Resource] = []
    for rotation in graph.of(SECRET_ROTATION):
        linked = graph.links(rotation, "secretId", SECRET, SECRET_VERSION)
        for target in linked.resources:
            owners = (
                graph.links(target, "secretId", SECRET).resources
                if target.type == SECRET_VERSION
                else (target,)
            )
            found.update(secret.urn for secret in owners)
        if linked.unknown:
            pending.append(rotation)
    return found, pending


def days_between(rules: Any) -> int | None:
    """The longest time between two rotations, in days; None where the rules say none that can be read.

    AWS Secrets Manager User Guide, "Schedule expressions in Secrets Manager rotation".
    """
    if not isinstance(rules, dict):
        return None
    days, expression = rules.get("automaticallyAfterDays"), rules.get("scheduleExpression")
    if isinstance(days, int) and days > 0:
        return days
    rate = re.fullmatch(r"rate\((\d+) (hour|day)s?\)", expression or "")
    if rate:
        return int(rate[1]) if rate[2] == "day" else -(-int(rate[1]) // 24)
    cron = re.fullmatch(r"cron\(\S+ \S+ (\S+) (\S+) (\S+) \S+\)", expression or "")
    return _cron_days(*cron.groups()) if cron else None


def _cron_days(day: str, month: str, weekday: str) -> int:
    """Roughly, and never too few: days of the month, months, days of the week."""
    if month != "*":
        return 366
    if weekday not in ("*", "?"):
        return 31 if "#" in weekday or "L" in weekday else 7
    every = re.fullmatch(r"[*1]/(\d+)", day)
    return 1 if day in ("*", "?") else int(every[1]) if every else 31
