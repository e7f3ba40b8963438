"""What ECS refuses of task definitions as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import UNKNOWN, Context, Failure, check
from simulator.services import policies, rules
from simulator.services.ecs.answers import TASK
from simulator.services.ecs.container_rules import ECR, NAME, Task, containers
from simulator.services.shapes import value
from simulator.services.tables import ecs as table

rules.taggable(TASK)

_VCPU: Final = re.compile(r"(\d*\.?\d+)\s*vcpu", re.IGNORECASE)
_GB: Final = re.compile(r"(\d*\.?\d+)\s*gb", re.IGNORECASE)


def units(given: Any, regex: re.Pattern[str]) -> int | None:
    """CPU units or MiB of `512`, `.5 vCPU`, `1 GB`; None for what is none of these."""
    if isinstance(given, str) and (found := regex.fullmatch(given.strip())):
        return int(float(found[1]) * 1024)
    number = rules.number(given)
    return int(number) if number is not None else None


def definitions(document: Any) -> list[Any]:
    """The containers of a definition that is valid JSON; none for any other."""
    if isinstance(document, str):
        document = policies.parse(document)[0]
    return document if isinstance(document, list) else []


@check(TASK)
def task_definition(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Family, size, network mode and roles ("RegisterTaskDefinition", Amazon ECS API Reference)."""
    family = inputs.get("family")
    yield from rules.pattern("family", family, NAME, "up to 255 letters, digits, underscores and hyphens")
    wanted = rules.items(inputs.get("requiresCompatibilities"))
    for place, kind in enumerate(wanted):
        allowed = ("EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES")
        yield from rules.one_of(f"requiresCompatibilities[{place}]", kind, allowed)
    fargate = "FARGATE" in wanted
    mode = inputs.get("networkMode")
    yield from rules.one_of("networkMode", mode, ("none", "bridge", "awsvpc", "host"))
    if fargate:
        yield from _fargate(inputs)
    for property in ("executionRoleArn", "taskRoleArn"):
        yield from rules.arn(property, inputs.get(property), "iam", "role/")
        yield from _trusted(property, inputs.get(property), ctx)
    volumes = [rules.block(volume).get("name") for volume in rules.items(inputs.get("volumes"))]
    for place, volume in enumerate(volumes):
        yield from rules.pattern(f"volumes[{place}].name", volume, NAME)
        if volume in volumes[:place]:
            yield Failure(
                f"volumes[{place}].name", f"ClientException: the volume '{volume}' is defined twice"
            )
    task = Task(
        fargate, mode == "awsvpc", inputs.get("executionRoleArn") is not None, frozenset(map(str, volumes))
    )
    yield from _containers(inputs, task)


def _fargate(inputs: dict[str, Any]) -> Iterator[Failure]:
    """Size and settings on Fargate ("Amazon ECS task definition parameters for Fargate")."""
    if inputs.get("networkMode") not in ("awsvpc", UNKNOWN):
        yield Failure(
            "networkMode",
            "ClientException: Fargate only supports network mode 'awsvpc', not "
            f"'{inputs.get('networkMode', 'bridge')}'.",
        )
    cpu, memory = units(inputs.get("cpu"), _VCPU), units(inputs.get("memory"), _GB)
    for property in ("cpu", "memory"):
        if inputs.get(property) is None:
            yield Failure(
                property,
                f"ClientException: Fargate requires task definition to have {property} defined "
                "at the task level.",
            )
    if cpu is not None and cpu not in table.FARGATE:
        sizes = ", ".join(map(str, table.FARGATE))
        yield Failure(
            "cpu",
            f"ClientException: No Fargate configuration exists for given values: {cpu} CPU, {memory} memory "
            f"(CPU units: {sizes})",
        )
    elif cpu is not None and memory is not None and memory not in table.FARGATE[cpu]:
        found = table.FARGATE[cpu]
        listed = (
            ", ".join(map(str, found))
            if len(found) < 9
            else f"{found[0]} to {found[-1]} in steps of {found[1] - found[0]}"
        )
        yield Failure(
            "memory",
            f"ClientException: No Fargate configuration exists for given values: {cpu} CPU, {memory} memory "
            f"(with {cpu} CPU units: {listed} MiB)",
        )
    platform = rules.block(inputs.get("runtimePlatform"))
    system, architecture = platform.get("operatingSystemFamily"), platform.get("cpuArchitecture")
    yield from rules.one_of("runtimePlatform.cpuArchitecture", architecture, ("X86_64", "ARM64"))
    if isinstance(system, str) and system.startswith("WINDOWS"):
        if architecture == "ARM64":
            yield Failure(
                "runtimePlatform.cpuArchitecture", f"ClientException: {system} does not run on ARM64"
            )
        if cpu is not None and cpu < 1024:
            yield Failure(
                "cpu",
                f"ClientException: Windows containers on Fargate need at least 1024 CPU units, not {cpu}",
            )
    disk = rules.block(inputs.get("ephemeralStorage")).get("sizeInGib")
    yield from rules.between("ephemeralStorage.sizeInGib", disk, 21, 200, "GiB")
    for property in ("ipcMode", "placementConstraints"):
        if inputs.get(property):
            yield Failure(
                property, f"ClientException: Fargate compatible task definitions do not support {property}"
            )


def _trusted(property: str, role: Any, ctx: Context) -> Iterator[Failure]:
    """A role that tasks can assume ("Amazon ECS task execution IAM role", "Amazon ECS task IAM role")."""
    document = value(rules.find(ctx, role), "assumeRolePolicy")
    if not isinstance(document, str):
        return
    trusted = {
        name
        for statement in policies.statements(document)
        for name in policies.principals(statement, "Service")
    }
    if "ecs-tasks.amazonaws.com" not in trusted:
        yield Failure(
            property,
            f"ClientException: ECS was unable to assume the role '{role}' that was provided for "
            "this task: it does not "
            f"trust ecs-tasks.amazonaws.com (it trusts {', '.join(sorted(trusted)) or 'no service'})",
        )


def _containers(inputs: dict[str, Any], task: Task) -> Iterator[Failure]:
    document = inputs.get("containerDefinitions")
    if not isinstance(document, str):
        return
    found, error = policies.parse(document)
    if error or not isinstance(found, list):
        problem = error or "a list of container definitions is expected"
        yield Failure(
            "containerDefinitions",
            f"ECS Task Definition container_definitions is invalid: Error decoding JSON: {problem}",
        )
        return
    yield from containers("containerDefinitions", found, task)
    objects = [container for container in found if isinstance(container, dict)]
    images = [str(container.get("image")) for container in objects]
    if task.fargate and not task.execution_role and any(ECR.match(image) for image in images):
        yield Failure(
            "executionRoleArn",
            "ClientException: Fargate requires task definition to have execution role ARN to "
            "support ECR images.",
        )
    yield from _totals(inputs, objects, task)


def _totals(inputs: dict[str, Any], found: list[dict[str, Any]], task: Task) -> Iterator[Failure]:
    """Containers fit into the task's size ("Task size", Amazon ECS Developer Guide)."""
    cpu, memory = units(inputs.get("cpu"), _VCPU), units(inputs.get("memory"), _GB)
    used = sum(rules.number(container.get("cpu")) or 0 for container in found)
    if cpu is not None and used > cpu:
        yield Failure(
            "containerDefinitions",
            "ClientException: Invalid 'cpu' setting for task because the containers ask for "
            f"{used} CPU units and the "
            f"task has {cpu}",
        )
    for place, container in enumerate(found):
        own = rules.number(container.get("memory"))
        if memory is not None and own is not None and own > memory:
            yield Failure(
                f"containerDefinitions[{place}].memory",
                "ClientException: Invalid 'memory' setting for container "
                f"'{container.get('name')}': {own} MiB is more "
                f"than the task's {memory}",
            )
        neither = own is None and container.get("memoryReservation") is None
        if not task.fargate and inputs.get("memory") is None and neither:
            yield Failure(
                f"containerDefinitions[{place}].memory",
                f"ClientException: Invalid setting for container '{container.get('name')}'. At "
                "least one of 'memory' or "
                "'memoryReservation' must be specified.",
            )
    reserved = sum(rules.number(container.get("memoryReservation")) or 0 for container in found)
    if memory is not None and reserved > memory:
        yield Failure(
            "containerDefinitions",
            f"ClientException: the containers reserve {reserved} MiB of memory and the task has {memory}",
        )
