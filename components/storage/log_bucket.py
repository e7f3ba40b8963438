"""The bucket that access logs are delivered to."""

from __future__ import annotations

from typing import Any

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.storage.bucket import global_name, lifecycle, private_bucket
from settings.storage import Lifecycle
from settings.storage import LogBucket as LogBucketSettings

ALB = "logdelivery.elasticloadbalancing.amazonaws.com"
S3 = "logging.s3.amazonaws.com"


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
                delivery(
                    "Alb",
                    ALB,
                    pulumi.Output.concat(
                        bucket.arn, f"/{settings.alb_prefix}/AWSLogs/", context.account_id, "/*"
                    ),
                ),
                delivery("S3", S3, pulumi.Output.concat(bucket.arn, "/s3/*"))
                | {"Condition": {"StringEquals": {"aws:SourceAccount": context.account_id}}},
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


def delivery(sid: str, service: str, objects: pulumi.Output[str]) -> dict[str, Any]:
    """Lets one log delivery service put objects under its prefix.

    Load balancers write below the account's own path only; they send no source keys to hold a condition to.
    """
    return {
        "Sid": f"Deliver{sid}",
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "s3:PutObject",
        "Resource": objects,
    }
