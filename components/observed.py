"""What a component offers to observability: its dashboard widgets and its alarms with their thresholds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pulumi

Comparison = Literal[
    "GreaterThanThreshold",
    "GreaterThanOrEqualToThreshold",
    "LessThanThreshold",
    "LessThanOrEqualToThreshold",
]


@dataclass(frozen=True)
class Metric:
    """One CloudWatch metric of one resource."""

    namespace: str
    name: str
    dimensions: Mapping[str, pulumi.Input[str]]
    statistic: str = "Average"
    label: str | None = None


@dataclass(frozen=True)
class AlarmSpec:
    """An alarm that a component offers, with the threshold that holds unless the settings name another."""

    metric: Metric
    threshold: float
    description: str
    comparison: Comparison = "GreaterThanThreshold"
    period_seconds: int = 60
    evaluation_periods: int = 5
    missing_data: Literal["notBreaching", "breaching", "ignore", "missing"] = "notBreaching"


@dataclass(frozen=True)
class Observed:
    """A component's row of the dashboard and its alarms."""

    title: str
    widgets: Mapping[str, tuple[Metric, ...]]
    """Metrics by widget title, in the order of the row."""

    alarms: Mapping[str, AlarmSpec] = field(default_factory=dict)
    """By the alarm's key in `groundwork:observability.alarms`."""
