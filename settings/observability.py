"""`groundwork:observability`: logs, alarms and who hears them, the dashboard."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, Final, Literal

from pydantic import Field

from settings.base import Breach, Model, rule
from settings.types import AlarmName, Email, HttpsUrl, LogRetentionDays, ResourceName
from settings.words import count

METRICS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "ec2": ("cpu", "status"),
        "ecs": ("cpu", "memory", "unhealthy-targets"),
        "load-balancer": ("5xx", "response-time"),
        "postgres": ("cpu", "connections", "storage"),
        "dynamodb": ("read-throttles", "write-throttles"),
        "queue": ("age", "depth", "dead-letters"),
        "rotation": ("errors",),
        "rule": ("dead-letters",),
        "schedule": ("dead-letters",),
        "topic": ("failures",),
        "redis": ("cpu", "memory", "evictions"),
    }
)
"""Alarms that a component offers, by its kind; `unhealthy-targets` only of a service that is exposed."""


class Alarm(Model):
    """Changes to one alarm that a component offers; what is left out stays as the component has it."""

    enabled: bool = True
    """Make the alarm."""

    threshold: float | None = None
    """Value beyond which it goes off, in the unit of the metric."""

    statistic: Literal["Average", "Sum", "Minimum", "Maximum", "SampleCount"] | None = None
    """How the values of a period become one."""

    period_seconds: Annotated[int, Field(ge=10, le=86400)] | None = None
    """Length of a period: 10, 20, 30 or a multiple of 60."""

    evaluation_periods: Annotated[int, Field(ge=1, le=1440)] | None = None
    """Latest periods that are looked at."""

    datapoints_to_alarm: Annotated[int, Field(ge=1, le=1440)] | None = None
    """Periods of these that have to be beyond the threshold; all if left out."""

    name: AlarmName | None = None
    """Physical name; `<prefix>-<alarm>` if left out."""

    description: Annotated[str, Field(max_length=1024)] | None = None
    """What the alarm tells those who hear of it."""

    @rule
    def period_is_one_that_cloudwatch_has(self) -> Iterator[Breach]:
        """Source: CloudWatch API Reference, PutMetricAlarm, Period."""
        period = self.period_seconds
        if period is not None and period not in (10, 20, 30) and period % 60:
            yield Breach(("periodSeconds",), f"{period} is none of 10, 20, 30 and the multiples of 60")

    @rule
    def alarm_looks_back_a_day_at_most(self) -> Iterator[Breach]:
        """Seven days with periods of an hour and more. Source: CloudWatch API Reference, PutMetricAlarm."""
        if self.period_seconds is None or self.evaluation_periods is None:
            return
        days = 7 if self.period_seconds >= 3600 else 1
        if self.period_seconds * self.evaluation_periods > days * 86400:
            yield Breach(
                ("evaluationPeriods",),
                f"{self.evaluation_periods} periods of {self.period_seconds} seconds are longer than the "
                f"{count(days, 'day')} over which CloudWatch evaluates such an alarm",
            )

    @rule
    def datapoints_are_among_the_periods(self) -> Iterator[Breach]:
        if self.datapoints_to_alarm is None or self.evaluation_periods is None:
            return
        if self.datapoints_to_alarm > self.evaluation_periods:
            yield Breach(
                ("datapointsToAlarm",),
                f"{self.datapoints_to_alarm} is above the evaluationPeriods of {self.evaluation_periods}",
            )


class Alerts(Model):
    """Who hears of an alarm."""

    emails: tuple[Email, ...] = ()
    """Mail addresses, each of which has to confirm once."""

    https_endpoints: tuple[HttpsUrl, ...] = ()
    """Endpoints of an on-call service or a chat that take SNS messages."""

    @rule
    def each_is_named_once(self) -> Iterator[Breach]:
        for at, named in (("emails", self.emails), ("httpsEndpoints", self.https_endpoints)):
            for index, one in enumerate(named):
                if one in named[:index]:
                    yield Breach((at, index), f"{one} is named twice")


class Observability(Model):
    """Retention, alarms and the dashboard of the stack."""

    log_retention_days: LogRetentionDays = 30
    """Retention of every log group that names no other."""

    alerts: Alerts = Alerts()
    alarms: dict[str, Alarm] = Field(default_factory=dict)
    """Changes by alarm, `<component>-<metric>`: `api-cpu`, `api-memory`, `api-unhealthy-targets`,
    `load-balancer-5xx`, `load-balancer-response-time`, `db-cpu`, `db-connections`, `db-storage`, …"""

    dashboard: bool = True
    """Make a CloudWatch dashboard of what the stack has."""

    dashboard_name: ResourceName | None = None
    """Physical name; the prefix if left out."""
