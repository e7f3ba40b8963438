"""Word of Spot capacity that cannot be had."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.base import Component, Context


class SpotFallback(Component):
    """Sends placement failures of the cluster's services to the alert topic.

    ECS does not replace missing Spot capacity with on-demand capacity by itself (SKY-CST-02, erratum E16);
    the answer is `groundwork:compute.cluster.defaultCapacity.kind: onDemand` until Spot is back, which the
    next update brings to the services. Event:
    Amazon ECS Developer Guide "Amazon ECS service action events".
    """

    def __init__(
        self,
        name: str,
        *,
        context: Context,
        cluster_arn: pulumi.Output[str],
        topic_arn: pulumi.Input[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:observability:SpotFallback", name, None, opts)
        pattern = {
            "source": ["aws.ecs"],
            "detail-type": ["ECS Service Action"],
            "detail": {
                "eventName": ["SERVICE_TASK_PLACEMENT_FAILURE"],
                "clusterArn": [cluster_arn],
            },
        }
        rule = aws.cloudwatch.EventRule(
            name,
            name=context.name("spot-placement-failure"),
            description="A task found no capacity, most often on Fargate Spot",
            event_pattern=pulumi.Output.json_dumps(pattern),
            opts=self.child(),
        )
        aws.cloudwatch.EventTarget(name, rule=rule.name, arn=topic_arn, opts=self.child())
        self.register_outputs({})
