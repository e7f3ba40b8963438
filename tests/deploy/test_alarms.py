"""The alarms of a stack: which have gone off, and watching them for a while (on moto)."""

from collections.abc import Callable
from typing import Any

import pytest

from deploy import alarms
from deploy.graph import Graph
from tests.deploy.graphs import state

ALARM = {
    "ComparisonOperator": "GreaterThanThreshold",
    "EvaluationPeriods": 1,
    "MetricName": "CPUUtilization",
    "Namespace": "AWS/ECS",
    "Period": 60,
    "Statistic": "Average",
    "Threshold": 90.0,
}
TOPIC = "arn:aws:sns:eu-west-1:123456789012:alerts"
SCALING = "arn:aws:autoscaling:eu-west-1:123456789012:scalingPolicy:x"


def alarm(name: str, *actions: str, region: str = "eu-west-1", token: str = alarms.METRIC) -> dict[str, Any]:
    named = {"alarmName": name} if token == alarms.COMPOSITE else {"name": name}
    arn = f"arn:aws:cloudwatch:{region}:123456789012:alarm:{name}"
    return state(token, name, {**named, "alarmActions": list(actions)}, outputs={"arn": arn})


def test_those_that_tell_someone_by_region() -> None:
    graph = Graph(
        [
            alarm("shop-cpu", TOPIC),
            alarm("shop-steps", SCALING),
            alarm("shop-silent"),
            alarm("shop-all", TOPIC, token=alarms.COMPOSITE),
            alarm("shop-cdn", TOPIC, region="us-east-1"),
            state("aws:sns/topic:Topic", "alerts"),
        ]
    )
    assert alarms.names(graph) == {"eu-west-1": ["shop-cpu", "shop-all"], "us-east-1": ["shop-cdn"]}


@pytest.fixture
def watched(aws: Callable[..., Any]) -> Callable[[str, str], None]:
    """Alarms `a` (with data), `b` and `other` in moto; sets the state of one."""
    client = aws("cloudwatch")
    for name in ("a", "b", "other"):
        client.put_metric_alarm(AlarmName=name, **ALARM)

    def change(name: str, value: str) -> None:
        client.set_alarm_state(AlarmName=name, StateValue=value, StateReason=f"{name} is {value}")

    change("a", "OK")
    change("other", "ALARM")
    return change


def test_only_the_stacks_own_and_only_what_went_off(watched: Callable[[str, str], None]) -> None:
    wanted = {"eu-west-1": ["a", "b"]}
    assert alarms.gone_off(wanted) == []
    watched("b", "INSUFFICIENT_DATA")
    assert alarms.gone_off(wanted) == []
    watched("b", "ALARM")
    assert alarms.gone_off(wanted) == ["b: b is ALARM"]
    assert alarms.gone_off({}) == []


def test_watching_ends_with_the_time_or_with_the_first_that_goes_off(
    watched: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = {"eu-west-1": ["a", "b"]}
    told: list[str] = []
    monkeypatch.setattr(alarms, "POLL_SECONDS", 0.01)
    assert (alarms.watch(wanted, 0, told.append), told) == ([], [])

    def then(text: str) -> None:
        told.append(text)
        watched("a", "ALARM")

    assert alarms.watch(wanted, 60, then) == ["a: a is ALARM"]
    assert told == ["2 alarms are quiet; 60 min to go"]
