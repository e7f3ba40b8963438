"""CloudWatch, its logs and EventBridge: what they refuse, and the shapes of their answers."""

from __future__ import annotations

from tests.simulator.services.cases import Case, accepted, refused
from tests.simulator.services.world import World, account


@accepted("cloudwatch")
def test_accepts(case: Case) -> None:
    assert case.refusals() == []


@refused("cloudwatch")
def test_refuses(case: Case) -> None:
    assert case.refusals() == case.says


def test_arns() -> None:
    world = World()
    alarm = world.add("a", "aws:cloudwatch/metricAlarm:MetricAlarm", {"name": "cpu"})
    dashboard = world.add(
        "d", "aws:cloudwatch/dashboard:Dashboard", {"dashboardName": "shop", "dashboardBody": "{}"}
    )
    rule = world.add("r", "aws:cloudwatch/eventRule:EventRule", {"name": "nightly"})
    busy = world.add("b", "aws:cloudwatch/eventRule:EventRule", {"name": "orders", "eventBusName": "shop"})
    assert (
        account().states["log_group"].outputs["arn"]
        == "arn:aws:logs:us-east-1:123456789012:log-group:/ecs/example"
    )
    assert alarm.outputs["arn"] == "arn:aws:cloudwatch:us-east-1:123456789012:alarm:cpu"
    assert dashboard.outputs["dashboardArn"] == "arn:aws:cloudwatch::123456789012:dashboard/shop"
    assert rule.outputs["arn"] == "arn:aws:events:us-east-1:123456789012:rule/nightly"
    assert (busy.id, busy.outputs["arn"]) == (
        "shop/orders",
        "arn:aws:events:us-east-1:123456789012:rule/shop/orders",
    )


def test_a_target_of_a_rule() -> None:
    inputs = {"rule": "nightly", "targetId": "topic", "arn": "arn:aws:sns:us-east-1:123456789012:a"}
    target = World().add("t", "aws:cloudwatch/eventTarget:EventTarget", inputs)
    assert (target.id, target.outputs["eventBusName"]) == ("nightly-topic", "default")


def test_a_key_that_logs_may_use_is_accepted() -> None:
    world = World()
    policy = (
        '{"Statement":[{"Effect":"Allow","Action":"kms:*","Resource":"*",'
        '"Principal":{"AWS":"arn:aws:iam::123456789012:root","Service":"logs.us-east-1.amazonaws.com"}}]}'
    )
    world.add("key", "aws:kms/key:Key", {"policy": policy})
    group = {"name": "/ecs/shop", "kmsKeyId": "@key.arn"}
    assert world.refusals("aws:cloudwatch/logGroup:LogGroup", group) == []


def test_a_sixth_target_is_one_too_many() -> None:
    world = World()
    token = "aws:cloudwatch/eventTarget:EventTarget"
    inputs = {"rule": "nightly", "arn": "arn:aws:sns:us-east-1:123456789012:a"}
    for number in range(4):
        world.add(f"t{number}", token, {**inputs, "targetId": f"t{number}"})
    assert world.refusals(token, inputs) == []
    world.add("t4", token, {**inputs, "targetId": "t4"})
    text = (
        "LimitExceededException: The requested resource exceeds the maximum number allowed: "
        "5 targets of nightly"
    )
    assert world.refusals(token, inputs) == [("rule", text)]
