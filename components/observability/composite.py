"""Alarms over other alarms."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from settings.alarms import Composite


class CompositeAlarms(Component):
    """One composite alarm for each of the settings; each notifies the topic, as its members do."""

    def __init__(
        self,
        name: str,
        settings: Mapping[str, Composite],
        *,
        context: Context,
        alarm_names: Mapping[str, pulumi.Output[str]],
        topic_arn: pulumi.Input[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:observability:CompositeAlarms", name, None, opts)
        for key, composite in settings.items():
            aws.cloudwatch.CompositeAlarm(
                key,
                alarm_name=composite.name or context.name(key, limit=255),
                alarm_description=composite.description,
                alarm_rule=alarm_rule(composite, alarm_names),
                alarm_actions=[topic_arn],
                ok_actions=[topic_arn],
                opts=self.child(),
            )
        self.register_outputs({})


def alarm_rule(composite: Composite, names: Mapping[str, pulumi.Output[str]]) -> pulumi.Output[str]:
    """When it is on, in the language of composite alarms; the names make it wait for its members."""
    members = pulumi.Output.all(*(names[key] for key in (*composite.all, *composite.any)))
    between = " AND " if composite.all else " OR "
    return members.apply(lambda known: between.join(f'ALARM("{name}")' for name in known))
