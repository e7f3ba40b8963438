"""Cluster, task definitions and services on ECS."""

from typing import Any

import pytest

from components.compute.ecs.task import volume_name
from tests.components.questions import container, openings
from tests.harness import Graph, graph_of

COMPUTE = "groundwork:compute"
API = f"{COMPUTE}.services.api"
WORKER = f"{COMPUTE}.services.worker"
ON_DEMAND = [{"base": 1, "capacityProvider": "FARGATE", "weight": 1}]
SPOT_ONLY = [
    {"base": 0, "capacityProvider": "FARGATE", "weight": 0},
    {"capacityProvider": "FARGATE_SPOT", "weight": 1},
]


@pytest.fixture(scope="module")
def prod() -> Graph:
    return graph_of("prod")


@pytest.fixture(scope="module")
def full() -> Graph:
    """Services with all that differs from the reference: exec, ARM64, a command, a health check, Spot."""
    return graph_of(
        "prod",
        {
            f"{COMPUTE}.cluster": {"name": "shared", "containerInsights": "enhanced"},
            f"{API}.exec": True,
            f"{API}.architecture": "ARM64",
            f"{API}.unprivilegedPorts": True,
            f"{API}.scratch": ["/tmp", "/var/cache/nginx", "/run/app.d"],
            f"{API}.environment": {"ZONE": "z", "APP_MODE": "full"},
            f"{API}.deployment": {
                "minimumHealthyPercent": 50,
                "maximumPercent": 150,
                "waitForSteadyState": False,
            },
            f"{API}.capacity": {"kind": "spot", "base": 2, "weight": 1, "spotWeight": 3},
            f"{API}.logGroup": "/apps/api",
            f"{API}.logRetentionDays": 90,
            f"{API}.executionRoleName": "api-starts",
            f"{WORKER}.command": ["python", "-m", "worker"],
            f"{WORKER}.containerHealthCheck": "test -f /tmp/alive",
        },
    )


@pytest.mark.parametrize(("stack", "insights"), [("prod", "enabled"), ("dev", "disabled")])
def test_the_cluster_has_its_insights_and_both_kinds_of_capacity(stack: str, insights: str) -> None:
    graph = graph_of(stack)
    cluster = graph.one("ecs/cluster")
    assert cluster.inputs["settings"] == [{"name": "containerInsights", "value": insights}]
    providers = graph.one("ecs/clusterCapacityProviders").inputs
    assert providers["capacityProviders"] == ["FARGATE", "FARGATE_SPOT"]
    assert providers["clusterName"] == cluster.inputs["name"]


@pytest.mark.parametrize(
    ("stack", "expected"),
    [
        ("prod", ON_DEMAND),
        ("dev", SPOT_ONLY),
        (
            "skyhigh/prod",
            [
                {"base": 1, "capacityProvider": "FARGATE", "weight": 50},
                {"capacityProvider": "FARGATE_SPOT", "weight": 50},
            ],
        ),
    ],
)
def test_the_cluster_and_its_services_have_one_strategy(stack: str, expected: list[dict[str, Any]]) -> None:
    graph = graph_of(stack)
    assert graph.one("ecs/clusterCapacityProviders").inputs["defaultCapacityProviderStrategies"] == expected
    for service in graph.all("ecs/service"):
        assert service.inputs["capacityProviderStrategies"] == expected
        assert "launchType" not in service.inputs


def test_a_service_may_choose_its_own_strategy(full: Graph) -> None:
    strategies = {each.name: each.inputs["capacityProviderStrategies"] for each in full.all("ecs/service")}
    assert strategies == {
        "api": [
            {"base": 2, "capacityProvider": "FARGATE", "weight": 1},
            {"capacityProvider": "FARGATE_SPOT", "weight": 3},
        ],
        "worker": ON_DEMAND,
    }


def test_exec_sessions_are_logged_under_the_key_where_there_is_one(full: Graph) -> None:
    cluster, key = full.one("ecs/cluster"), full.one("kms/key").arn
    assert cluster.inputs["name"] == "shared"
    assert cluster.inputs["settings"] == [{"name": "containerInsights", "value": "enhanced"}]
    assert cluster.inputs["configuration"] == {
        "executeCommandConfiguration": {
            "kmsKeyId": key,
            "logConfiguration": {
                "cloudWatchEncryptionEnabled": True,
                "cloudWatchLogGroupName": "/ecs/shared/exec",
            },
            "logging": "OVERRIDE",
        }
    }
    assert full.one("cloudwatch/logGroup", "exec").inputs["kmsKeyId"] == key


def test_exec_sessions_are_logged_without_a_key_as_well() -> None:
    graph = graph_of("dev")
    command = graph.one("ecs/cluster").inputs["configuration"]["executeCommandConfiguration"]
    assert command == {
        "logConfiguration": {
            "cloudWatchEncryptionEnabled": False,
            "cloudWatchLogGroupName": "/ecs/groundwork-dev-cluster/exec",
        },
        "logging": "OVERRIDE",
    }
    assert graph.one("cloudwatch/logGroup", "exec").inputs["retentionInDays"] == 7


def test_without_exec_there_is_no_session_log(prod: Graph) -> None:
    assert "configuration" not in prod.one("ecs/cluster").inputs
    assert [group.name for group in prod.all("cloudwatch/logGroup") if group.name == "exec"] == []
    assert {each.inputs["enableExecuteCommand"] for each in prod.all("ecs/service")} == {False}


def test_the_task_is_fargates(prod: Graph) -> None:
    task = prod.one("ecs/taskDefinition", "api").inputs
    expected = {
        "family": "groundwork-production-api",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "1024",
        "memory": "2048",
        "runtimePlatform": {"cpuArchitecture": "X86_64", "operatingSystemFamily": "LINUX"},
        "volumes": [{"name": "tmp"}],
    }
    assert {key: task[key] for key in expected} == expected


def test_the_container_whole(full: Graph) -> None:
    found = container(full, "api")
    database = full.one("secretsmanager/secret", "db").arn
    assert found == {
        "name": "groundwork-production-api",
        "image": f"{full.one('ecr/repository', 'api').outputs['repositoryUrl']}:1.0.0",
        "essential": True,
        "environment": [
            {"name": "APP_MODE", "value": "full"},
            {"name": "DB_HOST", "value": full.one("rds/instance").outputs["address"]},
            {"name": "DB_NAME", "value": "app"},
            {"name": "DB_PORT", "value": "5432"},
            {"name": "DB_USER", "value": "app"},
            {"name": "UPLOADS_BUCKET", "value": full.one("s3/bucket", "uploads").inputs["bucket"]},
            {"name": "ZONE", "value": "z"},
        ],
        "secrets": [
            {"name": "DB_PASSWORD", "valueFrom": f"{database}:password::"},
            {"name": "SESSION_KEY", "valueFrom": full.one("secretsmanager/secret", "session-key").arn},
        ],
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": "/apps/api",
                "awslogs-region": "eu-west-1",
                "awslogs-stream-prefix": "ecs",
            },
        },
        "readonlyRootFilesystem": True,
        "mountPoints": [
            {"sourceVolume": "tmp", "containerPath": "/tmp", "readOnly": False},
            {"sourceVolume": "var-cache-nginx", "containerPath": "/var/cache/nginx", "readOnly": False},
            {"sourceVolume": "run-app-d", "containerPath": "/run/app.d", "readOnly": False},
        ],
        "portMappings": [
            {"name": "groundwork-production-api", "containerPort": 8080, "hostPort": 8080, "protocol": "tcp"}
        ],
        "user": "1000:1000",
        "systemControls": [{"namespace": "net.ipv4.ip_unprivileged_port_start", "value": "0"}],
        "linuxParameters": {"initProcessEnabled": True},
    }
    task = full.one("ecs/taskDefinition", "api").inputs
    assert [volume["name"] for volume in task["volumes"]] == ["tmp", "var-cache-nginx", "run-app-d"]
    assert task["runtimePlatform"]["cpuArchitecture"] == "ARM64"


def test_a_worker_with_a_command_and_a_health_check_of_its_own(full: Graph) -> None:
    found = container(full, "worker")
    assert found["command"] == ["python", "-m", "worker"]
    assert found["healthCheck"] == {
        "command": ["CMD-SHELL", "test -f /tmp/alive"],
        "interval": 30,
        "timeout": 5,
        "retries": 3,
        "startPeriod": 60,
    }
    assert {"portMappings", "linuxParameters", "systemControls"} & found.keys() == set()


def test_what_is_not_asked_for_is_left_out_of_the_container() -> None:
    found = container(graph_of("pyshop/prod", {f"{API}.exec": False}), "api")
    optional = {"user", "command", "healthCheck", "systemControls", "linuxParameters"}
    assert optional & found.keys() == set()
    assert found["readonlyRootFilesystem"] is False
    assert found["mountPoints"] == []


def test_the_service_runs_in_private_subnets_and_rolls_back(prod: Graph) -> None:
    service = prod.one("ecs/service", "api")
    subnets = prod.by_id("ec2/subnet")
    network = service.inputs["networkConfiguration"]
    assert [subnets[each].name for each in network["subnets"]] == ["private-a", "private-b", "private-c"]
    assert network["securityGroups"] == [prod.one("ec2/securityGroup", "api").id]
    assert network["assignPublicIp"] is False
    expected = {
        "cluster": prod.one("ecs/cluster").arn,
        "taskDefinition": prod.one("ecs/taskDefinition", "api").arn,
        "desiredCount": 3,
        "deploymentController": {"type": "ECS"},
        "deploymentCircuitBreaker": {"enable": True, "rollback": True},
        "deploymentMinimumHealthyPercent": 100,
        "deploymentMaximumPercent": 200,
        "healthCheckGracePeriodSeconds": 60,
        "enableEcsManagedTags": True,
        "propagateTags": "SERVICE",
        "waitForSteadyState": True,
    }
    assert {key: service.inputs[key] for key in expected} == expected


def test_the_service_registers_its_container_with_its_target_group(prod: Graph) -> None:
    group, service = prod.one("lb/targetGroup"), prod.one("ecs/service", "api")
    assert service.inputs["loadBalancers"] == [
        {"containerName": container(prod, "api")["name"], "containerPort": 8080, "targetGroupArn": group.arn}
    ]
    # ECS refuses a target group that no listener uses yet.
    assert prod.one("lb/listener", "load-balancer-https").urn in service.state["dependencies"]


def test_the_default_strategy_is_there_before_a_service(prod: Graph) -> None:
    providers = prod.one("ecs/clusterCapacityProviders").urn
    for service in prod.all("ecs/service"):
        assert providers in service.state["propertyDependencies"]["cluster"]


def test_tasks_have_a_way_out_before_they_start(prod: Graph) -> None:
    """Else the first ones fetch no image, and the circuit breaker ends the release."""
    before = set(prod.one("ecs/service", "worker").state["dependencies"])
    routes = [each.urn for each in prod.all("ec2/route") if each.name.startswith("private-")]
    tables = [each.urn for each in prod.all("ec2/routeTableAssociation") if each.name.startswith("private-")]
    endpoints = [each.urn for each in prod.all("ec2/vpcEndpoint")]
    assert (len(routes), len(tables), len(endpoints)) == (3, 3, 1)
    assert {*routes, *tables, *endpoints} <= before


@pytest.mark.parametrize(("stack", "ignored"), [("prod", ["desiredCount"]), ("dev", None)])
def test_the_number_of_tasks_is_the_scalers_where_there_is_one(stack: str, ignored: list[str] | None) -> None:
    assert graph_of(stack).one("ecs/service", "api").state.get("ignoreChanges") == ignored


def test_deployment_names_logs_and_role_of_its_own(full: Graph) -> None:
    service, group = full.one("ecs/service", "api").inputs, full.one("cloudwatch/logGroup", "api").inputs
    assert service["deploymentMinimumHealthyPercent"] == 50
    assert service["deploymentMaximumPercent"] == 150
    assert service["waitForSteadyState"] is False
    assert (group["name"], group["retentionInDays"]) == ("/apps/api", 90)
    assert full.one("iam/role", "api-execution").inputs["name"] == "api-starts"
    assert full.one("cloudwatch/logGroup", "worker").inputs["retentionInDays"] == 365


def test_tasks_reach_out_and_are_reached_by_rules_only(prod: Graph) -> None:
    groups = {group.id: group.name for group in prod.all("ec2/securityGroup")}
    out = {
        groups[rule.inputs["securityGroupId"]]: (rule.inputs["cidrIpv4"], rule.inputs["ipProtocol"])
        for rule in prod.all("vpc/securityGroupEgressRule")
    }
    anywhere = ("0.0.0.0/0", "-1")
    assert out == {"api": anywhere, "worker": anywhere, "load-balancer": anywhere}
    assert {source for target, source, _ in openings(prod) if target != "load-balancer"} == {
        *("api", "load-balancer", "worker"),
    }


def test_a_stack_without_services_has_no_cluster() -> None:
    graph = graph_of("dev", {f"{COMPUTE}.services": {}, "groundwork:edge": None})
    assert graph.none("ecs/cluster")
    assert "clusterName" not in graph.outputs


def test_a_profile_is_a_size() -> None:
    graph = graph_of("skyhigh/prod", {f"{COMPUTE}.services.app.size": "high-traffic"})
    task = graph.one("ecs/taskDefinition").inputs
    assert (task["cpu"], task["memory"]) == ("1024", "2048")


@pytest.mark.parametrize(
    ("path", "name"),
    [("/tmp", "tmp"), ("/var/cache/nginx/", "var-cache-nginx"), ("/run/app.d", "run-app-d"), ("/", "root")],
)
def test_volumes_are_named_by_their_path(path: str, name: str) -> None:
    assert volume_name(path) == name
