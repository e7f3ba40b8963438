"""A copy of a bucket in the second region."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.iam import Statement, allow, service_role
from components.regions import SecondRegion, in_region
from components.storage.bucket import Bucket, global_name, lifecycle, private_bucket
from settings.storage import Bucket as BucketSettings
from settings.storage import Lifecycle
from settings.storage import Replication as ReplicationSettings


class BucketCopy(Component):
    """A private, versioned bucket that takes the objects of another, in the region that it is placed in."""

    name: pulumi.Output[str]
    arn: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        settings: ReplicationSettings,
        *,
        source: BucketSettings,
        context: Context,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:storage:BucketCopy", name, None, opts)
        bucket = aws.s3.Bucket(
            name,
            bucket=settings.name or global_name(context, name),
            opts=self.child(protect=source.retain, retain_on_delete=source.retain),
        )
        private_bucket(self, name, bucket, key_arn=context.key_arn, versioning=True)
        kept = {
            "expireNoncurrentAfterDays": source.lifecycle.expire_noncurrent_after_days,
            "abortIncompleteUploadsAfterDays": source.lifecycle.abort_incomplete_uploads_after_days,
        }
        lifecycle(self, name, bucket, Lifecycle.model_validate(kept))
        self.name, self.arn = bucket.bucket, bucket.arn
        self.register_outputs({"name": self.name})


class Replication(Component):
    """S3 copies each new version of an object to a bucket in the second region, by a role of its own.

    Copies are encrypted with the key of that region where the objects are with the stack's. What was there
    before is not copied (Amazon S3 User Guide "Replicating existing objects").
    """

    copy_name: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        settings: ReplicationSettings,
        *,
        bucket: Bucket,
        bucket_settings: BucketSettings,
        context: Context,
        second: SecondRegion,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:storage:Replication", name, None, opts)
        encrypted = bucket_settings.encryption == "stack"
        here, there = (context.key_arn, second.key_arn) if encrypted else (None, None)
        placed, placed_opts = in_region(context, second.region, self.child(), key_arn=there)
        copy = BucketCopy(name, settings, source=bucket_settings, context=placed, opts=placed_opts)
        self.copy_name = copy.name
        statements = [*replicates(bucket.arn, copy.arn)]
        if here is not None and there is not None:
            statements += [
                allow(["kms:Decrypt"], [here], StringEquals=_via(context.region)),
                allow(["kms:Encrypt", "kms:GenerateDataKey"], [there], StringEquals=_via(second.region)),
            ]
        role = service_role(
            name,
            "s3.amazonaws.com",
            statements,
            description=f"Replication of a bucket of {context.prefix}",
            opts=self.child(),
            StringEquals={"aws:SourceAccount": context.account_id},
        )
        aws.s3.BucketReplicationConfig(
            name,
            bucket=bucket.name,
            role=role.arn,
            rules=[_rule(settings, copy.arn, there)],
            # Both keep versions before S3 copies any.
            opts=self.child(depends_on=[bucket, copy]),
        )
        self.register_outputs({"copyName": self.copy_name})


def _rule(
    settings: ReplicationSettings, copy_arn: pulumi.Output[str], key_arn: pulumi.Output[str] | None
) -> aws.s3.BucketReplicationConfigRuleArgs:
    return aws.s3.BucketReplicationConfigRuleArgs(
        id="all",
        status="Enabled",
        priority=0,
        filter=aws.s3.BucketReplicationConfigRuleFilterArgs(prefix=""),
        delete_marker_replication=aws.s3.BucketReplicationConfigRuleDeleteMarkerReplicationArgs(
            status="Enabled" if settings.delete_markers else "Disabled"
        ),
        source_selection_criteria=aws.s3.BucketReplicationConfigRuleSourceSelectionCriteriaArgs(
            sse_kms_encrypted_objects=aws.s3.BucketReplicationConfigRuleSourceSelectionCriteriaSseKmsEncryptedObjectsArgs(
                status="Enabled"
            )
        )
        if key_arn is not None
        else None,
        destination=aws.s3.BucketReplicationConfigRuleDestinationArgs(
            bucket=copy_arn,
            storage_class=settings.storage_class,
            encryption_configuration=aws.s3.BucketReplicationConfigRuleDestinationEncryptionConfigurationArgs(
                replica_kms_key_id=key_arn
            )
            if key_arn is not None
            else None,
        ),
    )


def replicates(source_arn: pulumi.Output[str], copy_arn: pulumi.Output[str]) -> list[Statement]:
    """What S3 takes to copy: reads here, writes there.

    Source: Amazon S3 User Guide, "Setting up permissions for live replication".
    """
    return [
        allow(["s3:GetReplicationConfiguration", "s3:ListBucket"], [source_arn]),
        allow(
            [
                "s3:GetObjectVersionForReplication",
                "s3:GetObjectVersionAcl",
                "s3:GetObjectVersionTagging",
            ],
            [pulumi.Output.concat(source_arn, "/*")],
        ),
        allow(
            ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"],
            [pulumi.Output.concat(copy_arn, "/*")],
        ),
    ]


def _via(region: str) -> dict[str, str]:
    return {"kms:ViaService": f"s3.{region}.amazonaws.com"}
