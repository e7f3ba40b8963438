"""The network of the second region."""

from typing import Any

import pytest

from tests.components.growth import Growth, grown
from tests.harness import Graph, graph_of

SECOND: dict[str, Any] = {
    "groundwork:system.secondaryRegion": "eu-central-1",
    "groundwork:network.secondary": {"cidr": "10.1.0.0/16", "zones": ["a", "b"]},
}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return graph_of("prod", SECOND)


def there(graph: Graph) -> dict[str, list[str]]:
    """Names of what is in the second region, by type."""
    found: dict[str, list[str]] = {}
    for resource in graph.resources:
        if resource.inputs.get("region") == "eu-central-1":
            found.setdefault(resource.type.split(":")[1], []).append(resource.name)
    return found


@pytest.mark.spec("FBG-NET-18")
def test_it_is_a_vpc_of_data_subnets_without_a_way_to_the_internet(graph: Graph) -> None:
    assert there(graph) == {
        "ec2/vpc": ["secondary-vpc"],
        "ec2/defaultSecurityGroup": ["secondary-default"],
        "ec2/subnet": ["secondary-data-a", "secondary-data-b"],
        "ec2/routeTable": ["secondary-data"],
        "ec2/routeTableAssociation": ["secondary-data-a", "secondary-data-b"],
        "cloudwatch/logGroup": ["secondary-flow-logs"],
        "ec2/flowLog": ["secondary-flow-logs"],
    }
    table = graph.one("ec2/routeTable", "secondary-data").id
    assert table not in {route.inputs["routeTableId"] for route in graph.all("ec2/route")}
    for association in graph.all("ec2/routeTableAssociation"):
        if association.name.startswith("secondary-"):
            assert association.inputs["routeTableId"] == table
            assert association.inputs["subnetId"] == graph.one("ec2/subnet", association.name).id


@pytest.mark.spec("FBG-NET-18")
def test_its_addresses_are_apart_from_those_of_the_first_and_in_its_zones(graph: Graph) -> None:
    vpc = graph.one("ec2/vpc", "secondary-vpc")
    assert vpc.inputs["cidrBlock"] == "10.1.0.0/16"
    assert vpc.inputs["enableDnsSupport"] is vpc.inputs["enableDnsHostnames"] is True
    assert vpc.inputs["tags"] == {"Name": "groundwork-production-secondary-vpc"}
    found = {
        subnet.name: (
            subnet.inputs["cidrBlock"],
            subnet.inputs["availabilityZone"],
            subnet.inputs["mapPublicIpOnLaunch"],
            subnet.inputs["tags"],
        )
        for subnet in graph.all("ec2/subnet")
        if subnet.inputs["vpcId"] == vpc.id
    }
    assert found == {
        f"secondary-data-{zone}": (
            cidr,
            f"eu-central-1{zone}",
            False,
            {"Name": f"groundwork-production-secondary-data-{zone}", "Tier": "data"},
        )
        for zone, cidr in (("a", "10.1.16.0/24"), ("b", "10.1.17.0/24"))
    }


@pytest.mark.spec("FBG-NET-18")
def test_it_is_protected_and_its_default_group_is_closed(graph: Graph) -> None:
    vpc = graph.one("ec2/vpc", "secondary-vpc")
    assert vpc.state["protect"] is True
    group = graph.one("ec2/defaultSecurityGroup", "secondary-default").inputs
    assert group["vpcId"] == vpc.id
    assert "ingress" not in group
    assert "egress" not in group
    freed = graph_of("prod", {**SECOND, "groundwork:network.secondary.protect": False})
    assert not freed.one("ec2/vpc", "secondary-vpc").state.get("protect")


@pytest.mark.spec("FBG-NET-18", "FBG-NET-17", "FBG-OBS-02")
def test_its_traffic_is_recorded_in_its_region_by_a_role_of_its_own(graph: Graph) -> None:
    flow_log, group, role = (
        graph.one(token, "secondary-flow-logs")
        for token in ("ec2/flowLog", "cloudwatch/logGroup", "iam/role")
    )
    expected = {
        "vpcId": graph.one("ec2/vpc", "secondary-vpc").id,
        "trafficType": "ALL",
        "logDestination": group.arn,
        "iamRoleArn": role.arn,
        "maxAggregationInterval": 60,
    }
    assert {key: flow_log.inputs[key] for key in expected} == expected
    assert group.inputs["name"] == "/vpc/groundwork-production/secondary-flow-logs"
    assert group.inputs["retentionInDays"] == 365
    assert graph.statements(role)[0]["Resource"] == [group.arn, f"{group.arn}:*"]


def test_its_flow_logs_have_settings_of_their_own() -> None:
    changes = {
        **SECOND,
        "groundwork:network.secondary.flowLogs": {"retentionDays": 90, "aggregationSeconds": 600},
    }
    graph = graph_of("prod", changes)
    assert graph.one("cloudwatch/logGroup", "secondary-flow-logs").inputs["retentionInDays"] == 90
    assert graph.one("ec2/flowLog", "secondary-flow-logs").inputs["maxAggregationInterval"] == 600
    assert graph.one("ec2/flowLog", "flow-logs").inputs["maxAggregationInterval"] == 60


def test_it_comes_beside_what_is_there() -> None:
    found = grown("prod", SECOND)
    assert (found.changed, found.gone, found.replaced) == ({}, (), ())
    assert len(found.added) == 14
    assert "groundwork:network:Network secondary-network" in found.added


def test_another_zone_in_the_second_region_changes_nothing_that_was_there() -> None:
    """The same VPC in both phases, of two zones and then of three (FBG-NET-18)."""
    found = grown("prod", {"groundwork:network.secondary.zones": ["a", "b", "c"]}, SECOND)
    assert found == Growth(
        added=("ec2/routeTableAssociation secondary-data-c", "ec2/subnet secondary-data-c")
    )


def test_a_second_region_alone_makes_nothing() -> None:
    assert grown("prod", {"groundwork:system.secondaryRegion": "eu-central-1"}) == Growth()
