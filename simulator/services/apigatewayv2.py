"""API Gateway: HTTP and WebSocket APIs, with their stages, integrations and routes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import REPLACE, Context, Failure, autoname, check, outputs
from simulator.services import rules
from simulator.services.shapes import Ids, arn, named, suffix, value

API: Final = "aws:apigatewayv2/api:Api"
STAGE: Final = "aws:apigatewayv2/stage:Stage"
INTEGRATION: Final = "aws:apigatewayv2/integration:Integration"
ROUTE: Final = "aws:apigatewayv2/route:Route"

REPLACE[API] = frozenset({"protocolType", "region"})
REPLACE[STAGE] = frozenset({"apiId", "name", "region"})
REPLACE[INTEGRATION] = frozenset({"apiId", "integrationSubtype", "integrationType", "region"})
REPLACE[ROUTE] = frozenset({"apiId", "region"})

autoname(API, STAGE, max_length=255)
rules.taggable(API, STAGE)

METHODS: Final = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "*")
KINDS: Final[dict[str, tuple[str, ...]]] = {
    "HTTP": ("AWS_PROXY", "HTTP_PROXY"),
    "WEBSOCKET": ("AWS", "AWS_PROXY", "HTTP", "HTTP_PROXY", "MOCK"),
}
"""Integrations by protocol ("CreateIntegration", Amazon API Gateway Version 2 API Reference)."""

_ROUTE: Final = re.compile(r"\$default|(ANY|GET|HEAD|POST|PUT|DELETE|PATCH|OPTIONS) /\S*")
_STAGE: Final = re.compile(r"\$default|[a-zA-Z0-9_-]{1,128}")


@outputs(API)
def api(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """An API; its id has ten small letters and digits, and its end point is named by it."""
    id = Ids(inputs, ctx).lower(10)
    scheme = "wss" if inputs.get("protocolType") == "WEBSOCKET" else "https"
    return id, {
        "apiEndpoint": f"{scheme}://{id}.execute-api.{ctx.region}.{suffix(ctx)}",
        "apiKeySelectionExpression": inputs.get("apiKeySelectionExpression", "$request.header.x-api-key"),
        "arn": arn(ctx, "apigateway", f"/apis/{id}", account=""),
        "disableExecuteApiEndpoint": inputs.get("disableExecuteApiEndpoint", False),
        "executionArn": arn(ctx, "execute-api", id),
        "ipAddressType": inputs.get("ipAddressType", "ipv4"),
        "name": named(inputs, ctx, prefix=None),
        "routeSelectionExpression": inputs.get("routeSelectionExpression", "$request.method $request.path"),
    }


@outputs(STAGE)
def stage(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A stage; its id is its name. The stage `$default` is at the end point's root."""
    name, id = named(inputs, ctx, prefix=None), str(inputs["apiId"])
    state = rules.find(ctx, id, API)
    socket = value(state, "protocolType") == "WEBSOCKET"
    host = value(state, "apiEndpoint") or f"https://{id}.execute-api.{ctx.region}.{suffix(ctx)}"
    return name, {
        "arn": arn(ctx, "apigateway", f"/apis/{id}/stages/{name}", account=""),
        "autoDeploy": inputs.get("autoDeploy", False),
        "deploymentId": inputs.get("deploymentId", Ids(inputs, ctx).lower(6)),
        "executionArn": arn(ctx, "execute-api", f"{id}/{name}"),
        "invokeUrl": f"{host}/" if name == "$default" and not socket else f"{host}/{name}",
        "name": name,
    }


@outputs(INTEGRATION, ROUTE)
def part(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """An integration or a route; its id has seven small letters and digits."""
    id = Ids(inputs, ctx).lower(7)
    if ctx.type == ROUTE:
        return id, {
            "apiKeyRequired": inputs.get("apiKeyRequired", False),
            "authorizationType": inputs.get("authorizationType", "NONE"),
        }
    return id, {
        "connectionType": inputs.get("connectionType", "INTERNET"),
        "integrationResponseSelectionExpression": "",
        "payloadFormatVersion": inputs.get("payloadFormatVersion", "1.0"),
        "timeoutMilliseconds": inputs.get("timeoutMilliseconds", 30000),
    }


@check(API)
def _api(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Protocol, CORS and what belongs to one protocol only ("CreateApi")."""
    del ctx
    protocol = inputs.get("protocolType")
    yield from rules.one_of("protocolType", protocol, tuple(KINDS))
    yield from rules.length("name", inputs.get("name"), 1, 128)
    yield from rules.length("description", inputs.get("description"), 0, 1024)
    yield from rules.length("version", inputs.get("version"), 1, 64)
    yield from rules.one_of("ipAddressType", inputs.get("ipAddressType"), ("ipv4", "dualstack"))
    if protocol == "WEBSOCKET":
        for property in ("body", "corsConfiguration", "credentialsArn", "routeKey", "target"):
            if inputs.get(property):
                yield Failure(property, f"BadRequestException: {property} is supported only for HTTP APIs")
        if inputs.get("routeSelectionExpression") is None:
            yield Failure(
                "routeSelectionExpression",
                "BadRequestException: routeSelectionExpression is required for WebSocket APIs, such as "
                "$request.body.action",
            )
    cors = rules.block(inputs.get("corsConfiguration"))
    for place, method in enumerate(rules.items(cors.get("allowMethods"))):
        yield from rules.one_of(f"corsConfiguration.allowMethods[{place}]", method, METHODS)
    if cors.get("allowCredentials") is True and "*" in rules.items(cors.get("allowOrigins")):
        yield Failure(
            "corsConfiguration.allowOrigins",
            "BadRequestException: allowOrigins cannot be * when allowCredentials is true",
        )


@check(STAGE)
def _stage(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name ("CreateStage")."""
    del ctx
    yield from rules.pattern("name", inputs.get("name"), _STAGE, "$default, or letters, digits, - and _")
    yield from rules.arn(
        "accessLogSettings.destinationArn",
        rules.block(inputs.get("accessLogSettings")).get("destinationArn"),
        ("firehose", "logs"),
    )


@check(INTEGRATION)
def _integration(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Kind by protocol, payload and timeout ("CreateIntegration")."""
    protocol = value(rules.find(ctx, inputs.get("apiId"), API), "protocolType")
    kind = inputs.get("integrationType")
    yield from rules.one_of("integrationType", kind, KINDS.get(str(protocol), KINDS["WEBSOCKET"]))
    most = 29000 if protocol == "WEBSOCKET" else 30000
    yield from rules.between("timeoutMilliseconds", inputs.get("timeoutMilliseconds"), 50, most, "ms")
    yield from rules.one_of("payloadFormatVersion", inputs.get("payloadFormatVersion"), ("1.0", "2.0"))
    yield from rules.one_of("connectionType", inputs.get("connectionType"), ("INTERNET", "VPC_LINK"))
    if inputs.get("connectionType") == "VPC_LINK" and inputs.get("connectionId") is None:
        yield Failure("connectionId", "BadRequestException: connectionId is required with VPC_LINK")


@check(ROUTE)
def _route(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Key by protocol, authorization and target ("CreateRoute")."""
    protocol = value(rules.find(ctx, inputs.get("apiId"), API), "protocolType")
    if protocol == "HTTP":
        yield from rules.pattern("routeKey", inputs.get("routeKey"), _ROUTE, "$default, or GET /pets")
    kinds = ("NONE", "AWS_IAM", "CUSTOM", "JWT")
    yield from rules.one_of("authorizationType", inputs.get("authorizationType"), kinds)
    if inputs.get("authorizationType") in ("CUSTOM", "JWT") and inputs.get("authorizerId") is None:
        yield Failure(
            "authorizerId", f"BadRequestException: authorizerId is required for {inputs['authorizationType']}"
        )
    target = inputs.get("target")
    if isinstance(target, str) and not target.startswith("integrations/"):
        yield Failure("target", f"BadRequestException: a target has the form integrations/ID, not '{target}'")
