"""What Application Auto Scaling refuses of targets, policies and scheduled actions.

Source, where none is named: "RegisterScalableTarget", "PutScalingPolicy", "PutScheduledAction" (Application
Auto Scaling API Reference).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, Warn, check
from simulator.services import rules
from simulator.services.appautoscaling.answers import POLICY, SCHEDULED, TARGET
from simulator.services.ecs.answers import SERVICE
from simulator.services.schedules import at, cron, rate
from simulator.services.shapes import arn

rules.taggable(TARGET)

FORMS: Final[dict[str, tuple[re.Pattern[str], str]]] = {
    "ecs": (re.compile(r"service/[\w-]+/[\w-]+"), "service/CLUSTER/SERVICE"),
    "dynamodb": (re.compile(r"table/[\w.-]+(/index/[\w.-]+)?"), "table/TABLE"),
    "rds": (re.compile(r"cluster:[\w-]+"), "cluster:CLUSTER"),
    "lambda": (re.compile(r"function:[\w-]+:[\w-]+"), "function:NAME:ALIAS"),
    "elasticache": (re.compile(r"(replication-group|cache-cluster)/[\w-]+"), "replication-group/NAME"),
    "ec2": (re.compile(r"spot-fleet-request/sfr-[\w-]+"), "spot-fleet-request/ID"),
    "elasticmapreduce": (re.compile(r"instancegroup/[\w-]+/[\w-]+"), "instancegroup/CLUSTER/GROUP"),
    "kafka": (re.compile(r"arn:.+"), "the ARN of the cluster"),
    "sagemaker": (re.compile(r"(endpoint|inference-component)/.+"), "endpoint/NAME/variant/VARIANT"),
}
"""Form of resource ids by namespace."""

DIMENSIONS: Final[dict[str, tuple[str, ...]]] = {
    "ecs": ("ecs:service:DesiredCount",),
    "dynamodb": (
        "dynamodb:table:ReadCapacityUnits", "dynamodb:table:WriteCapacityUnits",
        "dynamodb:index:ReadCapacityUnits", "dynamodb:index:WriteCapacityUnits",
    ),
    "rds": ("rds:cluster:ReadReplicaCount",),
    "lambda": ("lambda:function:ProvisionedConcurrency",),
    "elasticache": (
        "elasticache:replication-group:NodeGroups", "elasticache:replication-group:Replicas",
        "elasticache:cache-cluster:Nodes",
    ),
}  # fmt: skip

METRICS: Final[dict[str, tuple[str, ...]]] = {
    "ecs": (
        "ECSServiceAverageCPUUtilization",
        "ECSServiceAverageMemoryUtilization",
        "ALBRequestCountPerTarget",
    ),
    "dynamodb": ("DynamoDBReadCapacityUtilization", "DynamoDBWriteCapacityUtilization"),
    "rds": ("RDSReaderAverageCPUUtilization", "RDSReaderAverageDatabaseConnections"),
    "lambda": ("LambdaProvisionedConcurrencyUtilization",),
}
"""Predefined metrics by namespace ("PredefinedMetricSpecification")."""

_LABEL: Final = re.compile(r"app/[\w-]+/[0-9a-f]{16}/targetgroup/[\w-]+/[0-9a-f]{16}")
_NAME: Final = re.compile(r"[^\x00-\x1f]{1,256}")


def _resource(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    namespace, dimension, id = (
        inputs.get(key) for key in ("serviceNamespace", "scalableDimension", "resourceId")
    )
    if not isinstance(namespace, str):
        return
    form = FORMS.get(namespace)
    if form and isinstance(id, str) and not form[0].fullmatch(id):
        yield Failure(
            "resourceId",
            f"ValidationException: Unsupported resource type for service namespace {namespace}: "
            f"'{id}' (form: {form[1]})",
        )
    if namespace in DIMENSIONS:
        yield from rules.one_of("scalableDimension", dimension, DIMENSIONS[namespace])
    if namespace != "ecs" or not isinstance(id, str) or not form or not form[0].fullmatch(id):
        return
    _, cluster, _ = id.split("/")
    cluster_arn = arn(ctx, "ecs", f"cluster/{cluster}")
    if rules.find(ctx, cluster_arn) is not None and rules.find(ctx, arn(ctx, "ecs", id), SERVICE) is None:
        yield Failure("resourceId", f"ValidationException: ECS service doesn't exist: {id}")


def _capacity(path: str, low: Any, high: Any) -> Iterator[Failure]:
    for property, given in (("minCapacity", low), ("maxCapacity", high)):
        yield from rules.whole(path + property, given)
        yield from rules.between(path + property, given, 0, 2147483647)
    least, most = rules.number(low), rules.number(high)
    if least is not None and most is not None and least > most:
        yield Failure(
            f"{path}minCapacity",
            "ValidationException: Minimum capacity cannot be greater than maximum capacity: "
            f"{least} and {most}",
        )


@check(TARGET)
def target(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Resource, dimension and the range of capacity."""
    yield from _resource(inputs, ctx)
    yield from _capacity("", inputs.get("minCapacity"), inputs.get("maxCapacity"))
    yield from rules.arn("roleArn", inputs.get("roleArn"), "iam", "role/")


def _registered(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """A policy or action needs its scalable target first."""
    id, namespace = inputs.get("resourceId"), inputs.get("serviceNamespace")
    if namespace != "ecs" or not isinstance(id, str):
        return
    if rules.find(ctx, arn(ctx, "ecs", id), SERVICE) is None or rules.find(ctx, id, TARGET) is not None:
        return
    yield Failure(
        "resourceId",
        "ObjectNotFoundException: No scalable target registered for service namespace: "
        f"{namespace}, resource ID: {id}, "
        f"scalable dimension: {inputs.get('scalableDimension')}",
    )


@check(POLICY)
def policy(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Type and its configuration."""
    yield from rules.pattern("name", inputs.get("name"), _NAME, "1 to 256 characters")
    yield from _resource(inputs, ctx)
    yield from _registered(inputs, ctx)
    kind = inputs.get("policyType", "StepScaling")
    blocks = {
        "StepScaling": "stepScalingPolicyConfiguration",
        "TargetTrackingScaling": "targetTrackingScalingPolicyConfiguration",
        "PredictiveScaling": "predictiveScalingPolicyConfiguration",
    }
    yield from rules.one_of("policyType", kind, tuple(blocks))
    for name, property in blocks.items():
        if name == kind and inputs.get(property) is None:
            yield Failure(property, f"ValidationException: a policy of type {kind} needs {property}")
        if rules.given(kind) and name != kind and inputs.get(property):
            yield Failure(
                property, f"ValidationException: {property} cannot be set on a policy of type {kind}"
            )
    if kind == "TargetTrackingScaling":
        yield from _tracking(inputs, ctx)
    elif kind == "StepScaling":
        yield from _steps(rules.block(inputs.get("stepScalingPolicyConfiguration")))


def _tracking(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    path = "targetTrackingScalingPolicyConfiguration"
    block = rules.block(inputs.get(path))
    if not block:
        return
    wanted = rules.number(block.get("targetValue"))
    if wanted is not None and wanted <= 0:
        yield Failure(
            f"{path}.targetValue", f"ValidationException: targetValue must be greater than 0, not {wanted}"
        )
    for property in ("scaleInCooldown", "scaleOutCooldown"):
        yield from rules.between(f"{path}.{property}", block.get(property), 0, 2147483647, "seconds")
    kinds = ("predefinedMetricSpecification", "customizedMetricSpecification")
    for failure in rules.exactly_one(block, kinds):
        yield Failure(f"{path}.{failure.property}", f"ValidationException: {failure.reason}")
    predefined = rules.block(block.get(kinds[0]))
    metric, label = predefined.get("predefinedMetricType"), predefined.get("resourceLabel")
    allowed = METRICS.get(str(inputs.get("serviceNamespace")))
    if allowed:
        yield from rules.one_of(f"{path}.{kinds[0]}.predefinedMetricType", metric, allowed)
    here = f"{path}.{kinds[0]}.resourceLabel"
    if metric == "ALBRequestCountPerTarget":
        if label is None:
            yield Failure(here, "ValidationException: resourceLabel is required for ALBRequestCountPerTarget")
        yield from rules.pattern(
            here, label, _LABEL, "app/NAME/ID/targetgroup/NAME/ID: two ARN suffixes joined by /"
        )
    elif rules.given(metric) and rules.text(label):
        yield Failure(
            here,
            f"ValidationException: resourceLabel can be set for ALBRequestCountPerTarget only, not {metric}",
        )
    if str(metric).endswith("Utilization") and wanted is not None and wanted > 100:
        yield Warn(
            f"{path}.targetValue",
            f"a utilization of {wanted} percent is never reached: the policy never scales out",
        )
    for other in rules.siblings(ctx, POLICY, "resourceId", inputs.get("resourceId")):
        their = rules.block(rules.block(other.inputs.get(path)).get(kinds[0])).get("predefinedMetricType")
        if rules.given(metric) and their == metric:
            yield Failure(
                f"{path}.{kinds[0]}.predefinedMetricType",
                "ValidationException: Only one TargetTrackingScaling policy for a given metric "
                "specification is allowed: "
                f"{other.id} has {metric} on {inputs.get('resourceId')}",
            )


def _steps(block: dict[str, Any]) -> Iterator[Failure]:
    """Steps without gaps or overlaps ("Step scaling policies for Application Auto Scaling")."""
    if not block:
        return
    path = "stepScalingPolicyConfiguration"
    adjustments = ("ChangeInCapacity", "ExactCapacity", "PercentChangeInCapacity")
    yield from rules.one_of(f"{path}.adjustmentType", block.get("adjustmentType"), adjustments)
    kinds = ("Average", "Minimum", "Maximum")
    yield from rules.one_of(f"{path}.metricAggregationType", block.get("metricAggregationType"), kinds)
    yield from rules.between(f"{path}.cooldown", block.get("cooldown"), 0, 2147483647, "seconds")
    steps = []
    for step in rules.items(block.get("stepAdjustments")):
        low, high = (
            rules.block(step).get(key) for key in ("metricIntervalLowerBound", "metricIntervalUpperBound")
        )
        first = rules.number(low) if low is not None else float("-inf")
        last = rules.number(high) if high is not None else float("inf")
        if first is not None and last is not None:
            steps.append((first, last))
    steps.sort()
    for place, (low, high) in enumerate(steps):
        if low >= high:
            yield Failure(
                f"{path}.stepAdjustments", f"ValidationException: the step from {low} to {high} is empty"
            )
        if place and steps[place - 1][1] != low:
            what = "overlap" if steps[place - 1][1] > low else "leave a gap"
            yield Failure(
                f"{path}.stepAdjustments",
                f"ValidationException: step adjustment intervals must not {what}: at "
                f"{steps[place - 1][1]} and {low}",
            )


@check(SCHEDULED)
def scheduled_action(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Schedule of the form at, rate or cron, and at least one bound.

    Source: "Schedule recurring scaling actions".
    """
    yield from rules.pattern("name", inputs.get("name"), _NAME, "1 to 256 characters")
    yield from _resource(inputs, ctx)
    yield from _registered(inputs, ctx)
    schedule = inputs.get("schedule")
    if isinstance(schedule, str):
        problem = (
            at(schedule)
            if schedule.startswith("at(")
            else (rate(schedule) if schedule.startswith("rate(") else cron(schedule))
        )
        if problem:
            yield Failure(
                "schedule", f"ValidationException: Invalid schedule expression '{schedule}': {problem}"
            )
    block = rules.block(inputs.get("scalableTargetAction"))
    if block and block.get("minCapacity") is None and block.get("maxCapacity") is None:
        yield Failure(
            "scalableTargetAction", "ValidationException: one of minCapacity and maxCapacity must be set"
        )
    yield from _capacity("scalableTargetAction.", block.get("minCapacity"), block.get("maxCapacity"))
