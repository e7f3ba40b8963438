"""Cases of the network's controls: single rules, and what belongs to a VPC."""

from tests.policy.case import Case, absent, fine, off, unknown
from tests.policy.graphs import Node, Ref

RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
ACL = "aws:ec2/networkAcl:NetworkAcl"
WEB = {"ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "cidrIpv4": "0.0.0.0/0"}
EGRESS = Node("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "out", {"description": "to all"})
CLOSED = "must be closed to the internet"

CASES = [
    Case(
        "network-database-ports-closed",
        "in",
        [Node(RULE, "in", {"ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432})],
        [
            off(
                "cidrIpv4",
                "10.0.0.0/8",
                "port 5432 (PostgreSQL) is open to the address range 10.0.0.0/8, must be to security groups "
                "only",
            ),
            off(
                "cidrIpv6",
                "::/0",
                "port 5432 (PostgreSQL) is open to the address range ::/0, must be to security groups only",
            ),
            unknown("cidrIpv4", "cidrIpv4, fromPort, toPort"),
            fine("referencedSecurityGroupId", "sg-1"),
        ],
        not_about=[Node(GROUP, "empty")],
    ),
    Case(
        "network-admin-ports-closed",
        "in",
        [Node(RULE, "in", dict(WEB))],
        [
            off("fromPort", 20, f"tcp 20-443 is open to 0.0.0.0/0, which includes 22; {CLOSED}"),
            off("toPort", 3389, f"tcp 443-3389 is open to 0.0.0.0/0, which includes 3389; {CLOSED}"),
            off("ipProtocol", "-1", f"all ports is open to 0.0.0.0/0, which includes 22, 3389; {CLOSED}"),
            unknown("fromPort", "cidrIpv4, fromPort, toPort"),
        ],
        not_about=[Node(GROUP, "empty")],
    ),
    Case(
        "network-no-ssh",
        "in",
        [Node(RULE, "in", {**WEB, "cidrIpv4": "10.0.0.0/8"})],
        [
            off("fromPort", 22, "tcp 22-443 admits port 22, must admit it from nowhere"),
            off(
                "ipProtocol",
                "-1",
                "all ports admits port 22, must admit it from nowhere",
                "all ports admits port 3389, must admit it from nowhere",
            ),
            unknown("fromPort", "in.referencedSecurityGroupId"),
        ],
        not_about=[Node(GROUP, "empty")],
        system="skyhigh",
    ),
    Case(
        "network-high-risk-ports-closed",
        "in",
        [Node(RULE, "in", dict(WEB))],
        [
            off(
                "toPort",
                3000,
                "tcp 443-3000 is open to 0.0.0.0/0, which includes 445, 1433, 1434, 3000; " + CLOSED,
            ),
            off(
                "ipProtocol",
                "-1",
                f"all ports is open to 0.0.0.0/0, which includes 20, 21, 22, 23, 25, …; {CLOSED}",
            ),
        ],
        not_about=[Node(GROUP, "empty")],
    ),
    Case(
        "network-world-ports",
        "in",
        [Node(RULE, "in", dict(WEB))],
        [
            off("toPort", 444, "tcp 443-444 is open to 0.0.0.0/0, must be 80 and 443 only"),
            off("ipProtocol", "-1", "all ports is open to 0.0.0.0/0, must be 80 and 443 only"),
            unknown("cidrIpv4", "cidrIpv4, fromPort, toPort"),
            fine("cidrIpv4", "203.0.113.0/24"),
        ],
        not_about=[Node(GROUP, "empty")],
    ),
    Case(
        "network-acl-admin-ports-closed",
        "acl",
        [
            Node(
                ACL,
                "acl",
                {
                    "ingress": [
                        {
                            "action": "allow",
                            "protocol": "tcp",
                            "fromPort": 443,
                            "toPort": 443,
                            "cidrBlock": "0.0.0.0/0",
                        }
                    ]
                },
            )
        ],
        [
            off("ingress.0.fromPort", 22, f"tcp 22-443 is open to 0.0.0.0/0, which includes 22; {CLOSED}"),
            unknown("ingress.0.toPort", "ingress"),
            unknown("ingress"),
        ],
        not_about=[Node(ACL, "acl")],
    ),
    Case(
        "network-default-group-closed",
        "vpc",
        [
            Node("aws:ec2/vpc:Vpc", "vpc"),
            Node("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "closed", {"vpcId": Ref("vpc")}),
        ],
        [
            off(
                "ingress",
                [{"protocol": "-1"}],
                "default group closed has 1 ingress rules, must be none",
                on="closed",
            ),
            off(
                "egress",
                [{"protocol": "-1"}],
                "default group closed has 1 egress rules, must be none",
                on="closed",
            ),
            absent(
                "vpcId",
                "vpc leaves its default security group open, must take it over without rules",
                on="closed",
            ),
        ],
        not_about=[Node(GROUP, "empty")],
    ),
    Case(
        "network-flow-logs",
        "vpc",
        [
            Node("aws:ec2/vpc:Vpc", "vpc"),
            Node("aws:ec2/flowLog:FlowLog", "log", {"vpcId": Ref("vpc"), "trafficType": "ALL"}),
        ],
        [
            off(
                "trafficType",
                "ACCEPT",
                "trafficType of the flow log is ACCEPT, must be ALL or REJECT",
                on="log",
            ),
            absent("trafficType", "trafficType of the flow log is absent, must be ALL or REJECT", on="log"),
            unknown("trafficType", "log.trafficType", on="log"),
            absent("vpcId", "vpc has no flow log, must have one of all or rejected traffic", on="log"),
            fine("trafficType", "REJECT", on="log"),
        ],
        not_about=[Node(GROUP, "empty")],
    ),
    Case(
        "network-rules-described",
        "out",
        [EGRESS],
        [
            off(
                "description",
                "Managed by Pulumi",
                'description is "Managed by Pulumi", must be a purpose in words of your own',
            ),
            absent("description", "description is absent, must be a purpose in words of your own"),
            unknown("description"),
        ],
        not_about=[Node("aws:ec2/vpc:Vpc", "vpc")],
    ),
    Case(
        "network-flow-logs-all",
        "vpc",
        [
            Node("aws:ec2/vpc:Vpc", "vpc"),
            Node("aws:ec2/flowLog:FlowLog", "flows", {"vpcId": Ref("vpc"), "trafficType": "ALL"}),
        ],
        [
            off("trafficType", "REJECT", "trafficType of the flow log is REJECT, must be ALL", on="flows"),
            absent("trafficType", "trafficType of the flow log is absent, must be ALL", on="flows"),
            unknown("trafficType", "flows.trafficType", on="flows"),
        ],
        not_about=[Node("aws:ec2/vpc:Vpc", "vpc")],
    ),
]
