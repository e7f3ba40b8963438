"""Where a resource is: by its own `region`, else by its provider's."""

from __future__ import annotations

from typing import Any

from policy.aws.types import KMS_KEY, KMS_REPLICA
from policy.framework.graph import Graph
from policy.framework.resource import Resource
from policy.framework.values import UNKNOWN


def region_of(resource: Resource) -> Any:
    """The region of a resource; `UNKNOWN` while it is not known, None where nothing says it."""
    own = resource.get("region")
    return resource.provider.get("region") if own is None else own


def has_key(graph: Graph, resource: Resource) -> bool:
    """Whether a customer key can be asked for: in the stack's own region always, in another where it has one.

    A key encrypts in its own region only. What has to lie elsewhere, such as the logs of a CloudFront web
    ACL, may lie where the stack has no key.
    """
    region = region_of(resource)
    if region == resource.provider.get("region"):
        return True
    return any(region_of(key) in (region, UNKNOWN) for key in graph.of(KMS_KEY, KMS_REPLICA))
