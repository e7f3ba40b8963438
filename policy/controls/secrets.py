"""Controls on secrets: where they may not be, and where they have to come from."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator

from policy.aws.containers import containers, credential, environment, injected, secret_in_text
from policy.aws.types import DB_CLUSTER, DB_INSTANCE, INSTANCE, LAMBDA, LAUNCH_TEMPLATE, TASK_DEFINITION
from policy.framework.outcome import NotApplicable, Outcome, Undetermined, Violation
from policy.framework.registry import Scope, on_graph, on_resource
from policy.framework.resource import STACK, Resource, present
from policy.framework.values import UNKNOWN


@on_resource("secrets-not-in-environment", TASK_DEFINITION, LAMBDA)
def plain_environment(resource: Resource, _scope: Scope) -> Iterator[Outcome]:
    """No plain variable of a container or function is a credential, by its name or by its value."""
    if resource.type == LAMBDA:
        variables = resource.get("environment.variables")
        if variables is None:
            raise NotApplicable("no variables")
        if not isinstance(variables, dict):
            yield Undetermined("environment.variables")
            return
        for name, value in sorted(variables.items()):
            reason = credential(name, value)
            if reason:
                yield Violation(f"variable {name} {reason}, must be read from Secrets Manager at run time")
        return
    for item in containers(resource):
        if not isinstance(item, tuple):
            yield item
            continue
        name, container = item
        for key, value in environment(container):
            reason = credential(key, value)
            if reason:
                yield Violation(
                    f"plain variable {key} of container {name} {reason}, must be an injected secret"
                )


@on_resource("secrets-injected", TASK_DEFINITION)
def from_secrets_manager(task: Resource, scope: Scope) -> Iterator[Outcome]:
    """The named secrets reach the container from Secrets Manager, and from nowhere else."""
    wanted: list[str] = scope.parameters["names"]
    sources: dict[str, object] = {}
    for item in containers(task):
        if not isinstance(item, tuple):
            yield item
            return
        name, container = item
        sources.update(injected(container))
        for key, _ in environment(container):
            if key in wanted:
                yield Violation(f"{key} is a plain variable of container {name}, must be an injected secret")
    for key in wanted:
        source = sources.get(key)
        if source is None:
            yield Violation(f"{key} is not an injected secret, must come from Secrets Manager")
        elif not isinstance(source, str) or ":secretsmanager:" not in source:
            yield Violation(f"{key} does not come from Secrets Manager, must do so")


@on_resource("secrets-not-in-user-data", INSTANCE, LAUNCH_TEMPLATE)
def user_data(resource: Resource, _scope: Scope) -> Iterator[Outcome]:
    """User data, which every process of an instance can read, has no credential."""
    path = "userDataBase64" if resource.get("userDataBase64") is not None else "userData"
    value = resource.get(path)
    if value is None:
        raise NotApplicable("no user data")
    if value is UNKNOWN:
        yield Undetermined(path)
        return
    text = str(value)
    if path == "userDataBase64" or resource.type == LAUNCH_TEMPLATE:
        try:
            text = base64.b64decode(text, validate=True).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            text = str(value)
    what = "a Pulumi secret" if resource.is_secret(path) else secret_in_text(text)
    if what:
        yield Violation(f"{path} contains {what}, must be read from Secrets Manager at start")


@on_graph("secrets-not-in-outputs", STACK)
def outputs(stack: Resource, _scope: Scope) -> Iterator[Outcome]:
    """No output of the stack is a secret, encrypted or not: whoever may read the stack may read it."""
    if not stack.props:
        raise NotApplicable("no outputs")
    for name, value in sorted(stack.props.items()):
        if stack.is_secret(name):
            yield Violation(f"output {name} is a secret, must be the ARN of one")
            continue
        for path, leaf in _leaves(name, value):
            reason = credential(path.rpartition(".")[2], leaf)
            if reason or stack.is_secret(*path.split(".")):
                yield Violation(f"output {path} {reason or 'is a secret'}, must be the ARN of a secret")


def _leaves(path: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(f"{path}.{key}", item)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _leaves(f"{path}.{index}", item)
    else:
        yield path, value


@on_resource("database-password-secret", DB_INSTANCE, DB_CLUSTER)
def database_password(database: Resource, _scope: Scope) -> Iterator[Outcome]:
    """A master password is made by RDS, or is a Pulumi secret, so that no state file shows it."""
    path = "password" if database.type == DB_INSTANCE else "masterPassword"
    if database.get("manageMasterUserPassword") is True or present(database.get("passwordWo")):
        return
    if present(database.get("replicateSourceDb")) or present(database.get("snapshotIdentifier")):
        raise NotApplicable("takes the password of its source")
    value = database.get(path)
    if value is None:
        yield Violation(f"{path} and manageMasterUserPassword are absent, must be a Pulumi secret or true")
    elif not database.is_secret(path):
        yield Violation(f"{path} is in plain text, must be a Pulumi secret")
