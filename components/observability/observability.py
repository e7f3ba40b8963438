"""Alarms, their topic, saved queries and the dashboard, from what the components of the stack offer."""

from collections.abc import Sequence

import pulumi

from components.base import Component, Context
from components.observability.alarms import Alarms
from components.observability.alerts import Alerts
from components.observability.composite import CompositeAlarms
from components.observability.dashboard import Dashboard
from components.observability.layout import log_groups
from components.observability.queries import SavedQueries
from components.observability.sampling import Sampling
from components.observability.spot import SpotFallback
from components.observed import Observed
from settings.observability import Observability as ObservabilitySettings


class Observability(Component):
    """Who is told when something is wrong, and where to look at it."""

    topic_arn: pulumi.Output[str]
    dashboard_name: str | None

    def __init__(
        self,
        name: str,
        settings: ObservabilitySettings,
        *,
        context: Context,
        observed: Sequence[Observed],
        spot_cluster_arn: pulumi.Output[str] | None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:observability:Observability", name, None, opts)
        alerts = Alerts(
            "alerts",
            settings.alerts,
            context=context,
            events=spot_cluster_arn is not None,
            opts=self.child(),
        )
        self.topic_arn = alerts.topic_arn
        alarms = Alarms(
            "alarms",
            settings.alarms,
            context=context,
            observed=observed,
            topic_arn=alerts.topic_arn,
            opts=self.child(),
        )
        if settings.composite:
            CompositeAlarms(
                "composite-alarms",
                settings.composite,
                context=context,
                alarm_names=alarms.names,
                topic_arn=alerts.topic_arn,
                opts=self.child(),
            )
        if settings.queries:
            SavedQueries(
                "queries",
                settings.queries,
                context=context,
                log_groups=log_groups(observed),
                opts=self.child(),
            )
        if settings.sampling:
            Sampling("sampling", settings.sampling, context=context, opts=self.child())
        if spot_cluster_arn is not None:
            SpotFallback(
                "spot",
                context=context,
                cluster_arn=spot_cluster_arn,
                topic_arn=alerts.topic_arn,
                opts=self.child(),
            )
        self.dashboard_name = None
        if settings.dashboard and observed:
            dashboard = Dashboard(
                "dashboard",
                context=context,
                physical_name=settings.dashboard_name,
                layout=settings.dashboard_layout,
                observed=observed,
                opts=self.child(),
            )
            self.dashboard_name = dashboard.name
        self.register_outputs({"topicArn": self.topic_arn})
