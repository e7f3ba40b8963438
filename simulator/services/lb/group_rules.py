"""What Elastic Load Balancing refuses of target groups.

Source, where none is named: "CreateTargetGroup" (Elastic Load Balancing API Reference).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, check
from simulator.services import rules
from simulator.services.lb.answers import GROUP
from simulator.services.lb.balancer_rules import name
from simulator.services.networks import same_region

rules.taggable(GROUP)

WEB: Final = ("HTTP", "HTTPS")
_PROTOCOLS: Final = (*WEB, "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE", "QUIC", "TCP_QUIC")
_VERSIONS: Final = ("HTTP1", "HTTP2", "GRPC")
_ALGORITHMS: Final = ("round_robin", "least_outstanding_requests", "weighted_random")
_MATCHER: Final = re.compile(r"\d{1,3}(-\d{1,3})?(,\d{1,3}(-\d{1,3})?)*")


@check(GROUP)
def target_group(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name, type, protocol, port and attributes of a target group."""
    yield from name(inputs, "Target group")
    kind = inputs.get("targetType", "instance")
    protocol, version = inputs.get("protocol"), inputs.get("protocolVersion")
    yield from rules.one_of("targetType", kind, ("instance", "ip", "lambda", "alb"))
    yield from rules.one_of("protocol", protocol, _PROTOCOLS)
    for property in ("port", "protocol", "vpcId"):
        present = inputs.get(property) is not None
        if kind != "lambda" and not present:
            yield Failure(property, f"ValidationError: {property} should be set when target type is {kind}")
        if kind == "lambda" and present:
            yield Failure(
                property,
                f"ValidationError: {property} cannot be specified for target groups with type lambda",
            )
    yield from rules.between("port", inputs.get("port"), 1, 65535)
    if protocol == "GENEVE" and rules.number(inputs.get("port")) != 6081:
        yield Failure(
            "port", f"ValidationError: port must be 6081 with protocol GENEVE, not {inputs.get('port')}"
        )
    if kind == "alb" and rules.given(protocol) and protocol != "TCP":
        yield Failure(
            "protocol", f"ValidationError: Protocol '{protocol}' is not supported with target type alb (TCP)"
        )
    if rules.text(version):
        if rules.given(protocol) and protocol not in WEB:
            yield Failure(
                "protocolVersion",
                f"ValidationError: protocol version {version} is not supported with protocol {protocol}",
            )
        yield from rules.one_of("protocolVersion", version, _VERSIONS)
    yield from same_region(ctx, "vpcId", inputs.get("vpcId"), "vpc ID")
    yield from _attributes(inputs)
    yield from _health(rules.block(inputs.get("healthCheck")), str(kind), protocol, version)


def _attributes(inputs: dict[str, Any]) -> Iterator[Failure]:
    """Target group attributes ("Edit target group attributes for your Application Load Balancer")."""
    yield from rules.between("deregistrationDelay", inputs.get("deregistrationDelay"), 0, 3600, "seconds")
    slow = rules.number(inputs.get("slowStart"))
    if slow:
        yield from rules.between("slowStart", slow, 30, 900, "seconds, or 0 to disable it")
    algorithm = inputs.get("loadBalancingAlgorithmType")
    yield from rules.one_of("loadBalancingAlgorithmType", algorithm, _ALGORITHMS)
    if slow and algorithm in _ALGORITHMS[1:]:
        yield Failure("slowStart", f"InvalidConfigurationRequest: slow start cannot be used with {algorithm}")
    yield from rules.one_of("ipAddressType", inputs.get("ipAddressType"), ("ipv4", "ipv6"))
    cross = inputs.get("loadBalancingCrossZoneEnabled")
    if rules.given(cross) and str(cross).lower() not in ("true", "false", "use_load_balancer_configuration"):
        yield from rules.one_of(
            "loadBalancingCrossZoneEnabled", cross, ("true", "false", "use_load_balancer_configuration")
        )
    sticky = rules.block(inputs.get("stickiness"))
    if not sticky:
        return
    web = inputs.get("protocol") in WEB
    kinds = (
        ("lb_cookie", "app_cookie") if web else ("source_ip", "source_ip_dest_ip", "source_ip_dest_ip_proto")
    )
    if rules.given(inputs.get("protocol")):
        yield from rules.one_of("stickiness.type", sticky.get("type"), kinds)
    yield from rules.between("stickiness.cookieDuration", sticky.get("cookieDuration"), 1, 604800, "seconds")
    cookie = rules.text(sticky.get("cookieName"))
    if sticky.get("type") == "app_cookie" and sticky.get("cookieName") is None:
        yield Failure(
            "stickiness.cookieName",
            "ValidationError: cookieName is required with stickiness of type app_cookie",
        )
    if cookie and cookie.startswith(("AWSALB", "AWSALBAPP", "AWSALBTG")):
        yield Failure(
            "stickiness.cookieName", f"ValidationError: the cookie name '{cookie}' is reserved (AWSALB…)"
        )


def _health(check_block: dict[str, Any], kind: str, protocol: Any, version: Any) -> Iterator[Failure]:
    """Health checks ("Health checks for Application Load Balancer target groups", ALB User Guide)."""
    if not check_block:
        return
    interval, timeout = check_block.get("interval"), check_block.get("timeout")
    yield from rules.between("healthCheck.interval", interval, 5, 300, "seconds")
    yield from rules.between("healthCheck.timeout", timeout, 2, 120, "seconds")
    wait, pause = rules.number(timeout), rules.number(interval)
    default_wait = 30 if kind == "lambda" else (5 if protocol in WEB else 10)
    pause = 30 if pause is None and interval is None else pause
    wait = default_wait if wait is None and timeout is None else wait
    if wait is not None and pause is not None and wait >= pause and kind != "lambda":
        yield Failure(
            "healthCheck.timeout",
            f"ValidationError: Health check timeout '{wait}' must be smaller than the interval '{pause}'",
        )
    for property in ("healthyThreshold", "unhealthyThreshold"):
        yield from rules.between(f"healthCheck.{property}", check_block.get(property), 2, 10)
    own = check_block.get("protocol")
    web = own in WEB or (own is None and protocol in (*WEB, None))
    if protocol in WEB and rules.given(own) and own not in WEB:
        yield Failure(
            "healthCheck.protocol",
            f"ValidationError: Health check protocol '{own}' is not supported for target groups "
            "with protocol "
            f"'{protocol}' (HTTP or HTTPS)",
        )
    elif rules.given(own):
        yield from rules.one_of("healthCheck.protocol", own, ("HTTP", "HTTPS", "TCP"))
    path = check_block.get("path")
    if isinstance(path, str) and path:
        if not web:
            yield Failure(
                "healthCheck.path", f"ValidationError: health check path is not supported with protocol {own}"
            )
        elif not path.startswith("/") or len(path) > 1024 or " " in path:
            yield Failure(
                "healthCheck.path",
                f"ValidationError: Health check path '{path}' must start with '/', and have at most 1024 "
                "characters and no space",
            )
    port = check_block.get("port")
    if rules.given(port) and port != "traffic-port" and not 1 <= (rules.number(port) or 0) <= 65535:
        yield Failure(
            "healthCheck.port",
            f"ValidationError: Health check port '{port}' must be in the range '1-65535' or 'traffic-port'",
        )
    yield from _matcher(check_block.get("matcher"), version)


def _matcher(matcher: Any, version: Any) -> Iterator[Failure]:
    if not isinstance(matcher, str) or not matcher:
        return
    low, high, what = (0, 99, "gRPC") if version == "GRPC" else (200, 499, "HTTP")
    codes = [int(code) for code in re.findall(r"\d+", matcher)]
    if not _MATCHER.fullmatch(matcher) or not all(low <= code <= high for code in codes):
        yield Failure(
            "healthCheck.matcher",
            f"ValidationError: Health check matcher {what} code '{matcher}' must be within "
            f"'{low}-{high}' inclusive, "
            "such as 200, 200-299 or 200,302",
        )
