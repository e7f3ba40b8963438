"""The task definition of an ECS service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
import pulumi_aws as aws

from components.base import Component
from components.links import Link
from settings.compute import EcsService, TaskSize


def task_definition(
    parent: Component,
    name: str,
    settings: EcsService,
    *,
    family: str,
    container_name: str,
    image: pulumi.Input[str],
    size: TaskSize,
    region: str,
    links: Sequence[Link],
    log_group_name: pulumi.Output[str],
    beside: Sequence[Mapping[str, Any]],
    execution_role_arn: pulumi.Output[str],
    task_role_arn: pulumi.Output[str],
) -> aws.ecs.TaskDefinition:
    """A Fargate task of one essential container, whose variables and secrets come from settings and links.

    The containers `beside` it start before it.
    """
    container = container_definition(settings, container_name, image, region, links, log_group_name)
    if beside:
        container["dependsOn"] = [{"containerName": each["name"], "condition": "START"} for each in beside]
    return aws.ecs.TaskDefinition(
        name,
        family=family,
        requires_compatibilities=["FARGATE"],
        network_mode="awsvpc",
        cpu=str(size.cpu),
        memory=str(size.memory),
        runtime_platform={"cpu_architecture": settings.architecture, "operating_system_family": "LINUX"},
        execution_role_arn=execution_role_arn,
        task_role_arn=task_role_arn,
        volumes=[{"name": volume_name(path)} for path in settings.scratch] or None,
        container_definitions=pulumi.Output.json_dumps([container, *beside]),
        opts=parent.child(),
    )


def volume_name(path: str) -> str:
    """Name of the scratch volume at a path: `/var/cache/nginx` gives `var-cache-nginx`."""
    return path.strip("/").replace("/", "-").replace(".", "-") or "root"


def container_definition(
    settings: EcsService,
    name: str,
    image: pulumi.Input[str],
    region: str,
    links: Sequence[Link],
    log_group_name: pulumi.Output[str],
) -> dict[str, Any]:
    """The container as ECS takes it; variables in alphabetical order, so that none is a change of order."""
    plain: dict[str, pulumi.Input[str]] = dict(settings.environment)
    secret: dict[str, pulumi.Input[str]] = {}
    for link in links:
        plain |= link.environment
        secret |= {variable: reference.value_from for variable, reference in link.secrets.items()}
    container: dict[str, Any] = {
        "name": name,
        "image": image,
        "essential": True,
        "environment": name_values(plain, "value"),
        "secrets": name_values(secret, "valueFrom"),
        "logConfiguration": log_configuration(log_group_name, region, "ecs"),
        "readonlyRootFilesystem": settings.read_only_root,
        "mountPoints": [
            {"sourceVolume": volume_name(path), "containerPath": path, "readOnly": False}
            for path in settings.scratch
        ],
    }
    if settings.port is not None:
        container["portMappings"] = [
            {"name": name, "containerPort": settings.port, "hostPort": settings.port, "protocol": "tcp"}
        ]
    if settings.command:
        container["command"] = list(settings.command)
    if settings.user:
        container["user"] = settings.user
    if settings.unprivileged_ports:
        container["systemControls"] = [{"namespace": "net.ipv4.ip_unprivileged_port_start", "value": "0"}]
    if settings.exec:
        # The agent of ECS Exec leaves zombie processes without an init (Amazon ECS Developer Guide).
        container["linuxParameters"] = {"initProcessEnabled": True}
    if settings.container_health_check:
        container["healthCheck"] = {
            "command": ["CMD-SHELL", settings.container_health_check],
            "interval": 30,
            "timeout": 5,
            "retries": 3,
            "startPeriod": 60,
        }
    return container


def log_configuration(log_group_name: pulumi.Output[str], region: str, prefix: str) -> dict[str, Any]:
    """Where the output of a container goes: a stream for each task, its name begun by `prefix`."""
    return {
        "logDriver": "awslogs",
        "options": {
            "awslogs-group": log_group_name,
            "awslogs-region": region,
            "awslogs-stream-prefix": prefix,
        },
    }


def name_values(variables: Mapping[str, pulumi.Input[str]], key: str) -> list[dict[str, pulumi.Input[str]]]:
    """`[{"name": …, key: …}]`, sorted by name."""
    return [{"name": variable, key: variables[variable]} for variable in sorted(variables)]
