"""What SQS answers: queue URLs, ARNs, and the defaults of a queue."""

from __future__ import annotations

from typing import Any, Final

from simulator.registry import REPLACE, Context, autoname, outputs
from simulator.services.shapes import arn, named, suffix

QUEUE: Final = "aws:sqs/queue:Queue"
POLICY: Final = "aws:sqs/queuePolicy:QueuePolicy"
REDRIVE: Final = "aws:sqs/redrivePolicy:RedrivePolicy"

REPLACE[QUEUE] = frozenset({"fifoQueue", "name", "namePrefix", "region"})
REPLACE[POLICY] = REPLACE[REDRIVE] = frozenset({"queueUrl", "region"})

# A FIFO queue's name ends in `.fifo`, which the provider puts behind the hash.
autoname(QUEUE, max_length=80)

DEFAULTS: Final[dict[str, Any]] = {
    "delaySeconds": 0,
    "kmsDataKeyReusePeriodSeconds": 300,
    "maxMessageSize": 1048576,
    "messageRetentionSeconds": 345600,
    "receiveWaitTimeSeconds": 0,
    "visibilityTimeoutSeconds": 30,
}
"""Attributes of a queue that sets none ("SetQueueAttributes", Amazon SQS API Reference)."""


@outputs(QUEUE)
def queue(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A queue; its id is its URL. SQS encrypts with its own key unless another is given."""
    name = named(inputs, ctx)
    fifo = bool(inputs.get("fifoQueue", False))
    if fifo and not name.endswith(".fifo"):
        name += ".fifo"
    url = f"https://sqs.{ctx.region}.{suffix(ctx)}/{ctx.account}/{name}"
    result: dict[str, Any] = {
        **{key: inputs.get(key, default) for key, default in DEFAULTS.items()},
        "arn": arn(ctx, "sqs", name),
        "contentBasedDeduplication": inputs.get("contentBasedDeduplication", False),
        "fifoQueue": fifo,
        "name": name,
        "sqsManagedSseEnabled": inputs.get("sqsManagedSseEnabled", not inputs.get("kmsMasterKeyId")),
        "url": url,
    }
    if fifo:
        result["deduplicationScope"] = inputs.get("deduplicationScope", "queue")
        result["fifoThroughputLimit"] = inputs.get("fifoThroughputLimit", "perQueue")
    return url, result


@outputs(POLICY, REDRIVE)
def queue_child(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A policy or dead-letter setting of a queue; its id is the queue's URL."""
    del ctx
    return str(inputs["queueUrl"]), {}
