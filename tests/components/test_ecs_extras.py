"""What a service on ECS may have beyond the usual: names, a narrow way out, traces."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.components.growth import grown
from tests.components.questions import granted, starts_with
from tests.harness import Graph, graph_of

API = "groundwork:compute.services.api"
COLLECTOR = "public.ecr.aws/aws-observability/aws-otel-collector:v0.45.1"
NAMES = {
    f"{API}.name": "api-service",
    f"{API}.family": "shop-api",
    f"{API}.container": "app",
    f"{API}.securityGroup": {"namePrefix": "shop-api-", "loadBalancerRule": "From ALB only"},
    f"{API}.expose.targetGroup": "shop-api-tg",
}
OUTBOUND = {
    f"{API}.outbound": "https",
    f"{API}.uses": ["db", "uploads", "session-key", "worker"],
    "groundwork:compute.services.worker.port": 9000,
}
TRACING = {f"{API}.tracing": {"image": COLLECTOR, "logGroup": "/ecs/shop-xray", "logRetentionDays": 14}}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return graph_of("prod", NAMES | OUTBOUND | TRACING)


def rules_out(graph: Graph, group: str) -> dict[str, Mapping[str, Any]]:
    """Egress rules of a security group by name."""
    id = graph.one("ec2/securityGroup", group).id
    return {
        each.name: each.inputs
        for each in graph.all("vpc/securityGroupEgressRule")
        if each.inputs["securityGroupId"] == id
    }


@pytest.mark.spec("FBG-CMP-12")
@pytest.mark.spec("FBG-CMP-14")
@pytest.mark.spec("FBG-CMP-20")
@pytest.mark.spec("FBG-EDG-07")
def test_service_family_container_and_target_group_have_names_of_their_own(graph: Graph) -> None:
    service, task = graph.one("ecs/service", "api"), graph.one("ecs/taskDefinition", "api")
    container = task.document("containerDefinitions")[0]
    group = graph.one("lb/targetGroup")
    assert (service.inputs["name"], task.inputs["family"], container["name"]) == (
        "api-service",
        "shop-api",
        "app",
    )
    assert container["portMappings"] == [
        {"name": "app", "containerPort": 8080, "hostPort": 8080, "protocol": "tcp"}
    ]
    assert service.inputs["loadBalancers"] == [
        {"containerName": "app", "containerPort": 8080, "targetGroupArn": group.arn}
    ]
    assert group.inputs["name"] == "shop-api-tg"
    assert "namePrefix" not in group.inputs


@pytest.mark.spec("FBG-NET-14")
def test_the_group_has_its_prefix_and_its_rule_its_description(graph: Graph) -> None:
    group = graph.one("ec2/securityGroup", "api")
    assert group.inputs["namePrefix"] == "shop-api-"
    rules = [
        each.inputs
        for each in graph.all("vpc/securityGroupIngressRule")
        if each.inputs["securityGroupId"] == group.id
    ]
    assert [(each["description"], each["fromPort"], each["toPort"]) for each in rules] == [
        ("From ALB only", 8080, 8080)
    ]
    assert rules[0]["referencedSecurityGroupId"] == graph.one("ec2/securityGroup", "load-balancer").id


@pytest.mark.spec("FBG-NET-15")
def test_tasks_leave_by_https_and_to_what_they_use(graph: Graph) -> None:
    ids = {each.name: each.id for each in graph.all("ec2/securityGroup")}
    common = {"ipProtocol": "tcp", "securityGroupId": ids["api"]}
    found = {
        name: {key: value for key, value in rule.items() if key not in ("tags", "__defaults")}
        for name, rule in rules_out(graph, "api").items()
    }
    assert found == {
        "api-out": {
            **common,
            "cidrIpv4": "0.0.0.0/0",
            "fromPort": 443,
            "toPort": 443,
            "description": "HTTPS outbound for AWS services",
        },
        "api-to-db": {
            **common,
            "referencedSecurityGroupId": ids["db"],
            "fromPort": 5432,
            "toPort": 5432,
            "description": "To PostgreSQL groundwork-production-db",
        },
        "api-to-worker": {
            **common,
            "referencedSecurityGroupId": ids["worker"],
            "fromPort": 9000,
            "toPort": 9000,
            "description": "To groundwork-production-worker",
        },
    }


def test_endpoints_need_no_rule_beside_https() -> None:
    graph = graph_of("dev", {f"{API}.outbound": "https", "groundwork:network.nat": {"kind": "none"}})
    assert {rule["fromPort"] for rule in rules_out(graph, "api").values()} == {443, 5432}


def test_another_store_in_use_adds_a_way_out() -> None:
    found = grown("prod", {f"{API}.outbound": "https"})
    assert (found.gone, found.replaced) == ((), ())
    assert found.added == ("vpc/securityGroupEgressRule api-to-db",)
    assert set(found.changed) == {"vpc/securityGroupEgressRule api-out"}


@pytest.mark.spec("FBG-OBS-12")
def test_a_collector_stands_beside_the_container(graph: Graph) -> None:
    container, collector = graph.containers("api")
    assert container["dependsOn"] == [{"containerName": "otel-collector", "condition": "START"}]
    assert container["essential"] is True
    assert collector == {
        "name": "otel-collector",
        "image": COLLECTOR,
        "essential": False,
        "user": "1000:1000",
        "command": ["--config=/etc/ecs/ecs-default-config.yaml"],
        "portMappings": [
            {"containerPort": 2000, "hostPort": 2000, "protocol": "udp"},
            {"containerPort": 4317, "hostPort": 4317, "protocol": "tcp"},
            {"containerPort": 4318, "hostPort": 4318, "protocol": "tcp"},
        ],
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": "/ecs/shop-xray",
                "awslogs-region": "eu-west-1",
                "awslogs-stream-prefix": "xray",
            },
        },
        "readonlyRootFilesystem": True,
    }
    group = graph.one("cloudwatch/logGroup", "api-xray")
    assert group.inputs["retentionInDays"] == 14
    assert group.inputs["kmsKeyId"] == graph.one("kms/key").arn


@pytest.mark.spec("FBG-OBS-12")
@pytest.mark.spec("FBG-SEC-07")
def test_the_task_may_send_traces_and_its_start_may_write_their_log(graph: Graph) -> None:
    traces = [each for each in granted(graph, "api") if each["Action"][0].startswith("xray:")]
    assert traces == [
        {
            "Effect": "Allow",
            "Action": [
                "xray:PutTraceSegments",
                "xray:PutTelemetryRecords",
                "xray:GetSamplingRules",
                "xray:GetSamplingTargets",
                "xray:GetSamplingStatisticSummaries",
            ],
            "Resource": ["*"],
        }
    ]
    (logs,) = [each for each in starts_with(graph, "api") if each["Action"][0].startswith("logs:")]
    groups = [graph.one("cloudwatch/logGroup", name).arn for name in ("api", "api-xray")]
    assert logs["Resource"] == [f"{arn}:*" for arn in groups]


def test_without_tracing_there_is_no_collector_and_no_right() -> None:
    prod = graph_of("prod")
    assert len(prod.containers("api")) == 1
    assert "dependsOn" not in prod.containers("api")[0]
    assert [each for each in granted(prod, "api") if each["Action"][0].startswith("xray:")] == []


def test_tracing_is_a_new_revision_and_a_log_group() -> None:
    found = grown("prod", {f"{API}.tracing": {"image": COLLECTOR}})
    assert found.added == ("cloudwatch/logGroup api-xray",)
    assert found.gone == ()
    assert found.changed == {
        "ecs/service api": ("taskDefinition",),
        "ecs/taskDefinition api": ("containerDefinitions",),
        "iam/rolePolicy api-execution-policy": ("policy",),
        "iam/rolePolicy api-task-policy": ("policy",),
    }
    name = graph_of("prod", {f"{API}.tracing": {"image": COLLECTOR}}).one("cloudwatch/logGroup", "api-xray")
    assert name.inputs["name"] == "/ecs/groundwork-production-api-xray"


@pytest.mark.spec("FBG-CMP-32")
@pytest.mark.spec("FBG-CMP-33")
def test_a_worker_stands_beside_on_spot_without_a_load_balancer() -> None:
    spot = {"kind": "spot", "base": 1, "weight": 1, "spotWeight": 4}
    graph = graph_of("prod", {"groundwork:compute.services.worker.capacity": spot})
    worker = graph.one("ecs/service", "worker").inputs
    assert worker["capacityProviderStrategies"] == [
        {"capacityProvider": "FARGATE", "base": 1, "weight": 1},
        {"capacityProvider": "FARGATE_SPOT", "weight": 4},
    ]
    assert "loadBalancers" not in worker
    assert "healthCheckGracePeriodSeconds" not in worker
