"""Controls on availability: health checks, two of everything, scaling with load."""

from __future__ import annotations

from collections.abc import Iterator

from policy.aws.scaling import Scaling, scaling_of
from policy.aws.types import ALARM, ECS_SERVICE, SCALING_POLICY, TARGET_GROUP
from policy.framework.outcome import NotApplicable, Outcome, Undetermined, Violation
from policy.framework.registry import Scope, on_graph, on_resource
from policy.framework.resource import Resource, present
from policy.framework.values import UNKNOWN


@on_resource("target-group-health-checked", TARGET_GROUP)
def health_checked(group: Resource, _scope: Scope) -> Iterator[Outcome]:
    """Each target group checks the health of its targets."""
    yield from group.expect_true("healthCheck.enabled")


@on_resource("service-health-grace", ECS_SERVICE)
def grace(service: Resource, _scope: Scope) -> Iterator[Outcome]:
    """A service behind a load balancer gives its tasks time to start."""
    if not service.blocks("loadBalancers"):
        raise NotApplicable("not behind a load balancer")
    yield from service.expect(
        "healthCheckGracePeriodSeconds",
        lambda value: isinstance(value, int) and value > 0,
        "1 second or more",
    )


def _scaled(service: Resource, scope: Scope) -> Iterator[Outcome | Scaling]:
    """How a service scales; an outcome where it does not, or where that is not known."""
    scaling = scaling_of(scope.graph, service)
    if scaling is None:
        yield Violation("the service has no scalable target, must have one with a policy")
    else:
        yield scaling


@on_graph("service-autoscaled", ECS_SERVICE)
def autoscaled(service: Resource, scope: Scope) -> Iterator[Outcome]:
    """A service that takes requests scales with them."""
    if not service.blocks("loadBalancers"):
        raise NotApplicable("takes no requests through a load balancer")
    for item in _scaled(service, scope):
        if not isinstance(item, Scaling):
            yield item
        elif not item.policies:
            yield Violation("the scalable target of the service has no policy, must have one")


@on_graph("service-scales-on-cpu-and-memory", ECS_SERVICE)
def cpu_and_memory(service: Resource, scope: Scope) -> Iterator[Outcome]:
    """A service follows its CPU and its memory, by one policy each."""
    for item in _scaled(service, scope):
        if not isinstance(item, Scaling):
            yield item
            continue
        metrics = item.metrics()
        for metric in scope.parameters["metrics"]:
            count = metrics.count(metric)
            if count == 0 and UNKNOWN in metrics:
                yield Undetermined("predefinedMetricType of a scaling policy")
            elif count != 1:
                yield Violation(f"{count} scaling policies follow {metric}, must be one")


@on_graph("service-two-tasks", ECS_SERVICE)
def two_tasks(service: Resource, scope: Scope) -> Iterator[Outcome]:
    """A service never runs on one task: not by its own count, not by its scaler's minimum."""
    least: int = scope.parameters["tasks"]
    yield from service.expect(
        "desiredCount", lambda value: isinstance(value, int) and value >= least, f"{least} or more"
    )
    scaling = scaling_of(scope.graph, service)
    if scaling is not None:
        yield from scaling.target.expect(
            "minCapacity", lambda value: isinstance(value, int) and value >= least, f"{least} or more"
        )


@on_graph("step-scaling-alarmed", SCALING_POLICY)
def step_scaling(policy: Resource, scope: Scope) -> Iterator[Outcome]:
    """A step policy is the action of an alarm, without which it never acts."""
    kind = policy.get("policyType")
    if kind is UNKNOWN:
        yield Undetermined("policyType")
        return
    if kind != "StepScaling" and not present(policy.get("stepScalingPolicyConfiguration")):
        raise NotApplicable("follows a target by itself")
    paths = ("alarmActions", "okActions", "insufficientDataActions")
    if not any(scope.graph.referrers(policy, ALARM, path) for path in paths):
        yield Violation("the step policy is the action of no alarm, must be that of one")
