"""Cases of caches, and of the subnets of stores."""

from tests.policy.case import Case, absent, fine, off, unknown
from tests.policy.cases.data import DB, NOTHING, switch
from tests.policy.graphs import Node, Ref

GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"
CLUSTER = "aws:elasticache/cluster:Cluster"
SUBNETS = Node("aws:elasticache/subnetGroup:SubnetGroup", "subnets", {"name": "redis-subnet"})
DB_SUBNETS = Node("aws:rds/subnetGroup:SubnetGroup", "subnets", {"name": "db-subnet"})

CASES = [
    Case(
        "cache-failover",
        "cache",
        [Node(GROUP, "cache", {"automaticFailoverEnabled": True, "multiAzEnabled": True})],
        [
            change
            for path in ("automaticFailoverEnabled", "multiAzEnabled")
            for change in (
                off(path, False, f"{path} is false, must be true"),
                absent(path, f"{path} is absent, must be true"),
                unknown(path),
            )
        ],
        not_about=NOTHING,
    ),
    Case(
        "cache-authenticated",
        "cache",
        [Node(GROUP, "cache", {"authToken": "token"})],
        [
            absent("authToken", "authToken and userGroupIds are absent, must be one of them"),
            off("authToken", "", "authToken and userGroupIds are absent, must be one of them"),
        ],
        not_about=NOTHING,
    ),
    Case(
        "cache-authenticated",
        "cache",
        [Node(GROUP, "cache", {"userGroupIds": ["app"]})],
        [off("userGroupIds", [], "authToken and userGroupIds are absent, must be one of them")],
    ),
    switch("cache-minor-upgrades", GROUP, "autoMinorVersionUpgrade"),
    Case(
        "data-subnet-group",
        "cache",
        [SUBNETS, Node(GROUP, "cache", {"subnetGroupName": Ref("subnets", "name")})],
        [
            absent("subnetGroupName", "subnetGroupName is absent, must be a subnet group of the stack"),
            off(
                "subnetGroupName",
                "default",
                "subnetGroupName is default, must be a subnet group of the stack",
            ),
            unknown("subnetGroupName"),
        ],
        not_about=[Node(CLUSTER, "node", {"replicationGroupId": "cache"})],
    ),
    Case(
        "data-subnet-group",
        "db",
        [DB_SUBNETS, Node(DB, "db", {"dbSubnetGroupName": Ref("subnets", "name")})],
        [
            absent("dbSubnetGroupName", "dbSubnetGroupName is absent, must be a subnet group of the stack"),
            fine("dbSubnetGroupName", "of-another-stack"),
        ],
        not_about=[Node(DB, "reader", {"replicateSourceDb": "db"})],
    ),
    Case(
        "data-subnet-group",
        "there",
        [
            Node(DB, "db", {"dbSubnetGroupName": "here"}),
            DB_SUBNETS,
            Node(
                DB,
                "there",
                {
                    "replicateSourceDb": Ref("db", "arn"),
                    "region": "eu-central-1",
                    "dbSubnetGroupName": Ref("subnets", "name"),
                },
            ),
        ],
        [absent("dbSubnetGroupName", "dbSubnetGroupName is absent, must be a subnet group of the stack")],
    ),
]
