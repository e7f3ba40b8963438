"""Elastic Load Balancing: what it refuses, and the shapes of its answers."""

from __future__ import annotations

from tests.simulator.services.cases import Case, accepted, refused
from tests.simulator.services.world import World, account, shape


@accepted("lb")
def test_accepts(case: Case) -> None:
    assert case.refusals() == []


@refused("lb")
def test_refuses(case: Case) -> None:
    assert case.refusals() == case.says


def test_a_load_balancer_has_its_name_zone_and_suffix() -> None:
    alb = account().states["alb"]
    assert shape(alb.id, "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/{hex16}")
    assert alb.outputs["arnSuffix"] == alb.id.partition("loadbalancer/")[2]
    assert shape(alb.outputs["dnsName"], "web-{num10}.us-east-1.elb.amazonaws.com")
    assert alb.outputs["zoneId"] == "Z35SXDOTRQ7X7K"
    assert alb.outputs["vpcId"] == account().states["vpc"].id


def test_names_by_kind_of_load_balancer() -> None:
    world = World(region="eu-west-1")
    token = "aws:lb/loadBalancer:LoadBalancer"
    inside = world.add("a", token, {"name": "api", "internal": True, "subnets": []}).outputs
    network = world.add("b", token, {"name": "raw", "loadBalancerType": "network", "subnets": []}).outputs
    assert shape(inside["dnsName"], "internal-api-{num10}.eu-west-1.elb.amazonaws.com")
    assert shape(network["dnsName"], "raw-{hex16}.elb.eu-west-1.amazonaws.com")
    assert (inside["zoneId"], network["zoneId"]) == ("Z32O12XQLNTSW2", "Z2IFOLAFXWLO4F")


def test_arns_of_listener_and_rule_follow_the_load_balancer() -> None:
    states = account().states
    alb, listener, rule = (states[name].id for name in ("alb", "listener", "rule"))
    assert listener[:-17] == alb.replace(":loadbalancer/", ":listener/")
    assert rule[:-17] == listener.replace(":listener/", ":listener-rule/")


def test_a_target_group_with_the_health_check_of_its_protocol() -> None:
    tg = account().states["tg"]
    assert shape(tg.id, "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/{hex16}")
    assert tg.outputs["arnSuffix"] == tg.id.rpartition(":")[2]
    check = {"enabled": True, "healthyThreshold": 5, "interval": 30, "matcher": "200", "path": "/"}
    check |= {"port": "traffic-port", "protocol": "HTTP", "timeout": 5, "unhealthyThreshold": 2}
    assert tg.outputs["healthCheck"] == check
    assert account().states["tcp_tg"].outputs["healthCheck"]["protocol"] == "TCP"


def test_a_name_prefix_makes_a_name() -> None:
    inputs = {"namePrefix": "srv-", "port": 80, "protocol": "HTTP", "targetType": "ip", "vpcId": "vpc-0"}
    tg = World().add("tg", "aws:lb/targetGroup:TargetGroup", inputs)
    assert shape(tg.outputs["name"], "srv-20260101{num18}")
    assert len(tg.outputs["name"]) == 30
