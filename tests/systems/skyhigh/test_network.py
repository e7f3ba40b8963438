"""Sky High Booker's network: subnets, ways out, and who may reach whom."""

import ipaddress

import pytest

from tests.harness import Graph, graph_of
from tests.systems.questions import (
    ALL_TRAFFIC,
    ANYWHERE,
    default_routes,
    egress,
    ingress,
    nat_gateways,
    open_groups,
    subnet_names,
    subnets,
)

PRIVATE = {"private-a", "private-b"}


@pytest.fixture
def graph() -> Graph:
    return graph_of("skyhigh/prod")


@pytest.mark.spec("SKY-NET-01")
def test_the_vpc_by_its_name_with_dns(graph: Graph) -> None:
    vpc = graph.one("ec2/vpc").inputs
    assert vpc["tags"] == {"Name": "sky-high-booker-vpc"}
    assert vpc["cidrBlock"] == "10.0.0.0/16"
    assert vpc["enableDnsHostnames"] is True
    assert vpc["enableDnsSupport"] is True


@pytest.mark.spec("SKY-NET-01", "SKY-NET-02", "SKY-NET-03", "SKY-NET-04")
def test_ranges_are_settings() -> None:
    changes = {
        "groundwork:network.cidr": "10.8.0.0/16",
        "groundwork:network.subnets": {
            "public": {"a": "10.8.1.0/24", "b": "10.8.2.0/24"},
            "private": {"a": "10.8.11.0/24", "b": "10.8.12.0/24"},
        },
    }
    graph = graph_of("skyhigh/prod", changes)
    assert graph.one("ec2/vpc").inputs["cidrBlock"] == "10.8.0.0/16"
    assert {cidr for cidr, _ in subnets(graph).values()} == {
        "10.8.1.0/24",
        "10.8.2.0/24",
        "10.8.11.0/24",
        "10.8.12.0/24",
    }


@pytest.mark.spec("SKY-NET-02", "SKY-NET-03", "SKY-NET-04", "SKY-REC-04")
def test_two_named_zones_with_a_public_and_a_private_subnet_each(graph: Graph) -> None:
    found = subnets(graph)
    assert found == {
        "public-a": ("10.0.1.0/24", "us-east-1a"),
        "public-b": ("10.0.2.0/24", "us-east-1b"),
        "private-a": ("10.0.11.0/24", "us-east-1a"),
        "private-b": ("10.0.12.0/24", "us-east-1b"),
    }
    vpc = ipaddress.IPv4Network(graph.one("ec2/vpc").inputs["cidrBlock"])
    assert all(ipaddress.IPv4Network(cidr).subnet_of(vpc) for cidr, _ in found.values())


@pytest.mark.spec("SKY-NET-03")
def test_public_subnets_hold_load_balancer_and_nat_gateways_alone(graph: Graph) -> None:
    public = {subnet.id for subnet in graph.all("ec2/subnet") if subnet.name.startswith("public-")}
    kinds = {
        resource.type
        for resource in graph.resources
        if resource.type.startswith("aws:") and any(each in str(resource.inputs) for each in public)
    }
    assert kinds == {
        "aws:lb/loadBalancer:LoadBalancer",
        "aws:ec2/natGateway:NatGateway",
        "aws:ec2/routeTableAssociation:RouteTableAssociation",
    }


@pytest.mark.spec("SKY-NET-04", "SKY-CMP-10", "SKY-REC-04")
def test_tasks_run_in_the_private_subnets_without_public_addresses(graph: Graph) -> None:
    network = graph.one("ecs/service").inputs["networkConfiguration"]
    assert network["assignPublicIp"] is False
    assert subnet_names(graph, network["subnets"]) == PRIVATE
    assert {subnet.inputs["mapPublicIpOnLaunch"] for subnet in graph.all("ec2/subnet")} == {False}


@pytest.mark.spec("SKY-NET-05", "SKY-NET-06")
def test_each_default_route(graph: Graph) -> None:
    assert default_routes(graph) == {
        "public-a": "internet-gateway",
        "public-b": "internet-gateway",
        "private-a": "nat-a",
        "private-b": "nat-b",
    }
    assert graph.one("ec2/internetGateway").inputs["vpcId"] == graph.one("ec2/vpc").id


@pytest.mark.spec("SKY-NET-06", "SKY-REC-04")
def test_a_nat_gateway_with_its_own_address_in_each_zone(graph: Graph) -> None:
    assert nat_gateways(graph) == {"nat-a": ("public-a", "nat-a"), "nat-b": ("public-b", "nat-b")}
    assert len(graph.all("ec2/eip")) == 2


@pytest.mark.spec("SKY-NET-06")
def test_a_single_nat_gateway_would_not_do() -> None:
    graph = graph_of("skyhigh/prod", {"groundwork:network.nat": {"kind": "single"}})
    routes = default_routes(graph)
    assert (routes["private-a"], routes["private-b"]) == ("nat-a", "nat-a")


@pytest.mark.spec("SKY-NET-07")
def test_no_vpn(graph: Graph) -> None:
    tokens = {
        resource.type.split(":")[1].lower()
        for resource in graph.resources
        if resource.type.startswith("aws:")
    }
    assert [token for token in tokens if "vpn" in token or "customergateway" in token] == []


@pytest.mark.spec("SKY-NET-08", "SKY-SEC-04")
def test_the_group_of_the_load_balancer(graph: Graph) -> None:
    group = graph.one("ec2/securityGroup", "load-balancer")
    assert group.inputs["name"] == "sky-high-booker-alb-sg"
    assert group.inputs["description"] == "Security group for ALB"
    assert group.inputs["vpcId"] == graph.one("ec2/vpc").id
    assert ingress(graph, "load-balancer") == {("tcp", 80, 80, ANYWHERE), ("tcp", 443, 443, ANYWHERE)}
    assert egress(graph, "load-balancer") == {ALL_TRAFFIC}
    rules = [rule.inputs for rule in graph.all("vpc/securityGroupIngressRule")]
    described = {
        rule["fromPort"]: rule["description"] for rule in rules if rule["securityGroupId"] == group.id
    }
    assert described == {80: "HTTP from anywhere", 443: "HTTPS from anywhere"}


@pytest.mark.spec("SKY-NET-09", "SKY-SEC-04")
def test_tasks_let_in_the_load_balancer_alone_on_80(graph: Graph) -> None:
    group = graph.one("ec2/securityGroup", "app")
    assert graph.one("ecs/service").inputs["networkConfiguration"]["securityGroups"] == [group.id]
    assert ingress(graph, "app") == {("tcp", 80, 80, "load-balancer")}
    assert egress(graph, "app") == {ALL_TRAFFIC}


@pytest.mark.spec("SKY-SEC-04")
def test_only_the_load_balancer_is_open_to_the_internet(graph: Graph) -> None:
    assert open_groups(graph) == {"load-balancer"}
    assert {group.name for group in graph.all("ec2/securityGroup")} == {"load-balancer", "app"}


@pytest.mark.spec("SKY-NET-10")
def test_no_ssh(graph: Graph) -> None:
    admitted = [rule.inputs for rule in graph.all("vpc/securityGroupIngressRule")]
    ports = {(rule["ipProtocol"], rule["fromPort"], rule["toPort"]) for rule in admitted}
    assert ports == {("tcp", 80, 80), ("tcp", 443, 443)}
    for token in (
        "ec2/securityGroupRule",
        "ec2/instance",
        "ec2/launchTemplate",
        "ec2/keyPair",
        "autoscaling/group",
    ):
        assert graph.none(token)
