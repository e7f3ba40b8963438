"""Lambda: what calls a function: event source mappings, asynchronous invocation, aliases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import REPLACE, Context, Failure, Warn, autoname, check, outputs
from simulator.services import policies, rules
from simulator.services.lambda_.answers import FUNCTION
from simulator.services.shapes import Ids, arn, named, value

MAPPING: Final = "aws:lambda/eventSourceMapping:EventSourceMapping"
INVOKE_CONFIG: Final = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig"
ALIAS: Final = "aws:lambda/alias:Alias"

REPLACE[MAPPING] = frozenset(
    {
        "amazonManagedKafkaEventSourceConfig", "eventSourceArn", "queues", "region", "selfManagedEventSource",
        "selfManagedKafkaEventSourceConfig", "startingPosition", "startingPositionTimestamp", "topics",
    }
)  # fmt: skip
REPLACE[INVOKE_CONFIG] = frozenset({"functionName", "qualifier", "region"})
REPLACE[ALIAS] = frozenset({"functionName", "name", "region"})

autoname(ALIAS, max_length=255)
rules.taggable(MAPPING)

QUEUE: Final = "aws:sqs/queue:Queue"
STREAMS: Final = ("dynamodb", "kinesis")
ONLY_STREAMS: Final = (
    "bisectBatchOnFunctionError",
    "maximumRecordAgeInSeconds",
    "maximumRetryAttempts",
    "parallelizationFactor",
    "startingPosition",
    "tumblingWindowInSeconds",
)
_ALIAS: Final = re.compile(r"(?!^[0-9]+$)[a-zA-Z0-9_-]{1,128}")
_VERSION: Final = re.compile(r"\$LATEST|[0-9]+")


def _function(given: Any, ctx: Context) -> str:
    """The ARN of a function that is given by name or ARN."""
    text = str(given)
    return text if text.startswith("arn:") else arn(ctx, "lambda", f"function:{text}")


@outputs(MAPPING)
def event_source_mapping(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A mapping; its id is a UUID."""
    id = Ids(inputs, ctx).uuid()
    service = rules.arn_part(inputs.get("eventSourceArn"), "service")
    stream = service in STREAMS
    return id, {
        "arn": arn(ctx, "lambda", f"event-source-mapping:{id}"),
        "batchSize": inputs.get("batchSize", 10 if service == "sqs" else 100),
        "enabled": inputs.get("enabled", True),
        "functionArn": _function(inputs["functionName"], ctx),
        "lastModified": "2026-01-01T00:00:00Z",
        "lastProcessingResult": "No records processed" if stream else "",
        "maximumBatchingWindowInSeconds": inputs.get("maximumBatchingWindowInSeconds", 0),
        "maximumRecordAgeInSeconds": inputs.get("maximumRecordAgeInSeconds", -1 if stream else 0),
        "maximumRetryAttempts": inputs.get("maximumRetryAttempts", -1 if stream else 0),
        "parallelizationFactor": inputs.get("parallelizationFactor", 1 if stream else 0),
        "state": "Enabled" if inputs.get("enabled", True) else "Disabled",
        "stateTransitionReason": "USER_INITIATED",
        "uuid": id,
    }


@outputs(INVOKE_CONFIG)
def event_invoke_config(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """Settings of asynchronous calls; the id is the function, and the qualifier behind a colon."""
    del ctx
    function, qualifier = str(inputs["functionName"]), inputs.get("qualifier")
    return f"{function}:{qualifier}" if qualifier else function, {
        "maximumRetryAttempts": inputs.get("maximumRetryAttempts", 2)
    }


@outputs(ALIAS)
def alias(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """An alias; its id is its ARN."""
    name = named(inputs, ctx, prefix=None)
    id = f"{_function(inputs['functionName'], ctx)}:{name}"
    gateway = f"arn:{ctx.partition}:apigateway:{ctx.region}:lambda:path/2015-03-31/functions"
    return id, {"arn": id, "invokeArn": f"{gateway}/{id}/invocations", "name": name}


@check(MAPPING)
def _event_source_mapping(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Source, batches and what only some sources take ("CreateEventSourceMapping", Lambda API Reference)."""
    source = inputs.get("eventSourceArn")
    yield from rules.exactly_one(inputs, ("eventSourceArn", "selfManagedEventSource"))
    yield from rules.arn("eventSourceArn", source, ("dynamodb", "kafka", "kinesis", "mq", "rds", "sqs"))
    region, service = rules.arn_part(source, "region"), rules.arn_part(source, "service")
    if region and region != ctx.region:
        yield Failure(
            "eventSourceArn",
            f"InvalidParameterValueException: the event source {source} is in {region}, the function in "
            f"{ctx.region}",
        )
    batch, window = (rules.number(inputs.get(key)) for key in ("batchSize", "maximumBatchingWindowInSeconds"))
    yield from rules.between("batchSize", batch, 1, 10000, "records")
    yield from rules.between("maximumBatchingWindowInSeconds", window, 0, 300, "seconds")
    age = rules.number(inputs.get("maximumRecordAgeInSeconds"))
    if age != -1:
        yield from rules.between("maximumRecordAgeInSeconds", age, 60, 604800, "seconds")
    yield from rules.between("maximumRetryAttempts", inputs.get("maximumRetryAttempts"), -1, 10000)
    yield from rules.between("parallelizationFactor", inputs.get("parallelizationFactor"), 1, 10)
    yield from rules.between(
        "tumblingWindowInSeconds", inputs.get("tumblingWindowInSeconds"), 0, 900, "seconds"
    )
    for place, kind in enumerate(rules.items(inputs.get("functionResponseTypes"))):
        yield from rules.one_of(f"functionResponseTypes[{place}]", kind, ("ReportBatchItemFailures",))
    positions = ("AT_TIMESTAMP", "LATEST", "TRIM_HORIZON")
    yield from rules.one_of("startingPosition", inputs.get("startingPosition"), positions)
    if service in STREAMS and inputs.get("startingPosition") is None:
        yield Failure(
            "startingPosition",
            "InvalidParameterValueException: 1 validation error detected: startingPosition is required for a "
            f"source of {service}",
        )
    yield from _filters(rules.block(inputs.get("filterCriteria")))
    if service == "sqs":
        yield from _queue(inputs, ctx, batch, window)
    elif service is not None and inputs.get("scalingConfig"):
        yield Failure(
            "scalingConfig",
            "InvalidParameterValueException: scalingConfig is for Amazon SQS sources only, not for "
            f"{service}",
        )


def _filters(criteria: dict[str, Any]) -> Iterator[Failure]:
    """At most ten patterns of 4,096 characters of JSON ("Control which events Lambda sends")."""
    found = rules.items(criteria.get("filters"))
    if len(found) > 10:
        yield Failure(
            "filterCriteria.filters", f"InvalidParameterValueException: at most 10 filters, not {len(found)}"
        )
    for place, item in enumerate(found):
        path, pattern = f"filterCriteria.filters[{place}].pattern", rules.block(item).get("pattern")
        yield from rules.length(path, pattern, 0, 4096)
        if isinstance(pattern, str) and not isinstance(policies.parse(pattern)[0], dict):
            yield Failure(
                path,
                "InvalidParameterValueException: Invalid filter pattern definition. "
                f"({policies.parse(pattern)[1] or 'it is not an object'})",
            )


def _queue(inputs: dict[str, Any], ctx: Context, batch: Any, window: Any) -> Iterator[Failure]:
    """Rules for queues ("Creating and configuring an Amazon SQS event source mapping")."""
    for property in ONLY_STREAMS:
        if inputs.get(property) is not None:
            yield Failure(
                property,
                f"InvalidParameterValueException: Unsupported {property} parameter for given event source "
                "mapping "
                "type: it is for streams",
            )
    most = rules.block(inputs.get("scalingConfig")).get("maximumConcurrency")
    yield from rules.between("scalingConfig.maximumConcurrency", most, 2, 1000)
    state = rules.find(ctx, inputs.get("eventSourceArn"), QUEUE)
    fifo = value(state, "fifoQueue") is True
    if (
        batch is not None
        and batch > 10
        and (fifo or window == 0 or "maximumBatchingWindowInSeconds" not in inputs)
    ):
        what = "for a FIFO queue" if fifo else "unless maximumBatchingWindowInSeconds is 1 or more"
        yield Failure(
            "batchSize",
            f"InvalidParameterValueException: batchSize can be at most 10 {what}: it is {batch}",
        )
    if fifo and window:
        yield Failure(
            "maximumBatchingWindowInSeconds",
            "InvalidParameterValueException: Batching window is not supported for FIFO queues.",
        )
    function = rules.find(ctx, inputs.get("functionName"), FUNCTION)
    visible, timeout = (
        rules.number(value(state, "visibilityTimeoutSeconds")),
        rules.number(value(function, "timeout")),
    )
    if visible is None or timeout is None:
        return
    if visible < timeout:
        yield Failure(
            "eventSourceArn",
            f"InvalidParameterValueException: Queue visibility timeout: {visible} seconds is less than "
            "Function "
            f"timeout: {timeout} seconds",
        )
    elif visible < 6 * timeout:
        yield Warn(
            "eventSourceArn",
            f"AWS advises a visibility timeout of six times the function's timeout: {6 * timeout} seconds, "
            "it is "
            f"{visible}",
        )


@check(INVOKE_CONFIG)
def _event_invoke_config(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Age, attempts and destinations ("PutFunctionEventInvokeConfig", Lambda API Reference)."""
    yield from rules.between(
        "maximumEventAgeInSeconds", inputs.get("maximumEventAgeInSeconds"), 60, 21600, "seconds"
    )
    yield from rules.between("maximumRetryAttempts", inputs.get("maximumRetryAttempts"), 0, 2)
    destinations = rules.block(inputs.get("destinationConfig"))
    for way in ("onFailure", "onSuccess"):
        path = f"destinationConfig.{way}.destination"
        target = rules.block(destinations.get(way)).get("destination")
        yield from rules.arn(path, target, ("events", "lambda", "s3", "sns", "sqs"))
        if way == "onSuccess" and rules.arn_part(target, "service") == "s3":
            yield Failure(
                path, "InvalidParameterValueException: an S3 bucket can be a destination on failure only"
            )
        region = rules.arn_part(target, "region")
        if region and region != ctx.region:
            yield Failure(
                path, f"InvalidParameterValueException: {target} is in {region}, the function in {ctx.region}"
            )


@check(ALIAS)
def _alias(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name, version and weights ("CreateAlias", Lambda API Reference)."""
    del ctx
    version = inputs.get("functionVersion")
    yield from rules.pattern(
        "name", inputs.get("name"), _ALIAS, "letters, digits, - and _, not a number alone"
    )
    yield from rules.pattern("functionVersion", version, _VERSION, "$LATEST or a number")
    weights = rules.block(inputs.get("routingConfig")).get("additionalVersionWeights")
    if not isinstance(weights, dict):
        return
    if version == "$LATEST":
        yield Failure(
            "routingConfig", "InvalidParameterValueException: $LATEST is not supported for an alias "
            "pointing to more "
            "than 1 version"
        )  # fmt: skip
    for key, weight in weights.items():
        yield from rules.between(f"routingConfig.additionalVersionWeights.{key}", weight, 0, 1)
