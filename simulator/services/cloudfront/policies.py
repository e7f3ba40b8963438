"""CloudFront's managed policies, by name and id.

Source: "Use managed cache policies", "Use managed origin request policies" and "Use managed response headers
policies" (Amazon CloudFront Developer Guide). Regenerate with `aws cloudfront list-cache-policies --type
managed` and its two counterparts. The ids are the same in every account.
"""

from __future__ import annotations

from typing import Any, Final

from simulator.registry import Context, invoke
from simulator.services.shapes import Ids, arn, value

MANAGED_CACHE: Final[dict[str, str]] = {
    "Managed-CachingOptimized": "658327ea-f89d-4fab-a63d-7e88639e58f6",
    "Managed-CachingDisabled": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
    "Managed-CachingOptimizedForUncompressedObjects": "b2884449-e4de-46a7-ac36-70bc7f1ddd6d",
    "Managed-Amplify": "2e54312d-136d-493c-8eb9-b001f22f67d2",
    "Managed-Elemental-MediaPackage": "08627262-05a9-4f76-9ded-b50ca2e3a84f",
    "UseOriginCacheControlHeaders": "83da9c7e-98b4-4e11-a168-04f0df8e2c65",
    "UseOriginCacheControlHeaders-QueryStrings": "4cc15a8a-d715-48a4-82b8-cc0b614638fe",
}
MANAGED_ORIGIN_REQUEST: Final[dict[str, str]] = {
    "Managed-AllViewer": "216adef6-5c7f-47e4-b989-5492eafa07d3",
    "Managed-AllViewerExceptHostHeader": "b689b0a8-53d0-40ab-baf2-68738e2966ac",
    "Managed-AllViewerAndCloudFrontHeaders-2022-06": "33f36d7e-f396-46d9-90e0-52428a34d9dc",
    "Managed-CORS-CustomOrigin": "59781a5b-3903-41f3-afcb-af62929ccde1",
    "Managed-CORS-S3Origin": "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf",
    "Managed-Elemental-MediaTailor-PersonalizedManifests": "775133bc-15f2-49f9-abea-afb2e0bf67d2",
    "Managed-UserAgentRefererHeaders": "acba4595-bd28-49b8-b9fe-13317c0390fa",
}
MANAGED_HEADERS: Final[dict[str, str]] = {
    "Managed-SimpleCORS": "60669652-455b-4ae9-85a4-c4c02393f86c",
    "Managed-CORS-With-Preflight": "5cc3b908-e619-4b99-88e5-2cf7f45965bd",
    "Managed-SecurityHeadersPolicy": "67f7725c-6f97-4210-82d7-5512b31e9d03",
    "Managed-CORS-and-SecurityHeadersPolicy": "e61eb60c-9c35-4d20-a928-2b84e02af89c",
    "Managed-CORS-with-preflight-and-SecurityHeadersPolicy": "eaab4381-ed33-4a86-88ca-d9558dc6cd63",
}

_TTLS: Final[dict[str, tuple[int, int, int]]] = {
    "Managed-CachingDisabled": (0, 0, 0),
    "Managed-Amplify": (2, 2, 600),
    "UseOriginCacheControlHeaders": (0, 0, 31536000),
    "UseOriginCacheControlHeaders-QueryStrings": (0, 0, 31536000),
}
"""Minimum, default and maximum TTL in seconds where they are not 1, 86400 and 31536000."""


def _pick(args: dict[str, Any], ctx: Context, managed: dict[str, str], kind: str) -> tuple[str, str, Any]:
    """Name, id and, for a policy of this run, its state.

    Raises LookupError, which lists the managed ones, when nothing answers to what was asked.
    """
    name, id = args.get("name"), args.get("id")
    state = ctx.find(str(name or id))
    if state is not None:
        return str(value(state, "name")), state.id, state
    for known_name, known_id in managed.items():
        if known_name == name or known_id == id:
            return known_name, known_id, None
    raise LookupError(f"reading CloudFront {kind}: no match for {name or id} (managed: {', '.join(managed)})")


def _base(name: str, id: str, kind: str, ctx: Context) -> dict[str, Any]:
    return {
        "arn": arn(ctx, "cloudfront", f"{kind}/{id}", region=""),
        "comment": "",
        "etag": f"E{Ids.of(id).upper(13)}",
        "id": id,
        "name": name,
    }


@invoke("aws:cloudfront/getCachePolicy:getCachePolicy")
def get_cache_policy(args: dict[str, Any], ctx: Context) -> dict[str, Any]:
    """A managed cache policy, or one of this run, by name or id."""
    name, id, state = _pick(args, ctx, MANAGED_CACHE, "Cache Policy")
    low, default, high = _TTLS.get(name, (1, 86400, 31536000))
    if state is not None:
        low, default, high = (value(state, key) for key in ("minTtl", "defaultTtl", "maxTtl"))
    compress = name != "Managed-CachingDisabled" and "Uncompressed" not in name
    given = value(state, "parametersInCacheKeyAndForwardedToOrigin")
    parameters = {
        "cookiesConfigs": [{"cookieBehavior": "none", "cookies": []}],
        "enableAcceptEncodingBrotli": compress,
        "enableAcceptEncodingGzip": compress,
        "headersConfigs": [{"headerBehavior": "none", "headers": []}],
        "queryStringsConfigs": [{"queryStringBehavior": "none", "queryStrings": []}],
    }
    return {
        **_base(name, id, "cache-policy", ctx),
        "defaultTtl": default,
        "maxTtl": high,
        "minTtl": low,
        "parametersInCacheKeyAndForwardedToOrigins": [given or parameters],
    }


@invoke("aws:cloudfront/getOriginRequestPolicy:getOriginRequestPolicy")
def get_origin_request_policy(args: dict[str, Any], ctx: Context) -> dict[str, Any]:
    """A managed origin request policy, or one of this run, by name or id."""
    name, id, _ = _pick(args, ctx, MANAGED_ORIGIN_REQUEST, "Origin Request Policy")
    every = name.startswith("Managed-AllViewer")
    header = "allExcept" if name.endswith("ExceptHostHeader") else ("allViewer" if every else "none")
    items = [{"items": ["host"]}] if header == "allExcept" else []
    return {
        **_base(name, id, "origin-request-policy", ctx),
        "cookiesConfigs": [{"cookieBehavior": "all" if every else "none", "cookies": []}],
        "headersConfigs": [{"headerBehavior": header, "headers": items}],
        "queryStringsConfigs": [{"queryStringBehavior": "all" if every else "none", "queryStrings": []}],
    }


@invoke("aws:cloudfront/getResponseHeadersPolicy:getResponseHeadersPolicy")
def get_response_headers_policy(args: dict[str, Any], ctx: Context) -> dict[str, Any]:
    """A managed response headers policy, or one of this run, by name or id."""
    name, id, _ = _pick(args, ctx, MANAGED_HEADERS, "Response Headers Policy")
    return {
        **_base(name, id, "response-headers-policy", ctx),
        "corsConfigs": [],
        "customHeadersConfigs": [],
        "removeHeadersConfigs": [],
        "securityHeadersConfigs": [],
        "serverTimingHeadersConfigs": [],
    }
