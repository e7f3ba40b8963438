"""What every workload has, whatever it runs on: what it uses, and its variables."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from settings.base import Breach, Model, readable, rule
from settings.secrecy import is_secret_name, looks_secret
from settings.types import EnvironmentName, EnvironmentValue, Key

ObjectAction = Literal[
    "s3:GetObject",
    "s3:GetObjectTagging",
    "s3:PutObject",
    "s3:PutObjectTagging",
    "s3:DeleteObject",
    "s3:DeleteObjectTagging",
    "s3:AbortMultipartUpload",
]
"""What can be done with the objects of a bucket (Service Authorization Reference, Amazon S3)."""


class WorkloadBase(Model):
    """What runs code: it is told what it may use, and gets its variables, secrets and rights by that."""

    uses: tuple[Key, ...] = ()
    """Stores, buckets, secrets and services that it may use: each opens its port, injects its variables and
    grants its actions. Another service only opens its port: its address is the load balancer's."""

    inject_secrets: dict[EnvironmentName, Key] = Field(default_factory=dict)
    """Names under which secrets of `groundwork:security.secrets` are injected, where `<NAME>` does not do."""

    bucket_actions: dict[Key, tuple[ObjectAction, ...]] = Field(default_factory=dict)
    """Actions on the objects of a bucket that it uses, in place of those that the bucket's `access` grants to
    all; by the bucket's key."""

    environment: dict[EnvironmentName, EnvironmentValue] = Field(default_factory=dict)
    """Plain variables; what is secret belongs in `groundwork:security.secrets` or comes from what it uses."""

    @rule
    def environment_is_not_secret(self) -> Iterator[Breach]:
        for name, value in self.environment.items():
            looks = looks_secret(value)
            if not looks and not (is_secret_name(name) and value):
                continue
            yield Breach(
                ("environment", name),
                f"its value is {looks}, which must not stand in plain text"
                if looks
                else "a variable of this name holds a secret, which must not stand in plain text",
                f"define `{_as_key(name)}` in groundwork:security.secrets and add it to `uses`",
            )

    @rule
    def each_use_is_named_once(self) -> Iterator[Breach]:
        for index, key in readable(self.uses):
            if any(other == key for _, other in readable(self.uses[:index])):
                yield Breach(("uses", index), f"`{key}` is named twice")

    @rule
    def actions_are_of_what_is_used(self) -> Iterator[Breach]:
        for key in self.bucket_actions:
            if key not in self.uses:
                yield Breach(("bucketActions", key), f"`{key}` is not in `uses`", f"add {key} to `uses`")

    @rule
    def secrets_are_injected_from_uses(self) -> Iterator[Breach]:
        for name, key in self.inject_secrets.items():
            if key not in self.uses:
                yield Breach(
                    ("injectSecrets", name),
                    f"`{key}` is not in the service's `uses`, which give it the right to read",
                    f"add {key} to `uses`",
                )


def _as_key(variable: str) -> str:
    """Key of the secret that is injected as this variable."""
    return variable.strip("_").lower().replace("_", "-")
