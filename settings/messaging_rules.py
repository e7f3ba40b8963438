"""Rules over several areas: what messages go to, and the secrets of push services."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from settings.base import Breach, Path, collect, readable, rule
from settings.messaging import Rule
from settings.words import did_you_mean

if TYPE_CHECKING:
    from settings.root import Settings


@rule
def targets_are_defined(settings: "Settings") -> Iterator[Breach]:
    for key, event_rule in settings.messaging.rules.items():
        for breach in collect(_targets, settings, event_rule):
            yield breach.under("messaging", "rules", key)
    for key, schedule in settings.messaging.schedules.items():
        for breach in collect(_target, settings, ("target",), schedule.target, "schedule"):
            yield breach.under("messaging", "schedules", key)


def _targets(settings: "Settings", event_rule: Rule) -> Iterator[Breach]:
    if event_rule.bus is not None and event_rule.bus not in settings.messaging.buses:
        known = settings.messaging.buses
        yield Breach(
            ("bus",),
            f"`{event_rule.bus}` is not defined in groundwork:messaging.buses",
            did_you_mean(event_rule.bus, known, "defined are") or "define it there",
        )
    for index, target in readable(event_rule.targets):
        yield from _target(settings, ("targets", index), target, "rule")


def _target(settings: "Settings", path: Path, target: str, kind: str) -> Iterator[Breach]:
    messaging = settings.messaging
    if target in messaging.queues:
        return
    if target in messaging.topics:
        if kind == "rule" and settings.security.encryption.kind == "aws":
            yield Breach(
                path,
                f"EventBridge cannot publish to `{target}`, which a key that AWS manages encrypts",
                "send to a queue, or set groundwork:security.encryption to kind customer",
            )
        return
    if target in settings.compute.services:
        yield Breach(
            path,
            f"`{target}` is a workload, and no queue or topic",
            f"give it a trigger of kind {kind} if it is a function, else send to a queue that it uses",
        )
        return
    known = [*messaging.queues, *messaging.topics]
    yield Breach(
        path,
        f"`{target}` is not defined in groundwork:messaging.queues or groundwork:messaging.topics",
        did_you_mean(target, known, "defined are") or "define it there",
    )


@rule
def credentials_are_defined(settings: "Settings") -> Iterator[Breach]:
    known = settings.security.secrets
    for key, platform in settings.messaging.platforms.items():
        secret = known.get(platform.credential)
        if secret is None:
            yield Breach(
                ("messaging", "platforms", key, "credential"),
                f"`{platform.credential}` is not defined in groundwork:security.secrets",
                did_you_mean(platform.credential, known, "defined are") or "define it there",
            )
        elif secret.kind != "supplied":
            yield Breach(
                ("messaging", "platforms", key, "credential"),
                f"`{platform.credential}` is made by the stack; the push service gives this one",
                f"set kind supplied in groundwork:security.secrets.{platform.credential}",
            )
