"""What a component offers to be watched: metrics, dashboard widgets, logs, alarms with thresholds."""

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
class MetricMath:
    """One value worked out of several metrics; only the value itself is watched.

    Source: Amazon CloudWatch User Guide "Using math expressions with CloudWatch metrics".
    """

    metrics: Mapping[str, Metric]
    """By the name that the expression gives them, which begins with a small letter."""

    expression: str
    label: str


@dataclass(frozen=True)
class AlarmSpec:
    """An alarm that a component offers, with the threshold that holds unless the settings name another."""

    metric: Metric | MetricMath
    threshold: float
    description: str
    comparison: Comparison = "GreaterThanThreshold"
    period_seconds: int = 60
    evaluation_periods: int = 5
    missing_data: Literal["notBreaching", "breaching", "ignore", "missing"] = "notBreaching"
    enabled: bool = True
    """Made unless switched off; else made only where `groundwork:observability.alarms` names it."""


@dataclass(frozen=True)
class Observed:
    """A component's metrics, its row of the dashboard, its logs and its alarms."""

    key: str
    """The component's key in the stack file: `api`, `db`, `load-balancer`."""

    title: str
    widgets: Mapping[str, tuple[Metric, ...]]
    """Metrics by widget title, in the order of the row."""

    metrics: Mapping[str, Metric]
    """By short name, for `groundwork:observability.dashboardLayout`: `cpu`, `requests`; as in OFFERS."""

    alarms: Mapping[str, AlarmSpec] = field(default_factory=dict)
    """By the alarm's key in `groundwork:observability.alarms`."""

    log_group: pulumi.Output[str] | None = None
    """Name of the log group that it writes to."""
