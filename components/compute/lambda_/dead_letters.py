"""The dead-letter queue of a function."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.iam import Statement, allow, document


def dead_letter_queue(parent: Component, name: str, context: Context, *, retain: bool) -> aws.sqs.Queue:
    """An encrypted queue that keeps what failed for 14 days, the longest that SQS offers."""
    return aws.sqs.Queue(
        f"{name}-dead-letters",
        kms_master_key_id=context.key_arn,
        sqs_managed_sse_enabled=None if context.key_arn is not None else True,
        message_retention_seconds=14 * 24 * 3600,
        opts=parent.child(protect=retain, retain_on_delete=retain),
    )


def sends_dead_letters(context: Context, queue: aws.sqs.Queue) -> list[Statement]:
    """Statements that let a role send to the queue."""
    statements = [allow(["sqs:SendMessage"], [queue.arn])]
    if context.key_arn is not None:
        via = {"kms:ViaService": f"sqs.{context.region}.amazonaws.com"}
        statements.append(allow(["kms:Decrypt", "kms:GenerateDataKey"], [context.key_arn], StringEquals=via))
    return statements


def queue_policy(
    parent: Component, name: str, queue: aws.sqs.Queue, rule_arns: Sequence[pulumi.Output[str]]
) -> None:
    """Over TLS only; rules of EventBridge may send what they could not deliver."""
    tls_only = {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sqs:*",
        "Resource": queue.arn,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    rules = {
        "Sid": "Undelivered",
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": queue.arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": list(rule_arns)}},
    }
    aws.sqs.QueuePolicy(
        f"{name}-dead-letters",
        queue_url=queue.url,
        policy=document([tls_only, rules] if rule_arns else [tls_only]),
        opts=parent.child(),
    )
