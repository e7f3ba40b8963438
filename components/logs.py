"""Log groups: always with a retention, encrypted with the stack's key where it has one."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.base import Context


def log_group(
    name: str,
    context: Context,
    *,
    opts: pulumi.ResourceOptions,
    physical_name: str | None = None,
    retention_days: int | None = None,
) -> aws.cloudwatch.LogGroup:
    """A log group that keeps its events for `retention_days`, or for the stack's usual number of days."""
    return aws.cloudwatch.LogGroup(
        name,
        name=physical_name,
        retention_in_days=retention_days or context.log_retention_days,
        kms_key_id=context.key_arn,
        opts=opts,
    )
