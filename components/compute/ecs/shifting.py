"""Deployments that shift traffic between two target groups, by ECS itself."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.edge.load_balancer import Route
from components.iam import allow, service_role
from settings.deployment import Deployment

STRATEGIES = {"blueGreen": "BLUE_GREEN", "linear": "LINEAR", "canary": "CANARY"}


def deployment_configuration(settings: Deployment) -> aws.ecs.ServiceDeploymentConfigurationArgs | None:
    """The strategy as ECS takes it; None for a rolling deployment."""
    if not settings.shifts:
        return None
    share, minutes = settings.step_percent, str(settings.step_minutes)
    linear = aws.ecs.ServiceDeploymentConfigurationLinearConfigurationArgs(
        step_percent=share, step_bake_time_in_minutes=minutes
    )
    canary = aws.ecs.ServiceDeploymentConfigurationCanaryConfigurationArgs(
        canary_percent=share, canary_bake_time_in_minutes=minutes
    )
    return aws.ecs.ServiceDeploymentConfigurationArgs(
        strategy=STRATEGIES[settings.strategy],
        bake_time_in_minutes=str(settings.bake_minutes),
        linear_configuration=linear if settings.strategy == "linear" else None,
        canary_configuration=canary if settings.strategy == "canary" else None,
    )


def second_way(
    parent: Component, name: str, context: Context, route: Route
) -> aws.ecs.ServiceLoadBalancerAdvancedConfigurationArgs | None:
    """The second target group and the rule that ECS changes, with a role for that; None where there is none.

    The role may change that one rule and the targets of these two groups (Amazon ECS Developer Guide, "Amazon
    ECS infrastructure IAM role for load balancers"; the managed policy would do for all).
    """
    other = route.alternate
    if other is None:
        return None
    role = service_role(
        f"{name}-deployment",
        "ecs.amazonaws.com",
        [
            allow(["elasticloadbalancing:ModifyRule"], [other.rule_arn]),
            allow(
                ["elasticloadbalancing:RegisterTargets", "elasticloadbalancing:DeregisterTargets"],
                [route.target_group_arn, other.target_group_arn],
            ),
            # These take no resource (Service Authorization Reference, Elastic Load Balancing V2).
            allow(
                [
                    "elasticloadbalancing:DescribeListeners",
                    "elasticloadbalancing:DescribeRules",
                    "elasticloadbalancing:DescribeTargetGroups",
                    "elasticloadbalancing:DescribeTargetHealth",
                ],
                ["*"],
            ),
        ],
        description=f"ECS shifts the traffic of {name} in {context.prefix}",
        opts=parent.child(),
    )
    return aws.ecs.ServiceLoadBalancerAdvancedConfigurationArgs(
        alternate_target_group_arn=other.target_group_arn,
        production_listener_rule=other.rule_arn,
        role_arn=role.arn,
    )


def unhealthy(route: Route) -> dict[str, dict[str, pulumi.Input[str]]]:
    """Dimensions of each target group that serves, by the ending of its alarm."""
    found = {"unhealthy-targets": dict(route.dimensions)}
    if route.alternate is not None:
        found["unhealthy-alternate-targets"] = dict(route.alternate.dimensions)
    return found
