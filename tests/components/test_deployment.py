"""Strategies by which ECS shifts traffic from the old release to the new one."""

from typing import Any

import pytest

from tests.components.growth import grown
from tests.harness import Graph, graph_of

API = "groundwork:compute.services.api"
WORKER = "groundwork:compute.services.worker"


def shifted(strategy: str, **more: Any) -> Graph:
    return graph_of("prod", {f"{API}.deployment": {"strategy": strategy, **more}})


@pytest.fixture(scope="module")
def graph() -> Graph:
    return shifted("blueGreen", bakeMinutes=15)


@pytest.mark.parametrize(
    ("deployment", "expected"),
    [
        ({"strategy": "blueGreen"}, {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": "5"}),
        (
            {"strategy": "linear", "stepPercent": 20, "stepMinutes": 3, "bakeMinutes": 0},
            {
                "strategy": "LINEAR",
                "bakeTimeInMinutes": "0",
                "linearConfiguration": {"stepPercent": 20, "stepBakeTimeInMinutes": "3"},
            },
        ),
        (
            {"strategy": "canary", "stepPercent": 5},
            {
                "strategy": "CANARY",
                "bakeTimeInMinutes": "5",
                "canaryConfiguration": {"canaryPercent": 5, "canaryBakeTimeInMinutes": "5"},
            },
        ),
    ],
    ids=["blueGreen", "linear", "canary"],
)
def test_the_strategy_is_ecs_own(deployment: dict[str, Any], expected: dict[str, Any]) -> None:
    service = graph_of("prod", {f"{API}.deployment": deployment}).one("ecs/service", "api").inputs
    assert service["deploymentConfiguration"] == expected
    assert service["deploymentController"] == {"type": "ECS"}
    assert service["deploymentCircuitBreaker"] == {"enable": True, "rollback": True}


def test_a_rolling_deployment_has_no_second_target_group() -> None:
    graph = shifted("rolling")
    assert "deploymentConfiguration" not in graph.one("ecs/service", "api").inputs
    assert len(graph.all("lb/targetGroup")) == 1
    assert graph.none("lb/listenerRule")


def test_the_service_knows_both_groups_the_rule_and_a_role(graph: Graph) -> None:
    (balancer,) = graph.one("ecs/service", "api").inputs["loadBalancers"]
    rule = graph.one("lb/listenerRule", "api-shifted")
    assert balancer["targetGroupArn"] == graph.one("lb/targetGroup", "api-target-group").arn
    assert balancer["advancedConfiguration"] == {
        "alternateTargetGroupArn": graph.one("lb/targetGroup", "api-target-group-alternate").arn,
        "productionListenerRule": rule.arn,
        "roleArn": graph.one("iam/role", "api-deployment").arn,
    }
    assert rule.urn in graph.one("ecs/service", "api").state["dependencies"]


def test_both_groups_are_alike(graph: Graph) -> None:
    one, other = (
        {key: value for key, value in graph.one("lb/targetGroup", name).inputs.items() if key != "name"}
        for name in ("api-target-group", "api-target-group-alternate")
    )
    assert one == other


def test_a_target_group_with_a_name_has_an_alternate_with_another_one() -> None:
    changes = {f"{API}.deployment": {"strategy": "blueGreen"}, f"{API}.expose.targetGroup": "shop-api"}
    names = {each.inputs["name"] for each in graph_of("prod", changes).all("lb/targetGroup")}
    assert names == {"shop-api", "shop-api-alternate"}


def test_all_requests_go_by_a_rule_whose_weights_are_left_to_ecs(graph: Graph) -> None:
    rule = graph.one("lb/listenerRule", "api-shifted")
    groups = [graph.one("lb/targetGroup", f"api-target-group{ending}").arn for ending in ("", "-alternate")]
    assert rule.inputs["listenerArn"] == graph.one("lb/listener", "load-balancer-https").arn
    assert rule.inputs["priority"] == 50000
    assert rule.inputs["conditions"] == [{"pathPattern": {"values": ["/*"]}}]
    assert rule.inputs["actions"] == [
        {
            "type": "forward",
            "forward": {"targetGroups": [{"arn": groups[0], "weight": 100}, {"arn": groups[1], "weight": 0}]},
        }
    ]
    assert rule.state["ignoreChanges"] == ["actions"]
    # Until the rule is there, requests take the way that they took before.
    listener = graph.one("lb/listener", "load-balancer-https").inputs
    assert listener["defaultActions"] == [{"type": "forward", "targetGroupArn": groups[0]}]


def test_a_service_with_paths_keeps_them_and_its_priority() -> None:
    changes = {
        f"{WORKER}.port": 9000,
        f"{WORKER}.expose": {"paths": ["/jobs/*"], "hosts": ["a.example.com"], "priority": 7},
        f"{WORKER}.deployment": {"strategy": "linear"},
    }
    (rule,) = graph_of("prod", changes).all("lb/listenerRule")
    assert (rule.name, rule.inputs["priority"]) == ("worker-shifted", 7)
    assert rule.inputs["conditions"] == [
        {"pathPattern": {"values": ["/jobs/*"]}},
        {"hostHeader": {"values": ["a.example.com"]}},
    ]


def test_ecs_may_change_that_rule_and_these_targets_alone(graph: Graph) -> None:
    role = graph.one("iam/role", "api-deployment")
    (trusted,) = role.document("assumeRolePolicy")["Statement"]
    assert trusted["Principal"] == {"Service": "ecs.amazonaws.com"}
    groups = [graph.one("lb/targetGroup", f"api-target-group{ending}").arn for ending in ("", "-alternate")]
    prefix = "elasticloadbalancing:"
    assert [
        ([action.removeprefix(prefix) for action in each["Action"]], each["Resource"])
        for each in graph.statements(role)
    ] == [
        (["ModifyRule"], [graph.one("lb/listenerRule", "api-shifted").arn]),
        (["RegisterTargets", "DeregisterTargets"], groups),
        (["DescribeListeners", "DescribeRules", "DescribeTargetGroups", "DescribeTargetHealth"], ["*"]),
    ]


def test_targets_of_both_groups_are_watched(graph: Graph) -> None:
    found = {
        each.name: each.inputs["dimensions"]["TargetGroup"]
        for each in graph.all("cloudwatch/metricAlarm")
        if each.inputs.get("metricName") == "UnHealthyHostCount"
    }
    groups = {each.name: each.outputs["arnSuffix"] for each in graph.all("lb/targetGroup")}
    assert found == {
        "api-unhealthy-targets": groups["api-target-group"],
        "api-unhealthy-alternate-targets": groups["api-target-group-alternate"],
    }
    off = {"groundwork:observability.alarms": {"api-unhealthy-alternate-targets": {"enabled": False}}}
    changes = {f"{API}.deployment": {"strategy": "blueGreen"}, **off}
    assert graph_of("prod", changes).all("cloudwatch/metricAlarm", "api-unhealthy-alternate-targets") == []


def test_another_strategy_replaces_nothing() -> None:
    found = grown("prod", {f"{API}.deployment": {"strategy": "canary"}})
    assert found.added == (
        "cloudwatch/metricAlarm api-unhealthy-alternate-targets",
        "iam/role api-deployment",
        "iam/rolePolicy api-deployment-policy",
        "lb/listenerRule api-shifted",
        "lb/targetGroup api-target-group-alternate",
    )
    assert (found.gone, found.replaced) == ((), ())
    assert found.changed == {"ecs/service api": ("deploymentConfiguration", "loadBalancers")}
