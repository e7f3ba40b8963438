"""`groundwork:observability`: logs, alarms and who hears them, the dashboard."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from settings.alarms import Alarm, Composite
from settings.base import Breach, Model, rule
from settings.dashboard import Widget, overlaps
from settings.sampling import SamplingRule
from settings.types import Email, HttpsUrl, Key, LogRetentionDays, LogsQuery, ResourceName, WidgetTitle


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


class SavedQuery(Model):
    """A query of CloudWatch Logs Insights, kept for whoever looks for something."""

    logs: Annotated[tuple[Key, ...], Field(min_length=1, max_length=50)]
    """Components whose log groups are asked."""

    query: LogsQuery
    """In the language of CloudWatch Logs Insights."""

    name: Annotated[str, Field(min_length=1, max_length=255)] | None = None
    """Name under which it is kept; `<prefix>/<key>` if left out."""

    @rule
    def each_is_asked_once(self) -> Iterator[Breach]:
        for index, key in enumerate(self.logs):
            if key in self.logs[:index]:
                yield Breach(("logs", index), f"{key} is named twice")


class Observability(Model):
    """Retention, alarms, saved queries, traces and the dashboard of the stack."""

    log_retention_days: LogRetentionDays = 30
    """Retention of every log group that names no other."""

    alerts: Alerts = Alerts()
    alarms: dict[str, Alarm] = Field(default_factory=dict)
    """Changes by alarm, `<component>-<metric>`: `api-cpu`, `api-memory`, `api-unhealthy-targets`,
    `load-balancer-5xx`, `load-balancer-response-time`, `db-cpu`, `db-connections`, `db-storage`, …
    `load-balancer-error-rate` is off unless it is named here."""

    composite: dict[Key, Composite] = Field(default_factory=dict)
    """Alarms over several of the alarms, by name."""

    queries: dict[Key, SavedQuery] = Field(default_factory=dict)
    """Saved queries of the logs, by name."""

    sampling: dict[Key, SamplingRule] = Field(default_factory=dict)
    """Which requests X-Ray traces, by name; they hold for all of the account that matches, in this region."""

    dashboard: bool = True
    """Make a CloudWatch dashboard of what the stack has."""

    dashboard_name: ResourceName | None = None
    """Physical name; the prefix if left out."""

    dashboard_layout: dict[WidgetTitle, Widget] = Field(default_factory=dict)
    """Widgets of the dashboard by title, instead of a row for each component."""

    @rule
    def layout_has_a_dashboard(self) -> Iterator[Breach]:
        if self.dashboard_layout and not self.dashboard:
            yield Breach(
                ("dashboardLayout",),
                "there is no dashboard",
                "set groundwork:observability.dashboard to true",
            )

    @rule
    def widgets_stand_apart(self) -> Iterator[Breach]:
        for later, earlier in overlaps(self.dashboard_layout):
            yield Breach(("dashboardLayout", later, "at"), f"overlaps the widget `{earlier}`")

    @rule
    def sampling_rules_have_an_order(self) -> Iterator[Breach]:
        first: dict[int, str] = {}
        for key, each in self.sampling.items():
            if (other := first.setdefault(each.priority, key)) != key:
                yield Breach(
                    ("sampling", key, "priority"),
                    f"{each.priority} is the priority of {other} as well, so that no order is said",
                    "give each another one",
                )
