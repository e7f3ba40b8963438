"""Controls on compute: how services deploy, and what runs at all."""

from __future__ import annotations

from collections.abc import Iterator

from policy.aws.types import AUTOSCALING_GROUP, ECS_SERVICE, INSTANCE, LAUNCH_TEMPLATE
from policy.framework.outcome import NotApplicable, Outcome, Undetermined, Violation
from policy.framework.registry import Scope, on_resource
from policy.framework.resource import Resource, present
from policy.framework.values import UNKNOWN, show


@on_resource("service-rollback", ECS_SERVICE)
def rollback(service: Resource, _scope: Scope) -> Iterator[Outcome]:
    """The circuit breaker stops a deployment that fails, and rolls it back."""
    if service.get("deploymentController.type") in ("CODE_DEPLOY", "EXTERNAL"):
        raise NotApplicable("deployed by another controller, which has a rollback of its own")
    yield from service.expect_true("deploymentCircuitBreaker.enable")
    yield from service.expect_true("deploymentCircuitBreaker.rollback")


@on_resource("compute-serverless", ECS_SERVICE, INSTANCE, LAUNCH_TEMPLATE, AUTOSCALING_GROUP)
def serverless(resource: Resource, _scope: Scope) -> Iterator[Outcome]:
    """Services run on Fargate; there are no machines to look after."""
    if resource.type != ECS_SERVICE:
        yield Violation(f"{resource.name} is a machine or a group of them, must be a service on Fargate")
        return
    launch = resource.get("launchType")
    strategies = resource.blocks("capacityProviderStrategies")
    if launch is UNKNOWN or UNKNOWN in strategies:
        yield Undetermined("launchType" if launch is UNKNOWN else "capacityProviderStrategies")
        return
    for block in strategies:
        provider = block.get("capacityProvider")
        if provider is UNKNOWN:
            yield Undetermined("capacityProviderStrategies.capacityProvider")
        elif provider not in ("FARGATE", "FARGATE_SPOT"):
            yield Violation(f"capacity provider is {show(provider)}, must be FARGATE or FARGATE_SPOT")
    if not strategies and present(launch) and launch != "FARGATE":
        yield Violation(f"launchType is {show(launch)}, must be FARGATE or a strategy of it")


@on_resource("instance-metadata-v2", INSTANCE, LAUNCH_TEMPLATE)
def metadata(resource: Resource, _scope: Scope) -> Iterator[Outcome]:
    """Instance metadata is given to requests with a session token only."""
    yield from resource.expect("metadataOptions.httpTokens", lambda value: value == "required", "required")
