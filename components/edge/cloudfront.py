"""CloudFront in front of the load balancer, of buckets, or of both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.base import Component
from components.edge.behaviors import METHODS, behavior, response_cache
from settings.cloudfront import CloudFront as CloudFrontSettings

# Identifiers of AWS's own policies (Amazon CloudFront Developer Guide "Use managed cache policies",
# "Use managed origin request policies").
CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_VIEWER = "216adef6-5c7f-47e4-b989-5492eafa07d3"

LOAD_BALANCER = "load-balancer"
"""Origin id of the load balancer; that of a bucket is `bucket-<key>`."""


@dataclass(frozen=True)
class Origins:
    """What a distribution gets its answers from."""

    load_balancer: pulumi.Output[str]
    """Its DNS name."""

    tls: bool
    """Whether the load balancer answers to HTTPS."""

    buckets: Mapping[str, pulumi.Output[str]]
    """Domain name of each bucket, by key."""


class Distribution(Component):
    """A distribution that passes requests to the load balancer and caches buckets and static paths.

    Viewers are redirected to HTTPS. Names of its own take a certificate in us-east-1; without them it serves
    `*.cloudfront.net`. Buckets are asked with signed requests (origin access control), and admit it by its
    ARN.
    """

    arn: pulumi.Output[str]
    domain_name: pulumi.Output[str]
    hosted_zone_id: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        settings: CloudFrontSettings,
        *,
        origins: Origins,
        aliases: Sequence[str],
        certificate_arn: pulumi.Input[str] | None,
        web_acl_arn: pulumi.Input[str] | None,
        comment: str,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:edge:Distribution", name, None, opts)
        distribution = aws.cloudfront.Distribution(
            name,
            enabled=True,
            comment=comment,
            is_ipv6_enabled=True,
            http_version="http2and3",
            price_class=settings.price_class,
            aliases=list(aliases) or None,
            origins=self._origins(name, settings, origins),
            default_cache_behavior=aws.cloudfront.DistributionDefaultCacheBehaviorArgs(
                **self._default(name, settings)
            ),
            ordered_cache_behaviors=[
                aws.cloudfront.DistributionOrderedCacheBehaviorArgs(path_pattern=path, **behaves)
                for path, behaves in _paths(settings).items()
            ],
            restrictions={"geo_restriction": {"restriction_type": "none"}},
            viewer_certificate={
                "acm_certificate_arn": certificate_arn,
                "ssl_support_method": "sni-only",
                "minimum_protocol_version": "TLSv1.2_2021",
            }
            if certificate_arn is not None
            else {"cloudfront_default_certificate": True},
            web_acl_id=web_acl_arn,
            opts=self.child(),
        )
        self.arn = distribution.arn
        self.domain_name = distribution.domain_name
        self.hosted_zone_id = distribution.hosted_zone_id
        self.register_outputs({"domainName": self.domain_name})

    def _origins(
        self, name: str, settings: CloudFrontSettings, origins: Origins
    ) -> list[aws.cloudfront.DistributionOriginArgs]:
        found = []
        if settings.serves_load_balancer:
            found.append(
                aws.cloudfront.DistributionOriginArgs(
                    origin_id=LOAD_BALANCER,
                    domain_name=origins.load_balancer,
                    custom_origin_config=aws.cloudfront.DistributionOriginCustomOriginConfigArgs(
                        http_port=80,
                        https_port=443,
                        origin_protocol_policy="https-only" if origins.tls else "http-only",
                        origin_ssl_protocols=["TLSv1.2"],
                    ),
                )
            )
        if not settings.buckets:
            return found
        access = aws.cloudfront.OriginAccessControl(
            name,
            origin_access_control_origin_type="s3",
            signing_behavior="always",
            signing_protocol="sigv4",
            opts=self.child(),
        )
        return found + [
            aws.cloudfront.DistributionOriginArgs(
                origin_id=bucket_origin(key),
                domain_name=origins.buckets[key],
                origin_access_control_id=access.id,
            )
            for key in settings.buckets
        ]

    def _default(self, name: str, settings: CloudFrontSettings) -> dict[str, Any]:
        """What is done with requests of no path of its own."""
        if settings.origin is not None:
            return _from_bucket(settings.origin)
        cache: pulumi.Input[str] = CACHING_DISABLED
        if settings.api_cache_seconds is not None:
            cache = response_cache(f"{name}-api", settings.api_cache_seconds, self.child()).id
        return behavior(LOAD_BALANCER, cache, METHODS, origin_request_policy_id=ALL_VIEWER)


def _paths(settings: CloudFrontSettings) -> dict[str, dict[str, Any]]:
    """Behaviors of path patterns, in the order in which CloudFront tries them."""
    found = {pattern: _from_bucket(path.origin) for pattern, path in settings.ordered_paths.items()}
    if settings.serves_load_balancer:
        static = behavior(LOAD_BALANCER, CACHING_OPTIMIZED, METHODS[:3], origin_request_policy_id=ALL_VIEWER)
        found |= {pattern: static for pattern in settings.cached_paths if pattern not in found}
    return found


def _from_bucket(key: str) -> dict[str, Any]:
    """Objects of a bucket, cached; the viewer's host is kept from S3, which knows the bucket by it."""
    return behavior(bucket_origin(key), CACHING_OPTIMIZED, METHODS[:3])


def bucket_origin(key: str) -> str:
    """Origin id of a bucket."""
    return f"bucket-{key}"
