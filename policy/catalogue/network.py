"""Network: who reaches whom."""

from __future__ import annotations

from typing import Final

from policy.catalogue.model import (
    ADVISORY,
    DISABLED,
    MANDATORY,
    OUTSIDE_DEV,
    Control,
    Phases,
    always_so,
)

THEME: Final = "network"

CONTROLS: Final = (
    Control(
        id="network-tasks-private",
        title="Tasks run in private subnets without public addresses",
        theme=THEME,
        severity="high",
        sheets=("PYS-C01", "SKY-C01", "FBG-C-03"),
        frameworks=("FSBP ECS.2", "PCI 1.4.2", "CKV_AWS_333"),
        baseline=MANDATORY,
        reason="A task with a public address or a route from the internet is reached past the load balancer.",
        remedy="Leave `groundwork:network.subnets` a private tier with a way out "
        "(`groundwork:network.nat.kind`: single, perZone, or none with endpoints).",
    ),
    Control(
        id="network-data-subnets-private",
        title="Databases and caches sit in private subnets",
        theme=THEME,
        severity="high",
        sheets=("PYS-C01", "FBG-C-03"),
        frameworks=("FSBP RDS.18", "PCI 1.4.1"),
        baseline=MANDATORY,
        reason="A store in a subnet with an internet gateway is one wrong rule away from the internet.",
        remedy="Leave stores in the private tier, or give them their own: `groundwork:network.dataTier: "
        "true`.",
    ),
    Control(
        id="network-public-ingress-only-load-balancers",
        title="Only load balancers admit address ranges, and only on 80 and 443",
        theme=THEME,
        severity="high",
        sheets=("PYS-C04", "SKY-C03"),
        frameworks=("FSBP EC2.18", "PCI 1.4.2", "CKV_AWS_260", "CKV_AWS_277"),
        baseline=ADVISORY,
        systems={"pyshop": MANDATORY, "skyhigh": MANDATORY},
        reason="A rule by address range does not know who is behind the address; a rule by group does. "
        "Elsewhere "
        "than in the sheets a VPC-wide rule may be meant, so there it is advice.",
        remedy="Open ports by `uses` in `groundwork:compute.services.<name>.uses` and to the internet by "
        "`groundwork:compute.services.<name>.expose`; remove added rules.",
    ),
    Control(
        id="network-task-ingress-only-load-balancer",
        title="Tasks admit the load balancer and nobody else",
        theme=THEME,
        severity="high",
        sheets=("SKY-C03",),
        baseline=DISABLED,
        systems={"pyshop": ADVISORY, "skyhigh": MANDATORY},
        reason="A system of one service has no other caller. Where services call each other it does not "
        "hold.",
        remedy="Reach the service through `groundwork:compute.services.<name>.expose` only; remove added "
        "rules.",
    ),
    Control(
        id="network-data-unreachable",
        title="No path leads from the internet to the data tier except through a load balancer",
        theme=THEME,
        severity="critical",
        sheets=("PYS-C05", "FBG-C-03"),
        frameworks=("PCI 1.3.1",),
        baseline=MANDATORY,
        # Its first phase is one server that faces the internet and uses the database (FBG-NET-11, -12).
        systems={"foodbegood": Phases({1: ADVISORY, 2: MANDATORY})},
        reason="Each rule may look harmless; together they can let the internet through to a store.",
        remedy="Let workloads reach a store by `groundwork:compute.services.<name>.uses` alone; remove "
        "rules that "
        "admit address ranges to the groups on the path.",
    ),
    Control(
        id="network-database-ports-closed",
        title="Database ports are never open to an address range",
        theme=THEME,
        severity="critical",
        sheets=("PYS-C05", "FBG-C-03"),
        frameworks=("FSBP EC2.19", "PCI 1.3.1"),
        baseline=MANDATORY,
        parameters={
            "ports": {
                "PostgreSQL": 5432,
                "MySQL": 3306,
                "SQL Server": 1433,
                "Oracle": 1521,
                "Redis": 6379,
                "MongoDB": 27017,
                "OpenSearch": 9200,
            }
        },
        reason="Whoever has an address in the range could try passwords; a security group names the callers.",
        remedy="Open the port by `groundwork:compute.services.<name>.uses` instead of an address range.",
    ),
    Control(
        id="network-admin-ports-closed",
        title="SSH and RDP are not open to the internet",
        theme=THEME,
        severity="critical",
        frameworks=(
            "FSBP EC2.13",
            "FSBP EC2.14",
            "CIS 5.2",
            "CIS 5.3",
            "PCI 1.3.1",
            "CKV_AWS_24",
            "CKV_AWS_25",
        ),
        baseline=MANDATORY,
        parameters={"ports": [22, 3389]},
        reason="Open administration ports are found and attacked within minutes.",
        remedy="Remove the rule; enter containers with `groundwork:compute.services.<name>.exec: true`.",
    ),
    Control(
        id="network-no-ssh",
        title="There is no SSH: no rule, no instance, no key pair",
        theme=THEME,
        severity="high",
        sheets=("SKY-C04",),
        baseline=DISABLED,
        systems={"skyhigh": MANDATORY},
        parameters={"ports": [22, 3389]},
        reason="A system of containers alone has nothing to log in to; whatever admits SSH was not meant.",
        remedy="Remove the rule, instance or key pair; run everything as `groundwork:compute.services`.",
    ),
    Control(
        id="network-high-risk-ports-closed",
        title="Ports of databases, file shares and development servers are not open to the internet",
        theme=THEME,
        severity="critical",
        frameworks=("FSBP EC2.19", "PCI 1.4.2"),
        baseline=MANDATORY,
        # AWS Security Hub User Guide, control EC2.19.
        parameters={
            "ports": [
                *(
                    20,
                    21,
                    22,
                    23,
                    25,
                    110,
                    135,
                    143,
                    445,
                    1433,
                    1434,
                    3000,
                    3306,
                    3389,
                    4333,
                    5000,
                    5432,
                    5500,
                ),
                *(5601, 8080, 8088, 8888, 9200, 9300),
            ]
        },
        reason="These services were not made to face the internet, and are scanned for day and night.",
        remedy="Remove the rule; expose services through the load balancer by "
        "`groundwork:compute.services.<name>.expose`.",
    ),
    Control(
        id="network-world-ports",
        title="What is open to the internet is open on 80 and 443 only",
        theme=THEME,
        severity="high",
        frameworks=("FSBP EC2.18", "PCI 1.4.2", "CKV_AWS_260"),
        baseline=MANDATORY,
        parameters={"ports": [80, 443]},
        reason="Each further open port is one more thing to keep patched and watched.",
        remedy="Remove the rule; expose services through the load balancer by "
        "`groundwork:compute.services.<name>.expose`.",
    ),
    Control(
        id="network-acl-admin-ports-closed",
        title="No network ACL admits SSH or RDP from the internet",
        theme=THEME,
        severity="medium",
        frameworks=("FSBP EC2.21", "CIS 5.1", "PCI 1.3.1", "CKV_AWS_352"),
        baseline=MANDATORY,
        parameters={"ports": [22, 3389]},
        reason="An ACL is the last fence when a security group is wrong.",
        remedy=always_so("the rule's `action` to deny, or its `cidr_block` to your own range"),
    ),
    Control(
        id="network-default-group-closed",
        title="The default security group of each VPC has no rules",
        theme=THEME,
        severity="high",
        frameworks=("FSBP EC2.2", "CIS 5.4", "PCI 1.3.1", "CKV2_AWS_12"),
        baseline=MANDATORY,
        reason="Whatever is made without a group lands in the default one, whose members all reach each "
        "other.",
        remedy=always_so("an `aws.ec2.DefaultSecurityGroup` for the VPC, without `ingress` and `egress`"),
    ),
    Control(
        id="network-flow-logs",
        title="Each VPC keeps flow logs",
        theme=THEME,
        severity="medium",
        sheets=("FBG-C-04",),
        frameworks=("FSBP EC2.6", "CIS 3.7", "PCI 10.2.1", "CKV2_AWS_11"),
        baseline=OUTSIDE_DEV,
        systems={"foodbegood": Phases({1: ADVISORY, 2: MANDATORY})},
        reason="Without them nobody can say afterwards who talked to whom. A development stack may save "
        "the cost.",
        remedy="Set `groundwork:network.flowLogs.enabled: true`.",
    ),
    Control(
        id="network-flow-logs-all",
        title="Flow logs show what was accepted, too",
        theme=THEME,
        severity="low",
        sheets=("FBG-C-04",),
        baseline=DISABLED,
        systems={"foodbegood": Phases({1: ADVISORY, 2: MANDATORY})},
        reason="What was refused shows who knocked; what was accepted shows who came in.",
        remedy=always_so("`traffic_type` of the flow log to ALL"),
    ),
    Control(
        id="data-subnet-group",
        title="Databases and caches say in which subnets they stand",
        theme=THEME,
        severity="high",
        sheets=("FBG-C-03",),
        frameworks=("FSBP ElastiCache.7", "PCI 1.4.1", "CKV_AWS_323"),
        baseline=MANDATORY,
        reason="Without a group AWS puts them into the region's default VPC, whose subnets are public.",
        remedy=always_so("`db_subnet_group_name`, of caches `subnet_group_name`"),
    ),
    Control(
        id="network-outbound-nat",
        title="Private subnets go out through NAT gateways",
        theme=THEME,
        severity="low",
        sheets=("SKY-C02",),
        baseline=DISABLED,
        systems={"skyhigh": ADVISORY},
        reason="The system's external database is reached over the internet. Elsewhere endpoints may do.",
        remedy="Set `groundwork:network.nat.kind: perZone` (or single).",
    ),
    Control(
        id="network-rules-described",
        title="Security groups and their rules say what they are for",
        theme=THEME,
        severity="low",
        frameworks=("PCI 1.2.8", "CKV_AWS_23"),
        baseline=ADVISORY,
        reason="A rule that nobody can explain is a rule that nobody dares to remove.",
        remedy=always_so("`description` of the group and of the rule"),
    ),
)
