"""CloudFront in front of the load balancer."""

from typing import Any

import pytest

from tests.components.questions import openings
from tests.harness import Graph, graph_of

EDGE = "groundwork:edge"
ISSUED = {"kind": "issued", "domain": "app.example.com"}
ZONE = {"kind": "create", "name": "example.com"}
ELSEWHERE = "arn:aws:acm:us-east-1:123456789012:certificate/0f1e2d3c-4b5a-4968-8776-5544332211ff"
METHODS = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]


@pytest.fixture(scope="module")
def europe() -> Graph:
    """The stack in eu-west-1 with an issued certificate."""
    return graph_of("prod", {f"{EDGE}.cloudfront": {}})


@pytest.fixture(scope="module")
def virginia() -> Graph:
    """A stack in us-east-1 with an issued certificate."""
    return graph_of("pyshop/domain", {f"{EDGE}.cloudfront": {"cachedPaths": ["/media/*"]}})


@pytest.fixture(scope="module")
def plain() -> Graph:
    """Without names of its own and without TLS at the load balancer."""
    return graph_of("dev", {f"{EDGE}.cloudfront": {"priceClass": "PriceClass_All"}})


def distribution(graph: Graph) -> dict[str, Any]:
    return dict(graph.one("cloudfront/distribution").inputs)


def test_there_is_none_unless_asked_for() -> None:
    assert graph_of("prod").none("cloudfront/distribution")


def test_it_passes_everything_on_and_caches_static_paths(europe: Graph) -> None:
    found = distribution(europe)
    passed = {
        "allowedMethods": METHODS,
        "cachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
        "cachedMethods": ["GET", "HEAD"],
        "compress": True,
        "originRequestPolicyId": "216adef6-5c7f-47e4-b989-5492eafa07d3",
        "responseHeadersPolicyId": "67f7725c-6f97-4210-82d7-5512b31e9d03",
        "targetOriginId": "load-balancer",
        "viewerProtocolPolicy": "redirect-to-https",
    }
    cached = passed | {
        "allowedMethods": METHODS[:3],
        "cachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6",
    }
    assert found["defaultCacheBehavior"] == passed
    assert found["orderedCacheBehaviors"] == [
        {**cached, "pathPattern": "/static/*"},
        {**cached, "pathPattern": "/assets/*"},
    ]
    assert (found["enabled"], found["httpVersion"], found["isIpv6Enabled"], found["priceClass"]) == (
        *(True, "http2and3", True, "PriceClass_100"),
    )


def test_paths_and_price_are_the_settings(virginia: Graph, plain: Graph) -> None:
    assert [each["pathPattern"] for each in distribution(virginia)["orderedCacheBehaviors"]] == ["/media/*"]
    assert distribution(plain)["priceClass"] == "PriceClass_All"


@pytest.mark.parametrize(("fixture", "protocol"), [("europe", "https-only"), ("plain", "http-only")])
def test_its_origin_is_the_load_balancer(fixture: str, protocol: str, request: pytest.FixtureRequest) -> None:
    graph: Graph = request.getfixturevalue(fixture)
    assert distribution(graph)["origins"] == [
        {
            "customOriginConfig": {
                "httpPort": 80,
                "httpsPort": 443,
                "originProtocolPolicy": protocol,
                "originSslProtocols": ["TLSv1.2"],
            },
            "domainName": graph.one("lb/loadBalancer").outputs["dnsName"],
            "originId": "load-balancer",
        }
    ]


@pytest.mark.parametrize(("fixture", "port"), [("europe", 443), ("virginia", 443), ("plain", 80)])
def test_the_load_balancer_lets_in_only_it_and_only_on_the_port_that_it_takes(
    fixture: str, port: int, request: pytest.FixtureRequest
) -> None:
    """Its prefix list counts as 55 of the 60 rules that a security group may have."""
    graph: Graph = request.getfixturevalue(fixture)
    ((_group, source, opened),) = [rule for rule in openings(graph) if rule[0] == "load-balancer"]
    assert source.startswith("pl-")
    assert opened == port


def test_in_another_region_it_has_a_certificate_of_its_own_in_us_east_1(europe: Graph) -> None:
    certificates = {each.name: each for each in europe.all("acm/certificate")}
    assert {name: each.inputs.get("region") for name, each in certificates.items()} == {
        "certificate": None,
        "viewers": "us-east-1",
    }
    assert certificates["viewers"].arn.startswith("arn:aws:acm:us-east-1:")
    validation = europe.one("acm/certificateValidation", "viewers")
    assert validation.inputs["region"] == "us-east-1"
    assert distribution(europe)["viewerCertificate"] == {
        "acmCertificateArn": validation.outputs["certificateArn"],
        "minimumProtocolVersion": "TLSv1.2_2021",
        "sslSupportMethod": "sni-only",
    }
    https = europe.one("lb/listener", "load-balancer-https").inputs
    assert https["certificateArn"] == certificates["certificate"].arn
    records = [each for each in europe.all("route53/record") if each.inputs["type"] == "CNAME"]
    assert sorted(each.name for each in records) == ["certificate-app.example.com", "viewers-app.example.com"]
    assert all(each.inputs["allowOverwrite"] for each in records)


def test_in_us_east_1_it_shares_the_load_balancers(virginia: Graph) -> None:
    certificate = virginia.one("acm/certificate")
    assert distribution(virginia)["viewerCertificate"]["acmCertificateArn"] == certificate.arn
    assert virginia.one("lb/listener", "load-balancer-https").inputs["certificateArn"] == certificate.arn


def hosts(graph: Graph) -> list[str]:
    return sorted(each.inputs["name"] for each in graph.all("route53/record") if each.inputs["type"] == "A")


def test_every_name_points_to_it_and_it_answers_to_every_name(virginia: Graph) -> None:
    found, names = virginia.one("cloudfront/distribution"), ["pyshop.example.com", "www.pyshop.example.com"]
    assert found.inputs["aliases"] == names
    assert hosts(virginia) == names
    for name in names:
        assert virginia.one("route53/record", name).inputs["aliases"] == [
            {
                "evaluateTargetHealth": False,
                "name": found.outputs["domainName"],
                "zoneId": found.outputs["hostedZoneId"],
            }
        ]
    assert virginia.outputs["url"] == "https://pyshop.example.com"


def test_names_of_its_own_are_those_that_point_to_it() -> None:
    """And the load balancer's name, to which the distribution does not answer, does not."""
    cloudfront = {"certificateArn": ELSEWHERE, "aliases": ["www.example.com"]}
    graph = graph_of("prod", {f"{EDGE}.cloudfront": cloudfront, f"{EDGE}.tls": ISSUED, f"{EDGE}.dns": ZONE})
    assert distribution(graph)["aliases"] == ["www.example.com"]
    assert distribution(graph)["viewerCertificate"]["acmCertificateArn"] == ELSEWHERE
    assert hosts(graph) == ["www.example.com"]
    assert [each.name for each in graph.all("acm/certificate")] == ["certificate"]
    assert graph.outputs["url"] == "https://www.example.com"


def test_without_names_it_serves_its_own_domain(plain: Graph) -> None:
    found = plain.one("cloudfront/distribution")
    assert "aliases" not in found.inputs
    assert found.inputs["viewerCertificate"] == {"cloudfrontDefaultCertificate": True}
    assert plain.outputs["url"] == f"https://{found.outputs['domainName']}"
    assert found.outputs["domainName"].endswith(".cloudfront.net")


def test_a_certificate_from_elsewhere_in_us_east_1_serves_viewers_as_well() -> None:
    """CloudFront passes the viewer's host on, for which alone the load balancer has a certificate."""
    graph = graph_of("pyshop/prod", {f"{EDGE}.cloudfront": {}})
    found, host = distribution(graph), "api.pyshop.example.com"
    https = graph.one("lb/listener", "load-balancer-https").inputs
    assert found["aliases"] == [host]
    assert found["viewerCertificate"]["acmCertificateArn"] == https["certificateArn"]
    assert graph.outputs["url"] == f"https://{host}"
