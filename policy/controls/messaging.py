"""Controls on what becomes of messages and events that nobody could work off."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policy.aws.queues import is_dead_letter_queue, redrives
from policy.aws.types import EVENT_TARGET, LOG_GROUP, SCHEDULE, SNS_TOPIC, SQS_QUEUE
from policy.framework.outcome import NotApplicable, Outcome, Undetermined, Violation
from policy.framework.registry import Scope, on_graph
from policy.framework.resource import Resource
from policy.framework.values import UNKNOWN, document


@on_graph("queue-dead-letters", SQS_QUEUE)
def dead_letters(queue: Resource, scope: Scope) -> Iterator[Outcome]:
    """A queue names a dead-letter queue, and gives up after a few receipts."""
    if is_dead_letter_queue(scope.graph, queue):
        raise NotApplicable("it is a dead-letter queue itself")
    found = redrives(scope.graph, queue)
    if not found:
        yield Violation("redrivePolicy is absent, must name a dead-letter queue")
    for resource in found:
        yield from _redrive(resource, scope)


def _redrive(resource: Resource, scope: Scope) -> Iterator[Outcome]:
    value, most = resource.registered.get("redrivePolicy"), scope.parameters["receipts"]
    if value is UNKNOWN:
        # A preview does not know the ARN in the document, but the queue that it comes from.
        if not scope.graph.resolve(resource, "redrivePolicy", [value], SQS_QUEUE).resources:
            yield Undetermined("redrivePolicy")
        return
    policy = document(value)
    if not isinstance(policy, dict) or not policy.get("deadLetterTargetArn"):
        yield Violation("redrivePolicy is absent, must name a dead-letter queue")
        return
    receipts = policy.get("maxReceiveCount")
    if not str(receipts).isdigit() or int(str(receipts)) > most:
        shown = "absent" if receipts is None else receipts
        yield Violation(f"maxReceiveCount is {shown}, must be {most} or fewer")


def _only_told(target: Resource, scope: Scope) -> bool:
    """Whether a target is a log group, or a topic by which people are told."""
    linked = scope.graph.links(target, "arn", LOG_GROUP, SNS_TOPIC)
    return bool(linked.resources) or any(re.match(r"arn:[\w-]+:(logs|sns):", arn) for arn in linked.literals)


_TARGETS = {EVENT_TARGET: "deadLetterConfig.arn", SCHEDULE: "target.deadLetterConfig.arn"}


@on_graph("event-target-dead-letters", *_TARGETS)
def target_dead_letters(target: Resource, scope: Scope) -> Iterator[Outcome]:
    """What EventBridge cannot deliver to who works it off goes to a queue."""
    if target.type == EVENT_TARGET and _only_told(target, scope):
        raise NotApplicable("is told or logged, and worked off by nobody")
    yield from target.registered.expect_present(_TARGETS[target.type], "a dead-letter queue")
