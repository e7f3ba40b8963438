"""What ECS refuses of container definitions.

Source, where none is named: "ContainerDefinition" and its parts (Amazon ECS API Reference) and "Amazon ECS
task definition parameters for Fargate" (Amazon ECS Developer Guide).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from simulator.registry import Failure, Warn
from simulator.services import rules
from simulator.services.tables import ecs as table
from simulator.services.tables.regions import REGIONS

NAME: Final = re.compile(r"[a-zA-Z0-9_-]{1,255}")
_PORT_NAME: Final = re.compile(r"[a-z0-9_-]{1,64}")
_IMAGE: Final = re.compile(
    r"(?:[a-zA-Z0-9.-]+(?::\d+)?/)?"  # registry
    r"[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*"  # repository
    r"(?::[\w][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?"  # tag, digest
)
ECR: Final = re.compile(r"\d{12}\.dkr\.ecr(-fips)?\.[a-z0-9-]+\.(amazonaws\.com(\.cn)?|on\.aws)/.+")
_PARAMETER: Final = re.compile(r"[a-zA-Z0-9_./-]{1,2048}")
_CONDITIONS: Final = ("START", "COMPLETE", "SUCCESS", "HEALTHY")
_ULIMITS: Final = (
    "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss",
    "rtprio", "rttime", "sigpending", "stack",
)  # fmt: skip


@dataclass(frozen=True)
class Task:
    """What of a task definition its containers depend on."""

    fargate: bool
    awsvpc: bool
    execution_role: bool
    volumes: frozenset[str]


def image(path: str, given: Any) -> Iterator[Failure]:
    """A reference to an image: repository in small letters, tag, digest; at most 255 characters."""
    if not isinstance(given, str) or not given:
        yield Failure(path, "ClientException: Container.image should not be null or empty.")
    elif len(given) > 255 or not _IMAGE.fullmatch(given):
        yield Failure(
            path,
            "ClientException: Container.image contains invalid characters or is too long: "
            f"'{given}' (allowed: "
            "registry/repository:tag or registry/repository@sha256:digest, in small letters, "
            "at most 255 characters)",
        )


def containers(property: str, definitions: list[Any], task: Task) -> Iterator[Failure]:
    """All containers of a task definition."""
    if not definitions:
        yield Failure(property, "ClientException: Container list cannot be empty.")
        return
    seen: dict[str, dict[str, Any]] = {}
    essential = False
    for place, container in enumerate(definitions):
        path = f"{property}[{place}]"
        if not isinstance(container, dict):
            yield Failure(
                path, f"ClientException: a container definition is a JSON object, not {container!r}"
            )
            continue
        name = container.get("name")
        if not isinstance(name, str) or not NAME.fullmatch(name):
            yield Failure(
                f"{path}.name",
                f"ClientException: Container.name '{name}' is invalid: up to 255 letters, "
                "digits, underscores and "
                "hyphens are allowed",
            )
        elif name in seen:
            yield Failure(
                f"{path}.name",
                f"ClientException: Container.name should be unique in a task definition: '{name}'",
            )
        else:
            seen[name] = container
        essential = essential or container.get("essential", True) is True
        yield from _one(path, container, task)
    if not essential:
        yield Failure(property, "ClientException: At least one container must be marked as essential.")
    yield from _dependencies(property, definitions, seen)


def _one(path: str, container: dict[str, Any], task: Task) -> Iterator[Failure]:
    for key in container:
        if key not in table.MEMBERS:
            near = difflib.get_close_matches(key, table.MEMBERS, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            yield Warn(
                f"{path}.{key}",
                f"the provider drops the unknown member '{key}' of a container definition{hint}",
            )
    yield from image(f"{path}.image", container.get("image"))
    yield from _ports(path, container, task)
    yield from _environment(path, container, task)
    yield from _log(f"{path}.logConfiguration", container.get("logConfiguration"), task)
    yield from _health(f"{path}.healthCheck", container.get("healthCheck"))
    yield from _limits(path, container, task)
    for number, mount in enumerate(rules.items(container.get("mountPoints"))):
        source = mount.get("sourceVolume") if isinstance(mount, dict) else None
        if source is not None and source not in task.volumes:
            yield Failure(
                f"{path}.mountPoints[{number}].sourceVolume",
                f"ClientException: Unknown volume '{source}' (volumes: "
                f"{', '.join(sorted(task.volumes)) or 'none'})",
            )


def _ports(path: str, container: dict[str, Any], task: Task) -> Iterator[Failure]:
    used: set[tuple[Any, Any]] = set()
    names: set[str] = set()
    for number, mapping in enumerate(rules.items(container.get("portMappings"))):
        if not isinstance(mapping, dict):
            continue
        here = f"{path}.portMappings[{number}]"
        port, host = mapping.get("containerPort"), mapping.get("hostPort")
        protocol = mapping.get("protocol", "tcp")
        if port is None and mapping.get("containerPortRange") is None:
            yield Failure(f"{here}.containerPort", "ClientException: a port mapping needs a containerPort")
        yield from rules.between(f"{here}.containerPort", port, 1, 65535)
        yield from rules.between(f"{here}.hostPort", host, 0, 65535)
        yield from rules.one_of(f"{here}.protocol", protocol, ("tcp", "udp"))
        yield from rules.one_of(f"{here}.appProtocol", mapping.get("appProtocol"), ("http", "http2", "grpc"))
        if task.awsvpc and host not in (None, port):
            yield Failure(
                f"{here}.hostPort",
                "ClientException: When networkMode=awsvpc, the host ports and container ports "
                "in port mappings must "
                f"match: {host} and {port}",
            )
        if (port, protocol) in used:
            yield Failure(
                f"{here}.containerPort", f"ClientException: duplicate port mapping {port}/{protocol}"
            )
        used.add((port, protocol))
        name = mapping.get("name")
        yield from rules.pattern(f"{here}.name", name, _PORT_NAME, "up to 64 small letters, digits, _ and -")
        if name is not None and name in names:
            yield Failure(f"{here}.name", f"ClientException: the port mapping name '{name}' is used twice")
        names.add(str(name))


def _environment(path: str, container: dict[str, Any], task: Task) -> Iterator[Failure]:
    names: set[str] = set()
    for number, entry in enumerate(rules.items(container.get("environment"))):
        here = f"{path}.environment[{number}]"
        if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
            yield Failure(here, "ClientException: an environment entry has a name and a value, both texts")
            continue
        if entry["name"] in names:
            yield Failure(f"{here}.name", f"ClientException: the variable '{entry['name']}' is set twice")
        names.add(entry["name"])
        value = entry.get("value")
        if not isinstance(value, str):
            yield Failure(
                f"{here}.value",
                "ECS Task Definition container_definitions is invalid: Error decoding JSON: "
                "json: cannot unmarshal "
                f"{type(value).__name__} into KeyValuePair.value of type string "
                f"({entry['name']}: write it in quotes)",
            )
    secrets = rules.items(container.get("secrets"))
    for number, entry in enumerate(secrets):
        here = f"{path}.secrets[{number}]"
        if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
            yield Failure(here, "ClientException: a secret has a name and a valueFrom")
            continue
        if entry["name"] in names:
            yield Failure(
                f"{here}.name",
                "ClientException: The secret name must be unique and not shared with any new "
                "or existing environment "
                f"variables set on the container, such as '{entry['name']}'.",
            )
        names.add(entry["name"])
        yield from _value_from(f"{here}.valueFrom", entry.get("valueFrom"))
    if secrets and not task.execution_role:
        yield Failure(
            f"{path}.secrets",
            "ClientException: When you are specifying container secrets, you must also specify a value for "
            "'executionRoleArn'.",
        )


def _value_from(path: str, given: Any) -> Iterator[Failure]:
    """Where a secret comes from ("Pass sensitive data to an Amazon ECS container", ECS Developer Guide)."""
    if not isinstance(given, str) or not given:
        yield Failure(path, "ClientException: valueFrom must be the ARN of a secret or parameter")
        return
    if not given.startswith("arn:"):
        yield from rules.pattern(
            path, given, _PARAMETER, "the ARN of a secret, or ARN or name of a parameter"
        )
        return
    yield from rules.arn(path, given, ("secretsmanager", "ssm"))
    resource = rules.arn_part(given, "resource") or ""
    if rules.arn_part(given, "service") == "secretsmanager" and resource.count(":") not in (1, 4):
        yield Failure(
            path,
            f"ClientException: invalid secret reference '{given}': after the ARN come either nothing or "
            ":json-key:version-stage:version-id, empty parts included",
        )


def _log(path: str, log: Any, task: Task) -> Iterator[Failure]:
    """Driver and options ("LogConfiguration"; "Send Amazon ECS logs to CloudWatch")."""
    if not isinstance(log, dict):
        return
    driver = log.get("logDriver")
    options = log.get("options") if isinstance(log.get("options"), dict) else {}
    yield from rules.one_of(
        f"{path}.logDriver", driver, table.FARGATE_DRIVERS if task.fargate else table.DRIVERS
    )
    if driver is None:
        yield Failure(f"{path}.logDriver", "ClientException: Log driver must not be null")
    if driver != "awslogs":
        return
    if task.fargate and not task.execution_role:
        yield Failure(
            path,
            "ClientException: Fargate requires task definition to have execution role ARN to "
            "support log driver awslogs.",
        )
    needed = ["awslogs-group", "awslogs-region", *(["awslogs-stream-prefix"] if task.fargate else [])]
    missing = [name for name in needed if not options.get(name)]
    if missing:
        yield Failure(
            f"{path}.options", f"ClientException: Log driver awslogs requires options: {', '.join(missing)}"
        )
    for name, value in options.items():
        if name not in table.AWSLOGS:
            yield Failure(
                f"{path}.options.{name}",
                f"ClientException: Log driver awslogs disallows options: {name} (allowed: "
                f"{', '.join(sorted(table.AWSLOGS))})",
            )
        elif not isinstance(value, str):
            yield Failure(
                f"{path}.options.{name}", f"ClientException: the option {name} must be a text, not {value!r}"
            )
    region = options.get("awslogs-region")
    if isinstance(region, str) and region not in REGIONS and not region.startswith(("cn-", "us-gov-")):
        yield Failure(f"{path}.options.awslogs-region", f"ClientException: '{region}' is not a region")
    yield from rules.one_of(f"{path}.options.mode", options.get("mode"), ("blocking", "non-blocking"))


def _health(path: str, check: Any) -> Iterator[Failure]:
    if not isinstance(check, dict):
        return
    command = check.get("command")
    if not isinstance(command, list) or len(command) < 2 or command[0] not in ("CMD", "CMD-SHELL"):
        yield Failure(
            f"{path}.command",
            "ClientException: a health check's command starts with CMD or CMD-SHELL, and says "
            f"what to run: {command!r}",
        )
    bounds = (("interval", 5, 300), ("timeout", 2, 60), ("retries", 1, 10), ("startPeriod", 0, 300))
    for key, low, high in bounds:
        yield from rules.between(f"{path}.{key}", check.get(key), low, high)


def _limits(path: str, container: dict[str, Any], task: Task) -> Iterator[Failure]:
    hard, soft = rules.number(container.get("memory")), rules.number(container.get("memoryReservation"))
    name = container.get("name")
    for key, value in (("memory", hard), ("memoryReservation", soft)):
        if value is not None and value < 6:
            yield Failure(
                f"{path}.{key}",
                f"ClientException: Invalid setting for container '{name}'. {key} must be at least 6 MiB",
            )
    if hard is not None and soft is not None and soft > hard:
        yield Failure(
            f"{path}.memoryReservation",
            f"ClientException: Invalid setting for container '{name}'. memoryReservation "
            f"({soft}) must be at most memory ({hard})",
        )
    stop = rules.number(container.get("stopTimeout"))
    if task.fargate and stop is not None and not 2 <= stop <= 120:
        yield Failure(
            f"{path}.stopTimeout",
            f"ClientException: stopTimeout must be 2 to 120 seconds on Fargate, not {stop}",
        )
    if task.fargate and container.get("privileged") is True:
        yield Failure(
            f"{path}.privileged",
            "ClientException: Fargate compatible task definitions do not support privileged mode",
        )
    if task.awsvpc:
        for key in ("links", "hostname", "extraHosts", "dnsServers", "dnsSearchDomains"):
            if container.get(key) and not (key == "extraHosts" and not task.fargate):
                yield Failure(
                    f"{path}.{key}",
                    f"ClientException: {key} is not supported when networkMode=awsvpc ('{name}')",
                )
    for number, limit in enumerate(rules.items(container.get("ulimits"))):
        if isinstance(limit, dict):
            allowed = ("nofile",) if task.fargate else _ULIMITS
            yield from rules.one_of(f"{path}.ulimits[{number}].name", limit.get("name"), allowed)


def _dependencies(
    property: str, definitions: list[Any], named: dict[str, dict[str, Any]]
) -> Iterator[Failure]:
    """Containers that wait for others: known ones, in no circle ("ContainerDependency")."""
    edges: dict[str, list[str]] = {}
    for place, container in enumerate(definitions):
        for number, entry in enumerate(
            rules.items(container.get("dependsOn")) if isinstance(container, dict) else ()
        ):
            if not isinstance(entry, dict):
                continue
            path, other = f"{property}[{place}].dependsOn[{number}]", entry.get("containerName")
            condition = entry.get("condition")
            yield from rules.one_of(f"{path}.condition", condition, _CONDITIONS)
            if other not in named:
                yield Failure(
                    f"{path}.containerName", f"ClientException: the container '{other}' does not exist"
                )
                continue
            edges.setdefault(str(container.get("name")), []).append(str(other))
            if condition == "HEALTHY" and not named[str(other)].get("healthCheck"):
                yield Failure(
                    f"{path}.condition",
                    f"ClientException: condition HEALTHY needs a healthCheck on the container '{other}'",
                )
    for start in edges:
        reached, stack = set(), list(edges[start])
        while stack:
            here = stack.pop()
            if here not in reached:
                reached.add(here)
                stack.extend(edges.get(here, ()))
        if start in reached:
            yield Failure(property, f"ClientException: Circular dependency of container '{start}' on itself")
            return
