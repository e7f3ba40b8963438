"""CloudFront of buckets, alone and beside the load balancer."""

from typing import Any

import pytest

from tests.components.growth import Growth, grown
from tests.harness import Graph, graph_of

EDGE = "groundwork:edge"
NAME, ASSETS = "app.example.com", "assets.app.example.com"
OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"

ASSETS_ALONE: dict[str, Any] = {
    f"{EDGE}.cloudfront": {"aliases": [ASSETS], "origin": "uploads"},
    f"{EDGE}.traffic": {"loadBalancer": 100},
}
"""The distribution serves the bucket, the load balancer the API."""

ALL: dict[str, Any] = {
    f"{EDGE}.cloudfront": {
        "aliases": [NAME, ASSETS],
        "paths": {"/uploads/*": {"origin": "uploads"}, "/static/*": {"origin": "uploads"}},
        "apiCacheSeconds": 60,
    },
    f"{EDGE}.traffic": {"cloudfront": 100},
    f"{EDGE}.loadBalancer.httpFromAnywhere": True,
}
"""The same distribution serves both."""


@pytest.fixture(scope="module")
def alone() -> Graph:
    return graph_of("prod", ASSETS_ALONE)


@pytest.fixture(scope="module")
def both() -> Graph:
    return graph_of("prod", ALL)


def distribution(graph: Graph) -> dict[str, Any]:
    return dict(graph.one("cloudfront/distribution").inputs)


@pytest.mark.spec("FBG-EDG-10")
def test_the_bucket_is_asked_with_signed_requests(alone: Graph) -> None:
    control = alone.one("cloudfront/originAccessControl")
    signing = {key: control.inputs[key] for key in ("signingBehavior", "signingProtocol")}
    assert signing == {"signingBehavior": "always", "signingProtocol": "sigv4"}
    assert control.inputs["originAccessControlOriginType"] == "s3"
    assert distribution(alone)["origins"] == [
        {
            "domainName": alone.one("s3/bucket", "uploads").outputs["bucketRegionalDomainName"],
            "originAccessControlId": control.id,
            "originId": "bucket-uploads",
        }
    ]


@pytest.mark.spec("FBG-EDG-10")
@pytest.mark.parametrize("fixture", ["alone", "both"])
def test_the_bucket_admits_this_distribution_alone(fixture: str, request: pytest.FixtureRequest) -> None:
    graph: Graph = request.getfixturevalue(fixture)
    policy = graph.one("s3/bucketPolicy", "uploads")
    tls_only, admitted = policy.document("policy")["Statement"]
    assert tls_only["Sid"] == "TlsOnly"
    assert admitted == {
        "Sid": "CloudFront",
        "Effect": "Allow",
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Action": "s3:GetObject",
        "Resource": f"{graph.one('s3/bucket', 'uploads').arn}/*",
        "Condition": {"StringEquals": {"AWS:SourceArn": graph.one("cloudfront/distribution").arn}},
    }
    assert graph.one("s3/bucketPublicAccessBlock", "uploads").urn in policy.state["dependencies"]


@pytest.mark.spec("FBG-EDG-10")
def test_objects_are_cached_and_asked_for_by_the_buckets_own_host(alone: Graph) -> None:
    """S3 knows a bucket by the host, so that the viewer's is not passed on."""
    found = distribution(alone)
    assert found["defaultCacheBehavior"] == {
        "allowedMethods": ["GET", "HEAD", "OPTIONS"],
        "cachePolicyId": OPTIMIZED,
        "cachedMethods": ["GET", "HEAD"],
        "compress": True,
        "responseHeadersPolicyId": "67f7725c-6f97-4210-82d7-5512b31e9d03",
        "targetOriginId": "bucket-uploads",
        "viewerProtocolPolicy": "redirect-to-https",
    }
    assert found["orderedCacheBehaviors"] == []
    assert found["aliases"] == [ASSETS]
    assert found["viewerCertificate"]["minimumProtocolVersion"] == "TLSv1.2_2021"
    assert alone.outputs["url"] == f"https://{NAME}"


@pytest.mark.spec("FBG-EDG-11")
def test_paths_lead_to_the_bucket_and_the_rest_to_the_load_balancer(both: Graph) -> None:
    found = distribution(both)
    assert [origin["originId"] for origin in found["origins"]] == ["load-balancer", "bucket-uploads"]
    assert found["defaultCacheBehavior"]["targetOriginId"] == "load-balancer"
    behaviors = {
        behavior["pathPattern"]: (behavior["targetOriginId"], behavior["cachePolicyId"])
        for behavior in found["orderedCacheBehaviors"]
    }
    # What `paths` names is the bucket's, the rest of `cachedPaths` stays.
    assert behaviors == {
        "/uploads/*": ("bucket-uploads", OPTIMIZED),
        "/static/*": ("bucket-uploads", OPTIMIZED),
        "/assets/*": ("load-balancer", OPTIMIZED),
    }
    assert list(behaviors) == ["/uploads/*", "/static/*", "/assets/*"]


def test_the_order_of_paths_is_that_of_their_length() -> None:
    """CloudFront takes the first that matches, and a map of a stack file has no order."""
    origins = {"/a/*": "uploads", "/a/deep/*": "films", "/b/*.jpg": "uploads"}
    paths = [(pattern, {"origin": origin}) for pattern, origin in origins.items()]
    films: dict[str, Any] = {"groundwork:storage.buckets.films": {"encryption": "s3"}}

    def changes(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        return {f"{EDGE}.cloudfront": {"paths": dict(pairs), "cachedPaths": []}, **films}

    behaviors = distribution(graph_of("prod", changes(paths)))["orderedCacheBehaviors"]
    assert [each["pathPattern"] for each in behaviors] == ["/a/deep/*", "/b/*.jpg", "/a/*"]
    assert grown("prod", changes(paths[::-1]), changes(paths)) == Growth()


@pytest.mark.spec("FBG-EDG-11")
def test_answers_are_kept_as_they_ask_for_themselves_and_apart_for_each_caller(both: Graph) -> None:
    policy = both.one("cloudfront/cachePolicy")
    assert distribution(both)["defaultCacheBehavior"]["cachePolicyId"] == policy.id
    assert {key: policy.inputs[key] for key in ("minTtl", "defaultTtl", "maxTtl")} == {
        "minTtl": 0,
        "defaultTtl": 0,
        "maxTtl": 60,
    }
    assert policy.inputs["parametersInCacheKeyAndForwardedToOrigin"] == {
        "cookiesConfig": {"cookieBehavior": "all"},
        "enableAcceptEncodingBrotli": True,
        "enableAcceptEncodingGzip": True,
        "headersConfig": {
            "headerBehavior": "whitelist",
            "headers": {"items": ["Authorization", "Host", "Origin"]},
        },
        "queryStringsConfig": {"queryStringBehavior": "all"},
    }


def test_one_certificate_in_us_east_1_has_all_names_from_the_start(alone: Graph, both: Graph) -> None:
    """Else the distribution would have another one when it takes over the API (erratum E24)."""
    for graph in (alone, both):
        certificate = graph.one("acm/certificate", "viewers")
        assert certificate.inputs == {
            "domainName": NAME,
            "region": "us-east-1",
            "subjectAlternativeNames": [ASSETS],
            "validationMethod": "DNS",
        }
        assert distribution(graph)["viewerCertificate"]["acmCertificateArn"] == certificate.arn
        https = graph.one("lb/listener", "load-balancer-https").inputs
        assert https["certificateArn"] == graph.one("acm/certificate", "certificate").arn


def test_in_us_east_1_a_further_name_has_a_certificate_beside_the_load_balancers() -> None:
    cloudfront = {"aliases": ["assets.pyshop.example.com"], "origin": "uploads"}
    changes = {f"{EDGE}.cloudfront": cloudfront, "groundwork:storage.buckets.uploads": {}}
    graph = graph_of("pyshop/domain", changes)
    certificates = {each.name: each.inputs for each in graph.all("acm/certificate")}
    assert certificates.keys() == {"certificate", "viewers"}
    assert "region" not in certificates["viewers"]
    names = certificates["viewers"]["subjectAlternativeNames"]
    assert names == ["www.pyshop.example.com", "assets.pyshop.example.com"]


def test_a_wildcard_of_the_certificate_covers_a_name_of_cloudfront() -> None:
    tls = {"kind": "issued", "domain": NAME, "alternativeNames": [f"*.{NAME}"]}
    graph = graph_of("prod", {**ASSETS_ALONE, f"{EDGE}.tls": tls})
    assert graph.one("acm/certificate", "viewers").inputs["subjectAlternativeNames"] == [f"*.{NAME}"]


def test_without_traffic_each_name_leads_to_what_answers_to_it() -> None:
    graph = graph_of("prod", {f"{EDGE}.cloudfront": {"aliases": [ASSETS], "origin": "uploads"}})
    targets = {
        record.name: record.inputs["aliases"][0]["name"]
        for record in graph.all("route53/record")
        if record.inputs["type"] == "A"
    }
    assert targets == {
        NAME: graph.one("lb/loadBalancer").outputs["dnsName"],
        ASSETS: graph.one("cloudfront/distribution").outputs["domainName"],
    }


@pytest.mark.spec("FBG-EDG-11")
def test_the_distribution_takes_over_the_api_in_place() -> None:
    found = grown("prod", {**ASSETS_ALONE, **ALL}, ASSETS_ALONE)
    assert found == Growth(
        added=(
            "cloudfront/cachePolicy cloudfront-api",
            f"route53/record {NAME}-cloudfront",
            f"route53/record {NAME}-cloudfront-ipv6",
        ),
        gone=(f"route53/record {NAME}-loadBalancer",),
        changed={
            "cloudfront/distribution cloudfront": (
                *("aliases", "defaultCacheBehavior", "orderedCacheBehaviors", "origins"),
            ),
            "vpc/securityGroupIngressRule load-balancer-https": ("cidrIpv4", "description", "prefixListId"),
        },
    )


def test_a_bucket_that_is_there_gets_a_distribution_in_place() -> None:
    found = grown("prod", ASSETS_ALONE, {f"{EDGE}.traffic": {"loadBalancer": 100}})
    assert (found.gone, found.replaced) == ((), ())
    # Its objects are encrypted by the key of the stack.
    assert found.changed == {"kms/key key": ("policy",), "s3/bucketPolicy uploads": ("policy",)}


@pytest.mark.spec("FBG-EDG-04", "FBG-STO-07")
def test_access_logs_go_below_the_prefix_that_log_delivery_may_write_to() -> None:
    graph = graph_of("prod", {"groundwork:storage.logBucket.albPrefix": "alb-logs"})
    bucket = graph.one("s3/bucket", "access-logs")
    assert graph.one("lb/loadBalancer").inputs["accessLogs"] == {
        "bucket": bucket.id,
        "enabled": True,
        "prefix": "alb-logs",
    }
    policy = graph.one("s3/bucketPolicy", "access-logs").document("policy")
    delivered = next(each for each in policy["Statement"] if each["Sid"] == "DeliverAlb")
    assert delivered["Resource"] == f"{bucket.arn}/alb-logs/AWSLogs/123456789012/*"
