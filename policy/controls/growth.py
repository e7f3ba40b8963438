"""Controls on the figures of a phase: zones, tasks, bounds of capacity, the budget."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from policy.aws.scaling import scaling_of
from policy.aws.types import BUDGET, ECS_SERVICE, INSTANCE, LOAD_BALANCER
from policy.controls.subnets import NETWORK, balancer_subnets, several_zones
from policy.framework.outcome import NotApplicable, Outcome, Undetermined, Violation
from policy.framework.registry import Scope, on_graph, on_resource
from policy.framework.resource import STACK, Resource
from policy.framework.values import UNKNOWN


@on_graph("phase-zones", ECS_SERVICE, LOAD_BALANCER)
def zones(resource: Resource, scope: Scope) -> Iterator[Outcome]:
    """Tasks and load balancers are spread over as many zones as the phase asks."""
    path = NETWORK if resource.type == ECS_SERVICE else balancer_subnets(resource)
    yield from several_zones(resource, path, scope, scope.figure("zones"))


def _takes_requests(service: Resource) -> None:
    if not service.blocks("loadBalancers"):
        raise NotApplicable("takes no requests through a load balancer")


def _bound(resource: Resource, path: str, least: int | None, most: int | None) -> Iterator[Outcome]:
    """A figure of one resource is within bounds; the message names the resource."""
    value = resource.get(path)
    words = [f"{least} or more"] if least is not None else []
    words += [f"{most} or fewer"] if most is not None else []
    if value is UNKNOWN:
        yield Undetermined(f"{resource.name}.{path}")
    elif (
        not isinstance(value, int)
        or (least is not None and value < least)
        or (most is not None and value > most)
    ):
        shown = "absent" if value is None else value
        yield Violation(f"{path} of {resource.name} is {shown}, must be {' and '.join(words)}")


@on_graph("phase-tasks", ECS_SERVICE)
def tasks(service: Resource, scope: Scope) -> Iterator[Outcome]:
    """A service that takes requests never runs on fewer tasks than the phase asks, at no time of the day.

    What scales has its number from its scaler; the number that the program gives is that of its creation.
    """
    _takes_requests(service)
    least: int = scope.figure("tasks")
    scaling = scaling_of(scope.graph, service)
    if scaling is None:
        yield from _bound(service, "desiredCount", least, None)
        return
    yield from _bound(scaling.target, "minCapacity", least, None)
    for action in scaling.scheduled:
        yield from _bound(action, "scalableTargetAction.minCapacity", least, None)


@on_graph("phase-capacity", ECS_SERVICE, INSTANCE)
def capacity(resource: Resource, scope: Scope) -> Iterator[Outcome]:
    """The bounds of capacity are those of the phase: one server, or so many tasks."""
    if resource.type == INSTANCE:
        most: int = scope.figure("servers")
        found = len(scope.graph.of(INSTANCE))
        if found > most:
            yield Violation(f"the stack has {found} EC2 instances, must have {most}")
        return
    _takes_requests(resource)
    low, high = scope.figure("tasks")
    scaling = scaling_of(scope.graph, resource)
    if scaling is None:
        raise NotApplicable("does not scale; service-autoscaled judges that")
    yield from _bound(scaling.target, "minCapacity", low, None)
    yield from _bound(scaling.target, "maxCapacity", None, high)
    if scaling.scheduled:
        peak: int = scope.figure("peak")
        for action in scaling.scheduled:
            yield from _bound(action, "scalableTargetAction.maxCapacity", None, peak)


@on_graph("budget-present", STACK)
def budget(_stack: Resource, scope: Scope) -> Iterator[Outcome]:
    """The stack has a monthly budget."""
    budgets = scope.graph.of(BUDGET)
    units = [item.get("timeUnit") for item in budgets]
    if "MONTHLY" in units:
        return
    if UNKNOWN in units:
        yield Undetermined("timeUnit of a budget")
    else:
        yield Violation("the stack has no monthly budget, must have one")


@on_resource("phase-budget", BUDGET)
def amount(item: Resource, scope: Scope) -> Iterator[Outcome]:
    """The budget is the amount of the phase."""
    most: int = scope.figure("usd")
    yield from item.expect("limitAmount", lambda value: _number(value) == most, f"{most} (USD a month)")


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
