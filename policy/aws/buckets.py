"""S3 buckets with what belongs to them, inline or in resources of their own, and what they are for."""

from __future__ import annotations

from typing import Any

from policy.aws.types import (
    BUCKET,
    BUCKET_LOGGING,
    DISTRIBUTION,
    FLOW_LOG,
    LOAD_BALANCER,
    TRAIL,
)
from policy.framework.graph import Graph
from policy.framework.outcome import Outcome, Undetermined
from policy.framework.resource import Resource
from policy.framework.values import UNKNOWN

_LOG_TARGETS = {
    LOAD_BALANCER: "accessLogs.bucket",
    BUCKET_LOGGING: "targetBucket",
    BUCKET: "logging.targetBucket",
    FLOW_LOG: "logDestination",
    DISTRIBUTION: "loggingConfig.bucket",
    TRAIL: "s3BucketName",
}


def parts(graph: Graph, bucket: Resource, token: str, inline: str | None = None) -> list[Resource]:
    """The resources of a type that belong to a bucket; the bucket itself where it has the same inline."""
    found = graph.referrers(bucket, token, "bucket")
    if inline and bucket.registered.get(inline) not in (None, [], {}):
        return [*found, bucket]  # asked of what was registered, because S3 fills these in by itself
    return found


def log_buckets(graph: Graph) -> set[str]:
    """URNs of the buckets that take logs: they hold no data of the application."""
    found = graph.memo.get("log buckets")
    if found is None:
        found = {
            target.urn
            for token, path in _LOG_TARGETS.items()
            for resource in graph.of(token)
            for target in graph.links(resource, path, BUCKET).resources
        }
        graph.memo["log buckets"] = found
    return found


def first_known(values: list[Any], path: str) -> tuple[Any, list[Outcome]]:
    """The first value that is known; an outcome where only unknown ones are there."""
    known = [value for value in values if value is not UNKNOWN and value is not None]
    if known:
        return known[0], []
    return None, [Undetermined(path)] if UNKNOWN in values else []
