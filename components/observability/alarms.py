"""Alarms from what the components offer and what the settings change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.observed import AlarmSpec, Observed
from settings.observability import Alarm


class Alarms(Component):
    """One metric alarm for each that a component offers, unless switched off; each notifies the topic."""

    def __init__(
        self,
        name: str,
        changes: Mapping[str, Alarm],
        *,
        context: Context,
        observed: Iterable[Observed],
        topic_arn: pulumi.Input[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:observability:Alarms", name, None, opts)
        for source in observed:
            for key, spec in source.alarms.items():
                change = changes.get(key, Alarm())
                if change.enabled:
                    self._alarm(key, spec, change, context, topic_arn)
        self.register_outputs({})

    def _alarm(
        self, key: str, spec: AlarmSpec, change: Alarm, context: Context, topic_arn: pulumi.Input[str]
    ) -> None:
        metric = spec.metric
        aws.cloudwatch.MetricAlarm(
            key,
            name=change.name or context.name(key, limit=255),
            alarm_description=change.description or spec.description,
            namespace=metric.namespace,
            metric_name=metric.name,
            dimensions=dict(metric.dimensions),
            statistic=change.statistic or metric.statistic,
            comparison_operator=spec.comparison,
            threshold=spec.threshold if change.threshold is None else change.threshold,
            period=change.period_seconds or spec.period_seconds,
            evaluation_periods=change.evaluation_periods or spec.evaluation_periods,
            datapoints_to_alarm=change.datapoints_to_alarm,
            treat_missing_data=spec.missing_data,
            alarm_actions=[topic_arn],
            ok_actions=[topic_arn],
            opts=self.child(),
        )
