"""Controls on what faces the internet."""

from __future__ import annotations

from collections.abc import Iterator

from policy.aws.types import DISTRIBUTION, LOAD_BALANCER
from policy.framework.outcome import NotApplicable, Outcome, Undetermined, Violation
from policy.framework.registry import Scope, on_graph, on_resource
from policy.framework.resource import Resource, present
from policy.framework.values import UNKNOWN, listed


@on_resource("load-balancer-hardened", LOAD_BALANCER)
def hardened(balancer: Resource, _scope: Scope) -> Iterator[Outcome]:
    """An Application Load Balancer drops malformed headers and requests made to be read in two ways."""
    if balancer.get("loadBalancerType") in ("network", "gateway"):
        raise NotApplicable("not an Application Load Balancer")
    yield from balancer.expect_true("dropInvalidHeaderFields")
    yield from balancer.expect(
        "desyncMitigationMode", lambda value: value in ("defensive", "strictest"), "defensive or strictest"
    )


@on_graph("cdn-origin-access-control", DISTRIBUTION)
def origin_access(distribution: Resource, _scope: Scope) -> Iterator[Outcome]:
    """A bucket behind a distribution is reached through an origin access control only."""
    meant = False
    for index, origin in enumerate(distribution.blocks("origins")):
        path = f"origins[{index}].originAccessControlId"
        if origin is UNKNOWN:
            meant = True
            yield Undetermined(f"origins[{index}]")
            continue
        domain = origin.get("domainName")
        if listed(origin.get("customOriginConfig")) and not (isinstance(domain, str) and ".s3" in domain):
            continue
        meant = True
        control = origin.get("originAccessControlId")
        if control is UNKNOWN and not distribution.property_dependencies.get("origins"):
            yield Undetermined(path)
        elif not present(control):
            yield Violation(f"{path} is absent, must be an origin access control")
    if not meant:
        raise NotApplicable("no origin in S3")
