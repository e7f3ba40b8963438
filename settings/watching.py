"""Rules between `groundwork:observability` and the components that are watched."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from settings.base import Breach, Path, collect, rule
from settings.dashboard import Widget
from settings.offers import alarm_keys, made_alarms, offered
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
    """Metric alarms and composite ones share one list of names (CloudWatch API Reference, PutMetricAlarm)."""
    watching = settings.observability
    first: dict[str, str] = {}
    named = [("alarms", key, alarm.name) for key, alarm in watching.alarms.items()]
    named += [("composite", key, alarm.name) for key, alarm in watching.composite.items()]
    for field, key, name in named:
        if name is not None and (other := first.setdefault(name, key)) != key:
            yield Breach(("observability", field, key, "name"), f"`{name}` is the name of {other} as well")
    for key in watching.composite:
        if key in alarm_keys(settings):
            yield Breach(
                ("observability", "composite", key), "is the key of an alarm as well", "choose another key"
            )


@rule
def composites_are_of_alarms(settings: "Settings") -> Iterator[Breach]:
    watching, known = settings.observability, made_alarms(settings)
    offered_ones = alarm_keys(settings)
    for key, composite in watching.composite.items():
        for field, members in composite.members.items():
            for index, member in enumerate(members):
                if member in known:
                    continue
                off = member in offered_ones
                yield Breach(
                    ("observability", "composite", key, field, index),
                    f"the alarm {member} is off" if off else f"there is no alarm `{member}`",
                    "name it in groundwork:observability.alarms, without `enabled: false`"
                    if off
                    else did_you_mean(member, known, "there are"),
                )


@rule
def widgets_show_what_there_is(settings: "Settings") -> Iterator[Breach]:
    known = {key: offer.metrics for key, offer in offered(settings).items() if offer.metrics}
    for title, widget in settings.observability.dashboard_layout.items():
        for breach in collect(_metrics, widget, known):
            yield breach.under("observability", "dashboardLayout", title)


def _metrics(widget: Widget, known: Mapping[str, tuple[str, ...]]) -> Iterator[Breach]:
    for index, path in enumerate(widget.shown):
        place: Path = ("metric",) if widget.metric is not None else ("metrics", index)
        component, _, metric = path.partition(".")
        if component not in known:
            yield Breach(
                place,
                f"no component `{component}` of this stack has metrics",
                did_you_mean(component, known, "those that have are") or "the stack has nothing to watch",
            )
        elif metric not in known[component]:
            yield Breach(
                place,
                f"{component} has no metric `{metric}`",
                did_you_mean(metric, known[component], "it has"),
            )


@rule
def logs_are_written(settings: "Settings") -> Iterator[Breach]:
    known = [key for key, offer in offered(settings).items() if offer.logs]
    watching = settings.observability
    asked: list[tuple[Path, str]] = [
        (("dashboardLayout", title, "logs"), widget.logs)
        for title, widget in watching.dashboard_layout.items()
        if widget.logs is not None
    ]
    asked += [
        (("queries", key, "logs", index), component)
        for key, query in watching.queries.items()
        for index, component in enumerate(query.logs)
    ]
    for place, component in asked:
        if component not in known:
            yield Breach(
                ("observability", *place),
                f"no component `{component}` of this stack writes logs",
                did_you_mean(component, known, "those that do are") or "the stack has no workloads",
            )
