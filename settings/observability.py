"""`groundwork:observability`: logs, alarms and who hears them, the dashboard."""

from collections.abc import Iterator

from pydantic import Field

from settings.alarms import Alarm
from settings.base import Breach, Model, rule
from settings.types import Email, HttpsUrl, LogRetentionDays, ResourceName


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
