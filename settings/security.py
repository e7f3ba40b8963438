"""`groundwork:security`: encryption keys, secrets and their rotation, and what watches over the account."""

from typing import Annotated, Literal

from pydantic import Field

from settings.account import GuardDuty, Inspector, Trail
from settings.base import Model
from settings.shape import Kinds
from settings.types import Key, RecoveryDays, SecretName
from settings.user_pools import UserPool


class CustomerKeys(Model):
    """A KMS key of the stack encrypts stores, secrets and log groups; its use is governed and logged here."""

    kind: Literal["customer"] = "customer"
    deletion_window_days: Annotated[int, Field(ge=7, le=30)] = 30
    """Days between the key's deletion and its end, in which it can be called back."""

    multi_region: bool = False
    """Make a key that can have copies in other regions; changing it makes a new key (FBG-SEC-01)."""

    description: Annotated[str, Field(min_length=1, max_length=8192)] | None = None
    """What the key is for, as the console shows it."""


class AwsKeys(Model):
    """Keys that AWS owns or manages encrypt: nothing to pay, nothing to govern."""

    kind: Literal["aws"]


Encryption = Annotated[CustomerKeys | AwsKeys, Kinds("customer")]


SecretDescription = Annotated[str, Field(min_length=1, max_length=1024)]


class NamedSecret(Model):
    """What a secret is called where it is kept."""

    name: SecretName | None = None
    """Physical name; made from the prefix and unique if left out. Secrets Manager keeps the name of a deleted
    secret until its recovery window ends."""

    description: SecretDescription | None = None
    """What it is for, as the console shows it."""


class GeneratedSecret(NamedSecret):
    """A random value, made by the stack, kept in its state as a secret and in Secrets Manager."""

    kind: Literal["generated"] = "generated"
    length: Annotated[int, Field(ge=16, le=128)] = 64
    """Characters, all of them URL-safe."""

    version: Annotated[int, Field(ge=1)] = 1
    """Raise it to have a new value made at the next update."""


class SuppliedSecret(NamedSecret):
    """A value from outside, given by `pulumi config set --secret --path groundwork:secretValues.<name>`."""

    kind: Literal["supplied"]
    optional: bool = False
    """Do without: as long as it has no value, nothing is made of it, and its users get nothing."""


Secret = Annotated[GeneratedSecret | SuppliedSecret, Kinds("generated")]


class Security(Model):
    """What the stack encrypts with, the secrets that its workloads may use, what watches over the account."""

    encryption: Encryption = CustomerKeys(kind="customer")
    """What encrypts stores, secrets, queues and log groups."""

    secrets: dict[Key, Secret] = Field(default_factory=dict)
    """Application secrets by name; a workload names them in `uses` and injects them as `SECRET_NAME`. One
    that is only the `password` of a store is handed to the store and kept nowhere else."""

    user_pools: dict[Key, UserPool] = Field(default_factory=dict)
    """Cognito user pools by name; a workload names them in `uses`."""

    trail: Trail | None = None
    inspector: Inspector | None = None
    guard_duty: GuardDuty | None = None
    recovery_window_days: RecoveryDays = 30
    """Days in which a deleted secret can be called back; 0 deletes at once."""

    secrets_manager: bool = True
    """Keep secrets in Secrets Manager; else as SecureString parameters, which cost nothing and which only
    servers read."""
