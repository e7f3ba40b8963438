"""Controls on encryption in transit: listeners, distributions, databases, caches, queues and buckets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policy.aws.buckets import parts
from policy.aws.documents import Statement, any_principal, statements
from policy.aws.security_groups import groups_of
from policy.aws.types import (
    BUCKET,
    BUCKET_POLICY,
    CACHE_GROUP,
    DB_CLUSTER,
    DB_CLUSTER_PARAMETERS,
    DB_INSTANCE,
    DB_PARAMETERS,
    DB_PROXY,
    DISTRIBUTION,
    LISTENER,
    LISTENER_RULE,
    LOAD_BALANCER,
    OPENSEARCH,
    SECURITY_GROUP,
    SNS_POLICY,
    SQS_POLICY,
)
from policy.framework.outcome import NotApplicable, Outcome, Undetermined, Violation
from policy.framework.registry import Scope, on_graph, on_resource
from policy.framework.resource import Resource, present
from policy.framework.values import UNKNOWN, listed, show

_MODERN = re.compile(r"^ELBSecurityPolicy-TLS13-1-[23]-")
_ANSWERS = ("redirect", "fixed-response")


@on_graph("load-balancer-tls", LOAD_BALANCER)
def balancer_tls(balancer: Resource, scope: Scope) -> Iterator[Outcome]:
    """An internet-facing load balancer answers by HTTPS; its HTTP listeners only redirect there."""
    if balancer.get("internal") is True:
        raise NotApplicable("not reached from the internet")
    network = balancer.get("loadBalancerType") == "network"
    secure = ("TLS",) if network else ("HTTPS",)
    listeners = scope.graph.referrers(balancer, LISTENER, "loadBalancerArn")
    if _cloudfront_only(balancer, scope):
        raise NotApplicable("only CloudFront reaches it, and CloudFront is judged for its viewers")
    found = False
    for listener in listeners:
        protocol = listener.get("protocol")
        if protocol is UNKNOWN:
            yield Undetermined(f"{listener.name}.protocol")
        elif protocol in secure:
            found = True
            if not present(listener.get("certificateArn")):
                yield Violation(
                    f"certificateArn of listener {listener.name} is absent, must be a certificate"
                )
        else:
            yield from _only_redirects(listener, scope)
    if not found and not any(listener.get("protocol") is UNKNOWN for listener in listeners):
        yield Violation(f"{balancer.name} has no {secure[0]} listener, must have one with a certificate")


def _cloudfront_only(balancer: Resource, scope: Scope) -> bool:
    """Whether all groups of a load balancer admit prefix lists alone, as CloudFront's origin-facing one."""
    groups = groups_of(scope.graph)
    linked = scope.graph.links(balancer, "securityGroups", SECURITY_GROUP)
    rules = [rule for group in linked.resources for rule in groups.rules[group.urn]]
    complete = bool(linked.resources) and not linked.literals and not linked.unknown
    lists_only = all(rule.prefix_lists and not rule.ranges and not rule.groups for rule in rules)
    return complete and bool(rules) and lists_only and bool(scope.graph.of(DISTRIBUTION))


def _only_redirects(listener: Resource, scope: Scope) -> Iterator[Outcome]:
    """A plain listener, and each of its rules, redirects to HTTPS or answers by itself."""
    protocol = show(listener.get("protocol"))
    rules = scope.graph.referrers(listener, LISTENER_RULE, "listenerArn")
    for resource, path in [(listener, "defaultActions"), *((rule, "actions") for rule in rules)]:
        for action in resource.blocks(path) or [{}]:
            kind = UNKNOWN if action is UNKNOWN else action.get("type")
            if kind is UNKNOWN:
                yield Undetermined(f"{resource.name}.{path}")
            elif kind not in _ANSWERS:
                yield Violation(
                    f"{resource.name} of protocol {protocol} has the action {show(kind)}, must redirect"
                )
            elif kind == "redirect":
                target = next(iter(listed(action.get("redirect"))), {})
                to = target.get("protocol") if isinstance(target, dict) else UNKNOWN
                if to not in ("HTTPS", UNKNOWN):
                    yield Violation(f"{resource.name} redirects to protocol {show(to)}, must be HTTPS")


@on_resource("load-balancer-tls-policy", LISTENER)
def tls_policy(listener: Resource, _scope: Scope) -> Iterator[Outcome]:
    """HTTPS and TLS listeners speak TLS 1.2 and 1.3 only."""
    protocol = listener.get("protocol")
    if protocol is UNKNOWN:
        yield Undetermined("protocol")
        return
    if protocol not in ("HTTPS", "TLS"):
        raise NotApplicable("ends no TLS")
    yield from listener.expect(
        "sslPolicy",
        lambda value: bool(_MODERN.match(value or "")),
        "ELBSecurityPolicy-TLS13-1-2-2021-06 or newer",
    )


@on_resource("cdn-viewer-tls", DISTRIBUTION)
def viewer_tls(distribution: Resource, _scope: Scope) -> Iterator[Outcome]:
    """Every behaviour of a distribution has its viewers on HTTPS."""
    behaviours = [
        ("defaultCacheBehavior", behaviour)
        for behaviour in distribution.blocks("defaultCacheBehavior") or [{}]
    ]
    for index, behaviour in enumerate(distribution.blocks("orderedCacheBehaviors")):
        behaviours.append((f"orderedCacheBehaviors[{index}]", behaviour))
    for path, behaviour in behaviours:
        value = UNKNOWN if behaviour is UNKNOWN else behaviour.get("viewerProtocolPolicy")
        if value is UNKNOWN:
            yield Undetermined(f"{path}.viewerProtocolPolicy")
        elif value not in ("redirect-to-https", "https-only"):
            yield Violation(
                f"{path}.viewerProtocolPolicy is {show(value)}, must be redirect-to-https or https-only"
            )


@on_resource("cdn-tls-version", DISTRIBUTION)
def viewer_version(distribution: Resource, _scope: Scope) -> Iterator[Outcome]:
    """A distribution has a certificate of its own and speaks TLS 1.2 of 2021 or newer."""
    yield from distribution.expect(
        "viewerCertificate.minimumProtocolVersion",
        lambda value: bool(re.match(r"^TLSv1\.(?:2_202[1-9]|3_)", value or "")),
        "TLSv1.2_2021 or newer, with a certificate of the distribution's own",
    )


@on_resource("cdn-origin-tls", DISTRIBUTION)
def origin_tls(distribution: Resource, _scope: Scope) -> Iterator[Outcome]:
    """Origins that are not S3 are reached by HTTPS, TLS 1.2 only."""
    custom = [
        (index, block)
        for index, origin in enumerate(distribution.blocks("origins"))
        for block in listed(UNKNOWN if origin is UNKNOWN else origin.get("customOriginConfig"))
    ]
    if not custom:
        raise NotApplicable("no custom origin")
    for index, block in custom:
        path = f"origins[{index}].customOriginConfig"
        if block is UNKNOWN:
            yield Undetermined(path)
            continue
        policy, protocols = block.get("originProtocolPolicy"), block.get("originSslProtocols")
        if policy is UNKNOWN:
            yield Undetermined(f"{path}.originProtocolPolicy")
        elif policy != "https-only":
            yield Violation(f"{path}.originProtocolPolicy is {show(policy)}, must be https-only")
        elif protocols is UNKNOWN:
            yield Undetermined(f"{path}.originSslProtocols")
        elif listed(protocols) != ["TLSv1.2"]:
            yield Violation(f"{path}.originSslProtocols is {show(protocols)}, must be TLSv1.2 only")


# Switches that set a major version apart from its default.
_FORCE = {
    "postgres": ("rds.force_ssl", ("1",)),
    "mysql": ("require_secure_transport", ("1", "ON")),
    "mariadb": ("require_secure_transport", ("1", "ON")),
}


@on_graph("database-tls-forced", DB_INSTANCE, DB_CLUSTER)
def database_tls(database: Resource, scope: Scope) -> Iterator[Outcome]:
    """Databases refuse connections without TLS, by their parameter group or by their engine's default."""
    engine = database.get("engine")
    if present(database.get("replicateSourceDb")):
        raise NotApplicable("a replica takes the parameters of its source's family; the source is judged")
    if engine is UNKNOWN:
        yield Undetermined("engine")
        return
    family = str(engine).removeprefix("aurora-").replace("postgresql", "postgres")
    if family not in _FORCE:
        raise NotApplicable("an engine whose TLS is not a parameter")
    name, wanted = _FORCE[family]
    cluster = database.type == DB_CLUSTER
    path = "dbClusterParameterGroupName" if cluster else "parameterGroupName"
    linked = scope.graph.links(database, path, DB_CLUSTER_PARAMETERS if cluster else DB_PARAMETERS)
    value = next(
        (found for group in linked.resources if (found := _parameter(group, name)) is not None), None
    )
    if linked.unknown or value is UNKNOWN:
        yield Undetermined(f"{path}: {name}")
    elif value is not None and str(value) not in wanted:
        yield Violation(f"parameter {name} is {show(value)}, must be {wanted[0]}")
    elif value is None and not _forced_by_default(database, family):
        yield Violation(
            f"parameter {name} is absent, must be {wanted[0]} in the database's own parameter group"
        )


def _parameter(group: Resource, name: str) -> object:
    for block in group.blocks("parameters"):
        if block is UNKNOWN:
            return UNKNOWN
        if block.get("name") == name:
            return block.get("value")
    return None


def _forced_by_default(database: Resource, family: str) -> bool:
    """PostgreSQL 15 and later force TLS, Aurora from 17.

    Amazon RDS User Guide, "Using SSL with a PostgreSQL DB instance"; Amazon Aurora User Guide, "Securing
    Aurora PostgreSQL data with SSL/TLS".
    """
    version = database.get("engineVersion")
    major = re.match(r"\d+", version) if isinstance(version, str) else None
    since = 15 if database.type == DB_INSTANCE else 17
    return family == "postgres" and major is not None and int(major[0]) >= since


_IN_TRANSIT = {
    CACHE_GROUP: ("transitEncryptionEnabled",),
    OPENSEARCH: ("domainEndpointOptions.enforceHttps", "nodeToNodeEncryption.enabled"),
    DB_PROXY: ("requireTls",),
}


@on_resource("data-transit-encrypted", *_IN_TRANSIT)
def in_transit(store: Resource, _scope: Scope) -> Iterator[Outcome]:
    """Caches, search domains and database proxies take encrypted connections only."""
    for path in _IN_TRANSIT[store.type]:
        yield from store.expect_true(path)


def denies_plain(statement: Statement) -> bool:
    """Whether a statement denies everybody everything that does not come by TLS."""
    secure = statement.conditions.get("aws:securetransport", ())
    return not statement.allow and any_principal(statement) and [v.lower() for v in secure] == ["false"]


@on_graph("bucket-tls-only", BUCKET)
def bucket_tls(bucket: Resource, scope: Scope) -> Iterator[Outcome]:
    """The policy of each bucket denies what does not come by TLS, for the bucket and its objects."""
    policies = parts(scope.graph, bucket, BUCKET_POLICY, inline="policy")
    if not policies:
        yield Violation("the bucket has no policy, must deny s3:* where aws:SecureTransport is false")
    pending: list[Outcome] = []
    for resource in policies:
        for item in statements("policy", resource.get("policy")):
            if not isinstance(item, Statement):
                pending.append(item)
            elif denies_plain(item) and "s3:*" in item.actions and _covers_objects(item):
                return
    yield from pending
    if policies and not pending:
        yield Violation(
            "the bucket policy does not deny s3:* on bucket and objects where aws:SecureTransport is false"
        )


def _covers_objects(statement: Statement) -> bool:
    objects = any(isinstance(value, str) and value.endswith("/*") for value in statement.resources)
    whole = any(isinstance(value, str) and not value.endswith("/*") for value in statement.resources)
    return "*" in statement.resources or (objects and whole)


@on_resource("message-policy-tls-only", SQS_POLICY, SNS_POLICY)
def message_tls(resource: Resource, _scope: Scope) -> Iterator[Outcome]:
    """Policies of queues and topics deny what does not come by TLS."""
    pending: list[Outcome] = []
    for item in statements("policy", resource.get("policy")):
        if not isinstance(item, Statement):
            pending.append(item)
        elif denies_plain(item):
            return
    yield from pending
    if not pending:
        yield Violation(
            "the policy does not deny what comes without TLS (aws:SecureTransport false), must do so"
        )
