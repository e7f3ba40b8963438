"""Load balancer, listeners, rules, certificates and names."""

from typing import Any

import pytest

from tests.components.questions import openings
from tests.harness import Graph, graph_of

EDGE = "groundwork:edge"
CERTIFICATE = "0f1e2d3c-4b5a-4968-8776-5544332211ff"
SERVICES = "groundwork:compute.services"
FORWARD_RULES = {
    f"{SERVICES}.api.expose": {"paths": ["/api/*", "/v2/*"], "priority": 20},
    f"{SERVICES}.worker.port": 9000,
    f"{SERVICES}.worker.expose": {
        "hosts": ["hooks.example.com"],
        "paths": ["/hooks/*"],
        "priority": 10,
        "deregistrationDelaySeconds": 5,
        "healthCheck": {
            "path": "/up",
            "intervalSeconds": 10,
            "timeoutSeconds": 4,
            "healthyThreshold": 3,
            "unhealthyThreshold": 4,
            "matcher": "200-204",
        },
    },
}


@pytest.fixture(scope="module")
def prod() -> Graph:
    return graph_of("prod")


@pytest.fixture(scope="module")
def ruled() -> Graph:
    """Two services, each for some requests only."""
    return graph_of("prod", FORWARD_RULES)


@pytest.fixture(scope="module")
def named() -> Graph:
    """An issued certificate with a second name and a wildcard, in a zone that is there."""
    tls = {
        "kind": "issued",
        "domain": "example.com",
        "alternativeNames": ["www.example.com", "*.example.com"],
    }
    zone = {"kind": "existing", "name": "example.com", "zoneId": "Z0123456789ABCDEFGHIJ"}
    return graph_of("dev", {f"{EDGE}.tls": tls, f"{EDGE}.dns": zone})


@pytest.mark.spec("FBG-EDG-03", "FBG-EDG-04")
def test_the_load_balancer_is_public_guarded_and_logged(prod: Graph) -> None:
    balancer, subnets = prod.one("lb/loadBalancer"), prod.by_id("ec2/subnet")
    expected = {
        "name": "groundwork-production-alb",
        "loadBalancerType": "application",
        "internal": False,
        "idleTimeout": 60,
        "enableDeletionProtection": True,
        "dropInvalidHeaderFields": True,
        "desyncMitigationMode": "defensive",
        "securityGroups": [prod.one("ec2/securityGroup", "load-balancer").id],
    }
    assert {key: balancer.inputs[key] for key in expected} == expected
    assert [subnets[each].name for each in balancer.inputs["subnets"]] == ["public-a", "public-b", "public-c"]


def test_an_internal_one_gives_up_what_the_stack_says() -> None:
    changes = {
        f"{EDGE}.loadBalancer": {"internal": True, "idleTimeoutSeconds": 120, "deletionProtection": False}
    }
    inputs = graph_of("dev", changes).one("lb/loadBalancer").inputs
    assert (inputs["internal"], inputs["idleTimeout"], inputs["enableDeletionProtection"]) == (
        True,
        120,
        False,
    )


def actions(graph: Graph, name: str) -> list[dict[str, Any]]:
    return graph.one("lb/listener", name).inputs["defaultActions"]


@pytest.mark.spec("FBG-EDG-05", "FBG-EDG-06")
def test_with_tls_port_80_redirects_and_443_forwards(prod: Graph) -> None:
    https = prod.one("lb/listener", "load-balancer-https")
    assert actions(prod, "load-balancer-http") == [
        {"type": "redirect", "redirect": {"port": "443", "protocol": "HTTPS", "statusCode": "HTTP_301"}}
    ]
    expected = {
        "port": 443,
        "protocol": "HTTPS",
        "sslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
        "certificateArn": prod.one("acm/certificateValidation").outputs["certificateArn"],
        "defaultActions": [{"type": "forward", "targetGroupArn": prod.one("lb/targetGroup").arn}],
    }
    assert {key: https.inputs[key] for key in expected} == expected
    assert len(prod.all("lb/listener")) == 2
    # The listener waits until the certificate is validated.
    assert prod.one("acm/certificateValidation").urn in https.state["propertyDependencies"]["certificateArn"]


def test_without_tls_port_80_forwards() -> None:
    graph = graph_of("dev")
    listener = graph.one("lb/listener")
    assert (listener.inputs["port"], listener.inputs["protocol"]) == (80, "HTTP")
    assert actions(graph, "load-balancer-http") == [
        {"type": "forward", "targetGroupArn": graph.one("lb/targetGroup").arn}
    ]
    assert graph.outputs["url"] == f"http://{graph.one('lb/loadBalancer').outputs['dnsName']}"


def test_a_certificate_from_elsewhere_needs_no_zone() -> None:
    graph = graph_of("pyshop/prod")
    listener = graph.one("lb/listener", "load-balancer-https")
    assert listener.inputs["certificateArn"].startswith("arn:aws:acm:us-east-1:123456789012:certificate/")
    assert graph.none("acm/certificate")
    assert graph.none("route53/record")
    assert graph.outputs["url"] == "https://api.pyshop.example.com"


def test_a_certificate_from_elsewhere_has_its_alias_where_there_is_a_zone() -> None:
    tls = {
        "kind": "certificate",
        "certificateArn": f"arn:aws:acm:eu-west-1:123456789012:certificate/{CERTIFICATE}",
        "domain": "app.example.com",
    }
    graph = graph_of("prod", {f"{EDGE}.tls": tls})
    assert [record.inputs["name"] for record in graph.all("route53/record")] == ["app.example.com"]


@pytest.mark.spec("FBG-EDG-08")
def test_target_groups_take_addresses_over_http(ruled: Graph) -> None:
    groups = {group.name: group.inputs for group in ruled.all("lb/targetGroup")}
    assert {name: (each["port"], each["protocol"], each["targetType"]) for name, each in groups.items()} == {
        "api-target-group": (8080, "HTTP", "ip"),
        "worker-target-group": (9000, "HTTP", "ip"),
    }
    assert groups["worker-target-group"]["deregistrationDelay"] == 5
    assert groups["worker-target-group"]["healthCheck"] == {
        "enabled": True,
        "healthyThreshold": 3,
        "interval": 10,
        "matcher": "200-204",
        "path": "/up",
        "port": "traffic-port",
        "protocol": "HTTP",
        "timeout": 4,
        "unhealthyThreshold": 4,
    }


def test_services_for_some_requests_have_a_rule_each_and_the_rest_is_not_found(ruled: Graph) -> None:
    https = ruled.one("lb/listener", "load-balancer-https")
    assert actions(ruled, "load-balancer-https") == [
        {
            "type": "fixed-response",
            "fixedResponse": {"contentType": "text/plain", "messageBody": "Not found", "statusCode": "404"},
        }
    ]
    rules = {rule.name: rule.inputs for rule in ruled.all("lb/listenerRule")}
    assert {
        name: (each["listenerArn"], each["priority"], each["conditions"]) for name, each in rules.items()
    } == {
        "api": (https.arn, 20, [{"pathPattern": {"values": ["/api/*", "/v2/*"]}}]),
        "worker": (
            https.arn,
            10,
            [
                {"pathPattern": {"values": ["/hooks/*"]}},
                {"hostHeader": {"values": ["hooks.example.com"]}},
            ],
        ),
    }
    for name, rule in rules.items():
        group = ruled.one("lb/targetGroup", f"{name}-target-group")
        assert rule["actions"] == [{"targetGroupArn": group.arn, "type": "forward"}]
        service = ruled.one("ecs/service", name)
        assert ruled.one("lb/listenerRule", name).urn in service.state["dependencies"]
        assert service.inputs["loadBalancers"][0]["targetGroupArn"] == group.arn


def test_one_service_takes_what_the_rules_leave() -> None:
    changes = {key: value for key, value in FORWARD_RULES.items() if ".worker." in key}
    graph = graph_of("prod", changes)
    assert [rule.name for rule in graph.all("lb/listenerRule")] == ["worker"]
    assert actions(graph, "load-balancer-https") == [
        {"type": "forward", "targetGroupArn": graph.one("lb/targetGroup", "api-target-group").arn}
    ]


def test_each_exposed_service_admits_the_load_balancer_on_its_port(ruled: Graph) -> None:
    assert [rule for rule in openings(ruled) if rule[1] == "load-balancer"] == [
        ("api", "load-balancer", 8080),
        ("worker", "load-balancer", 9000),
    ]


@pytest.mark.spec("FBG-EDG-09")
def test_a_certificate_has_a_record_for_each_name_and_one_for_a_wildcard_and_its_base(named: Graph) -> None:
    certificate = named.one("acm/certificate")
    assert certificate.inputs == {
        "domainName": "example.com",
        "subjectAlternativeNames": ["www.example.com", "*.example.com"],
        "validationMethod": "DNS",
    }
    records = {each.name: each for each in named.all("route53/record") if each.inputs["type"] == "CNAME"}
    assert set(records) == {"certificate-example.com", "certificate-www.example.com"}
    options = {each["domainName"]: each for each in certificate.outputs["domainValidationOptions"]}
    for name, record in records.items():
        option = options[name.removeprefix("certificate-")]
        assert record.inputs["name"] == option["resourceRecordName"]
        assert record.inputs["records"] == [option["resourceRecordValue"]]
        assert record.inputs["zoneId"] == "Z0123456789ABCDEFGHIJ"
    validation = named.one("acm/certificateValidation").inputs
    assert validation["certificateArn"] == certificate.arn
    assert validation["validationRecordFqdns"] == [record.outputs["fqdn"] for record in records.values()]


def test_every_name_points_to_the_load_balancer(named: Graph) -> None:
    balancer = named.one("lb/loadBalancer").outputs
    aliases = {each.name: each.inputs for each in named.all("route53/record") if each.inputs["type"] == "A"}
    assert set(aliases) == {"example.com", "www.example.com", "*.example.com"}
    for name, record in aliases.items():
        assert record["name"] == name
        assert record["aliases"] == [
            {"evaluateTargetHealth": True, "name": balancer["dnsName"], "zoneId": balancer["zoneId"]}
        ]
    assert named.outputs["url"] == "https://example.com"


def test_a_zone_is_made_and_protected_or_taken_as_it_is(prod: Graph, named: Graph) -> None:
    zone = prod.one("route53/zone")
    assert zone.inputs == {"comment": "Managed by Pulumi", "name": "app.example.com"}
    assert zone.state["protect"] is True
    assert prod.outputs["nameServers"] == zone.outputs["nameServers"]
    assert {record.inputs["zoneId"] for record in prod.all("route53/record")} == {zone.outputs["zoneId"]}
    assert named.none("route53/zone")
    assert "nameServers" not in named.outputs


def test_the_name_of_the_load_balancer_is_cut_to_what_elb_takes() -> None:
    graph = graph_of("dev", {"groundwork:system.namePrefix": "a-rather-long-name-of-a-system"})
    name = graph.one("lb/loadBalancer").inputs["name"]
    assert len(name) == 32
    assert name.startswith("a-rather-long-name-of-a-s")


def test_its_alarms_watch_errors_response_time_and_targets(prod: Graph) -> None:
    balancer = prod.one("lb/loadBalancer").outputs["arnSuffix"]
    group = prod.one("lb/targetGroup").outputs["arnSuffix"]
    found = {
        name: prod.one("cloudwatch/metricAlarm", name).inputs
        for name in ("load-balancer-5xx", "load-balancer-response-time", "api-unhealthy-targets")
    }
    facts = ("metricName", "statistic", "threshold", "period", "evaluationPeriods", "dimensions")
    assert {name: tuple(each[fact] for fact in facts) for name, each in found.items()} == {
        "load-balancer-5xx": ("HTTPCode_Target_5XX_Count", "Sum", 10, 300, 1, {"LoadBalancer": balancer}),
        "load-balancer-response-time": (
            "TargetResponseTime",
            "Average",
            1,
            60,
            5,
            {"LoadBalancer": balancer},
        ),
        "api-unhealthy-targets": (
            *("UnHealthyHostCount", "Maximum", 0, 60, 2),
            {"LoadBalancer": balancer, "TargetGroup": group},
        ),
    }
