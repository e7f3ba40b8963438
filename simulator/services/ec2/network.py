"""What EC2 answers for VPCs, subnets, gateways, addresses and routes."""

from __future__ import annotations

import zlib
from typing import Any, Final

from simulator.registry import REPLACE, Context, outputs
from simulator.services.shapes import Ids, arn, public_ip, value
from simulator.services.tables.regions import REGIONS, region_of_zone

VPC: Final = "aws:ec2/vpc:Vpc"
SUBNET: Final = "aws:ec2/subnet:Subnet"
GATEWAY: Final = "aws:ec2/internetGateway:InternetGateway"
EIP: Final = "aws:ec2/eip:Eip"
NAT: Final = "aws:ec2/natGateway:NatGateway"
TABLE: Final = "aws:ec2/routeTable:RouteTable"
ROUTE: Final = "aws:ec2/route:Route"
ASSOCIATION: Final = "aws:ec2/routeTableAssociation:RouteTableAssociation"

DESTINATIONS: Final = ("destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId")
TARGETS: Final = (
    "carrierGatewayId",
    "coreNetworkArn",
    "egressOnlyGatewayId",
    "gatewayId",
    "localGatewayId",
    "natGatewayId",
    "networkInterfaceId",
    "odbNetworkArn",
    "transitGatewayId",
    "vpcEndpointId",
    "vpcPeeringConnectionId",
)

REPLACE[VPC] = frozenset({"cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength", "region"})
REPLACE[SUBNET] = frozenset(
    {
        "availabilityZone", "availabilityZoneId", "cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength",
        "ipv6IpamPoolId", "ipv6Native", "ipv6NetmaskLength", "outpostArn", "region", "vpcId",
    }
)  # fmt: skip
REPLACE[GATEWAY] = frozenset({"region"})
REPLACE[EIP] = frozenset(
    {
        "address",
        "customerOwnedIpv4Pool",
        "domain",
        "ipamPoolId",
        "networkBorderGroup",
        "publicIpv4Pool",
        "region",
    }
)
REPLACE[NAT] = frozenset(
    {"allocationId", "availabilityMode", "connectivityType", "privateIp", "region", "subnetId", "vpcId"}
)
REPLACE[TABLE] = frozenset({"region", "vpcId"})
REPLACE[ROUTE] = frozenset({*DESTINATIONS, "region", "routeTableId"})
REPLACE[ASSOCIATION] = frozenset({"gatewayId", "region", "subnetId"})


def default_group(vpc_id: str) -> str:
    """Id of the default security group that comes with a VPC."""
    return Ids.of(vpc_id).ec2("sg")


def main_table(vpc_id: str) -> str:
    """Id of the main route table that comes with a VPC."""
    return Ids.of(vpc_id).ec2("rtb")


def _ec2_arn(ctx: Context, kind: str, id: str) -> str:
    return arn(ctx, "ec2", f"{kind}/{id}")


@outputs(VPC)
def vpc(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A VPC with what AWS makes beside it: default group, network ACL, main route table, DHCP options."""
    id = Ids(inputs, ctx).ec2("vpc")
    own = Ids.of(id)
    result: dict[str, Any] = {
        "arn": _ec2_arn(ctx, "vpc", id),
        "defaultNetworkAclId": own.ec2("acl"),
        "defaultRouteTableId": main_table(id),
        "defaultSecurityGroupId": default_group(id),
        "dhcpOptionsId": Ids.of(f"{ctx.account}/{ctx.region}").ec2("dopt"),
        "enableDnsHostnames": inputs.get("enableDnsHostnames", False),
        "enableDnsSupport": inputs.get("enableDnsSupport", True),
        "enableNetworkAddressUsageMetrics": inputs.get("enableNetworkAddressUsageMetrics", False),
        "instanceTenancy": inputs.get("instanceTenancy", "default"),
        "mainRouteTableId": main_table(id),
        "ownerId": ctx.account,
    }
    if inputs.get("assignGeneratedIpv6CidrBlock"):
        result["ipv6AssociationId"] = own.ec2("vpc-cidr-assoc")
        result["ipv6CidrBlock"] = f"2600:1f18:{own.hex(4, 'v6')}:{own.hex(2, 'v6b')}00::/56"
        result["ipv6CidrBlockNetworkBorderGroup"] = ctx.region
    return id, result


@outputs(SUBNET)
def subnet(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A subnet; AWS picks a zone of the region when none is asked for."""
    id = Ids(inputs, ctx).ec2("subnet")
    zone = inputs.get("availabilityZone")
    zone_id = inputs.get("availabilityZoneId")
    region = (region_of_zone(zone) if isinstance(zone, str) and zone else None) or REGIONS.get(ctx.region)
    if region is not None:
        pairs = dict(zip(region.zones, region.zone_ids, strict=True))
        if not zone:
            zone = next((name for name, known in pairs.items() if known == zone_id), region.zones[0])
        zone_id = zone_id or pairs.get(zone)
    return id, {
        "arn": _ec2_arn(ctx, "subnet", id),
        "assignIpv6AddressOnCreation": inputs.get("assignIpv6AddressOnCreation", False),
        "availabilityZone": zone,
        "availabilityZoneId": zone_id,
        "enableDns64": inputs.get("enableDns64", False),
        "ipv6Native": inputs.get("ipv6Native", False),
        "mapPublicIpOnLaunch": inputs.get("mapPublicIpOnLaunch", False),
        "ownerId": ctx.account,
        "privateDnsHostnameTypeOnLaunch": inputs.get("privateDnsHostnameTypeOnLaunch", "ip-name"),
    }


@outputs(GATEWAY)
def internet_gateway(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """An internet gateway."""
    id = Ids(inputs, ctx).ec2("igw")
    return id, {"arn": _ec2_arn(ctx, "internet-gateway", id), "ownerId": ctx.account}


def _public_dns(address: str, region: str) -> str:
    zone = "compute-1" if region == "us-east-1" else f"{region}.compute"
    return f"ec2-{address.replace('.', '-')}.{zone}.amazonaws.com"


@outputs(EIP)
def eip(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """An Elastic IP address, out of the ranges that are reserved for documentation."""
    ids = Ids(inputs, ctx)
    id = ids.ec2("eipalloc")
    address = inputs.get("address") or public_ip(ids)
    return id, {
        "allocationId": id,
        "arn": _ec2_arn(ctx, "elastic-ip", id),
        "domain": inputs.get("domain", "vpc"),
        "networkBorderGroup": inputs.get("networkBorderGroup", ctx.region),
        "publicDns": _public_dns(address, ctx.region),
        "publicIp": address,
        "publicIpv4Pool": inputs.get("publicIpv4Pool", "amazon"),
    }


@outputs(NAT)
def nat_gateway(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A NAT gateway with its network interface and, if public, the address of its Elastic IP."""
    ids = Ids(inputs, ctx)
    id = ids.ec2("nat")
    subnet_state = ctx.find(inputs["subnetId"]) if inputs.get("subnetId") else None
    block = str(value(subnet_state, "cidrBlock") or "10.0.0.0/24").partition("/")[0].split(".")
    result: dict[str, Any] = {
        "associationId": ids.ec2("eipassoc"),
        "availabilityMode": inputs.get("availabilityMode", "zonal"),
        "connectivityType": inputs.get("connectivityType", "public"),
        "networkInterfaceId": ids.ec2("eni"),
        "privateIp": inputs.get("privateIp") or ".".join([*block[:3], str(4 + ids.number(200, "private"))]),
    }
    vpc_id = inputs.get("vpcId") or value(subnet_state, "vpcId")
    if vpc_id:
        result["vpcId"] = vpc_id
    if inputs.get("allocationId"):
        address = value(ctx.find(inputs["allocationId"]), "publicIp")
        result["publicIp"] = address or public_ip(ids)
    return id, result


@outputs(TABLE)
def route_table(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A route table."""
    id = Ids(inputs, ctx).ec2("rtb")
    return id, {
        "arn": _ec2_arn(ctx, "route-table", id),
        "ownerId": ctx.account,
        "propagatingVgws": inputs.get("propagatingVgws", []),
        "routes": inputs.get("routes", []),
    }


@outputs(ROUTE)
def route(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A route; its id is `r-`, the table's id and the checksum of the destination, as the provider has it."""
    del ctx
    destination = next((str(inputs[key]) for key in DESTINATIONS if inputs.get(key)), "")
    checksum = zlib.crc32(destination.encode())
    return f"r-{inputs['routeTableId']}{checksum}", {"origin": "CreateRoute", "state": "active"}


@outputs(ASSOCIATION)
def association(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """An association of a route table with a subnet or a gateway."""
    return Ids(inputs, ctx).ec2("rtbassoc"), {}
