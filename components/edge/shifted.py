"""Services whose traffic ECS shifts between two target groups, by the rule of the listener."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.base import Component
from settings.compute import Expose
from settings.deployment import LAST_PRIORITY


@dataclass(frozen=True)
class Alternate:
    """The second way to a service whose traffic is shifted by ECS."""

    target_group_arn: pulumi.Output[str]
    rule_arn: pulumi.Output[str]
    """Rule in which ECS changes the weights of both target groups."""

    dimensions: Mapping[str, pulumi.Input[str]]
    """CloudWatch dimensions of the target group."""


def shifted_rule(
    parent: Component,
    key: str,
    listener: aws.lb.Listener,
    group: aws.lb.TargetGroup,
    other: aws.lb.TargetGroup,
    expose: Expose,
) -> aws.lb.ListenerRule:
    """A rule over both target groups, whose weights are ECS's from its first deployment on.

    Source: Amazon ECS Developer Guide, "Application Load Balancer resources for blue/green deployments".
    """
    weights = aws.lb.ListenerRuleActionForwardArgs(
        target_groups=[
            aws.lb.ListenerRuleActionForwardTargetGroupArgs(arn=each.arn, weight=weight)
            for each, weight in ((group, 100), (other, 0))
        ]
    )
    return aws.lb.ListenerRule(
        f"{key}-shifted",
        listener_arn=listener.arn,
        priority=expose.priority or LAST_PRIORITY,
        conditions=conditions(expose),
        actions=[aws.lb.ListenerRuleActionArgs(type="forward", forward=weights)],
        opts=parent.child(ignore_changes=["actions"]),
    )


def conditions(expose: Expose) -> list[aws.lb.ListenerRuleConditionArgs]:
    """Which requests a service takes: those of its paths and hosts, or all."""
    paths = ["/*"] if expose.default else list(expose.paths)
    found = []
    if paths:
        pattern = aws.lb.ListenerRuleConditionPathPatternArgs(values=paths)
        found.append(aws.lb.ListenerRuleConditionArgs(path_pattern=pattern))
    if expose.hosts:
        header = aws.lb.ListenerRuleConditionHostHeaderArgs(values=list(expose.hosts))
        found.append(aws.lb.ListenerRuleConditionArgs(host_header=header))
    return found
