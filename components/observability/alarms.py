"""Alarms from what the components offer and what the settings change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.observed import AlarmSpec, Metric, MetricMath, Observed
from settings.alarms import Alarm

STATISTICS = ("Average", "Sum", "Minimum", "Maximum", "SampleCount")


class Alarms(Component):
    """One metric alarm for each that a component offers, unless switched off; each notifies the topic."""

    names: dict[str, pulumi.Output[str]]
    """Physical names by key, of the alarms that are made."""

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
        self.names = {}
        for source in observed:
            for key, spec in source.alarms.items():
                change = changes.get(key, Alarm(enabled=spec.enabled))
                if change.enabled:
                    self.names[key] = self._alarm(key, spec, change, context, topic_arn).name
        self.register_outputs({})

    def _alarm(
        self, key: str, spec: AlarmSpec, change: Alarm, context: Context, topic_arn: pulumi.Input[str]
    ) -> aws.cloudwatch.MetricAlarm:
        period = change.period_seconds or spec.period_seconds
        return aws.cloudwatch.MetricAlarm(
            key,
            aws.cloudwatch.MetricAlarmArgs(
                name=change.name or context.name(key, limit=255),
                alarm_description=change.description or spec.description,
                comparison_operator=spec.comparison,
                threshold=spec.threshold if change.threshold is None else change.threshold,
                evaluation_periods=change.evaluation_periods or spec.evaluation_periods,
                datapoints_to_alarm=change.datapoints_to_alarm,
                treat_missing_data=spec.missing_data,
                actions_enabled=None if change.notify else False,
                alarm_actions=[topic_arn],
                ok_actions=[topic_arn],
                **watched(spec.metric, period, change.statistic),
            ),
            opts=self.child(),
        )


def watched(metric: Metric | MetricMath, period: int, statistic: str | None) -> dict[str, Any]:
    """What an alarm looks at: one metric, or an expression over several, of which only the result counts."""
    if isinstance(metric, MetricMath):
        return {"metric_queries": list(_queries(metric, period))}
    chosen = statistic or metric.statistic
    return {
        "namespace": metric.namespace,
        "metric_name": metric.name,
        "dimensions": dict(metric.dimensions),
        "period": period,
        "statistic" if chosen in STATISTICS else "extended_statistic": chosen,
    }


def _queries(math: MetricMath, period: int) -> Iterator[aws.cloudwatch.MetricAlarmMetricQueryArgs]:
    yield aws.cloudwatch.MetricAlarmMetricQueryArgs(
        id="result", expression=math.expression, label=math.label, return_data=True
    )
    for id, metric in math.metrics.items():
        yield aws.cloudwatch.MetricAlarmMetricQueryArgs(
            id=id,
            metric=aws.cloudwatch.MetricAlarmMetricQueryMetricArgs(
                namespace=metric.namespace,
                metric_name=metric.name,
                dimensions=dict(metric.dimensions),
                period=period,
                stat=metric.statistic,
            ),
            return_data=False,
        )
