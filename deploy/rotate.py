"""Rotating a secret (PYS-SEC-07): one writer for password and connection string, a restart of its readers.

The value is made by the program, in the same update for the database and for Secrets Manager, from a version
number in the stack file. Tasks read secrets only when they start, so the services that use it are started
anew afterwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from deploy import console, deployed, ecs, edit, operations, project, statefile
from deploy.errors import UserError
from deploy.stacks import Stack


@dataclass(frozen=True)
class Rotation:
    """What a rotation changes."""

    stack: Stack
    secret: str
    setting: tuple[str, ...] | None
    """Path of the version in the stack file; None for a supplied secret, whose value is a setting itself."""

    version: int
    """The version that it gets."""

    services: tuple[str, ...]
    """Services that use it."""


def plan(reference: str, secret: str) -> Rotation:
    """Find what a rotation would change. Raises UserError where the stack has no such secret."""
    stack = project.stack(reference)
    name = stack.project.name
    secrets, data = stack.setting("security", "secrets"), stack.setting("data")
    secrets = secrets if isinstance(secrets, Mapping) else {}
    data = data if isinstance(data, Mapping) else {}
    using = _using(stack, secret)
    if secret in secrets:
        entry = secrets[secret] if isinstance(secrets[secret], Mapping) else {}
        if entry.get("kind", "generated") == "supplied":
            return Rotation(stack, secret, None, 0, using)
        path = ("config", f"{name}:security", "secrets", secret, "version")
        return Rotation(stack, secret, path, _version(entry.get("version")) + 1, using)
    if secret in data:
        entry = data[secret] if isinstance(data[secret], Mapping) else {}
        path = ("config", f"{name}:data", secret, "passwordVersion")
        return Rotation(stack, secret, path, _version(entry.get("passwordVersion")) + 1, using)
    names = [*secrets, *data]
    raise UserError(
        f"{stack.shown_path}: there is no secret '{secret}'",
        details=[f"secrets and databases: {', '.join(names)}"] if names else ["the stack has none"],
    )


def _version(value: object) -> int:
    return value if isinstance(value, int) else 1


def _using(stack: Stack, secret: str) -> tuple[str, ...]:
    services = stack.setting("compute", "services")
    found = []
    for key, service in services.items() if isinstance(services, Mapping) else ():
        if not isinstance(service, Mapping):
            continue
        uses, injected = service.get("uses"), service.get("injectSecrets")
        names = [
            *(uses if isinstance(uses, list) else []),
            *(injected.values() if isinstance(injected, Mapping) else []),
        ]
        if secret in names:
            found.append(str(key))
    return tuple(found)


def steps(rotation: Rotation) -> list[str]:
    """What would be done, in order."""
    first = []
    if rotation.setting:
        first = [f"set {'.'.join(rotation.setting[1:])} to {rotation.version} in {rotation.stack.shown_path}"]
    restart = [f"restart {service}, and wait until it is stable" for service in rotation.services]
    return [*first, f"groundwork up {rotation.stack.reference} --yes", *restart]


def carry_out(rotation: Rotation, *, yes: bool) -> None:
    """Set the version, update, restart the services that use it, and wait for them."""
    operations.ready_to_ask(yes)
    operations.look(rotation.stack)
    if rotation.setting:
        text = edit.set_value(rotation.stack.source, rotation.setting, rotation.version)
        rotation.stack.path.write_text(text, encoding="utf-8")
        console.note(
            f"{rotation.stack.shown_path}: {'.'.join(rotation.setting[1:])} is {rotation.version} now"
        )
    operations.update(rotation.stack.reference, yes=yes, looked=True)
    restart(rotation)
    console.say(
        f"{rotation.secret} of {rotation.stack.reference} is rotated; restarted: {_list(rotation.services)}"
    )


def restart(rotation: Rotation) -> None:
    """Restart every service that uses the secret, and wait until all of them are stable."""
    graph = statefile.graph(rotation.stack)
    services = [deployed.service(graph, key) for key in rotation.services]
    for service in services:
        ecs.restart(service)
    for service in services:
        with console.working(f"Waiting for {service.key}") as step:
            ecs.wait_stable(service, step)


def _list(names: tuple[str, ...]) -> str:
    return ", ".join(names) or "nobody uses it"
