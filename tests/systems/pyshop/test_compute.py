"""PyShop's compute: cluster, task definition, service and scaling."""

from typing import Any

import pytest

from simulator.embedded import ProgramFailed
from tests.harness import DELETED, Graph, graph_of, preview_of
from tests.systems.questions import subnet_names, waits_for

API = "groundwork:compute.services.api"
FARGATE_ONLY = [{"capacityProvider": "FARGATE", "weight": 1, "base": 1}]
SIZES = {"pyshop/dev": ("256", "512"), "pyshop/prod": ("1024", "2048"), "pyshop/domain": ("512", "1024")}
TASKS = {"pyshop/dev": (1, 1, 10), "pyshop/prod": (2, 2, 10), "pyshop/domain": (2, 2, 10)}
ENVIRONMENT = {"pyshop/dev": "dev", "pyshop/prod": "production", "pyshop/domain": "staging"}
DIGEST = "sha256:" + "0123456789abcdef" * 4


def container(graph: Graph) -> dict[str, Any]:
    """The one container of the one task definition."""
    (found,) = graph.containers()
    return found


def values(container: dict[str, Any], key: str, value: str) -> dict[str, str]:
    """Variables or secrets of a container, by name."""
    return {each["name"]: each[value] for each in container[key]}


@pytest.mark.spec("PYS-CMP-01")
def test_the_cluster_has_container_insights(graph: Graph) -> None:
    assert graph.one("ecs/cluster").inputs["settings"] == [{"name": "containerInsights", "value": "enabled"}]


@pytest.mark.spec("PYS-CMP-02")
def test_the_task_is_for_fargate_and_awsvpc(graph: Graph) -> None:
    task = graph.one("ecs/taskDefinition").inputs
    assert task["requiresCompatibilities"] == ["FARGATE"]
    assert task["networkMode"] == "awsvpc"


@pytest.mark.spec("PYS-CMP-03", "PYS-CST-01", "PYS-CST-02")
def test_the_size_of_a_task(stack: str, graph: Graph) -> None:
    task = graph.one("ecs/taskDefinition").inputs
    assert (task["cpu"], task["memory"]) == SIZES[stack]


@pytest.mark.spec("PYS-CMP-03", "PYS-CST-03")
def test_the_size_is_a_setting_that_fargate_must_offer() -> None:
    task = graph_of("pyshop/dev", {f"{API}.size": {"cpu": 512, "memory": 4096}}).one("ecs/taskDefinition")
    assert (task.inputs["cpu"], task.inputs["memory"]) == ("512", "4096")
    with pytest.raises(ProgramFailed, match=r"groundwork:compute\.services\.api\.size"):
        preview_of("pyshop/dev", {f"{API}.size": {"cpu": 256, "memory": 4096}})


@pytest.mark.spec("PYS-CMP-04", "PYS-CMP-12")
def test_the_number_of_tasks_and_its_bounds(stack: str, graph: Graph) -> None:
    service, target = graph.one("ecs/service"), graph.one("appautoscaling/target").inputs
    tasks = service.inputs["desiredCount"], target["minCapacity"], target["maxCapacity"]
    assert tasks == TASKS[stack]
    assert service.state["ignoreChanges"] == ["desiredCount"]


@pytest.mark.spec("PYS-CMP-12")
def test_the_target_scales_the_service(graph: Graph) -> None:
    cluster, service = graph.one("ecs/cluster"), graph.one("ecs/service")
    target = graph.one("appautoscaling/target").inputs
    assert target["resourceId"] == f"service/{cluster.inputs['name']}/{service.inputs['name']}"
    assert target["scalableDimension"] == "ecs:service:DesiredCount"
    assert target["serviceNamespace"] == "ecs"


@pytest.mark.spec("PYS-CMP-10", "PYS-CMP-11", "PYS-CMP-18")
def test_cpu_and_memory_drive_the_number_of_tasks(graph: Graph) -> None:
    target = graph.one("appautoscaling/target")
    found = {}
    for policy in graph.all("appautoscaling/policy"):
        assert policy.inputs["policyType"] == "TargetTrackingScaling"
        assert policy.inputs["resourceId"] == target.inputs["resourceId"]
        assert policy.inputs["scalableDimension"] == target.inputs["scalableDimension"]
        assert target.urn in policy.state["dependencies"]
        tracking = policy.inputs["targetTrackingScalingPolicyConfiguration"]
        found[tracking["predefinedMetricSpecification"]["predefinedMetricType"]] = tracking["targetValue"]
    assert found == {"ECSServiceAverageCPUUtilization": 70, "ECSServiceAverageMemoryUtilization": 80}
    assert len(graph.all("appautoscaling/policy")) == 2


@pytest.mark.spec("PYS-CMP-10", "PYS-CMP-11", "PYS-CMP-12")
def test_without_scaling_the_number_of_tasks_is_the_services_own() -> None:
    graph = graph_of("pyshop/dev", {f"{API}.scaling": None})
    assert graph.none("appautoscaling/target")
    assert graph.none("appautoscaling/policy")
    assert not graph.one("ecs/service").state.get("ignoreChanges")


@pytest.mark.spec("PYS-CMP-05")
def test_the_service_names_a_strategy_or_a_launch_type_never_both(graph: Graph) -> None:
    service = graph.one("ecs/service").inputs
    providers = graph.one("ecs/clusterCapacityProviders").inputs
    assert providers["clusterName"] == graph.one("ecs/cluster").inputs["name"]
    assert "launchType" not in service
    assert providers["capacityProviders"] == ["FARGATE", "FARGATE_SPOT"]


@pytest.mark.spec("PYS-CMP-05", "PYS-CMP-17")
def test_no_task_is_on_spot_by_default(graph: Graph) -> None:
    providers = graph.one("ecs/clusterCapacityProviders").inputs
    assert providers["defaultCapacityProviderStrategies"] == FARGATE_ONLY
    assert graph.one("ecs/service").inputs.get("capacityProviderStrategies", FARGATE_ONLY) == FARGATE_ONLY
    assert graph.none("cloudwatch/eventRule")


@pytest.mark.spec("PYS-CMP-17", "PYS-CST-03")
def test_a_spot_weight_puts_tasks_on_spot(stack: str) -> None:
    mix = {"kind": "spot", "base": 1, "weight": 1, "spotWeight": 3}
    service = graph_of(stack, {f"{API}.capacity": mix}).one("ecs/service").inputs
    assert service["capacityProviderStrategies"] == [
        {"capacityProvider": "FARGATE", "weight": 1, "base": 1},
        {"capacityProvider": "FARGATE_SPOT", "weight": 3},
    ]
    assert "launchType" not in service


@pytest.mark.spec("PYS-CMP-17", "PYS-CMP-05")
@pytest.mark.parametrize("changes", [{}, {f"{API}.capacity": {"kind": "spot"}}], ids=["off", "on"])
def test_spot_is_switched_on_without_replacing_the_service(changes: dict[str, Any]) -> None:
    # A strategy that comes to a service which named none replaces it, and ECS wants each change of one to be
    # forced; the service has to name its strategy from the beginning.
    service = graph_of("pyshop/prod", changes).one("ecs/service").inputs
    assert service["capacityProviderStrategies"][0]["capacityProvider"] == "FARGATE"
    assert service["forceNewDeployment"] is True


@pytest.mark.spec("PYS-CMP-06", "PYS-CMP-18")
def test_a_release_that_does_not_become_healthy_is_rolled_back(graph: Graph) -> None:
    service = graph.one("ecs/service").inputs
    assert service["deploymentCircuitBreaker"] == {"enable": True, "rollback": True}


@pytest.mark.spec("PYS-CMP-07")
def test_execute_command_is_on_and_its_sessions_are_logged(stack: str, graph: Graph) -> None:
    assert graph.one("ecs/service").inputs["enableExecuteCommand"] is True
    sessions = graph.one("cloudwatch/logGroup", "exec").inputs["name"]
    command = graph.one("ecs/cluster").inputs["configuration"]["executeCommandConfiguration"]
    assert command["logging"] == "OVERRIDE"
    assert command["logConfiguration"]["cloudWatchLogGroupName"] == sessions
    assert container(graph)["linuxParameters"] == {"initProcessEnabled": True}
    off = graph_of(stack, {f"{API}.exec": False})
    assert off.one("ecs/service").inputs["enableExecuteCommand"] is False
    assert "configuration" not in off.one("ecs/cluster").inputs


@pytest.mark.spec("PYS-CMP-08", "PYS-SEC-05")
def test_tasks_are_in_private_subnets_without_public_addresses(graph: Graph) -> None:
    network = graph.one("ecs/service").inputs["networkConfiguration"]
    assert network["assignPublicIp"] is False
    assert subnet_names(graph, network["subnets"]) == {"private-a", "private-b"}


@pytest.mark.spec("PYS-CMP-09")
def test_the_container_listens_on_8000_and_takes_the_requests(graph: Graph) -> None:
    found, group = container(graph), graph.one("lb/targetGroup")
    assert found["portMappings"] == [
        {"name": found["name"], "containerPort": 8000, "hostPort": 8000, "protocol": "tcp"}
    ]
    assert graph.one("ecs/service").inputs["loadBalancers"] == [
        {"targetGroupArn": group.arn, "containerName": found["name"], "containerPort": 8000}
    ]
    assert group.inputs["port"] == 8000


@pytest.mark.spec("PYS-CMP-09")
def test_the_service_runs_this_task_on_this_cluster(graph: Graph) -> None:
    service = graph.one("ecs/service")
    assert service.inputs["cluster"] == graph.one("ecs/cluster").arn
    assert service.inputs["taskDefinition"] == graph.one("ecs/taskDefinition").arn
    listener = graph.one(
        "lb/listener", "load-balancer-http" if "-dev" in service.urn else "load-balancer-https"
    )
    assert listener.urn in service.state["dependencies"]


@pytest.mark.spec("PYS-CMP-13")
def test_the_environment_of_the_container(stack: str, graph: Graph) -> None:
    assert values(container(graph), "environment", "value") == {
        "ENVIRONMENT": ENVIRONMENT[stack],
        "ACCESS_TOKEN_EXPIRE_MINUTES": "30",
    }


@pytest.mark.spec("PYS-CMP-13")
def test_the_lifetime_of_a_token_is_a_setting() -> None:
    graph = graph_of("pyshop/prod", {f"{API}.environment.ACCESS_TOKEN_EXPIRE_MINUTES": "15"})
    assert values(container(graph), "environment", "value")["ACCESS_TOKEN_EXPIRE_MINUTES"] == "15"


@pytest.mark.spec("PYS-CMP-14")
def test_the_secrets_of_the_container_come_from_secrets_manager(graph: Graph) -> None:
    key, database = (graph.one("secretsmanager/secret", name).arn for name in ("secret-key", "db"))
    assert values(container(graph), "secrets", "valueFrom") == {
        "SECRET_KEY": key,
        "DATABASE_URL": f"{database}:url::",
    }
    first = waits_for(graph, graph.one("ecs/service"))
    assert {version.urn for version in graph.all("secretsmanager/secretVersion")} <= first


@pytest.mark.spec("PYS-CMP-14")
@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL"])
def test_a_secret_in_the_plain_environment_is_refused(name: str) -> None:
    value = "postgresql://pyshop:9f8e7d6c5b4a@db:5432/pyshop"
    with pytest.raises(ProgramFailed, match=rf"groundwork:compute\.services\.api\.environment\.{name}"):
        preview_of("pyshop/dev", {f"{API}.environment.{name}": value})


@pytest.mark.spec("PYS-CMP-15", "PYS-OBS-11")
def test_the_container_logs_to_the_group_of_the_stack(graph: Graph) -> None:
    group = graph.one("cloudwatch/logGroup", "api").inputs["name"]
    assert container(graph)["logConfiguration"] == {
        "logDriver": "awslogs",
        "options": {
            "awslogs-group": group,
            "awslogs-region": "us-east-1",
            "awslogs-stream-prefix": "ecs",
        },
    }


@pytest.mark.spec("PYS-CMP-16", "PYS-STO-01")
def test_the_image_is_a_release_in_the_repository_of_the_stack(graph: Graph) -> None:
    repository = graph.one("ecr/repository")
    assert container(graph)["image"] == f"{repository.outputs['repositoryUrl']}:1.0.0"
    assert repository.urn in waits_for(graph, graph.one("ecs/service"))


@pytest.mark.spec("PYS-CMP-16")
def test_the_image_may_be_named_by_digest() -> None:
    graph = graph_of("pyshop/prod", {f"{API}.image": {"repository": "api", "digest": DIGEST}})
    assert container(graph)["image"] == f"{graph.one('ecr/repository').outputs['repositoryUrl']}@{DIGEST}"


@pytest.mark.spec("PYS-CMP-16")
@pytest.mark.parametrize("tag", ["latest", DELETED], ids=["latest", "untagged"])
def test_an_image_that_is_not_one_particular_image_is_refused(tag: object) -> None:
    with pytest.raises(ProgramFailed, match=r"groundwork:compute\.services\.api\.image"):
        preview_of("pyshop/prod", {f"{API}.image.tag": tag})
