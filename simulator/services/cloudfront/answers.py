"""What CloudFront answers: distribution ids and domain names; ARNs have no region."""

from __future__ import annotations

from typing import Any, Final

from simulator.registry import REPLACE, Context, autoname, outputs
from simulator.services.shapes import CREATED, Ids, arn, named
from simulator.services.tables.regions import CLOUDFRONT_ZONE

DISTRIBUTION: Final = "aws:cloudfront/distribution:Distribution"
CACHE: Final = "aws:cloudfront/cachePolicy:CachePolicy"
ORIGIN_REQUEST: Final = "aws:cloudfront/originRequestPolicy:OriginRequestPolicy"
HEADERS: Final = "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy"
ACCESS: Final = "aws:cloudfront/originAccessControl:OriginAccessControl"

REPLACE[DISTRIBUTION] = frozenset({"staging"})
REPLACE[CACHE] = REPLACE[ORIGIN_REQUEST] = REPLACE[HEADERS] = frozenset({"name"})
REPLACE[ACCESS] = frozenset({"name"})

autoname(CACHE, ORIGIN_REQUEST, HEADERS, max_length=128)
autoname(ACCESS, max_length=64)

_KINDS: Final = {
    CACHE: "cache-policy",
    ORIGIN_REQUEST: "origin-request-policy",
    HEADERS: "response-headers-policy",
    ACCESS: "origin-access-control",
}


@outputs(DISTRIBUTION)
def distribution(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A distribution, deployed at once."""
    ids = Ids(inputs, ctx)
    id = f"E{ids.upper(13)}"
    return id, {
        "arn": arn(ctx, "cloudfront", f"distribution/{id}", region=""),
        "callerReference": f"terraform-20260101{ids.digits(18, 'caller')}",
        "domainName": f"d{ids.lower(13, 'domain')}.cloudfront.net",
        "etag": f"E{ids.upper(13, 'etag')}",
        "hostedZoneId": CLOUDFRONT_ZONE,
        "httpVersion": inputs.get("httpVersion", "http2"),
        "inProgressValidationBatches": 0,
        "isIpv6Enabled": inputs.get("isIpv6Enabled", False),
        "lastModifiedTime": CREATED,
        "loggingV1Enabled": bool(inputs.get("loggingConfig")),
        "priceClass": inputs.get("priceClass", "PriceClass_All"),
        "retainOnDelete": inputs.get("retainOnDelete", False),
        "staging": inputs.get("staging", False),
        "status": "Deployed",
        "trustedKeyGroups": [{"enabled": False, "items": []}],
        "trustedSigners": [{"enabled": False, "items": []}],
        "waitForDeployment": inputs.get("waitForDeployment", True),
    }


@outputs(CACHE, ORIGIN_REQUEST, HEADERS, ACCESS)
def policy(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A policy (its id is a UUID) or an origin access control (its id starts with E)."""
    ids = Ids(inputs, ctx)
    id = f"E{ids.upper(13)}" if ctx.type == ACCESS else ids.uuid()
    result: dict[str, Any] = {
        "arn": arn(ctx, "cloudfront", f"{_KINDS[ctx.type]}/{id}", region=""),
        "etag": f"E{ids.upper(13, 'etag')}",
        "name": named(inputs, ctx, prefix=None),
    }
    if ctx.type == CACHE:
        result |= {
            "defaultTtl": inputs.get("defaultTtl", 86400),
            "maxTtl": inputs.get("maxTtl", 31536000),
            "minTtl": inputs.get("minTtl", 0),
        }
    if ctx.type == ACCESS:
        result["description"] = inputs.get("description", "Managed by Pulumi")
    return id, result
