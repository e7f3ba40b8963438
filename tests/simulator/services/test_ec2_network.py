"""What EC2 refuses of networks: VPCs, subnets, gateways, addresses, routes."""

from __future__ import annotations

from typing import Any, Final

import pytest

from tests.simulator.services.world import account, changed

VPC: Final = "aws:ec2/vpc:Vpc"

VPC_INPUTS: Final[dict[str, Any]] = {
    "cidrBlock": "10.0.0.0/16",
    "enableDnsHostnames": True,
    "enableDnsSupport": True,
}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({}, id="as it is"),
        pytest.param({"cidrBlock": "10.0.0.0/16"}, id="largest"),
        pytest.param({"cidrBlock": "10.0.0.0/28"}, id="smallest"),
        pytest.param({"cidrBlock": None, "ipv4IpamPoolId": "ipam-pool-0123456789abcdef0"}, id="from a pool"),
        pytest.param({"instanceTenancy": "dedicated"}, id="dedicated"),
        pytest.param({"tags": {f"key-{n}": "value" for n in range(50)}}, id="fifty tags"),
    ],
)
def test_vpc_accepted(change: dict[str, Any]) -> None:
    assert account().refusals(VPC, changed(VPC_INPUTS, change)) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            {"cidrBlock": "10.0.0.0/15"},
            [
                (
                    "cidrBlock",
                    "InvalidVpc.Range: The CIDR '10.0.0.0/15' is invalid: the netmask must be between /16 and /28, it is /15",
                )
            ],
            id="too large",
        ),
        pytest.param(
            {"cidrBlock": "10.0.0.0/29"},
            [
                (
                    "cidrBlock",
                    "InvalidVpc.Range: The CIDR '10.0.0.0/29' is invalid: the netmask must be between /16 and /28, it is /29",
                )
            ],
            id="too small",
        ),
        pytest.param(
            {"cidrBlock": "10.0.1.0/16"},
            [
                (
                    "cidrBlock",
                    '"10.0.1.0/16" is not a valid IPv4 CIDR block; did you mean "10.0.0.0/16"? (host bits are set)',
                )
            ],
            id="host bits",
        ),
        pytest.param(
            {"cidrBlock": "10.0.0/16"},
            [("cidrBlock", '"10.0.0/16" is not a valid IPv4 CIDR block, such as 10.0.0.0/16')],
            id="malformed",
        ),
        pytest.param(
            {"cidrBlock": "2001:db8::/56"},
            [("cidrBlock", '"2001:db8::/56" is not a valid IPv4 CIDR block, such as 10.0.0.0/16')],
            id="IPv6",
        ),
        pytest.param(
            {"cidrBlock": "127.0.0.0/16"},
            [
                (
                    "cidrBlock",
                    "InvalidVpc.Range: The CIDR '127.0.0.0/16' overlaps 127.0.0.0/8, which is reserved",
                )
            ],
            id="loopback",
        ),
        pytest.param(
            {"cidrBlock": None},
            [("cidrBlock", "MissingParameter: one of cidrBlock and ipv4IpamPoolId must be specified")],
            id="no block",
        ),
        pytest.param(
            {"instanceTenancy": "host"},
            [
                (
                    "instanceTenancy",
                    "Value 'host' at 'instanceTenancy' failed to satisfy constraint: Member must satisfy enum value set: [default, dedicated]",
                )
            ],
            id="tenancy",
        ),
        pytest.param(
            {"enableDnsSupport": False},
            [
                (
                    "enableDnsHostnames",
                    "InvalidParameterValue: DNS hostnames can be enabled only if DNS support is: enableDnsSupport is false",
                )
            ],
            id="names without DNS",
        ),
        pytest.param(
            {"tags": {"aws:owner": "me"}},
            [
                (
                    "tags.aws:owner",
                    "Tag keys starting with 'aws:' are reserved for system use: 'aws:owner' has to be named otherwise",
                )
            ],
            id="reserved tag",
        ),
        pytest.param(
            {"tags": {f"key-{n}": "value" for n in range(51)}},
            [("tags", "TooManyTags: a resource can have 50 tags, 51 were specified")],
            id="too many tags",
        ),
        pytest.param(
            {"tags": {"Cost*Center": "a"}},
            [
                (
                    "tags.Cost*Center",
                    "The tag key 'Cost*Center' may contain only letters, digits, spaces and _ . : / = + - @",
                )
            ],
            id="odd tag",
        ),
        pytest.param(
            {"tags": {"Team": "a;b"}},
            [
                (
                    "tags.Team",
                    "The value 'a;b' of tag 'Team' may contain only letters, digits, spaces and _ . : / = + - @",
                )
            ],
            id="odd tag value",
        ),
        pytest.param(
            {"tags": {"k" * 129: "v"}},
            [
                (
                    "tags.kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk",
                    "The tag key 'kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk' must have 1 to 128 characters, it has 129",
                )
            ],
            id="long tag",
        ),
        pytest.param(
            {"tags": {"Team": "v" * 257}},
            [("tags.Team", "The value of tag 'Team' must have at most 256 characters, it has 257")],
            id="long tag value",
        ),
    ],
)
def test_vpc_refused(change: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert account().refusals(VPC, changed(VPC_INPUTS, change)) == expected


SUBNET: Final = "aws:ec2/subnet:Subnet"

SUBNET_INPUTS: Final[dict[str, Any]] = {
    "vpcId": "@vpc",
    "cidrBlock": "10.0.10.0/24",
    "availabilityZone": "us-east-1a",
}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({}, id="as it is"),
        pytest.param({"cidrBlock": "10.0.255.0/24"}, id="last of the VPC"),
        pytest.param({"vpcId": "@other_vpc", "cidrBlock": "10.1.10.0/24"}, id="same block elsewhere"),
        pytest.param({"availabilityZone": None, "availabilityZoneId": "use1-az2"}, id="zone id"),
        pytest.param({"availabilityZone": None}, id="any zone"),
        pytest.param({"vpcId": "vpc-0123456789abcdef0", "cidrBlock": "172.16.0.0/24"}, id="foreign VPC"),
    ],
)
def test_subnet_accepted(change: dict[str, Any]) -> None:
    assert account().refusals(SUBNET, changed(SUBNET_INPUTS, change)) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            {"cidrBlock": "10.9.0.0/24"},
            [
                (
                    "cidrBlock",
                    "InvalidSubnet.Range: The CIDR '10.9.0.0/24' is invalid: it is not inside 10.0.0.0/16 (@vpc)",
                )
            ],
            id="outside",
        ),
        pytest.param(
            {"cidrBlock": "10.0.0.0/23"},
            [
                (
                    "cidrBlock",
                    "InvalidSubnet.Conflict: The CIDR '10.0.0.0/23' conflicts with another subnet: @subnet_a has 10.0.1.0/24",
                )
            ],
            id="overlap",
        ),
        pytest.param(
            {"cidrBlock": "10.0.1.0/24"},
            [
                (
                    "cidrBlock",
                    "InvalidSubnet.Conflict: The CIDR '10.0.1.0/24' conflicts with another subnet: @subnet_a has 10.0.1.0/24",
                )
            ],
            id="same",
        ),
        pytest.param(
            {"cidrBlock": "10.0.10.0/29"},
            [
                (
                    "cidrBlock",
                    "InvalidSubnet.Range: The CIDR '10.0.10.0/29' is invalid: the netmask must be between /16 and /28, it is /29",
                )
            ],
            id="too small",
        ),
        pytest.param(
            {"cidrBlock": "10.0.10.5/24"},
            [
                (
                    "cidrBlock",
                    '"10.0.10.5/24" is not a valid IPv4 CIDR block; did you mean "10.0.10.0/24"? (host bits are set)',
                )
            ],
            id="host bits",
        ),
        pytest.param(
            {"cidrBlock": None},
            [
                (
                    "cidrBlock",
                    "MissingParameter: The request must contain the parameter CidrBlock or Ipv6CidrBlock",
                )
            ],
            id="no block",
        ),
        pytest.param(
            {"availabilityZone": "eu-west-1a"},
            [
                (
                    "availabilityZone",
                    "InvalidParameterValue: Value (eu-west-1a) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: us-east-1a, us-east-1b, us-east-1c, us-east-1d, us-east-1e, us-east-1f.",
                )
            ],
            id="zone of another region",
        ),
        pytest.param(
            {"availabilityZone": "us-east-1z"},
            [
                (
                    "availabilityZone",
                    "InvalidParameterValue: Value (us-east-1z) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: us-east-1a, us-east-1b, us-east-1c, us-east-1d, us-east-1e, us-east-1f.",
                )
            ],
            id="zone letter",
        ),
        pytest.param(
            {"availabilityZone": None, "availabilityZoneId": "euw1-az1"},
            [
                (
                    "availabilityZoneId",
                    "InvalidParameterValue: Value (euw1-az1) for parameter availabilityZoneId is invalid. The zones of us-east-1 are use1-az1, use1-az2, use1-az3, use1-az4, use1-az5, use1-az6.",
                )
            ],
            id="zone id",
        ),
        pytest.param(
            {"availabilityZoneId": "use1-az1"},
            [("availabilityZoneId", '"availabilityZone" and "availabilityZoneId" exclude each other')],
            id="both zones",
        ),
        pytest.param(
            {"vpcId": "vpc-12"},
            [
                (
                    "vpcId",
                    'Invalid id: "vpc-12" (expecting "vpc-" and 17 hexadecimal digits): InvalidID.Malformed',
                )
            ],
            id="malformed id",
        ),
        pytest.param(
            {"vpcId": "subnet-0123456789abcdef0"},
            [
                (
                    "vpcId",
                    'Invalid id: "subnet-0123456789abcdef0" (expecting "vpc-" and 17 hexadecimal digits): InvalidID.Malformed',
                )
            ],
            id="other kind of id",
        ),
        pytest.param(
            {"vpcId": "@far_vpc", "cidrBlock": "10.2.0.0/24"},
            [
                (
                    "vpcId",
                    "The vpc ID '@far_vpc' does not exist: it is in eu-west-1, this resource in us-east-1",
                )
            ],
            id="other region",
        ),
    ],
)
def test_subnet_refused(change: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert account().refusals(SUBNET, changed(SUBNET_INPUTS, change)) == expected


GATEWAY: Final = "aws:ec2/internetGateway:InternetGateway"

GATEWAY_INPUTS: Final[dict[str, Any]] = {"vpcId": "@other_vpc"}


@pytest.mark.parametrize(
    "change", [pytest.param({}, id="as it is"), pytest.param({"vpcId": None}, id="not attached")]
)
def test_gateway_accepted(change: dict[str, Any]) -> None:
    assert account().refusals(GATEWAY, changed(GATEWAY_INPUTS, change)) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            {"vpcId": "@vpc"},
            [("vpcId", "InvalidParameterValue: Network @vpc already has an internet gateway attached: @igw")],
            id="second of the VPC",
        ),
        pytest.param(
            {"vpcId": "main"},
            [
                (
                    "vpcId",
                    'Invalid id: "main" (expecting "vpc-" and 17 hexadecimal digits): InvalidID.Malformed',
                )
            ],
            id="malformed",
        ),
    ],
)
def test_gateway_refused(change: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert account().refusals(GATEWAY, changed(GATEWAY_INPUTS, change)) == expected


EIP: Final = "aws:ec2/eip:Eip"

EIP_INPUTS: Final[dict[str, Any]] = {"domain": "vpc"}


@pytest.mark.parametrize(
    "change", [pytest.param({}, id="as it is"), pytest.param({"address": "203.0.113.7"}, id="own address")]
)
def test_eip_accepted(change: dict[str, Any]) -> None:
    assert account().refusals(EIP, changed(EIP_INPUTS, change)) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            {"domain": "standard"},
            [
                (
                    "domain",
                    "Value 'standard' at 'domain' failed to satisfy constraint: Member must satisfy enum value set: [vpc]",
                )
            ],
            id="classic",
        ),
        pytest.param(
            {"address": "203.0.113.700"},
            [("address", "InvalidAddress: '203.0.113.700' is not a valid IPv4 address")],
            id="malformed",
        ),
        pytest.param(
            {"instance": "i-0123456789abcdef0", "networkInterface": "eni-0123456789abcdef0"},
            [("networkInterface", '"instance" and "networkInterface" exclude each other')],
            id="two users",
        ),
    ],
)
def test_eip_refused(change: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert account().refusals(EIP, changed(EIP_INPUTS, change)) == expected


NAT: Final = "aws:ec2/natGateway:NatGateway"

NAT_INPUTS: Final[dict[str, Any]] = {"subnetId": "@subnet_b", "allocationId": "@free_eip"}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({}, id="as it is"),
        pytest.param({"connectivityType": "private", "allocationId": None}, id="private"),
        pytest.param(
            {"availabilityMode": "regional", "vpcId": "@vpc", "subnetId": None, "allocationId": None},
            id="regional",
        ),
    ],
)
def test_nat_accepted(change: dict[str, Any]) -> None:
    assert account().refusals(NAT, changed(NAT_INPUTS, change)) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            {"allocationId": None},
            [("allocationId", "MissingParameter: a public NAT gateway needs the allocationId of an EIP")],
            id="no address",
        ),
        pytest.param(
            {"subnetId": None},
            [("subnetId", "MissingParameter: a zonal NAT gateway needs subnetId")],
            id="no subnet",
        ),
        pytest.param(
            {"connectivityType": "private"},
            [("allocationId", "InvalidParameter: a private NAT gateway must not set allocationId")],
            id="private with address",
        ),
        pytest.param(
            {"connectivityType": "open"},
            [
                (
                    "connectivityType",
                    "Value 'open' at 'connectivityType' failed to satisfy constraint: Member must satisfy enum value set: [public, private]",
                )
            ],
            id="type",
        ),
        pytest.param(
            {"availabilityMode": "global"},
            [
                (
                    "availabilityMode",
                    "Value 'global' at 'availabilityMode' failed to satisfy constraint: Member must satisfy enum value set: [zonal, regional]",
                )
            ],
            id="mode",
        ),
        pytest.param(
            {"availabilityMode": "regional", "vpcId": "@vpc", "allocationId": None},
            [("subnetId", "InvalidParameter: a regional NAT gateway must not set subnetId")],
            id="regional with subnet",
        ),
        pytest.param(
            {"availabilityMode": "regional", "subnetId": None, "allocationId": None},
            [("vpcId", "MissingParameter: a regional NAT gateway needs vpcId")],
            id="regional without VPC",
        ),
        pytest.param(
            {
                "availabilityMode": "regional",
                "vpcId": "@vpc",
                "subnetId": None,
                "allocationId": None,
                "connectivityType": "private",
            },
            [("connectivityType", "InvalidParameter: a regional NAT gateway must be public")],
            id="regional private",
        ),
        pytest.param(
            {"allocationId": "@eip"},
            [
                (
                    "allocationId",
                    "Resource.AlreadyAssociated: Elastic IP address [@eip] is already associated with @nat",
                )
            ],
            id="address in use",
        ),
        pytest.param(
            {"subnetId": "@other_subnet"},
            [("subnetId", "Gateway.NotAttached: Network @other_vpc has no Internet gateway attached")],
            id="no internet gateway",
        ),
        pytest.param(
            {"allocationId": "203.0.113.7"},
            [
                (
                    "allocationId",
                    'Invalid id: "203.0.113.7" (expecting "eipalloc-" and 17 hexadecimal digits): InvalidID.Malformed',
                )
            ],
            id="address for id",
        ),
    ],
)
def test_nat_refused(change: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert account().refusals(NAT, changed(NAT_INPUTS, change)) == expected


TABLE: Final = "aws:ec2/routeTable:RouteTable"

TABLE_INPUTS: Final[dict[str, Any]] = {
    "vpcId": "@vpc",
    "routes": [{"cidrBlock": "0.0.0.0/0", "gatewayId": "@igw"}],
}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({}, id="as it is"),
        pytest.param({"routes": None}, id="empty"),
        pytest.param({"routes": [{"ipv6CidrBlock": "::/0", "gatewayId": "@igw"}]}, id="IPv6"),
    ],
)
def test_table_accepted(change: dict[str, Any]) -> None:
    assert account().refusals(TABLE, changed(TABLE_INPUTS, change)) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            {"routes": [{"cidrBlock": "0.0.0.0/0"}]},
            [
                (
                    "routes[0].carrierGatewayId",
                    "InvalidParameterCombination: the route's target: exactly one of carrierGatewayId, coreNetworkArn, egressOnlyGatewayId, gatewayId, localGatewayId, natGatewayId, networkInterfaceId, odbNetworkArn, transitGatewayId, vpcEndpointId, vpcPeeringConnectionId must be specified, none was specified",
                )
            ],
            id="no target",
        ),
        pytest.param(
            {"routes": [{"cidrBlock": "0.0.0.0/0", "gatewayId": "@igw", "natGatewayId": "@nat"}]},
            [
                (
                    "routes[0].natGatewayId",
                    "InvalidParameterCombination: the route's target: exactly one of carrierGatewayId, coreNetworkArn, egressOnlyGatewayId, gatewayId, localGatewayId, natGatewayId, networkInterfaceId, odbNetworkArn, transitGatewayId, vpcEndpointId, vpcPeeringConnectionId must be specified, gatewayId, natGatewayId were specified",
                )
            ],
            id="two targets",
        ),
        pytest.param(
            {"routes": [{"cidrBlock": "10.1.0.1/16", "gatewayId": "@igw"}]},
            [
                (
                    "routes[0].cidrBlock",
                    '"10.1.0.1/16" is not a valid IPv4 CIDR block; did you mean "10.1.0.0/16"? (host bits are set)',
                )
            ],
            id="host bits",
        ),
        pytest.param(
            {"vpcId": "vpc"},
            [
                (
                    "vpcId",
                    'Invalid id: "vpc" (expecting "vpc-" and 17 hexadecimal digits): InvalidID.Malformed',
                )
            ],
            id="malformed VPC",
        ),
    ],
)
def test_table_refused(change: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert account().refusals(TABLE, changed(TABLE_INPUTS, change)) == expected


ROUTE: Final = "aws:ec2/route:Route"

ROUTE_INPUTS: Final[dict[str, Any]] = {
    "routeTableId": "@table",
    "destinationCidrBlock": "192.168.0.0/16",
    "natGatewayId": "@nat",
}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({}, id="as it is"),
        pytest.param({"natGatewayId": None, "gatewayId": "@igw"}, id="to the gateway"),
        pytest.param(
            {
                "destinationCidrBlock": None,
                "destinationIpv6CidrBlock": "::/0",
                "natGatewayId": None,
                "gatewayId": "@igw",
            },
            id="IPv6 to the gateway",
        ),
        pytest.param({"destinationCidrBlock": None, "destinationIpv6CidrBlock": "64:ff9b::/96"}, id="NAT64"),
        pytest.param(
            {
                "destinationCidrBlock": "10.0.8.0/24",
                "natGatewayId": None,
                "networkInterfaceId": "eni-0123456789abcdef0",
            },
            id="inside the VPC to an interface",
        ),
    ],
)
def test_route_accepted(change: dict[str, Any]) -> None:
    assert account().refusals(ROUTE, changed(ROUTE_INPUTS, change)) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            {"destinationCidrBlock": None},
            [
                (
                    "destinationCidrBlock",
                    "InvalidParameterCombination: the route's destination: exactly one of destinationCidrBlock, destinationIpv6CidrBlock, destinationPrefixListId must be specified, none was specified",
                )
            ],
            id="no destination",
        ),
        pytest.param(
            {"destinationIpv6CidrBlock": "::/0"},
            [
                (
                    "destinationIpv6CidrBlock",
                    "InvalidParameterCombination: the route's destination: exactly one of destinationCidrBlock, destinationIpv6CidrBlock, destinationPrefixListId must be specified, destinationCidrBlock, destinationIpv6CidrBlock were specified",
                ),
                (
                    "natGatewayId",
                    "InvalidParameterValue: a NAT gateway takes IPv6 traffic only for 64:ff9b::/96 (NAT64), not ::/0",
                ),
            ],
            id="two destinations",
        ),
        pytest.param(
            {"natGatewayId": None},
            [
                (
                    "carrierGatewayId",
                    "InvalidParameterCombination: the route's target: exactly one of carrierGatewayId, coreNetworkArn, egressOnlyGatewayId, gatewayId, localGatewayId, natGatewayId, networkInterfaceId, odbNetworkArn, transitGatewayId, vpcEndpointId, vpcPeeringConnectionId must be specified, none was specified",
                )
            ],
            id="no target",
        ),
        pytest.param(
            {"gatewayId": "@igw"},
            [
                (
                    "natGatewayId",
                    "InvalidParameterCombination: the route's target: exactly one of carrierGatewayId, coreNetworkArn, egressOnlyGatewayId, gatewayId, localGatewayId, natGatewayId, networkInterfaceId, odbNetworkArn, transitGatewayId, vpcEndpointId, vpcPeeringConnectionId must be specified, gatewayId, natGatewayId were specified",
                )
            ],
            id="two targets",
        ),
        pytest.param(
            {"natGatewayId": "@igw"},
            [("natGatewayId", 'Invalid id: "@igw" for natGatewayId (expecting nat-…)')],
            id="kind of target",
        ),
        pytest.param(
            {"destinationCidrBlock": "0.0.0.0/0"},
            [
                (
                    "destinationCidrBlock",
                    "RouteAlreadyExists: The route identified by 0.0.0.0/0 already exists in @table",
                )
            ],
            id="taken",
        ),
        pytest.param(
            {"destinationCidrBlock": "10.0.0.0/16"},
            [
                (
                    "destinationCidrBlock",
                    "RouteAlreadyExists: The route identified by 10.0.0.0/16 already exists: it is the local route of @vpc",
                )
            ],
            id="local",
        ),
        pytest.param(
            {"destinationCidrBlock": "10.0.8.0/24", "natGatewayId": None, "gatewayId": "@igw"},
            [
                (
                    "destinationCidrBlock",
                    "InvalidParameterValue: 10.0.8.0/24 is inside the VPC's 10.0.0.0/16; a route that is more specific than the local one cannot go to a gateway",
                )
            ],
            id="inside the VPC to a gateway",
        ),
        pytest.param(
            {"routeTableId": "@other_table"},
            [
                (
                    "natGatewayId",
                    "InvalidParameterValue: route table @other_table and network gateway @nat belong to different networks (@other_vpc and @vpc)",
                )
            ],
            id="other VPC",
        ),
        pytest.param(
            {"natGatewayId": None, "gatewayId": "@loose_igw"},
            [("gatewayId", "InvalidGatewayID.NotFound: The gateway ID '@loose_igw' is not attached to @vpc")],
            id="loose gateway",
        ),
        pytest.param(
            {"destinationCidrBlock": None, "destinationIpv6CidrBlock": "::/0"},
            [
                (
                    "natGatewayId",
                    "InvalidParameterValue: a NAT gateway takes IPv6 traffic only for 64:ff9b::/96 (NAT64), not ::/0",
                )
            ],
            id="IPv6 to NAT",
        ),
        pytest.param(
            {"destinationCidrBlock": "192.168.1.0/16"},
            [
                (
                    "destinationCidrBlock",
                    '"192.168.1.0/16" is not a valid IPv4 CIDR block; did you mean "192.168.0.0/16"? (host bits are set)',
                )
            ],
            id="host bits",
        ),
    ],
)
def test_route_refused(change: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert account().refusals(ROUTE, changed(ROUTE_INPUTS, change)) == expected


ASSOCIATION: Final = "aws:ec2/routeTableAssociation:RouteTableAssociation"

ASSOCIATION_INPUTS: Final[dict[str, Any]] = {"routeTableId": "@table", "subnetId": "@subnet_b"}


@pytest.mark.parametrize(
    "change",
    [pytest.param({}, id="as it is"), pytest.param({"subnetId": None, "gatewayId": "@igw"}, id="gateway")],
)
def test_association_accepted(change: dict[str, Any]) -> None:
    assert account().refusals(ASSOCIATION, changed(ASSOCIATION_INPUTS, change)) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            {"subnetId": None},
            [("subnetId", "exactly one of subnetId, gatewayId must be specified, none was specified")],
            id="neither",
        ),
        pytest.param(
            {"gatewayId": "@igw"},
            [
                (
                    "gatewayId",
                    "exactly one of subnetId, gatewayId must be specified, subnetId, gatewayId were specified",
                )
            ],
            id="both",
        ),
        pytest.param(
            {"subnetId": "@other_subnet"},
            [
                (
                    "subnetId",
                    "InvalidParameterValue: route table @table and subnet @other_subnet belong to different networks (@vpc and @other_vpc)",
                )
            ],
            id="other VPC",
        ),
        pytest.param(
            {"subnetId": "@subnet_a"},
            [
                (
                    "subnetId",
                    "Resource.AlreadyAssociated: the specified association for route table @table conflicts with an existing association: @subnet_a has @table",
                )
            ],
            id="taken",
        ),
    ],
)
def test_association_refused(change: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert account().refusals(ASSOCIATION, changed(ASSOCIATION_INPUTS, change)) == expected
