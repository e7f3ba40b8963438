"""SQS queues and what becomes of messages that fail."""

from __future__ import annotations

from typing import Final

from policy.aws.types import (
    EVENT_INVOKE_CONFIG,
    EVENT_TARGET,
    LAMBDA,
    REDRIVE_ALLOW,
    REDRIVE_POLICY,
    SCHEDULE,
    SNS_SUBSCRIPTION,
    SQS_QUEUE,
)
from policy.framework.graph import Graph
from policy.framework.resource import Resource, present
from policy.framework.values import document

_SENT_TO: Final = {
    LAMBDA: "deadLetterConfig.targetArn",
    EVENT_INVOKE_CONFIG: "destinationConfig.onFailure.destination",
    EVENT_TARGET: "deadLetterConfig.arn",
    SCHEDULE: "target.deadLetterConfig.arn",
}
"""Who sends what fails to a queue, and the property that names it."""

_DOCUMENTS: Final = {
    SQS_QUEUE: "redrivePolicy",
    REDRIVE_POLICY: "redrivePolicy",
    SNS_SUBSCRIPTION: "redrivePolicy",
}
"""The same, written in a JSON document under `deadLetterTargetArn`."""


def is_dead_letter_queue(graph: Graph, queue: Resource) -> bool:
    """Whether a queue is where others send what fails: by its own policy, or because one names it."""
    values = [queue.registered.get("redriveAllowPolicy")]
    values += [part.get("redriveAllowPolicy") for part in graph.referrers(queue, REDRIVE_ALLOW, "queueUrl")]
    return any(_allows(value) for value in values) or queue.urn in dead_letter_queues(graph)


def _allows(policy: object) -> bool:
    """Whether a redrive-allow policy lets any queue send here; one that denies all is an ordinary queue's."""
    value = document(policy)
    if isinstance(value, dict):
        return value.get("redrivePermission") != "denyAll"
    return present(policy)


def dead_letter_queues(graph: Graph) -> set[str]:
    """URNs of the queues that something names as its dead-letter queue, worked out once a request."""
    found = graph.memo.get("dead-letter queues")
    if found is None:
        found = set()
        for token, path in _SENT_TO.items():
            for resource in graph.of(token):
                found.update(queue.urn for queue in graph.links(resource, path, SQS_QUEUE).resources)
        for token, path in _DOCUMENTS.items():
            for resource in graph.of(token):
                value = document(resource.get(path))
                target = value.get("deadLetterTargetArn") if isinstance(value, dict) else value
                linked = graph.resolve(resource, path, [target], SQS_QUEUE)
                found.update(queue.urn for queue in linked.resources)
        graph.memo["dead-letter queues"] = found
    return found


def redrives(graph: Graph, queue: Resource) -> list[Resource]:
    """Where a queue's redrive policy is written: in a resource of its own, or in the queue itself."""
    apart = graph.referrers(queue, REDRIVE_POLICY, "queueUrl")
    return apart or ([queue] if present(queue.registered.get("redrivePolicy")) else [])
