"""Application Auto Scaling of ECS services: the target, policies and scheduled actions of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from policy.aws.types import ECS_SERVICE, SCALING_POLICY, SCALING_TARGET, SCHEDULED_ACTION
from policy.framework.graph import Graph
from policy.framework.resource import Resource
from policy.framework.values import UNKNOWN

_METRIC = "targetTrackingScalingPolicyConfiguration.predefinedMetricSpecification.predefinedMetricType"


@dataclass
class Scaling:
    """A service's scalable target, its policies and its scheduled actions."""

    target: Resource
    policies: list[Resource] = field(default_factory=list)
    scheduled: list[Resource] = field(default_factory=list)

    def metrics(self) -> list[Any]:
        """The predefined metrics that target tracking follows; `UNKNOWN` where one is not known yet."""
        values = [policy.get(_METRIC) for policy in self.policies]
        return [value for value in values if value is not None]


def scaling_of(graph: Graph, service: Resource) -> Scaling | None:
    """The scaling of a service; None if it has no scalable target."""
    index = graph.memo.get("scaling")
    if index is None:
        index = graph.memo["scaling"] = _index(graph)
    return index.get(service.urn)


def _index(graph: Graph) -> dict[str, Scaling]:
    """Scaling by the URN of the service, over the whole graph.

    `resourceId` is `service/<cluster>/<name>`; a preview knows the service, or the target, by dependency.
    """
    names = {name: s.urn for s in graph.of(ECS_SERVICE) if isinstance(name := s.get("name"), str)}
    by_service: dict[str, Scaling] = {}
    by_target: dict[str, Scaling] = {}
    for target in graph.of(SCALING_TARGET):
        scaling = by_target[target.urn] = Scaling(target)
        for urn in _services(graph, target, names):
            by_service.setdefault(urn, scaling)
    for resource in graph.of(SCALING_POLICY, SCHEDULED_ACTION):
        behind = [urn for urn in resource.property_dependencies.get("resourceId", ()) if urn in by_target]
        found = [by_target[urn] for urn in behind]
        found += [by_service[urn] for urn in _services(graph, resource, names) if urn in by_service]
        if found:
            owned = found[0].policies if resource.type == SCALING_POLICY else found[0].scheduled
            owned.append(resource)
    return by_service


def _services(graph: Graph, resource: Resource, names: dict[str, str]) -> Iterable[str]:
    value = resource.get("resourceId")
    if isinstance(value, str) and value.startswith("service/"):
        name = value.rpartition("/")[2]
        if name in names:
            return [names[name]]
    return [
        service.urn for service in graph.resolve(resource, "resourceId", [UNKNOWN], ECS_SERVICE).resources
    ]
