"""The record of API calls of the account."""

from __future__ import annotations

from typing import Any

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.iam import allow, service_role
from components.storage.bucket import access_logs, global_name, lifecycle, private_bucket
from settings.account import Trail as TrailSettings
from settings.storage import Lifecycle

SERVICE = "cloudtrail.amazonaws.com"


class Trail(Component):
    """A trail of all regions with log-file validation, in a private bucket that nothing else writes to.

    Who reads that bucket is in the stack's access logs, where it has any.
    Records are encrypted by the stack's key where there is one; the digests that prove them unchanged are
    encrypted by S3, the only way that CloudTrail writes them.
    """

    arn: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        settings: TrailSettings,
        *,
        context: Context,
        log_bucket_name: pulumi.Output[str] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:security:Trail", name, None, opts)
        log_group_arn, role_arn = None, None
        if settings.cloud_watch_logs:
            log_group_arn, role_arn = self._log_group(name, context)
        trail = aws.cloudtrail.Trail(
            name,
            name=_physical(context),
            s3_bucket_name=self._bucket(name, settings, context, log_bucket_name),
            is_multi_region_trail=True,
            include_global_service_events=True,
            enable_log_file_validation=True,
            kms_key_id=context.key_arn,
            cloud_watch_logs_group_arn=log_group_arn,
            cloud_watch_logs_role_arn=role_arn,
            opts=self.child(),
        )
        self.arn = trail.arn
        self.register_outputs({"arn": self.arn})

    def _bucket(
        self,
        name: str,
        settings: TrailSettings,
        context: Context,
        log_bucket_name: pulumi.Output[str] | None,
    ) -> pulumi.Output[str]:
        """Name of the bucket, known when CloudTrail may write to it.

        AWS CloudTrail User Guide "Amazon S3 bucket policy for CloudTrail".
        """
        bucket = aws.s3.Bucket(
            name,
            bucket=global_name(context, name),
            opts=self.child(protect=settings.retain, retain_on_delete=settings.retain),
        )
        own = {"aws:SourceArn": trail_arn(context)}
        records = pulumi.Output.concat(bucket.arn, "/AWSLogs/", context.account_id, "/*")
        policy = private_bucket(
            self,
            name,
            bucket,
            key_arn=None,
            versioning=True,
            statements=[
                _admitted("TrailLooks", "s3:GetBucketAcl", bucket.arn, own),
                _admitted(
                    "TrailWrites",
                    "s3:PutObject",
                    records,
                    own | {"s3:x-amz-acl": "bucket-owner-full-control"},
                ),
            ],
        )
        days = {"expireAfterDays": settings.expire_after_days, "expireNoncurrentAfterDays": 30}
        lifecycle(self, name, bucket, Lifecycle.model_validate(days))
        if log_bucket_name is not None:
            access_logs(self, name, bucket, log_bucket_name)
        return policy.bucket

    def _log_group(self, name: str, context: Context) -> tuple[pulumi.Output[str], pulumi.Output[str]]:
        """Log group, in the form that CloudTrail takes, and the role that it writes there with."""
        log_group = aws.cloudwatch.LogGroup(
            name,
            name=f"/aws/cloudtrail/{context.prefix}",
            retention_in_days=context.log_retention_days,
            kms_key_id=context.key_arn,
            opts=self.child(),
        )
        streams = pulumi.Output.concat(
            log_group.arn, ":log-stream:", context.account_id, f"_CloudTrail_{context.region}*"
        )
        role = service_role(
            name,
            SERVICE,
            [allow(["logs:CreateLogStream", "logs:PutLogEvents"], [streams])],
            description=f"CloudTrail of {context.prefix} writes its records to the log group",
            opts=self.child(),
        )
        return pulumi.Output.concat(log_group.arn, ":*"), role.arn


def trail_arn(context: Context) -> pulumi.Output[str]:
    """ARN of the trail, for the policies that have to be there before it."""
    return pulumi.Output.concat(
        f"arn:aws:cloudtrail:{context.region}:", context.account_id, f":trail/{_physical(context)}"
    )


def _physical(context: Context) -> str:
    return context.name("trail", limit=128)


def _admitted(
    sid: str, action: str, resource: pulumi.Output[str], conditions: dict[str, Any]
) -> dict[str, Any]:
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"Service": SERVICE},
        "Action": action,
        "Resource": resource,
        "Condition": {"StringEquals": conditions},
    }
