"""AWS (and random, awsx, kubernetes …) as a provider that creates nothing, for both ways to run.

It works on plain property maps in the provider's camelCase form: secrets unwrapped, unknown values
`registry.UNKNOWN`. The embedded monitor and the gRPC server convert at their edges and share what is
here: checks (the SDK's types, automatic names, the service's rules), ids and outputs, differences,
look-ups.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from . import registry
from .assets import content
from .packages import package_of
from .registry import ACCOUNT, Context, Failure, State, Warn
from .replacement import condition, replaces, suppressed
from .schema import ResourceSchema, resource_schema

__all__ = [
    "Checked",
    "Difference",
    "Inventory",
    "ProviderSettings",
    "answer",
    "check",
    "check_config",
    "computed_difference",
    "configure",
    "context",
    "create",
    "difference",
]

DEFAULT_REGION: Final = "us-east-1"
_PARTITIONS: Final = (("cn-", "aws-cn"), ("us-gov-", "aws-us-gov"))
"""Region prefix -> partition (AWS General Reference, "Amazon Resource Names", partitions)."""


@dataclass(frozen=True)
class ProviderSettings:
    """What a configured provider gives to each of its resources."""

    package: str
    region: str = DEFAULT_REGION
    account: str = ACCOUNT
    default_tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def partition(self) -> str:
        """`aws`, `aws-cn` or `aws-us-gov`, by the region."""
        return _partition(self.region)


class Checked(NamedTuple):
    """Result of a check: the inputs as the provider would hold them, what is refused, what is remarked."""

    inputs: dict[str, Any]
    failures: list[Failure]
    warnings: list[Failure]


class Difference(NamedTuple):
    """What changed between two sets of inputs: property names, and those that force a replacement."""

    changed: tuple[str, ...]
    replaces: tuple[str, ...]


Key = str | Callable[[State], Iterable[str]]
"""An output, or what gives several values of a resource."""


class Inventory:
    """Resources that exist in a run, found by id, ARN or name, and by type and a value."""

    def __init__(self) -> None:
        self._by_key: dict[str, State] = {}
        self._by_type: dict[str, dict[str, State]] = {}
        self._indexes: dict[str, dict[Key, dict[Any, dict[str, State]]]] = {}

    def add(self, state: State) -> None:
        """Make a resource findable; the first holder of an id, ARN or name keeps it against other types."""
        for key in _keys(state):
            held = self._by_key.get(key)
            if held is None or held.urn == state.urn:
                self._by_key[key] = state
            self._by_key[f"{state.type}|{key}"] = state
        same = self._by_type.setdefault(state.type, {})
        before = same.get(state.urn)
        same[state.urn] = state
        for key, index in self._indexes.get(state.type, {}).items():
            if before is not None:
                _unlist(index, key, before)
            for value in _values(key, state):
                index.setdefault(value, {})[state.urn] = state

    def remove(self, urn: str) -> None:
        """Forget a deleted resource."""
        self._by_key = {key: state for key, state in self._by_key.items() if state.urn != urn}
        for token, same in self._by_type.items():
            state = same.pop(urn, None)
            if state is not None:
                for key, index in self._indexes.get(token, {}).items():
                    _unlist(index, key, state)

    def find(self, key: Any) -> State | None:
        """The resource with this id, ARN or name (of one type: `TYPE|name`)."""
        return self._by_key.get(key) if isinstance(key, str) else None

    def all(self, token: str, key: Key = "", value: Any = None) -> list[State]:
        """The resources of a type, or those of it with a value of an output or of what `key` gives.

        An index is made when a key is first asked for, and kept: a look-up costs what it finds.
        """
        same = self._by_type.get(token, {})
        if not key:
            return list(same.values())
        indexes = self._indexes.setdefault(token, {})
        if key not in indexes:
            index = indexes[key] = {}
            for state in same.values():
                for found in _values(key, state):
                    index.setdefault(found, {})[state.urn] = state
        return list(indexes[key].get(value, {}).values())


def _keys(state: State) -> set[str]:
    names = (state.id, *(state.outputs.get(name) for name in ("arn", "name", "identifier")))
    return {name for name in names if isinstance(name, str) and name}


def _values(key: Key, state: State) -> Iterable[str]:
    if not isinstance(key, str):
        return key(state)
    value = state.outputs.get(key)
    return (value,) if isinstance(value, str) else ()


def _unlist(index: dict[Any, dict[str, State]], key: Key, state: State) -> None:
    for value in _values(key, state):
        index.get(value, {}).pop(state.urn, None)


@functools.cache
def _partition(region: str) -> str:
    return next((partition for prefix, partition in _PARTITIONS if region.startswith(prefix)), "aws")


def _structured(value: Any) -> Any:
    """A provider's nested setting: the SDKs send these as JSON strings."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def configure(package: str, inputs: Mapping[str, Any]) -> ProviderSettings:
    """The settings of a provider from its (already checked) inputs."""
    if package != "aws":
        return ProviderSettings(package)
    region = inputs.get("region")
    accounts = _structured(inputs.get("allowedAccountIds"))
    tags = _structured(inputs.get("defaultTags"))
    return ProviderSettings(
        package,
        region if isinstance(region, str) and region else DEFAULT_REGION,
        str(accounts[0]) if isinstance(accounts, list) and len(accounts) == 1 else ACCOUNT,
        dict(tags.get("tags") or {}) if isinstance(tags, dict) else {},
    )


def check_config(token: str, inputs: dict[str, Any]) -> Checked:
    """Check the inputs of a provider resource (`pulumi:providers:aws`)."""
    failures: list[Failure] = []
    warnings: list[Failure] = []
    schema = resource_schema(token)
    if schema is not None:
        parsed = {
            key: _structured(value)
            for key, value in inputs.items()
            if key not in ("version", "pluginDownloadURL", "pluginChecksums", "name", "parameterization")
        }
        schema.check(parsed, failures)
    registry.load("providers")
    for rule in registry.CHECKS.get(token, ()):
        _sort(rule(inputs, Context(token, token, "", stack="")) or (), failures, warnings)
    return Checked(inputs, failures, warnings)


def _sort(found: Iterable[Failure], failures: list[Failure], warnings: list[Failure]) -> None:
    for failure in found:
        (warnings if isinstance(failure, Warn) else failures).append(failure)


@functools.cache
def _schema(token: str) -> ResourceSchema | None:
    registry.load_for(token)
    if package_of(token) in ("awsx", "docker-build"):
        from . import awsx  # noqa: F401 # registers its output shapes
    return resource_schema(token)


def context(
    urn: str,
    token: str,
    name: str,
    inputs: Mapping[str, Any],
    settings: ProviderSettings,
    project: str,
    stack: str,
    find: Callable[[str], State | None],
    every: Callable[..., Iterable[State]] | None = None,
) -> Context:
    """Where a resource stands; its own `region` input outranks the provider's."""
    region = inputs.get("region") if settings.package == "aws" else None
    if not isinstance(region, str):
        region = settings.region
    return Context(
        urn, token, name, region, settings.account, _partition(region), project, stack, find, every
    )


def _named(token: str, inputs: dict[str, Any], ctx: Context) -> dict[str, Any]:
    """The inputs with the name that the provider gives when the program does not.

    Pulumi, "Resource names", auto-naming: logical name and 7 random hexadecimal digits. Here the digits
    follow from the URN, so that two previews agree.
    """
    rule = registry.AUTONAMES.get(token)
    if rule is None or rule.property in inputs or f"{rule.property}Prefix" in inputs:
        return inputs
    ending = f"{rule.separator}{registry.digest(ctx.urn)}{rule.suffix}"
    name = ctx.name.lower() if rule.lower else ctx.name
    return {**inputs, rule.property: name[: rule.max_length - len(ending)] + ending}


def check(token: str, inputs: dict[str, Any], ctx: Context) -> Checked:
    """Everything that the provider and the service refuse before a resource is made."""
    failures: list[Failure] = []
    warnings: list[Failure] = []
    schema = _schema(token)
    if schema is None:
        failures.append(Failure("", f"unknown resource type {token}: the installed SDK has no class for it"))
        return Checked(inputs, failures, warnings)
    inputs = _named(token, schema.check(inputs, failures), ctx)
    if not failures:
        # The service's rules may take the types for granted.
        for rule in registry.CHECKS.get(token, ()):
            found = rule(inputs, ctx)
            if found is not None:
                _sort(found, failures, warnings)
    return Checked(inputs, failures, warnings)


def _generic(
    token: str, inputs: dict[str, Any], ctx: Context, schema: ResourceSchema | None
) -> tuple[str, dict[str, Any]]:
    """Id and ARN for a type without a rule of its own."""
    name = inputs.get("name")
    identity = name if isinstance(name, str) else f"{ctx.name}-{registry.digest(ctx.urn, 17)}"
    outputs: dict[str, Any] = {}
    if schema is not None and "arn" in schema.outputs and ctx.type.startswith("aws:"):
        kind = token.rpartition(":")[2]
        service = registry.service_of(token)
        outputs["arn"] = (
            f"arn:{ctx.partition}:{service}:{ctx.region}:{ctx.account}:"
            f"{kind[:1].lower()}{kind[1:]}/{identity}"
        )
    return identity, outputs


def create(
    token: str, inputs: dict[str, Any], ctx: Context, settings: ProviderSettings, lenient: bool = False
) -> tuple[str, dict[str, Any]]:
    """Id and full outputs of a resource.

    `lenient` is for inputs that were refused: the run goes on with a plausible id, so that the rest is
    checked as well, and an output rule that stumbles over them counts as having none.
    """
    schema = _schema(token)
    rule = registry.OUTPUTS.get(token)
    if rule is None:
        identity, extra = _generic(token, inputs, ctx, schema)
    else:
        try:
            identity, extra = rule(inputs, ctx)
        except Exception as error:
            if not lenient:
                where = registry.home_of(token)
                raise RuntimeError(
                    f"the output rule of {token} in {where} failed on {ctx.urn}: {error}"
                ) from error
            identity, extra = _generic(token, inputs, ctx, schema)
    outputs = {**inputs, **extra, "id": identity} if token.startswith("aws:") else {**inputs, **extra}
    if schema is not None and settings.package == "aws":
        names = schema.outputs
        if "tagsAll" in names and "tagsAll" not in extra:
            outputs["tagsAll"] = _all_tags(inputs, settings)
        if "region" in names and "region" not in outputs:
            outputs["region"] = ctx.region
        if "arn" in names and "arn" not in outputs:
            outputs.update(_generic(token, inputs, ctx, schema)[1])
    return identity, {key: outputs[key] for key in sorted(outputs) if outputs[key] is not None}


def difference(
    token: str, olds: Mapping[str, Any], news: Mapping[str, Any], ignore: Iterable[str] = ()
) -> Difference:
    """What changed between the old and the new inputs, by top-level property."""
    skipped = {path.partition(".")[0].partition("[")[0] for path in ignore}
    changed = tuple(
        sorted(
            key
            for key in olds.keys() | news.keys()
            if key not in skipped and not key.startswith("__") and not _same(olds.get(key), news.get(key))
        )
    )
    changed = tuple(key for key in changed if not suppressed(token, key, olds, news))
    always = replaces(token)
    return Difference(
        changed, tuple(key for key in changed if key in always or condition(token, key, olds, news))
    )


def _same(before: Any, after: Any) -> bool:
    """Whether two inputs are equal; assets and archives by what is in them."""
    return before == after or content(before) == content(after)


def computed_difference(
    found: Difference,
    token: str,
    outputs: Mapping[str, Any],
    news: Mapping[str, Any],
    ctx: Context,
    settings: ProviderSettings,
) -> Difference:
    """Add what changes because the provider's settings did: default tags update, another region replaces."""
    changed, replaces = set(found.changed), set(found.replaces)
    if settings.package == "aws" and token.startswith("aws:"):
        if "tagsAll" in outputs and outputs["tagsAll"] != _all_tags(news, settings):
            changed.add("tagsAll")
        if "region" in outputs and outputs["region"] != ctx.region:
            changed.add("region")
            replaces.add("region")
    return Difference(tuple(sorted(changed)), tuple(sorted(replaces)))


def _all_tags(inputs: Mapping[str, Any], settings: ProviderSettings) -> dict[str, Any]:
    tags = inputs.get("tags")
    return {**settings.default_tags, **tags} if isinstance(tags, dict) else dict(settings.default_tags)


def answer(token: str, args: dict[str, Any], ctx: Context) -> dict[str, Any]:
    """The result of a look-up; raises `registry.UnknownInvoke` for a token without an answer."""
    return registry.answer(token, args, ctx)
