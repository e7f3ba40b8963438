"""What CloudFront refuses of cache, origin request and response headers policies, and of access controls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, check
from simulator.services import rules
from simulator.services.cloudfront.answers import ACCESS, CACHE, HEADERS, ORIGIN_REQUEST

_NAME: Final = re.compile(r"[a-zA-Z0-9_-]{1,128}")
_ACCESS_NAME: Final = re.compile(r"[ -~]{1,64}")
_REFERRERS: Final = (
    "no-referrer", "no-referrer-when-downgrade", "origin", "origin-when-cross-origin", "same-origin",
    "strict-origin", "strict-origin-when-cross-origin", "unsafe-url",
)  # fmt: skip
_METHODS: Final = ("GET", "DELETE", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "ALL")


@check(CACHE, ORIGIN_REQUEST, HEADERS)
def named(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name and comment of a policy ("CachePolicyConfig", Amazon CloudFront API Reference)."""
    del ctx
    yield from rules.pattern("name", inputs.get("name"), _NAME, "1 to 128 letters, digits, - and _")
    yield from rules.length("comment", inputs.get("comment"), 0, 128)


def _choice(
    path: str, block: dict[str, Any], key: str, allowed: tuple[str, ...], items: str
) -> Iterator[Failure]:
    """A behaviour, and its list where, and only where, the behaviour works on one."""
    given = block.get(key)
    yield from rules.one_of(f"{path}.{key}", given, allowed)
    listed = rules.items(rules.block(block.get(items)).get("items"))
    selective = given in ("whitelist", "allExcept", "allViewerAndWhitelistCloudFront")
    if rules.given(given) and selective and not listed and items in block and rules.given(block[items]):
        yield Failure(f"{path}.{items}", f"InvalidArgument: {key} {given} needs at least one item in {items}")
    if rules.given(given) and selective and block.get(items) is None:
        yield Failure(f"{path}.{items}", f"InvalidArgument: {key} {given} needs {items}")
    if rules.given(given) and not selective and listed:
        yield Failure(f"{path}.{items}", f"InvalidArgument: {items} cannot be set with {key} {given}")


@check(CACHE)
def cache_policy(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """TTLs in order, and no cache key where nothing is cached ("Understand cache policies")."""
    del ctx
    low, default, high = (rules.number(inputs.get(key)) for key in ("minTtl", "defaultTtl", "maxTtl"))
    known = [ttl for ttl in (low, default, high) if ttl is not None]
    if known != sorted(known):
        yield Failure(
            "minTtl",
            f"InvalidArgument: TTL order: minTtl <= defaultTtl <= maxTtl, not {', '.join(map(str, known))}",
        )
    path = "parametersInCacheKeyAndForwardedToOrigin"
    block = rules.block(inputs.get(path))
    cookies, headers, queries = (
        rules.block(block.get(key)) for key in ("cookiesConfig", "headersConfig", "queryStringsConfig")
    )
    four = ("none", "whitelist", "allExcept", "all")
    yield from _choice(f"{path}.cookiesConfig", cookies, "cookieBehavior", four, "cookies")
    yield from _choice(f"{path}.headersConfig", headers, "headerBehavior", four[:2], "headers")
    yield from _choice(f"{path}.queryStringsConfig", queries, "queryStringBehavior", four, "queryStrings")
    if high == 0:
        chosen = (
            ("cookieBehavior", cookies.get("cookieBehavior")),
            ("headerBehavior", headers.get("headerBehavior")),
            ("queryStringBehavior", queries.get("queryStringBehavior")),
        )
        for name, given in chosen:
            if isinstance(given, str) and given != "none":
                yield Failure(
                    path,
                    f"InvalidArgument: The parameter {name} is invalid for policy with caching "
                    f"disabled: it must be none, not {given}",
                )
        for key in ("enableAcceptEncodingBrotli", "enableAcceptEncodingGzip"):
            if block.get(key) is True:
                yield Failure(
                    f"{path}.{key}",
                    f"InvalidArgument: The parameter {key} is invalid for policy with caching disabled.",
                )


@check(ORIGIN_REQUEST)
def origin_request_policy(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """What goes to the origin ("OriginRequestPolicyConfig", Amazon CloudFront API Reference)."""
    del ctx
    cookies, headers, queries = (
        rules.block(inputs.get(key)) for key in ("cookiesConfig", "headersConfig", "queryStringsConfig")
    )
    four = ("none", "whitelist", "all", "allExcept")
    five = ("none", "whitelist", "allViewer", "allViewerAndWhitelistCloudFront", "allExcept")
    yield from _choice("cookiesConfig", cookies, "cookieBehavior", four, "cookies")
    yield from _choice("headersConfig", headers, "headerBehavior", five, "headers")
    yield from _choice("queryStringsConfig", queries, "queryStringBehavior", four, "queryStrings")


@check(HEADERS)
def headers_policy(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Security headers and CORS ("Understand response headers policies")."""
    del ctx
    security, path = rules.block(inputs.get("securityHeadersConfig")), "securityHeadersConfig"
    frame = rules.block(security.get("frameOptions")).get("frameOption")
    yield from rules.one_of(f"{path}.frameOptions.frameOption", frame, ("DENY", "SAMEORIGIN"))
    referrer = rules.block(security.get("referrerPolicy")).get("referrerPolicy")
    yield from rules.one_of(f"{path}.referrerPolicy.referrerPolicy", referrer, _REFERRERS)
    age = rules.block(security.get("strictTransportSecurity")).get("accessControlMaxAgeSec")
    yield from rules.between(
        f"{path}.strictTransportSecurity.accessControlMaxAgeSec", age, 0, 2147483647, "seconds"
    )
    cors = rules.block(inputs.get("corsConfig"))
    for place, method in enumerate(
        rules.items(rules.block(cors.get("accessControlAllowMethods")).get("items"))
    ):
        yield from rules.one_of(f"corsConfig.accessControlAllowMethods.items[{place}]", method, _METHODS)
    origins = rules.items(rules.block(cors.get("accessControlAllowOrigins")).get("items"))
    if cors.get("accessControlAllowCredentials") is True and "*" in origins:
        yield Failure(
            "corsConfig.accessControlAllowOrigins",
            "InvalidArgument: The parameter Access-Control-Allow-Origin cannot contain * when "
            "Access-Control-Allow-Credentials is true.",
        )


@check(ACCESS)
def origin_access_control(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name of 64 characters and the way of signing ("OriginAccessControlConfig")."""
    del ctx
    yield from rules.pattern("name", inputs.get("name"), _ACCESS_NAME, "1 to 64 characters")
    yield from rules.length("description", inputs.get("description"), 0, 256)
    kinds = ("lambda", "mediapackagev2", "mediastore", "s3")
    yield from rules.one_of(
        "originAccessControlOriginType", inputs.get("originAccessControlOriginType"), kinds
    )
    yield from rules.one_of(
        "signingBehavior", inputs.get("signingBehavior"), ("always", "never", "no-override")
    )
    yield from rules.one_of("signingProtocol", inputs.get("signingProtocol"), ("sigv4",))
