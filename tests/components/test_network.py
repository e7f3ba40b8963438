"""The VPC, its routes, endpoints and flow logs."""

import pytest

from tests.components.questions import openings
from tests.harness import Graph, graph_of

NETWORK = "groundwork:network"


@pytest.fixture(scope="module")
def prod() -> Graph:
    """Three zones, three tiers, a NAT gateway in each zone, flow logs, a key."""
    return graph_of("prod")


def tables(graph: Graph) -> dict[str, str]:
    """Route table of each subnet, by names."""
    subnets, found = graph.by_id("ec2/subnet"), graph.by_id("ec2/routeTable")
    return {
        subnets[each.inputs["subnetId"]].name: found[each.inputs["routeTableId"]].name
        for each in graph.all("ec2/routeTableAssociation")
    }


def routes(graph: Graph) -> dict[str, str]:
    """What the default route of each table leads to, by names."""
    found = graph.by_id("ec2/routeTable")
    ways = graph.by_id("ec2/natGateway") | graph.by_id("ec2/internetGateway")
    return {
        found[route.inputs["routeTableId"]].name: ways[
            route.inputs.get("natGatewayId") or route.inputs["gatewayId"]
        ].name
        for route in graph.all("ec2/route")
        if route.inputs["destinationCidrBlock"] == "0.0.0.0/0"
    }


def test_the_vpc_resolves_names_and_all_is_inside_it(prod: Graph) -> None:
    vpc = prod.one("ec2/vpc")
    assert {key: vpc.inputs[key] for key in ("cidrBlock", "enableDnsSupport", "enableDnsHostnames")} == {
        "cidrBlock": "10.0.0.0/16",
        "enableDnsSupport": True,
        "enableDnsHostnames": True,
    }
    inside = [each for each in prod.resources if "vpcId" in each.inputs]
    assert {each.inputs["vpcId"] for each in inside} == {vpc.id}
    kinds = {each.type.split(":")[1] for each in inside}
    assert kinds == {
        *("ec2/subnet", "ec2/routeTable", "ec2/internetGateway", "ec2/securityGroup", "ec2/flowLog"),
        *("ec2/defaultSecurityGroup", "ec2/vpcEndpoint", "lb/targetGroup"),
    }


def test_the_default_security_group_is_closed(prod: Graph) -> None:
    group = prod.one("ec2/defaultSecurityGroup").inputs
    assert "ingress" not in group
    assert "egress" not in group


def test_no_subnet_gives_public_addresses_and_each_is_in_its_zone(prod: Graph) -> None:
    for subnet in prod.all("ec2/subnet"):
        tier, zone = subnet.name.split("-")
        assert subnet.inputs["availabilityZone"] == f"eu-west-1{zone}"
        assert subnet.inputs["mapPublicIpOnLaunch"] is False
        assert subnet.inputs["tags"] == {"Name": f"groundwork-production-{subnet.name}", "Tier": tier}
    assert len(prod.all("ec2/subnet")) == 9


def test_each_private_subnet_has_the_table_of_its_zone(prod: Graph) -> None:
    assert tables(prod) == {
        **{f"public-{zone}": "public" for zone in "abc"},
        **{f"private-{zone}": f"private-{zone}" for zone in "abc"},
        **{f"data-{zone}": "data" for zone in "abc"},
    }


def test_each_zone_goes_out_by_its_own_gateway_and_data_not_at_all(prod: Graph) -> None:
    assert routes(prod) == {
        "public": "internet-gateway",
        **{f"private-{zone}": f"nat-{zone}" for zone in "abc"},
    }


def test_each_nat_gateway_stands_in_the_public_subnet_of_its_zone_with_an_address(prod: Graph) -> None:
    subnets, addresses = prod.by_id("ec2/subnet"), prod.by_id("ec2/eip")
    found = {
        gateway.name: (
            subnets[gateway.inputs["subnetId"]].name,
            addresses[gateway.inputs["allocationId"]].name,
        )
        for gateway in prod.all("ec2/natGateway")
    }
    assert found == {f"nat-{zone}": (f"public-{zone}", f"nat-{zone}") for zone in "abc"}


@pytest.mark.parametrize(("zone", "stands"), [(None, "a"), ("b", "b")])
def test_a_single_nat_gateway_serves_every_zone(zone: str | None, stands: str) -> None:
    chosen = {"kind": "single"} | ({"zone": zone} if zone else {})
    graph = graph_of("dev", {f"{NETWORK}.nat": chosen})
    assert routes(graph) == {
        "public": "internet-gateway",
        "private-a": f"nat-{stands}",
        "private-b": f"nat-{stands}",
    }
    assert [address.name for address in graph.all("ec2/eip")] == [f"nat-{stands}"]


def test_without_nat_the_endpoints_that_tasks_need_stand_in() -> None:
    graph = graph_of("dev", {f"{NETWORK}.nat": {"kind": "none"}})
    assert routes(graph) == {"public": "internet-gateway"}
    endpoints = {each.name: each.inputs for each in graph.all("ec2/vpcEndpoint")}
    assert {name: (each["vpcEndpointType"], each["serviceName"]) for name, each in endpoints.items()} == {
        "s3-gateway": ("Gateway", "com.amazonaws.eu-west-1.s3"),
        "ecr-api": ("Interface", "com.amazonaws.eu-west-1.ecr.api"),
        "ecr-dkr": ("Interface", "com.amazonaws.eu-west-1.ecr.dkr"),
        "logs": ("Interface", "com.amazonaws.eu-west-1.logs"),
        "secretsmanager": ("Interface", "com.amazonaws.eu-west-1.secretsmanager"),
        "ssmmessages": ("Interface", "com.amazonaws.eu-west-1.ssmmessages"),
    }
    private = {subnet.id for subnet in graph.all("ec2/subnet") if subnet.name.startswith("private-")}
    group = graph.one("ec2/securityGroup", "endpoints")
    for name, endpoint in endpoints.items():
        if name != "s3-gateway":
            assert set(endpoint["subnetIds"]) == private
            assert endpoint["securityGroupIds"] == [group.id]
            assert endpoint["privateDnsEnabled"] is True
    assert [rule for rule in openings(graph) if rule[0] == "endpoints"] == [("endpoints", "api", 443)]


def test_gateway_endpoints_are_in_every_table_that_is_not_public(prod: Graph) -> None:
    endpoint, found = prod.one("ec2/vpcEndpoint"), prod.by_id("ec2/routeTable")
    assert endpoint.name == "s3-gateway"
    assert [found[table].name for table in endpoint.inputs["routeTableIds"]] == [
        *("private-a", "private-b", "private-c", "data"),
    ]
    assert "securityGroupIds" not in endpoint.inputs


def test_chosen_endpoints_come_once_beside_those_that_are_needed() -> None:
    chosen = {"gateway": ["s3", "dynamodb"], "interface": ["logs", "sqs"]}
    graph = graph_of("dev", {f"{NETWORK}.nat": {"kind": "none"}, f"{NETWORK}.endpoints": chosen})
    assert sorted(each.name for each in graph.all("ec2/vpcEndpoint")) == [
        *("dynamodb-gateway", "ecr-api", "ecr-dkr", "logs", "s3-gateway", "secretsmanager", "sqs"),
        "ssmmessages",
    ]


def test_a_service_may_have_both_kinds_of_endpoint() -> None:
    graph = graph_of("dev", {f"{NETWORK}.endpoints": {"gateway": ["s3"], "interface": ["s3"]}})
    assert sorted(each.inputs["vpcEndpointType"] for each in graph.all("ec2/vpcEndpoint")) == [
        "Gateway",
        "Interface",
    ]


def test_flow_logs_record_all_traffic_by_a_role_for_their_group_only(prod: Graph) -> None:
    flow_log, group = prod.one("ec2/flowLog"), prod.one("cloudwatch/logGroup", "flow-logs")
    role = prod.one("iam/role", "flow-logs")
    expected = {
        "trafficType": "ALL",
        "logDestinationType": "cloud-watch-logs",
        "logDestination": group.arn,
        "iamRoleArn": role.arn,
        "maxAggregationInterval": 60,
    }
    assert {key: flow_log.inputs[key] for key in expected} == expected
    assert group.inputs["name"] == "/vpc/groundwork-production/flow-logs"
    assert group.inputs["retentionInDays"] == 365
    assert group.inputs["kmsKeyId"] == prod.one("kms/key").arn
    assert role.document("assumeRolePolicy")["Statement"][0]["Principal"] == {
        "Service": "vpc-flow-logs.amazonaws.com"
    }
    assert prod.statements(role) == [
        {
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
            "Resource": [group.arn, f"{group.arn}:*"],
        }
    ]


def test_flow_logs_have_a_retention_and_a_pace_of_their_own() -> None:
    graph = graph_of("prod", {f"{NETWORK}.flowLogs": {"retentionDays": 90, "aggregationSeconds": 600}})
    assert graph.one("cloudwatch/logGroup", "flow-logs").inputs["retentionInDays"] == 90
    assert graph.one("ec2/flowLog").inputs["maxAggregationInterval"] == 600


def test_flow_logs_can_be_given_up() -> None:
    graph = graph_of("dev")
    assert graph.none("ec2/flowLog")
    assert [group.name for group in graph.all("cloudwatch/logGroup") if "flow" in group.name] == []


def test_stores_are_in_the_data_tier_or_else_in_the_private_one(prod: Graph) -> None:
    for graph, tier, zones in ((prod, "data", "abc"), (graph_of("dev"), "private", "ab")):
        names = {subnet.id: subnet.name for subnet in graph.all("ec2/subnet")}
        ids = graph.one("rds/subnetGroup").inputs["subnetIds"]
        assert [names[each] for each in ids] == [f"{tier}-{zone}" for zone in zones]


def test_what_is_public_waits_for_the_way_in(prod: Graph) -> None:
    """AWS refuses a NAT gateway and an internet-facing load balancer in a VPC without an internet gateway."""
    gateway, route = prod.one("ec2/internetGateway"), prod.one("ec2/route", "public-internet")
    waiting = [*prod.all("ec2/natGateway"), prod.one("lb/loadBalancer")]
    assert len(waiting) == 4
    for resource in waiting:
        assert {gateway.urn, route.urn} <= set(resource.state["dependencies"])
