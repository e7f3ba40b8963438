"""Controls on what becomes of messages and events that nobody could work off."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policy.aws.queues import is_dead_letter_queue, redrive
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
    value = redrive(scope.graph, queue)
    if value is UNKNOWN:
        if SQS_QUEUE not in {target.type for target in _behind(queue, scope)}:
            yield Undetermined("redrivePolicy")
        return
    policy = document(value)
    receipts = policy.get("maxReceiveCount") if isinstance(policy, dict) else None
    if not isinstance(policy, dict) or not policy.get("deadLetterTargetArn"):
        yield Violation("redrivePolicy is absent, must name a dead-letter queue")
    elif not str(receipts).isdigit() or int(str(receipts)) > scope.parameters["receipts"]:
        yield Violation(
            f"maxReceiveCount is {'absent' if receipts is None else receipts}, must be "
            f"{scope.parameters['receipts']} or fewer"
        )


def _behind(queue: Resource, scope: Scope) -> tuple[Resource, ...]:
    """The queue behind a redrive policy that a preview does not know, because it does not know the ARN."""
    linked = scope.graph.resolve(queue, "redrivePolicy", [UNKNOWN], SQS_QUEUE)
    return linked.resources


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
