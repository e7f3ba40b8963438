"""Rules between `groundwork:observability` and the components that are watched."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from settings.base import Breach, rule
from settings.offers import alarm_keys
from settings.words import did_you_mean

if TYPE_CHECKING:
    from settings.root import Settings


@rule
def alarms_are_offered(settings: "Settings") -> Iterator[Breach]:
    known = alarm_keys(settings)
    for key in settings.observability.alarms:
        if key not in known:
            yield Breach(
                ("observability", "alarms", key),
                "no component of this stack offers such an alarm",
                did_you_mean(key, known, "there are") or "the stack has nothing to watch",
            )


@rule
def statistics_have_an_effect(settings: "Settings") -> Iterator[Breach]:
    known = alarm_keys(settings)
    for key, alarm in settings.observability.alarms.items():
        if alarm.statistic is not None and known.get(key) is False:
            yield Breach(
                ("observability", "alarms", key, "statistic"),
                "has no effect: the alarm is worked out of several metrics, each with a statistic of its own",
                "leave it out",
            )


@rule
def alarm_names_are_their_own(settings: "Settings") -> Iterator[Breach]:
    first: dict[str, str] = {}
    for key, alarm in settings.observability.alarms.items():
        if alarm.name is not None and (other := first.setdefault(alarm.name, key)) != key:
            yield Breach(
                ("observability", "alarms", key, "name"), f"`{alarm.name}` is the name of {other} as well"
            )
