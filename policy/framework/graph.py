"""The resource graph of a stack, indexed once a request: by type, by URN, and by what refers to what.

References are found by resolved ids where there are any, and by property dependencies where there are not: a
preview knows no ids, but always knows which resource a property's value comes from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from policy.framework.resource import Resource
from policy.framework.values import UNKNOWN, at

IDENTITIES = ("id", "arn", "name", "bucket", "url", "identifier", "dnsName")
"""Outputs by which other resources name a resource of AWS."""


class Links(NamedTuple):
    """What a property refers to: resources of the graph, values that name none, whether one is unknown."""

    resources: tuple[Resource, ...]
    literals: tuple[str, ...]
    unknown: bool


class Graph:
    """Resources in the order of their URNs, which does not depend on the engine's."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        self.resources = sorted(resources, key=lambda resource: resource.urn)
        self.by_urn = {resource.urn: resource for resource in self.resources}
        self._by_type: dict[str, list[Resource]] = defaultdict(list)
        for resource in self.resources:
            self._by_type[resource.type].append(resource)
        self._identities: dict[str, dict[str, Resource]] = {}
        self._reverse: dict[tuple[str, str, str], dict[str, list[Resource]]] = {}
        self.memo: dict[Any, Any] = {}
        """Answers that several controls share, kept for as long as the graph (see `remembered`)."""

    def of(self, *types: str) -> list[Resource]:
        """All resources of these types."""
        if len(types) == 1:
            return self._by_type.get(types[0], [])
        return [resource for token in types for resource in self._by_type.get(token, [])]

    def identified(self, token: str, value: str) -> Resource | None:
        """The resource of a type whose id, ARN, name or URL a value is."""
        index = self._identities.get(token)
        if index is None:
            index = self._identities[token] = {}
            for resource in self.of(token):
                for key in (resource.id, *(resource.props.get(key) for key in IDENTITIES)):
                    if isinstance(key, str) and key:
                        index.setdefault(key, resource)
        return index.get(value)

    def links(self, resource: Resource, path: str, *types: str) -> Links:
        """What the values at a path of a resource refer to, as far as it is of these types."""
        return self.resolve(resource, path.partition(".")[0], at(resource.props, path), *types)

    def resolve(self, resource: Resource, root: str, values: Iterable[Any], *types: str) -> Links:
        """The same for values already at hand; `root` is the property whose dependencies stand in for ids.

        A program may hand on a value through the resource that it has to wait for: a bucket's name by the
        bucket's policy, a subnet's id by its route table's association. So one step further is looked at.
        """
        found: dict[str, Resource] = {}
        literals: list[str] = []
        unknown = False
        for value in values:
            if value is UNKNOWN:
                unknown = True
            elif isinstance(value, str):
                target = next((hit for token in types if (hit := self.identified(token, value))), None)
                if target is None:
                    literals.append(value)
                else:
                    found[target.urn] = target
        if unknown or literals:
            behind = self._behind(resource, root, types)
            if unknown and not behind:
                behind = [
                    target
                    for passed in self._behind(resource, root)
                    for key in passed.property_dependencies
                    for target in self._behind(passed, key, types)
                ]
            if behind:
                found.update((target.urn, target) for target in behind)
                unknown = False
                if any(_nameless(target) for target in behind):
                    literals = []  # ids of resources whose own id the engine did not tell us
        return Links(tuple(found.values()), tuple(literals), unknown)

    def _behind(self, resource: Resource, root: str, types: tuple[str, ...] = ()) -> list[Resource]:
        """The resources that a property's value comes from, as far as it is of these types (or any)."""
        targets = (self.by_urn.get(urn) for urn in resource.property_dependencies.get(root, ()))
        return [target for target in targets if target is not None and (not types or target.type in types)]

    def referrers(self, target: Resource, token: str, path: str) -> list[Resource]:
        """All resources of a type whose value at a path refers to the target: the bucket's policies, …"""
        key = (token, path, target.type)
        index = self._reverse.get(key)
        if index is None:
            index = self._reverse[key] = defaultdict(list)
            for resource in self.of(token):
                for linked in self.links(resource, path, target.type).resources:
                    index[linked.urn].append(resource)
        return index.get(target.urn, [])


def _nameless(resource: Resource) -> bool:
    """Whether nothing tells the resource's id: always so in a preview, and in requests of the engine."""
    return not resource.id and not isinstance(resource.props.get("id"), str)
