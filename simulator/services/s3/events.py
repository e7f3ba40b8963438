"""S3: notifications, replication to other buckets, and objects."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import REPLACE, SECRET_OUTPUTS, Context, Failure, check, outputs
from simulator.services import policies, rules
from simulator.services.lambda_.answers import FUNCTION, PERMISSION
from simulator.services.s3.answers import BUCKET, VERSIONING
from simulator.services.shapes import Ids, arn, value

NOTIFICATION: Final = "aws:s3/bucketNotification:BucketNotification"
REPLICATION: Final = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
OBJECT: Final = "aws:s3/bucketObject:BucketObject"
OBJECT_V2: Final = "aws:s3/bucketObjectv2:BucketObjectv2"

REPLACE[NOTIFICATION] = REPLACE[REPLICATION] = frozenset({"bucket", "region"})
REPLACE[OBJECT] = REPLACE[OBJECT_V2] = frozenset({"bucket", "key", "region"})
SECRET_OUTPUTS[REPLICATION] = frozenset({"token"})

rules.taggable(OBJECT, OBJECT_V2)

EVENTS: Final = frozenset(
    {
        "s3:IntelligentTiering", "s3:LifecycleExpiration:*", "s3:LifecycleExpiration:Delete",
        "s3:LifecycleExpiration:DeleteMarkerCreated", "s3:LifecycleTransition", "s3:ObjectAcl:Put",
        "s3:ObjectAnnotation:*", "s3:ObjectAnnotation:Delete", "s3:ObjectAnnotation:Put",
        "s3:ObjectCreated:*", "s3:ObjectCreated:CompleteMultipartUpload", "s3:ObjectCreated:Copy",
        "s3:ObjectCreated:Post", "s3:ObjectCreated:Put", "s3:ObjectRemoved:*", "s3:ObjectRemoved:Delete",
        "s3:ObjectRemoved:DeleteMarkerCreated", "s3:ObjectRestore:*", "s3:ObjectRestore:Completed",
        "s3:ObjectRestore:Delete", "s3:ObjectRestore:Post", "s3:ObjectRetention:Put", "s3:ObjectTagging:*",
        "s3:ObjectTagging:Delete", "s3:ObjectTagging:Put", "s3:ReducedRedundancyLostObject",
        "s3:Replication:*", "s3:Replication:OperationFailedReplication",
        "s3:Replication:OperationMissedThreshold", "s3:Replication:OperationNotTracked",
        "s3:Replication:OperationReplicatedAfterThreshold",
    }
)  # fmt: skip
"""Types of events ("Event notification types and destinations", Amazon S3 User Guide)."""

TARGETS: Final = (
    ("lambdaFunctions", "lambdaFunctionArn", "lambda", "tf-s3-lambda"),
    ("queues", "queueArn", "sqs", "tf-s3-queue"),
    ("topics", "topicArn", "sns", "tf-s3-topic"),
)
CLASSES: Final = (
    "DEEP_ARCHIVE", "GLACIER", "GLACIER_IR", "INTELLIGENT_TIERING", "ONEZONE_IA", "REDUCED_REDUNDANCY",
    "STANDARD", "STANDARD_IA",
)  # fmt: skip


@outputs(NOTIFICATION)
def notification(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """All notifications of a bucket; the id is the bucket's name, and each entry gets an id of its own."""
    ids = Ids(inputs, ctx)
    result: dict[str, Any] = {"eventbridge": inputs.get("eventbridge", False)}
    for property, _, _, prefix in TARGETS:
        result[property] = [
            {"id": f"{prefix}-20260101{ids.digits(18, f'{property}{place}')}", **item}
            for place, item in enumerate(rules.items(inputs.get(property)))
            if isinstance(item, dict)
        ]
    return str(inputs["bucket"]), result


@outputs(REPLICATION)
def replication(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """The replication of a bucket; its id is the bucket's name."""
    del ctx
    return str(inputs["bucket"]), {}


def _etag(inputs: dict[str, Any], ids: Ids) -> str:
    content = inputs.get("content")
    if isinstance(content, str) and not inputs.get("kmsKeyId"):
        return hashlib.md5(content.encode(), usedforsecurity=False).hexdigest()
    return inputs.get("etag") or ids.hex(32, "etag")


@outputs(OBJECT, OBJECT_V2)
def bucket_object(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """An object; its id is bucket and key. Without a key it is named like the resource."""
    ids = Ids(inputs, ctx)
    bucket, key = str(inputs["bucket"]), str(inputs.get("key") or ctx.name).removeprefix("/")
    secure = "aws:kms" if inputs.get("kmsKeyId") else "AES256"
    return f"{bucket}/{key}", {
        "arn": arn(ctx, "s3", f"{bucket}/{key}", region="", account=""),
        "bucketKeyEnabled": inputs.get("bucketKeyEnabled", False),
        "contentType": inputs.get("contentType", "application/octet-stream"),
        "etag": _etag(inputs, ids),
        "forceDestroy": inputs.get("forceDestroy", False),
        "key": inputs.get("key") or ctx.name,
        "serverSideEncryption": inputs.get("serverSideEncryption", secure),
        "storageClass": inputs.get("storageClass", "STANDARD"),
        "versionId": "null",
    }


def _region(ctx: Context, bucket: Any) -> str | None:
    state = rules.find(ctx, bucket, BUCKET)
    return value(state, "bucketRegion") or (state.region if state else None)


@check(NOTIFICATION, REPLICATION, OBJECT, OBJECT_V2)
def placed(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """The bucket's region ("PermanentRedirect", Amazon S3 error responses)."""
    region = _region(ctx, inputs.get("bucket"))
    if region and region != ctx.region:
        yield Failure(
            "bucket",
            f"PermanentRedirect: The bucket {inputs['bucket']} must be addressed using its own endpoint: it "
            "is in "
            f"{region}, this resource in {ctx.region}",
        )


@check(NOTIFICATION)
def _notification(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Events, targets of this region, filters that do not overlap, one such resource a bucket."""
    taken: list[tuple[str, str, str, str]] = []
    for property, target_key, service, _ in TARGETS:
        for place, item in enumerate(rules.items(inputs.get(property))):
            block, path = rules.block(item), f"{property}[{place}]"
            target = block.get(target_key)
            yield from rules.arn(f"{path}.{target_key}", target, service)
            region = rules.arn_part(target, "region")
            if region and region != ctx.region:
                yield Failure(
                    f"{path}.{target_key}",
                    "InvalidArgument: The notification destination service region is not valid for the "
                    "bucket "
                    f"location constraint: {target} is in {region}, the bucket in {ctx.region}",
                )
            if isinstance(target, str) and target.endswith(".fifo"):
                yield Failure(
                    f"{path}.{target_key}",
                    f"InvalidArgument: FIFO queues and topics get no notifications: {target}",
                )
            if service == "lambda":
                yield from _permitted(f"{path}.{target_key}", target, ctx)
            prefix, suffix = (block.get(key) or "" for key in ("filterPrefix", "filterSuffix"))
            for number, event in enumerate(rules.items(block.get("events"))):
                if isinstance(event, str) and event not in EVENTS:
                    yield Failure(
                        f"{path}.events[{number}]",
                        f"InvalidArgument: The event '{event}' is not supported for notifications (such as "
                        "s3:ObjectCreated:*)",
                    )
                elif isinstance(event, str) and isinstance(prefix, str) and isinstance(suffix, str):
                    yield from _overlap(f"{path}.events[{number}]", (event, prefix, suffix, path), taken)
    for other in rules.siblings(ctx, NOTIFICATION, "bucket", inputs.get("bucket")):
        yield Failure(
            "bucket",
            f"a bucket has one notification configuration: this one overwrites that of {other.urn} on "
            f"{inputs['bucket']}",
        )


def _permitted(property: str, target: Any, ctx: Context) -> Iterator[Failure]:
    """A function of the run lets S3 call it before S3 is told to ("PutBucketNotificationConfiguration")."""
    state = rules.find(ctx, target, FUNCTION)
    if state is None or not rules.listed(ctx):
        return
    names = {state.id, state.outputs.get("arn")}
    for permission in rules.siblings(ctx, PERMISSION):
        function, principal = value(permission, "function"), value(permission, "principal")
        if not rules.given(function) or not rules.given(principal):
            return
        if function in names and principal in ("s3.amazonaws.com", "*"):
            return
    yield Failure(
        property,
        "InvalidArgument: Unable to validate the following destination configurations: the function "
        f"{target} has no permission for s3.amazonaws.com yet; it has to be made before",
    )


def _meet(one: str, other: str) -> bool:
    """Whether two events are the same, or one of them stands for the other."""
    if one.endswith("*") or other.endswith("*"):
        return one.rstrip("*").startswith(other.rstrip("*")) or other.rstrip("*").startswith(one.rstrip("*"))
    return one == other


def _overlap(
    property: str, found: tuple[str, str, str, str], taken: list[tuple[str, str, str, str]]
) -> Iterator[Failure]:
    """Filters of the same event must not overlap ("Configuring event notifications using key filtering")."""
    event, prefix, suffix, path = found
    for other_event, other_prefix, other_suffix, other in taken:
        nested = prefix.startswith(other_prefix) or other_prefix.startswith(prefix)
        ending = suffix.endswith(other_suffix) or other_suffix.endswith(suffix)
        if other != path and nested and ending and _meet(event, other_event):
            yield Failure(
                property,
                "InvalidArgument: Configuration is ambiguously defined. Cannot have overlapping suffixes in "
                "two "
                f"rules if the prefixes are overlapping for the same event type: {event} here and in {other}",
            )
            break
    taken.append(found)


@check(REPLICATION)
def _replication(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Role, versioning of both buckets, order of rules ("PutBucketReplication", "Replication
    configuration")."""
    source, role = inputs.get("bucket"), inputs.get("role")
    yield from rules.arn("role", role, "iam", "role/")
    document = value(rules.find(ctx, role), "assumeRolePolicy")
    trusted = {
        name
        for statement in policies.statements(document)
        for name in policies.principals(statement, "Service")
    }
    if isinstance(document, str) and "s3.amazonaws.com" not in trusted:
        yield Failure("role", f"InvalidRequest: the role {role} cannot be assumed by s3.amazonaws.com")
    yield from _versioned("bucket", source, ctx)
    found = [rules.block(rule) for rule in rules.items(inputs.get("rules"))]
    priorities: set[Any] = set()
    for place, rule in enumerate(found):
        path, destination = f"rules[{place}]", rules.block(rule.get("destination"))
        yield from rules.one_of(f"{path}.status", rule.get("status"), ("Enabled", "Disabled"))
        yield from rules.length(f"{path}.id", rule.get("id"), 0, 255)
        target = destination.get("bucket")
        yield from rules.arn(f"{path}.destination.bucket", target, "s3")
        name = str(target).rpartition(":")[2]
        if isinstance(target, str) and name == source:
            yield Failure(
                f"{path}.destination.bucket", "InvalidRequest: Destination bucket cannot be the source bucket"
            )
        elif isinstance(target, str):
            yield from _versioned(f"{path}.destination.bucket", name, ctx)
        yield from rules.one_of(f"{path}.destination.storageClass", destination.get("storageClass"), CLASSES)
        yield from _encrypted(path, rule, destination, _region(ctx, name))
        priority = rules.number(rule.get("priority"))
        if rule.get("filter") is not None and rule.get("deleteMarkerReplication") is None:
            yield Failure(
                f"{path}.deleteMarkerReplication",
                "InvalidRequest: DeleteMarkerReplication must be specified for this version of Cross Region "
                "Replication configuration schema.",
            )
        if len(found) > 1 and rule.get("filter") is not None and rule.get("priority") is None:
            yield Failure(
                f"{path}.priority", "InvalidRequest: Priority must be specified when there are several rules"
            )
        if priority is not None and priority in priorities:
            yield Failure(f"{path}.priority", f"InvalidRequest: Found duplicate priority {priority}")
        priorities.add(priority)


def _versioned(property: str, bucket: Any, ctx: Context) -> Iterator[Failure]:
    if rules.find(ctx, bucket, BUCKET) is None or not rules.listed(ctx):
        return
    states = [
        rules.block(value(state, "versioningConfiguration")).get("status")
        for state in rules.siblings(ctx, VERSIONING, "bucket", bucket)
    ]
    if not any(status == "Enabled" or not rules.given(status) for status in states):
        yield Failure(
            property,
            "InvalidRequest: Versioning must be 'Enabled' on the bucket to apply a replication "
            "configuration: "
            f"{bucket}",
        )


def _encrypted(
    path: str, rule: dict[str, Any], destination: dict[str, Any], region: str | None
) -> Iterator[Failure]:
    """Objects under KMS are replicated with a key of the destination's region ("Replicating encrypted
    objects")."""
    key = rules.block(destination.get("encryptionConfiguration")).get("replicaKmsKeyId")
    selected = rules.block(rules.block(rule.get("sourceSelectionCriteria")).get("sseKmsEncryptedObjects"))
    if selected.get("status") == "Enabled" and destination.get("encryptionConfiguration") is None:
        yield Failure(
            f"{path}.destination.encryptionConfiguration",
            "InvalidRequest: ReplicaKmsKeyID must be specified if SseKmsEncryptedObjects tag is present",
        )
    if key and not selected and "sourceSelectionCriteria" not in rule:
        yield Failure(
            f"{path}.sourceSelectionCriteria",
            "InvalidRequest: SseKmsEncryptedObjects must be specified if EncryptionConfiguration is present",
        )
    own = rules.arn_part(key, "region")
    if own and region and own != region:
        yield Failure(
            f"{path}.destination.encryptionConfiguration.replicaKmsKeyId",
            f"InvalidRequest: the key {key} is in {own}, the destination bucket in {region}",
        )


@check(OBJECT, OBJECT_V2)
def _bucket_object(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Key, one kind of content, class and encryption ("PutObject", Amazon S3 API Reference)."""
    del ctx
    key = inputs.get("key")
    if isinstance(key, str) and len(key.encode()) > 1024:
        yield Failure(
            "key", f"KeyTooLongError: Your key is too long: {len(key.encode())} bytes, at most 1024"
        )
    contents = [kind for kind in ("source", "content", "contentBase64") if inputs.get(kind) is not None]
    if len(contents) > 1:
        yield Failure(
            contents[1],
            f"only one of source, content and contentBase64 can be set, not {', '.join(contents)}",
        )
    yield from rules.one_of("storageClass", inputs.get("storageClass"), CLASSES)
    secure = inputs.get("serverSideEncryption")
    yield from rules.one_of("serverSideEncryption", secure, ("AES256", "aws:kms", "aws:kms:dsse", "aws:fsx"))
    if inputs.get("kmsKeyId") and secure == "AES256":
        yield Failure("kmsKeyId", "InvalidArgument: a KMS key needs serverSideEncryption aws:kms, not AES256")
