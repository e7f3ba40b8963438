"""Questions that the tests of systems put to a graph, answered in the names of its resources.

An answer holds what is wired to what: a route is named by the gateway that it leads to, a rule by the group
that it admits, so that a test compares whole tables instead of ids.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tests.harness import SECRET, Graph, Resource

ANYWHERE = "0.0.0.0/0"
ALL_TRAFFIC = ("-1", None, None, ANYWHERE)
"""Rule that lets everything out."""

RANGES = ("cidrIpv4", "cidrIpv6", "prefixListId")
"""What a rule may name in place of a security group."""

ECS_EXEC = {
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
}


def subnets(graph: Graph) -> dict[str, tuple[str, str]]:
    """CIDR and availability zone of each subnet of the one VPC, by logical name."""
    vpc = graph.one("ec2/vpc")
    found = graph.all("ec2/subnet")
    assert {subnet.inputs["vpcId"] for subnet in found} == {vpc.id}
    return {subnet.name: (subnet.inputs["cidrBlock"], subnet.inputs["availabilityZone"]) for subnet in found}


def subnet_names(graph: Graph, ids: list[str]) -> set[str]:
    """Logical names of subnets."""
    known = graph.by_id("ec2/subnet")
    return {known[each].name for each in ids}


def default_routes(graph: Graph) -> dict[str, str | None]:
    """Where the default route of each subnet leads: name of the gateway, or None without one."""
    gateways = {**graph.by_id("ec2/internetGateway"), **graph.by_id("ec2/natGateway")}
    tables: dict[str, str] = {}
    for route in graph.all("ec2/route"):
        assert route.inputs["destinationCidrBlock"] == ANYWHERE
        target = route.inputs.get("gatewayId") or route.inputs["natGatewayId"]
        assert route.inputs["routeTableId"] not in tables
        tables[route.inputs["routeTableId"]] = gateways[target].name
    return {subnet: tables.get(table.id) for subnet, table in tables_of_subnets(graph).items()}


def tables_of_subnets(graph: Graph) -> dict[str, Resource]:
    """Route table of each subnet, by the subnet's name; none has two."""
    tables, known = graph.by_id("ec2/routeTable"), graph.by_id("ec2/subnet")
    found: dict[str, Resource] = {}
    for association in graph.all("ec2/routeTableAssociation"):
        name = known[association.inputs["subnetId"]].name
        assert name not in found
        found[name] = tables[association.inputs["routeTableId"]]
    return found


def nat_gateways(graph: Graph) -> dict[str, tuple[str, str]]:
    """Subnet and Elastic IP of each NAT gateway, by name."""
    addresses, known = graph.by_id("ec2/eip"), graph.by_id("ec2/subnet")
    return {
        nat.name: (known[nat.inputs["subnetId"]].name, addresses[nat.inputs["allocationId"]].name)
        for nat in graph.all("ec2/natGateway")
    }


def ingress(graph: Graph, group: str) -> set[tuple[str, int | None, int | None, str]]:
    """Protocol, first port, last port and source of each rule that a security group lets in."""
    return _rules(graph, group, "Ingress")


def egress(graph: Graph, group: str) -> set[tuple[str, int | None, int | None, str]]:
    """Protocol, first port, last port and target of each rule that a security group lets out."""
    return _rules(graph, group, "Egress")


def _rules(graph: Graph, group: str, way: str) -> set[tuple[str, int | None, int | None, str]]:
    groups = graph.by_id("ec2/securityGroup")
    resource = graph.one("ec2/securityGroup", group)
    assert not {"ingress", "egress"} & resource.inputs.keys()
    found: set[tuple[str, int | None, int | None, str]] = set()
    for rule in graph.all(f"vpc/securityGroup{way}Rule"):
        facts = rule.inputs
        if facts["securityGroupId"] != resource.id:
            continue
        if "referencedSecurityGroupId" in facts:
            whom = groups[facts["referencedSecurityGroupId"]].name
        else:
            whom = next(facts[key] for key in RANGES if key in facts)
        found.add((facts["ipProtocol"], facts.get("fromPort"), facts.get("toPort"), whom))
    return found


def open_groups(graph: Graph) -> set[str]:
    """Security groups that let in an address range or a prefix list, by rule or inline."""
    groups = graph.by_id("ec2/securityGroup")
    found = {
        groups[rule.inputs["securityGroupId"]].name
        for rule in graph.all("vpc/securityGroupIngressRule")
        if any(rule.inputs.get(key) for key in RANGES)
    }
    inline = [*graph.all("ec2/securityGroup"), *graph.all("ec2/defaultSecurityGroup")]
    return found | {group.name for group in inline if group.inputs.get("ingress")}


class AlarmFacts(NamedTuple):
    """When an alarm goes off."""

    statistic: str
    comparison: str
    threshold: float
    period: int
    evaluation_periods: int


def alarms(graph: Graph) -> dict[tuple[str, str], Resource]:
    """Metric alarms by namespace and metric; no metric has two."""
    found: dict[tuple[str, str], Resource] = {}
    for alarm in graph.all("cloudwatch/metricAlarm"):
        key = alarm.inputs["namespace"], alarm.inputs["metricName"]
        assert key not in found
        found[key] = alarm
    return found


def facts(alarm: Resource) -> AlarmFacts:
    """When an alarm goes off."""
    keys = ("statistic", "comparisonOperator", "threshold", "period", "evaluationPeriods")
    return AlarmFacts(*(alarm.inputs[key] for key in keys))


def dashboard_metrics(graph: Graph) -> dict[tuple[str, str], dict[str, str]]:
    """Dimensions of every metric on the one dashboard, by namespace and name."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for widget in graph.one("cloudwatch/dashboard").document("dashboardBody")["widgets"]:
        for namespace, name, *rest in widget["properties"].get("metrics", []):
            parts = [part for part in rest if isinstance(part, str)]
            found[namespace, name] = dict(zip(parts[::2], parts[1::2], strict=True))
    return found


def role_of(graph: Graph, arn: str) -> Resource:
    """The role of an ARN."""
    (role,) = [each for each in graph.all("iam/role") if each.arn == arn]
    return role


def allowed(graph: Graph, role: Resource) -> dict[str, set[str]]:
    """Resources on which the inline policies of a role allow each action."""
    found: dict[str, set[str]] = {}
    for statement in graph.statements(role):
        assert statement["Effect"] == "Allow"
        for action in statement["Action"]:
            found.setdefault(action, set()).update(statement["Resource"])
    return found


def attached(graph: Graph, role: Resource) -> set[str]:
    """ARNs of the managed policies of a role."""
    return {
        attachment.inputs["policyArn"]
        for attachment in graph.all("iam/rolePolicyAttachment")
        if attachment.inputs["role"] == role.id
    }


def trusts(role: Resource, service: str) -> bool:
    """Whether one AWS service and nobody else may assume a role, by the document that ECS asks for."""
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": service}}
    return role.document("assumeRolePolicy") == {"Version": "2012-10-17", "Statement": [statement]}


def waits_for(graph: Graph, resource: Resource) -> set[str]:
    """URNs of all that is made before a resource, directly or not."""
    known = {each.urn: each for each in graph.resources}
    found: set[str] = set()
    todo = [resource]
    while todo:
        for urn in todo.pop().state.get("dependencies") or []:
            if urn not in found:
                found.add(urn)
                todo.append(known[urn])
    return found


def plain_places(graph: Graph, text: str) -> list[str]:
    """Where a text stands outside the secret envelope: `name.inputs.path` of resources and outputs."""
    states = [
        (each.name, {key: each.state.get(key) for key in ("inputs", "outputs")}) for each in graph.resources
    ]
    return [
        f"{name}.{path}"
        for name, state in [*states, ("stack", graph.preview.outputs)]
        for path, value in _plain(state, "")
        if text in value
    ]


def _plain(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        if SECRET not in value:
            for key, each in value.items():
                yield from _plain(each, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for each in value:
            yield from _plain(each, path)
    elif isinstance(value, str):
        yield path, value


def taggable(token: str) -> bool:
    """Whether the SDK's class of an AWS type takes tags that the provider's default tags join."""
    module, _, name = token.removeprefix("aws:").partition(":")
    package = module.split("/")[0]
    home = importlib.import_module(
        "pulumi_aws" if package == "index" else f"pulumi_aws.{package.replace('lambda', 'lambda_')}"
    )
    return hasattr(getattr(home, name), "tags_all")


def services_reached(graph: Graph) -> dict[str, str]:
    """Type of each VPC endpoint, by the service's name without the region."""
    region = graph.one("pulumi:providers:aws").inputs["region"]
    return {
        endpoint.inputs["serviceName"].removeprefix(f"com.amazonaws.{region}."): endpoint.inputs[
            "vpcEndpointType"
        ]
        for endpoint in graph.all("ec2/vpcEndpoint")
    }
