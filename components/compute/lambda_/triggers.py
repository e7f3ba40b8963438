"""What starts a function: messages, topics, the clock, events. Buckets are in `notifications`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.iam import allow, service_role
from components.messaging.dead_letters import sends
from components.sources import Source
from settings.lambda_ import QueueTrigger, RuleTrigger, ScheduleTrigger, TopicTrigger


@dataclass(frozen=True)
class Target:
    """The function that is started."""

    parent: Component
    name: str
    """Its key."""

    function: aws.lambda_.Function
    dead_letters: aws.sqs.Queue
    context: Context


def permission(
    target: Target,
    name: str,
    principal: str,
    source_arn: pulumi.Input[str],
    *,
    source_account: pulumi.Input[str] | None = None,
) -> aws.lambda_.Permission:
    """Lets one source call the function."""
    return aws.lambda_.Permission(
        name,
        action="lambda:InvokeFunction",
        function=target.function.name,
        principal=principal,
        source_arn=source_arn,
        source_account=source_account,
        opts=target.parent.child(),
    )


def from_queue(target: Target, name: str, trigger: QueueTrigger, source: Source) -> None:
    """Batches of a queue; the function answers which messages failed, and only those come back."""
    aws.lambda_.EventSourceMapping(
        name,
        event_source_arn=source.arn,
        function_name=target.function.arn,
        batch_size=trigger.batch_size,
        maximum_batching_window_in_seconds=trigger.batch_window_seconds or None,
        function_response_types=["ReportBatchItemFailures"],
        opts=target.parent.child(),
    )


def from_topic(target: Target, name: str, trigger: TopicTrigger, source: Source) -> None:
    """Each message of a topic. SNS tries for weeks, and what the function fails on is in its dead letters."""
    del trigger
    allowed = permission(target, name, "sns.amazonaws.com", source.arn)
    aws.sns.TopicSubscription(
        name,
        topic=source.arn,
        protocol="lambda",
        endpoint=target.function.arn,
        opts=target.parent.child(depends_on=[allowed]),
    )


def from_schedule(target: Target, name: str, trigger: ScheduleTrigger) -> None:
    """A schedule with a role of its own, which may call this function and keep what it could not deliver."""
    context = target.context
    role = service_role(
        name,
        "scheduler.amazonaws.com",
        [
            allow(["lambda:InvokeFunction"], [target.function.arn]),
            *sends(context, ["sqs:SendMessage"], target.dead_letters.arn, "sqs"),
        ],
        description=f"Schedule {name} of {context.prefix}",
        opts=target.parent.child(),
        StringEquals={"aws:SourceAccount": context.account_id},
    )
    aws.scheduler.Schedule(
        name,
        name=context.name(name),
        schedule_expression=trigger.schedule,
        schedule_expression_timezone=trigger.time_zone,
        flexible_time_window={"mode": "OFF"},
        kms_key_arn=context.key_arn,
        target=aws.scheduler.ScheduleTargetArgs(
            arn=target.function.arn,
            role_arn=role.arn,
            input=json.dumps(trigger.input) if trigger.input else None,
            dead_letter_config=aws.scheduler.ScheduleTargetDeadLetterConfigArgs(arn=target.dead_letters.arn),
        ),
        opts=target.parent.child(),
    )


def from_rule(
    target: Target, name: str, trigger: RuleTrigger, sources: Mapping[str, Source]
) -> pulumi.Output[str]:
    """ARN of a rule on an event bus; what it cannot deliver goes to the dead-letter queue of the function."""
    bus = sources[trigger.bus].name if trigger.bus else None
    rule = aws.cloudwatch.EventRule(
        name,
        name=target.context.name(name),
        description=f"Starts {target.name}",
        event_bus_name=bus,
        event_pattern=json.dumps(trigger.pattern),
        opts=target.parent.child(),
    )
    permission(target, name, "events.amazonaws.com", rule.arn)
    aws.cloudwatch.EventTarget(
        name,
        rule=rule.name,
        event_bus_name=bus,
        arn=target.function.arn,
        dead_letter_config=aws.cloudwatch.EventTargetDeadLetterConfigArgs(arn=target.dead_letters.arn),
        opts=target.parent.child(),
    )
    return rule.arn
