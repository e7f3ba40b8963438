"""Controls on alarms and dashboards: that they are there, watch something, and that somebody hears."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from policy.aws.types import (
    ALARM,
    COMPOSITE_ALARM,
    DASHBOARD,
    DB_INSTANCE,
    ECS_SERVICE,
    LOAD_BALANCER,
    SNS_SUBSCRIPTION,
    SNS_TOPIC,
)
from policy.framework.outcome import NotApplicable, Outcome, Undetermined, Violation
from policy.framework.registry import Scope, on_graph
from policy.framework.resource import STACK, Resource, present
from policy.framework.values import UNKNOWN

WATCHED = (ECS_SERVICE, DB_INSTANCE, LOAD_BALANCER)


def _has_actions(alarm: Resource) -> bool | None:
    """Whether an alarm does anything; None if that is not known and does not come from a resource either."""
    values = alarm.get("alarmActions")
    if values is UNKNOWN or (isinstance(values, list) and UNKNOWN in values):
        return True if alarm.property_dependencies.get("alarmActions") else None
    return present(values)


@on_graph("alarms-notify", ALARM, COMPOSITE_ALARM)
def notify(alarm: Resource, _scope: Scope) -> Iterator[Outcome]:
    """Each alarm says what it watches, and does something when it goes off."""
    if alarm.type == ALARM:
        queries = alarm.blocks("metricQueries")
        if queries:
            yield from _queries(queries)
        else:
            yield from alarm.expect_present("dimensions", "the resource that it watches")
    acts = _has_actions(alarm)
    if acts is None:
        yield Undetermined("alarmActions")
    elif not acts:
        yield Violation("alarmActions is absent, must be a topic")
    if alarm.get("actionsEnabled") is False:
        yield Violation("actionsEnabled is false, must be true")


def _queries(queries: list[Any]) -> Iterator[Outcome]:
    for index, query in enumerate(queries):
        metric = query.get("metric") if isinstance(query, dict) else UNKNOWN
        if metric is UNKNOWN:
            yield Undetermined(f"metricQueries[{index}]")
        elif isinstance(metric, dict) and metric.get("dimensions") in (None, {}):
            yield Violation(
                f"metricQueries[{index}].metric.dimensions is absent, must be the resource that it watches"
            )


@on_graph("alarm-topic-subscribed", SNS_TOPIC)
def subscribed(topic: Resource, scope: Scope) -> Iterator[Outcome]:
    """Somebody has subscribed to each topic that alarms notify."""
    graph = scope.graph
    if not any(graph.referrers(topic, token, "alarmActions") for token in (ALARM, COMPOSITE_ALARM)):
        raise NotApplicable("no alarm notifies it")
    if not graph.referrers(topic, SNS_SUBSCRIPTION, "topic"):
        yield Violation("the topic has no subscription, must have a subscriber")


@on_graph("dashboard-present", STACK)
def dashboard(_stack: Resource, scope: Scope) -> Iterator[Outcome]:
    """A stack that runs something has a dashboard."""
    if not scope.graph.of(*WATCHED):
        raise NotApplicable("nothing to watch")
    if not scope.graph.of(DASHBOARD):
        yield Violation("the stack has no dashboard, must have one")


@on_graph("alarms-complete", STACK)
def complete(_stack: Resource, scope: Scope) -> Iterator[Outcome]:
    """The alarms that the system's sheet names are there, and each acts."""
    alarms = scope.graph.of(ALARM)
    for what, wanted in scope.parameters["alarms"].items():
        found = [alarm for alarm in alarms if _watches(alarm, wanted)]
        if not found:
            if any(UNKNOWN in (alarm.get("namespace"), alarm.get("metricName")) for alarm in alarms):
                yield Undetermined("metricName of an alarm")
            else:
                metrics = " or ".join(" ".join(metric) for metric in wanted)
                yield Violation(f"there is no alarm on {what} ({metrics}), must be one")
        elif not any(_has_actions(alarm) is not False for alarm in found):
            yield Violation(f"the alarm on {what} ({found[0].name}) has no action, must notify the topic")


def _watches(alarm: Resource, wanted: list[tuple[str, str]]) -> bool:
    pairs = [(alarm.get("namespace"), alarm.get("metricName"))]
    for query in alarm.blocks("metricQueries"):
        metric = query.get("metric") if isinstance(query, dict) else None
        if isinstance(metric, dict):
            pairs.append((metric.get("namespace"), metric.get("metricName")))
    return any(pair in wanted for pair in pairs)
