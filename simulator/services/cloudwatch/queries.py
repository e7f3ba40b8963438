"""CloudWatch Logs: saved queries, metric filters and subscription filters."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import REPLACE, Context, Failure, autoname, check, outputs
from simulator.services import rules
from simulator.services.cloudwatch.answers import LOG_GROUP
from simulator.services.shapes import Ids, arn, named
from simulator.services.tables import cloudwatch as table

QUERY: Final = "aws:cloudwatch/queryDefinition:QueryDefinition"
METRIC_FILTER: Final = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
SUBSCRIPTION: Final = "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter"

REPLACE[QUERY] = frozenset({"region"})
REPLACE[METRIC_FILTER] = frozenset({"logGroupName", "name", "region"})
REPLACE[SUBSCRIPTION] = frozenset({"destinationArn", "logGroup", "name", "region"})

autoname(QUERY, METRIC_FILTER, SUBSCRIPTION, max_length=255)

COMMANDS: Final = (
    "anomaly", "dedup", "diff", "display", "fields", "filter", "filterIndex", "join", "limit", "lookup",
    "parse", "pattern", "sort", "SOURCE", "stats", "unmask", "unnest",
)  # fmt: skip
"""Commands of Logs Insights ("CloudWatch Logs Insights language query syntax")."""

_NAME: Final = re.compile(r"[^:*]{1,512}")
_FREE: Final = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|/(?:\\.|[^/\\\n])*/|`[^`]*`|#[^\n]*")


@outputs(QUERY)
def query_definition(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A saved query; its id is a UUID."""
    id = Ids(inputs, ctx).uuid()
    return id, {
        "arn": arn(ctx, "logs", f"query-definition:{id}"),
        "name": named(inputs, ctx, prefix=None),
        "queryDefinitionId": id,
    }


@outputs(METRIC_FILTER)
def metric_filter(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A metric filter; its id is its name."""
    name = named(inputs, ctx, prefix=None)
    return name, {"name": name}


@outputs(SUBSCRIPTION)
def subscription_filter(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A subscription filter; its id is a number with the prefix of its kind."""
    return f"cwlsf-{Ids(inputs, ctx).digits(10)}", {
        "distribution": inputs.get("distribution", "ByLogStream"),
        "name": named(inputs, ctx, prefix=None),
        "roleArn": inputs.get("roleArn", ""),
    }


@check(QUERY)
def _query_definition(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name, groups and commands ("PutQueryDefinition", Amazon CloudWatch Logs API Reference)."""
    yield from rules.length("name", inputs.get("name"), 1, 255)
    query = inputs.get("queryString")
    yield from rules.length("queryString", query, 1, 10000)
    groups = rules.items(inputs.get("logGroupNames"))
    if len(groups) > 50:
        yield Failure("logGroupNames", f"InvalidParameterException: at most 50 log groups, not {len(groups)}")
    for place, group in enumerate(groups):
        yield from _group(f"logGroupNames[{place}]", group, ctx)
    if isinstance(query, str):
        yield from _commands(query)


def _group(property: str, group: Any, ctx: Context) -> Iterator[Failure]:
    if isinstance(group, str) and group.startswith("arn:"):
        yield Failure(
            property, f"InvalidParameterException: log groups are given by name here, not by ARN: {group}"
        )
        return
    state = rules.find(ctx, group, LOG_GROUP)
    if state is not None and state.region != ctx.region:
        yield Failure(
            property,
            f"ResourceNotFoundException: The specified log group does not exist: {group} is in "
            f"{state.region}, "
            f"not in {ctx.region}",
        )


def _commands(query: str) -> Iterator[Failure]:
    """Each part between bars begins with a command; brackets and quotation marks close."""
    bare = _FREE.sub("''", query)
    for part in bare.split("|"):
        word = part.split(maxsplit=1)[0] if part.strip() else ""
        if not word:
            yield Failure(
                "queryString", "MalformedQueryException: unexpected symbol found |: a command is missing"
            )
        elif word.lower() not in map(str.lower, COMMANDS):
            near = difflib.get_close_matches(word, COMMANDS, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            yield Failure(
                "queryString",
                f"MalformedQueryException: '{word}' is not a command ({', '.join(COMMANDS)}){hint}",
            )
    if bare.count("(") != bare.count(")"):
        yield Failure("queryString", "MalformedQueryException: brackets that do not close")


@check(METRIC_FILTER)
def _metric_filter(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name, pattern and the metric ("PutMetricFilter", Amazon CloudWatch Logs API Reference)."""
    yield from rules.pattern("name", inputs.get("name"), _NAME, "1 to 512 characters without : and *")
    yield from rules.length("pattern", inputs.get("pattern"), 0, 1024)
    yield from _group("logGroupName", inputs.get("logGroupName"), ctx)
    block, path = rules.block(inputs.get("metricTransformation")), "metricTransformation"
    for property in ("name", "namespace"):
        yield from rules.length(f"{path}.{property}", block.get(property), 1, 255)
    yield from rules.length(f"{path}.value", block.get("value"), 1, 100)
    yield from rules.one_of(f"{path}.unit", block.get("unit"), table.UNITS)
    dimensions = block.get("dimensions")
    if isinstance(dimensions, dict) and len(dimensions) > 3:
        yield Failure(
            f"{path}.dimensions", f"InvalidParameterException: at most 3 dimensions, not {len(dimensions)}"
        )
    if dimensions and block.get("defaultValue") is not None:
        yield Failure(
            f"{path}.defaultValue",
            "InvalidParameterException: Invalid metric transformation: dimensions and default value are "
            "mutually "
            "exclusive",
        )


@check(SUBSCRIPTION)
def _subscription_filter(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Destination and role ("PutSubscriptionFilter", Amazon CloudWatch Logs API Reference)."""
    target = inputs.get("destinationArn")
    yield from rules.pattern("name", inputs.get("name"), _NAME, "1 to 512 characters without : and *")
    yield from rules.length("filterPattern", inputs.get("filterPattern"), 0, 1024)
    yield from _group("logGroup", inputs.get("logGroup"), ctx)
    yield from rules.arn("destinationArn", target, ("firehose", "kinesis", "lambda", "logs"))
    yield from rules.arn("roleArn", inputs.get("roleArn"), "iam", "role/")
    yield from rules.one_of("distribution", inputs.get("distribution"), ("Random", "ByLogStream"))
    service = rules.arn_part(target, "service")
    if service in ("firehose", "kinesis") and inputs.get("roleArn") is None:
        yield Failure(
            "roleArn", f"InvalidParameterException: destinationArn for service {service} requires a role"
        )
    if service == "lambda" and inputs.get("roleArn"):
        yield Failure(
            "roleArn",
            "InvalidParameterException: destinationArn for vendor lambda cannot be used with roleArn",
        )
    group = inputs.get("logGroup")
    if len(rules.siblings(ctx, SUBSCRIPTION, "logGroup", group)) >= 2:
        yield Failure(
            "logGroup", f"LimitExceededException: Resource limit exceeded: 2 subscription filters of {group}"
        )
