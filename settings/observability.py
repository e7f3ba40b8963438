"""`groundwork:observability`: logs, alarms and who hears them, the dashboard."""

from typing import Annotated, Literal

from pydantic import Field

from settings.base import Model
from settings.types import AlarmName, Email, HttpsUrl, LogRetentionDays, ResourceName


class Alarm(Model):
    """Changes to one alarm that a component offers; what is left out stays as the component has it."""

    enabled: bool = True
    threshold: float | None = None
    statistic: Literal["Average", "Sum", "Minimum", "Maximum", "SampleCount"] | None = None
    period_seconds: Annotated[int, Field(ge=10, le=86400)] | None = None
    evaluation_periods: Annotated[int, Field(ge=1, le=1440)] | None = None
    datapoints_to_alarm: Annotated[int, Field(ge=1, le=1440)] | None = None
    name: AlarmName | None = None
    """Physical name; `<prefix>-<alarm>` if left out."""

    description: Annotated[str, Field(max_length=1024)] | None = None


class Alerts(Model):
    """Who hears of an alarm."""

    emails: tuple[Email, ...] = ()
    https_endpoints: tuple[HttpsUrl, ...] = ()
    """Endpoints of an on-call service or a chat that take SNS messages."""


class Observability(Model):
    """Retention, alarms and the dashboard of the stack."""

    log_retention_days: LogRetentionDays = 30
    """Retention of every log group that names no other."""

    alerts: Alerts = Alerts()
    alarms: dict[str, Alarm] = {}
    """Changes by alarm, `<component>-<metric>`: `api-cpu`, `api-memory`, `api-unhealthy-targets`,
    `load-balancer-5xx`, `load-balancer-response-time`, `db-cpu`, `db-connections`, `db-storage`, …"""

    dashboard: bool = True
    dashboard_name: ResourceName | None = None
    """Physical name; the prefix if left out."""
