"""FoodBeGood's edge: names, certificates, load balancer, CloudFront and WAF."""

from typing import Any

import pytest

from tests.harness import Graph, Resource
from tests.systems.questions import subnet_names

PREFIX = "foodbegood-production"
API = "api.foodbegood.app"
ASSETS = "assets.foodbegood.app"


def records(graph: Graph, name: str) -> list[Resource]:
    return [
        each
        for each in graph.all("route53/record")
        if each.inputs["name"] == name and each.inputs.get("aliases")
    ]


def targets(found: list[Resource]) -> set[str]:
    return {alias["name"] for each in found for alias in each.inputs["aliases"]}


@pytest.mark.spec("FBG-EDG-01", "FBG-S-16")
def test_the_name_leads_to_the_load_balancer_in_phase_2(phase2: Graph) -> None:
    assert phase2.one("route53/zone").inputs["name"] == "foodbegood.app"
    assert phase2.one("route53/zone").state["protect"] is True
    assert targets(records(phase2, API)) == {phase2.one("lb/loadBalancer").outputs["dnsName"]}


@pytest.mark.spec("FBG-EDG-01", "FBG-S-16")
def test_the_name_leads_to_cloudfront_in_phase_3(phase3: Graph) -> None:
    distribution = phase3.one("cloudfront/distribution").outputs["domainName"]
    assert targets(records(phase3, API)) == {distribution}


@pytest.mark.spec("FBG-EDG-10")
def test_the_name_of_the_assets_leads_to_cloudfront(on_ecs: Graph) -> None:
    distribution = on_ecs.one("cloudfront/distribution").outputs["domainName"]
    assert targets(records(on_ecs, ASSETS)) == {distribution}


@pytest.mark.spec("FBG-EDG-02", "FBG-S-16")
def test_the_health_of_the_api_is_checked_from_outside(on_ecs: Graph) -> None:
    check = on_ecs.one("route53/healthCheck").inputs
    assert (check["type"], check["fqdn"], check["resourcePath"], check["port"]) == (
        "HTTPS",
        API,
        "/health",
        443,
    )


@pytest.mark.spec("FBG-EDG-03", "FBG-EDG-04", "FBG-S-13")
def test_the_load_balancer(on_ecs: Graph) -> None:
    balancer = on_ecs.one("lb/loadBalancer").inputs
    assert (balancer["name"], balancer["loadBalancerType"]) == (f"{PREFIX}-alb", "application")
    assert balancer["internal"] is False
    assert balancer["enableDeletionProtection"] is True
    assert {each.split("-")[0] for each in subnet_names(on_ecs, balancer["subnets"])} == {"public"}
    assert balancer["securityGroups"] == [on_ecs.one("ec2/securityGroup", "load-balancer").id]


@pytest.mark.spec("FBG-EDG-05", "FBG-EDG-06", "FBG-C-02")
def test_port_80_redirects_and_443_forwards(on_ecs: Graph) -> None:
    http = on_ecs.one("lb/listener", "load-balancer-http").inputs
    assert (http["port"], http["protocol"]) == (80, "HTTP")
    (action,) = http["defaultActions"]
    assert action["redirect"] == {"port": "443", "protocol": "HTTPS", "statusCode": "HTTP_301"}
    https = on_ecs.one("lb/listener", "load-balancer-https").inputs
    assert (https["port"], https["protocol"]) == (443, "HTTPS")
    assert https["sslPolicy"] == "ELBSecurityPolicy-TLS13-1-2-2021-06"
    certificate = on_ecs.one("acm/certificate", "certificate")
    assert https["certificateArn"] == certificate.arn
    (forward,) = https["defaultActions"]
    assert (forward["type"], forward["targetGroupArn"]) == ("forward", on_ecs.one("lb/targetGroup").arn)


@pytest.mark.spec("FBG-EDG-07", "FBG-EDG-08")
def test_the_target_group(on_ecs: Graph) -> None:
    group = on_ecs.one("lb/targetGroup").inputs
    assert group["name"] == f"{PREFIX}-api-tg"
    assert (group["port"], group["protocol"], group["targetType"]) == (3000, "HTTP", "ip")
    check = group["healthCheck"]
    expected = {
        "path": "/health",
        "port": "traffic-port",
        "protocol": "HTTP",
        "matcher": "200",
        "interval": 30,
        "timeout": 5,
        "healthyThreshold": 2,
        "unhealthyThreshold": 3,
    }
    assert {key: check.get(key) for key in expected} == expected


@pytest.mark.spec("FBG-EDG-09")
def test_the_certificate_of_the_api_is_validated_by_dns(on_ecs: Graph) -> None:
    certificate = on_ecs.one("acm/certificate", "certificate")
    assert (certificate.inputs["domainName"], certificate.inputs["validationMethod"]) == (API, "DNS")
    assert certificate.arn.split(":")[3] == "eu-west-1"
    assert on_ecs.all("acm/certificateValidation")


def behaviors(distribution: Resource) -> dict[str, dict[str, Any]]:
    inputs = distribution.inputs
    ordered = {each["pathPattern"]: each for each in inputs.get("orderedCacheBehaviors") or []}
    return {"*": inputs["defaultCacheBehavior"], **ordered}


@pytest.mark.spec("FBG-EDG-10", "FBG-C-02", "FBG-S-15")
def test_viewers_come_over_tls_with_a_certificate_of_us_east_1(on_ecs: Graph) -> None:
    distribution = on_ecs.one("cloudfront/distribution")
    viewers = distribution.inputs["viewerCertificate"]
    assert viewers["minimumProtocolVersion"].startswith("TLSv1.2")
    assert viewers["sslSupportMethod"] == "sni-only"
    certificate = on_ecs.one("acm/certificate", "viewers")
    assert viewers["acmCertificateArn"] == certificate.arn
    assert certificate.arn.split(":")[3] == "us-east-1"
    policies = {each["viewerProtocolPolicy"] for each in behaviors(distribution).values()}
    assert policies <= {"redirect-to-https", "https-only"}
    names = {certificate.inputs["domainName"], *certificate.inputs.get("subjectAlternativeNames", [])}
    assert set(distribution.inputs["aliases"]) <= names


def origins(distribution: Resource) -> dict[str, dict[str, Any]]:
    return {each["originId"]: each for each in distribution.inputs["origins"]}


@pytest.mark.spec("FBG-EDG-10")
def test_the_bucket_answers_to_this_distribution_alone(on_ecs: Graph) -> None:
    distribution = on_ecs.one("cloudfront/distribution")
    bucket = on_ecs.one("s3/bucket", "uploads")
    (origin,) = (
        each
        for each in distribution.inputs["origins"]
        if each["domainName"] == bucket.outputs["bucketRegionalDomainName"]
    )
    control = on_ecs.one("cloudfront/originAccessControl")
    assert origin["originAccessControlId"] == control.id
    assert (control.inputs["originAccessControlOriginType"], control.inputs["signingBehavior"]) == (
        "s3",
        "always",
    )
    (statement,) = (
        each
        for each in on_ecs.one("s3/bucketPolicy", "uploads").document("policy")["Statement"]
        if each["Effect"] == "Allow"
    )
    assert statement["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    assert statement["Action"] == "s3:GetObject"
    assert statement["Condition"] == {"StringEquals": {"AWS:SourceArn": distribution.arn}}


@pytest.mark.spec("FBG-EDG-10")
def test_phase_2_serves_the_bucket_and_nothing_else(phase2: Graph) -> None:
    distribution = phase2.one("cloudfront/distribution")
    (origin,) = origins(distribution).values()
    assert origin["originAccessControlId"]
    assert {each["targetOriginId"] for each in behaviors(distribution).values()} == {origin["originId"]}


@pytest.mark.spec("FBG-EDG-11", "FBG-C-06")
def test_phase_3_serves_api_and_bucket(phase3: Graph) -> None:
    distribution = phase3.one("cloudfront/distribution")
    found = origins(distribution)
    (api,) = (each for each in found.values() if each.get("customOriginConfig"))
    (bucket,) = (each for each in found.values() if each.get("originAccessControlId"))
    assert len(found) == 2
    assert api["customOriginConfig"]["originProtocolPolicy"] == "https-only"
    by_path = behaviors(distribution)
    assert {path: each["targetOriginId"] for path, each in by_path.items()} == {
        "*": api["originId"],
        "/uploads/*": bucket["originId"],
        "/static/*": bucket["originId"],
    }
    policy = phase3.one("cloudfront/cachePolicy")
    assert by_path["*"]["cachePolicyId"] == policy.id
    assert (policy.inputs["minTtl"], policy.inputs["maxTtl"]) == (0, 60)
    assert set(distribution.inputs["aliases"]) == {API, ASSETS}


@pytest.mark.spec("FBG-EDG-12", "FBG-EDG-13", "FBG-C-07", "FBG-S-18")
def test_the_web_acl_of_phase_3(phase3: Graph) -> None:
    acl = phase3.one("wafv2/webAcl")
    assert (acl.inputs["scope"], acl.outputs["region"]) == ("CLOUDFRONT", "us-east-1")
    assert phase3.one("cloudfront/distribution").inputs["webAclId"] == acl.arn
    statements = [rule["statement"] for rule in acl.inputs["rules"]]
    managed = {
        each["managedRuleGroupStatement"]["name"]
        for each in statements
        if "managedRuleGroupStatement" in each
    }
    assert managed == {
        "AWSManagedRulesCommonRuleSet",
        "AWSManagedRulesKnownBadInputsRuleSet",
        "AWSManagedRulesSQLiRuleSet",
    }
    (rate,) = (each["rateBasedStatement"] for each in statements if "rateBasedStatement" in each)
    assert (rate["limit"], rate.get("evaluationWindowSec", 300)) == (2000, 300)


@pytest.mark.spec("FBG-S-18", "FBG-EDG-17")
def test_what_the_edge_has_no_need_of(phase2: Graph, phase3: Graph) -> None:
    assert phase2.none("wafv2/webAcl")
    for graph in (phase2, phase3):
        assert graph.none("shield/protection")
