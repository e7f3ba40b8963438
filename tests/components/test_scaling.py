"""Service auto scaling: one target, one policy a metric, bounds by schedule."""

import pytest

from tests.components.growth import Growth, growth
from tests.harness import Graph, graph_of

SCALING = {
    "minimum": 2,
    "maximum": 20,
    "cpu": {"target": 60, "name": "our-cpu", "scaleInCooldownSeconds": 120, "scaleOutCooldownSeconds": 30},
    "requests": {"target": 1000},
    "scheduled": {
        "night": {
            "schedule": "cron(0 22 * * ? *)",
            "timeZone": "Europe/Berlin",
            "minimum": 1,
            "maximum": 4,
            "name": "our-night",
        },
        "morning": {"schedule": "cron(0 6 * * ? *)", "minimum": 2, "maximum": 20},
    },
}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return graph_of("prod", {"groundwork:compute.services.api.scaling": SCALING})


def test_the_target_is_the_services_number_of_tasks(graph: Graph) -> None:
    target = graph.one("appautoscaling/target", "api")
    assert target.inputs == {
        "maxCapacity": 20,
        "minCapacity": 2,
        "resourceId": "service/groundwork-production-cluster/groundwork-production-api",
        "scalableDimension": "ecs:service:DesiredCount",
        "serviceNamespace": "ecs",
    }
    assert graph.one("ecs/service", "api").urn in target.state["dependencies"]


def test_there_is_a_policy_for_each_metric_that_is_set(graph: Graph) -> None:
    policies = {
        each.name: each for each in graph.all("appautoscaling/policy") if each.name.startswith("api-")
    }
    assert set(policies) == {"api-cpu", "api-requests"}
    assert policies["api-cpu"].inputs["name"] == "our-cpu"
    assert policies["api-cpu"].inputs["targetTrackingScalingPolicyConfiguration"] == {
        "predefinedMetricSpecification": {"predefinedMetricType": "ECSServiceAverageCPUUtilization"},
        "scaleInCooldown": 120,
        "scaleOutCooldown": 30,
        "targetValue": 60,
    }
    for policy in policies.values():
        assert policy.inputs["policyType"] == "TargetTrackingScaling"
        assert graph.one("appautoscaling/target", "api").urn in policy.state["dependencies"]


def test_requests_are_counted_at_the_services_own_target_group(graph: Graph) -> None:
    policy = graph.one("appautoscaling/policy", "api-requests").inputs
    balancer = graph.one("lb/loadBalancer").outputs["arnSuffix"]
    group = graph.one("lb/targetGroup").outputs["arnSuffix"]
    assert policy["name"] == "groundwork-production-api-requests"
    assert policy["targetTrackingScalingPolicyConfiguration"] == {
        "predefinedMetricSpecification": {
            "predefinedMetricType": "ALBRequestCountPerTarget",
            "resourceLabel": f"{balancer}/{group}",
        },
        "scaleInCooldown": 300,
        "scaleOutCooldown": 60,
        "targetValue": 1000,
    }
    assert balancer.startswith("app/")
    assert group.startswith("targetgroup/")


@pytest.fixture(scope="module")
def stepped() -> Graph:
    steps = {
        "requestsPerTarget": 1000,
        "adjustments": [
            {"from": 0, "to": 20, "add": 1},
            {"from": 20, "to": 50, "add": 2},
            {"from": 50, "add": 3},
        ],
    }
    scaling = {**SCALING, "steps": {"scale-out": steps, "spare": {**steps, "name": "our-steps"}}}
    return graph_of("prod", {"groundwork:compute.services.api.scaling": scaling})


@pytest.mark.spec("FBG-CMP-28")
def test_steps_add_the_more_the_higher_the_load(stepped: Graph) -> None:
    policy = stepped.one("appautoscaling/policy", "api-scale-out")
    target = stepped.one("appautoscaling/target", "api")
    assert policy.inputs == {
        "name": "groundwork-production-api-scale-out",
        "policyType": "StepScaling",
        "resourceId": target.inputs["resourceId"],
        "scalableDimension": "ecs:service:DesiredCount",
        "serviceNamespace": "ecs",
        "stepScalingPolicyConfiguration": {
            "adjustmentType": "ChangeInCapacity",
            "cooldown": 60,
            "metricAggregationType": "Average",
            "stepAdjustments": [
                {"metricIntervalLowerBound": "0", "metricIntervalUpperBound": "20", "scalingAdjustment": 1},
                {"metricIntervalLowerBound": "20", "metricIntervalUpperBound": "50", "scalingAdjustment": 2},
                {"metricIntervalLowerBound": "50", "scalingAdjustment": 3},
            ],
        },
    }
    assert target.urn in policy.state["dependencies"]
    assert stepped.one("appautoscaling/policy", "api-spare").inputs["name"] == "our-steps"


@pytest.mark.spec("FBG-CMP-29")
def test_steps_are_started_by_the_load_in_percent(stepped: Graph) -> None:
    (alarm,) = [
        each
        for each in stepped.all("cloudwatch/metricAlarm", "api-scale-out")
        if each.parent == stepped.one("groundwork:ecs:ServiceScaling", "api").urn
    ]
    policy = stepped.one("appautoscaling/policy", "api-scale-out")
    assert alarm.inputs == {
        "name": "groundwork-production-api-scale-out-load",
        "alarmDescription": (
            "More than 100 % of the 1000 requests a minute that one task is meant to take: "
            "groundwork-production-api-scale-out adds tasks"
        ),
        "metricQueries": [
            {
                "id": "requests",
                "metric": {
                    "namespace": "AWS/ApplicationELB",
                    "metricName": "RequestCountPerTarget",
                    "dimensions": {
                        "LoadBalancer": stepped.one("lb/loadBalancer").outputs["arnSuffix"],
                        "TargetGroup": stepped.one("lb/targetGroup").outputs["arnSuffix"],
                    },
                    "stat": "Sum",
                    "period": 60,
                },
                "returnData": False,
            },
            {
                "id": "load",
                "expression": "requests / 1000 * 100",
                "label": "Load (%)",
                "returnData": True,
            },
        ],
        "comparisonOperator": "GreaterThanThreshold",
        "threshold": 100,
        "evaluationPeriods": 1,
        "treatMissingData": "notBreaching",
        "alarmActions": [policy.arn],
    }


def test_steps_are_added_to_what_is_there(graph: Graph, stepped: Graph) -> None:
    assert growth(graph, stepped) == Growth(
        added=(
            "appautoscaling/policy api-scale-out",
            "appautoscaling/policy api-spare",
            "cloudwatch/metricAlarm api-scale-out",
            "cloudwatch/metricAlarm api-spare",
        )
    )


def test_bounds_change_by_schedule(graph: Graph) -> None:
    actions = {each.name: each.inputs for each in graph.all("appautoscaling/scheduledAction")}
    assert {
        name: (each["name"], each["schedule"], each["timezone"], each["scalableTargetAction"])
        for name, each in actions.items()
    } == {
        "api-night": (
            "our-night",
            "cron(0 22 * * ? *)",
            "Europe/Berlin",
            {"maxCapacity": 4, "minCapacity": 1},
        ),
        "api-morning": (
            "groundwork-production-api-morning",
            "cron(0 6 * * ? *)",
            "UTC",
            {"maxCapacity": 20, "minCapacity": 2},
        ),
    }
    target = graph.one("appautoscaling/target", "api").inputs
    assert {each["resourceId"] for each in actions.values()} == {target["resourceId"]}


def test_a_service_without_scaling_has_none() -> None:
    dev = graph_of("dev")
    assert dev.none("appautoscaling/target")
    assert dev.none("appautoscaling/policy")
