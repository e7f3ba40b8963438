"""Web ACLs of the distribution and of the load balancer, and what they log."""

from typing import Any

import pytest

from tests.components.growth import Growth, grown
from tests.harness import Graph, graph_of

EDGE = "groundwork:edge"
REDACTED = [{"singleHeader": {"name": "authorization"}}, {"singleHeader": {"name": "cookie"}}]


@pytest.fixture(scope="module")
def europe() -> Graph:
    """Both web ACLs, the load balancer's behind CloudFront."""
    changes = {
        f"{EDGE}.cloudfront": {
            "webAcl": {"rateLimit": 500, "counted": {"common": ["SizeRestrictions_BODY"]}}
        },
        f"{EDGE}.loadBalancer.webAcl": {},
    }
    return graph_of("prod", changes)


@pytest.fixture(scope="module")
def virginia() -> Graph:
    """A stack in us-east-1, with a key of its own."""
    key = {"groundwork:security.encryption": {"kind": "customer"}}
    return graph_of("pyshop/domain", {f"{EDGE}.cloudfront": {"webAcl": {}}, **key})


def statements(graph: Graph, name: str) -> dict[str, dict[str, Any]]:
    """Statement, and what is done, of each rule, in the order of their priority."""
    rules = sorted(graph.one("wafv2/webAcl", name).inputs["rules"], key=lambda rule: rule["priority"])
    return {
        rule["name"]: {**rule["statement"], "then": rule.get("action") or rule["overrideAction"]}
        for rule in rules
    }


def managed(group: str) -> dict[str, Any]:
    return {
        "managedRuleGroupStatement": {"vendorName": "AWS", "name": group},
        "then": {"none": {}},
    }


@pytest.mark.spec("FBG-EDG-13")
def test_it_limits_requests_and_asks_the_managed_groups(virginia: Graph) -> None:
    assert statements(virginia, "cloudfront-web-acl") == {
        "rate-limit": {
            "rateBasedStatement": {"limit": 2000, "evaluationWindowSec": 300, "aggregateKeyType": "IP"},
            "then": {"block": {}},
        },
        **{
            group: managed(group)
            for group in (
                "AWSManagedRulesCommonRuleSet",
                "AWSManagedRulesKnownBadInputsRuleSet",
                "AWSManagedRulesSQLiRuleSet",
            )
        },
    }
    acl = virginia.one("wafv2/webAcl").inputs
    assert acl["defaultAction"] == {"allow": {}}
    assert acl["visibilityConfig"] == {
        "cloudwatchMetricsEnabled": True,
        "metricName": "pyshop-domain-cloudfront",
        "sampledRequestsEnabled": True,
    }


@pytest.mark.spec("FBG-EDG-13")
def test_limit_and_counted_rules_are_the_settings(europe: Graph) -> None:
    found = statements(europe, "cloudfront-web-acl")
    assert found["rate-limit"]["rateBasedStatement"]["limit"] == 500
    overrides = {
        name: rule["managedRuleGroupStatement"].get("ruleActionOverrides")
        for name, rule in found.items()
        if name != "rate-limit"
    }
    assert overrides == {
        "AWSManagedRulesCommonRuleSet": [{"name": "SizeRestrictions_BODY", "actionToUse": {"count": {}}}],
        "AWSManagedRulesKnownBadInputsRuleSet": None,
        "AWSManagedRulesSQLiRuleSet": None,
    }


@pytest.mark.spec("FBG-EDG-12")
def test_the_distributions_is_in_us_east_1_with_its_log(europe: Graph) -> None:
    """Without the stack's key, which encrypts in its own region only (erratum E24)."""
    acl = europe.one("wafv2/webAcl", "cloudfront-web-acl")
    group = europe.one("cloudwatch/logGroup", "cloudfront-web-acl")
    assert (acl.inputs["scope"], acl.inputs["region"]) == ("CLOUDFRONT", "us-east-1")
    assert europe.one("cloudfront/distribution").inputs["webAclId"] == acl.arn
    assert group.inputs == {
        "name": "aws-waf-logs-groundwork-production-cloudfront",
        "region": "us-east-1",
        "retentionInDays": 365,
    }
    assert europe.one("wafv2/webAclLoggingConfiguration", "cloudfront-web-acl").inputs == {
        "logDestinationConfigs": [group.arn],
        "redactedFields": REDACTED,
        "region": "us-east-1",
        "resourceArn": acl.arn,
    }


def test_in_us_east_1_its_log_has_the_key_of_the_stack(virginia: Graph) -> None:
    assert "region" not in virginia.one("wafv2/webAcl").inputs
    log_group = virginia.one("cloudwatch/logGroup", "cloudfront-web-acl").inputs
    assert log_group["kmsKeyId"] == virginia.one("kms/key").arn


@pytest.mark.spec("FBG-EDG-13")
def test_the_load_balancers_is_regional_and_tells_viewers_apart_behind_cloudfront(europe: Graph) -> None:
    acl = europe.one("wafv2/webAcl", "load-balancer-web-acl")
    assert (acl.inputs["scope"], acl.inputs.get("region")) == ("REGIONAL", None)
    association = europe.one("wafv2/webAclAssociation").inputs
    assert association == {"resourceArn": europe.one("lb/loadBalancer").arn, "webAclArn": acl.arn}
    group = europe.one("cloudwatch/logGroup", "load-balancer-web-acl").inputs
    assert group["name"] == "aws-waf-logs-groundwork-production-alb"
    assert group["kmsKeyId"] == europe.one("kms/key").arn
    assert statements(europe, "load-balancer-web-acl")["rate-limit"]["rateBasedStatement"] == {
        "limit": 2000,
        "evaluationWindowSec": 300,
        "aggregateKeyType": "FORWARDED_IP",
        "forwardedIpConfig": {"headerName": "X-Forwarded-For", "fallbackBehavior": "MATCH"},
    }


def test_a_load_balancer_that_is_asked_directly_counts_by_address() -> None:
    graph = graph_of("prod", {f"{EDGE}.loadBalancer.webAcl": {}})
    assert statements(graph, "load-balancer-web-acl")["rate-limit"]["rateBasedStatement"] == {
        "limit": 2000,
        "evaluationWindowSec": 300,
        "aggregateKeyType": "IP",
    }


@pytest.mark.spec("FBG-EDG-12")
def test_it_is_added_in_place() -> None:
    before: dict[str, Any] = {f"{EDGE}.cloudfront": {}}
    assert grown("prod", {f"{EDGE}.cloudfront": {"webAcl": {}}}, before) == Growth(
        added=(
            "cloudwatch/logGroup cloudfront-web-acl",
            "groundwork:edge:WebAcl cloudfront-web-acl",
            "wafv2/webAcl cloudfront-web-acl",
            "wafv2/webAclLoggingConfiguration cloudfront-web-acl",
        ),
        changed={"cloudfront/distribution cloudfront": ("webAclId",)},
    )
