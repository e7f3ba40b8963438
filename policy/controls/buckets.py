"""Controls on S3 buckets, whose settings Pulumi programs write inline or in resources of their own."""

from __future__ import annotations

from collections.abc import Iterator

from policy.aws.buckets import first_known, log_buckets, parts
from policy.aws.types import (
    BUCKET,
    BUCKET_ACL,
    BUCKET_ENCRYPTION,
    BUCKET_LOGGING,
    BUCKET_OWNERSHIP,
    BUCKET_PUBLIC_ACCESS,
    BUCKET_VERSIONING,
)
from policy.framework.outcome import NotApplicable, Outcome, Undetermined, Violation
from policy.framework.registry import Scope, on_graph
from policy.framework.resource import Resource
from policy.framework.values import UNKNOWN, at, show

FLAGS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
INLINE_ENCRYPTION = "serverSideEncryptionConfiguration"
ALGORITHM = "applyServerSideEncryptionByDefault.sseAlgorithm"


@on_graph("bucket-public-access-blocked", BUCKET)
def public_access(bucket: Resource, scope: Scope) -> Iterator[Outcome]:
    """All four public access blocks of each bucket are on."""
    blocks = parts(scope.graph, bucket, BUCKET_PUBLIC_ACCESS)
    if not blocks:
        yield Violation("the bucket has no public access block, must have one with all four switches on")
    for block in blocks:
        for flag in FLAGS:
            value = block.get(flag)
            if value is UNKNOWN:
                yield Undetermined(f"{block.name}.{flag}")
            elif value is not True:
                yield Violation(f"{flag} of {block.name} is {show(value)}, must be true")


@on_graph("bucket-encrypted", BUCKET)
def encrypted(bucket: Resource, scope: Scope) -> Iterator[Outcome]:
    """Each bucket says how it is encrypted."""
    values = [
        value
        for part in parts(scope.graph, bucket, BUCKET_ENCRYPTION, inline=INLINE_ENCRYPTION)
        for value in at(part.props, f"{INLINE_ENCRYPTION}.rule.{ALGORITHM}")
        or at(part.props, f"rules.{ALGORITHM}")
    ]
    value, pending = first_known(values, "sseAlgorithm")
    yield from pending
    if not pending and value not in ("AES256", "aws:kms", "aws:kms:dsse"):
        yield Violation(f"sseAlgorithm of the bucket is {show(value)}, must be aws:kms or AES256")


@on_graph("bucket-acl-disabled", BUCKET)
def acl_disabled(bucket: Resource, scope: Scope) -> Iterator[Outcome]:
    """Object ownership is enforced, so that no access control list has any effect."""
    owners = parts(scope.graph, bucket, BUCKET_OWNERSHIP)
    values = [value for owner in owners for value in at(owner.props, "rule.objectOwnership")]
    value, pending = first_known(values, "objectOwnership")
    yield from pending
    if not pending and value != "BucketOwnerEnforced":
        yield Violation(f"objectOwnership of the bucket is {show(value)}, must be BucketOwnerEnforced")
    for acl in parts(scope.graph, bucket, BUCKET_ACL):
        yield Violation(f"the bucket has the access control list {acl.name}, must have none")


@on_graph("bucket-versioned", BUCKET)
def versioned(bucket: Resource, scope: Scope) -> Iterator[Outcome]:
    """Buckets that hold data keep replaced and deleted objects as versions."""
    if bucket.urn in log_buckets(scope.graph):
        raise NotApplicable("a log bucket, written once")
    values = [
        value
        for part in parts(scope.graph, bucket, BUCKET_VERSIONING, inline="versioning")
        for value in (
            at(part.props, "versioningConfiguration.status") or at(part.props, "versioning.enabled")
        )
    ]
    value, pending = first_known(values, "versioningConfiguration.status")
    yield from pending
    if not pending and value not in ("Enabled", True):
        yield Violation(f"versioning of the bucket is {show(value)}, must be Enabled")


@on_graph("bucket-access-logs", BUCKET)
def access_logs(bucket: Resource, scope: Scope) -> Iterator[Outcome]:
    """Access to each bucket that holds data is logged."""
    if bucket.urn in log_buckets(scope.graph):
        raise NotApplicable("a log bucket")
    if not parts(scope.graph, bucket, BUCKET_LOGGING, inline="logging"):
        yield Violation("the bucket has no access logging, must log to the log bucket")
