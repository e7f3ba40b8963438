"""PyShop's network: subnets, ways out, and who may reach whom."""

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
    services_reached,
    subnet_names,
    subnets,
    tables_of_subnets,
    waits_for,
)

NAT = "groundwork:network.nat"
PRIVATE = {"private-a", "private-b"}
PUBLIC = {"public-a", "public-b"}


@pytest.mark.spec("PYS-NET-01")
def test_one_vpc_with_dns(graph: Graph) -> None:
    vpc = graph.one("ec2/vpc").inputs
    assert vpc["cidrBlock"] == "10.0.0.0/16"
    assert vpc["enableDnsSupport"] is True
    assert vpc["enableDnsHostnames"] is True


@pytest.mark.spec("PYS-NET-02", "PYS-NET-03")
def test_two_public_and_two_private_subnets_over_two_zones(graph: Graph) -> None:
    assert subnets(graph) == {
        "public-a": ("10.0.1.0/24", "us-east-1a"),
        "public-b": ("10.0.2.0/24", "us-east-1b"),
        "private-a": ("10.0.10.0/24", "us-east-1a"),
        "private-b": ("10.0.11.0/24", "us-east-1b"),
    }


@pytest.mark.spec("PYS-NET-02", "PYS-NET-03")
def test_no_subnet_gives_public_addresses(graph: Graph) -> None:
    assert [subnet.inputs["mapPublicIpOnLaunch"] for subnet in graph.all("ec2/subnet")] == [False] * 4


@pytest.mark.spec("PYS-NET-03")
def test_private_subnets_hold_the_tasks_and_the_database(graph: Graph) -> None:
    tasks = graph.one("ecs/service").inputs["networkConfiguration"]["subnets"]
    database = graph.one("rds/subnetGroup").inputs["subnetIds"]
    assert subnet_names(graph, tasks) == subnet_names(graph, database) == PRIVATE


@pytest.mark.spec("PYS-NET-04")
def test_public_subnets_reach_the_internet_through_the_gateway_of_the_vpc(graph: Graph) -> None:
    gateway = graph.one("ec2/internetGateway")
    assert gateway.inputs["vpcId"] == graph.one("ec2/vpc").id
    routes = default_routes(graph)
    assert {routes[subnet] for subnet in PUBLIC} == {gateway.name}


@pytest.mark.spec("PYS-NET-05", "PYS-NET-07")
@pytest.mark.parametrize("stack", ["pyshop/prod", "pyshop/domain"])
def test_a_nat_gateway_in_each_zone_and_each_private_subnet_on_its_own(stack: str) -> None:
    graph = graph_of(stack)
    assert nat_gateways(graph) == {"nat-a": ("public-a", "nat-a"), "nat-b": ("public-b", "nat-b")}
    assert len(graph.all("ec2/eip")) == 2
    routes = default_routes(graph)
    assert {subnet: routes[subnet] for subnet in PRIVATE} == {"private-a": "nat-a", "private-b": "nat-b"}


@pytest.mark.spec("PYS-NET-06", "PYS-NET-07")
def test_dev_shares_one_nat_gateway() -> None:
    graph = graph_of("pyshop/dev")
    assert nat_gateways(graph) == {"nat-a": ("public-a", "nat-a")}
    assert len(graph.all("ec2/eip")) == 1
    routes = default_routes(graph)
    assert {subnet: routes[subnet] for subnet in PRIVATE} == {"private-a": "nat-a", "private-b": "nat-a"}


@pytest.mark.spec("PYS-NET-07")
def test_public_and_private_subnets_have_tables_apart(graph: Graph) -> None:
    tables = {subnet: table.name for subnet, table in tables_of_subnets(graph).items()}
    assert tables == {
        "public-a": "public",
        "public-b": "public",
        "private-a": "private-a",
        "private-b": "private-b",
    }
    assert {table.inputs["vpcId"] for table in graph.all("ec2/routeTable")} == {graph.one("ec2/vpc").id}
    assert len(graph.all("ec2/routeTable")) == 3


@pytest.mark.spec("PYS-NET-08", "PYS-CST-03")
def test_nat_can_be_left_out(stack: str) -> None:
    graph = graph_of(stack, {NAT: {"kind": "none"}})
    assert graph.none("ec2/natGateway")
    assert graph.none("ec2/eip")
    routes = default_routes(graph)
    assert {subnet: routes[subnet] for subnet in PRIVATE} == {"private-a": None, "private-b": None}


@pytest.mark.spec("PYS-NET-08")
def test_without_nat_tasks_reach_aws_through_endpoints(stack: str) -> None:
    graph = graph_of(stack, {NAT: {"kind": "none"}})
    assert services_reached(graph) == {
        "s3": "Gateway",
        "ecr.api": "Interface",
        "ecr.dkr": "Interface",
        "logs": "Interface",
        "secretsmanager": "Interface",
        "ssmmessages": "Interface",
    }
    group = graph.one("ec2/securityGroup", "endpoints")
    for endpoint in graph.all("ec2/vpcEndpoint"):
        if endpoint.inputs["vpcEndpointType"] == "Interface":
            assert endpoint.inputs["privateDnsEnabled"] is True
            assert subnet_names(graph, endpoint.inputs["subnetIds"]) == PRIVATE
            assert endpoint.inputs["securityGroupIds"] == [group.id]
        else:
            tables = {table.id: table.name for table in graph.all("ec2/routeTable")}
            assert {tables[each] for each in endpoint.inputs["routeTableIds"]} == PRIVATE
    assert ingress(graph, "endpoints") == {("tcp", 443, 443, "api")}


@pytest.mark.spec("PYS-NET-08")
def test_with_nat_no_interface_endpoint_is_paid_for(graph: Graph) -> None:
    assert services_reached(graph) == {"s3": "Gateway"}


@pytest.mark.spec("PYS-NET-08", "PYS-CST-03")
def test_the_number_of_nat_gateways_is_a_setting() -> None:
    assert set(nat_gateways(graph_of("pyshop/prod", {NAT: {"kind": "single", "zone": "b"}}))) == {"nat-b"}
    assert set(nat_gateways(graph_of("pyshop/dev", {NAT: {"kind": "perZone"}}))) == {"nat-a", "nat-b"}


@pytest.mark.spec("PYS-NET-08", "PYS-DEL-01")
@pytest.mark.parametrize("nat", ["perZone", "none"])
def test_the_service_starts_when_its_tasks_have_a_way_out(nat: str) -> None:
    graph = graph_of("pyshop/prod", {NAT: {"kind": nat}})
    first = waits_for(graph, graph.one("ecs/service"))
    ways = graph.all("ec2/vpcEndpoint") if nat == "none" else graph.all("ec2/natGateway")
    ways += [route for route in graph.all("ec2/route") if route.name.startswith("private-")]
    ways += [each for each in graph.all("ec2/routeTableAssociation") if each.name.startswith("private-")]
    assert {way.name for way in ways if way.urn not in first} == set()


@pytest.mark.spec("PYS-NET-09", "PYS-SEC-05")
def test_the_load_balancer_lets_the_internet_in_on_80_and_443(graph: Graph) -> None:
    assert graph.one("lb/loadBalancer").inputs["securityGroups"] == [
        graph.one("ec2/securityGroup", "load-balancer").id
    ]
    assert ingress(graph, "load-balancer") == {("tcp", 80, 80, ANYWHERE), ("tcp", 443, 443, ANYWHERE)}
    assert egress(graph, "load-balancer") == {ALL_TRAFFIC}


@pytest.mark.spec("PYS-NET-10", "PYS-SEC-05")
def test_tasks_let_in_the_load_balancer_alone_on_8000(graph: Graph) -> None:
    group = graph.one("ec2/securityGroup", "api")
    assert graph.one("ecs/service").inputs["networkConfiguration"]["securityGroups"] == [group.id]
    assert ingress(graph, "api") == {("tcp", 8000, 8000, "load-balancer")}
    assert egress(graph, "api") == {ALL_TRAFFIC}


@pytest.mark.spec("PYS-NET-11", "PYS-SEC-05")
def test_the_database_lets_in_the_tasks_alone_on_5432(graph: Graph) -> None:
    group = graph.one("ec2/securityGroup", "db")
    assert graph.one("rds/instance").inputs["vpcSecurityGroupIds"] == [group.id]
    assert ingress(graph, "db") == {("tcp", 5432, 5432, "api")}
    assert egress(graph, "db") == set()


@pytest.mark.spec("PYS-NET-11", "PYS-SEC-06")
def test_a_service_that_does_not_use_the_database_is_not_let_in() -> None:
    graph = graph_of("pyshop/dev", {"groundwork:compute.services.api.uses": ["secret-key"]})
    assert ingress(graph, "db") == set()


@pytest.mark.spec("PYS-SEC-06", "PYS-SEC-05")
def test_no_group_but_the_load_balancers_lets_in_an_address_range(graph: Graph) -> None:
    assert open_groups(graph) == {"load-balancer"}
    assert {group.name for group in graph.all("ec2/securityGroup")} == {"load-balancer", "api", "db"}


@pytest.mark.spec("PYS-SEC-06")
def test_the_default_group_of_the_vpc_is_closed(graph: Graph) -> None:
    group = graph.one("ec2/defaultSecurityGroup")
    assert group.inputs["vpcId"] == graph.one("ec2/vpc").id
    assert not {"ingress", "egress"} & group.inputs.keys()
