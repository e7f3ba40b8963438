"""Controls on who watches the account: the trail, vulnerability scanning, threat detection."""

from __future__ import annotations

from collections.abc import Iterator

from policy.aws.buckets import parts
from policy.aws.documents import Statement, is_narrowed, statements
from policy.aws.types import (
    BUCKET,
    BUCKET_POLICY,
    ECR_REPOSITORY,
    GUARDDUTY,
    INSPECTOR,
    INSTANCE,
    LAMBDA,
    TRAIL,
)
from policy.framework.outcome import NotApplicable, Outcome, Undetermined, Violation
from policy.framework.registry import Scope, on_graph, on_resource
from policy.framework.resource import STACK, Resource
from policy.framework.values import UNKNOWN, at

CLOUDTRAIL = "cloudtrail.amazonaws.com"


@on_resource("trail-multi-region", TRAIL)
def multi_region(trail: Resource, _scope: Scope) -> Iterator[Outcome]:
    """A trail records every region and the global services, and is not stopped."""
    yield from trail.expect_true("isMultiRegionTrail")
    for path in ("includeGlobalServiceEvents", "enableLogging"):  # both are on unless they are turned off
        yield from trail.expect(path, lambda value: value not in (False, "false"), "true")


@on_resource("trail-validated", TRAIL)
def validated(trail: Resource, _scope: Scope) -> Iterator[Outcome]:
    """A trail's files are signed, so that a change of one is seen."""
    yield from trail.expect_true("enableLogFileValidation")


@on_graph("trail-customer-key", TRAIL)
def trail_key(trail: Resource, _scope: Scope) -> Iterator[Outcome]:
    """A trail's files are encrypted by a customer key."""
    yield from trail.registered.expect_present("kmsKeyId", "a customer-managed key")


@on_graph("trail-bucket-narrow", TRAIL)
def trail_bucket(trail: Resource, scope: Scope) -> Iterator[Outcome]:
    """The trail's bucket admits CloudTrail on behalf of a named trail or account only."""
    linked = scope.graph.links(trail, "s3BucketName", BUCKET)
    if linked.unknown:
        yield Undetermined("s3BucketName")
    if not linked.resources and not linked.unknown:
        raise NotApplicable("the bucket is of another stack")
    for bucket in linked.resources:
        for resource in parts(scope.graph, bucket, BUCKET_POLICY, inline="policy"):
            for item in statements(f"{resource.name}.policy", resource.get("policy")):
                if not isinstance(item, Statement):
                    yield item
                elif (
                    item.allow and CLOUDTRAIL in item.principals.get("Service", ()) and not is_narrowed(item)
                ):
                    yield Violation(
                        f"{item.place} of {resource.name} admits any trail of any account, must have a "
                        "condition aws:SourceArn"
                    )


def _scanned(scope: Scope) -> list[object]:
    """What Inspector is turned on for, over all regions."""
    return [value for enabler in scope.graph.of(INSPECTOR) for value in at(enabler.props, "resourceTypes")]


def _inspected(kind: str, scope: Scope) -> Iterator[Outcome]:
    found = _scanned(scope)
    if kind in found:
        return
    if UNKNOWN in found:
        yield Undetermined("resourceTypes of Inspector")
    else:
        yield Violation(f"Amazon Inspector is not enabled for {kind}, must be")


@on_graph("inspector-images", STACK)
def inspected_images(_stack: Resource, scope: Scope) -> Iterator[Outcome]:
    """Inspector scans the images of repositories."""
    if not scope.graph.of(ECR_REPOSITORY):
        raise NotApplicable("the stack has no repository")
    yield from _inspected("ECR", scope)


@on_graph("inspector-workloads", STACK)
def inspected_workloads(_stack: Resource, scope: Scope) -> Iterator[Outcome]:
    """Inspector scans the instances and functions of the stack."""
    used = [kind for token, kind in ((INSTANCE, "EC2"), (LAMBDA, "LAMBDA")) if scope.graph.of(token)]
    if not used:
        raise NotApplicable("the stack has neither instances nor functions")
    for kind in used:
        yield from _inspected(kind, scope)


@on_graph("guardduty-enabled", STACK)
def guardduty(_stack: Resource, scope: Scope) -> Iterator[Outcome]:
    """GuardDuty looks for threats in the account's logs."""
    found = scope.graph.of(GUARDDUTY)
    values = [detector.get("enable") for detector in found]
    if any(value in (None, True, "true") for value in values):  # on unless it is turned off
        return
    if UNKNOWN in values:
        yield Undetermined("enable of the GuardDuty detector")
    else:
        yield Violation(f"Amazon GuardDuty is {'turned off' if found else 'not enabled'}, must be enabled")
