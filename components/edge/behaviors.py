"""Cache behaviors of a distribution, and the cache of what an API answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pulumi
import pulumi_aws as aws

METHODS = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
SECURITY_HEADERS = "67f7725c-6f97-4210-82d7-5512b31e9d03"
"""AWS's own policy (Amazon CloudFront Developer Guide "Use managed response headers policies")."""

TELL_APART = ["Authorization", "Host", "Origin"]
"""Headers that make another answer: who asks, which service is meant, and which page may read it."""


def behavior(
    origin_id: str,
    cache_policy_id: pulumi.Input[str],
    methods: Sequence[str],
    *,
    origin_request_policy_id: str | None = None,
) -> dict[str, Any]:
    """A cache behavior; the origin gets what is part of the cache key, and what its request policy adds."""
    return {
        "target_origin_id": origin_id,
        "viewer_protocol_policy": "redirect-to-https",
        "allowed_methods": list(methods),
        "cached_methods": ["GET", "HEAD"],
        "compress": True,
        "cache_policy_id": cache_policy_id,
        "origin_request_policy_id": origin_request_policy_id,
        "response_headers_policy_id": SECURITY_HEADERS,
    }


def response_cache(name: str, longest: int, opts: pulumi.ResourceOptions) -> aws.cloudfront.CachePolicy:
    """A policy that keeps an answer only as long as its own Cache-Control says, `longest` seconds at most.

    What names no time, and what is private or not to be stored, is asked for anew each time (Amazon
    CloudFront Developer Guide "Manage how long content stays in the cache").
    """
    return aws.cloudfront.CachePolicy(
        name,
        comment="Answers by their own Cache-Control",
        min_ttl=0,
        default_ttl=0,
        max_ttl=longest,
        parameters_in_cache_key_and_forwarded_to_origin={
            "headers_config": {"header_behavior": "whitelist", "headers": {"items": TELL_APART}},
            "cookies_config": {"cookie_behavior": "all"},
            "query_strings_config": {"query_string_behavior": "all"},
            "enable_accept_encoding_brotli": True,
            "enable_accept_encoding_gzip": True,
        },
        opts=opts,
    )
