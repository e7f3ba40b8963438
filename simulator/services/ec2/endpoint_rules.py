"""What EC2 refuses of VPC endpoints and flow logs."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, Warn, check
from simulator.services import policies, rules
from simulator.services.ec2.endpoints import ENDPOINT, FLOW_LOG
from simulator.services.ec2.network import VPC
from simulator.services.ec2.network_rules import resource_id
from simulator.services.networks import same_region, zones_of
from simulator.services.shapes import value
from simulator.services.tables import endpoints as table

rules.taggable(ENDPOINT, FLOW_LOG)

_SERVICE: Final = re.compile(r"(?:com\.amazonaws|aws\.api|cn\.com\.amazonaws)\.([a-z0-9-]+)\.(.+)")
_FIELD: Final = re.compile(r"\$\{[a-z-]+\}")
_TYPES: Final = ("Gateway", "Interface", "GatewayLoadBalancer", "Resource", "ServiceNetwork")
_NAMES: Final = """
version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action
log-status vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr region az-id
sublocation-type sublocation-id pkt-src-aws-service pkt-dst-aws-service flow-direction traffic-path
ecs-cluster-arn ecs-cluster-name ecs-container-instance-arn ecs-container-instance-id ecs-container-id
ecs-second-container-id ecs-service-name ecs-task-definition-arn ecs-task-arn ecs-task-id reject-reason
resource-id encryption-status
"""

FIELDS: Final = frozenset(_NAMES.split())
"""Fields of a record ("Flow log records", Amazon VPC User Guide)."""


@check(ENDPOINT)
def vpc_endpoint(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Service, kind and what goes with each kind ("CreateVpcEndpoint", Amazon EC2 API Reference)."""
    kind = inputs.get("vpcEndpointType", "Gateway")
    yield from rules.one_of("vpcEndpointType", kind, _TYPES)
    yield from resource_id("vpcId", inputs.get("vpcId"), "vpc")
    yield from same_region(ctx, "vpcId", inputs.get("vpcId"), "Vpc Id")
    yield from policies.policy("policy", inputs.get("policy"), policies.ENDPOINT)
    yield from _service(inputs, ctx, str(kind))
    foreign = (
        ("routeTableIds",) if kind != "Gateway" else ("subnetIds", "securityGroupIds", "privateDnsEnabled")
    )
    for property in foreign:
        if inputs.get(property):
            yield Failure(property, f"InvalidParameter: {property} cannot be set on endpoints of type {kind}")
    if kind == "Interface":
        yield from _interfaces(inputs, ctx)
    elif kind == "Gateway":
        tables = rules.items(inputs.get("routeTableIds"))
        references: list[tuple[str, Any]] = [(f"routeTableIds[{n}]", id) for n, id in enumerate(tables)]
        yield from _in_vpc(inputs, ctx, references, "route table")


def _service(inputs: dict[str, Any], ctx: Context, kind: str) -> Iterator[Failure]:
    service = rules.text(inputs.get("serviceName"))
    found = _SERVICE.fullmatch(service) if service else None
    if service is None or found is None:
        if service and not service.startswith("com.amazonaws.vpce.") and service.startswith(("com.", "aws.")):
            yield Failure(
                "serviceName",
                f"InvalidServiceName: The Vpc Endpoint Service '{service}' does not exist "
                f"(expecting com.amazonaws.{ctx.region}.SERVICE)",
            )
        return
    region, short = found[1], found[2]
    home = rules.text(inputs.get("serviceRegion")) or ctx.region
    if region not in (home, "vpce", "sagemaker"):
        yield Failure(
            "serviceName",
            f"InvalidServiceName: The Vpc Endpoint Service '{service}' does not exist in {home} "
            f"(expecting com.amazonaws.{home}.{short})",
        )
        return
    if region != home:
        return
    if kind == "Gateway" and short not in table.GATEWAY:
        yield Failure(
            "vpcEndpointType",
            "InvalidParameter: Endpoint type (Gateway) does not match available service types "
            f"([Interface]) of {service}",
        )
    if short not in table.INTERFACE:
        near = difflib.get_close_matches(short, table.INTERFACE, 3, 0.75)
        reason = f"InvalidServiceName: The Vpc Endpoint Service '{service}' does not exist"
        if near:
            yield Failure("serviceName", f"{reason}; there are {', '.join(sorted(near))}")
        else:
            yield Warn(
                "serviceName", f"{reason} in the simulator's table (simulator/services/tables/endpoints.py)"
            )


def _in_vpc(
    inputs: dict[str, Any], ctx: Context, references: list[tuple[str, Any]], what: str
) -> Iterator[Failure]:
    vpc_id = inputs.get("vpcId")
    for property, id in references:
        own = value(rules.find(ctx, id), "vpcId")
        if own and vpc_id and own != vpc_id:
            yield Failure(property, f"InvalidParameter: The {what} {id} belongs to {own}, not to {vpc_id}")


def _interfaces(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """One subnet a zone, groups of the VPC, DNS switched on for private names, no name twice."""
    subnets = rules.items(inputs.get("subnetIds"))
    groups = rules.items(inputs.get("securityGroupIds"))
    yield from _in_vpc(inputs, ctx, [(f"subnetIds[{n}]", id) for n, id in enumerate(subnets)], "subnet")
    yield from _in_vpc(
        inputs, ctx, [(f"securityGroupIds[{n}]", id) for n, id in enumerate(groups)], "security group"
    )
    seen: dict[str, str] = {}
    for id, zone in zones_of(ctx, subnets).items():
        if zone in seen:
            yield Failure(
                "subnetIds",
                "DuplicateSubnetsInSameZone: Found another VPC endpoint subnet in the "
                f"availability zone of {id}: "
                f"{seen[zone]} is in {zone} as well",
            )
        seen[zone] = id
    if inputs.get("privateDnsEnabled") is not True:
        return
    vpc = rules.find(ctx, inputs.get("vpcId"), VPC)
    if vpc is not None and not (value(vpc, "enableDnsSupport") and value(vpc, "enableDnsHostnames")):
        yield Failure(
            "privateDnsEnabled",
            "InvalidParameter: Enabling private DNS requires both enableDnsSupport and "
            "enableDnsHostnames VPC "
            f"attributes set to true for {inputs['vpcId']}",
        )
    for other in rules.siblings(ctx, ENDPOINT, "vpcId", inputs.get("vpcId")):
        if value(other, "serviceName") == inputs.get("serviceName") and value(other, "privateDnsEnabled"):
            yield Failure(
                "privateDnsEnabled",
                "InvalidParameter: private-dns-enabled cannot be set because there is already "
                "a conflicting DNS "
                f"domain for {inputs.get('serviceName')} in the VPC {inputs['vpcId']}: {other.id}",
            )


@check(FLOW_LOG)
def flow_log(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Source, destination and role.

    Source: "CreateFlowLogs", EC2 API Reference; "Flow log records", VPC User Guide.
    """
    sources = (
        "vpcId",
        "subnetId",
        "eniId",
        "transitGatewayId",
        "transitGatewayAttachmentId",
        "regionalNatGatewayId",
    )
    yield from rules.exactly_one(inputs, sources)
    gateway = inputs.get("transitGatewayId") or inputs.get("transitGatewayAttachmentId")
    if not gateway and inputs.get("trafficType") is None:
        yield Failure("trafficType", "MissingParameter: trafficType is required: ACCEPT, REJECT or ALL")
    yield from rules.one_of("trafficType", inputs.get("trafficType"), ("ACCEPT", "REJECT", "ALL"))
    interval = inputs.get("maxAggregationInterval")
    yield from rules.one_of("maxAggregationInterval", interval, (60,) if gateway else (60, 600))
    kind = inputs.get("logDestinationType", "cloud-watch-logs")
    yield from rules.one_of("logDestinationType", kind, ("cloud-watch-logs", "s3", "kinesis-data-firehose"))
    yield from rules.arn("iamRoleArn", inputs.get("iamRoleArn"), "iam", "role/")
    destination = inputs.get("logDestination")
    if destination is None:
        yield Failure("logDestination", "MissingParameter: logDestination is required")
    if kind == "cloud-watch-logs":
        yield from rules.arn("logDestination", destination, "logs", "log-group:")
        if inputs.get("iamRoleArn") is None:
            yield Failure(
                "iamRoleArn",
                "InvalidParameter: DeliverLogsPermissionArn can't be empty if "
                "LogDestinationType is cloud-watch-logs",
            )
        yield from _trusted(inputs, ctx)
    elif kind in ("s3", "kinesis-data-firehose"):
        yield from rules.arn("logDestination", destination, "s3" if kind == "s3" else "firehose")
        if inputs.get("iamRoleArn") is not None:
            yield Failure(
                "iamRoleArn",
                f"InvalidParameter: DeliverLogsPermissionArn is not applicable for {kind} delivery",
            )
    yield from _format(inputs.get("logFormat"))


def _trusted(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """The role must let the flow log service assume it.

    Source: "IAM role for publishing flow logs to CloudWatch Logs".
    """
    role = rules.find(ctx, inputs.get("iamRoleArn"))
    document = value(role, "assumeRolePolicy")
    if not isinstance(document, str):
        return
    trusted = {
        name
        for statement in policies.statements(document)
        for name in policies.principals(statement, "Service")
    }
    if "vpc-flow-logs.amazonaws.com" not in trusted:
        yield Failure(
            "iamRoleArn",
            f"InvalidParameter: Access error: the role {inputs['iamRoleArn']} does not trust "
            f"vpc-flow-logs.amazonaws.com (it trusts {', '.join(sorted(trusted)) or 'no service'})",
        )


def _format(given: Any) -> Iterator[Failure]:
    if not isinstance(given, str) or not given:
        return
    for field in given.split():
        if not _FIELD.fullmatch(field) or field[2:-1] not in FIELDS:
            near = difflib.get_close_matches(field.strip("${}"), FIELDS, 1)
            hint = f"; did you mean ${{{near[0]}}}?" if near else ""
            yield Failure("logFormat", f"InvalidParameter: Unknown field '{field}' in the log format{hint}")
