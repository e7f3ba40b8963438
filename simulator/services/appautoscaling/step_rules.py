"""More of what Application Auto Scaling refuses: open ends of steps, magnitudes, time zones.

Source: "StepAdjustment", "StepScalingPolicyConfiguration", "PutScheduledAction" (Application Auto Scaling API
Reference), "Step scaling policies for Application Auto Scaling".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, check, known
from simulator.services import rules
from simulator.services.appautoscaling.answers import POLICY, SCHEDULED
from simulator.services.schedules import timezone

_PATH: Final = "stepScalingPolicyConfiguration"
ADJUSTMENTS: Final = ("ChangeInCapacity", "ExactCapacity", "PercentChangeInCapacity")


def _empty(low: Any, high: Any) -> bool:
    first, last = rules.number(low), rules.number(high)
    return first is not None and last is not None and first >= last


@check(POLICY)
def steps(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """A ladder of steps that reaches to both sides as far as it goes, and says by how much."""
    del ctx
    block = rules.block(inputs.get(_PATH))
    if not block or inputs.get("policyType", "StepScaling") != "StepScaling":
        return
    kind, least = block.get("adjustmentType"), block.get("minAdjustmentMagnitude")
    if kind is None:
        yield Failure(f"{_PATH}.adjustmentType", "ValidationException: AdjustmentType is required")
    if least and rules.given(kind) and kind != "PercentChangeInCapacity":
        yield Failure(
            f"{_PATH}.minAdjustmentMagnitude",
            "ValidationException: MinAdjustmentMagnitude is supported for PercentChangeInCapacity only, "
            f"not {kind}",
        )
    if kind in ADJUSTMENTS and block.get("stepAdjustments") in (None, []):
        yield Failure(
            f"{_PATH}.stepAdjustments", "ValidationException: a step scaling policy needs at least one step"
        )
    found = [rules.block(step) for step in rules.items(block.get("stepAdjustments"))]
    if len(found) > 20:
        yield Failure(
            f"{_PATH}.stepAdjustments", f"LimitExceededException: at most 20 steps, not {len(found)}"
        )
    lows, highs = (
        [step.get(key) for step in found] for key in ("metricIntervalLowerBound", "metricIntervalUpperBound")
    )
    if not all(map(known, (*lows, *highs))) or any(_empty(*pair) for pair in zip(lows, highs, strict=True)):
        return
    for bounds, sign, word, side in (
        (lows, -1, "negative", "lower"),
        (highs, 1, "positive", "upper"),
    ):
        if bounds.count(None) > 1:
            yield Failure(
                f"{_PATH}.stepAdjustments",
                f"ValidationException: At most one StepAdjustment may have an unspecified {side} bound",
            )
        reaches = any((rules.number(bound) or 0) * sign > 0 for bound in bounds)
        if reaches and None not in bounds:
            yield Failure(
                f"{_PATH}.stepAdjustments",
                f"ValidationException: There must be a StepAdjustment with an unspecified {side} bound when "
                f"one StepAdjustment has a {word} {side} bound",
            )


@check(SCHEDULED)
def zone(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """The time zone of a schedule."""
    del ctx
    given = inputs.get("timezone")
    if isinstance(given, str) and timezone(given):
        yield Failure("timezone", f"ValidationException: Timezone is not valid: {timezone(given)}")
