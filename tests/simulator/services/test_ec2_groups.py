"""What EC2 refuses of security groups, endpoints and flow logs."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest

from tests.simulator.services.world import account, changed

POLICY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}],
    }
)

GROUP: Final = "aws:ec2/securityGroup:SecurityGroup"

GROUP_INPUTS: Final[dict[str, Any]] = {"name": "web", "description": "Load balancer", "vpcId": "@vpc"}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({}, id="as it is"),
        pytest.param({"description": "a-Z 0 ._-:/()#,@[]+=&;{}!$*"}, id="all characters"),
        pytest.param(
            {
                "ingress": [{"protocol": "tcp", "fromPort": 80, "toPort": 80, "cidrBlocks": ["0.0.0.0/0"]}],
                "egress": [
                    {
                        "protocol": "-1",
                        "fromPort": 0,
                        "toPort": 0,
                        "cidrBlocks": ["0.0.0.0/0"],
                        "ipv6CidrBlocks": ["::/0"],
                    }
                ],
            },
            id="inline",
        ),
        pytest.param(
            {"ingress": [{"protocol": "icmp", "fromPort": -1, "toPort": -1, "cidrBlocks": ["10.0.0.0/8"]}]},
            id="ping",
        ),
    ],
)
def test_group_accepted(change: dict[str, Any]) -> None:
    assert account().refusals(GROUP, changed(GROUP_INPUTS, change)) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            {"name": "sg-web"},
            [
                (
                    "name",
                    "InvalidParameterValue: Value (sg-web) for parameter GroupName is invalid. Group names may not be in the format sg-*",
                )
            ],
            id="reserved prefix",
        ),
        pytest.param(
            {"name": "default"},
            [("name", "InvalidParameterValue: Cannot use reserved security group name: default")],
            id="reserved name",
        ),
        pytest.param(
            {"name": "n" * 256},
            [
                (
                    "name",
                    "InvalidParameterValue: Value (nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn…) for parameter GroupName is invalid. Character sets are limited to 255 characters, it has 256",
                )
            ],
            id="long name",
        ),
        pytest.param(
            {"name": "web's"},
            [
                (
                    "name",
                    "InvalidParameterValue: Value (web's) for parameter GroupName is invalid. Character sets beyond a-z, A-Z, 0-9, spaces and ._-:/()#,@[]+=&;{}!$* are not supported: it has \"'\"",
                )
            ],
            id="odd name",
        ),
        pytest.param(
            {"description": "Großer Verteiler"},
            [
                (
                    "description",
                    "InvalidParameterValue: Value (Großer Verteiler) for parameter GroupDescription is invalid. Character sets beyond a-z, A-Z, 0-9, spaces and ._-:/()#,@[]+=&;{}!$* are not supported: it has 'ß'",
                )
            ],
            id="odd description",
        ),
        pytest.param(
            {"description": ""},
            [("description", "MissingParameter: The request must contain the parameter GroupDescription")],
            id="empty description",
        ),
        pytest.param(
            {"egress": [{"protocol": "-1", "fromPort": 0, "toPort": 443, "cidrBlocks": ["0.0.0.0/0"]}]},
            [
                (
                    "egress[0].fromPort",
                    "InvalidParameterValue: You may not specify all protocols and specific ports. Please specify each protocol and port range combination individually, or all protocols and no port range (ports 0-443 with protocol -1)",
                )
            ],
            id="all protocols and a port",
        ),
        pytest.param(
            {"ingress": [{"protocol": "http", "fromPort": 80, "toPort": 80}]},
            [
                (
                    "ingress[0].protocol",
                    'InvalidPermission.Malformed: Unsupported IP protocol "http" - supported: [tcp, udp, icmp, icmpv6, -1 or a number from 0 to 255]',
                )
            ],
            id="protocol",
        ),
        pytest.param(
            {"ingress": [{"protocol": "tcp", "fromPort": 80, "toPort": 80, "cidrBlocks": ["10.0.0.1/8"]}]},
            [
                (
                    "ingress[0].cidrBlocks[0]",
                    '"10.0.0.1/8" is not a valid IPv4 CIDR block; did you mean "10.0.0.0/8"? (host bits are set)',
                )
            ],
            id="block",
        ),
        pytest.param(
            {"ingress": [{"protocol": "tcp", "fromPort": 80, "toPort": 80, "securityGroups": ["web"]}]},
            [
                (
                    "ingress[0].securityGroups[0]",
                    'Invalid id: "web" (expecting "sg-" and 17 hexadecimal digits): InvalidID.Malformed',
                )
            ],
            id="group",
        ),
        pytest.param(
            {"vpcId": "@far_vpc"},
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
def test_group_refused(change: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert account().refusals(GROUP, changed(GROUP_INPUTS, change)) == expected


DEFAULT_GROUP: Final = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"

DEFAULT_GROUP_INPUTS: Final[dict[str, Any]] = {"vpcId": "@vpc"}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({}, id="as it is"),
        pytest.param(
            {"ingress": [{"protocol": "-1", "fromPort": 0, "toPort": 0, "self": True}]}, id="a rule"
        ),
    ],
)
def test_default_group_accepted(change: dict[str, Any]) -> None:
    assert account().refusals(DEFAULT_GROUP, changed(DEFAULT_GROUP_INPUTS, change)) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            {"ingress": [{"protocol": "tcp", "fromPort": 1, "toPort": 65536, "self": True}]},
            [
                (
                    "ingress[0].toPort",
                    "InvalidParameterValue: Invalid value '65536' for toPort: must be between 0 and 65535",
                )
            ],
            id="port",
        )
    ],
)
def test_default_group_refused(change: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert account().refusals(DEFAULT_GROUP, changed(DEFAULT_GROUP_INPUTS, change)) == expected


INGRESS: Final = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"

INGRESS_INPUTS: Final[dict[str, Any]] = {
    "securityGroupId": "@group",
    "ipProtocol": "tcp",
    "fromPort": 443,
    "toPort": 443,
    "cidrIpv4": "0.0.0.0/0",
}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({}, id="as it is"),
        pytest.param({"cidrIpv4": None, "referencedSecurityGroupId": "@task_group"}, id="group"),
        pytest.param({"cidrIpv4": None, "cidrIpv6": "::/0"}, id="IPv6"),
        pytest.param({"ipProtocol": "-1", "fromPort": None, "toPort": None}, id="all"),
        pytest.param({"toPort": 450}, id="range"),
        pytest.param({"cidrIpv4": None, "prefixListId": "pl-3b927c52"}, id="one CloudFront list"),
        pytest.param({"ipProtocol": "icmp", "fromPort": 8, "toPort": 0}, id="ping"),
        pytest.param({"ipProtocol": "50", "fromPort": None, "toPort": None}, id="number"),
    ],
)
def test_ingress_accepted(change: dict[str, Any]) -> None:
    assert account().refusals(INGRESS, changed(INGRESS_INPUTS, change)) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            {"cidrIpv4": None},
            [
                (
                    "cidrIpv4",
                    "exactly one of cidrIpv4, cidrIpv6, prefixListId, referencedSecurityGroupId must be specified, none was specified",
                )
            ],
            id="no peer",
        ),
        pytest.param(
            {"cidrIpv6": "::/0"},
            [
                (
                    "cidrIpv6",
                    "exactly one of cidrIpv4, cidrIpv6, prefixListId, referencedSecurityGroupId must be specified, cidrIpv4, cidrIpv6 were specified",
                )
            ],
            id="two peers",
        ),
        pytest.param(
            {"cidrIpv4": "10.0.0.1/16"},
            [
                (
                    "cidrIpv4",
                    '"10.0.0.1/16" is not a valid IPv4 CIDR block; did you mean "10.0.0.0/16"? (host bits are set)',
                )
            ],
            id="host bits",
        ),
        pytest.param(
            {"fromPort": None, "toPort": None},
            [
                (
                    "fromPort",
                    "InvalidParameterValue: Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.",
                )
            ],
            id="no ports",
        ),
        pytest.param(
            {"fromPort": 450},
            [("toPort", "InvalidParameterValue: Invalid TCP port range (450:443): from is above to")],
            id="backwards",
        ),
        pytest.param(
            {"toPort": 70000},
            [
                (
                    "toPort",
                    "InvalidParameterValue: Invalid value '70000' for toPort: must be between 0 and 65535",
                )
            ],
            id="port",
        ),
        pytest.param(
            {"ipProtocol": "-1"},
            [
                (
                    "fromPort",
                    "InvalidParameterValue: You may not specify all protocols and specific ports. Please specify each protocol and port range combination individually, or all protocols and no port range (ports 443-443 with protocol -1)",
                )
            ],
            id="all with ports",
        ),
        pytest.param(
            {"ipProtocol": "https"},
            [
                (
                    "ipProtocol",
                    'InvalidPermission.Malformed: Unsupported IP protocol "https" - supported: [tcp, udp, icmp, icmpv6, -1 or a number from 0 to 255]',
                )
            ],
            id="protocol",
        ),
        pytest.param(
            {"fromPort": 80, "toPort": 80},
            [
                (
                    "cidrIpv4",
                    'InvalidPermission.Duplicate: the specified rule "peer: 0.0.0.0/0, TCP, from port: 80, to port: 80, ALLOW" already exists on @group',
                )
            ],
            id="duplicate",
        ),
        pytest.param(
            {"cidrIpv4": None, "referencedSecurityGroupId": "@other_group"},
            [
                (
                    "referencedSecurityGroupId",
                    "InvalidGroup.NotFound: You have specified two resources that belong to different networks: @group is in @vpc, @other_group is in @other_vpc",
                )
            ],
            id="group of another VPC",
        ),
        pytest.param(
            {"securityGroupId": "@edge_group", "cidrIpv4": None, "prefixListId": "pl-3b927c52"},
            [
                (
                    "prefixListId",
                    "RulesPerSecurityGroupLimitExceeded: The maximum number of rules per security group has been reached: 110 of 60 on @edge_group (the prefix list of CloudFront counts as 55)",
                )
            ],
            id="second CloudFront list",
        ),
        pytest.param(
            {"description": "only «us»"},
            [
                (
                    "description",
                    "InvalidParameterValue: Value (only «us») for parameter rule description is invalid. Character sets beyond a-z, A-Z, 0-9, spaces and ._-:/()#,@[]+=&;{}!$* are not supported: it has '«»'",
                )
            ],
            id="description",
        ),
        pytest.param(
            {"securityGroupId": "web"},
            [
                (
                    "securityGroupId",
                    'Invalid id: "web" (expecting "sg-" and 17 hexadecimal digits): InvalidID.Malformed',
                )
            ],
            id="not a group",
        ),
    ],
)
def test_ingress_refused(change: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert account().refusals(INGRESS, changed(INGRESS_INPUTS, change)) == expected


EGRESS: Final = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"

EGRESS_INPUTS: Final[dict[str, Any]] = {
    "securityGroupId": "@group",
    "ipProtocol": "-1",
    "cidrIpv4": "0.0.0.0/0",
}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({}, id="as it is"),
        pytest.param(
            {"ipProtocol": "tcp", "fromPort": 80, "toPort": 80}, id="as an ingress rule of the group"
        ),
    ],
)
def test_egress_accepted(change: dict[str, Any]) -> None:
    assert account().refusals(EGRESS, changed(EGRESS_INPUTS, change)) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            {"fromPort": 0, "toPort": 65535},
            [
                (
                    "fromPort",
                    "InvalidParameterValue: You may not specify all protocols and specific ports. Please specify each protocol and port range combination individually, or all protocols and no port range (ports 0-65535 with protocol -1)",
                )
            ],
            id="ports",
        )
    ],
)
def test_egress_refused(change: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert account().refusals(EGRESS, changed(EGRESS_INPUTS, change)) == expected


ENDPOINT: Final = "aws:ec2/vpcEndpoint:VpcEndpoint"

ENDPOINT_INPUTS: Final[dict[str, Any]] = {
    "vpcId": "@vpc",
    "serviceName": "com.amazonaws.us-east-1.ecr.api",
    "vpcEndpointType": "Interface",
    "privateDnsEnabled": True,
    "subnetIds": ["@subnet_a", "@subnet_b"],
    "securityGroupIds": ["@group"],
}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({}, id="as it is"),
        pytest.param(
            {
                "vpcEndpointType": "Gateway",
                "serviceName": "com.amazonaws.us-east-1.s3",
                "privateDnsEnabled": None,
                "subnetIds": None,
                "securityGroupIds": None,
                "routeTableIds": ["@table"],
                "policy": POLICY,
            },
            id="gateway",
        ),
        pytest.param(
            {"serviceName": "com.amazonaws.us-east-1.logs", "privateDnsEnabled": False},
            id="second without private names",
        ),
        pytest.param(
            {
                "serviceName": "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0",
                "privateDnsEnabled": False,
            },
            id="other service",
        ),
    ],
)
def test_endpoint_accepted(change: dict[str, Any]) -> None:
    assert account().refusals(ENDPOINT, changed(ENDPOINT_INPUTS, change)) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            {"serviceName": "com.amazonaws.eu-west-1.ecr.api"},
            [
                (
                    "serviceName",
                    "InvalidServiceName: The Vpc Endpoint Service 'com.amazonaws.eu-west-1.ecr.api' does not exist in us-east-1 (expecting com.amazonaws.us-east-1.ecr.api)",
                )
            ],
            id="region",
        ),
        pytest.param(
            {"serviceName": "com.amazonaws.us-east-1.secretmanager"},
            [
                (
                    "serviceName",
                    "InvalidServiceName: The Vpc Endpoint Service 'com.amazonaws.us-east-1.secretmanager' does not exist; there are secretsmanager",
                )
            ],
            id="mistyped",
        ),
        pytest.param(
            {"serviceName": "com.amazon.us-east-1.s3"},
            [
                (
                    "serviceName",
                    "InvalidServiceName: The Vpc Endpoint Service 'com.amazon.us-east-1.s3' does not exist (expecting com.amazonaws.us-east-1.SERVICE)",
                )
            ],
            id="form",
        ),
        pytest.param(
            {
                "vpcEndpointType": "Gateway",
                "privateDnsEnabled": None,
                "subnetIds": None,
                "securityGroupIds": None,
            },
            [
                (
                    "vpcEndpointType",
                    "InvalidParameter: Endpoint type (Gateway) does not match available service types ([Interface]) of com.amazonaws.us-east-1.ecr.api",
                )
            ],
            id="gateway for interface service",
        ),
        pytest.param(
            {
                "vpcEndpointType": "Gateway",
                "serviceName": "com.amazonaws.us-east-1.s3",
                "privateDnsEnabled": None,
                "securityGroupIds": None,
            },
            [("subnetIds", "InvalidParameter: subnetIds cannot be set on endpoints of type Gateway")],
            id="gateway with subnets",
        ),
        pytest.param(
            {"routeTableIds": ["@table"]},
            [
                (
                    "routeTableIds",
                    "InvalidParameter: routeTableIds cannot be set on endpoints of type Interface",
                )
            ],
            id="interface with tables",
        ),
        pytest.param(
            {"vpcEndpointType": "Tunnel"},
            [
                (
                    "vpcEndpointType",
                    "Value 'Tunnel' at 'vpcEndpointType' failed to satisfy constraint: Member must satisfy enum value set: [Gateway, Interface, GatewayLoadBalancer, Resource, ServiceNetwork]",
                )
            ],
            id="kind",
        ),
        pytest.param(
            {"subnetIds": ["@subnet_a", "@subnet_a2"]},
            [
                (
                    "subnetIds",
                    "DuplicateSubnetsInSameZone: Found another VPC endpoint subnet in the availability zone of @subnet_a2: @subnet_a is in us-east-1a as well",
                )
            ],
            id="two subnets of a zone",
        ),
        pytest.param(
            {"subnetIds": ["@other_subnet"]},
            [
                (
                    "subnetIds[0]",
                    "InvalidParameter: The subnet @other_subnet belongs to @other_vpc, not to @vpc",
                )
            ],
            id="subnet of another VPC",
        ),
        pytest.param(
            {"securityGroupIds": ["@other_group"]},
            [
                (
                    "securityGroupIds[0]",
                    "InvalidParameter: The security group @other_group belongs to @other_vpc, not to @vpc",
                )
            ],
            id="group of another VPC",
        ),
        pytest.param(
            {"vpcId": "@other_vpc", "subnetIds": ["@other_subnet"], "securityGroupIds": ["@other_group"]},
            [
                (
                    "privateDnsEnabled",
                    "InvalidParameter: Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for @other_vpc",
                )
            ],
            id="private names without DNS",
        ),
        pytest.param(
            {"serviceName": "com.amazonaws.us-east-1.logs"},
            [
                (
                    "privateDnsEnabled",
                    "InvalidParameter: private-dns-enabled cannot be set because there is already a conflicting DNS domain for com.amazonaws.us-east-1.logs in the VPC @vpc: @logs_endpoint",
                )
            ],
            id="second with private names",
        ),
        pytest.param(
            {"policy": '{"Version": "2012-10-17"}'},
            [("policy", "MalformedPolicyDocument: Syntax errors in policy: Statement is missing or empty")],
            id="policy",
        ),
        pytest.param(
            {
                "vpcEndpointType": "Gateway",
                "serviceName": "com.amazonaws.us-east-1.s3",
                "privateDnsEnabled": None,
                "subnetIds": None,
                "securityGroupIds": None,
                "routeTableIds": ["@other_table"],
            },
            [
                (
                    "routeTableIds[0]",
                    "InvalidParameter: The route table @other_table belongs to @other_vpc, not to @vpc",
                )
            ],
            id="table of another VPC",
        ),
    ],
)
def test_endpoint_refused(change: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert account().refusals(ENDPOINT, changed(ENDPOINT_INPUTS, change)) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            {"serviceName": "com.amazonaws.us-east-1.quantum-teleport", "privateDnsEnabled": False},
            [
                (
                    "serviceName",
                    "InvalidServiceName: The Vpc Endpoint Service 'com.amazonaws.us-east-1.quantum-teleport' does not exist in the simulator's table (simulator/services/tables/endpoints.py)",
                )
            ],
            id="unknown",
        )
    ],
)
def test_endpoint_remarked(change: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert account().remarks(ENDPOINT, changed(ENDPOINT_INPUTS, change)) == expected


FLOW_LOG: Final = "aws:ec2/flowLog:FlowLog"

FLOW_LOG_INPUTS: Final[dict[str, Any]] = {
    "vpcId": "@vpc",
    "trafficType": "ALL",
    "logDestination": "@log_group.arn",
    "iamRoleArn": "@flow_role.arn",
}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({}, id="as it is"),
        pytest.param(
            {"logDestinationType": "s3", "logDestination": "@logs_bucket.arn", "iamRoleArn": None},
            id="to a bucket",
        ),
        pytest.param({"maxAggregationInterval": 60}, id="each minute"),
        pytest.param({"logFormat": "${version} ${srcaddr} ${flow-direction}"}, id="own format"),
    ],
)
def test_flow_log_accepted(change: dict[str, Any]) -> None:
    assert account().refusals(FLOW_LOG, changed(FLOW_LOG_INPUTS, change)) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            {"subnetId": "@subnet_a"},
            [
                (
                    "subnetId",
                    "exactly one of vpcId, subnetId, eniId, transitGatewayId, transitGatewayAttachmentId, regionalNatGatewayId must be specified, vpcId, subnetId were specified",
                )
            ],
            id="two sources",
        ),
        pytest.param(
            {"vpcId": None},
            [
                (
                    "vpcId",
                    "exactly one of vpcId, subnetId, eniId, transitGatewayId, transitGatewayAttachmentId, regionalNatGatewayId must be specified, none was specified",
                )
            ],
            id="no source",
        ),
        pytest.param(
            {"trafficType": None},
            [("trafficType", "MissingParameter: trafficType is required: ACCEPT, REJECT or ALL")],
            id="no traffic",
        ),
        pytest.param(
            {"trafficType": "DENY"},
            [
                (
                    "trafficType",
                    "Value 'DENY' at 'trafficType' failed to satisfy constraint: Member must satisfy enum value set: [ACCEPT, REJECT, ALL]",
                )
            ],
            id="traffic",
        ),
        pytest.param(
            {"maxAggregationInterval": 300},
            [
                (
                    "maxAggregationInterval",
                    "Value '300' at 'maxAggregationInterval' failed to satisfy constraint: Member must satisfy enum value set: [60, 600]",
                )
            ],
            id="interval",
        ),
        pytest.param(
            {"iamRoleArn": None},
            [
                (
                    "iamRoleArn",
                    "InvalidParameter: DeliverLogsPermissionArn can't be empty if LogDestinationType is cloud-watch-logs",
                )
            ],
            id="no role",
        ),
        pytest.param(
            {"iamRoleArn": "@task_role.arn"},
            [
                (
                    "iamRoleArn",
                    "InvalidParameter: Access error: the role @task_role.arn does not trust vpc-flow-logs.amazonaws.com (it trusts ecs-tasks.amazonaws.com)",
                )
            ],
            id="role of another service",
        ),
        pytest.param(
            {"logDestinationType": "s3", "logDestination": "@logs_bucket.arn"},
            [("iamRoleArn", "InvalidParameter: DeliverLogsPermissionArn is not applicable for s3 delivery")],
            id="role for a bucket",
        ),
        pytest.param(
            {"logDestination": "@logs_bucket.arn"},
            [("logDestination", 'Invalid ARN "@logs_bucket.arn": it names the service s3, not logs')],
            id="bucket as log group",
        ),
        pytest.param(
            {"logDestinationType": "kafka"},
            [
                (
                    "logDestinationType",
                    "Value 'kafka' at 'logDestinationType' failed to satisfy constraint: Member must satisfy enum value set: [cloud-watch-logs, s3, kinesis-data-firehose]",
                )
            ],
            id="destination type",
        ),
        pytest.param(
            {"logDestination": None},
            [("logDestination", "MissingParameter: logDestination is required")],
            id="no destination",
        ),
        pytest.param(
            {"logFormat": "${version} ${sourceaddr}"},
            [
                (
                    "logFormat",
                    "InvalidParameter: Unknown field '${sourceaddr}' in the log format; did you mean ${srcaddr}?",
                )
            ],
            id="field",
        ),
        pytest.param(
            {
                "vpcId": None,
                "trafficType": None,
                "transitGatewayId": "tgw-0123456789abcdef0",
                "maxAggregationInterval": 600,
            },
            [
                (
                    "maxAggregationInterval",
                    "Value '600' at 'maxAggregationInterval' failed to satisfy constraint: Member must satisfy enum value set: [60]",
                )
            ],
            id="transit gateway",
        ),
    ],
)
def test_flow_log_refused(change: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert account().refusals(FLOW_LOG, changed(FLOW_LOG_INPUTS, change)) == expected
