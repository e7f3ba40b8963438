"""A network that grows with its system: given subnets, first without NAT, then with one, then one a zone."""

from typing import Any

import pytest

from tests.components.growth import Growth, grown
from tests.components.test_network import routes, tables
from tests.harness import Graph, graph_of

NETWORK = "groundwork:network"
TWO: dict[str, Any] = {
    "cidr": "10.0.0.0/16",
    "zones": ["a", "b"],
    "dataTier": True,
    "subnets": {
        "public": {"a": "10.0.1.0/24", "b": "10.0.11.0/24"},
        "private": {"a": "10.0.64.0/20", "b": "10.0.80.0/20"},
        "data": {"a": "10.0.12.0/24", "b": "10.0.2.0/24"},
    },
    "nat": {"kind": "single", "zone": "a"},
    "protect": True,
}
THREE: dict[str, Any] = {
    **TWO,
    "zones": ["a", "b", "c"],
    "subnets": {
        "public": {**TWO["subnets"]["public"], "c": "10.0.21.0/24"},
        "private": {**TWO["subnets"]["private"], "c": "10.0.96.0/20"},
        "data": {**TWO["subnets"]["data"], "c": "10.0.22.0/24"},
    },
    "nat": {"kind": "perZone"},
}
NONE: dict[str, Any] = {**TWO, "nat": {"kind": "none"}}


def plan(graph: Graph) -> dict[str, tuple[str, str]]:
    """Range and zone of each subnet."""
    return {
        subnet.name: (subnet.inputs["cidrBlock"], subnet.inputs["availabilityZone"][-1])
        for subnet in graph.all("ec2/subnet")
    }


@pytest.mark.spec("FBG-NET-01", "FBG-NET-02", "FBG-NET-03", "FBG-NET-04", "FBG-NET-06", "FBG-NET-07")
@pytest.mark.parametrize(("network", "zones"), [(TWO, 2), (THREE, 3)])
def test_each_tier_has_the_given_range_in_each_zone(network: dict[str, Any], zones: int) -> None:
    graph = graph_of("prod", {NETWORK: network})
    given = {
        f"{tier}-{zone}": (cidr, zone)
        for tier, by_zone in network["subnets"].items()
        for zone, cidr in by_zone.items()
    }
    assert plan(graph) == given
    assert len(given) == 3 * zones
    assert {name: plan(graph)[name] for name in ("public-a", "data-b")} == {
        "public-a": ("10.0.1.0/24", "a"),
        "data-b": ("10.0.2.0/24", "b"),
    }
    vpc = graph.one("ec2/vpc")
    assert vpc.state["protect"] is True
    assert graph.one("ec2/internetGateway").inputs["vpcId"] == vpc.id


@pytest.mark.spec("FBG-NET-08", "FBG-NET-09", "FBG-NET-10")
def test_private_subnets_go_out_by_the_single_gateway_and_data_not_at_all() -> None:
    graph = graph_of("prod", {NETWORK: TWO})
    assert routes(graph) == {"public": "internet-gateway", "private-a": "nat-a", "private-b": "nat-a"}
    assert tables(graph) == {
        **{f"public-{zone}": "public" for zone in "ab"},
        **{f"private-{zone}": f"private-{zone}" for zone in "ab"},
        **{f"data-{zone}": "data" for zone in "ab"},
    }


@pytest.mark.spec("FBG-NET-10", "FBG-OPS-06")
def test_a_third_zone_with_gateways_of_their_own_keeps_what_there_was() -> None:
    """The one address that others may have allowed, that of nat-a, stays."""
    found = grown("prod", {NETWORK: THREE}, {NETWORK: TWO})
    assert found == Growth(
        added=(
            *("ec2/eip nat-b", "ec2/eip nat-c", "ec2/natGateway nat-b", "ec2/natGateway nat-c"),
            *("ec2/route private-c-internet", "ec2/routeTable private-c"),
            *(f"ec2/routeTableAssociation {tier}-c" for tier in ("data", "private", "public")),
            *(f"ec2/subnet {tier}-c" for tier in ("data", "private", "public")),
        ),
        changed={
            "ec2/route private-b-internet": ("natGatewayId",),
            "ec2/vpcEndpoint s3-gateway": ("routeTableIds",),
            "ecs/service api": ("networkConfiguration",),
            "ecs/service worker": ("networkConfiguration",),
            "lb/loadBalancer load-balancer": ("subnets",),
            "rds/subnetGroup db": ("subnetIds",),
        },
    )


@pytest.mark.spec("FBG-NET-05", "FBG-NET-09", "FBG-NET-10")
def test_a_server_and_a_database_need_no_way_out_and_no_interface_endpoints() -> None:
    graph = graph_of("foodbegood/phase1", {NETWORK: NONE})
    assert plan(graph) == {
        f"{tier}-{zone}": (cidr, zone)
        for tier, by_zone in NONE["subnets"].items()
        for zone, cidr in by_zone.items()
    }
    assert routes(graph) == {"public": "internet-gateway"}
    endpoint, found = graph.one("ec2/vpcEndpoint"), graph.by_id("ec2/routeTable")
    assert (endpoint.name, endpoint.inputs["vpcEndpointType"]) == ("s3-gateway", "Gateway")
    assert [found[table].name for table in endpoint.inputs["routeTableIds"]] == [
        *("private-a", "private-b", "data"),
    ]
    names = {subnet.id: subnet.name for subnet in graph.all("ec2/subnet")}
    assert [names[each] for each in graph.one("rds/subnetGroup").inputs["subnetIds"]] == ["data-a", "data-b"]


def test_a_gateway_for_the_private_tier_keeps_the_rest() -> None:
    found = grown("foodbegood/phase1", {NETWORK: TWO}, {NETWORK: NONE})
    assert found == Growth(
        added=(
            *("ec2/eip nat-a", "ec2/natGateway nat-a"),
            *("ec2/route private-a-internet", "ec2/route private-b-internet"),
        )
    )


@pytest.mark.spec("FBG-NET-17")
def test_flow_logs_are_on_unless_given_up() -> None:
    flow_log = graph_of("prod", {NETWORK: TWO}).one("ec2/flowLog").inputs
    assert (flow_log["trafficType"], flow_log["maxAggregationInterval"]) == ("ALL", 60)
    assert flow_log["logDestinationType"] == "cloud-watch-logs"
