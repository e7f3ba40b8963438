"""What every workload has, whatever it runs on: what it uses, and its variables."""

from collections.abc import Iterator

from pydantic import Field

from settings.base import Breach, Model, readable, rule
from settings.secrecy import is_secret_name, looks_secret
from settings.types import EnvironmentName, EnvironmentValue, Key


class WorkloadBase(Model):
    """What runs code: it is told what it may use, and gets its variables, secrets and rights by that."""

    uses: tuple[Key, ...] = ()
    """Stores, buckets, secrets and services that it may use: each opens its port, injects its variables and
    grants its actions. Another service only opens its port: its address is the load balancer's."""

    inject_secrets: dict[EnvironmentName, Key] = Field(default_factory=dict)
    """Names under which secrets of `groundwork:security.secrets` are injected, where `<NAME>` does not do."""

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
