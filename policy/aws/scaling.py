"""Application Auto Scaling of ECS services: which scalable target and which policies belong to a service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from policy.aws.types import ECS_SERVICE, SCALING_POLICY, SCALING_TARGET
from policy.framework.graph import Graph
from policy.framework.resource import Resource
from policy.framework.values import UNKNOWN

_METRIC = "targetTrackingScalingPolicyConfiguration.predefinedMetricSpecification.predefinedMetricType"


@dataclass(frozen=True)
class Scaling:
    """A service's scalable target and its policies."""

    target: Resource
    policies: tuple[Resource, ...]

    def metrics(self) -> list[Any]:
        """The predefined metrics that target tracking follows; `UNKNOWN` where one is not known yet."""
        values = [policy.get(_METRIC) for policy in self.policies]
        return [value for value in values if value is not None]


def _belongs(graph: Graph, resource: Resource, service: Resource) -> bool:
    """Whether `resourceId` is `service/<cluster>/<name>` of a service; a preview knows it by dependency."""
    value, name = resource.get("resourceId"), service.props.get("name")
    if isinstance(value, str) and isinstance(name, str):
        return value.startswith("service/") and value.rpartition("/")[2] == name
    return service in graph.resolve(resource, "resourceId", [UNKNOWN], ECS_SERVICE).resources


def _follows(graph: Graph, policy: Resource, target: Resource) -> bool:
    """Whether a policy is of a scalable target: by the same `resourceId`, or by dependency."""
    value = policy.get("resourceId")
    if isinstance(value, str) and value == target.get("resourceId"):
        return True
    return target in graph.resolve(policy, "resourceId", [UNKNOWN], SCALING_TARGET).resources


def scaling_of(graph: Graph, service: Resource) -> Scaling | None:
    """The scaling of a service; None if it has no scalable target."""
    target = next((found for found in graph.of(SCALING_TARGET) if _belongs(graph, found, service)), None)
    if target is None:
        return None
    policies = graph.of(SCALING_POLICY)
    return Scaling(
        target, tuple(p for p in policies if _follows(graph, p, target) or _belongs(graph, p, service))
    )
