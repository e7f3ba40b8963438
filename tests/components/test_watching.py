"""Composite alarms, saved queries and what is traced."""

from typing import Any

import pytest

from tests.components.growth import Growth, grown
from tests.harness import Graph, graph_of

OBSERVABILITY = "groundwork:observability"
COMPOSITE: dict[str, Any] = {
    "api-down": {"all": ["api-unhealthy-targets", "load-balancer-error-rate"], "description": "No API"},
    "data-busy": {"any": ["db-cpu", "db-connections"], "name": "busy"},
}
QUERIES: dict[str, Any] = {
    "slow-requests": {
        "logs": ["api"],
        "query": "fields @timestamp, @message | parse @message '*ms' as response_time "
        "| filter response_time > 1000 | sort response_time desc | limit 100",
    },
    "error-analysis": {
        "logs": ["api", "worker"],
        "query": "filter @message like /ERROR/ | stats count() as errors by bin(5m) | sort errors desc",
        "name": "errors/all",
    },
}
SAMPLING: dict[str, Any] = {
    "health": {"priority": 10, "fixedRate": 0, "reservoirSize": 0, "urlPath": "/health", "httpMethod": "GET"},
    "default": {"serviceName": "api-*", "serviceType": "AWS::ECS::Container", "host": "*.example.com"},
}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return graph_of(
        "prod",
        {
            f"{OBSERVABILITY}.alarms": {
                "load-balancer-error-rate": {"name": "high-error-rate", "notify": False}
            },
            f"{OBSERVABILITY}.composite": COMPOSITE,
            f"{OBSERVABILITY}.queries": QUERIES,
            f"{OBSERVABILITY}.sampling": SAMPLING,
        },
    )


def test_composite_alarms_are_of_the_alarms_by_their_physical_names(graph: Graph) -> None:
    topic = graph.one("sns/topic").arn
    actions = {"alarmActions": [topic], "okActions": [topic]}
    down, busy = (graph.one("cloudwatch/compositeAlarm", name) for name in COMPOSITE)
    assert down.inputs == {
        "alarmName": "groundwork-production-api-down",
        "alarmDescription": "No API",
        "alarmRule": 'ALARM("groundwork-production-api-unhealthy-targets") AND ALARM("high-error-rate")',
        **actions,
    }
    assert busy.inputs == {
        "alarmName": "busy",
        "alarmRule": 'ALARM("groundwork-production-db-cpu") OR ALARM("groundwork-production-db-connections")',
        **actions,
    }


def test_composite_alarms_wait_for_their_members(graph: Graph) -> None:
    """CloudWatch refuses a rule that names an alarm which there is not."""
    dependencies = graph.one("cloudwatch/compositeAlarm", "api-down").state["dependencies"]
    for member in COMPOSITE["api-down"]["all"]:
        assert graph.one("cloudwatch/metricAlarm", member).urn in dependencies


@pytest.mark.spec("FBG-OBS-14")
def test_queries_are_kept_over_the_groups_of_the_components_that_they_name(graph: Graph) -> None:
    found = {each.name: each.inputs for each in graph.all("cloudwatch/queryDefinition")}
    assert found == {
        "slow-requests": {
            "name": "groundwork-production/slow-requests",
            "logGroupNames": [graph.one("cloudwatch/logGroup", "api").inputs["name"]],
            "queryString": QUERIES["slow-requests"]["query"],
        },
        "error-analysis": {
            "name": "errors/all",
            "logGroupNames": [
                graph.one("cloudwatch/logGroup", name).inputs["name"] for name in ("api", "worker")
            ],
            "queryString": QUERIES["error-analysis"]["query"],
        },
    }


def test_requests_are_traced_by_rules_in_their_order(graph: Graph) -> None:
    found = {each.name: each.inputs for each in graph.all("xray/samplingRule")}
    assert found == {
        "health": {
            "ruleName": "groundwork-production-health",
            "version": 1,
            "priority": 10,
            "fixedRate": 0,
            "reservoirSize": 0,
            "urlPath": "/health",
            "httpMethod": "GET",
            **dict.fromkeys(("serviceName", "serviceType", "host", "resourceArn"), "*"),
        },
        "default": {
            "ruleName": "groundwork-production-default",
            "version": 1,
            "priority": 1000,
            "fixedRate": 0.05,
            "reservoirSize": 1,
            "serviceName": "api-*",
            "serviceType": "AWS::ECS::Container",
            "host": "*.example.com",
            **dict.fromkeys(("urlPath", "httpMethod", "resourceArn"), "*"),
        },
    }


def test_a_long_name_of_a_sampling_rule_is_cut() -> None:
    graph = graph_of("prod", {f"{OBSERVABILITY}.sampling": {"requests-of-the-public-api": {}}})
    assert graph.one("xray/samplingRule").inputs["ruleName"] == "groundwork-production-req-b6801b"


@pytest.mark.parametrize(
    ("area", "token", "entries", "another"),
    [
        (
            "composite",
            "cloudwatch/compositeAlarm",
            {"busy": COMPOSITE["data-busy"]},
            {"all": ["api-cpu", "db-cpu"]},
        ),
        ("queries", "cloudwatch/queryDefinition", QUERIES, {"logs": ["worker"], "query": "fields @message"}),
        ("sampling", "xray/samplingRule", SAMPLING, {"priority": 5}),
    ],
)
def test_another_one_changes_nothing_that_was_there(
    area: str, token: str, entries: dict[str, Any], another: dict[str, Any]
) -> None:
    path = f"{OBSERVABILITY}.{area}"
    found = grown("prod", {path: {"another": another, **entries}}, {path: entries})
    assert found == Growth(added=(f"{token} another",))


def test_without_any_there_is_no_component_for_them() -> None:
    graph = graph_of("prod")
    for token in ("cloudwatch/compositeAlarm", "cloudwatch/queryDefinition", "xray/samplingRule"):
        assert graph.none(token)
    for name in ("CompositeAlarms", "SavedQueries", "Sampling"):
        assert graph.none(f"groundwork:observability:{name}")
