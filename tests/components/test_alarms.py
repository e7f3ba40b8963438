"""Alarms as systems have them: changed thresholds, the error rate, percentiles, silence."""

from typing import Any

import pytest

from tests.harness import Graph, graph_of

OBSERVABILITY = "groundwork:observability"


@pytest.fixture(scope="module")
def prod() -> Graph:
    return graph_of("prod")


@pytest.mark.spec("FBG-OBS-06", "FBG-OBS-08")
def test_alarms_on_cpu_and_connections_as_a_system_has_them() -> None:
    changes = {
        "api-cpu": {"name": "shop-high-cpu", "threshold": 80, "evaluationPeriods": 2},
        "db-connections": {"threshold": 80, "periodSeconds": 300, "evaluationPeriods": 3},
    }
    graph = graph_of("prod", {f"{OBSERVABILITY}.alarms": changes})
    cpu, connections = (graph.one("cloudwatch/metricAlarm", name).inputs for name in changes)
    keys = ("name", "namespace", "metricName", "statistic", "threshold", "period", "evaluationPeriods")
    assert [cpu[key] for key in keys] == [
        *("shop-high-cpu", "AWS/ECS", "CPUUtilization", "Average", 80, 60, 2),
    ]
    assert [connections[key] for key in keys] == [
        *("groundwork-production-db-connections", "AWS/RDS", "DatabaseConnections", "Average", 80, 300, 3),
    ]
    assert connections["dimensions"] == {
        "DBInstanceIdentifier": graph.one("rds/instance", "db").inputs["identifier"]
    }
    for alarm in (cpu, connections):
        assert alarm["comparisonOperator"] == "GreaterThanThreshold"
        assert alarm["alarmActions"] == alarm["okActions"] == [graph.one("sns/topic").arn]
        assert alarm["alarmDescription"]


@pytest.mark.spec("FBG-OBS-07")
def test_the_error_rate_is_a_quotient_that_is_missing_without_requests() -> None:
    alarms: dict[str, Any] = {"load-balancer-error-rate": {"name": "shop-high-error-rate"}}
    graph = graph_of("prod", {f"{OBSERVABILITY}.alarms": alarms})
    balancer = {"LoadBalancer": graph.one("lb/loadBalancer").outputs["arnSuffix"]}
    alarm = graph.one("cloudwatch/metricAlarm", "load-balancer-error-rate").inputs
    assert {key: alarm[key] for key in alarm if not key.startswith("__") and key != "tagsAll"} == {
        "name": "shop-high-error-rate",
        "alarmDescription": "More than 5 % of the requests end in a server error of the targets",
        "comparisonOperator": "GreaterThanThreshold",
        "threshold": 5,
        "evaluationPeriods": 2,
        "treatMissingData": "notBreaching",
        "alarmActions": [graph.one("sns/topic").arn],
        "okActions": [graph.one("sns/topic").arn],
        "metricQueries": [
            {
                "id": "result",
                "expression": "errors / requests * 100",
                "label": "Error Rate",
                "returnData": True,
            },
            *(
                {
                    "id": id,
                    "metric": {
                        "namespace": "AWS/ApplicationELB",
                        "metricName": name,
                        "dimensions": balancer,
                        "period": 60,
                        "stat": "Sum",
                    },
                    "returnData": False,
                }
                for id, name in (("errors", "HTTPCode_Target_5XX_Count"), ("requests", "RequestCount"))
            ),
        ],
        **({"tags": alarm["tags"]} if "tags" in alarm else {}),
    }


@pytest.mark.parametrize(
    ("change", "made"), [({}, True), ({"enabled": True}, True), ({"enabled": False}, False)]
)
def test_an_alarm_that_is_off_by_default_is_made_where_it_is_named(
    change: dict[str, Any], made: bool
) -> None:
    graph = graph_of("prod", {f"{OBSERVABILITY}.alarms": {"load-balancer-error-rate": change}})
    assert len(graph.all("cloudwatch/metricAlarm", "load-balancer-error-rate")) == made


def test_an_error_rate_may_be_changed() -> None:
    change = {"threshold": 1, "periodSeconds": 300, "evaluationPeriods": 3}
    graph = graph_of("prod", {f"{OBSERVABILITY}.alarms": {"load-balancer-error-rate": change}})
    alarm = graph.one("cloudwatch/metricAlarm", "load-balancer-error-rate").inputs
    assert (alarm["threshold"], alarm["evaluationPeriods"]) == (1, 3)
    assert "period" not in alarm
    assert [query["metric"]["period"] for query in alarm["metricQueries"] if "metric" in query] == [300, 300]


def test_an_alarm_may_look_at_a_percentile() -> None:
    change = {"load-balancer-response-time": {"statistic": "p99", "threshold": 2}}
    alarm = graph_of("prod", {f"{OBSERVABILITY}.alarms": change}).one(
        "cloudwatch/metricAlarm", "load-balancer-response-time"
    )
    assert alarm.inputs["extendedStatistic"] == "p99"
    assert "statistic" not in alarm.inputs


def test_an_alarm_may_be_silent(prod: Graph) -> None:
    graph = graph_of("prod", {f"{OBSERVABILITY}.alarms": {"api-cpu": {"notify": False}}})
    silent = {
        alarm.name
        for alarm in graph.all("cloudwatch/metricAlarm")
        if alarm.inputs.get("actionsEnabled") is False
    }
    assert silent == {"api-cpu"}
    assert all("actionsEnabled" not in alarm.inputs for alarm in prod.all("cloudwatch/metricAlarm"))
