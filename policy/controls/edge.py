"""Controls on what faces the internet."""

from __future__ import annotations

from collections.abc import Iterator

from policy.aws.types import DISTRIBUTION, HEALTH_CHECK, LOAD_BALANCER, LOG_DELIVERY_SOURCE, RECORD
from policy.framework.outcome import NotApplicable, Outcome, Undetermined, Violation
from policy.framework.registry import Scope, on_graph, on_resource
from policy.framework.resource import Resource, present
from policy.framework.values import UNKNOWN, at, listed


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


@on_graph("cdn-web-acl", DISTRIBUTION)
def web_acl(distribution: Resource, _scope: Scope) -> Iterator[Outcome]:
    """A distribution has a web ACL."""
    yield from distribution.registered.expect_present("webAclId", "a web ACL of scope CLOUDFRONT")


@on_graph("cdn-access-logs", DISTRIBUTION)
def access_logs(distribution: Resource, scope: Scope) -> Iterator[Outcome]:
    """A distribution keeps access logs, by its own setting or by a delivery of CloudWatch Logs."""
    if not scope.graph.referrers(distribution, LOG_DELIVERY_SOURCE, "resourceArn"):
        yield from distribution.expect_present("loggingConfig.bucket", "a log bucket, or a log delivery")


@on_graph("cdn-takes-traffic", LOAD_BALANCER)
def behind_cdn(balancer: Resource, scope: Scope) -> Iterator[Outcome]:
    """A load balancer that faces the internet is the origin of a distribution."""
    if balancer.get("internal") is True:
        raise NotApplicable("not reached from the internet")
    pending = False
    for distribution in scope.graph.of(DISTRIBUTION):
        linked = scope.graph.links(distribution, "origins.domainName", LOAD_BALANCER)
        if balancer in linked.resources or any(balancer in _named(name, scope) for name in linked.literals):
            return
        pending = pending or linked.unknown
    if pending:
        yield Undetermined("origins.domainName of a distribution")
    else:
        yield Violation(f"{balancer.name} is the origin of no distribution, must be behind CloudFront")


def _named(name: str, scope: Scope) -> list[Resource]:
    """The load balancers that a DNS name of the stack leads to."""
    return [
        balancer
        for record in scope.graph.of(RECORD)
        if name in at(record.props, "name") + at(record.props, "fqdn")
        for balancer in scope.graph.links(record, "aliases.name", LOAD_BALANCER).resources
    ]


@on_resource("health-check-tls", HEALTH_CHECK)
def health_check(check: Resource, _scope: Scope) -> Iterator[Outcome]:
    """A health check asks by HTTPS, as the users do, or puts other checks and alarms together."""
    yield from check.expect(
        "type",
        lambda value: (
            value in ("HTTPS", "HTTPS_STR_MATCH", "CALCULATED", "CLOUDWATCH_METRIC", "RECOVERY_CONTROL")
        ),
        "HTTPS or HTTPS_STR_MATCH",
    )
