"""HTTP APIs of API Gateway, which are off unless a stack names one."""

import json
from typing import Any

import pytest

from tests.components.growth import grown
from tests.components.questions import openings
from tests.harness import Graph, graph_of

APIS, POOLS = "groundwork:edge.apis", "groundwork:security.userPools"


@pytest.fixture(scope="module")
def asked() -> Graph:
    """An API that asks for tokens, behind which the load balancer answers to CloudFront only."""
    changes: dict[str, Any] = {
        POOLS: {"members": {}},
        APIS: {"partners": {"userPool": "members", "rateLimit": 10, "burstLimit": 20}},
        "groundwork:edge.cloudfront": {},
    }
    return graph_of("prod", changes)


@pytest.mark.spec("FBG-OPS-04")
def test_there_is_none_unless_asked_for() -> None:
    graph = graph_of("prod")
    assert graph.none("apigatewayv2/api")
    assert "apiUrls" not in graph.outputs


@pytest.mark.spec("FBG-OPS-04")
def test_all_requests_go_to_the_listener_through_a_vpc_link(asked: Graph) -> None:
    api, link = asked.one("apigatewayv2/api"), asked.one("apigatewayv2/vpcLink")
    subnets = asked.by_id("ec2/subnet")
    assert api.inputs == {"name": "groundwork-production-partners", "protocolType": "HTTP"}
    assert [subnets[each].name for each in link.inputs["subnetIds"]] == [
        "private-a",
        "private-b",
        "private-c",
    ]
    integration = asked.one("apigatewayv2/integration")
    assert integration.inputs == {
        "apiId": api.id,
        "connectionId": link.id,
        "connectionType": "VPC_LINK",
        "integrationMethod": "ANY",
        "integrationType": "HTTP_PROXY",
        "integrationUri": asked.one("lb/listener", "load-balancer-https").arn,
        "payloadFormatVersion": "1.0",
        "tlsConfig": {"serverNameToVerify": "app.example.com"},
    }
    route = asked.one("apigatewayv2/route").inputs
    assert (route["routeKey"], route["target"]) == ("$default", f"integrations/{integration.id}")


@pytest.mark.spec("FBG-OPS-04")
def test_the_load_balancer_lets_the_link_in_and_the_link_goes_nowhere_else(asked: Graph) -> None:
    assert ("load-balancer", "partners", 443) in openings(asked)
    group = asked.one("ec2/securityGroup", "partners").id
    (way_out,) = [
        rule.inputs
        for rule in asked.all("vpc/securityGroupEgressRule")
        if rule.inputs["securityGroupId"] == group
    ]
    assert way_out["referencedSecurityGroupId"] == asked.one("ec2/securityGroup", "load-balancer").id
    assert (way_out["fromPort"], way_out["toPort"]) == (443, 443)
    assert asked.one("apigatewayv2/vpcLink").inputs["securityGroupIds"] == [group]


@pytest.mark.spec("FBG-OPS-04")
def test_it_asks_for_tokens_of_the_pool(asked: Graph) -> None:
    pool, authorizer = asked.one("cognito/userPool"), asked.one("apigatewayv2/authorizer")
    assert authorizer.inputs["jwtConfiguration"] == {
        "audiences": [asked.one("cognito/userPoolClient").id],
        "issuer": f"https://cognito-idp.eu-west-1.amazonaws.com/{pool.id}",
    }
    route = asked.one("apigatewayv2/route").inputs
    assert (route["authorizationType"], route["authorizerId"]) == ("JWT", authorizer.id)


@pytest.mark.spec("FBG-OPS-04")
def test_it_is_limited_and_logged(asked: Graph) -> None:
    stage, group = asked.one("apigatewayv2/stage"), asked.one("cloudwatch/logGroup", "partners")
    assert stage.inputs["defaultRouteSettings"] == {"throttlingBurstLimit": 20, "throttlingRateLimit": 10}
    assert (stage.inputs["name"], stage.inputs["autoDeploy"]) == ("$default", True)
    settings = stage.inputs["accessLogSettings"]
    assert settings["destinationArn"] == group.arn
    assert json.loads(settings["format"])["status"] == "$context.status"
    assert group.inputs == {
        "kmsKeyId": asked.one("kms/key").arn,
        "name": "/aws/apigateway/groundwork-production-partners",
        "retentionInDays": 365,
    }
    assert asked.outputs["apiUrls"] == {"partners": stage.outputs["invokeUrl"]}


def test_without_tls_and_pool() -> None:
    graph = graph_of("dev", {APIS: {"partners": {}}})
    integration = graph.one("apigatewayv2/integration").inputs
    assert integration["integrationUri"] == graph.one("lb/listener", "load-balancer-http").arn
    assert "tlsConfig" not in integration
    assert ("load-balancer", "partners", 80) in openings(graph)
    assert graph.none("apigatewayv2/authorizer")
    assert graph.one("apigatewayv2/route").inputs["authorizationType"] == "NONE"


def test_another_api_changes_nothing_that_is_there() -> None:
    found = grown("prod", {APIS: {"partners": {}, "public": {}}}, {APIS: {"partners": {}}})
    assert (found.gone, found.replaced, found.changed) == ((), (), {})
    names = {added.rpartition(" ")[2] for added in found.added}
    assert names == {"public", "public-to-load-balancer", "load-balancer-from-public"}
