"""The bucket that access logs are delivered to."""

from __future__ import annotations

from typing import Any

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.storage.bucket import global_name, lifecycle, private_bucket
from settings.storage import Lifecycle
from settings.storage import LogBucket as LogBucketSettings


class LogBucket(Component):
    """A private bucket that the log delivery of load balancers and of S3 may write to.

    Encrypted with SSE-S3, the only encryption that ALB log delivery supports (Elastic Load Balancing User
    Guide "Enable access logs for your Application Load Balancer").
    """

    name: pulumi.Output[str]
    """Name, known when log delivery is allowed to write."""

    def __init__(
        self,
        name: str,
        settings: LogBucketSettings,
        *,
        context: Context,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:storage:LogBucket", name, None, opts)
        physical = (
            pulumi.Output.concat(settings.name, "-", context.account_id)
            if settings.name
            else global_name(context, "access-logs")
        )
        bucket = aws.s3.Bucket(name, bucket=physical, opts=self.child(retain_on_delete=True))
        policy = private_bucket(
            self,
            name,
            bucket,
            key_arn=None,
            versioning=True,
            statements=[
                self._delivery(bucket, context, "logdelivery.elasticloadbalancing.amazonaws.com", "alb"),
                self._delivery(bucket, context, "logging.s3.amazonaws.com", "s3"),
            ],
        )
        lifecycle(
            self,
            name,
            bucket,
            Lifecycle.model_validate(
                {
                    "expireAfterDays": settings.expire_after_days,
                    "expireNoncurrentAfterDays": min(30, settings.expire_after_days),
                }
            ),
        )
        self.name = policy.bucket
        self.register_outputs({"name": self.name})

    @staticmethod
    def _delivery(bucket: aws.s3.Bucket, context: Context, service: str, prefix: str) -> dict[str, Any]:
        """Lets one log delivery service put objects under its prefix, for this account only."""
        return {
            "Sid": f"Deliver{prefix.capitalize()}",
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": "s3:PutObject",
            "Resource": pulumi.Output.concat(bucket.arn, f"/{prefix}/*"),
            "Condition": {"StringEquals": {"aws:SourceAccount": context.account_id}},
        }
