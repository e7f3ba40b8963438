"""Route 53: health checks.

Source: "HealthCheckConfig" (Amazon Route 53 API Reference), "Values that you specify when you create or
update health checks" (Amazon Route 53 Developer Guide).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import REPLACE, Context, Failure, check, outputs
from simulator.services import rules
from simulator.services.route53.rules import domain_name
from simulator.services.shapes import Ids, arn
from simulator.services.tables.regions import REGIONS

HEALTH_CHECK: Final = "aws:route53/healthCheck:HealthCheck"

REPLACE[HEALTH_CHECK] = frozenset(
    {"measureLatency", "referenceName", "requestInterval", "routingControlArn", "type"}
)

rules.taggable(HEALTH_CHECK)

ENDPOINTS: Final = ("HTTP", "HTTPS", "HTTP_STR_MATCH", "HTTPS_STR_MATCH", "TCP")
TYPES: Final = (*ENDPOINTS, "CALCULATED", "CLOUDWATCH_METRIC", "RECOVERY_CONTROL")
CHECKERS: Final = (
    "us-east-1", "us-west-1", "us-west-2", "eu-west-1", "ap-southeast-1", "ap-southeast-2", "ap-northeast-1",
    "sa-east-1",
)  # fmt: skip
_OF_ENDPOINTS: Final = (
    "failureThreshold", "fqdn", "ipAddress", "measureLatency", "port", "regions", "requestInterval",
    "resourcePath", "searchString",
)  # fmt: skip


@outputs(HEALTH_CHECK)
def health_check(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A health check; its id is a UUID."""
    id, kind = Ids(inputs, ctx).uuid(), str(inputs.get("type"))
    result: dict[str, Any] = {
        "arn": arn(ctx, "route53", f"healthcheck/{id}", region="", account=""),
        "disabled": inputs.get("disabled", False),
        "enableSni": inputs.get("enableSni", kind.startswith("HTTPS")),
        "invertHealthcheck": inputs.get("invertHealthcheck", False),
        "measureLatency": inputs.get("measureLatency", False),
    }
    if kind in ENDPOINTS:
        port = 443 if kind.startswith("HTTPS") else 80
        result |= {
            "failureThreshold": inputs.get("failureThreshold", 3),
            "port": inputs.get("port", port if kind != "TCP" else None),
            "requestInterval": inputs.get("requestInterval", 30),
        }
    return id, result


@check(HEALTH_CHECK)
def _health_check(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """What each type needs, and what it cannot have."""
    del ctx
    kind = inputs.get("type")
    yield from rules.one_of("type", kind, TYPES)
    yield from rules.between("failureThreshold", inputs.get("failureThreshold"), 1, 10)
    yield from rules.one_of("requestInterval", inputs.get("requestInterval"), (10, 30))
    yield from rules.between("port", inputs.get("port"), 1, 65535)
    yield from rules.length("fqdn", inputs.get("fqdn"), 0, 255)
    yield from rules.length("resourcePath", inputs.get("resourcePath"), 0, 255)
    yield from rules.length("searchString", inputs.get("searchString"), 0, 255)
    yield from rules.length("referenceName", inputs.get("referenceName"), 0, 27)
    regions = rules.items(inputs.get("regions"))
    if regions and len(regions) < 3:
        yield Failure("regions", f"InvalidInput: at least 3 regions, not {len(regions)}")
    for place, region in enumerate(regions):
        yield from rules.one_of(f"regions[{place}]", region, CHECKERS)
    if kind in ENDPOINTS:
        yield from _endpoint(inputs, str(kind))
    elif rules.given(kind) and kind in TYPES:
        for property in _OF_ENDPOINTS:
            if inputs.get(property):
                yield Failure(
                    property, f"InvalidInput: {property} cannot be set for a health check of type {kind}"
                )
    if kind == "CALCULATED":
        children = rules.items(inputs.get("childHealthchecks"))
        if inputs.get("childHealthchecks") in (None, []):
            yield Failure(
                "childHealthchecks", "InvalidInput: a CALCULATED health check needs childHealthchecks"
            )
        yield from rules.between("childHealthThreshold", inputs.get("childHealthThreshold"), 0, 256)
        if len(children) > 255:
            yield Failure(
                "childHealthchecks", f"InvalidInput: at most 255 health checks, not {len(children)}"
            )
    if kind == "CLOUDWATCH_METRIC":
        for property in ("cloudwatchAlarmName", "cloudwatchAlarmRegion"):
            if inputs.get(property) is None:
                yield Failure(property, f"InvalidInput: {property} is required for type CLOUDWATCH_METRIC")
        yield from rules.one_of("cloudwatchAlarmRegion", inputs.get("cloudwatchAlarmRegion"), tuple(REGIONS))
    status = inputs.get("insufficientDataHealthStatus")
    yield from rules.one_of(
        "insufficientDataHealthStatus", status, ("Healthy", "Unhealthy", "LastKnownStatus")
    )


def _endpoint(inputs: dict[str, Any], kind: str) -> Iterator[Failure]:
    host, address, path = (inputs.get(key) for key in ("fqdn", "ipAddress", "resourcePath"))
    if host is None and address is None:
        yield Failure(
            "fqdn", f"InvalidInput: Basic required fields for {kind} are missing: set fqdn or ipAddress"
        )
    if isinstance(host, str) and host and ("/" in host or ":" in host or not domain_name(host)):
        yield Failure("fqdn", f"InvalidInput: '{host}' is not a host name such as api.example.com")
    if isinstance(address, str):
        yield from _address(address)
    if kind == "TCP":
        if inputs.get("port") is None:
            yield Failure("port", "InvalidInput: port is required for a health check of type TCP")
        if path:
            yield Failure("resourcePath", "InvalidInput: resourcePath cannot be set for type TCP")
    if kind.endswith("STR_MATCH"):
        if not inputs.get("searchString") and inputs.get("searchString") in (None, ""):
            yield Failure("searchString", f"InvalidInput: searchString is required for type {kind}")
    elif inputs.get("searchString"):
        yield Failure("searchString", f"InvalidInput: searchString needs type {kind}_STR_MATCH, not {kind}")


def _address(address: str) -> Iterator[Failure]:
    """A public address: checkers are on the internet."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        yield Failure("ipAddress", f"InvalidInput: '{address}' is not an IPv4 or IPv6 address")
        return
    inner = any(
        found.version == block.version and found in block
        for block in map(
            ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8")
        )
    )
    if inner or found.is_multicast or found.is_link_local:
        yield Failure(
            "ipAddress",
            f"InvalidInput: {address} is not reachable from the internet: health checks cannot use private, "
            "local or multicast addresses",
        )
