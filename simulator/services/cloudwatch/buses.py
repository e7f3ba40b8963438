"""EventBridge: custom buses, their policies and archives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import REPLACE, Context, Failure, autoname, check, outputs
from simulator.services import policies, rules
from simulator.services.cloudwatch.event_rules import event_pattern
from simulator.services.shapes import arn, last, named

BUS: Final = "aws:cloudwatch/eventBus:EventBus"
BUS_POLICY: Final = "aws:cloudwatch/eventBusPolicy:EventBusPolicy"
ARCHIVE: Final = "aws:cloudwatch/eventArchive:EventArchive"

REPLACE[BUS] = frozenset({"eventSourceName", "name", "region"})
REPLACE[BUS_POLICY] = frozenset({"eventBusName", "region"})
REPLACE[ARCHIVE] = frozenset({"eventSourceArn", "name", "region"})

autoname(BUS, ARCHIVE, max_length=255)
rules.taggable(BUS)

_NAME: Final = re.compile(r"[.\-_A-Za-z0-9]{1,256}")
_ARCHIVE: Final = re.compile(r"[.\-_A-Za-z0-9]{1,48}")
_PARTNER: Final = re.compile(r"aws\.partner(/[.\-_A-Za-z0-9]+){2,}")
KIND: Final = policies.Kind("event bus policy", True, True, 10240, services=("events",))


@outputs(BUS)
def event_bus(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A custom bus; its id is its name."""
    name = named(inputs, ctx, prefix=None)
    return name, {"arn": arn(ctx, "events", f"event-bus/{name}"), "name": name}


@outputs(BUS_POLICY)
def bus_policy(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """The policy of a bus; its id is the bus's name."""
    del ctx
    bus = str(inputs.get("eventBusName") or "default")
    return bus, {"eventBusName": bus}


@outputs(ARCHIVE)
def archive(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """An archive of events; its id is its name. Without a number of days it keeps them for ever (0)."""
    name = named(inputs, ctx, prefix=None)
    return name, {
        "arn": arn(ctx, "events", f"archive/{name}"),
        "name": name,
        "retentionDays": inputs.get("retentionDays", 0),
    }


@check(BUS)
def _event_bus(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name, dead letters and log ("CreateEventBus", Amazon EventBridge API Reference)."""
    name, source = inputs.get("name"), inputs.get("eventSourceName")
    if source is None:
        yield from rules.pattern("name", name, _NAME, "1 to 256 letters, digits and . - _")
        if name == "default":
            yield Failure("name", "ResourceAlreadyExistsException: Event bus default already exists.")
    else:
        yield from rules.pattern("eventSourceName", source, _PARTNER, "aws.partner/PARTNER/EVENTS")
        if rules.given(name) and name != source:
            yield Failure(
                "name", f"ValidationException: a partner event bus is named like its source: {source}"
            )
    yield from rules.length("description", inputs.get("description"), 0, 512)
    dead = rules.block(inputs.get("deadLetterConfig")).get("arn")
    yield from rules.arn("deadLetterConfig.arn", dead, "sqs")
    region = rules.arn_part(dead, "region")
    if region and region != ctx.region:
        yield Failure(
            "deadLetterConfig.arn",
            f"ValidationException: the dead-letter queue {dead} is in {region}, the bus in {ctx.region}",
        )
    log = rules.block(inputs.get("logConfig"))
    yield from rules.one_of("logConfig.level", log.get("level"), ("OFF", "ERROR", "INFO", "TRACE"))
    yield from rules.one_of("logConfig.includeDetail", log.get("includeDetail"), ("NONE", "FULL"))


@check(BUS_POLICY)
def _bus_policy(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Grammar, and resources of this bus ("Permissions for event buses in Amazon EventBridge")."""
    del ctx
    document, bus = inputs.get("policy"), inputs.get("eventBusName")
    yield from policies.policy("policy", document, KIND)
    own = last(bus) if isinstance(bus, str) else "default" if bus is None else None
    for place, statement in enumerate(policies.statements(document) if own else ()):
        for resource in policies.as_list(statement.get("Resource")):
            part = rules.arn_part(resource, "resource") or ""
            if part.startswith("event-bus/") and "*" not in part and part != f"event-bus/{own}":
                yield Failure(
                    "policy",
                    f"ValidationException: Statement[{place}] names {resource}, the policy is of the bus "
                    f"{own}",
                )


@check(ARCHIVE)
def _archive(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name, source and retention ("CreateArchive", Amazon EventBridge API Reference)."""
    source = inputs.get("eventSourceArn")
    yield from rules.pattern("name", inputs.get("name"), _ARCHIVE, "1 to 48 letters, digits and . - _")
    yield from rules.arn("eventSourceArn", source, "events", "event-bus/")
    region = rules.arn_part(source, "region")
    if region and region != ctx.region:
        yield Failure(
            "eventSourceArn",
            f"ResourceNotFoundException: the bus {source} is in {region}, the archive in {ctx.region}",
        )
    yield from rules.between("retentionDays", inputs.get("retentionDays"), 0, 2147483647, "days")
    pattern = inputs.get("eventPattern")
    if isinstance(pattern, str):
        yield from event_pattern(pattern)
