"""The VPC of a stack, with its subnets by tier and zone, and its ways to the internet and to AWS."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.network.endpoints import Endpoints
from components.network.flow_logs import FlowLogs
from settings.network import Network as NetworkSettings
from settings.network import SecondaryNetwork, Tier

ANYWHERE = "0.0.0.0/0"


class Network(Component):
    """One VPC: public, private and (if wanted) data subnets, each tier over the zones of the settings.

    Public subnets route to the internet gateway. Each private subnet has a route table of its zone, whose
    default route, if there is one, goes to the NAT gateway of that zone or to the single one. Data subnets
    have no default route. The default security group is closed.

    The second network of a stack is one too, with a prefix to the logical names of what it is made of, so
    that they are told apart from those of the first.

        network = Network("network", settings.network, context=context)
    """

    vpc_id: pulumi.Output[str]
    subnet_ids: dict[Tier, dict[str, pulumi.Output[str]]]
    """Ids by tier and zone letter."""

    ways_out: list[pulumi.Resource]
    """What must be there before code in private subnets reaches anything: routes and endpoints."""

    ways_in: list[pulumi.Resource]
    """What must be there before public subnets are public: the internet gateway and the route to it."""

    endpoints_security_group_id: pulumi.Output[str] | None
    """Group of the interface endpoints, to be opened to each workload; None where there are none."""

    def __init__(
        self,
        name: str,
        settings: NetworkSettings | SecondaryNetwork,
        *,
        context: Context,
        tasks: bool = True,
        prefix: str = "",
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:network:Network", name, None, opts)
        self._settings = settings
        self._context = context
        self._prefix = prefix
        vpc = aws.ec2.Vpc(
            f"{prefix}vpc",
            cidr_block=settings.cidr,
            enable_dns_support=True,
            enable_dns_hostnames=True,
            tags={"Name": context.name(f"{prefix}vpc")},
            opts=self.child(protect=True if settings.protect else None),
        )
        self.vpc_id = vpc.id
        aws.ec2.DefaultSecurityGroup(f"{prefix}default", vpc_id=vpc.id, opts=self.child())

        # By zone, whatever the order of the settings is.
        self.subnet_ids = {
            tier: {zone: self._subnet(tier, zone, by_zone[zone]) for zone in sorted(by_zone)}
            for tier, by_zone in settings.subnet_plan().items()
        }
        self.ways_out, self.ways_in = [], []
        self._public_routes()
        isolated = self._private_routes()
        endpoints = Endpoints(
            f"{prefix}endpoints",
            settings.endpoints,
            context=context,
            needed=tasks and settings.nat.kind == "none",
            vpc_id=vpc.id,
            subnet_ids=list(self.private_subnet_ids),
            route_table_ids=isolated,
            opts=self.child(),
        )
        self.endpoints_security_group_id = endpoints.security_group_id
        self.ways_out += endpoints.made
        if settings.flow_logs.enabled:
            FlowLogs(
                f"{prefix}flow-logs", settings.flow_logs, context=context, vpc_id=vpc.id, opts=self.child()
            )
        self.register_outputs({"vpcId": self.vpc_id})

    @property
    def public_subnet_ids(self) -> tuple[pulumi.Output[str], ...]:
        """Subnets of load balancers and NAT gateways."""
        return tuple(self.subnet_ids.get("public", {}).values())

    @property
    def private_subnet_ids(self) -> tuple[pulumi.Output[str], ...]:
        """Subnets of what runs code."""
        return tuple(self.subnet_ids.get("private", {}).values())

    @property
    def data_subnet_ids(self) -> tuple[pulumi.Output[str], ...]:
        """Subnets of what holds data: their own tier where there is one, else the private one."""
        return tuple(self.subnet_ids.get("data", {}).values()) or self.private_subnet_ids

    def _subnet(self, tier: Tier, zone: str, cidr: str) -> pulumi.Output[str]:
        name = f"{self._prefix}{tier}-{zone}"
        subnet = aws.ec2.Subnet(
            name,
            vpc_id=self.vpc_id,
            cidr_block=cidr,
            availability_zone=f"{self._context.region}{zone}",
            map_public_ip_on_launch=self._settings.public_addresses and tier == "public",
            tags={"Name": self._context.name(name), "Tier": tier},
            opts=self.child(),
        )
        return subnet.id

    def _route_table(self, name: str, tier: Tier, zones: list[str]) -> aws.ec2.RouteTable:
        name = f"{self._prefix}{name}"
        table = aws.ec2.RouteTable(
            name, vpc_id=self.vpc_id, tags={"Name": self._context.name(name)}, opts=self.child()
        )
        for zone in zones:
            association = aws.ec2.RouteTableAssociation(
                f"{self._prefix}{tier}-{zone}",
                subnet_id=self.subnet_ids[tier][zone],
                route_table_id=table.id,
                opts=self.child(),
            )
            if tier == "private":
                self.ways_out.append(association)
        return table

    def _public_routes(self) -> None:
        if not self.subnet_ids.get("public"):
            return
        gateway = aws.ec2.InternetGateway(
            "internet-gateway",
            vpc_id=self.vpc_id,
            tags={"Name": self._context.name("igw")},
            opts=self.child(),
        )
        table = self._route_table("public", "public", list(self.subnet_ids["public"]))
        route = aws.ec2.Route(
            "public-internet",
            route_table_id=table.id,
            destination_cidr_block=ANYWHERE,
            gateway_id=gateway.id,
            opts=self.child(),
        )
        self.ways_in += [gateway, route]

    def _private_routes(self) -> list[pulumi.Output[str]]:
        """Route tables of the tiers that are not public, by their ids.

        A private subnet has a table of its zone whatever the number of NAT gateways, so that their number
        can change without moving a subnet to another table.
        """
        gateways = self._nat_gateways()
        tables = []
        for zone in self.subnet_ids.get("private", {}):
            table = self._route_table(f"private-{zone}", "private", [zone])
            tables.append(table.id)
            nat = gateways.get(zone) or next(iter(gateways.values()), None)
            if nat is not None:
                route = aws.ec2.Route(
                    f"private-{zone}-internet",
                    route_table_id=table.id,
                    destination_cidr_block=ANYWHERE,
                    nat_gateway_id=nat.id,
                    opts=self.child(),
                )
                self.ways_out.append(route)
        if self.subnet_ids.get("data"):
            tables.append(self._route_table("data", "data", list(self.subnet_ids["data"])).id)
        return tables

    def _nat_gateways(self) -> dict[str, aws.ec2.NatGateway]:
        nat = self._settings.nat
        public = self.subnet_ids.get("public", {})
        if nat.kind == "none":
            zones: list[str] = []
        elif nat.kind == "single":
            zones = [nat.zone or next(iter(public))]
        else:
            zones = [zone for zone in public if zone in self.subnet_ids.get("private", {})]
        return {zone: self._nat_gateway(zone, public[zone]) for zone in zones}

    def _nat_gateway(self, zone: str, subnet_id: pulumi.Output[str]) -> aws.ec2.NatGateway:
        tags = {"Name": self._context.name(f"nat-{zone}")}
        address = aws.ec2.Eip(f"nat-{zone}", domain="vpc", tags=tags, opts=self.child())
        return aws.ec2.NatGateway(
            f"nat-{zone}",
            allocation_id=address.id,
            subnet_id=subnet_id,
            tags=tags,
            # EC2 makes no NAT gateway in a VPC without an internet gateway.
            opts=self.child(depends_on=self.ways_in),
        )
