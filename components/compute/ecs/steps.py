"""Step scaling by requests: a policy, and the alarm whose action it is."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from components.base import Component
from settings.scaling import StepScaling


def step_scaling(
    parent: Component,
    name: str,
    settings: StepScaling,
    *,
    physical_name: str,
    target: aws.appautoscaling.Target,
    dimensions: Mapping[str, pulumi.Input[str]],
) -> None:
    """Adds tasks while the requests for each are above what they are meant to take (FBG-CMP-28, FBG-CMP-29).

    The alarm watches the load in percent, so that every step can be reached, which it could not be on CPU
    (erratum FBG E25). `dimensions` are those of the service's target group.
    """
    policy = aws.appautoscaling.Policy(
        name,
        name=physical_name,
        policy_type="StepScaling",
        service_namespace=target.service_namespace,
        scalable_dimension=target.scalable_dimension,
        resource_id=target.resource_id,
        step_scaling_policy_configuration=aws.appautoscaling.PolicyStepScalingPolicyConfigurationArgs(
            adjustment_type="ChangeInCapacity",
            metric_aggregation_type="Average",
            cooldown=settings.cooldown_seconds,
            step_adjustments=[
                aws.appautoscaling.PolicyStepScalingPolicyConfigurationStepAdjustmentArgs(
                    metric_interval_lower_bound=f"{step.lower:g}",
                    metric_interval_upper_bound=None if step.upper is None else f"{step.upper:g}",
                    scaling_adjustment=step.add,
                )
                for step in settings.adjustments
            ],
        ),
        opts=parent.child(),
    )
    requests = aws.cloudwatch.MetricAlarmMetricQueryMetricArgs(
        namespace="AWS/ApplicationELB",
        metric_name="RequestCountPerTarget",
        dimensions=dict(dimensions),
        stat="Sum",
        period=60,
    )
    aws.cloudwatch.MetricAlarm(
        name,
        name=f"{physical_name}-load",
        alarm_description=(
            f"More than {settings.threshold:g} % of the {settings.requests_per_target} requests a minute "
            f"that one task is meant to take: {physical_name} adds tasks"
        ),
        metric_queries=[
            aws.cloudwatch.MetricAlarmMetricQueryArgs(id="requests", metric=requests, return_data=False),
            aws.cloudwatch.MetricAlarmMetricQueryArgs(
                id="load",
                expression=f"requests / {settings.requests_per_target} * 100",
                label="Load (%)",
                return_data=True,
            ),
        ],
        comparison_operator="GreaterThanThreshold",
        threshold=settings.threshold,
        evaluation_periods=1,
        # Without requests there is no load.
        treat_missing_data="notBreaching",
        alarm_actions=[policy.arn],
        opts=parent.child(),
    )
