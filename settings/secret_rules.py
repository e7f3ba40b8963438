"""Rules over several areas: the values of secrets, and what they are called."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from settings.base import Breach, rule
from settings.postgres import PostgresInstance
from settings.words import did_you_mean

if TYPE_CHECKING:
    from settings.root import Settings

_NOT_IN_PARAMETERS = "+=@"


def handed_on(settings: "Settings") -> set[str]:
    """Keys of the secrets that a store or a push application alone takes: kept nowhere else."""
    platforms = settings.messaging.platforms
    used = {key for service in settings.compute.services.values() for key in service.uses}
    passwords = {
        store.password
        for store in settings.data.values()
        if isinstance(store, PostgresInstance) and store.password is not None
    }
    return (passwords | {each.credential for each in platforms.values()}) - (used - platforms.keys())


def give(key: str) -> str:
    """How to give the value of a supplied secret."""
    return f"give it by `pulumi config set --secret --path 'groundwork:secretValues.{key}'`"


@rule
def supplied_secrets_have_values(settings: "Settings") -> Iterator[Breach]:
    for key, secret in settings.security.secrets.items():
        if secret.kind == "supplied" and not secret.optional and key not in settings.secret_values:
            yield Breach(("secretValues", key), f"the supplied secret `{key}` has no value", give(key))


@rule
def values_have_supplied_secrets(settings: "Settings") -> Iterator[Breach]:
    supplied = {key for key, secret in settings.security.secrets.items() if secret.kind == "supplied"}
    for key in settings.secret_values:
        if key in supplied:
            continue
        defined = key in settings.security.secrets
        yield Breach(
            ("secretValues", key),
            "groundwork:security.secrets makes this secret itself"
            if defined
            else "groundwork:security.secrets has no such secret",
            "set its kind to supplied there, or remove the value"
            if defined
            else did_you_mean(key, supplied)
            or f"add `{key}: {{ kind: supplied }}` there, or remove the value",
        )


@rule
def passwords_are_defined(settings: "Settings") -> Iterator[Breach]:
    known = settings.security.secrets
    for key, store in settings.data.items():
        if not isinstance(store, PostgresInstance) or store.password is None:
            continue
        if store.password not in known:
            yield Breach(
                ("data", key, "password"),
                f"`{store.password}` is not defined in groundwork:security.secrets",
                did_you_mean(store.password, known, "defined are") or "define it there",
            )
            continue
        secret = known[store.password]
        if secret.kind == "supplied" and secret.optional and store.password not in settings.secret_values:
            yield Breach(
                ("data", key, "password"),
                f"`{store.password}` is optional and has no value, without which there is no database",
                give(store.password),
            )


@rule
def rotated_secrets_are_read_anew(settings: "Settings") -> Iterator[Breach]:
    """Source: AWS Secrets Manager User Guide, "Rotate AWS Secrets Manager secrets" (erratum FBG E32)."""
    for key, store in settings.data.items():
        if not isinstance(store, PostgresInstance) or store.rotation is None:
            continue
        if not settings.security.secrets_manager:
            yield Breach(
                ("data", key, "rotation"),
                "only Secrets Manager rotates; the secrets of this stack are parameters",
                "leave groundwork:security.secretsManager out, or leave `rotation` out",
            )
        for name, service in settings.compute.services.items():
            if service.kind == "ec2" and key in service.uses:
                yield Breach(
                    ("data", key, "rotation"),
                    f"the server `{name}` reads the password only when it starts, and would be locked out",
                    f"leave `rotation` out, or run `{name}` on ECS",
                )


@rule
def secret_names_are_their_own(settings: "Settings") -> Iterator[Breach]:
    named = [
        (("security", "secrets", key, "name"), secret.name)
        for key, secret in settings.security.secrets.items()
    ]
    named += [
        (("data", key, "secret", "name"), store.secret.name)
        for key, store in settings.data.items()
        if isinstance(store, PostgresInstance)
    ]
    first: dict[str, str] = {}
    for path, name in named:
        if name is None:
            continue
        here = ".".join(path[:-1])
        if (other := first.setdefault(name, here)) != here:
            yield Breach(path, f"`{name}` is the name of groundwork:{other} as well")
        if not settings.security.secrets_manager and any(each in name for each in _NOT_IN_PARAMETERS):
            yield Breach(
                path,
                f"`{name}` is no name of a parameter, which has letters, digits and /_.- only",
                "choose another, or leave groundwork:security.secretsManager out",
            )
