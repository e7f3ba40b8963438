"""What SQS refuses of queues, policies and dead-letter settings.

Source, where none is named: "CreateQueue" and "SetQueueAttributes" (Amazon SQS API Reference).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, check
from simulator.services import policies, rules
from simulator.services.shapes import value
from simulator.services.sqs.answers import POLICY, QUEUE, REDRIVE

rules.taggable(QUEUE)

_NAME: Final = re.compile(r"[a-zA-Z0-9_-]{1,80}")
_FIFO: Final = re.compile(r"(?=.{1,80}$)[a-zA-Z0-9_-]+\.fifo")
RANGES: Final = (
    ("delaySeconds", 0, 900, "seconds"),
    ("maxMessageSize", 1024, 1048576, "bytes"),
    ("messageRetentionSeconds", 60, 1209600, "seconds"),
    ("receiveWaitTimeSeconds", 0, 20, "seconds"),
    ("visibilityTimeoutSeconds", 0, 43200, "seconds"),
    ("kmsDataKeyReusePeriodSeconds", 60, 86400, "seconds"),
)


@check(QUEUE)
def queue(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name of 80 characters, `.fifo` for FIFO queues, ranges, encryption, dead letters."""
    name, fifo = inputs.get("name"), inputs.get("fifoQueue") is True
    # The provider puts `.fifo` behind a name that it makes itself.
    own = fifo and rules.autonamed(inputs, ctx)
    if isinstance(name, str) and not own and not (_FIFO if fifo else _NAME).fullmatch(name):
        hint = ", with .fifo at the end" if fifo else (" (.fifo needs fifoQueue)" if ".fifo" in name else "")
        yield Failure(
            "name",
            "InvalidParameterValue: Can only include alphanumeric characters, hyphens, or "
            "underscores. 1 to 80 in "
            f"length{hint}: '{name}'",
        )
    for property, low, high, unit in RANGES:
        yield from rules.whole(property, inputs.get(property))
        yield from rules.between(property, inputs.get(property), low, high, unit)
    for property in ("contentBasedDeduplication", "deduplicationScope", "fifoThroughputLimit"):
        if inputs.get(property) and not fifo:
            yield Failure(
                property, f"InvalidAttributeName: Unknown Attribute {property}: it is for FIFO queues only"
            )
    yield from rules.one_of("deduplicationScope", inputs.get("deduplicationScope"), ("messageGroup", "queue"))
    limit = inputs.get("fifoThroughputLimit")
    yield from rules.one_of("fifoThroughputLimit", limit, ("perQueue", "perMessageGroupId"))
    if inputs.get("sqsManagedSseEnabled") is True and inputs.get("kmsMasterKeyId"):
        yield Failure(
            "sqsManagedSseEnabled",
            "InvalidAttributeValue: sqsManagedSseEnabled and kmsMasterKeyId exclude each other",
        )
    yield from policies.policy("policy", inputs.get("policy"), policies.QUEUE)
    yield from redrive("redrivePolicy", inputs.get("redrivePolicy"), fifo, ctx)
    allow = inputs.get("redriveAllowPolicy")
    if isinstance(allow, str) and allow:
        found, error = policies.parse(allow)
        permission = found.get("redrivePermission") if isinstance(found, dict) else None
        if error or permission not in ("allowAll", "denyAll", "byQueue"):
            yield Failure(
                "redriveAllowPolicy",
                "InvalidParameterValue: Value for parameter RedriveAllowPolicy is invalid: "
                "redrivePermission must be "
                f"allowAll, denyAll or byQueue ({error or permission!r})",
            )


def redrive(property: str, document: Any, fifo: bool | None, ctx: Context) -> Iterator[Failure]:
    """Dead-letter queue and number of receives ("Using dead-letter queues in Amazon SQS")."""
    if not isinstance(document, str) or not document:
        return
    found, error = policies.parse(document)
    problem = f"InvalidParameterValue: Value {document} for parameter RedrivePolicy is invalid. Reason:"
    if error or not isinstance(found, dict):
        yield Failure(property, f"{problem} Redrive policy is not a valid JSON map")
        return
    target, count = found.get("deadLetterTargetArn"), found.get("maxReceiveCount")
    if target is None or count is None:
        yield Failure(property, f"{problem} Redrive policy must have deadLetterTargetArn and maxReceiveCount")
    for failure in rules.arn(property, target, "sqs"):
        yield Failure(property, f"{problem} {failure.reason}")
    number = rules.number(count)
    if count is not None and (not isinstance(number, int) or not 1 <= number <= 1000):
        yield Failure(
            property,
            f"{problem} Invalid value for maxReceiveCount: {count}, valid values are from 1 to "
            "1000 both inclusive",
        )
    for part, own in (("region", ctx.region), ("account", ctx.account)):
        other = rules.arn_part(target, part)
        if other and other != own:
            yield Failure(
                property, f"{problem} the dead-letter queue must be in the same {part}: {other} and {own}"
            )
    dead = rules.find(ctx, target, QUEUE)
    other_fifo = value(dead, "fifoQueue")
    if dead is not None and fifo is not None and isinstance(other_fifo, bool) and other_fifo != fifo:
        kind = "FIFO" if fifo else "standard"
        yield Failure(
            property,
            f"{problem} Dead-letter queue must be same type of queue as the source: {target} is not {kind}",
        )


@check(REDRIVE)
def redrive_policy(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """The same for the setting on its own."""
    fifo = value(rules.find(ctx, inputs.get("queueUrl"), QUEUE), "fifoQueue")
    yield from redrive(
        "redrivePolicy", inputs.get("redrivePolicy"), fifo if isinstance(fifo, bool) else None, ctx
    )


@check(POLICY)
def queue_policy(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """The access policy of a queue ("Basic examples of Amazon SQS policies")."""
    del ctx
    yield from policies.policy("policy", inputs.get("policy"), policies.QUEUE)
    url = inputs.get("queueUrl")
    if isinstance(url, str) and not url.startswith("https://"):
        yield Failure(
            "queueUrl",
            f"InvalidAddress: The address '{url}' is not valid for this endpoint: the URL is expected",
        )
