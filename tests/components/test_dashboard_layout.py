"""The dashboard whose widgets stand at chosen places."""

from typing import Any

import pytest

from tests.components.growth import Growth, grown
from tests.harness import Graph, graph_of

LAYOUT = "groundwork:observability.dashboardLayout"
ERRORS = "fields @timestamp, @message | filter @message like /ERROR/ | sort @timestamp desc | limit 100"
CHOSEN: dict[str, Any] = {
    "Error Logs": {"at": [0, 12, 24, 6], "logs": "api", "query": ERRORS},
    "API Requests": {"at": [0, 0, 12, 6], "metric": "load-balancer.requests", "statistic": "Sum", "yMin": 0},
    "Response Time (p99)": {
        "at": [12, 0, 12, 6],
        "metric": "load-balancer.response-time",
        "statistic": "p99",
        "yMin": 0,
    },
    "Memory Utilization": {"at": [8, 6, 8, 6], "metric": "api.memory"},
    "CPU Utilization": {
        "at": [0, 6, 8, 6],
        "metric": "api.cpu",
        "line": {"value": 70, "label": "Scale Up", "color": "#ff0000"},
    },
    "Database Connections": {"at": [16, 6, 8, 6], "metric": "db.connections"},
}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return graph_of("prod", {LAYOUT: CHOSEN, "groundwork:compute.services.api.logGroup": "/ecs/shop-api"})


def widgets(graph: Graph) -> list[dict[str, Any]]:
    return graph.one("cloudwatch/dashboard").document("dashboardBody")["widgets"]


@pytest.mark.spec("FBG-OBS-03", "FBG-OBS-04")
def test_exactly_the_chosen_widgets_stand_at_their_places(graph: Graph) -> None:
    """From top to bottom and left to right, whatever the order of the settings is."""
    found = [
        (each["properties"]["title"], each["type"], [each[key] for key in ("x", "y", "width", "height")])
        for each in widgets(graph)
    ]
    assert found == [
        ("API Requests", "metric", [0, 0, 12, 6]),
        ("Response Time (p99)", "metric", [12, 0, 12, 6]),
        ("CPU Utilization", "metric", [0, 6, 8, 6]),
        ("Memory Utilization", "metric", [8, 6, 8, 6]),
        ("Database Connections", "metric", [16, 6, 8, 6]),
        ("Error Logs", "log", [0, 12, 24, 6]),
    ]
    assert graph.one("cloudwatch/dashboard").inputs["dashboardName"] == "groundwork-production"


@pytest.mark.spec("FBG-OBS-04")
def test_graphs_show_the_metric_of_the_component_that_is_named(graph: Graph) -> None:
    balancer = ("LoadBalancer", graph.one("lb/loadBalancer").outputs["arnSuffix"])
    service = (
        *("ClusterName", "groundwork-production-cluster"),
        *("ServiceName", "groundwork-production-api"),
    )
    assert {each["properties"]["title"]: each["properties"].get("metrics") for each in widgets(graph)} == {
        "API Requests": [["AWS/ApplicationELB", "RequestCount", *balancer, {"stat": "Sum"}]],
        "Response Time (p99)": [["AWS/ApplicationELB", "TargetResponseTime", *balancer, {"stat": "p99"}]],
        "CPU Utilization": [["AWS/ECS", "CPUUtilization", *service, {"stat": "Average"}]],
        "Memory Utilization": [["AWS/ECS", "MemoryUtilization", *service, {"stat": "Average"}]],
        "Database Connections": [
            [
                *("AWS/RDS", "DatabaseConnections", "DBInstanceIdentifier", "groundwork-production-db"),
                {"stat": "Average"},
            ]
        ],
        "Error Logs": None,
    }


@pytest.mark.spec("FBG-OBS-04")
def test_graphs_have_a_minute_the_region_an_axis_and_a_line(graph: Graph) -> None:
    found = {each["properties"]["title"]: each["properties"] for each in widgets(graph)}
    graphs = [each["properties"] for each in widgets(graph) if each["type"] == "metric"]
    assert {(each["period"], each["region"], each["view"]) for each in graphs} == {
        (60, "eu-west-1", "timeSeries")
    }
    assert {title: each["yAxis"] for title, each in found.items() if "yAxis" in each} == {
        "API Requests": {"left": {"min": 0}},
        "Response Time (p99)": {"left": {"min": 0}},
    }
    assert {title: each["annotations"] for title, each in found.items() if "annotations" in each} == {
        "CPU Utilization": {"horizontal": [{"value": 70, "label": "Scale Up", "color": "#ff0000"}]}
    }


@pytest.mark.spec("FBG-OBS-04")
def test_logs_are_those_of_the_component_that_is_named(graph: Graph) -> None:
    assert widgets(graph)[-1]["properties"] == {
        "title": "Error Logs",
        "region": "eu-west-1",
        "view": "table",
        "query": f"SOURCE '/ecs/shop-api' | {ERRORS}",
    }


def test_a_graph_may_show_several_metrics_and_a_bare_line() -> None:
    both = {
        "at": [0, 0, 24, 6],
        "metrics": ["db.read-latency", "api.running-tasks"],
        "statistic": "Maximum",
        "line": {"value": 1},
    }
    (widget,) = widgets(graph_of("prod", {LAYOUT: {"Both": both}}))
    assert [metric[1] for metric in widget["properties"]["metrics"]] == ["ReadLatency", "RunningTaskCount"]
    assert [metric[-1] for metric in widget["properties"]["metrics"]] == [
        {"stat": "Maximum"},
        {"stat": "Maximum", "label": "running"},
    ]
    assert widget["properties"]["annotations"] == {"horizontal": [{"value": 1}]}


@pytest.mark.spec("FBG-OBS-05")
def test_a_server_and_a_database_have_a_dashboard_of_their_own() -> None:
    chosen = {
        "CPU": {"at": [0, 0, 12, 6], "metric": "app.cpu"},
        "Connections": {"at": [12, 0, 12, 6], "metric": "db.connections"},
        "Errors": {"at": [0, 6, 24, 6], "logs": "app", "query": ERRORS},
    }
    graph = graph_of("foodbegood/phase1", {LAYOUT: chosen})
    assert [each["properties"].get("metrics", [["log"]])[0][0] for each in widgets(graph)] == [
        *("AWS/EC2", "AWS/RDS", "log"),
    ]
    group = graph.one("cloudwatch/logGroup", "app").inputs["name"]
    assert widgets(graph)[-1]["properties"]["query"].startswith(f"SOURCE '{group}' | fields")


def test_a_repository_is_found_beside_the_service_of_the_same_key() -> None:
    chosen = {
        "Pulls": {"at": [0, 0, 12, 6], "metric": "api.pulls"},
        "CPU": {"at": [12, 0, 12, 6], "metric": "api.cpu"},
    }
    graph = graph_of("prod", {LAYOUT: chosen})
    assert [each["properties"]["metrics"][0][0] for each in widgets(graph)] == ["AWS/ECR", "AWS/ECS"]


def test_the_order_of_the_widgets_is_no_change() -> None:
    turned = dict(reversed(CHOSEN.items()))
    assert grown("prod", {LAYOUT: turned}, {LAYOUT: CHOSEN}) == Growth()


def test_another_widget_changes_the_dashboard_only() -> None:
    more = {**CHOSEN, "Pulls": {"at": [0, 18, 24, 6], "metric": "api.pulls"}}
    found = grown("prod", {LAYOUT: more}, {LAYOUT: CHOSEN})
    assert found == Growth(changed={"cloudwatch/dashboard dashboard": ("dashboardBody",)})
