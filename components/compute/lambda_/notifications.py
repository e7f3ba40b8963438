"""What buckets tell functions: a bucket has one such list, whoever is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.base import Component
from components.sources import Source
from settings.lambda_ import BucketTrigger


@dataclass(frozen=True)
class Told:
    """A function that is told of a bucket's objects."""

    key: str
    """`<function>-<trigger>`."""

    trigger: BucketTrigger
    function_arn: pulumi.Output[str]
    permission: aws.lambda_.Permission
    """S3 tries it before it takes the notification."""


class Notifications(Component):
    """All notifications of one bucket (Amazon S3 API Reference, "PutBucketNotificationConfiguration")."""

    def __init__(
        self,
        name: str,
        *,
        bucket: Source,
        told: Sequence[Told],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:compute:Notifications", name, None, opts)
        aws.s3.BucketNotification(
            name,
            bucket=bucket.name,
            lambda_functions=[
                aws.s3.BucketNotificationLambdaFunctionArgs(
                    id=each.key,
                    lambda_function_arn=each.function_arn,
                    events=list(each.trigger.events),
                    filter_prefix=each.trigger.prefix or None,
                    filter_suffix=each.trigger.suffix or None,
                )
                for each in told
            ],
            opts=self.child(depends_on=[each.permission for each in told]),
        )
        self.register_outputs({})


def notifications(
    told: Sequence[Told], sources: Mapping[str, Source], opts: pulumi.ResourceOptions
) -> dict[str, Notifications]:
    """The notifications of each bucket that tells a function of its objects, by the bucket's key."""
    by_bucket: dict[str, list[Told]] = {}
    for each in sorted(told, key=lambda one: one.key):
        by_bucket.setdefault(each.trigger.bucket, []).append(each)
    return {
        bucket: Notifications(bucket, bucket=sources[bucket], told=functions, opts=opts)
        for bucket, functions in by_bucket.items()
    }
