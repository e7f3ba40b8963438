"""EC2: what it refuses, and the shapes of its answers."""

from __future__ import annotations

import zlib

from tests.simulator.services.cases import Case, accepted, refused, remarked
from tests.simulator.services.world import World, account, shape


@accepted("ec2")
def test_accepts(case: Case) -> None:
    assert case.refusals() == []


@refused("ec2")
def test_refuses(case: Case) -> None:
    assert case.refusals() == case.says


@remarked("ec2")
def test_remarks(case: Case) -> None:
    assert case.refusals() == []
    assert case.remarks() == case.says


def test_a_vpc_brings_its_group_table_and_acl() -> None:
    vpc = account().states["vpc"]
    assert shape(vpc.id, "vpc-0{hex16}")
    assert vpc.outputs["arn"] == f"arn:aws:ec2:us-east-1:123456789012:vpc/{vpc.id}"
    assert shape(vpc.outputs["defaultSecurityGroupId"], "sg-0{hex16}")
    assert shape(vpc.outputs["defaultNetworkAclId"], "acl-0{hex16}")
    assert shape(vpc.outputs["mainRouteTableId"], "rtb-0{hex16}")
    assert vpc.outputs["defaultRouteTableId"] == vpc.outputs["mainRouteTableId"]
    assert vpc.outputs["ownerId"] == "123456789012"


def test_the_default_group_is_the_one_that_the_vpc_told() -> None:
    world = World()
    vpc = world.add("vpc", "aws:ec2/vpc:Vpc", {"cidrBlock": "10.0.0.0/16"})
    group = world.add("closed", "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", {"vpcId": "@vpc"})
    assert group.id == vpc.outputs["defaultSecurityGroupId"]
    assert (group.outputs["name"], group.outputs["ingress"], group.outputs["egress"]) == ("default", [], [])


def test_ids_have_their_prefixes() -> None:
    prefixes = {
        "subnet_a": "subnet-0{hex16}",
        "igw": "igw-0{hex16}",
        "eip": "eipalloc-0{hex16}",
        "nat": "nat-0{hex16}",
        "table": "rtb-0{hex16}",
        "association": "rtbassoc-0{hex16}",
        "group": "sg-0{hex16}",
        "http": "sgr-0{hex16}",
        "logs_endpoint": "vpce-0{hex16}",
    }
    wrong = {name for name, form in prefixes.items() if not shape(account().states[name].id, form)}
    assert wrong == set()


def test_a_subnet_without_a_zone_gets_one_of_its_region() -> None:
    subnet = World(region="eu-west-1").add(
        "any", "aws:ec2/subnet:Subnet", {"vpcId": "vpc-0", "cidrBlock": "10.0.0.0/24"}
    )
    assert (subnet.outputs["availabilityZone"], subnet.outputs["availabilityZoneId"]) == (
        "eu-west-1a",
        "euw1-az1",
    )


def test_a_zone_id_decides_the_zone() -> None:
    inputs = {"vpcId": "vpc-0", "cidrBlock": "10.0.0.0/24", "availabilityZoneId": "use1-az3"}
    subnet = World().add("third", "aws:ec2/subnet:Subnet", inputs)
    assert subnet.outputs["availabilityZone"] == "us-east-1c"


def test_addresses_are_nobodys() -> None:
    eip = account().states["eip"]
    address = eip.outputs["publicIp"]
    assert address.startswith(("192.0.2.", "198.51.100.", "203.0.113."))
    assert eip.outputs["publicDns"] == f"ec2-{address.replace('.', '-')}.compute-1.amazonaws.com"
    assert eip.outputs["allocationId"] == eip.id
    assert account().states["nat"].outputs["publicIp"] == address


def test_a_routes_id_is_the_table_and_a_checksum() -> None:
    route = account().states["route"]
    assert route.id == f"r-{account().states['table'].id}{zlib.crc32(b'0.0.0.0/0')}"
    assert route.id.endswith("1080289494")


def test_an_interface_endpoint_has_names_and_an_interface_for_each_subnet() -> None:
    endpoint = account().states["logs_endpoint"].outputs
    names = [entry["dnsName"] for entry in endpoint["dnsEntries"]]
    assert shape(names[0], "vpce-0{hex16}-{low8}.logs.us-east-1.vpce.amazonaws.com")
    assert names[1:] == ["logs.us-east-1.amazonaws.com"]
    assert [shape(id, "eni-0{hex16}") for id in endpoint["networkInterfaceIds"]] == [True]


def test_a_gateway_endpoint_has_the_regions_prefix_list() -> None:
    inputs = {"vpcId": "vpc-0", "serviceName": "com.amazonaws.us-east-1.s3"}
    endpoint = World().add("s3", "aws:ec2/vpcEndpoint:VpcEndpoint", inputs).outputs
    assert (endpoint["prefixListId"], endpoint["vpcEndpointType"], endpoint["dnsEntries"]) == (
        "pl-63a5400a",
        "Gateway",
        [],
    )


def test_a_flow_log_gets_the_default_format() -> None:
    inputs = {
        "vpcId": "vpc-0",
        "trafficType": "ALL",
        "logDestination": "arn:aws:logs:us-east-1:123456789012:log-group:a",
    }
    log = World().add("log", "aws:ec2/flowLog:FlowLog", inputs)
    assert shape(log.id, "fl-0{hex16}")
    assert (log.outputs["maxAggregationInterval"], log.outputs["logDestinationType"]) == (
        600,
        "cloud-watch-logs",
    )
    assert log.outputs["logFormat"].startswith("${version} ${account-id} ${interface-id}")
