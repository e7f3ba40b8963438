"""Queues."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.links import Link
from components.messaging.dead_letters import (
    dead_letter_queue,
    dead_letters_alarm,
    encrypted,
    queue_name,
    queue_policy,
    sends,
)
from components.observed import AlarmSpec, Metric, Observed
from components.sources import Source
from settings.messaging import Queue as QueueSettings

DAY = 24 * 3600
USES = (
    "sqs:SendMessage",
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:ChangeMessageVisibility",
    "sqs:GetQueueAttributes",
    "sqs:GetQueueUrl",
)


class Queue(Component):
    """An encrypted queue; what is received too often without success goes to its dead-letter queue.

    Its policy refuses plain HTTP and admits the rules that send to it, by their ARN. What uses it gets its
    URL as a variable, and may send, receive and delete.
    """

    link: Link
    source: Source
    observed: Observed
    url: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        settings: QueueSettings,
        *,
        context: Context,
        rule_arns: Sequence[pulumi.Input[str]] = (),
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:messaging:Queue", name, None, opts)
        dead = dead_letter_queue(self, name, context, retain=settings.retain, fifo=settings.fifo)
        queue = aws.sqs.Queue(
            name,
            name=queue_name(context, name, settings.fifo, settings.name),
            fifo_queue=settings.fifo or None,
            content_based_deduplication=settings.fifo or None,
            visibility_timeout_seconds=settings.visibility_timeout_seconds,
            message_retention_seconds=settings.retention_days * DAY,
            receive_wait_time_seconds=settings.receive_wait_seconds,
            delay_seconds=settings.delay_seconds,
            redrive_policy=pulumi.Output.json_dumps(
                {"deadLetterTargetArn": dead.arn, "maxReceiveCount": settings.max_receive_count}
            ),
            **encrypted(context),  # ty: ignore[invalid-argument-type]  # a key or a switch, never both
            opts=self.child(protect=settings.retain, retain_on_delete=settings.retain),
        )
        aws.sqs.RedriveAllowPolicy(
            name,
            queue_url=dead.url,
            redrive_allow_policy=pulumi.Output.json_dumps(
                {"redrivePermission": "byQueue", "sourceQueueArns": [queue.arn]}
            ),
            opts=self.child(),
        )
        queue_policy(self, f"{name}-dead-letters", dead)
        queue_policy(self, name, queue, rule_arns)
        self.url, self.source = queue.url, Source(queue.arn, queue.name)
        fields = {"url": queue.url, "arn": queue.arn, "name": queue.name}
        self.link = Link(
            name=name,
            environment={variable: fields[field] for variable, field in settings.variables(name).items()},
            statements=tuple(sends(context, USES, queue.arn, "sqs")),
        )
        self.observed = self._observed(name, queue.name, dead.name)
        self.register_outputs({"url": self.url})

    def _observed(self, name: str, queue: pulumi.Output[str], dead: pulumi.Output[str]) -> Observed:
        def metric(what: str, statistic: str = "Maximum") -> Metric:
            return Metric("AWS/SQS", what, {"QueueName": queue}, statistic)

        failed, alarm = dead_letters_alarm(dead, f"the queue {name}")
        metrics = {
            "depth": metric("ApproximateNumberOfMessagesVisible"),
            "in-flight": metric("ApproximateNumberOfMessagesNotVisible"),
            "age": metric("ApproximateAgeOfOldestMessage"),
            "sent": metric("NumberOfMessagesSent", "Sum"),
            "deleted": metric("NumberOfMessagesDeleted", "Sum"),
            "dead-letters": failed,
        }
        return Observed(
            key=name,
            title=f"Queue {name}",
            widgets={
                "Waiting": (metrics["depth"], metrics["in-flight"]),
                "Age of the oldest (s)": (metrics["age"],),
                "Sent and deleted": (metrics["sent"], metrics["deleted"]),
                "Dead letters": (failed,),
            },
            metrics=metrics,
            alarms={
                f"{name}-age": AlarmSpec(
                    metrics["age"],
                    900,
                    f"The oldest message of the queue {name} has waited for more than 15 minutes",
                ),
                f"{name}-depth": AlarmSpec(
                    metrics["depth"], 1000, f"More than 1000 messages wait in the queue {name} for 5 minutes"
                ),
                f"{name}-dead-letters": alarm,
            },
        )
