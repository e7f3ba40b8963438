"""CloudFront in front of the load balancer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pulumi
import pulumi_aws as aws

from components.base import Component
from settings.edge import CloudFront as CloudFrontSettings

# Identifiers of AWS's own policies (Amazon CloudFront Developer Guide "Use managed cache policies",
# "Use managed origin request policies", "Use managed response headers policies").
CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_VIEWER = "216adef6-5c7f-47e4-b989-5492eafa07d3"
SECURITY_HEADERS = "67f7725c-6f97-4210-82d7-5512b31e9d03"
METHODS = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]


class Distribution(Component):
    """A distribution that passes requests to the load balancer and caches the paths of static assets.

    Viewers are redirected to HTTPS. Names of its own take a certificate in us-east-1; without them it serves
    `*.cloudfront.net`.
    """

    domain_name: pulumi.Output[str]
    hosted_zone_id: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        settings: CloudFrontSettings,
        *,
        origin_domain_name: pulumi.Input[str],
        origin_tls: bool,
        aliases: Sequence[str],
        certificate_arn: pulumi.Input[str] | None,
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
            origins=[
                {
                    "origin_id": ORIGIN,
                    "domain_name": origin_domain_name,
                    "custom_origin_config": {
                        "http_port": 80,
                        "https_port": 443,
                        "origin_protocol_policy": "https-only" if origin_tls else "http-only",
                        "origin_ssl_protocols": ["TLSv1.2"],
                    },
                }
            ],
            default_cache_behavior=aws.cloudfront.DistributionDefaultCacheBehaviorArgs(
                **behavior(CACHING_DISABLED, METHODS)
            ),
            ordered_cache_behaviors=[
                aws.cloudfront.DistributionOrderedCacheBehaviorArgs(
                    path_pattern=path, **behavior(CACHING_OPTIMIZED, METHODS[:3])
                )
                for path in settings.cached_paths
            ],
            restrictions={"geo_restriction": {"restriction_type": "none"}},
            viewer_certificate={
                "acm_certificate_arn": certificate_arn,
                "ssl_support_method": "sni-only",
                "minimum_protocol_version": "TLSv1.2_2021",
            }
            if certificate_arn is not None
            else {"cloudfront_default_certificate": True},
            opts=self.child(),
        )
        self.domain_name = distribution.domain_name
        self.hosted_zone_id = distribution.hosted_zone_id
        self.register_outputs({"domainName": self.domain_name})


ORIGIN = "load-balancer"


def behavior(cache_policy_id: str, methods: Sequence[str]) -> dict[str, Any]:
    """A cache behavior that sends the viewer's headers, cookies and query on to the load balancer."""
    return {
        "target_origin_id": ORIGIN,
        "viewer_protocol_policy": "redirect-to-https",
        "allowed_methods": list(methods),
        "cached_methods": ["GET", "HEAD"],
        "compress": True,
        "cache_policy_id": cache_policy_id,
        "origin_request_policy_id": ALL_VIEWER,
        "response_headers_policy_id": SECURITY_HEADERS,
    }
