"""Widgets of the dashboard: a heading and a row of graphs for each component that offers metrics."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from components.observed import Metric, Observed
from settings.dashboard import COLUMNS

HEIGHT = 6
PERIOD = 60
"""Seconds that one point of a graph stands for."""


def rows_of_widgets(observed: Iterable[Observed], region: str) -> list[dict[str, Any]]:
    """A heading and a row of equally wide graphs for each component."""
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
                        "period": PERIOD,
                        "metrics": [metric_row(metric) for metric in metrics],
                    },
                }
            )
        top += HEIGHT + 1
    return placed


def metric_row(metric: Metric, statistic: str | None = None) -> list[Any]:
    """A metric as dashboards write it: namespace, name, dimensions, rendering."""
    dimensions = [part for pair in metric.dimensions.items() for part in pair]
    rendering: dict[str, Any] = {"stat": statistic or metric.statistic}
    if metric.label:
        rendering["label"] = metric.label
    return [metric.namespace, metric.name, *dimensions, rendering]
