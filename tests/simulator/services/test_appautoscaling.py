"""Application Auto Scaling: what it refuses, and the shapes of its answers."""

from __future__ import annotations

from tests.simulator.services.cases import Case, accepted, refused, remarked
from tests.simulator.services.world import World, account, shape

POLICY = "aws:appautoscaling/policy:Policy"


@accepted("appautoscaling")
def test_accepts(case: Case) -> None:
    assert case.refusals() == []


@refused("appautoscaling")
def test_refuses(case: Case) -> None:
    assert case.refusals() == case.says


@remarked("appautoscaling")
def test_remarks(case: Case) -> None:
    assert case.refusals() == []
    assert case.remarks() == case.says


def test_ids_and_arns() -> None:
    states = account().states
    target, policy = states["scaled"], states["cpu_policy"]
    assert target.id == "service/main/api"
    assert shape(
        target.outputs["arn"],
        "arn:aws:application-autoscaling:us-east-1:123456789012:scalable-target/0{low25}",
    )
    role = "role/aws-service-role/ecs.application-autoscaling.amazonaws.com"
    assert target.outputs["roleArn"] == (
        f"arn:aws:iam::123456789012:{role}/AWSServiceRoleForApplicationAutoScaling_ECSService"
    )
    form = "scalingPolicy:{uuid}:resource/ecs/service/main/api:policyName/cpu"
    assert shape(policy.outputs["arn"], f"arn:aws:autoscaling:us-east-1:123456789012:{form}")


def test_target_tracking_makes_an_alarm_a_direction() -> None:
    inputs = account().states["cpu_policy"].inputs
    block = "targetTrackingScalingPolicyConfiguration"
    both = account().states["cpu_policy"].outputs["alarmArns"]
    out = (
        World()
        .add("p", POLICY, {**inputs, block: {**inputs[block], "disableScaleIn": True}})
        .outputs["alarmArns"]
    )
    start = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:TargetTracking-service/main/api"
    assert [shape(arn, start + "-AlarmHigh-{uuid}") for arn in both] == [True, False]
    assert [shape(arn, start + "-AlarmLow-{uuid}") for arn in both] == [False, True]
    assert [shape(arn, start + "-AlarmHigh-{uuid}") for arn in out] == [True]
