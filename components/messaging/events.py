"""Event buses, and what sends to queues and topics: rules and schedules."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.iam import allow, service_role
from components.links import Link
from components.messaging.dead_letters import (
    dead_letter_queue,
    dead_letters_alarm,
    queue_policy,
    sends,
)
from components.observed import Observed
from components.sources import Source
from settings.messaging import Bus as BusSettings
from settings.messaging import Rule as RuleSettings
from settings.messaging import Schedule as ScheduleSettings


class Bus(Component):
    """An event bus of the application's own. What uses it gets its name, and may put events."""

    link: Link
    source: Source

    def __init__(
        self,
        name: str,
        settings: BusSettings,
        *,
        context: Context,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:messaging:Bus", name, None, opts)
        bus = aws.cloudwatch.EventBus(name, name=bus_name(context, name, settings), opts=self.child())
        self.source = Source(bus.arn, bus.name)
        fields = {"name": bus.name, "arn": bus.arn}
        self.link = Link(
            name=name,
            environment={variable: fields[field] for variable, field in settings.variables(name).items()},
            statements=(allow(["events:PutEvents"], [bus.arn]),),
        )
        self.register_outputs({"name": bus.name})


def bus_name(context: Context, key: str, settings: BusSettings) -> str:
    """Physical name of a bus."""
    return settings.name or context.name(key, limit=256)


def rule_arn(context: Context, key: str, bus: str | None) -> pulumi.Output[str]:
    """ARN of a rule by its plain names: what it sends to admits it before it is there."""
    on = f"{bus}/" if bus else ""
    return pulumi.Output.concat(
        f"arn:aws:events:{context.region}:", context.account_id, f":rule/{on}{rule_name(context, key)}"
    )


def rule_name(context: Context, key: str) -> str:
    """Physical name of a rule."""
    return context.name(key, limit=64)


class Rule(Component):
    """Sends events that match a pattern to queues and topics; what it cannot deliver is kept.

    `fifo` are the keys of queues that keep an order; `after` is what admits the rule before it sends.
    """

    observed: Observed

    def __init__(
        self,
        name: str,
        settings: RuleSettings,
        *,
        context: Context,
        bus: Source | None,
        targets: Mapping[str, Source],
        fifo: Collection[str],
        after: Sequence[pulumi.Resource],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:messaging:Rule", name, None, opts)
        rule = aws.cloudwatch.EventRule(
            name,
            name=rule_name(context, name),
            description=f"Sends to {', '.join(settings.targets)}",
            event_bus_name=bus.name if bus else None,
            event_pattern=json.dumps(settings.pattern),
            opts=self.child(),
        )
        dead = dead_letter_queue(self, name, context, retain=settings.retain)
        queue_policy(self, f"{name}-dead-letters", dead, [rule.arn])
        for key in settings.targets:
            aws.cloudwatch.EventTarget(
                f"{name}-{key}",
                rule=rule.name,
                event_bus_name=bus.name if bus else None,
                target_id=key,
                arn=targets[key].arn,
                # Messages of one rule keep their order.
                sqs_target=aws.cloudwatch.EventTargetSqsTargetArgs(message_group_id=name)
                if key in fifo
                else None,
                dead_letter_config=aws.cloudwatch.EventTargetDeadLetterConfigArgs(arn=dead.arn),
                opts=self.child(depends_on=list(after)),
            )
        metric, alarm = dead_letters_alarm(dead.name, f"the rule {name}")
        self.observed = Observed(
            key=name,
            title=f"Rule {name}",
            widgets={"Dead letters": (metric,)},
            metrics={"dead-letters": metric},
            alarms={f"{name}-dead-letters": alarm},
        )
        self.register_outputs({"arn": rule.arn})


class Schedule(Component):
    """Sends a message to a queue or topic at its times, with a role that may do that alone.

    What it cannot deliver within a day is kept in its dead-letter queue.
    """

    observed: Observed

    def __init__(
        self,
        name: str,
        settings: ScheduleSettings,
        *,
        context: Context,
        target: Source,
        kind: str,
        fifo: bool,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:messaging:Schedule", name, None, opts)
        dead = dead_letter_queue(self, name, context, retain=settings.retain)
        queue_policy(self, f"{name}-dead-letters", dead)
        action = "sqs:SendMessage" if kind == "sqs" else "sns:Publish"
        role = service_role(
            name,
            "scheduler.amazonaws.com",
            [
                *sends(context, [action], target.arn, kind),
                *sends(context, ["sqs:SendMessage"], dead.arn, "sqs"),
            ],
            description=f"Schedule {name} of {context.prefix}",
            opts=self.child(),
            StringEquals={"aws:SourceAccount": context.account_id},
        )
        aws.scheduler.Schedule(
            name,
            name=context.name(name, limit=64),
            schedule_expression=settings.schedule,
            schedule_expression_timezone=settings.time_zone,
            flexible_time_window={"mode": "OFF"},
            state="ENABLED" if settings.enabled else "DISABLED",
            target=aws.scheduler.ScheduleTargetArgs(
                arn=target.arn,
                role_arn=role.arn,
                input=json.dumps(settings.input),
                sqs_parameters=aws.scheduler.ScheduleTargetSqsParametersArgs(message_group_id=name)
                if fifo
                else None,
                dead_letter_config=aws.scheduler.ScheduleTargetDeadLetterConfigArgs(arn=dead.arn),
            ),
            opts=self.child(),
        )
        metric, alarm = dead_letters_alarm(dead.name, f"the schedule {name}")
        self.observed = Observed(
            key=name,
            title=f"Schedule {name}",
            widgets={"Dead letters": (metric,)},
            metrics={"dead-letters": metric},
            alarms={f"{name}-dead-letters": alarm},
        )
        self.register_outputs({})
