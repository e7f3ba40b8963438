"""Queues that keep what could not be delivered or handled."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.iam import Statement, allow, document, tls_only
from components.observed import AlarmSpec, Metric

RETENTION_SECONDS = 14 * 24 * 3600
"""The longest that SQS offers, so that a failure is still there after a holiday."""


def encrypted(context: Context) -> dict[str, pulumi.Input[str] | bool | None]:
    """Encryption of a queue: with the stack's key where it has one, else with a key of SQS."""
    return {
        "kms_master_key_id": context.key_arn,
        "sqs_managed_sse_enabled": None if context.key_arn is not None else True,
    }


def dead_letter_queue(
    parent: Component, name: str, context: Context, *, retain: bool, fifo: bool = False
) -> aws.sqs.Queue:
    """An encrypted queue that keeps failures for 14 days."""
    key = f"{name}-dead-letters"
    return aws.sqs.Queue(
        key,
        name=queue_name(context, key, fifo),
        fifo_queue=fifo or None,
        message_retention_seconds=RETENTION_SECONDS,
        **encrypted(context),  # ty: ignore[invalid-argument-type]  # a key or a switch, never both
        opts=parent.child(protect=retain, retain_on_delete=retain),
    )


def queue_name(context: Context, role: str, fifo: bool, given: str | None = None) -> str:
    """Physical name of a queue; that of a FIFO queue has to end in `.fifo`."""
    return f"{given or context.name(role, limit=75)}.fifo" if fifo else given or context.name(role, limit=80)


def queue_policy(
    parent: Component, name: str, queue: aws.sqs.Queue, rule_arns: Sequence[pulumi.Input[str]] = ()
) -> None:
    """Over TLS only; these rules of EventBridge may send, and nobody else without rights of their own."""
    refused = tls_only("sqs:*", queue.arn)
    rules = {
        "Sid": "Events",
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": queue.arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": list(rule_arns)}},
    }
    aws.sqs.QueuePolicy(
        name,
        queue_url=queue.url,
        policy=document([refused, rules] if rule_arns else [refused]),
        opts=parent.child(),
    )


def sends(context: Context, actions: Sequence[str], arn: pulumi.Input[str], service: str) -> list[Statement]:
    """Statements that allow actions on a queue or topic, and what these take of the key that encrypts it.

    Source: Amazon SQS Developer Guide and Amazon SNS Developer Guide, "Key management".
    """
    statements = [allow(actions, [arn])]
    if context.key_arn is not None:
        via = {"kms:ViaService": f"{service}.{context.region}.amazonaws.com"}
        statements.append(allow(["kms:Decrypt", "kms:GenerateDataKey"], [context.key_arn], StringEquals=via))
    return statements


def dead_letters_alarm(queue_name: pulumi.Output[str], title: str) -> tuple[Metric, AlarmSpec]:
    """How many wait in a dead-letter queue, and the alarm that goes off at the first."""
    metric = Metric("AWS/SQS", "ApproximateNumberOfMessagesVisible", {"QueueName": queue_name}, "Maximum")
    return metric, AlarmSpec(
        metric,
        0,
        f"What failed of {title} waits in its dead-letter queue",
        period_seconds=300,
        evaluation_periods=1,
    )
