"""Sky High Booker's compute: cluster, Spot, task definition, service and scaling."""

from typing import Any

import pytest

from simulator.embedded import ProgramFailed
from tests.harness import DELETED, Graph, graph_of, preview_of
from tests.systems.questions import waits_for

APP = "groundwork:compute.services.app"
CAPACITY = "groundwork:compute.cluster.defaultCapacity"
HALF_ON_SPOT = [
    {"capacityProvider": "FARGATE", "weight": 50, "base": 1},
    {"capacityProvider": "FARGATE_SPOT", "weight": 50},
]
FARGATE_ONLY = [{"capacityProvider": "FARGATE", "weight": 1, "base": 1}]
DIGEST = "sha256:" + "0123456789abcdef" * 4


@pytest.fixture
def graph() -> Graph:
    return graph_of("skyhigh/prod")


def container(graph: Graph) -> dict[str, Any]:
    """The one container of the one task definition."""
    (found,) = graph.containers()
    return found


@pytest.mark.spec("SKY-CMP-01", "SKY-OPS-05")
def test_the_cluster_by_its_name_with_container_insights(graph: Graph) -> None:
    cluster = graph.one("ecs/cluster").inputs
    assert cluster["name"] == "sky-high-booker-cluster"
    assert cluster["settings"] == [{"name": "containerInsights", "value": "enabled"}]


@pytest.mark.spec("SKY-CMP-02", "SKY-CST-01")
def test_half_of_what_is_above_one_task_is_on_spot(graph: Graph) -> None:
    providers = graph.one("ecs/clusterCapacityProviders").inputs
    assert providers["clusterName"] == graph.one("ecs/cluster").inputs["name"]
    assert providers["capacityProviders"] == ["FARGATE", "FARGATE_SPOT"]
    assert providers["defaultCapacityProviderStrategies"] == HALF_ON_SPOT
    assert HALF_ON_SPOT[0]["base"] < graph.one("appautoscaling/target").inputs["minCapacity"]


@pytest.mark.spec("SKY-CMP-03")
def test_the_service_runs_on_that_strategy_without_a_launch_type(graph: Graph) -> None:
    service = graph.one("ecs/service")
    assert "launchType" not in service.inputs
    assert service.inputs.get("capacityProviderStrategies", HALF_ON_SPOT) == HALF_ON_SPOT
    assert graph.one("ecs/clusterCapacityProviders").urn in waits_for(graph, service)


@pytest.mark.spec("SKY-CST-02", "SKY-CST-01")
def test_one_switch_puts_the_service_on_fargate_alone() -> None:
    # ECS gives a service the cluster's strategy when it is made, and never again: the switch reaches a
    # running service only if the service names its strategy, and ECS wants such a change to be forced.
    before = graph_of("skyhigh/prod").one("ecs/service").inputs
    after = graph_of("skyhigh/prod", {CAPACITY: {"kind": "onDemand"}})
    assert before["capacityProviderStrategies"] == HALF_ON_SPOT
    assert before["forceNewDeployment"] is True
    assert after.one("ecs/service").inputs["capacityProviderStrategies"] == FARGATE_ONLY
    assert after.one("ecs/service").inputs["forceNewDeployment"] is True
    assert (
        after.one("ecs/clusterCapacityProviders").inputs["defaultCapacityProviderStrategies"] == FARGATE_ONLY
    )


@pytest.mark.spec("SKY-CST-02")
def test_a_failed_spot_placement_raises_an_alert(graph: Graph) -> None:
    rule, target = graph.one("cloudwatch/eventRule"), graph.one("cloudwatch/eventTarget").inputs
    assert rule.document("eventPattern") == {
        "source": ["aws.ecs"],
        "detail-type": ["ECS Service Action"],
        "detail": {
            "eventName": ["SERVICE_TASK_PLACEMENT_FAILURE"],
            "clusterArn": [graph.one("ecs/cluster").arn],
        },
    }
    assert target["rule"] == rule.inputs["name"]
    assert target["arn"] == graph.one("sns/topic").arn
    statements = graph.one("sns/topicPolicy").document("policy")["Statement"]
    publishers = [each["Principal"]["Service"] for each in statements if each["Effect"] == "Allow"]
    assert "events.amazonaws.com" in publishers


@pytest.mark.spec("SKY-CST-02")
def test_without_spot_nobody_waits_for_word_of_it() -> None:
    graph = graph_of("skyhigh/prod", {CAPACITY: {"kind": "onDemand"}})
    assert graph.none("cloudwatch/eventRule")
    assert graph.none("cloudwatch/eventTarget")


@pytest.mark.spec("SKY-CMP-04", "SKY-CMP-11", "SKY-OPS-05")
def test_two_tasks_scaled_from_two_to_five(graph: Graph) -> None:
    service, target = graph.one("ecs/service"), graph.one("appautoscaling/target").inputs
    assert service.inputs["name"] == "sky-high-booker"
    assert service.inputs["cluster"] == graph.one("ecs/cluster").arn
    assert service.inputs["taskDefinition"] == graph.one("ecs/taskDefinition").arn
    assert (service.inputs["desiredCount"], target["minCapacity"], target["maxCapacity"]) == (2, 2, 5)
    assert service.state["ignoreChanges"] == ["desiredCount"]
    assert target["scalableDimension"] == "ecs:service:DesiredCount"
    assert target["resourceId"] == "service/sky-high-booker-cluster/sky-high-booker"


@pytest.mark.spec("SKY-CMP-11")
def test_bounds_that_cross_are_refused() -> None:
    with pytest.raises(ProgramFailed, match=r"groundwork:compute\.services\.app\.scaling"):
        preview_of("skyhigh/prod", {f"{APP}.scaling.minimum": 6})


@pytest.mark.spec("SKY-CMP-12", "SKY-CMP-13", "SKY-CMP-14")
def test_one_target_and_one_policy_for_each_metric(graph: Graph) -> None:
    target = graph.one("appautoscaling/target")
    found = []
    for policy in graph.all("appautoscaling/policy"):
        tracking = policy.inputs["targetTrackingScalingPolicyConfiguration"]
        metric = tracking["predefinedMetricSpecification"]["predefinedMetricType"]
        assert policy.inputs["policyType"] == "TargetTrackingScaling"
        assert policy.inputs["resourceId"] == target.inputs["resourceId"]
        assert target.urn in policy.state["dependencies"]
        found.append((policy.inputs["name"], metric, tracking["targetValue"]))
    assert found == [
        ("sky-high-booker-cpu-scaling", "ECSServiceAverageCPUUtilization", 70),
        ("sky-high-booker-memory-scaling", "ECSServiceAverageMemoryUtilization", 80),
    ]


@pytest.mark.spec("SKY-CMP-12", "SKY-CMP-14")
def test_a_metric_that_is_left_out_has_no_policy() -> None:
    graph = graph_of("skyhigh/prod", {f"{APP}.scaling.memory": None})
    assert [policy.inputs["name"] for policy in graph.all("appautoscaling/policy")] == [
        "sky-high-booker-cpu-scaling"
    ]


@pytest.mark.spec("SKY-CMP-05", "SKY-CMP-06")
def test_the_standard_size(graph: Graph) -> None:
    task = graph.one("ecs/taskDefinition").inputs
    assert (task["cpu"], task["memory"]) == ("512", "1024")
    assert task["requiresCompatibilities"] == ["FARGATE"]
    assert task["networkMode"] == "awsvpc"


@pytest.mark.spec("SKY-CMP-06", "SKY-CST-03")
def test_high_traffic_is_one_word_away_and_changes_nothing_else(graph: Graph) -> None:
    other = graph_of("skyhigh/prod", {f"{APP}.size": "high-traffic"})
    task = other.one("ecs/taskDefinition").inputs
    assert (task["cpu"], task["memory"]) == ("1024", "2048")
    changed = {
        after.name: {key for key in after.inputs if after.inputs[key] != before.inputs.get(key)}
        for before, after in zip(graph.resources, other.resources, strict=True)
        if before.inputs != after.inputs
    }
    assert changed["app"] <= {"cpu", "memory", "taskDefinition"}
    assert set(changed) == {"app"}


@pytest.mark.spec("SKY-CMP-06")
def test_a_profile_that_there_is_not_is_refused() -> None:
    with pytest.raises(ProgramFailed, match=r"groundwork:compute\.services\.app\.size"):
        preview_of("skyhigh/prod", {f"{APP}.size": "low-traffic"})


@pytest.mark.spec("SKY-CMP-07", "SKY-CMP-09")
def test_one_essential_container_that_takes_the_requests_on_80(graph: Graph) -> None:
    found = container(graph)
    assert found["name"] == "sky-high-booker"
    assert found["essential"] is True
    assert found["portMappings"] == [
        {"name": "sky-high-booker", "containerPort": 80, "hostPort": 80, "protocol": "tcp"}
    ]
    assert graph.one("ecs/service").inputs["loadBalancers"] == [
        {
            "targetGroupArn": graph.one("lb/targetGroup").arn,
            "containerName": "sky-high-booker",
            "containerPort": 80,
        }
    ]


@pytest.mark.spec("SKY-CMP-08")
def test_the_image_is_a_release_in_the_repository_of_the_stack(graph: Graph) -> None:
    repository = graph.one("ecr/repository").outputs["repositoryUrl"]
    assert repository == "123456789012.dkr.ecr.us-east-1.amazonaws.com/sky-high-booker"
    assert container(graph)["image"] == f"{repository}:1.0.0"


@pytest.mark.spec("SKY-CMP-08")
@pytest.mark.parametrize(
    ("image", "reference"),
    [({"tag": "4f2a9c1"}, ":4f2a9c1"), ({"digest": DIGEST}, f"@{DIGEST}")],
    ids=["commit", "digest"],
)
def test_the_image_by_commit_or_digest(image: dict[str, str], reference: str) -> None:
    graph = graph_of("skyhigh/prod", {f"{APP}.image": {"repository": "app", **image}})
    assert container(graph)["image"].endswith(f"/sky-high-booker{reference}")


@pytest.mark.spec("SKY-CMP-08")
@pytest.mark.parametrize("tag", ["latest", DELETED], ids=["latest", "untagged"])
def test_an_image_that_is_not_one_particular_image_is_refused(tag: object) -> None:
    with pytest.raises(ProgramFailed, match=r"groundwork:compute\.services\.app\.image"):
        preview_of("skyhigh/prod", {f"{APP}.image.tag": tag})


@pytest.mark.spec("SKY-CMP-15", "SKY-CMP-16", "SKY-CMP-17", "SKY-DEL-04")
def test_a_rolling_deployment_that_rolls_back(graph: Graph) -> None:
    service = graph.one("ecs/service").inputs
    assert service["deploymentController"] == {"type": "ECS"}
    assert (service["deploymentMinimumHealthyPercent"], service["deploymentMaximumPercent"]) == (50, 200)
    assert service["deploymentCircuitBreaker"] == {"enable": True, "rollback": True}
    assert service["healthCheckGracePeriodSeconds"] == 60
    assert service["waitForSteadyState"] is True


@pytest.mark.spec("SKY-CMP-18", "SKY-SEC-05")
def test_the_container_is_not_root_and_still_binds_80_and_writes(graph: Graph) -> None:
    found = container(graph)
    assert found["user"] == "101:101"
    assert found["systemControls"] == [{"namespace": "net.ipv4.ip_unprivileged_port_start", "value": "0"}]
    assert found["readonlyRootFilesystem"] is False


@pytest.mark.spec("SKY-CMP-18")
def test_on_a_read_only_root_the_web_server_writes_to_scratch_volumes() -> None:
    paths = ["/var/cache/nginx", "/var/run"]
    graph = graph_of("skyhigh/prod", {f"{APP}.readOnlyRoot": True, f"{APP}.scratch": paths})
    found = container(graph)
    assert found["readonlyRootFilesystem"] is True
    assert found["mountPoints"] == [
        {"sourceVolume": "var-cache-nginx", "containerPath": "/var/cache/nginx", "readOnly": False},
        {"sourceVolume": "var-run", "containerPath": "/var/run", "readOnly": False},
    ]
    volumes = {volume["name"] for volume in graph.one("ecs/taskDefinition").inputs["volumes"]}
    assert volumes == {"var-cache-nginx", "var-run"}


@pytest.mark.spec("SKY-DAT-01")
def test_no_store_in_aws_and_nothing_secret(graph: Graph) -> None:
    services = {
        each.type.split(":")[1].split("/")[0] for each in graph.resources if each.type.startswith("aws:")
    }
    stores = {
        "rds",
        "dynamodb",
        "elasticache",
        "opensearch",
        "docdb",
        "neptune",
        "memorydb",
        "redshift",
        "efs",
    }
    assert not services & stores
    assert (container(graph)["environment"], container(graph)["secrets"]) == ([], [])


@pytest.mark.spec("SKY-DAT-01")
def test_a_secret_at_run_time_comes_from_secrets_manager() -> None:
    changes = {
        "groundwork:security.secrets": {"supabase-key": {"kind": "generated"}},
        f"{APP}.uses": ["supabase-key"],
    }
    graph = graph_of("skyhigh/prod", changes)
    secret = graph.one("secretsmanager/secret").arn
    assert container(graph)["secrets"] == [{"name": "SUPABASE_KEY", "valueFrom": secret}]
    assert container(graph)["environment"] == []
