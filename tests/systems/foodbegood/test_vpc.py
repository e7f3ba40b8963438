"""FoodBeGood's network on ECS: zones, ways out, groups, flow logs and the second region."""

import pytest

from tests.harness import Graph, Resource
from tests.systems.questions import ANYWHERE, egress, ingress, trusts

EU_WEST = "eu-west-1"
EU_CENTRAL = "eu-central-1"


def here(graph: Graph, token: str, region: str = EU_WEST) -> list[Resource]:
    """Resources of a type in one region."""
    return [each for each in graph.all(token) if each.outputs["region"] == region]


def plan(graph: Graph, region: str = EU_WEST) -> dict[str, tuple[str, str, bool]]:
    return {
        each.name: (
            each.inputs["cidrBlock"],
            each.inputs["availabilityZone"],
            bool(each.inputs.get("mapPublicIpOnLaunch")),
        )
        for each in here(graph, "ec2/subnet", region)
    }


TWO_ZONES = {
    "public-a": ("10.0.1.0/24", "eu-west-1a", False),
    "public-b": ("10.0.11.0/24", "eu-west-1b", False),
    "private-a": ("10.0.64.0/20", "eu-west-1a", False),
    "private-b": ("10.0.80.0/20", "eu-west-1b", False),
    "data-a": ("10.0.12.0/24", "eu-west-1a", False),
    "data-b": ("10.0.2.0/24", "eu-west-1b", False),
}
THREE_ZONES = TWO_ZONES | {
    "public-c": ("10.0.21.0/24", "eu-west-1c", False),
    "private-c": ("10.0.96.0/20", "eu-west-1c", False),
    "data-c": ("10.0.22.0/24", "eu-west-1c", False),
}


@pytest.mark.spec("FBG-NET-01", "FBG-NET-02", "FBG-S-12")
def test_one_vpc_with_dns_and_a_gateway(on_ecs: Graph) -> None:
    (vpc,) = here(on_ecs, "ec2/vpc")
    assert vpc.inputs["cidrBlock"] == "10.0.0.0/16"
    assert vpc.inputs["enableDnsHostnames"] is vpc.inputs["enableDnsSupport"] is True
    assert on_ecs.one("ec2/internetGateway").inputs["vpcId"] == vpc.id


@pytest.mark.spec("FBG-NET-03", "FBG-NET-04", "FBG-NET-06")
def test_two_zones_in_phase_2(phase2: Graph) -> None:
    assert plan(phase2) == TWO_ZONES


@pytest.mark.spec("FBG-NET-03", "FBG-NET-04", "FBG-NET-07")
def test_three_zones_in_phase_3(phase3: Graph) -> None:
    assert plan(phase3) == THREE_ZONES


def ways(graph: Graph) -> dict[str, set[str]]:
    """Where the default routes of the subnets lead, by subnet."""
    gateways = {**graph.by_id("ec2/internetGateway"), **graph.by_id("ec2/natGateway")}
    by_table: dict[str, set[str]] = {}
    for route in graph.all("ec2/route"):
        assert route.inputs["destinationCidrBlock"] == ANYWHERE
        target = route.inputs.get("gatewayId") or route.inputs["natGatewayId"]
        by_table.setdefault(route.inputs["routeTableId"], set()).add(gateways[target].name)
    subnets = graph.by_id("ec2/subnet")
    return {
        subnets[each.inputs["subnetId"]].name: by_table.get(each.inputs["routeTableId"], set())
        for each in graph.all("ec2/routeTableAssociation")
    }


@pytest.mark.spec("FBG-NET-08", "FBG-NET-09", "FBG-NET-10")
def test_workloads_go_out_through_one_nat_gateway_in_phase_2(phase2: Graph) -> None:
    gateway, out = {"internet-gateway"}, {"nat-a"}
    assert ways(phase2) == {
        **dict.fromkeys(("public-a", "public-b"), gateway),
        **dict.fromkeys(("private-a", "private-b"), out),
        **{key: set() for key in ("data-a", "data-b")},
    }


@pytest.mark.spec("FBG-NET-08", "FBG-NET-09", "FBG-NET-10")
def test_workloads_go_out_through_the_gateway_of_their_zone_in_phase_3(phase3: Graph) -> None:
    found = ways(phase3)
    assert {name: found[name] for name in found if name.startswith("private-")} == {
        "private-a": {"nat-a"},
        "private-b": {"nat-b"},
        "private-c": {"nat-c"},
    }
    assert {name for name in found if found[name] == {"internet-gateway"}} == {
        *("public-a", "public-b", "public-c")
    }
    assert {name for name, way in found.items() if not way} >= {"data-a", "data-b", "data-c"}


@pytest.mark.spec("FBG-NET-10")
def test_s3_is_reached_by_a_gateway_endpoint_from_every_private_subnet(on_ecs: Graph) -> None:
    endpoint = on_ecs.one("ec2/vpcEndpoint")
    assert endpoint.inputs["serviceName"] == "com.amazonaws.eu-west-1.s3"
    assert endpoint.inputs["vpcEndpointType"] == "Gateway"
    private = {
        each.inputs["routeTableId"]
        for each in here(on_ecs, "ec2/routeTableAssociation")
        if not each.name.startswith("public-")
    }
    assert set(endpoint.inputs["routeTableIds"]) == private


@pytest.mark.spec("FBG-NET-13", "FBG-SEC-11")
def test_the_internet_reaches_the_load_balancer_of_phase_2(phase2: Graph) -> None:
    assert ingress(phase2, "load-balancer") == {("tcp", 80, 80, ANYWHERE), ("tcp", 443, 443, ANYWHERE)}


@pytest.mark.spec("FBG-NET-13", "FBG-SEC-11")
def test_only_cloudfront_reaches_the_listener_that_forwards_in_phase_3(phase3: Graph) -> None:
    rules = ingress(phase3, "load-balancer")
    assert {(first, last) for _, first, last, _ in rules} == {(80, 80), (443, 443)}
    ((_, _, _, source),) = (rule for rule in rules if rule[1] == 443)
    assert source.startswith("pl-")
    assert ("tcp", 80, 80, ANYWHERE) in rules  # which redirects, and no more


@pytest.mark.spec("FBG-NET-14")
def test_the_api_admits_the_load_balancer_alone(on_ecs: Graph) -> None:
    group = on_ecs.one("ec2/securityGroup", "api")
    assert group.inputs["namePrefix"] == "foodbegood-api-"
    assert ingress(on_ecs, "api") == {("tcp", 3000, 3000, "load-balancer")}
    (rule,) = (
        each
        for each in on_ecs.all("vpc/securityGroupIngressRule")
        if each.inputs["securityGroupId"] == group.id
    )
    assert rule.inputs["description"] == "Allow API traffic from ALB only"


@pytest.mark.spec("FBG-NET-15")
def test_the_api_goes_out_by_https_and_to_its_stores(on_ecs: Graph) -> None:
    assert egress(on_ecs, "api") == {
        ("tcp", 443, 443, ANYWHERE),
        ("tcp", 5432, 5432, "db"),
        ("tcp", 6379, 6379, "redis"),
    }
    described = {each.inputs.get("description") for each in on_ecs.all("vpc/securityGroupEgressRule")}
    assert "HTTPS outbound for AWS services" in described


@pytest.mark.spec("FBG-NET-16", "FBG-SEC-11", "FBG-C-03")
@pytest.mark.parametrize(("group", "port"), [("db", 5432), ("redis", 6379)])
def test_stores_admit_workloads_alone(phase2: Graph, phase3: Graph, group: str, port: int) -> None:
    assert ingress(phase2, group) == {("tcp", port, port, "api")}
    assert ingress(phase3, group) == {("tcp", port, port, "api"), ("tcp", port, port, "worker")}


@pytest.mark.spec("FBG-NET-17", "FBG-C-04")
def test_flow_logs_of_all_traffic_with_a_role_of_their_own(on_ecs: Graph) -> None:
    for vpc in on_ecs.all("ec2/vpc"):
        (log,) = (each for each in on_ecs.all("ec2/flowLog") if each.inputs["vpcId"] == vpc.id)
        assert log.inputs["trafficType"] == "ALL"
        assert log.inputs["maxAggregationInterval"] == 60
        (role,) = (each for each in on_ecs.all("iam/role") if each.arn == log.inputs["iamRoleArn"])
        assert trusts(role, "vpc-flow-logs.amazonaws.com")
        groups = {each.arn: each for each in on_ecs.all("cloudwatch/logGroup")}
        group = groups[log.inputs["logDestination"].removesuffix(":*")]
        assert group.outputs["region"] == vpc.outputs["region"]


@pytest.mark.spec("FBG-NET-18")
def test_the_replica_has_a_network_of_its_own_in_frankfurt(phase3: Graph) -> None:
    (vpc,) = here(phase3, "ec2/vpc", EU_CENTRAL)
    assert vpc.inputs["cidrBlock"] == "10.1.0.0/16"
    assert vpc.state["protect"] is True
    subnets = here(phase3, "ec2/subnet", EU_CENTRAL)
    assert {each.inputs["vpcId"] for each in subnets} == {vpc.id}
    assert sorted(each.inputs["availabilityZone"] for each in subnets) == ["eu-central-1a", "eu-central-1b"]
    assert not any(each.inputs.get("mapPublicIpOnLaunch") for each in subnets)
    assert here(phase3, "ec2/internetGateway", EU_CENTRAL) == []
    assert here(phase3, "ec2/natGateway", EU_CENTRAL) == []
    (group,) = here(phase3, "rds/subnetGroup", EU_CENTRAL)
    assert set(group.inputs["subnetIds"]) == {each.id for each in subnets}


@pytest.mark.spec("FBG-NET-18")
def test_phase_2_has_no_network_elsewhere(phase2: Graph) -> None:
    assert {each.outputs["region"] for each in phase2.all("ec2/vpc")} == {EU_WEST}


@pytest.mark.spec("FBG-SEC-11")
def test_what_is_open_to_the_internet_is_open_on_80_and_443(every: Graph) -> None:
    world = {
        rule.inputs["fromPort"]
        for rule in every.all("vpc/securityGroupIngressRule")
        if rule.inputs.get("cidrIpv4") == ANYWHERE or rule.inputs.get("cidrIpv6") == "::/0"
    }
    assert world == {80, 443} - ({443} if "phase3" in every.resources[0].urn else set())
