"""Alarms, who hears of them, the dashboard, and word of Spot."""

from itertools import combinations
from typing import Any

import pytest

from tests.harness import STACKS, Graph, graph_of

OBSERVABILITY = "groundwork:observability"
ACCOUNT = {"StringEquals": {"aws:SourceAccount": "123456789012"}}
CHANGED = {
    "api-cpu": {
        "threshold": 55.5,
        "statistic": "Maximum",
        "periodSeconds": 300,
        "evaluationPeriods": 4,
        "datapointsToAlarm": 3,
        "name": "our-cpu",
        "description": "The API is hot",
    },
    "worker-memory": {"enabled": False},
    "api-memory": {"threshold": 0},
}


@pytest.fixture(scope="module")
def prod() -> Graph:
    return graph_of("prod")


@pytest.fixture(scope="module")
def changed() -> Graph:
    alerts = {"emails": ["a@example.com", "b@example.com"], "httpsEndpoints": ["https://hooks.example.com/x"]}
    return graph_of(
        "prod",
        {
            f"{OBSERVABILITY}.alarms": CHANGED,
            f"{OBSERVABILITY}.alerts": alerts,
            f"{OBSERVABILITY}.dashboardName": "the-board",
        },
    )


def test_every_component_has_its_alarms(prod: Graph) -> None:
    assert {alarm.name for alarm in prod.all("cloudwatch/metricAlarm")} == {
        *("api-cpu", "api-memory", "api-unhealthy-targets", "worker-cpu", "worker-memory"),
        *("load-balancer-5xx", "load-balancer-response-time", "db-cpu", "db-connections", "db-storage"),
    }


def test_every_alarm_notifies_the_topic_both_ways(prod: Graph) -> None:
    topic = prod.one("sns/topic")
    for alarm in prod.all("cloudwatch/metricAlarm"):
        assert alarm.inputs["alarmActions"] == [topic.arn]
        assert alarm.inputs["okActions"] == [topic.arn]
        assert alarm.inputs["name"] == f"groundwork-production-{alarm.name}"
        assert alarm.inputs["dimensions"]


def test_alarms_of_a_service_watch_it_in_its_cluster(prod: Graph) -> None:
    expected = {
        "namespace": "AWS/ECS",
        "metricName": "CPUUtilization",
        "dimensions": {
            "ClusterName": "groundwork-production-cluster",
            "ServiceName": "groundwork-production-worker",
        },
        "statistic": "Average",
        "comparisonOperator": "GreaterThanThreshold",
        "threshold": 85,
        "period": 60,
        "evaluationPeriods": 5,
        "treatMissingData": "notBreaching",
        "alarmDescription": "CPU of groundwork-production-worker above 85 %",
    }
    alarm = prod.one("cloudwatch/metricAlarm", "worker-cpu").inputs
    assert {key: alarm[key] for key in expected} == expected
    assert "datapointsToAlarm" not in alarm


def test_an_alarm_may_be_changed_in_every_way(changed: Graph) -> None:
    alarm = changed.one("cloudwatch/metricAlarm", "api-cpu").inputs
    expected = {
        "threshold": 55.5,
        "statistic": "Maximum",
        "period": 300,
        "evaluationPeriods": 4,
        "datapointsToAlarm": 3,
        "name": "our-cpu",
        "alarmDescription": "The API is hot",
        "metricName": "CPUUtilization",
        "comparisonOperator": "GreaterThanThreshold",
    }
    assert {key: alarm[key] for key in expected} == expected
    assert changed.one("cloudwatch/metricAlarm", "api-memory").inputs["threshold"] == 0


def test_an_alarm_may_be_switched_off(prod: Graph, changed: Graph) -> None:
    names = [{alarm.name for alarm in graph.all("cloudwatch/metricAlarm")} for graph in (prod, changed)]
    assert names[0] - names[1] == {"worker-memory"}
    assert names[1] - names[0] == set()


def test_subscribers_by_mail_and_https(changed: Graph) -> None:
    topic = changed.one("sns/topic").arn
    found = {
        each.name: (each.inputs["protocol"], each.inputs["endpoint"], each.inputs["topic"])
        for each in changed.all("sns/topicSubscription")
    }
    assert found == {
        "alerts-a@example.com": ("email", "a@example.com", topic),
        "alerts-b@example.com": ("email", "b@example.com", topic),
        "alerts-https://hooks.example.com/x": ("https", "https://hooks.example.com/x", topic),
    }


def test_the_topic_takes_messages_of_alarms_of_the_account_over_tls(prod: Graph) -> None:
    topic = prod.one("sns/topic")
    assert topic.inputs["name"] == "groundwork-production-alerts"
    policy = prod.one("sns/topicPolicy")
    assert policy.inputs["arn"] == topic.arn
    assert policy.document("policy")["Statement"] == [
        {
            "Sid": "Alarms",
            "Effect": "Allow",
            "Principal": {"Service": "cloudwatch.amazonaws.com"},
            "Action": "sns:Publish",
            "Resource": topic.arn,
            "Condition": ACCOUNT,
        },
        {
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "sns:Publish",
            "Resource": topic.arn,
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
    ]


def test_failed_placements_on_spot_are_told() -> None:
    graph = graph_of("skyhigh/prod")
    rule, target = graph.one("cloudwatch/eventRule"), graph.one("cloudwatch/eventTarget")
    assert rule.document("eventPattern") == {
        "source": ["aws.ecs"],
        "detail-type": ["ECS Service Action"],
        "detail": {
            "eventName": ["SERVICE_TASK_PLACEMENT_FAILURE"],
            "clusterArn": [graph.one("ecs/cluster").arn],
        },
    }
    assert target.inputs["rule"] == rule.inputs["name"]
    assert target.inputs["arn"] == graph.one("sns/topic").arn
    # EventBridge supports no condition in the policy of a topic.
    assert graph.one("sns/topicPolicy").document("policy")["Statement"][1] == {
        "Sid": "Events",
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": graph.one("sns/topic").arn,
    }


def test_without_spot_there_is_nothing_to_tell(prod: Graph) -> None:
    assert prod.none("cloudwatch/eventRule")


def widgets(graph: Graph) -> list[dict[str, Any]]:
    return graph.one("cloudwatch/dashboard").document("dashboardBody")["widgets"]


def test_the_dashboard_has_a_row_for_each_component(prod: Graph) -> None:
    headings = [each["properties"]["markdown"] for each in widgets(prod) if each["type"] == "text"]
    assert headings == [
        "## ECS service groundwork-production-api",
        "## ECS service groundwork-production-worker",
        "## Load balancer",
        "## PostgreSQL groundwork-production-db",
        "## Images of groundwork-production-api",
        "## Images of groundwork-production-worker",
    ]
    titles = [each["properties"]["title"] for each in widgets(prod) if each["type"] == "metric"]
    assert titles == [
        *("CPU (%)", "Memory (%)", "Tasks") * 2,
        *("Requests", "Response time (s)", "Errors"),
        *("CPU (%)", "Connections", "Free storage (bytes)", "Latency (s)"),
        *("Pulls", "Pushes (account)") * 2,
    ]


@pytest.mark.parametrize("stack", [stack for stack in STACKS if stack != "dev"])
def test_widgets_stand_inside_24_columns_and_apart(stack: str) -> None:
    placed = [(each["x"], each["y"], each["width"], each["height"]) for each in widgets(graph_of(stack))]
    assert len(placed) >= 6
    assert all(
        x >= 0 and y >= 0 and width > 0 and height > 0 and x + width <= 24 for x, y, width, height in placed
    )
    for (x, y, width, height), (left, top, wide, high) in combinations(placed, 2):
        assert x + width <= left or left + wide <= x or y + height <= top or top + high <= y
    bottom = max(y + height for _, y, _, height in placed)
    assert sum(width * height for _, _, width, height in placed) == 24 * bottom


def test_widgets_show_the_metrics_of_what_is_there(prod: Graph) -> None:
    properties = {each["properties"].get("title"): each["properties"] for each in widgets(prod)}
    assert properties["Tasks"] == {
        "title": "Tasks",
        "region": "eu-west-1",
        "view": "timeSeries",
        "period": 60,
        "metrics": [
            [
                *("ECS/ContainerInsights", metric, "ClusterName", "groundwork-production-cluster"),
                *("ServiceName", "groundwork-production-worker", {"label": label, "stat": "Average"}),
            ]
            for metric, label in (("RunningTaskCount", "running"), ("DesiredTaskCount", "desired"))
        ],
    }
    assert properties["Latency (s)"]["metrics"] == [
        ["AWS/RDS", name, "DBInstanceIdentifier", "groundwork-production-db", {"stat": "Average"}]
        for name in ("ReadLatency", "WriteLatency")
    ]


def test_the_dashboard_has_the_name_given_or_the_prefix(prod: Graph, changed: Graph) -> None:
    assert prod.one("cloudwatch/dashboard").inputs["dashboardName"] == "groundwork-production"
    assert changed.one("cloudwatch/dashboard").inputs["dashboardName"] == "the-board"
    assert changed.outputs["dashboardName"] == "the-board"


def test_the_dashboard_can_be_given_up() -> None:
    graph = graph_of("dev")
    assert graph.none("cloudwatch/dashboard")
    assert "dashboardName" not in graph.outputs


def test_every_log_group_has_the_retention_of_the_stack(prod: Graph) -> None:
    assert {group.inputs["retentionInDays"] for group in prod.all("cloudwatch/logGroup")} == {365}
    assert len(prod.all("cloudwatch/logGroup")) == 5
