"""Cases of the network's controls: tiers, subnets and who reaches whom."""

from tests.policy.case import Case, absent, fine, off, unknown
from tests.policy.graphs import Node, Ref

RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
SERVICE = "aws:ecs/service:Service"
DB = "aws:rds/instance:Instance"
LB = "aws:lb/loadBalancer:LoadBalancer"


def rule(name: str, to: str, port: int, **source: object) -> Node:
    """A rule into a group, from a range, a prefix list or another group."""
    return Node(
        RULE,
        name,
        {"securityGroupId": Ref(to), "ipProtocol": "tcp", "fromPort": port, "toPort": port, **source},
    )


def routed(name: str, zone: str, gateway: str) -> list[Node]:
    """A subnet with a route table whose default route goes to a gateway: `igw` or `nat`."""
    way = {"gatewayId": Ref("igw")} if gateway == "igw" else {"natGatewayId": Ref("nat")}
    return [
        Node("aws:ec2/subnet:Subnet", name, {"vpcId": Ref("vpc"), "availabilityZone": zone}),
        Node("aws:ec2/routeTable:RouteTable", f"{name}-table", {"vpcId": Ref("vpc")}),
        Node(
            "aws:ec2/route:Route",
            f"{name}-default",
            {"routeTableId": Ref(f"{name}-table"), "destinationCidrBlock": "0.0.0.0/0", **way},
        ),
        Node(
            "aws:ec2/routeTableAssociation:RouteTableAssociation",
            f"{name}-association",
            {"subnetId": Ref(name), "routeTableId": Ref(f"{name}-table")},
        ),
    ]


NET = [
    Node("aws:ec2/vpc:Vpc", "vpc"),
    Node("aws:ec2/internetGateway:InternetGateway", "igw", {"vpcId": Ref("vpc")}),
    Node("aws:ec2/natGateway:NatGateway", "nat"),
    *routed("public-a", "us-east-1a", "igw"),
    *routed("private-a", "us-east-1a", "nat"),
    *routed("private-b", "us-east-1b", "nat"),
]
TIERS = [
    Node(GROUP, "lb-sg"),
    Node(GROUP, "app-sg"),
    Node(GROUP, "db-sg"),
    rule("lb-in", "lb-sg", 443, cidrIpv4="0.0.0.0/0"),
    rule("app-in", "app-sg", 8000, referencedSecurityGroupId=Ref("lb-sg")),
    rule("db-in", "db-sg", 5432, referencedSecurityGroupId=Ref("app-sg")),
    Node(LB, "lb", {"securityGroups": [Ref("lb-sg")]}),
    Node(
        SERVICE, "api", {"networkConfiguration": {"securityGroups": [Ref("app-sg")], "assignPublicIp": False}}
    ),
    Node(DB, "db", {"vpcSecurityGroupIds": [Ref("db-sg")]}),
]
PRIVATE_SERVICE = Node(
    SERVICE,
    "api",
    {"networkConfiguration": {"subnets": [Ref("private-a"), Ref("private-b")], "assignPublicIp": False}},
)

CASES = [
    Case(
        "network-tasks-private",
        "api",
        [*NET, PRIVATE_SERVICE],
        [
            off(
                "networkConfiguration.assignPublicIp",
                True,
                "networkConfiguration.assignPublicIp is true, must be false",
            ),
            absent(
                "networkConfiguration.assignPublicIp",
                "networkConfiguration.assignPublicIp is absent, must be false",
            ),
            unknown("networkConfiguration.assignPublicIp"),
            off(
                "networkConfiguration.subnets.0",
                Ref("public-a"),
                "networkConfiguration.subnets has public-a, which routes to an internet gateway, "
                "must be private subnets",
            ),
            absent(
                "networkConfiguration.subnets",
                "networkConfiguration.subnets is absent, must be private subnets",
            ),
            absent(
                "networkConfiguration",
                "networkConfiguration is absent, must name private subnets (network mode awsvpc)",
            ),
            fine("destinationCidrBlock", "10.9.0.0/16", on="private-a-default"),
        ],
        not_about=NET,
    ),
    Case(
        "network-data-subnets-private",
        "group",
        [*NET, Node("aws:rds/subnetGroup:SubnetGroup", "group", {"subnetIds": [Ref("private-a")]})],
        [
            off(
                "subnetIds.0",
                Ref("public-a"),
                "subnetIds has public-a, which routes to an internet gateway, must be private subnets",
            ),
            absent("subnetIds", "subnetIds is absent, must be private subnets"),
            unknown("subnetIds"),
        ],
        not_about=NET,
    ),
    Case(
        "network-public-ingress-only-load-balancers",
        "lb-sg",
        TIERS,
        [
            off("fromPort", 80, "lb-sg admits 0.0.0.0/0 on tcp 80-443, must be 80 and 443 only", on="lb-in"),
            off(
                "ipProtocol", "-1", "lb-sg admits 0.0.0.0/0 on all ports, must be 80 and 443 only", on="lb-in"
            ),
            off(
                "securityGroups.0",
                Ref("app-sg"),
                "lb-sg admits the address range 0.0.0.0/0 on tcp 443, must admit security groups only: "
                "it is not the group of a load balancer alone",
                on="lb",
            ),
            off(
                "networkConfiguration.securityGroups.0",
                Ref("lb-sg"),
                "lb-sg admits the address range 0.0.0.0/0 on tcp 443, must admit security groups only: "
                "it is not the group of a load balancer alone",
                on="api",
            ),
            off(
                "vpcSecurityGroupIds.0",
                Ref("lb-sg"),
                "lb-sg admits the address range 0.0.0.0/0 on tcp 443, must admit security groups only: "
                "it is not the group of a load balancer alone",
                on="db",
            ),
            unknown("cidrIpv4", "lb-in.referencedSecurityGroupId", on="lb-in"),
            fine("cidrIpv4", "10.0.0.0/8", on="lb-in"),
        ],
        not_about=NET,
    ),
    Case(
        "network-public-ingress-only-load-balancers",
        "db-sg",
        TIERS,
        [
            off(
                "cidrIpv4",
                "10.0.0.0/16",
                "db-sg admits the address range 10.0.0.0/16 on tcp 5432, must admit security groups only: "
                "it is not the group of a load balancer alone",
                on="db-in",
            ),
            off(
                "prefixListId",
                "pl-1",
                "db-sg admits the address range pl-1 on tcp 5432, must admit security groups only: "
                "it is not the group of a load balancer alone",
                on="db-in",
            ),
        ],
    ),
    Case(
        "network-task-ingress-only-load-balancer",
        "api",
        TIERS,
        [
            off(
                "referencedSecurityGroupId",
                Ref("db-sg"),
                "app-sg admits db-sg, must admit the load balancer's group only",
                on="app-in",
            ),
            off(
                "cidrIpv4",
                "10.0.0.0/16",
                "app-sg admits 10.0.0.0/16, must admit the load balancer's group only",
                on="app-in",
            ),
            off(
                "prefixListId",
                "pl-1",
                "app-sg admits pl-1, must admit the load balancer's group only",
                on="app-in",
            ),
            absent(
                "networkConfiguration.securityGroups",
                "networkConfiguration.securityGroups is absent, must be a group of the service's own",
            ),
            unknown("networkConfiguration.securityGroups"),
            unknown("referencedSecurityGroupId", "app-in.referencedSecurityGroupId", on="app-in"),
        ],
        not_about=NET,
        system="skyhigh",
    ),
    Case(
        "network-data-unreachable",
        "db",
        TIERS,
        [
            off(
                "cidrIpv4",
                "10.0.0.0/16",
                "db-sg admits the address range 10.0.0.0/16 on tcp 5432, must admit security groups only",
                on="db-in",
            ),
            off(
                "cidrIpv4",
                "0.0.0.0/0",
                "the internet reaches the store without a load balancer: "
                "0.0.0.0/0 → app-sg → db-sg (tcp 5432)",
                on="app-in",
            ),
            off(
                "securityGroups.0",
                Ref("db-sg"),
                "the internet reaches the store without a load balancer: "
                "0.0.0.0/0 → lb-sg → app-sg (tcp 8000) → db-sg (tcp 5432)",
                on="lb",
            ),
            off(
                "networkConfiguration.securityGroups",
                [Ref("app-sg"), Ref("lb-sg")],
                "the internet reaches the store without a load balancer: "
                "0.0.0.0/0 → lb-sg → app-sg (tcp 8000) → db-sg (tcp 5432)",
                on="api",
            ),
            absent(
                "vpcSecurityGroupIds",
                "vpcSecurityGroupIds is absent, so the VPC's default group holds; must be a group of the "
                "store's own",
            ),
            unknown("vpcSecurityGroupIds"),
            unknown("cidrIpv4", "app-in.referencedSecurityGroupId", on="app-in"),
        ],
        not_about=NET,
    ),
    Case(
        "network-outbound-nat",
        "private-a-table",
        NET,
        [
            absent(
                "natGatewayId",
                "private-a-table has no default route to a NAT gateway, must have one",
                on="private-a-default",
            ),
            off(
                "destinationCidrBlock",
                "10.0.0.0/8",
                "private-a-table has no default route to a NAT gateway, must have one",
                on="private-a-default",
            ),
            unknown("gatewayId", "gatewayId of its routes", on="private-a-default"),
        ],
        not_about=[Node("aws:ec2/vpc:Vpc", "vpc")],
        system="skyhigh",
    ),
]
