"""Sky High Booker's edge: load balancer, listeners, access logs, CloudFront and another region."""

import fnmatch
import json
from typing import Any

import pytest

from simulator.embedded import ProgramFailed
from tests.harness import DELETED, Graph, graph_of, preview_of
from tests.systems.questions import ingress, subnet_names, waits_for

EDGE = "groundwork:edge"
TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06"
HOST = "booker.example.com"
BUCKET = "sky-high-booker-alb-access-logs-123456789012"
CERTIFICATE = "arn:aws:acm:{}:123456789012:certificate/00000000-1111-4222-8333-444444444444"
VIEWERS = CERTIFICATE.format("us-east-1")
ISSUED = {
    f"{EDGE}.tls": {"kind": "issued", "domain": HOST},
    f"{EDGE}.dns": {"kind": "create", "name": HOST},
}
REGION = {
    "groundwork:system.region": "eu-west-1",
    f"{EDGE}.tls.certificateArn": CERTIFICATE.format("eu-west-1"),
}


@pytest.fixture
def graph() -> Graph:
    return graph_of("skyhigh/prod")


def listener(graph: Graph, port: int) -> dict[str, Any]:
    """The listener of the load balancer on a port."""
    (found,) = [dict(each.inputs) for each in graph.all("lb/listener") if each.inputs["port"] == port]
    assert found["loadBalancerArn"] == graph.one("lb/loadBalancer").arn
    return found


@pytest.mark.spec("SKY-EDG-01", "SKY-REC-04")
def test_the_load_balancer_by_its_name_in_both_public_subnets(graph: Graph) -> None:
    balancer = graph.one("lb/loadBalancer").inputs
    assert (balancer["name"], balancer["loadBalancerType"]) == ("sky-high-booker-alb", "application")
    assert balancer["internal"] is False
    assert subnet_names(graph, balancer["subnets"]) == {"public-a", "public-b"}
    assert balancer["securityGroups"] == [graph.one("ec2/securityGroup", "load-balancer").id]


@pytest.mark.spec("SKY-EDG-02")
def test_the_target_group(graph: Graph) -> None:
    group = graph.one("lb/targetGroup").inputs
    assert (group["namePrefix"], group["port"], group["protocol"], group["targetType"]) == (
        "srv-",
        80,
        "HTTP",
        "ip",
    )
    assert group["vpcId"] == graph.one("ec2/vpc").id


@pytest.mark.spec("SKY-EDG-03")
def test_the_health_check(graph: Graph) -> None:
    check = graph.one("lb/targetGroup").inputs["healthCheck"]
    keys = ("enabled", "path", "port", "protocol", "healthyThreshold", "unhealthyThreshold", "interval")
    assert [check[key] for key in keys] == [True, "/", "traffic-port", "HTTP", 2, 2, 30]


@pytest.mark.spec("SKY-EDG-04", "SKY-EDG-05")
def test_port_80_redirects_and_port_443_forwards(graph: Graph) -> None:
    assert len(graph.all("lb/listener")) == 2
    plain, tls = listener(graph, 80), listener(graph, 443)
    assert plain["protocol"] == "HTTP"
    assert plain["defaultActions"] == [
        {"type": "redirect", "redirect": {"port": "443", "protocol": "HTTPS", "statusCode": "HTTP_301"}}
    ]
    assert (tls["protocol"], tls["sslPolicy"]) == ("HTTPS", TLS_POLICY)
    assert tls["defaultActions"] == [{"type": "forward", "targetGroupArn": graph.one("lb/targetGroup").arn}]


@pytest.mark.spec("SKY-EDG-06")
def test_cross_zone_load_balancing_is_left_on(graph: Graph) -> None:
    balancer, group = graph.one("lb/loadBalancer"), graph.one("lb/targetGroup")
    assert balancer.inputs.get("enableCrossZoneLoadBalancing", True) is True
    assert group.inputs.get("loadBalancingCrossZoneEnabled", "true") in (
        "true",
        "use_load_balancer_configuration",
    )


@pytest.mark.spec("SKY-EDG-08")
def test_the_certificate_is_an_arn_of_the_settings() -> None:
    graph = graph_of("skyhigh/prod", {f"{EDGE}.tls.certificateArn": VIEWERS})
    assert listener(graph, 443)["certificateArn"] == VIEWERS
    assert graph.none("acm/certificate")


@pytest.mark.spec("SKY-EDG-08")
def test_or_the_certificate_is_issued_and_validated_by_dns() -> None:
    graph = graph_of("skyhigh/prod", ISSUED)
    certificate, validation = graph.one("acm/certificate"), graph.one("acm/certificateValidation")
    assert (certificate.inputs["domainName"], certificate.inputs["validationMethod"]) == (HOST, "DNS")
    assert validation.inputs["certificateArn"] == certificate.arn
    (record,) = [each for each in graph.all("route53/record") if each.inputs["type"] == "CNAME"]
    assert validation.inputs["validationRecordFqdns"] == [record.outputs["fqdn"]]
    assert listener(graph, 443)["certificateArn"] == validation.outputs["certificateArn"]
    assert validation.urn in waits_for(graph, graph.one("lb/listener", "load-balancer-https"))
    (alias,) = [each for each in graph.all("route53/record") if each.inputs["type"] == "A"]
    assert alias.inputs["name"] == HOST


@pytest.mark.spec("SKY-EDG-08", "SKY-EDG-05")
def test_no_certificate_is_refused() -> None:
    with pytest.raises(ProgramFailed, match=r"groundwork:edge\.tls\.certificateArn"):
        preview_of("skyhigh/prod", {f"{EDGE}.tls.certificateArn": DELETED})


@pytest.mark.spec("SKY-STO-01")
def test_the_bucket_of_the_access_logs_is_private_and_under_sse_s3(graph: Graph) -> None:
    bucket = graph.one("s3/bucket")
    assert bucket.inputs["bucket"] == BUCKET
    block = graph.one("s3/bucketPublicAccessBlock").inputs
    assert block == {
        **{key: block[key] for key in ("__defaults",) if key in block},
        "bucket": bucket.id,
        "blockPublicAcls": True,
        "blockPublicPolicy": True,
        "ignorePublicAcls": True,
        "restrictPublicBuckets": True,
    }
    encryption = graph.one("s3/bucketServerSideEncryptionConfiguration").inputs
    assert encryption["bucket"] == bucket.id
    assert [rule["applyServerSideEncryptionByDefault"] for rule in encryption["rules"]] == [
        {"sseAlgorithm": "AES256"}
    ]


@pytest.mark.spec("SKY-STO-01")
def test_log_delivery_may_put_objects_there(graph: Graph) -> None:
    policy = graph.one("s3/bucketPolicy")
    assert policy.inputs["bucket"] == graph.one("s3/bucket").id
    prefix = graph.one("lb/loadBalancer").inputs["accessLogs"]["prefix"]
    delivered = f"arn:aws:s3:::{BUCKET}/{prefix}/AWSLogs/123456789012/elasticloadbalancing/us-east-1/x.log.gz"
    allows = [each for each in policy.document("policy")["Statement"] if each["Effect"] == "Allow"]
    (delivery,) = [
        each
        for each in allows
        if each["Principal"] == {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"}
    ]
    assert delivery["Action"] == "s3:PutObject"
    assert fnmatch.fnmatchcase(delivered, delivery["Resource"])
    assert {each["Principal"]["Service"] for each in allows} == {
        "logdelivery.elasticloadbalancing.amazonaws.com",
        "logging.s3.amazonaws.com",
    }


@pytest.mark.spec("SKY-STO-02")
def test_the_load_balancer_logs_into_that_bucket_once_it_may(graph: Graph) -> None:
    balancer, bucket = graph.one("lb/loadBalancer"), graph.one("s3/bucket")
    assert balancer.inputs["accessLogs"] == {"bucket": bucket.id, "prefix": "alb", "enabled": True}
    assert graph.one("s3/bucketPolicy").urn in waits_for(graph, balancer)


@pytest.mark.spec("SKY-STO-02")
def test_without_access_logs_there_is_no_bucket() -> None:
    graph = graph_of("skyhigh/prod", {f"{EDGE}.loadBalancer": {"accessLogs": False}})
    assert "accessLogs" not in graph.one("lb/loadBalancer").inputs
    assert graph.none("s3/bucket")


@pytest.mark.spec("SKY-EDG-07")
def test_no_cloudfront_by_default(graph: Graph) -> None:
    assert graph.none("cloudfront/distribution")


@pytest.mark.spec("SKY-EDG-07", "SKY-NET-08")
def test_cloudfront_redirects_caches_assets_and_is_the_only_one_let_in() -> None:
    changes = {f"{EDGE}.cloudfront": {"aliases": [HOST], "certificateArn": VIEWERS}}
    graph = graph_of("skyhigh/prod", changes)
    distribution = graph.one("cloudfront/distribution").inputs
    (origin,) = distribution["origins"]
    assert origin["domainName"] == graph.one("lb/loadBalancer").outputs["dnsName"]
    assert origin["customOriginConfig"]["originProtocolPolicy"] == "https-only"
    assert distribution["aliases"] == [HOST]
    assert distribution["viewerCertificate"]["acmCertificateArn"] == VIEWERS
    behaviors = [distribution["defaultCacheBehavior"], *distribution["orderedCacheBehaviors"]]
    optimized, disabled = "658327ea-f89d-4fab-a63d-7e88639e58f6", "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    assert {each.get("pathPattern"): each["cachePolicyId"] for each in behaviors} == {
        None: disabled,
        "/static/*": optimized,
        "/assets/*": optimized,
    }
    assert {each["viewerProtocolPolicy"] for each in behaviors} == {"redirect-to-https"}
    assert {each["targetOriginId"] for each in behaviors} == {origin["originId"]}
    admitted = ingress(graph, "load-balancer")
    assert {port for _, port, _, _ in admitted} == {443}
    assert [source[:3] for source in {rule[3] for rule in admitted}] == ["pl-"]
    assert graph.outputs["url"] == f"https://{HOST}"


@pytest.mark.spec("SKY-EDG-07")
def test_the_switch_alone_serves_the_site_under_its_name_and_certificate() -> None:
    # CloudFront passes the viewer's host on, and the load balancer's certificate is for the site's name only.
    graph = graph_of("skyhigh/prod", {f"{EDGE}.cloudfront": {}})
    distribution = graph.one("cloudfront/distribution").inputs
    assert graph.outputs["url"] == f"https://{HOST}"
    assert distribution.get("aliases") == [HOST]
    assert distribution["viewerCertificate"]["acmCertificateArn"] == listener(graph, 443)["certificateArn"]


@pytest.mark.spec("SKY-EDG-07")
def test_the_certificate_of_the_viewers_is_in_us_east_1_whatever_the_region() -> None:
    changes = {"groundwork:system.region": "eu-west-1", **ISSUED, f"{EDGE}.cloudfront": {}}
    graph = graph_of("skyhigh/prod", changes)
    distribution = graph.one("cloudfront/distribution").inputs
    viewers = graph.one("acm/certificate", "viewers")
    assert viewers.inputs["region"] == "us-east-1"
    assert distribution["viewerCertificate"]["acmCertificateArn"] == viewers.arn
    assert viewers.arn.startswith("arn:aws:acm:us-east-1:")
    assert listener(graph, 443)["certificateArn"] == graph.one("acm/certificate", "certificate").arn
    assert distribution["aliases"] == [HOST]


@pytest.mark.spec("SKY-EDG-07")
def test_a_certificate_of_another_region_is_refused_for_cloudfront() -> None:
    changes = {f"{EDGE}.cloudfront": {"aliases": [HOST], "certificateArn": CERTIFICATE.format("eu-west-1")}}
    with pytest.raises(ProgramFailed, match=r"groundwork:edge\.cloudfront\.certificateArn"):
        preview_of("skyhigh/prod", changes)


@pytest.mark.spec("SKY-REC-08")
def test_another_region_is_a_change_of_settings() -> None:
    graph = graph_of("skyhigh/prod", REGION)
    bound = [each.name for each in graph.resources if "us-east-1" in json.dumps(each.state)]
    assert bound == []
    zones = {subnet.inputs["availabilityZone"] for subnet in graph.all("ec2/subnet")}
    assert zones == {"eu-west-1a", "eu-west-1b"}
    (container,) = graph.containers()
    assert container["image"] == "123456789012.dkr.ecr.eu-west-1.amazonaws.com/sky-high-booker:1.0.0"
    assert container["logConfiguration"]["options"]["awslogs-region"] == "eu-west-1"
    assert listener(graph, 443)["certificateArn"] == CERTIFICATE.format("eu-west-1")


@pytest.mark.spec("SKY-REC-08")
def test_zones_are_settings_too() -> None:
    subnets = {
        "public": {"b": "10.0.1.0/24", "c": "10.0.2.0/24"},
        "private": {"b": "10.0.11.0/24", "c": "10.0.12.0/24"},
    }
    graph = graph_of("skyhigh/prod", {**REGION, "groundwork:network.subnets": subnets})
    zones = {subnet.inputs["availabilityZone"] for subnet in graph.all("ec2/subnet")}
    assert zones == {"eu-west-1b", "eu-west-1c"}


@pytest.mark.spec("SKY-REC-08")
def test_a_certificate_of_the_old_region_is_refused() -> None:
    with pytest.raises(ProgramFailed, match=r"groundwork:edge\.tls\.certificateArn"):
        preview_of("skyhigh/prod", {"groundwork:system.region": "eu-west-1"})
