"""What tests ask of a graph more than once."""

from typing import Any

from tests.harness import Graph, Resource

Opening = tuple[str, str, int]
"""Whose group is opened, to whose group or to where, on which port."""


def openings(graph: Graph) -> list[Opening]:
    """Every ingress rule, by the names of the groups; sorted."""
    groups = {group.id: group.name for group in graph.all("ec2/securityGroup")}
    found = []
    for rule in graph.all("vpc/securityGroupIngressRule"):
        inputs = rule.inputs
        assert inputs["ipProtocol"] == "tcp"
        assert inputs["fromPort"] == inputs["toPort"]
        sources = [
            inputs[key] for key in ("referencedSecurityGroupId", "cidrIpv4", "prefixListId") if key in inputs
        ]
        (source,) = sources
        found.append((groups[inputs["securityGroupId"]], groups.get(source, source), inputs["fromPort"]))
    return sorted(found)


def variables(container: dict[str, Any]) -> dict[str, str]:
    """Plain variables of a container."""
    return {each["name"]: each["value"] for each in container["environment"]}


def secrets(container: dict[str, Any]) -> dict[str, str]:
    """Secret variables of a container: where each comes from."""
    return {each["name"]: each["valueFrom"] for each in container["secrets"]}


def container(graph: Graph, name: str) -> dict[str, Any]:
    """The only container of a task definition."""
    (found,) = graph.containers(name)
    return found


def role_of(graph: Graph, service: str, kind: str) -> Resource:
    """Role that the task definition of a service names: `executionRoleArn` or `taskRoleArn`."""
    arn = graph.one("ecs/taskDefinition", service).inputs[kind]
    return next(role for role in graph.all("iam/role") if role.arn == arn)


def granted(graph: Graph, service: str) -> list[dict[str, Any]]:
    """Statements that the code of a service runs with."""
    return graph.statements(role_of(graph, service, "taskRoleArn"))


def starts_with(graph: Graph, service: str) -> list[dict[str, Any]]:
    """Statements that ECS starts the tasks of a service with."""
    return graph.statements(role_of(graph, service, "executionRoleArn"))
