"""What ECS refuses of clusters and of capacity provider strategies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, check
from simulator.services import rules
from simulator.services.ecs.answers import CLUSTER, PROVIDERS
from simulator.services.ecs.container_rules import NAME

rules.taggable(CLUSTER)

FARGATE: Final = ("FARGATE", "FARGATE_SPOT")
_PROVIDER: Final = re.compile(r"(?!(?i:aws|ecs|fargate))[a-zA-Z0-9_-]{1,255}")


@check(CLUSTER)
def cluster(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name, Container Insights and logging of execute command ("CreateCluster", Amazon ECS API Reference)."""
    del ctx
    yield from rules.pattern(
        "name", inputs.get("name"), NAME, "up to 255 letters, digits, underscores and hyphens"
    )
    for place, setting in enumerate(rules.items(inputs.get("settings"))):
        if isinstance(setting, dict):
            yield from rules.one_of(f"settings[{place}].name", setting.get("name"), ("containerInsights",))
            allowed = ("enhanced", "enabled", "disabled")
            yield from rules.one_of(f"settings[{place}].value", setting.get("value"), allowed)
    command = rules.block(rules.block(inputs.get("configuration")).get("executeCommandConfiguration"))
    path = "configuration.executeCommandConfiguration"
    logging = command.get("logging")
    yield from rules.one_of(f"{path}.logging", logging, ("NONE", "DEFAULT", "OVERRIDE"))
    own = rules.block(command.get("logConfiguration"))
    if logging == "OVERRIDE" and not own:
        yield Failure(
            f"{path}.logConfiguration",
            "InvalidParameterException: If you specify OVERRIDE for execute command logging, "
            "logConfiguration is required",
        )
    if own and rules.given(logging) and logging != "OVERRIDE":
        yield Failure(
            f"{path}.logging",
            "InvalidParameterException: logConfiguration can be specified only if logging is "
            f"OVERRIDE, not {logging}",
        )


@check(PROVIDERS)
def capacity_providers(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Providers and the default strategy over them ("PutClusterCapacityProviders")."""
    del ctx
    providers = rules.items(inputs.get("capacityProviders"))
    for place, provider in enumerate(providers):
        if isinstance(provider, str) and provider not in FARGATE and not _PROVIDER.fullmatch(provider):
            yield Failure(
                f"capacityProviders[{place}]",
                f"InvalidParameterException: The specified capacity provider '{provider}' was "
                "not found. Specify a valid "
                "name: FARGATE, FARGATE_SPOT, or one of your own (which must not start with "
                "aws, ecs or fargate)",
            )
    property = "defaultCapacityProviderStrategies"
    yield from strategy(property, inputs.get(property))
    for place, item in enumerate(rules.items(inputs.get(property))):
        name = item.get("capacityProvider") if isinstance(item, dict) else None
        if isinstance(name, str) and all(map(rules.given, providers)) and name not in providers:
            yield Failure(
                f"{property}[{place}].capacityProvider",
                "InvalidParameterException: The specified capacity provider strategy contains "
                "a capacity provider that "
                f"is not associated with the cluster: {name} (associated: {', '.join(providers) or 'none'})",
            )


def strategy(property: str, given: Any) -> Iterator[Failure]:
    """A strategy by itself ("CapacityProviderStrategyItem", Amazon ECS API Reference)."""
    found = [item for item in rules.items(given) if isinstance(item, dict)]
    names = [item.get("capacityProvider") for item in found]
    if len(found) > 20:
        yield Failure(
            property,
            f"InvalidParameterException: a strategy has at most 20 capacity providers, not {len(found)}",
        )
    for place, item in enumerate(found):
        yield from rules.between(f"{property}[{place}].weight", item.get("weight"), 0, 1000)
        yield from rules.between(f"{property}[{place}].base", item.get("base"), 0, 100000)
        if names[place] in names[:place] and rules.given(names[place]):
            yield Failure(
                f"{property}[{place}].capacityProvider",
                f"InvalidParameterException: the capacity provider {names[place]} is in the strategy twice",
            )
    based = [str(item.get("capacityProvider")) for item in found if rules.number(item.get("base"))]
    if len(based) > 1:
        yield Failure(
            property,
            "InvalidParameterException: Only one capacity provider in a capacity provider "
            "strategy can have a base "
            f"defined, not {', '.join(based)}",
        )
    if found and all(item.get("weight") in (None, 0) for item in found):
        yield Failure(
            property,
            "InvalidParameterException: The specified capacity provider strategy must have at "
            "least one capacity provider "
            "with a weight greater than zero",
        )
    fargate = [name for name in names if name in FARGATE]
    if fargate and any(isinstance(name, str) and name not in FARGATE for name in names):
        yield Failure(
            property,
            "InvalidParameterException: A capacity provider strategy cannot contain a mix of "
            "capacity providers using "
            f"Auto Scaling groups and Fargate providers: {', '.join(map(str, names))}",
        )
