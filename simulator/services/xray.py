"""X-Ray: sampling rules and groups."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import REPLACE, Context, Failure, check, outputs
from simulator.services import rules
from simulator.services.shapes import Ids, arn, named

SAMPLING: Final = "aws:xray/samplingRule:SamplingRule"
GROUP: Final = "aws:xray/group:Group"

REPLACE[SAMPLING] = frozenset({"region", "ruleName"})
REPLACE[GROUP] = frozenset({"groupName", "region"})

rules.taggable(SAMPLING, GROUP)

METHODS: Final = ("*", "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT")
_NAME: Final = re.compile(r"[a-zA-Z0-9_-]{1,32}")
LENGTHS: Final = (
    ("host", 64),
    ("httpMethod", 10),
    ("resourceArn", 500),
    ("serviceName", 64),
    ("serviceType", 64),
    ("urlPath", 128),
)
"""Characters of each matcher ("SamplingRule", AWS X-Ray API Reference)."""


@outputs(SAMPLING)
def sampling_rule(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A sampling rule; its id is its name."""
    name = named(inputs, ctx, "ruleName", None)
    return name, {"arn": arn(ctx, "xray", f"sampling-rule/{name}"), "ruleName": name}


@outputs(GROUP)
def group(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A group of traces; its id is its ARN, which ends in 52 characters."""
    id = arn(ctx, "xray", f"group/{inputs['groupName']}/{Ids(inputs, ctx).upper(52)}")
    return id, {
        "arn": id,
        "insightsConfiguration": inputs.get("insightsConfiguration")
        or {"insightsEnabled": False, "notificationsEnabled": False},
    }


@check(SAMPLING)
def _sampling_rule(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name, order, rate and matchers ("CreateSamplingRule", AWS X-Ray API Reference)."""
    name, priority = inputs.get("ruleName"), inputs.get("priority")
    yield from rules.pattern("ruleName", name, _NAME, "1 to 32 letters, digits, _ and -")
    if name == "Default":
        yield Failure("ruleName", "InvalidRequestException: the name Default belongs to AWS's own rule")
    yield from rules.whole("priority", priority)
    yield from rules.between("priority", priority, 1, 9999)
    yield from rules.between("fixedRate", inputs.get("fixedRate"), 0, 1)
    yield from rules.whole("reservoirSize", inputs.get("reservoirSize"))
    yield from rules.between("reservoirSize", inputs.get("reservoirSize"), 0, 2147483647, "requests a second")
    yield from rules.one_of("version", inputs.get("version"), (1,))
    yield from rules.one_of("httpMethod", inputs.get("httpMethod"), METHODS)
    for property, most in LENGTHS:
        yield from rules.length(property, inputs.get(property), 1, most)
    attributes = inputs.get("attributes")
    if isinstance(attributes, dict) and len(attributes) > 5:
        yield Failure("attributes", f"InvalidRequestException: at most 5 attributes, not {len(attributes)}")
    for other in rules.siblings(ctx, SAMPLING):
        if rules.number(priority) is not None and rules.number(other.inputs.get("priority")) == rules.number(
            priority
        ):
            yield Failure(
                "priority",
                f"InvalidRequestException: Sampling rule with priority {priority} already exists: {other.id}",
            )


@check(GROUP)
def _group(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name, expression and insights ("CreateGroup", AWS X-Ray API Reference)."""
    del ctx
    yield from rules.pattern("groupName", inputs.get("groupName"), _NAME, "1 to 32 letters, digits, _ and -")
    if inputs.get("groupName") == "Default":
        yield Failure("groupName", "InvalidRequestException: the name Default belongs to AWS's own group")
    yield from rules.length("filterExpression", inputs.get("filterExpression"), 1, 2000)
    insights = rules.block(inputs.get("insightsConfiguration"))
    if insights.get("notificationsEnabled") is True and insights.get("insightsEnabled") is False:
        yield Failure(
            "insightsConfiguration.notificationsEnabled",
            "InvalidRequestException: notifications need insightsEnabled to be true",
        )
