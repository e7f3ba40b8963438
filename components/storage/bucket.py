"""Private buckets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pulumi
import pulumi_aws as aws

from components.base import Component, Context, safe_name
from components.iam import Statement, allow, document, tls_only
from components.links import Link
from settings.storage import Bucket as BucketSettings
from settings.storage import Lifecycle, Moves

READ = ["s3:GetObject"]
WRITE = ["s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"]


class Bucket(Component):
    """A private, encrypted, versioned bucket that answers over TLS only, with a lifecycle.

    What uses it gets its name as a variable, and the actions that the settings allow on it and its objects.
    The policy of one that CloudFront serves is made by `admit`, when the distribution is known.
    """

    name: pulumi.Output[str]
    arn: pulumi.Output[str]
    domain_name: pulumi.Output[str]
    link: Link

    def __init__(
        self,
        name: str,
        settings: BucketSettings,
        *,
        context: Context,
        log_bucket_name: pulumi.Input[str] | None = None,
        behind_cloudfront: bool = False,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:storage:Bucket", name, None, opts)
        self._key_arn = context.key_arn if settings.encryption == "stack" else None
        if settings.existing:
            self.name = pulumi.Output.from_input(settings.name or name)
            self.arn = pulumi.Output.concat("arn:aws:s3:::", self.name)
            self.domain_name = pulumi.Output.concat(self.name, f".s3.{context.region}.amazonaws.com")
        else:
            physical = settings.name or global_name(context, name)
            options = self.child(protect=settings.retain, retain_on_delete=settings.retain)
            bucket = aws.s3.Bucket(name, bucket=physical, opts=options)
            blocked = closed_bucket(self, name, bucket, key_arn=self._key_arn, versioning=settings.versioning)
            self._policy = partial(bucket_policy, self, name, bucket, blocked)
            if not behind_cloudfront:
                self._policy(())
            lifecycle(self, name, bucket, settings.lifecycle)
            self._extras(name, bucket, settings, log_bucket_name)
            self.name, self.arn = bucket.bucket, bucket.arn
            self.domain_name = bucket.bucket_regional_domain_name
        self.link = self._link(name, settings, context)
        self.register_outputs({"name": self.name, "arn": self.arn})

    def admit(self, distribution_arn: pulumi.Output[str]) -> None:
        """Make the policy of a bucket behind CloudFront, which lets this one distribution read its objects.

        Source: Amazon CloudFront Developer Guide, "Restrict access to an Amazon S3 origin".
        """
        self._policy(
            [
                {
                    "Sid": "CloudFront",
                    "Effect": "Allow",
                    "Principal": {"Service": "cloudfront.amazonaws.com"},
                    "Action": "s3:GetObject",
                    "Resource": pulumi.Output.concat(self.arn, "/*"),
                    "Condition": {"StringEquals": {"AWS:SourceArn": distribution_arn}},
                }
            ]
        )

    def _extras(
        self,
        name: str,
        bucket: aws.s3.Bucket,
        settings: BucketSettings,
        log_bucket_name: pulumi.Input[str] | None,
    ) -> None:
        if settings.cors:
            cors = settings.cors
            aws.s3.BucketCorsConfiguration(
                name,
                bucket=bucket.id,
                cors_rules=[
                    {
                        "allowed_origins": list(cors.origins),
                        "allowed_methods": list(cors.methods),
                        "allowed_headers": list(cors.headers),
                        "expose_headers": list(cors.expose_headers),
                        "max_age_seconds": cors.max_age_seconds,
                    }
                ],
                opts=self.child(),
            )
        if log_bucket_name is not None:
            access_logs(self, name, bucket, log_bucket_name)

    def _link(self, name: str, settings: BucketSettings, context: Context) -> Link:
        inject = settings.variables(name)
        fields: Mapping[str, pulumi.Output[str]] = {"name": self.name, "arn": self.arn}
        actions = (READ if settings.access != "write" else []) + (WRITE if settings.access != "read" else [])
        statements = self._granting(actions, settings, context)
        if settings.access != "write":
            statements.insert(0, allow(["s3:ListBucket"], [self.arn]))
        link = Link(
            name=name,
            environment={variable: fields[field] for variable, field in inject.items()},
            statements=tuple(statements),
        )
        return replace(
            link,
            narrowed=lambda chosen: replace(
                link, statements=tuple(self._granting(chosen, settings, context))
            ),
        )

    def _granting(
        self, actions: Sequence[str], settings: BucketSettings, context: Context
    ) -> list[Statement]:
        """Statements that allow actions on the objects, and what these take of the key."""
        statements: list[Statement] = [allow(actions, [pulumi.Output.concat(self.arn, "/*")])]
        if self._key_arn is not None and not settings.existing:
            # A multipart upload also decrypts (AWS KMS Developer Guide "How Amazon S3 uses AWS KMS").
            writes = "s3:PutObject" in actions
            uses = ["kms:Decrypt", "kms:GenerateDataKey"] if writes else ["kms:Decrypt"]
            via = {"kms:ViaService": f"s3.{context.region}.amazonaws.com"}
            statements.append(allow(uses, [self._key_arn], StringEquals=via))
        return statements


def global_name(context: Context, role: str) -> pulumi.Output[str]:
    """`<prefix>-<role>-<account id>`: bucket names are shared by all accounts (63 characters at most)."""
    return pulumi.Output.concat(safe_name(f"{context.prefix}-{role}", 50), "-", context.account_id)


def private_bucket(
    parent: Component,
    name: str,
    bucket: aws.s3.Bucket,
    *,
    key_arn: pulumi.Output[str] | None,
    versioning: bool,
    statements: Sequence[Mapping[str, Any]] = (),
) -> aws.s3.BucketPolicy:
    """Everything that makes a bucket private; `statements` are added to its TLS-only policy."""
    blocked = closed_bucket(parent, name, bucket, key_arn=key_arn, versioning=versioning)
    return bucket_policy(parent, name, bucket, blocked, statements)


def closed_bucket(
    parent: Component,
    name: str,
    bucket: aws.s3.Bucket,
    *,
    key_arn: pulumi.Output[str] | None,
    versioning: bool,
) -> aws.s3.BucketPublicAccessBlock:
    """What makes a bucket private beside its policy; returns the block that a policy waits for."""
    blocked = aws.s3.BucketPublicAccessBlock(
        name,
        bucket=bucket.id,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
        opts=parent.child(),
    )
    aws.s3.BucketOwnershipControls(
        name, bucket=bucket.id, rule={"object_ownership": "BucketOwnerEnforced"}, opts=parent.child()
    )
    by_default = aws.s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgs(
        sse_algorithm="aws:kms" if key_arn else "AES256", kms_master_key_id=key_arn
    )
    aws.s3.BucketServerSideEncryptionConfiguration(
        name,
        bucket=bucket.id,
        rules=[
            aws.s3.BucketServerSideEncryptionConfigurationRuleArgs(
                apply_server_side_encryption_by_default=by_default, bucket_key_enabled=key_arn is not None
            )
        ],
        opts=parent.child(),
    )
    aws.s3.BucketVersioning(
        name,
        bucket=bucket.id,
        versioning_configuration={"status": "Enabled" if versioning else "Suspended"},
        opts=parent.child(),
    )
    return blocked


def bucket_policy(
    parent: Component,
    name: str,
    bucket: aws.s3.Bucket,
    blocked: aws.s3.BucketPublicAccessBlock,
    statements: Sequence[Mapping[str, Any]],
) -> aws.s3.BucketPolicy:
    """The policy of a bucket: TLS only, and `statements`."""
    refused = tls_only("s3:*", [bucket.arn, pulumi.Output.concat(bucket.arn, "/*")])
    return aws.s3.BucketPolicy(
        name,
        bucket=bucket.id,
        policy=document([refused, *statements]),
        opts=parent.child(depends_on=[blocked]),
    )


def access_logs(
    parent: Component, name: str, bucket: aws.s3.Bucket, log_bucket_name: pulumi.Input[str]
) -> None:
    """Requests to the bucket, written to the stack's log bucket."""
    aws.s3.BucketLogging(
        name,
        bucket=bucket.id,
        target_bucket=log_bucket_name,
        target_prefix=f"s3/{name}/",
        opts=parent.child(),
    )


def lifecycle(parent: Component, name: str, bucket: aws.s3.Bucket, settings: Lifecycle) -> None:
    """When objects of the bucket, their old versions and unfinished uploads move or end."""
    everything = aws.s3.BucketLifecycleConfigurationRuleArgs(
        id="default",
        status="Enabled",
        filter=aws.s3.BucketLifecycleConfigurationRuleFilterArgs(prefix=""),
        abort_incomplete_multipart_upload=aws.s3.BucketLifecycleConfigurationRuleAbortIncompleteMultipartUploadArgs(
            days_after_initiation=settings.abort_incomplete_uploads_after_days
        ),
        transitions=_transitions(settings),
        expiration=_expiration(settings),
        noncurrent_version_expiration=aws.s3.BucketLifecycleConfigurationRuleNoncurrentVersionExpirationArgs(
            noncurrent_days=settings.expire_noncurrent_after_days
        )
        if settings.expire_noncurrent_after_days
        else None,
    )
    of_prefixes = [
        aws.s3.BucketLifecycleConfigurationRuleArgs(
            id=key,
            status="Enabled",
            filter=aws.s3.BucketLifecycleConfigurationRuleFilterArgs(prefix=tier.prefix),
            transitions=_transitions(tier),
            expiration=_expiration(tier),
        )
        for key, tier in sorted(settings.prefixes.items())
    ]
    aws.s3.BucketLifecycleConfiguration(
        name, bucket=bucket.id, rules=[everything, *of_prefixes], opts=parent.child()
    )


def _transitions(moves: Moves) -> list[aws.s3.BucketLifecycleConfigurationRuleTransitionArgs] | None:
    return [
        aws.s3.BucketLifecycleConfigurationRuleTransitionArgs(
            days=move.after_days, storage_class=move.storage_class
        )
        for move in moves.transitions
    ] or None


def _expiration(moves: Moves) -> aws.s3.BucketLifecycleConfigurationRuleExpirationArgs | None:
    if not moves.expire_after_days:
        return None
    return aws.s3.BucketLifecycleConfigurationRuleExpirationArgs(days=moves.expire_after_days)
