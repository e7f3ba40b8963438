"""Service auto scaling."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.base import Component
from components.compute.ecs.steps import step_scaling
from components.edge.load_balancer import Route
from settings.scaling import Scaling, TargetTracking

METRICS = {
    "cpu": "ECSServiceAverageCPUUtilization",
    "memory": "ECSServiceAverageMemoryUtilization",
    "requests": "ALBRequestCountPerTarget",
}


class ServiceScaling(Component):
    """One scalable target over a service's desired count, one target-tracking policy a metric.

    Step policies each come with the alarm that starts them; bounds may change by the clock.
    """

    def __init__(
        self,
        name: str,
        settings: Scaling,
        *,
        cluster_name: str,
        service_name: pulumi.Input[str],
        policy_prefix: str,
        route: Route | None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:ecs:ServiceScaling", name, None, opts)
        target = aws.appautoscaling.Target(
            name,
            service_namespace="ecs",
            scalable_dimension="ecs:service:DesiredCount",
            resource_id=pulumi.Output.concat("service/", cluster_name, "/", service_name),
            min_capacity=settings.minimum,
            max_capacity=settings.maximum,
            opts=self.child(),
        )
        tracked: dict[str, TargetTracking | None] = {
            "cpu": settings.cpu,
            "memory": settings.memory,
            "requests": settings.requests,
        }
        for metric, tracking in tracked.items():
            if tracking is None:
                continue
            aws.appautoscaling.Policy(
                f"{name}-{metric}",
                name=tracking.name or f"{policy_prefix}-{metric}",
                policy_type="TargetTrackingScaling",
                service_namespace=target.service_namespace,
                scalable_dimension=target.scalable_dimension,
                resource_id=target.resource_id,
                target_tracking_scaling_policy_configuration=configuration(
                    metric, tracking, route.resource_label if route and metric == "requests" else None
                ),
                opts=self.child(),
            )
        for key, steps in settings.steps.items():
            step_scaling(
                self,
                f"{name}-{key}",
                steps,
                physical_name=steps.name or f"{policy_prefix}-{key}",
                target=target,
                dimensions=route.dimensions if route else {},
            )
        for key, scheduled in settings.scheduled.items():
            aws.appautoscaling.ScheduledAction(
                f"{name}-{key}",
                name=scheduled.name or f"{policy_prefix}-{key}",
                service_namespace=target.service_namespace,
                scalable_dimension=target.scalable_dimension,
                resource_id=target.resource_id,
                schedule=scheduled.schedule,
                timezone=scheduled.time_zone,
                scalable_target_action={
                    "min_capacity": scheduled.minimum,
                    "max_capacity": scheduled.maximum,
                },
                opts=self.child(),
            )
        self.register_outputs({})


def configuration(
    metric: str, tracking: TargetTracking, resource_label: pulumi.Input[str] | None
) -> aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationArgs:
    """Target tracking of one of the predefined metrics."""
    return aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationArgs(
        target_value=tracking.target,
        scale_in_cooldown=tracking.scale_in_cooldown_seconds,
        scale_out_cooldown=tracking.scale_out_cooldown_seconds,
        predefined_metric_specification=(
            aws.appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecificationArgs(
                predefined_metric_type=METRICS[metric], resource_label=resource_label
            )
        ),
    )
