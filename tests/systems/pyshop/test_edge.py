"""PyShop's edge: load balancer, listeners, certificate, names and CloudFront."""

from typing import Any

import pytest

from simulator.embedded import ProgramFailed
from tests.harness import DELETED, Graph, graph_of, preview_of
from tests.systems.questions import ingress, subnet_names, waits_for

EDGE = "groundwork:edge"
TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06"
REDIRECT = [{"type": "redirect", "redirect": {"port": "443", "protocol": "HTTPS", "statusCode": "HTTP_301"}}]
HOSTS = ["pyshop.example.com", "www.pyshop.example.com"]
ZONE_ID = "Z0123456789ABCDEFGHIJ"
OTHER_ZONE = {"kind": "existing", "name": "example.com", "zoneId": ZONE_ID}


def listeners(graph: Graph) -> dict[int, dict[str, Any]]:
    """Protocol, actions, certificate and policy of each listener of the load balancer, by port."""
    balancer = graph.one("lb/loadBalancer").arn
    keys = ("protocol", "defaultActions", "certificateArn", "sslPolicy")
    found = {}
    for listener in graph.all("lb/listener"):
        assert listener.inputs["loadBalancerArn"] == balancer
        found[listener.inputs["port"]] = {key: listener.inputs[key] for key in keys if key in listener.inputs}
    return found


def forward(graph: Graph) -> list[dict[str, Any]]:
    """Action that sends requests to the one target group."""
    return [{"type": "forward", "targetGroupArn": graph.one("lb/targetGroup").arn}]


def alias_records(graph: Graph) -> dict[str, dict[str, Any]]:
    """The alias of each A record, by host name."""
    found = {}
    for record in graph.all("route53/record"):
        if record.inputs["type"] == "A":
            (found[record.inputs["name"]],) = record.inputs["aliases"]
    return found


@pytest.mark.spec("PYS-EDG-01", "PYS-REC-03")
def test_the_load_balancer_faces_the_internet_from_both_public_subnets(graph: Graph) -> None:
    balancer = graph.one("lb/loadBalancer").inputs
    assert balancer["loadBalancerType"] == "application"
    assert balancer["internal"] is False
    assert subnet_names(graph, balancer["subnets"]) == {"public-a", "public-b"}


@pytest.mark.spec("PYS-EDG-02")
def test_targets_are_addresses_on_the_port_of_the_app(graph: Graph) -> None:
    group = graph.one("lb/targetGroup").inputs
    assert (group["targetType"], group["protocol"], group["port"]) == ("ip", "HTTP", 8000)
    assert group["vpcId"] == graph.one("ec2/vpc").id


@pytest.mark.spec("PYS-EDG-03", "PYS-CMP-18")
def test_the_health_check(graph: Graph) -> None:
    check = graph.one("lb/targetGroup").inputs["healthCheck"]
    assert check["enabled"] is True
    assert (check["protocol"], check["path"], check["port"]) == ("HTTP", "/healthz", "traffic-port")
    assert graph.one("ecs/service").inputs["healthCheckGracePeriodSeconds"] == 60


@pytest.mark.spec("PYS-EDG-04")
def test_dev_has_no_tls_and_port_80_forwards() -> None:
    graph = graph_of("pyshop/dev")
    assert listeners(graph) == {80: {"protocol": "HTTP", "defaultActions": forward(graph)}}
    assert graph.none("acm/certificate")
    assert graph.none("route53/zone")
    assert graph.none("route53/record")


@pytest.mark.spec("PYS-EDG-04", "PYS-EDG-05")
@pytest.mark.parametrize("stack", ["pyshop/prod", "pyshop/domain"])
def test_port_80_redirects_and_port_443_ends_tls(stack: str) -> None:
    graph = graph_of(stack)
    found = listeners(graph)
    certificate = found[443].pop("certificateArn")
    assert found == {
        80: {"protocol": "HTTP", "defaultActions": REDIRECT},
        443: {"protocol": "HTTPS", "defaultActions": forward(graph), "sslPolicy": TLS_POLICY},
    }
    assert certificate.startswith("arn:aws:acm:us-east-1:123456789012:certificate/")


@pytest.mark.spec("PYS-EDG-05")
def test_prod_takes_its_certificate_from_the_settings() -> None:
    other = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-1111-4222-8333-444444444444"
    graph = graph_of("pyshop/prod", {f"{EDGE}.tls.certificateArn": other})
    assert listeners(graph)[443]["certificateArn"] == other
    assert graph.none("acm/certificate")
    assert graph.none("route53/zone")
    assert graph.none("route53/record")


@pytest.mark.spec("PYS-EDG-04", "PYS-EDG-05")
def test_tls_without_a_certificate_is_refused() -> None:
    with pytest.raises(ProgramFailed, match=r"groundwork:edge\.tls\.certificateArn"):
        preview_of("pyshop/prod", {f"{EDGE}.tls.certificateArn": DELETED})


@pytest.mark.spec("PYS-EDG-06")
def test_domain_makes_its_zone() -> None:
    zone = graph_of("pyshop/domain").one("route53/zone")
    assert zone.inputs["name"] == "pyshop.example.com"
    assert zone.state["protect"] is True
    assert not zone.inputs.get("vpcs")


@pytest.mark.spec("PYS-EDG-06", "PYS-EDG-08", "PYS-EDG-09")
def test_domain_may_use_a_zone_that_is_there() -> None:
    graph = graph_of("pyshop/domain", {f"{EDGE}.dns": OTHER_ZONE})
    assert graph.none("route53/zone")
    records = graph.all("route53/record")
    assert {(record.inputs["type"], record.inputs["zoneId"]) for record in records} == {
        ("A", ZONE_ID),
        ("CNAME", ZONE_ID),
    }
    assert len(records) == 4
    assert "nameServers" not in graph.outputs


@pytest.mark.spec("PYS-EDG-06")
def test_any_stack_may_switch_zone_certificate_and_records_on() -> None:
    changes = {
        f"{EDGE}.tls": {"kind": "issued", "domain": HOSTS[0], "alternativeNames": [HOSTS[1]]},
        f"{EDGE}.dns": {"kind": "create", "name": HOSTS[0]},
    }
    graph = graph_of("pyshop/dev", changes)
    assert graph.one("route53/zone").inputs["name"] == HOSTS[0]
    assert set(alias_records(graph)) == set(HOSTS)
    assert listeners(graph)[80]["defaultActions"] == REDIRECT
    assert listeners(graph)[443]["defaultActions"] == forward(graph)


@pytest.mark.spec("PYS-EDG-07")
def test_the_certificate_is_for_both_names_and_validated_by_dns() -> None:
    certificate = graph_of("pyshop/domain").one("acm/certificate").inputs
    assert certificate["domainName"] == HOSTS[0]
    assert certificate["subjectAlternativeNames"] == HOSTS[1:]
    assert certificate["validationMethod"] == "DNS"


@pytest.mark.spec("PYS-EDG-08")
def test_each_name_is_validated_by_a_record_in_the_zone() -> None:
    graph = graph_of("pyshop/domain")
    certificate, zone = graph.one("acm/certificate"), graph.one("route53/zone")
    wanted = {
        (option["resourceRecordName"], option["resourceRecordType"], option["resourceRecordValue"])
        for option in certificate.outputs["domainValidationOptions"]
    }
    records = [record for record in graph.all("route53/record") if record.inputs["type"] == "CNAME"]
    found = {(record.inputs["name"], record.inputs["type"], *record.inputs["records"]) for record in records}
    assert len(wanted) == 2
    assert found == wanted
    assert {record.inputs["zoneId"] for record in records} == {zone.outputs["zoneId"]}


@pytest.mark.spec("PYS-EDG-08")
def test_the_listener_waits_for_the_validated_certificate() -> None:
    graph = graph_of("pyshop/domain")
    validation = graph.one("acm/certificateValidation")
    records = [record for record in graph.all("route53/record") if record.inputs["type"] == "CNAME"]
    assert validation.inputs["certificateArn"] == graph.one("acm/certificate").arn
    assert set(validation.inputs["validationRecordFqdns"]) == {record.outputs["fqdn"] for record in records}
    listener = graph.one("lb/listener", "load-balancer-https")
    assert listener.inputs["certificateArn"] == validation.outputs["certificateArn"]
    first = waits_for(graph, listener)
    assert {validation.urn, *(record.urn for record in records)} <= first


@pytest.mark.spec("PYS-EDG-09")
def test_the_domain_and_www_lead_to_the_load_balancer() -> None:
    graph = graph_of("pyshop/domain")
    balancer, zone = graph.one("lb/loadBalancer").outputs, graph.one("route53/zone")
    alias = {"name": balancer["dnsName"], "zoneId": balancer["zoneId"], "evaluateTargetHealth": True}
    assert alias_records(graph) == dict.fromkeys(HOSTS, alias)
    hosts = [record for record in graph.all("route53/record") if record.inputs["type"] == "A"]
    assert {record.inputs["zoneId"] for record in hosts} == {zone.outputs["zoneId"]}


@pytest.mark.spec("PYS-EDG-10")
def test_no_cloudfront_by_default(graph: Graph) -> None:
    assert graph.none("cloudfront/distribution")


@pytest.mark.spec("PYS-EDG-10")
def test_cloudfront_can_be_put_in_front(stack: str) -> None:
    graph = graph_of(stack, {f"{EDGE}.cloudfront": {}})
    distribution = graph.one("cloudfront/distribution").inputs
    (origin,) = distribution["origins"]
    assert origin["domainName"] == graph.one("lb/loadBalancer").outputs["dnsName"]
    assert distribution["enabled"] is True
    assert distribution["defaultCacheBehavior"]["targetOriginId"] == origin["originId"]
    assert distribution["defaultCacheBehavior"]["viewerProtocolPolicy"] == "redirect-to-https"
    # What is left open is CloudFront's own address range.
    prefix_list = {rule[3] for rule in ingress(graph, "load-balancer")}
    assert [each[:3] for each in prefix_list] == ["pl-"]


@pytest.mark.spec("PYS-EDG-10")
def test_behind_cloudfront_the_names_of_domain_lead_to_it_under_the_same_certificate() -> None:
    graph = graph_of("pyshop/domain", {f"{EDGE}.cloudfront": {}})
    distribution = graph.one("cloudfront/distribution")
    target = distribution.outputs["domainName"], distribution.outputs["hostedZoneId"]
    assert {(each["name"], each["zoneId"]) for each in alias_records(graph).values()} == {target}
    assert distribution.inputs["aliases"] == HOSTS
    viewers = distribution.inputs["viewerCertificate"]
    assert viewers["acmCertificateArn"] == graph.one("acm/certificateValidation").outputs["certificateArn"]
    assert graph.outputs["url"] == f"https://{HOSTS[0]}"


@pytest.mark.spec("PYS-EDG-10")
def test_the_url_behind_cloudfront_is_one_that_the_distribution_answers_to(stack: str) -> None:
    graph = graph_of(stack, {f"{EDGE}.cloudfront": {}})
    distribution = graph.one("cloudfront/distribution")
    names = {distribution.outputs["domainName"], *distribution.inputs.get("aliases", [])}
    assert graph.outputs["url"].removeprefix("https://") in names
