"""VPC flow logs into CloudWatch Logs."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.iam import allow, service_role
from components.logs import log_group
from settings.network import FlowLogs as FlowLogSettings


class FlowLogs(Component):
    """Records of all accepted and rejected traffic of a VPC, by a role for their log group only."""

    def __init__(
        self,
        name: str,
        settings: FlowLogSettings,
        *,
        context: Context,
        vpc_id: pulumi.Input[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:network:FlowLogs", name, None, opts)
        group = log_group(
            name,
            context,
            physical_name=f"/vpc/{context.prefix}/{name}",
            retention_days=settings.retention_days,
            opts=self.child(),
        )
        role = service_role(
            name,
            "vpc-flow-logs.amazonaws.com",
            [
                allow(
                    [
                        "logs:CreateLogStream",
                        "logs:PutLogEvents",
                        "logs:DescribeLogStreams",
                    ],
                    [group.arn, pulumi.Output.concat(group.arn, ":*")],
                )
            ],
            description=f"VPC flow logs of {context.prefix} to CloudWatch Logs",
            opts=self.child(),
        )
        aws.ec2.FlowLog(
            name,
            vpc_id=vpc_id,
            traffic_type="ALL",
            log_destination_type="cloud-watch-logs",
            log_destination=group.arn,
            iam_role_arn=role.arn,
            max_aggregation_interval=settings.aggregation_seconds,
            tags={"Name": context.name(name)},
            opts=self.child(),
        )
        self.register_outputs({})
