"""The dashboard of the stack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.observability.layout import chosen_widgets
from components.observability.widgets import rows_of_widgets
from components.observed import Observed
from settings.dashboard import Widget


class Dashboard(Component):
    """One CloudWatch dashboard: the widgets of a layout, or a row of graphs for each component."""

    name: str

    def __init__(
        self,
        name: str,
        *,
        context: Context,
        physical_name: str | None,
        layout: Mapping[str, Widget],
        observed: Sequence[Observed],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:observability:Dashboard", name, None, opts)
        self.name = physical_name or context.prefix
        widgets = (
            chosen_widgets(layout, observed, context.region)
            if layout
            else rows_of_widgets(observed, context.region)
        )
        aws.cloudwatch.Dashboard(
            name,
            dashboard_name=self.name,
            dashboard_body=pulumi.Output.json_dumps({"widgets": widgets}),
            opts=self.child(),
        )
        self.register_outputs({"name": self.name})
