"""What Elastic Load Balancing refuses of the actions of listeners and rules.

Source: "Action types for listener rules" (Application Load Balancers User Guide), "Action" and its parts
(Elastic Load Balancing API Reference).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure
from simulator.services import rules
from simulator.services.lb.answers import GROUP
from simulator.services.lb.group_rules import WEB
from simulator.services.shapes import value

ROUTING: Final = ("forward", "redirect", "fixed-response")
_TYPES: Final = (*ROUTING, "authenticate-cognito", "authenticate-oidc", "jwt-validation")
_CONTENT: Final = ("text/plain", "text/css", "text/html", "application/javascript", "application/json")
_STATUS: Final = re.compile(r"(2|4|5)\d\d")
_BLOCKS: Final = {
    "forward": "forward",
    "redirect": "redirect",
    "fixed-response": "fixedResponse",
    "authenticate-cognito": "authenticateCognito",
    "authenticate-oidc": "authenticateOidc",
    "jwt-validation": "jwtValidation",
}


def actions(
    property: str, given: Any, ctx: Context, *, protocol: Any, port: Any, vpc_id: Any, kind: str = "app"
) -> Iterator[Failure]:
    """All actions of a listener or rule; protocol and port are the listener's, the VPC the balancer's."""
    found = [action for action in rules.items(given) if isinstance(action, dict)]
    if rules.given(given) and not found:
        yield Failure(property, "ValidationError: at least one action must be specified")
        return
    last = [place for place, action in enumerate(found) if action.get("type") in ROUTING]
    if found and all(rules.given(action.get("type")) for action in found) and len(last) != 1:
        yield Failure(
            property,
            "InvalidLoadBalancerAction: exactly one of the actions has to be forward, redirect "
            "or fixed-response, "
            f"these are {', '.join(str(action.get('type')) for action in found)}",
        )
    for place, action in enumerate(found):
        path = f"{property}[{place}]"
        sort = action.get("type")
        yield from rules.one_of(f"{path}.type", sort, _TYPES)
        yield from rules.between(f"{path}.order", action.get("order"), 1, 50000)
        if isinstance(sort, str) and sort in _BLOCKS:
            yield from _shape(path, action, sort)
        if sort == "redirect":
            yield from _redirect(f"{path}.redirect", rules.block(action.get("redirect")), protocol, port)
        elif sort == "fixed-response":
            yield from _fixed(f"{path}.fixedResponse", rules.block(action.get("fixedResponse")))
        elif sort == "forward":
            yield from _forward(path, action, ctx, protocol, vpc_id, kind)


def _shape(path: str, action: dict[str, Any], sort: str) -> Iterator[Failure]:
    """An action has the block of its own type and of no other."""
    for name, block in _BLOCKS.items():
        if name != sort and action.get(block):
            yield Failure(
                f"{path}.{block}",
                f"InvalidLoadBalancerAction: an action of type '{sort}' cannot have a {block} configuration",
            )
    if sort != "forward":
        if action.get("targetGroupArn"):
            yield Failure(
                f"{path}.targetGroupArn",
                f"InvalidLoadBalancerAction: an action of type '{sort}' cannot have a target group",
            )
        if action.get(_BLOCKS[sort]) is None:
            yield Failure(
                f"{path}.{_BLOCKS[sort]}",
                f"ValidationError: A {sort} action must have a {_BLOCKS[sort]} configuration",
            )
    elif not action.get("targetGroupArn") and not action.get("forward") and not _unknown(action):
        yield Failure(
            f"{path}.targetGroupArn",
            "ValidationError: A target group ARN must be specified in a forward action: "
            "targetGroupArn or forward",
        )


def _unknown(action: dict[str, Any]) -> bool:
    return any(key in action and action[key] is not None for key in ("targetGroupArn", "forward"))


def _redirect(path: str, block: dict[str, Any], protocol: Any, port: Any) -> Iterator[Failure]:
    """Where to, in the forms that are allowed, and neither back to itself nor from HTTPS to HTTP."""
    if not block:
        return
    yield from rules.one_of(f"{path}.statusCode", block.get("statusCode"), ("HTTP_301", "HTTP_302"))
    own_protocol, own_port = block.get("protocol", "#{protocol}"), block.get("port", "#{port}")
    host, target, query = (
        block.get(k, d) for k, d in (("host", "#{host}"), ("path", "/#{path}"), ("query", "#{query}"))
    )
    yield from rules.one_of(f"{path}.protocol", own_protocol, ("HTTP", "HTTPS", "#{protocol}"))
    if rules.given(own_port) and own_port != "#{port}" and not 1 <= (rules.number(own_port) or 0) <= 65535:
        yield Failure(
            f"{path}.port", f"ValidationError: The port '{own_port}' must be from 1 to 65535 or '#{{port}}'"
        )
    if isinstance(target, str) and (not target.startswith("/") or len(target) > 128):
        yield Failure(
            f"{path}.path",
            f"ValidationError: The path '{target}' must start with '/' and have at most 128 characters",
        )
    if isinstance(query, str) and (query.startswith("?") or len(query) > 128):
        yield Failure(
            f"{path}.query",
            f"ValidationError: The query '{query}' must not start with '?', and have at most 128 characters",
        )
    if not all(rules.given(part) for part in (own_protocol, own_port, host, target, query, protocol, port)):
        return
    final = protocol if own_protocol == "#{protocol}" else own_protocol
    same_port = own_port == "#{port}" or rules.number(own_port) == rules.number(port)
    unchanged = host == "#{host}" and target == "/#{path}" and query == "#{query}"
    if final == protocol and same_port and unchanged:
        yield Failure(
            path,
            "InvalidLoadBalancerAction: The Redirect configuration is not valid because it "
            "creates a loop: it leads "
            f"back to {protocol}:{rules.number(port)} (change protocol, host, port or path)",
        )
    if protocol == "HTTPS" and final == "HTTP":
        yield Failure(
            f"{path}.protocol",
            "InvalidLoadBalancerAction: You can't redirect HTTPS to HTTP (HTTPS to HTTPS, HTTP to either)",
        )


def _fixed(path: str, block: dict[str, Any]) -> Iterator[Failure]:
    if not block:
        return
    yield from rules.one_of(f"{path}.contentType", block.get("contentType"), _CONTENT)
    yield from rules.length(f"{path}.messageBody", block.get("messageBody"), 0, 1024)
    status = block.get("statusCode")
    if rules.given(status) and not _STATUS.fullmatch(str(status)):
        yield Failure(
            f"{path}.statusCode",
            f"ValidationError: The status code '{status}' is invalid: it must be 2XX, 4XX or 5XX",
        )


def _forward(
    path: str, action: dict[str, Any], ctx: Context, protocol: Any, vpc_id: Any, kind: str
) -> Iterator[Failure]:
    """Up to five target groups with weights, each of the right protocol and VPC."""
    block = rules.block(action.get("forward"))
    groups = [group for group in rules.items(block.get("targetGroups")) if isinstance(group, dict)]
    if len(groups) > 5:
        yield Failure(
            f"{path}.forward.targetGroups",
            f"TooManyUniqueTargetGroupsPerLoadBalancer: at most 5, not {len(groups)}",
        )
    for place, group in enumerate(groups):
        yield from rules.between(f"{path}.forward.targetGroups[{place}].weight", group.get("weight"), 0, 999)
    sticky = rules.block(block.get("stickiness"))
    yield from rules.between(
        f"{path}.forward.stickiness.duration", sticky.get("duration"), 1, 604800, "seconds"
    )
    targets = [(f"{path}.forward.targetGroups[{n}].arn", group.get("arn")) for n, group in enumerate(groups)]
    targets.append((f"{path}.targetGroupArn", action.get("targetGroupArn")))
    for property, target in targets:
        yield from rules.arn(property, target, "elasticloadbalancing", "targetgroup/")
        yield from _compatible(property, target, ctx, protocol, vpc_id, kind)


def _compatible(
    property: str, target: Any, ctx: Context, protocol: Any, vpc_id: Any, kind: str
) -> Iterator[Failure]:
    """A target group that the listener can use ("Routing configuration", ALB User Guide)."""
    region = rules.arn_part(target, "region")
    if region and region != ctx.region:
        yield Failure(
            property,
            f"TargetGroupNotFound: Target group '{target}' not found: it is in {region}, not {ctx.region}",
        )
    group = rules.find(ctx, target, GROUP)
    if group is None:
        return
    home = value(group, "vpcId")
    if home and vpc_id and home != vpc_id:
        yield Failure(
            property,
            f"InvalidConfigurationRequest: The target group '{target}' is in {home}, a "
            "different VPC than the load "
            f"balancer's {vpc_id}",
        )
    own, version = value(group, "protocol"), value(group, "protocolVersion")
    is_lambda = value(group, "targetType") == "lambda"
    if not is_lambda and rules.given(own) and (own in WEB) != (kind == "app"):
        what = "Application" if kind == "app" else "Network"
        yield Failure(
            property,
            f"InvalidConfigurationRequest: The target group '{target}' has protocol {own}, "
            f"which {what} Load Balancers "
            "cannot forward to",
        )
    if version == "GRPC" and protocol == "HTTP":
        yield Failure(
            property,
            "InvalidConfigurationRequest: Listener protocol 'HTTP' is not supported with a "
            "target group with the "
            f"protocol-version setting 'GRPC' ({target}): it needs an HTTPS listener",
        )
