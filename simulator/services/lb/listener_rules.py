"""What Elastic Load Balancing refuses of listeners, their certificates and their rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, State, check
from simulator.services import rules
from simulator.services.acm.answers import CERTIFICATE as ACM
from simulator.services.acm.answers import VALIDATION
from simulator.services.cidrs import cidr
from simulator.services.lb.action_rules import actions
from simulator.services.lb.answers import BALANCER, CERTIFICATE, LISTENER, RULE
from simulator.services.shapes import value
from simulator.services.tables.elb import POLICIES

rules.taggable(LISTENER, RULE)

_NETWORK: Final = ("TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC")
_FIELDS: Final = ("hostHeader", "httpHeader", "httpRequestMethod", "pathPattern", "queryStrings", "sourceIp")
_SINGLE: Final = ("hostHeader", "httpRequestMethod", "pathPattern", "sourceIp")
_HOST: Final = re.compile(r"[a-zA-Z0-9.*?_-]+")
_PATH: Final = re.compile(r"[a-zA-Z0-9_\-.$/~\"'@:+&*?]+")
_METHOD: Final = re.compile(r"[A-Z_-]+")
_HEADER: Final = re.compile(r"[a-zA-Z0-9!#$%&'*+\-.^_`|~?]+")


def _kind(arn: Any) -> str:
    return "app" if "/app/" in str(arn) else ("net" if "/net/" in str(arn) else "gwy")


def certificate(property: str, arn: Any, ctx: Context) -> Iterator[Failure]:
    """A certificate of the listener's region that is issued ("SSL certificates for your ALB")."""
    yield from rules.arn(property, arn, ("acm", "iam"))
    service, region = rules.arn_part(arn, "service"), rules.arn_part(arn, "region")
    if service == "acm" and region != ctx.region:
        yield Failure(
            property,
            f"CertificateNotFound: Certificate '{arn}' not found: it is in {region}, the "
            f"listener in {ctx.region}; "
            "a load balancer takes certificates of its own region only",
        )
    held = rules.find(ctx, arn, ACM)
    if held is None or value(held, "status") != "PENDING_VALIDATION" or not rules.listed(ctx):
        return
    if not rules.siblings(ctx, VALIDATION, "certificateArn", arn):
        yield Failure(
            property,
            f"UnsupportedCertificate: The certificate '{arn}' must have a fully-qualified "
            "domain name, a supported "
            "signature, and a supported key size: it is not validated yet (take the ARN of its "
            "CertificateValidation)",
        )


@check(LISTENER)
def listener(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Protocol, port, TLS and default actions ("CreateListener", Elastic Load Balancing API Reference)."""
    balancer = inputs.get("loadBalancerArn")
    yield from rules.arn("loadBalancerArn", balancer, "elasticloadbalancing", "loadbalancer/")
    kind = _kind(balancer)
    port, protocol = inputs.get("port"), inputs.get("protocol")
    given = inputs.get("certificateArn")
    if kind != "gwy":
        if port is None:
            yield Failure("port", "ValidationError: A listener port must be specified")
        yield from rules.between("port", port, 1, 65535)
        yield from rules.one_of("protocol", protocol, ("HTTP", "HTTPS") if kind == "app" else _NETWORK)
    secure = protocol in ("HTTPS", "TLS") or (protocol is None and kind == "app" and given is not None)
    if protocol is None and kind == "app":
        protocol = "HTTPS" if given is not None else "HTTP"
    if secure and given is None:
        yield Failure(
            "certificateArn", f"ValidationError: A certificate must be specified for {protocol} listeners"
        )
    if rules.text(protocol) and not secure:
        for property in ("certificateArn", "sslPolicy", "alpnPolicy"):
            if inputs.get(property):
                yield Failure(
                    property, f"ValidationError: {property} cannot be specified for {protocol} listeners"
                )
    policy = inputs.get("sslPolicy")
    if isinstance(policy, str) and policy not in POLICIES:
        yield Failure(
            "sslPolicy",
            f"SSLPolicyNotFound: SSL policy '{policy}' not found (such as "
            "ELBSecurityPolicy-TLS13-1-2-2021-06)",
        )
    yield from certificate("certificateArn", given, ctx)
    vpc_id = value(rules.find(ctx, balancer, BALANCER), "vpcId")
    yield from actions(
        "defaultActions",
        inputs.get("defaultActions"),
        ctx,
        protocol=protocol,
        port=port,
        vpc_id=vpc_id,
        kind=kind,
    )
    for other in rules.siblings(ctx, LISTENER, "loadBalancerArn", balancer):
        if rules.number(value(other, "port")) == rules.number(port):
            yield Failure(
                "port",
                "DuplicateListener: A listener already exists on this port for this load "
                f"balancer: {port} ({other.id})",
            )


@check(CERTIFICATE)
def further_certificate(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """A further certificate, of an HTTPS or TLS listener only ("AddListenerCertificates")."""
    arn = inputs.get("listenerArn")
    yield from rules.arn("listenerArn", arn, "elasticloadbalancing", "listener/")
    yield from certificate("certificateArn", inputs.get("certificateArn"), ctx)
    protocol = value(rules.find(ctx, arn, LISTENER), "protocol")
    if rules.given(protocol) and protocol not in ("HTTPS", "TLS"):
        yield Failure(
            "listenerArn", f"ValidationError: certificates cannot be added to {protocol} listeners: {arn}"
        )


@check(RULE)
def listener_rule(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Priority, conditions and actions.

    Source: "CreateRule", "Listener rules for your Application Load Balancer".
    """
    arn, priority = inputs.get("listenerArn"), inputs.get("priority")
    yield from rules.arn("listenerArn", arn, "elasticloadbalancing", "listener/")
    yield from rules.whole("priority", priority)
    yield from rules.between("priority", priority, 1, 50000)
    wanted = rules.number(priority)
    if wanted is not None and rules.given(arn):
        for other in rules.siblings(ctx, RULE, _slot, f"{arn} {wanted}"):
            yield Failure(
                "priority", f"PriorityInUse: Priority '{wanted}' is currently in use on {arn} by {other.id}"
            )
    yield from _conditions(inputs.get("conditions"))
    held = rules.find(ctx, arn, LISTENER)
    balancer = rules.find(ctx, value(held, "loadBalancerArn"), BALANCER)
    yield from actions(
        "actions",
        inputs.get("actions"),
        ctx,
        protocol=value(held, "protocol"),
        port=value(held, "port"),
        vpc_id=value(balancer, "vpcId"),
    )


def _slot(state: State) -> tuple[str]:
    """Listener and priority of a rule: many rules share a listener, so they are looked up by both."""
    return (f"{state.inputs.get('listenerArn')} {rules.number(state.inputs.get('priority'))}",)


def _conditions(given: Any) -> Iterator[Failure]:
    """Conditions ("Condition types for listener rules"): five values in all, most kinds once a rule."""
    found = [condition for condition in rules.items(given) if isinstance(condition, dict)]
    if rules.given(given) and not found:
        yield Failure("conditions", "ValidationError: A condition must be specified")
    total, seen = 0, set()
    for place, condition in enumerate(found):
        path = f"conditions[{place}]"
        fields = [field for field in _FIELDS if condition.get(field) is not None]
        if len(fields) != 1:
            yield Failure(
                path,
                f"ValidationError: a condition must have exactly one of {', '.join(_FIELDS)}, this one has "
                f"{', '.join(fields) or 'none'}",
            )
            continue
        field = fields[0]
        if field in _SINGLE and field in seen:
            yield Failure(f"{path}.{field}", f"ValidationError: A rule can only have one '{field}' condition")
        seen.add(field)
        values = _values(field, condition[field])
        total += len(values)
        for item in values:
            yield from _value(f"{path}.{field}", field, item)
        if field == "httpHeader":
            name = rules.block(condition[field]).get("httpHeaderName")
            yield from rules.length(f"{path}.httpHeader.httpHeaderName", name, 1, 40)
            yield from rules.pattern(f"{path}.httpHeader.httpHeaderName", name, _HEADER)
    if total > 5:
        yield Failure(
            "conditions",
            f"TooManyConditionValues: A rule can only have '5' condition values, this one has {total}",
        )


def _values(field: str, condition: Any) -> list[Any]:
    if field == "queryStrings":
        return [entry for entry in rules.items(condition) if isinstance(entry, dict)]
    block = rules.block(condition)
    return rules.items(block.get("values")) + rules.items(block.get("regexValues"))


def _value(path: str, field: str, item: Any) -> Iterator[Failure]:
    if field == "queryStrings":
        for part in ("key", "value"):
            yield from rules.length(f"{path}.{part}", item.get(part), 1, 128)
        return
    if not isinstance(item, str):
        return
    if field == "sourceIp":
        yield from cidr(path, item, 6 if ":" in item else 4)
        return
    limit = 40 if field == "httpRequestMethod" else 128
    yield from rules.length(path, item, 1, limit)
    if field == "hostHeader":
        yield from rules.pattern(path, item, _HOST, "letters, digits, . _ - and the wildcards * and ?")
        if "." not in item and item != "*":
            yield Failure(f"{path}", f"ValidationError: the host '{item}' must contain at least one '.'")
    elif field == "pathPattern":
        if not item.startswith(("/", "*")):
            yield Failure(path, f"ValidationError: the path pattern '{item}' must begin with '/'")
        yield from rules.pattern(
            path, item, _PATH, "letters, digits, _-.$/~\"'@:+& and the wildcards * and ?"
        )
    elif field == "httpRequestMethod":
        yield from rules.pattern(path, item, _METHOD, "capital letters, - and _; wildcards are not supported")
