"""Where the names of the edge lead to: weights, plain aliases and the health check."""

from typing import Any

import pytest

from tests.components.growth import Growth, grown
from tests.components.questions import openings
from tests.harness import Graph, graph_of

EDGE = "groundwork:edge"
NAME = "app.example.com"
SERVER = {
    "kind": "ec2",
    "instanceType": "t4g.micro",
    "port": 3000,
}


def divided(**weights: int) -> dict[str, Any]:
    """A distribution in front of the load balancer, and traffic by weight."""
    return {f"{EDGE}.cloudfront": {}, f"{EDGE}.traffic": weights}


def records(graph: Graph) -> dict[str, tuple[str, str | None, int | None]]:
    """Type, set identifier and weight of each record that leads somewhere, by logical name."""
    found = {}
    for record in graph.all("route53/record"):
        if record.inputs["type"] != "CNAME":
            weighted = record.inputs.get("weightedRoutingPolicies", [{}])[0].get("weight")
            found[record.name] = (record.inputs["type"], record.inputs.get("setIdentifier"), weighted)
    return found


def https_from(graph: Graph) -> list[tuple[str, int]]:
    return [(source, port) for group, source, port in openings(graph) if group == "load-balancer"]


@pytest.mark.spec("FBG-EDG-01")
def test_the_load_balancer_takes_all() -> None:
    graph = graph_of("prod", {f"{EDGE}.traffic": {"loadBalancer": 100}})
    balancer = graph.one("lb/loadBalancer").outputs
    assert records(graph) == {f"{NAME}-loadBalancer": ("A", "loadBalancer", 100)}
    record = graph.one("route53/record", f"{NAME}-loadBalancer").inputs
    assert record["name"] == NAME
    assert record["zoneId"] == graph.one("route53/zone").outputs["zoneId"]
    assert record["aliases"] == [
        {"evaluateTargetHealth": True, "name": balancer["dnsName"], "zoneId": balancer["zoneId"]}
    ]


@pytest.mark.spec("FBG-EDG-01")
def test_cloudfront_takes_all_over_both_protocols() -> None:
    graph = graph_of("prod", divided(cloudfront=100, loadBalancer=0))
    found = graph.one("cloudfront/distribution")
    assert records(graph) == {
        f"{NAME}-cloudfront": ("A", "cloudfront", 100),
        f"{NAME}-cloudfront-ipv6": ("AAAA", "cloudfront", 100),
        f"{NAME}-loadBalancer": ("A", "loadBalancer", 0),
    }
    assert found.inputs["aliases"] == [NAME]
    for record_type in ("", "-ipv6"):
        assert graph.one("route53/record", f"{NAME}-cloudfront{record_type}").inputs["aliases"] == [
            {
                "evaluateTargetHealth": False,
                "name": found.outputs["domainName"],
                "zoneId": found.outputs["hostedZoneId"],
            }
        ]
    assert graph.outputs["url"] == f"https://{NAME}"


def test_while_it_is_divided_there_is_no_ipv6_that_would_lead_to_one_of_them_alone() -> None:
    graph = graph_of("prod", divided(cloudfront=10, loadBalancer=90))
    assert records(graph) == {
        f"{NAME}-cloudfront": ("A", "cloudfront", 10),
        f"{NAME}-loadBalancer": ("A", "loadBalancer", 90),
    }


def test_a_server_is_reached_by_its_address() -> None:
    changes = {
        "groundwork:compute.services.old": SERVER,
        f"{EDGE}.traffic": {"old": 100, "loadBalancer": 0},
    }
    graph = graph_of("prod", changes)
    record = graph.one("route53/record", f"{NAME}-old").inputs
    assert (record["records"], record["ttl"]) == ([graph.one("ec2/eip", "old").outputs["publicIp"]], 60)
    assert (record["type"], record["setIdentifier"]) == ("A", "old")
    assert "aliases" not in record


def test_every_name_of_the_certificate_is_divided_and_a_name_of_cloudfront_alone_is_not() -> None:
    cloudfront = {"aliases": ["assets.app.example.com"], "origin": "uploads"}
    tls = {"kind": "issued", "domain": NAME, "alternativeNames": ["www.app.example.com"]}
    changes = {f"{EDGE}.cloudfront": cloudfront, f"{EDGE}.tls": tls, f"{EDGE}.traffic": {"loadBalancer": 1}}
    assert records(graph_of("prod", changes)) == {
        f"{NAME}-loadBalancer": ("A", "loadBalancer", 1),
        f"www.{NAME}-loadBalancer": ("A", "loadBalancer", 1),
        f"assets.{NAME}": ("A", None, None),
        f"assets.{NAME}-ipv6": ("AAAA", None, None),
    }


@pytest.mark.spec("FBG-NET-13")
@pytest.mark.parametrize(
    ("weights", "sources"),
    [
        ({"loadBalancer": 100}, {("0.0.0.0/0", 80), ("0.0.0.0/0", 443)}),
        ({"loadBalancer": 1, "cloudfront": 99}, {("0.0.0.0/0", 80), ("0.0.0.0/0", 443)}),
        ({"loadBalancer": 0, "cloudfront": 100}, {("CloudFront", 443)}),
        ({"cloudfront": 100}, {("CloudFront", 443)}),
    ],
)
def test_the_load_balancer_is_closed_when_nothing_leads_to_it_directly(
    weights: dict[str, int], sources: set[tuple[str, int]]
) -> None:
    found = https_from(graph_of("prod", divided(**weights)))
    assert {("CloudFront" if source.startswith("pl-") else source, port) for source, port in found} == sources


@pytest.mark.spec("FBG-NET-13")
def test_behind_cloudfront_port_80_may_stay_open_to_redirect() -> None:
    graph = graph_of("prod", {f"{EDGE}.cloudfront": {}, f"{EDGE}.loadBalancer.httpFromAnywhere": True})
    (http, https) = https_from(graph)
    assert http == ("0.0.0.0/0", 80)
    assert (https[0][:3], https[1]) == ("pl-", 443)
    redirect = graph.one("lb/listener", "load-balancer-http").inputs["defaultActions"][0]
    assert redirect["type"] == "redirect"


@pytest.mark.spec("FBG-EDG-02")
def test_the_name_is_asked_over_https() -> None:
    graph = graph_of("prod", {f"{EDGE}.healthCheck": {"path": "/health"}})
    assert graph.one("route53/healthCheck").inputs == {
        "enableSni": True,
        "failureThreshold": 3,
        "fqdn": NAME,
        "port": 443,
        "requestInterval": 30,
        "resourcePath": "/health",
        "tags": {"Name": "groundwork-production"},
        "type": "HTTPS",
    }


@pytest.mark.spec("FBG-EDG-01")
def test_weights_change_in_place() -> None:
    found = grown("prod", divided(cloudfront=50, loadBalancer=50), divided(cloudfront=10, loadBalancer=90))
    weighted = ("weightedRoutingPolicies",)
    assert found == Growth(
        changed={
            f"route53/record {NAME}-cloudfront": weighted,
            f"route53/record {NAME}-loadBalancer": weighted,
        }
    )
