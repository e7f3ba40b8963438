"""What CloudFront refuses of distributions: origins, behaviours, certificates.

Source, where none is named: "Distribution settings reference" (Amazon CloudFront Developer Guide) and
"CreateDistribution" (Amazon CloudFront API Reference).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, check
from simulator.services import rules
from simulator.services.acm.answers import CERTIFICATE
from simulator.services.acm.rules import DOMAIN
from simulator.services.cloudfront.answers import DISTRIBUTION
from simulator.services.shapes import value

rules.taggable(DISTRIBUTION)

PRICES: Final = ("PriceClass_All", "PriceClass_100", "PriceClass_200", "None")
PROTOCOLS: Final = (
    "SSLv3", "TLSv1", "TLSv1_2016", "TLSv1.1_2016", "TLSv1.2_2018", "TLSv1.2_2019", "TLSv1.2_2021",
    "TLSv1.2_2025", "TLSv1.3_2025",
)  # fmt: skip
"""Security policies ("Supported protocols and ciphers between viewers and CloudFront")."""

_METHODS: Final = (
    frozenset({"GET", "HEAD"}),
    frozenset({"GET", "HEAD", "OPTIONS"}),
    frozenset({"GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"}),
)
_KINDS: Final = ("customOriginConfig", "s3OriginConfig", "vpcOriginConfig", "originAccessControlId")
_TLS: Final = ("SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2")
_HOST: Final = re.compile(r"[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_ERRORS: Final = (400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504)
_ANSWERS: Final = (200, *_ERRORS)


@check(DISTRIBUTION)
def distribution(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """All of a distribution."""
    yield from rules.length("comment", inputs.get("comment"), 0, 128)
    yield from rules.one_of("priceClass", inputs.get("priceClass"), PRICES)
    yield from rules.one_of(
        "httpVersion", inputs.get("httpVersion"), ("http1.1", "http2", "http2and3", "http3")
    )
    root = inputs.get("defaultRootObject")
    if isinstance(root, str) and root.startswith("/"):
        yield Failure("defaultRootObject", f"InvalidDefaultRootObject: '{root}' must not begin with a slash")
    web = inputs.get("webAclId")
    if (
        isinstance(web, str)
        and web.startswith("arn:")
        and not re.fullmatch(r"arn:[^:]+:wafv2:us-east-1:\d{12}:global/webacl/.+", web)
    ):
        yield Failure(
            "webAclId",
            f"InvalidWebACLId: '{web}' is not a web ACL of scope CLOUDFRONT, which lives in "
            "us-east-1 (global/webacl)",
        )
    origins = [origin for origin in rules.items(inputs.get("origins")) if isinstance(origin, dict)]
    yield from _origins(origins)
    groups = [rules.block(group).get("originId") for group in rules.items(inputs.get("originGroups"))]
    names = [origin.get("originId") for origin in origins] + groups
    default = rules.block(inputs.get("defaultCacheBehavior"))
    if default:
        yield from _behavior("defaultCacheBehavior", default, names)
    seen: set[Any] = set()
    for place, behavior in enumerate(rules.items(inputs.get("orderedCacheBehaviors"))):
        block, path = rules.block(behavior), f"orderedCacheBehaviors[{place}]"
        yield from _behavior(path, block, names)
        pattern = block.get("pathPattern")
        yield from rules.length(f"{path}.pathPattern", pattern, 1, 255)
        if pattern in seen:
            yield Failure(
                f"{path}.pathPattern",
                "InvalidArgument: Your request contains cache behaviors with duplicate path "
                f"patterns: {pattern}",
            )
        seen.add(pattern)
    yield from _certificate(inputs, ctx)
    yield from _restrictions(rules.block(rules.block(inputs.get("restrictions")).get("geoRestriction")))
    yield from _errors(inputs)
    bucket = rules.block(inputs.get("loggingConfig")).get("bucket")
    if isinstance(bucket, str) and not re.fullmatch(r"[a-z0-9.-]+\.s3[a-z0-9.-]*\.amazonaws\.com", bucket):
        yield Failure(
            "loggingConfig.bucket",
            f"InvalidArgument: The parameter Logging Bucket is not a valid S3 bucket domain name: '{bucket}'",
        )


def _origins(origins: list[dict[str, Any]]) -> Iterator[Failure]:
    seen: set[Any] = set()
    for place, origin in enumerate(origins):
        path = f"origins[{place}]"
        id, host = origin.get("originId"), origin.get("domainName")
        if id in seen:
            yield Failure(
                f"{path}.originId", f"InvalidArgument: Your request contains duplicate origin ids: {id}"
            )
        seen.add(id)
        if isinstance(host, str) and not _HOST.fullmatch(host):
            yield Failure(
                f"{path}.domainName",
                f"InvalidArgument: The parameter Origin DomainName '{host}' must be a host "
                "name, without scheme, port or path",
            )
        start = origin.get("originPath")
        if isinstance(start, str) and start and (not start.startswith("/") or start.endswith("/")):
            yield Failure(
                f"{path}.originPath",
                f"InvalidArgument: The parameter Origin Path '{start}' must begin with / and not end with /",
            )
        kinds = [kind for kind in _KINDS if origin.get(kind)]
        exclusive = [kind for kind in kinds if kind != "originAccessControlId"]
        if len(exclusive) > 1:
            yield Failure(
                f"{path}.{exclusive[1]}",
                f"InvalidOrigin: an origin has one of {', '.join(exclusive)}, not both",
            )
        if isinstance(host, str) and not kinds and ".s3" not in host:
            yield Failure(
                f"{path}.customOriginConfig",
                "InvalidOrigin: The parameter Origin DomainName does not refer to a valid S3 "
                f"bucket: '{host}' needs customOriginConfig",
            )
        yield from rules.between(f"{path}.connectionAttempts", origin.get("connectionAttempts"), 1, 3)
        yield from rules.between(
            f"{path}.connectionTimeout", origin.get("connectionTimeout"), 1, 10, "seconds"
        )
        custom = rules.block(origin.get("customOriginConfig"))
        if custom:
            yield from _custom(f"{path}.customOriginConfig", custom)


def _custom(path: str, custom: dict[str, Any]) -> Iterator[Failure]:
    policies = ("http-only", "https-only", "match-viewer")
    yield from rules.one_of(f"{path}.originProtocolPolicy", custom.get("originProtocolPolicy"), policies)
    for property in ("httpPort", "httpsPort"):
        port = rules.number(custom.get(property))
        if port is not None and port not in (80, 443) and not 1024 <= port <= 65535:
            yield Failure(
                f"{path}.{property}",
                f"InvalidArgument: the port must be 80, 443, or from 1024 to 65535, not {port}",
            )
    for place, protocol in enumerate(rules.items(custom.get("originSslProtocols"))):
        yield from rules.one_of(f"{path}.originSslProtocols[{place}]", protocol, _TLS)
    yield from rules.between(f"{path}.originReadTimeout", custom.get("originReadTimeout"), 1, 120, "seconds")
    yield from rules.between(
        f"{path}.originKeepaliveTimeout", custom.get("originKeepaliveTimeout"), 1, 120, "seconds"
    )


def _behavior(path: str, block: dict[str, Any], origins: list[Any]) -> Iterator[Failure]:
    """A cache behaviour ("Cache behavior settings")."""
    target = block.get("targetOriginId")
    if isinstance(target, str) and target not in origins and all(map(rules.given, origins)):
        yield Failure(
            f"{path}.targetOriginId",
            "NoSuchOrigin: One or more of your origins or origin groups do not exist: "
            f"'{target}' (there are {', '.join(map(str, origins))})",
        )
    viewers = ("allow-all", "https-only", "redirect-to-https")
    yield from rules.one_of(f"{path}.viewerProtocolPolicy", block.get("viewerProtocolPolicy"), viewers)
    allowed, cached = block.get("allowedMethods"), block.get("cachedMethods")
    if isinstance(allowed, list) and all(map(rules.given, allowed)) and frozenset(allowed) not in _METHODS:
        yield Failure(
            f"{path}.allowedMethods",
            f"InvalidArgument: The parameter AllowedMethods '{', '.join(allowed)}' must be GET, "
            "HEAD; or GET, HEAD, OPTIONS; or all seven",
        )
    if isinstance(cached, list) and all(map(rules.given, cached)) and frozenset(cached) not in _METHODS[:2]:
        yield Failure(
            f"{path}.cachedMethods",
            f"InvalidArgument: The parameter CachedMethods '{', '.join(cached)}' must be GET, "
            "HEAD; or GET, HEAD, OPTIONS",
        )
    elif isinstance(allowed, list) and isinstance(cached, list) and not set(cached) <= set(allowed):
        yield Failure(
            f"{path}.cachedMethods",
            "InvalidArgument: The parameter CachedMethods must be a part of AllowedMethods",
        )
    policy, forwarded = block.get("cachePolicyId"), block.get("forwardedValues")
    if policy and forwarded:
        yield Failure(
            f"{path}.forwardedValues",
            "InvalidArgument: The parameter ForwardedValues cannot be used when a cache policy "
            "is associated to the cache behavior.",
        )
    if policy is None and forwarded is None:
        yield Failure(
            f"{path}.cachePolicyId",
            "InvalidArgument: The parameter ForwardedValues or CachePolicyId is required: set cachePolicyId",
        )
    if block.get("originRequestPolicyId") and policy is None:
        yield Failure(
            f"{path}.originRequestPolicyId",
            "InvalidArgument: The parameter OriginRequestPolicyId needs a cache policy: set cachePolicyId",
        )
    ttls = [rules.number(block.get(key)) for key in ("minTtl", "defaultTtl", "maxTtl")]
    set_ttls = [ttl for ttl in ttls if ttl]
    if policy and set_ttls:
        yield Failure(
            f"{path}.defaultTtl",
            "InvalidArgument: The parameters MinTTL, DefaultTTL and MaxTTL cannot be used with "
            "a cache policy",
        )
    known = [ttl for ttl in ttls if ttl is not None]
    if known != sorted(known):
        yield Failure(
            f"{path}.minTtl",
            f"InvalidArgument: TTL order: minTtl <= defaultTtl <= maxTtl, not {', '.join(map(str, known))}",
        )
    for place, association in enumerate(rules.items(block.get("lambdaFunctionAssociations"))):
        function = rules.block(association).get("lambdaArn")
        if isinstance(function, str) and not re.fullmatch(
            r"arn:[^:]+:lambda:us-east-1:\d{12}:function:[\w-]+:\d+", function
        ):
            yield Failure(
                f"{path}.lambdaFunctionAssociations[{place}].lambdaArn",
                "InvalidLambdaFunctionAssociation: The function ARN must reference a numbered "
                f"version in us-east-1: {function}",
            )


def _covers(name: str, host: str) -> bool:
    return name == host or (name.startswith("*.") and host.partition(".")[2] == name[2:])


def _certificate(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Own names need an own certificate, in us-east-1 ("Requirements for using SSL/TLS certificates")."""
    block = rules.block(inputs.get("viewerCertificate"))
    aliases = rules.items(inputs.get("aliases"))
    for place, alias in enumerate(aliases):
        if isinstance(alias, str) and not DOMAIN.fullmatch(alias):
            yield Failure(
                f"aliases[{place}]",
                f"InvalidArgument: The parameter CNAME '{alias}' is not a valid host name",
            )
    own = [key for key in ("acmCertificateArn", "iamCertificateId") if block.get(key)]
    default = block.get("cloudfrontDefaultCertificate") is True
    property = f"viewerCertificate.{own[0]}" if own else "viewerCertificate"
    if (
        rules.given(inputs.get("viewerCertificate"))
        and len(own) + default != 1
        and all(map(rules.given, block.values()))
    ):
        yield Failure(
            "viewerCertificate",
            "InvalidViewerCertificate: exactly one of acmCertificateArn, iamCertificateId and "
            "cloudfrontDefaultCertificate must be set",
        )
    if aliases and default:
        yield Failure(
            "aliases",
            "InvalidViewerCertificate: To add an alternate domain name (CNAME) to a CloudFront "
            "distribution, you must attach a "
            "trusted certificate that validates your authorization to use the domain name: "
            f"{', '.join(map(str, aliases))}",
        )
    arn = block.get("acmCertificateArn")
    yield from rules.arn("viewerCertificate.acmCertificateArn", arn, "acm", "certificate/")
    region = rules.arn_part(arn, "region")
    if region and region != "us-east-1":
        yield Failure(
            "viewerCertificate.acmCertificateArn",
            "InvalidViewerCertificate: The specified SSL certificate doesn't exist, isn't in "
            "us-east-1 region, isn't valid, or doesn't "
            f"include a valid certificate chain: {arn} is in {region}",
        )
    names = rules.items(value(rules.find(ctx, arn, CERTIFICATE), "subjectAlternativeNames"))
    for place, alias in enumerate(aliases):
        if names and isinstance(alias, str) and not any(_covers(str(name), alias) for name in names):
            yield Failure(
                f"aliases[{place}]",
                "InvalidViewerCertificate: The certificate that is attached to your "
                "distribution doesn't cover the alternate domain name "
                f"(CNAME) that you're trying to add: {alias} (it covers {', '.join(map(str, names))})",
            )
    yield from rules.one_of(
        "viewerCertificate.sslSupportMethod", block.get("sslSupportMethod"), ("sni-only", "vip", "static-ip")
    )
    protocol = block.get("minimumProtocolVersion")
    yield from rules.one_of("viewerCertificate.minimumProtocolVersion", protocol, PROTOCOLS)
    if own and block.get("sslSupportMethod") is None:
        yield Failure(
            property,
            "InvalidViewerCertificate: sslSupportMethod is required with an own certificate: sni-only",
        )
    if default and isinstance(protocol, str) and protocol != "TLSv1":
        yield Failure(
            "viewerCertificate.minimumProtocolVersion",
            "InvalidViewerCertificate: with CloudFront's own certificate the security policy "
            f"is always TLSv1, not {protocol}",
        )


def _restrictions(block: dict[str, Any]) -> Iterator[Failure]:
    kind, places = block.get("restrictionType"), rules.items(block.get("locations"))
    path = "restrictions.geoRestriction"
    yield from rules.one_of(f"{path}.restrictionType", kind, ("none", "whitelist", "blacklist"))
    if kind == "none" and places:
        yield Failure(
            f"{path}.locations",
            "InvalidGeoRestrictionParameter: locations cannot be set with restrictionType none",
        )
    if kind in ("whitelist", "blacklist") and not places and block.get("locations") in (None, []):
        yield Failure(
            f"{path}.locations", f"InvalidGeoRestrictionParameter: restrictionType {kind} needs locations"
        )
    for place, country in enumerate(places):
        if isinstance(country, str) and not _COUNTRY.fullmatch(country):
            yield Failure(
                f"{path}.locations[{place}]",
                f"InvalidGeoRestrictionParameter: '{country}' is not a country code such as DE",
            )


def _errors(inputs: dict[str, Any]) -> Iterator[Failure]:
    """Own error pages ("CustomErrorResponse", Amazon CloudFront API Reference)."""
    for place, response in enumerate(rules.items(inputs.get("customErrorResponses"))):
        block, path = rules.block(response), f"customErrorResponses[{place}]"
        yield from rules.one_of(f"{path}.errorCode", block.get("errorCode"), _ERRORS)
        yield from rules.one_of(f"{path}.responseCode", block.get("responseCode") or None, _ANSWERS)
        page = block.get("responsePagePath")
        if bool(page) != bool(block.get("responseCode")):
            yield Failure(
                f"{path}.responsePagePath",
                "InvalidErrorCode: responsePagePath and responseCode must be set together",
            )
        if isinstance(page, str) and page and not page.startswith("/"):
            yield Failure(f"{path}.responsePagePath", f"InvalidErrorCode: '{page}' must begin with /")
