"""FoodBeGood's logs, alarms, dashboard and queries on ECS."""

from typing import Any

import pytest

from tests.harness import Graph, Resource
from tests.systems.questions import AlarmFacts, facts

PREFIX = "foodbegood-production"


def alarm(graph: Graph, name: str) -> Resource:
    (found,) = (
        each for each in graph.all("cloudwatch/metricAlarm") if each.inputs["name"] == f"{PREFIX}-{name}"
    )
    return found


@pytest.mark.spec("FBG-OBS-02")
def test_every_log_group_ends(every: Graph) -> None:
    kept = {
        each.inputs["name"]: each.inputs.get("retentionInDays") for each in every.all("cloudwatch/logGroup")
    }
    assert [name for name, days in kept.items() if not days] == []


def widgets(graph: Graph) -> dict[str, dict[str, Any]]:
    found = graph.one("cloudwatch/dashboard").document("dashboardBody")["widgets"]
    return {each["properties"]["title"]: each for each in found}


@pytest.mark.spec("FBG-OBS-03", "FBG-OBS-04", "FBG-S-28")
def test_the_six_widgets(on_ecs: Graph) -> None:
    assert on_ecs.one("cloudwatch/dashboard").inputs["dashboardName"] == PREFIX
    found = widgets(on_ecs)
    assert {
        title: (each["x"], each["y"], each["width"], each["height"]) for title, each in found.items()
    } == {
        "API Requests": (0, 0, 12, 6),
        "Response Time (p99)": (12, 0, 12, 6),
        "CPU Utilization": (0, 6, 8, 6),
        "Memory Utilization": (8, 6, 8, 6),
        "Database Connections": (16, 6, 8, 6),
        "Error Logs": (0, 12, 24, 6),
    }
    assert {each["properties"]["region"] for each in found.values()} == {"eu-west-1"}
    metrics = [each["properties"] for each in found.values() if each["type"] == "metric"]
    assert {each["period"] for each in metrics} == {60}


def measured(widget: dict[str, Any]) -> tuple[str, str, str]:
    (metric,) = widget["properties"]["metrics"]
    rendering = metric[-1] if isinstance(metric[-1], dict) else {}
    return metric[0], metric[1], rendering.get("stat") or widget["properties"]["stat"]


@pytest.mark.spec("FBG-OBS-04")
def test_what_the_widgets_show(on_ecs: Graph) -> None:
    found = widgets(on_ecs)
    assert {title: measured(each) for title, each in found.items() if each["type"] == "metric"} == {
        "API Requests": ("AWS/ApplicationELB", "RequestCount", "Sum"),
        "Response Time (p99)": ("AWS/ApplicationELB", "TargetResponseTime", "p99"),
        "CPU Utilization": ("AWS/ECS", "CPUUtilization", "Average"),
        "Memory Utilization": ("AWS/ECS", "MemoryUtilization", "Average"),
        "Database Connections": ("AWS/RDS", "DatabaseConnections", "Average"),
    }
    for title in ("API Requests", "Response Time (p99)"):
        assert found[title]["properties"]["yAxis"]["left"]["min"] == 0
    (line,) = found["CPU Utilization"]["properties"]["annotations"]["horizontal"]
    assert (line["value"], line["label"], line["color"]) == (70, "Scale Up", "#ff0000")
    query = found["Error Logs"]["properties"]["query"]
    assert query.startswith(f"SOURCE '/ecs/{PREFIX}-api' | ")
    assert "filter @message like /ERROR/ | sort @timestamp desc | limit 100" in query


@pytest.mark.spec("FBG-OBS-06")
def test_high_cpu(on_ecs: Graph) -> None:
    found = alarm(on_ecs, "high-cpu")
    assert (found.inputs["namespace"], found.inputs["metricName"]) == ("AWS/ECS", "CPUUtilization")
    assert facts(found) == AlarmFacts("Average", "GreaterThanThreshold", 80, 60, 2)
    topic = on_ecs.outputs["alertTopicArn"]
    assert found.inputs["alarmActions"] == found.inputs["okActions"] == [topic]
    assert found.inputs["alarmDescription"]


@pytest.mark.spec("FBG-OBS-07")
def test_high_error_rate(on_ecs: Graph) -> None:
    found = alarm(on_ecs, "high-error-rate").inputs
    assert (found["comparisonOperator"], found["threshold"], found["evaluationPeriods"]) == (
        *("GreaterThanThreshold", 5, 2),
    )
    assert found["treatMissingData"] == "notBreaching"
    assert found["alarmDescription"]
    (rate,) = (each for each in found["metricQueries"] if each.get("returnData"))
    metrics = {each["id"]: each["metric"] for each in found["metricQueries"] if each.get("metric")}
    assert rate["label"] == "Error Rate"
    errors = next(id for id, each in metrics.items() if each["metricName"] == "HTTPCode_Target_5XX_Count")
    total = next(id for id, each in metrics.items() if each["metricName"] == "RequestCount")
    assert rate["expression"].replace(" ", "") in (f"{errors}/{total}*100", f"({errors}/{total})*100")
    for each in metrics.values():
        assert (each["namespace"], each["stat"], each["period"]) == ("AWS/ApplicationELB", "Sum", 60)
        assert each["dimensions"]["LoadBalancer"] == on_ecs.one("lb/loadBalancer").outputs["arnSuffix"]


@pytest.mark.spec("FBG-OBS-08")
def test_connections_of_the_database(on_ecs: Graph) -> None:
    found = alarm(on_ecs, "db-connections")
    assert (found.inputs["namespace"], found.inputs["metricName"]) == ("AWS/RDS", "DatabaseConnections")
    assert found.inputs["dimensions"] == {"DBInstanceIdentifier": f"{PREFIX}-db"}
    assert facts(found) == AlarmFacts("Average", "GreaterThanThreshold", 80, 300, 3)


@pytest.mark.spec("FBG-OBS-11")
def test_the_operators_hear_of_alarms(on_ecs: Graph) -> None:
    topic = on_ecs.one("sns/topic", "alerts").arn
    (subscription,) = (
        each.inputs for each in on_ecs.all("sns/topicSubscription") if each.inputs["topic"] == topic
    )
    assert (subscription["protocol"], subscription["endpoint"]) == ("email", "ops@foodbegood.example.com")


@pytest.mark.spec("FBG-OBS-14")
def test_three_saved_queries(on_ecs: Graph) -> None:
    found = {each.name: each.inputs for each in on_ecs.all("cloudwatch/queryDefinition")}
    assert found.keys() == {"slow-requests", "error-analysis", "user-activity"}
    for each in found.values():
        assert each["logGroupNames"] == [f"/ecs/{PREFIX}-api"]
    slow = found["slow-requests"]["queryString"]
    assert "filter response_time > 1000" in slow
    assert "sort response_time desc" in slow
    assert "limit 100" in slow
    errors = found["error-analysis"]["queryString"]
    assert "bin(5m)" in errors
    assert "ERROR" in errors
    users = found["user-activity"]["queryString"]
    assert "by user_id" in users
    assert "limit 20" in users
