"""PyShop's outputs and the shapes that its estimates stand on."""

from typing import Any

import pytest

from tests.harness import Graph, config_of, graph_of

URL = {"pyshop/prod": "https://api.pyshop.example.com", "pyshop/domain": "https://pyshop.example.com"}


@pytest.mark.spec("PYS-DEL-04")
def test_the_outputs(stack: str, graph: Graph) -> None:
    balancer = graph.one("lb/loadBalancer").outputs["dnsName"]
    secrets = graph.all("secretsmanager/secret")
    expected: dict[str, Any] = {
        "albDnsName": balancer,
        "url": URL.get(stack, f"http://{balancer}"),
        "repositoryUrls": {"api": graph.one("ecr/repository").outputs["repositoryUrl"]},
        "clusterName": graph.one("ecs/cluster").inputs["name"],
        "serviceNames": {"api": graph.one("ecs/service").inputs["name"]},
        "databaseEndpoints": {"db": graph.one("rds/instance").outputs["endpoint"]},
        "secretArns": {secret.name: secret.arn for secret in secrets},
        "alertTopicArn": graph.one("sns/topic").arn,
        "dashboardName": graph.one("cloudwatch/dashboard").inputs["dashboardName"],
    }
    assert {name: graph.outputs[name] for name in expected} == expected
    assert set(expected["secretArns"]) == {"secret-key", "db"}


@pytest.mark.spec("PYS-DEL-04")
def test_the_name_servers_of_the_zone_that_domain_makes(stack: str, graph: Graph) -> None:
    if stack == "pyshop/domain":
        servers = graph.one("route53/zone").outputs["nameServers"]
        assert len(servers) == 4
        assert graph.outputs["nameServers"] == servers
    else:
        assert "nameServers" not in graph.outputs


@pytest.mark.spec("PYS-DEL-02", "PYS-DEL-04")
def test_the_outputs_that_a_one_off_task_needs(graph: Graph) -> None:
    network = graph.one("ecs/service").inputs["networkConfiguration"]
    assert graph.outputs["privateSubnetIds"] == network["subnets"]
    assert [graph.outputs["securityGroupIds"]["api"]] == network["securityGroups"]


def shape(graph: Graph) -> dict[str, Any]:
    """What the estimates of the sheet count."""
    task, service = graph.one("ecs/taskDefinition").inputs, graph.one("ecs/service").inputs
    instances = [instance.inputs for instance in graph.all("rds/instance")]
    return {
        "tasks": (service["desiredCount"], task["cpu"], task["memory"]),
        "databases": [(instance["instanceClass"], instance["multiAz"]) for instance in instances],
        "balancers": len(graph.all("lb/loadBalancer")),
        "gateways": len(graph.all("ec2/natGateway")),
        "interface endpoints": sum(
            endpoint.inputs["vpcEndpointType"] == "Interface" for endpoint in graph.all("ec2/vpcEndpoint")
        ),
    }


@pytest.mark.spec("PYS-CST-01")
def test_the_shape_of_the_minimal_estimate() -> None:
    assert shape(graph_of("pyshop/dev")) == {
        "tasks": (1, "256", "512"),
        "databases": [("db.t4g.micro", False)],
        "balancers": 1,
        "gateways": 1,
        "interface endpoints": 0,
    }


@pytest.mark.spec("PYS-CST-02")
def test_the_shape_of_the_recommended_estimate() -> None:
    assert shape(graph_of("pyshop/prod")) == {
        "tasks": (2, "1024", "2048"),
        "databases": [("db.t4g.small", True)],
        "balancers": 1,
        "gateways": 2,
        "interface endpoints": 0,
    }


@pytest.mark.spec("PYS-CST-01", "PYS-CST-02")
def test_nothing_that_the_estimates_leave_out_is_paid_by_the_hour(graph: Graph) -> None:
    hourly = (
        "elasticache/replicationGroup",
        "opensearch/domain",
        "eks/cluster",
        "ec2/instance",
        "ec2/vpnGateway",
        "ec2transitgateway/transitGateway",
        "kms/key",
        "wafv2/webAcl",
        "globalaccelerator/accelerator",
        "rds/cluster",
        "rds/proxy",
    )
    assert [token for token in hourly if not graph.none(token)] == []
    assert graph.one("rds/instance").inputs["performanceInsightsEnabled"] is False


@pytest.mark.spec("PYS-CST-03")
def test_the_five_levers_are_settings_of_every_stack(stack: str) -> None:
    changes = {
        "groundwork:compute.services.api.size": {"cpu": 256, "memory": 1024},
        "groundwork:compute.services.api.capacity": {"kind": "spot", "base": 0, "weight": 0, "spotWeight": 1},
        "groundwork:network.nat": {"kind": "single"},
        "groundwork:data.db.instanceClass": "db.t4g.medium",
        "groundwork:data.db.multiAz": False,
        "groundwork:observability.logRetentionDays": 3,
    }
    assert all(config_of(stack)[path.split(".")[0]] for path in changes)
    graph = graph_of(stack, changes)
    assert shape(graph)["tasks"][1:] == ("256", "1024")
    assert shape(graph)["databases"] == [("db.t4g.medium", False)]
    assert shape(graph)["gateways"] == 1
    assert {group.inputs["retentionInDays"] for group in graph.all("cloudwatch/logGroup")} == {3}
    service = graph.one("ecs/service").inputs
    assert [each["capacityProvider"] for each in service["capacityProviderStrategies"] if each["weight"]] == [
        "FARGATE_SPOT"
    ]
