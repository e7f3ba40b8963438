"""What Application Auto Scaling answers: ARNs, and the alarms that a target-tracking policy makes."""

from __future__ import annotations

from typing import Any, Final

from simulator.registry import REPLACE, Context, autoname, outputs
from simulator.services.shapes import Ids, arn, named

TARGET: Final = "aws:appautoscaling/target:Target"
POLICY: Final = "aws:appautoscaling/policy:Policy"
SCHEDULED: Final = "aws:appautoscaling/scheduledAction:ScheduledAction"

REPLACE[TARGET] = frozenset({"region", "resourceId", "scalableDimension", "serviceNamespace"})
REPLACE[POLICY] = frozenset({"name", "region", "resourceId", "scalableDimension", "serviceNamespace"})
REPLACE[SCHEDULED] = frozenset({"name", "region", "resourceId", "scalableDimension", "serviceNamespace"})

autoname(POLICY, SCHEDULED, max_length=255)


@outputs(TARGET)
def target(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A scalable target; its id is the resource's id."""
    namespace = str(inputs["serviceNamespace"])
    role = "AWSServiceRoleForApplicationAutoScaling_" + {"ecs": "ECSService"}.get(namespace, namespace)
    service = f"{namespace}.application-autoscaling.amazonaws.com"
    own = Ids.of(
        f"{ctx.account}/{ctx.region}/{namespace}/{inputs['resourceId']}/{inputs['scalableDimension']}"
    )
    return str(inputs["resourceId"]), {
        "arn": arn(ctx, "application-autoscaling", f"scalable-target/0{own.lower(25)}"),
        "roleArn": inputs.get("roleArn")
        or arn(ctx, "iam", f"role/aws-service-role/{service}/{role}", region=""),
        "suspendedState": inputs.get("suspendedState")
        or {
            "dynamicScalingInSuspended": False,
            "dynamicScalingOutSuspended": False,
            "scheduledScalingSuspended": False,
        },
    }


@outputs(POLICY)
def policy(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A scaling policy; its id is its name. Target tracking makes an alarm for each direction."""
    ids = Ids(inputs, ctx)
    name = named(inputs, ctx, prefix=None)
    resource = f"{inputs['serviceNamespace']}/{inputs['resourceId']}"
    tracking = inputs.get("targetTrackingScalingPolicyConfiguration")
    alarms = []
    if inputs.get("policyType", "StepScaling") == "TargetTrackingScaling":
        directions = ["AlarmHigh"]
        if not (isinstance(tracking, dict) and tracking.get("disableScaleIn")):
            directions.append("AlarmLow")
        alarms = [
            arn(ctx, "cloudwatch", f"alarm:TargetTracking-{inputs['resourceId']}-{way}-{ids.uuid(way)}")
            for way in directions
        ]
    return name, {
        "alarmArns": alarms,
        "arn": arn(ctx, "autoscaling", f"scalingPolicy:{ids.uuid()}:resource/{resource}:policyName/{name}"),
        "name": name,
    }


@outputs(SCHEDULED)
def scheduled_action(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A scheduled action; its id joins name, namespace and resource."""
    name = named(inputs, ctx, prefix=None)
    namespace, resource = inputs["serviceNamespace"], inputs["resourceId"]
    id = Ids(inputs, ctx).uuid()
    part = f"scheduledAction:{id}:resource/{namespace}/{resource}:scheduledActionName/{name}"
    return f"{name}-{namespace}-{resource}", {
        "arn": arn(ctx, "autoscaling", part),
        "name": name,
        "timezone": inputs.get("timezone", "UTC"),
    }
