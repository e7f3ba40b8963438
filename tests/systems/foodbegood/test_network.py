"""FoodBeGood's network in phase 1."""

import pytest

from simulator.embedded import ProgramFailed
from tests.harness import Graph, Resource, preview_of


def rules_of(graph: Graph, group: Resource, kind: str = "Ingress") -> set[tuple[object, ...]]:
    """Protocol, ports and the other side of the rules of a group."""
    return {
        (
            rule.inputs["ipProtocol"],
            rule.inputs.get("fromPort"),
            rule.inputs.get("cidrIpv4") or rule.inputs.get("referencedSecurityGroupId"),
        )
        for rule in graph.all(f"vpc/securityGroup{kind}Rule")
        if rule.inputs["securityGroupId"] == group.id
    }


@pytest.mark.spec("FBG-NET-01", "FBG-NET-02", "FBG-OPS-06")
def test_one_vpc_with_a_gateway_that_pulumi_protects(graph: Graph) -> None:
    vpc = graph.one("ec2/vpc")
    assert vpc.inputs["cidrBlock"] == "10.0.0.0/16"
    assert vpc.inputs["enableDnsHostnames"] is vpc.inputs["enableDnsSupport"] is True
    assert vpc.state["protect"] is True
    assert graph.one("ec2/internetGateway").inputs["vpcId"] == vpc.id


@pytest.mark.spec("FBG-NET-03", "FBG-NET-04", "FBG-NET-05")
def test_the_subnets_that_every_phase_keeps_and_a_second_of_each_tier(graph: Graph) -> None:
    plan = {
        subnet.name: (
            subnet.inputs["cidrBlock"],
            subnet.inputs["availabilityZone"],
            subnet.inputs["mapPublicIpOnLaunch"],
        )
        for subnet in graph.all("ec2/subnet")
    }
    assert plan == {
        "public-a": ("10.0.1.0/24", "eu-west-1a", True),
        "public-b": ("10.0.11.0/24", "eu-west-1b", True),
        "private-a": ("10.0.64.0/20", "eu-west-1a", False),
        "private-b": ("10.0.80.0/20", "eu-west-1b", False),
        "data-a": ("10.0.12.0/24", "eu-west-1a", False),
        "data-b": ("10.0.2.0/24", "eu-west-1b", False),
    }


@pytest.mark.spec("FBG-NET-08", "FBG-NET-09")
def test_the_public_table_alone_has_a_way_out(graph: Graph) -> None:
    route = graph.one("ec2/route").inputs
    public = graph.one("ec2/routeTable", "public")
    assert (route["routeTableId"], route["destinationCidrBlock"]) == (public.id, "0.0.0.0/0")
    assert route["gatewayId"] == graph.one("ec2/internetGateway").id
    tables = {
        each.name: graph.by_id("ec2/routeTable")[each.inputs["routeTableId"]].name
        for each in graph.all("ec2/routeTableAssociation")
    }
    assert tables == {
        "public-a": "public",
        "public-b": "public",
        "private-a": "private-a",
        "private-b": "private-b",
        "data-a": "data",
        "data-b": "data",
    }
    assert graph.none("ec2/natGateway")
    assert [each.inputs["vpcEndpointType"] for each in graph.all("ec2/vpcEndpoint")] == ["Gateway"]


@pytest.mark.spec("FBG-NET-11", "FBG-SEC-11")
def test_the_server_is_reached_on_http_and_https_and_by_ssh_from_one_address(graph: Graph) -> None:
    group = graph.one("ec2/securityGroup", "app")
    assert group.inputs["namePrefix"] == "foodbegood-ec2-"
    assert rules_of(graph, group) == {
        ("tcp", 22, "203.0.113.7/32"),
        ("tcp", 80, "0.0.0.0/0"),
        ("tcp", 443, "0.0.0.0/0"),
    }
    assert rules_of(graph, group, "Egress") == {("-1", None, "0.0.0.0/0")}


@pytest.mark.spec("FBG-NET-11", "FBG-SEC-11")
def test_ssh_from_everywhere_is_refused() -> None:
    with pytest.raises(ProgramFailed, match=r"app\.sshCidr: given \"0\.0\.0\.0/0\""):
        preview_of("foodbegood/phase1", {"groundwork:compute.services.app.sshCidr": "0.0.0.0/0"})


@pytest.mark.spec("FBG-NET-12", "FBG-SEC-11")
def test_the_database_is_reached_from_the_server_alone(graph: Graph) -> None:
    group = graph.one("ec2/securityGroup", "db")
    assert group.inputs["namePrefix"] == "foodbegood-rds-"
    assert rules_of(graph, group) == {("tcp", 5432, graph.one("ec2/securityGroup", "app").id)}


@pytest.mark.spec("FBG-NET-20")
def test_an_elastic_ip_is_bound_to_the_server(graph: Graph) -> None:
    address, binding = graph.one("ec2/eip"), graph.one("ec2/eipAssociation").inputs
    assert address.inputs["domain"] == "vpc"
    assert binding == {"allocationId": address.id, "instanceId": graph.one("ec2/instance").id}
    assert graph.outputs["publicAddresses"] == {"app": address.outputs["publicIp"]}
