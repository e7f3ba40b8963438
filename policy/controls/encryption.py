"""Controls on encryption at rest: stores, queues, topics, disks, keys."""

from __future__ import annotations

from collections.abc import Iterator

from policy.aws.regions import has_key
from policy.aws.types import (
    CACHE_GROUP,
    DB_CLUSTER,
    DB_INSTANCE,
    DOCDB_CLUSTER,
    ECR_REPOSITORY,
    EFS,
    INSTANCE,
    KMS_KEY,
    KMS_REPLICA,
    LAUNCH_TEMPLATE,
    LOG_GROUP,
    OPENSEARCH,
    SECRET,
    SNS_TOPIC,
    SQS_QUEUE,
    VOLUME,
)
from policy.framework.outcome import NotApplicable, Outcome, Undetermined, Violation
from policy.framework.registry import Scope, on_graph, on_resource
from policy.framework.resource import Resource, present
from policy.framework.values import UNKNOWN, show

ENCRYPTED = {
    DB_INSTANCE: "storageEncrypted",
    DB_CLUSTER: "storageEncrypted",
    DOCDB_CLUSTER: "storageEncrypted",
    CACHE_GROUP: "atRestEncryptionEnabled",
    OPENSEARCH: "encryptAtRest.enabled",
    EFS: "encrypted",
}
"""Stores whose encryption is a switch, and the switch. DynamoDB, Secrets Manager and ECR always encrypt."""


@on_resource("data-storage-encrypted", *ENCRYPTED)
def storage(store: Resource, _scope: Scope) -> Iterator[Outcome]:
    """Databases, caches, search domains and file systems are encrypted at rest."""
    path = ENCRYPTED[store.type]
    if store.type == DB_INSTANCE and store.get(path) is None:
        # Amazon RDS User Guide, "Encrypting Amazon RDS resources": these take their source's encryption.
        inherited = ("replicateSourceDb", "snapshotIdentifier", "restoreToPointInTime")
        if any(present(store.get(key)) for key in inherited):
            raise NotApplicable("inherits the encryption of its source")
    yield from store.expect_true(path)


@on_resource("disk-encrypted", VOLUME, INSTANCE, LAUNCH_TEMPLATE)
def disks(resource: Resource, _scope: Scope) -> Iterator[Outcome]:
    """EBS volumes, and those that instances and launch templates make, are encrypted."""
    if resource.type == VOLUME:
        yield from resource.expect_true("encrypted")
    elif resource.type == INSTANCE:
        yield from resource.expect_true("rootBlockDevice.encrypted")
        yield from _each_encrypted(resource, "ebsBlockDevices")
    else:
        if not resource.blocks("blockDeviceMappings"):
            yield Violation(
                "blockDeviceMappings is absent, must name the root volume with ebs.encrypted true"
            )
        yield from _each_encrypted(resource, "blockDeviceMappings", inner="ebs")


def _each_encrypted(resource: Resource, path: str, inner: str | None = None) -> Iterator[Outcome]:
    for index, block in enumerate(resource.blocks(path)):
        disk = block.get(inner) if inner and block is not UNKNOWN else block
        if inner and disk is None:
            continue  # a mapping without EBS: an instance store, or a device left out
        value = UNKNOWN if disk is UNKNOWN else disk.get("encrypted")
        where = f"{path}[{index}]{'.' + inner if inner else ''}.encrypted"
        if value is UNKNOWN:
            yield Undetermined(where)
        elif value not in (True, "true"):
            yield Violation(f"{where} is {show(value)}, must be true")


@on_graph("queue-encrypted", SQS_QUEUE)
def queue(resource: Resource, _scope: Scope) -> Iterator[Outcome]:
    """A queue says how it is encrypted: by a KMS key, or by SQS's own."""
    own = resource.registered.get("sqsManagedSseEnabled")
    if own is UNKNOWN:
        yield Undetermined("sqsManagedSseEnabled")
    elif own is not True:
        yield from resource.registered.expect_present("kmsMasterKeyId", "a key, or sqsManagedSseEnabled true")


@on_graph("topic-encrypted", SNS_TOPIC)
def topic(resource: Resource, scope: Scope) -> Iterator[Outcome]:
    """A topic is encrypted by a customer key: with the AWS-managed one, CloudWatch cannot publish to it."""
    if not has_key(scope.graph, resource):
        raise NotApplicable("in a region where the stack has no key")
    if resource.registered.get("kmsMasterKeyId") == "alias/aws/sns":
        yield Violation(
            "kmsMasterKeyId is alias/aws/sns, with which alarms cannot publish, must be a customer key"
        )
    else:
        yield from resource.registered.expect_present("kmsMasterKeyId", "a customer-managed key")


@on_graph("log-group-customer-key", LOG_GROUP)
def log_group_key(resource: Resource, scope: Scope) -> Iterator[Outcome]:
    """A log group is encrypted by a customer key."""
    if not has_key(scope.graph, resource):
        raise NotApplicable("in a region where the stack has no key")
    yield from resource.registered.expect_present("kmsKeyId", "a customer-managed key")


@on_graph("secret-customer-key", SECRET)
def secret_key(resource: Resource, scope: Scope) -> Iterator[Outcome]:
    """A secret is encrypted by a customer key."""
    if not has_key(scope.graph, resource):
        raise NotApplicable("in a region where the stack has no key")
    yield from resource.registered.expect_present("kmsKeyId", "a customer-managed key")


@on_graph("database-customer-key", DB_INSTANCE, DB_CLUSTER)
def database_key(resource: Resource, _scope: Scope) -> Iterator[Outcome]:
    """A database is encrypted by a customer key."""
    if present(resource.registered.get("replicateSourceDb")) and resource.registered.get("kmsKeyId") is None:
        raise NotApplicable("inherits the key of its source")
    yield from resource.registered.expect_present("kmsKeyId", "a customer-managed key")


@on_resource("repository-customer-key", ECR_REPOSITORY)
def repository_key(resource: Resource, _scope: Scope) -> Iterator[Outcome]:
    """An image repository is encrypted by KMS."""
    yield from resource.expect(
        "encryptionConfigurations.encryptionType",
        lambda value: value in ("KMS", "KMS_DSSE"),
        "KMS or KMS_DSSE",
    )


@on_resource("repository-encrypted", ECR_REPOSITORY)
def repository(resource: Resource, _scope: Scope) -> Iterator[Outcome]:
    """An image repository says how it is encrypted."""
    yield from resource.expect(
        "encryptionConfigurations.encryptionType",
        lambda value: value in ("AES256", "KMS", "KMS_DSSE"),
        "AES256, KMS or KMS_DSSE",
    )


@on_resource("kms-deletion-window", KMS_KEY, KMS_REPLICA)
def deletion_window(key: Resource, scope: Scope) -> Iterator[Outcome]:
    """A key that is deleted can be called back for a number of days."""
    days: int = scope.parameters["days"][scope.stack.environment]
    yield from key.expect(
        "deletionWindowInDays",
        lambda value: isinstance(value, int) and value >= days,
        f"{days} days or more",
    )


@on_resource("kms-key-rotation", KMS_KEY)
def rotation(key: Resource, _scope: Scope) -> Iterator[Outcome]:
    """Symmetric keys are rotated every year or sooner."""
    spec, usage = key.get("customerMasterKeySpec"), key.get("keyUsage")
    if spec not in (None, UNKNOWN, "SYMMETRIC_DEFAULT") or usage in ("SIGN_VERIFY", "GENERATE_VERIFY_MAC"):
        raise NotApplicable("AWS rotates symmetric encryption keys only")
    yield from key.expect_true("enableKeyRotation")
    if key.get("rotationPeriodInDays") is not None:
        yield from key.expect("rotationPeriodInDays", lambda days: days <= 365, "365 days or fewer")
