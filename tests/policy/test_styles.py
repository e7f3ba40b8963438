"""The same fact in every modelling style: inline, in a resource of its own, under another token."""

from __future__ import annotations

import pytest

from policy.framework.resource import canonical
from tests.policy.case import judge, stack_of
from tests.policy.cases.reachability import NET, TIERS
from tests.policy.graphs import MODES, Mode, Node, Ref, changed

PRODUCTION = stack_of("groundwork", "production")
GROUP = "aws:ec2/securityGroup:SecurityGroup"
NEW_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
OLD_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
SSH_OPEN = "is open to {range}, which includes 22; must be closed to the internet"


def messages(
    control: str, nodes: list[Node], mode: Mode = "resolved", system: str = "groundwork"
) -> list[str]:
    return [item.message for item in judge(control, nodes, stack_of(system, "production"), mode)[1]]


SSH = {
    "inline": Node(
        GROUP,
        "g",
        {"ingress": [{"protocol": "tcp", "fromPort": 22, "toPort": 22, "cidrBlocks": ["0.0.0.0/0"]}]},
    ),
    "inline beside self": Node(
        GROUP,
        "g",
        {
            "ingress": [
                {"protocol": "tcp", "fromPort": 22, "toPort": 22, "self": True, "cidrBlocks": ["0.0.0.0/0"]}
            ]
        },
    ),
    "ingress rule": Node(
        NEW_RULE, "r", {"ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "cidrIpv4": "0.0.0.0/0"}
    ),
    "security group rule": Node(
        OLD_RULE,
        "r",
        {"type": "ingress", "protocol": "tcp", "fromPort": 22, "toPort": 22, "cidrBlocks": ["0.0.0.0/0"]},
    ),
}


@pytest.mark.parametrize("style", SSH)
def test_open_ssh_is_found_in_every_style(style: str) -> None:
    found = messages("network-admin-ports-closed", [SSH[style]])
    assert found == [f"tcp 22 {SSH_OPEN.format(range='0.0.0.0/0')}"]


def test_an_egress_rule_opens_nothing() -> None:
    rule = Node(OLD_RULE, "r", {**SSH["security group rule"].inputs, "type": "egress"})
    assert messages("network-admin-ports-closed", [rule]) == []


@pytest.mark.parametrize(
    ("ranges", "found"),
    [
        ({"cidrIpv4": "0.0.0.0/1"}, ["0.0.0.0/1"]),
        ({"cidrIpv6": "::/0"}, ["::/0"]),
        ({"cidrIpv6": "8000::/1"}, ["8000::/1"]),
        ({"cidrIpv4": "10.0.0.0/8"}, []),
        ({"cidrIpv4": "203.0.113.7/32"}, []),
        ({"cidrIpv6": "fd00::/8"}, []),
        ({"prefixListId": "pl-1"}, []),
        ({"cidrIpv4": "no range"}, ["no range"]),
    ],
)
def test_what_counts_as_the_internet(ranges: dict[str, str], found: list[str]) -> None:
    rule = Node(NEW_RULE, "r", {"ipProtocol": "tcp", "fromPort": 22, "toPort": 22, **ranges})
    assert messages("network-admin-ports-closed", [rule]) == [
        f"tcp 22 {SSH_OPEN.format(range=value)}" for value in found
    ]


def _tiers(style: str) -> list[Node]:
    """The three tiers with the database's rule in another style."""
    rest = [node for node in TIERS if node.name != "db-in"]
    if style == "old":
        rule = {"type": "ingress", "protocol": "tcp", "fromPort": 5432, "toPort": 5432}
        return [
            *rest,
            Node(
                OLD_RULE,
                "db-in",
                {**rule, "securityGroupId": Ref("db-sg"), "sourceSecurityGroupId": Ref("app-sg")},
            ),
        ]
    block = {"protocol": "tcp", "fromPort": 5432, "toPort": 5432, "securityGroups": [Ref("app-sg")]}
    return changed(rest, "db-sg", "ingress", [block])


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("style", ["inline", "old"])
def test_reachability_follows_rules_of_every_style(style: str, mode: Mode) -> None:
    nodes = _tiers(style)
    assert messages("network-data-unreachable", nodes, mode) == []
    opened = changed(nodes, "app-in", "cidrIpv4", "0.0.0.0/0")
    assert messages("network-data-unreachable", opened, mode) == [
        "the internet reaches the store without a load balancer: 0.0.0.0/0 → app-sg → db-sg (tcp 5432)"
    ]


def test_a_path_over_several_groups_is_found() -> None:
    hop = [
        Node(GROUP, "batch-sg"),
        Node(
            NEW_RULE,
            "batch-in",
            {"securityGroupId": Ref("batch-sg"), "ipProtocol": "-1", "cidrIpv4": "0.0.0.0/0"},
        ),
        Node(
            NEW_RULE,
            "app-from-batch",
            {
                "securityGroupId": Ref("app-sg"),
                "ipProtocol": "-1",
                "referencedSecurityGroupId": Ref("batch-sg"),
            },
        ),
    ]
    assert messages("network-data-unreachable", [*TIERS, *hop]) == [
        "the internet reaches the store without a load balancer: "
        "0.0.0.0/0 → batch-sg → app-sg (all ports) → db-sg (tcp 5432)"
    ]


def test_a_cycle_of_groups_ends() -> None:
    back = Node(
        NEW_RULE,
        "back",
        {"securityGroupId": Ref("app-sg"), "ipProtocol": "-1", "referencedSecurityGroupId": Ref("db-sg")},
    )
    assert messages("network-data-unreachable", [*TIERS, back]) == []


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("aws:alb/loadBalancer:LoadBalancer", "aws:lb/loadBalancer:LoadBalancer"),
        ("aws:applicationloadbalancing/listener:Listener", "aws:lb/listener:Listener"),
        ("aws:elasticloadbalancingv2/targetGroup:TargetGroup", "aws:lb/targetGroup:TargetGroup"),
        ("aws:s3/bucketV2:BucketV2", "aws:s3/bucket:Bucket"),
        ("aws:s3/bucketVersioningV2:BucketVersioningV2", "aws:s3/bucketVersioning:BucketVersioning"),
        ("aws:s3/bucketObjectv2:BucketObjectv2", "aws:s3/bucketObjectv2:BucketObjectv2"),
        ("aws:apigatewayv2/stage:Stage", "aws:apigatewayv2/stage:Stage"),
    ],
)
def test_tokens_with_several_names_have_one(token: str, expected: str) -> None:
    assert canonical(token) == expected


def test_aliases_are_judged_like_the_type_they_stand_for() -> None:
    balancer = Node("aws:alb/loadBalancer:LoadBalancer", "lb", {"desyncMitigationMode": "defensive"})
    assert messages("load-balancer-hardened", [balancer]) == [
        "dropInvalidHeaderFields is absent, must be true"
    ]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("token", ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"])
def test_bucket_settings_inline_or_apart(token: str, mode: Mode) -> None:
    inline = {
        "serverSideEncryptionConfiguration": {
            "rule": {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}
        },
        "versioning": {"enabled": True},
        "logging": {"targetBucket": "logs"},
    }
    for control in ("bucket-encrypted", "bucket-versioned", "bucket-access-logs"):
        assert messages(control, [Node(token, "data", inline)], mode) == []
    assert messages("bucket-encrypted", [Node(token, "data")], mode) == [
        "sseAlgorithm of the bucket is absent, must be aws:kms or AES256"
    ]


def test_a_v2_sub_resource_belongs_to_its_bucket() -> None:
    nodes = [
        Node("aws:s3/bucketV2:BucketV2", "data"),
        Node(
            "aws:s3/bucketVersioningV2:BucketVersioningV2",
            "versions",
            {"bucket": Ref("data"), "versioningConfiguration": {"status": "Enabled"}},
        ),
    ]
    assert messages("bucket-versioned", nodes) == []


@pytest.mark.parametrize("mode", MODES)
def test_routes_inline_make_a_subnet_public(mode: Mode) -> None:
    nodes = [
        Node("aws:ec2/internetGateway:InternetGateway", "igw"),
        Node("aws:ec2/subnet:Subnet", "front"),
        Node(
            "aws:ec2/routeTable:RouteTable",
            "table",
            {"routes": [{"cidrBlock": "0.0.0.0/0", "gatewayId": Ref("igw")}]},
        ),
        Node(
            "aws:ec2/routeTableAssociation:RouteTableAssociation",
            "association",
            {"subnetId": Ref("front"), "routeTableId": Ref("table")},
        ),
        Node("aws:rds/subnetGroup:SubnetGroup", "group", {"subnetIds": [Ref("front")]}),
    ]
    assert messages("network-data-subnets-private", nodes, mode) == [
        "subnetIds has front, which routes to an internet gateway, must be private subnets"
    ]


def test_a_subnet_without_association_uses_the_main_route_table() -> None:
    nodes = [
        *NET,
        Node("aws:ec2/subnet:Subnet", "stray", {"vpcId": Ref("vpc")}),
        Node(
            "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation",
            "main",
            {"vpcId": Ref("vpc"), "routeTableId": Ref("public-a-table")},
        ),
        Node("aws:rds/subnetGroup:SubnetGroup", "group", {"subnetIds": [Ref("stray")]}),
    ]
    assert messages("network-data-subnets-private", nodes) == [
        "subnetIds has stray, which routes to an internet gateway, must be private subnets"
    ]


def test_an_internet_gateway_of_another_stack_is_one_all_the_same() -> None:
    nodes = changed(NET, "private-a-default", "gatewayId", "igw-0abc")
    group = Node("aws:rds/subnetGroup:SubnetGroup", "group", {"subnetIds": [Ref("private-a")]})
    assert messages("network-data-subnets-private", [*nodes, group]) == [
        "subnetIds has private-a, which routes to an internet gateway, must be private subnets"
    ]


def test_what_another_stack_makes_is_undetermined() -> None:
    nodes = [Node("aws:rds/subnetGroup:SubnetGroup", "group", {"subnetIds": ["subnet-0abc"]})]
    _, findings = judge("network-data-subnets-private", nodes, PRODUCTION, "resolved")
    assert [(item.status, item.message) for item in findings] == [
        ("undetermined", "subnetIds (subnet-0abc, of another stack) is not known yet")
    ]


def test_cloudfront_alone_in_front_may_reach_its_origin_by_http() -> None:
    """Sky High Booker E4: accepted where no domain can be had."""
    nodes = [
        Node(GROUP, "lb-sg"),
        Node(
            NEW_RULE,
            "in",
            {
                "securityGroupId": Ref("lb-sg"),
                "ipProtocol": "tcp",
                "fromPort": 80,
                "toPort": 80,
                "prefixListId": "pl-1",
            },
        ),
        Node("aws:lb/loadBalancer:LoadBalancer", "lb", {"securityGroups": [Ref("lb-sg")]}),
        Node(
            "aws:lb/listener:Listener",
            "http",
            {
                "loadBalancerArn": Ref("lb", "arn"),
                "protocol": "HTTP",
                "defaultActions": [{"type": "forward"}],
            },
        ),
        Node("aws:cloudfront/distribution:Distribution", "cdn"),
    ]
    result, _ = judge("load-balancer-tls", nodes, stack_of("skyhigh", "production"), "resolved")
    assert result.status == "not_applicable"
    opened = changed(nodes, "in", "cidrIpv4", "0.0.0.0/0")
    assert messages("load-balancer-tls", opened, system="skyhigh") == [
        'http of protocol "HTTP" has the action "forward", must redirect',
        "lb has no HTTPS listener, must have one with a certificate",
    ]


@pytest.mark.parametrize("mode", MODES)
def test_tags_come_from_the_provider_the_resource_or_both(mode: Mode) -> None:
    group = Node(
        "aws:autoscaling/group:Group",
        "fleet",
        {"tags": [{"key": "Owner", "value": "", "propagateAtLaunch": True}]},
    )
    assert messages("tags-required", [group], mode) == [
        "tags have no Owner, must have Project, Environment, ManagedBy, CostCenter, Owner"
    ]
