"""The dashboard of the stack."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.observed import Metric, Observed

COLUMNS = 24
HEIGHT = 6


class Dashboard(Component):
    """One CloudWatch dashboard with a heading and a row of graphs for each component that offers metrics."""

    name: str

    def __init__(
        self,
        name: str,
        *,
        context: Context,
        physical_name: str | None,
        observed: Iterable[Observed],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:observability:Dashboard", name, None, opts)
        self.name = physical_name or context.prefix
        aws.cloudwatch.Dashboard(
            name,
            dashboard_name=self.name,
            dashboard_body=pulumi.Output.json_dumps({"widgets": widgets(observed, context.region)}),
            opts=self.child(),
        )
        self.register_outputs({"name": self.name})


def widgets(observed: Iterable[Observed], region: str) -> list[dict[str, Any]]:
    """A heading and a row of equally wide graphs for each component (24 columns wide)."""
    placed: list[dict[str, Any]] = []
    top = 0
    for source in observed:
        if not source.widgets:
            continue
        placed.append(
            {
                "type": "text",
                "x": 0,
                "y": top,
                "width": COLUMNS,
                "height": 1,
                "properties": {"markdown": f"## {source.title}"},
            }
        )
        width = COLUMNS // len(source.widgets)
        for column, (title, metrics) in enumerate(source.widgets.items()):
            placed.append(
                {
                    "type": "metric",
                    "x": column * width,
                    "y": top + 1,
                    "width": width,
                    "height": HEIGHT,
                    "properties": {
                        "title": title,
                        "region": region,
                        "view": "timeSeries",
                        "period": 60,
                        "metrics": [_metric(metric) for metric in metrics],
                    },
                }
            )
        top += HEIGHT + 1
    return placed


def _metric(metric: Metric) -> list[Any]:
    """A metric as dashboards write it: namespace, name, dimensions, rendering."""
    dimensions = [part for pair in metric.dimensions.items() for part in pair]
    rendering: dict[str, Any] = {"stat": metric.statistic}
    if metric.label:
        rendering["label"] = metric.label
    return [metric.namespace, metric.name, *dimensions, rendering]
