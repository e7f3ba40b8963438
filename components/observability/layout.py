"""Widgets of the dashboard at the places that the settings choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from components.observability.widgets import PERIOD, metric_row
from components.observed import Metric, Observed
from settings.dashboard import Widget


def chosen_widgets(
    layout: Mapping[str, Widget], observed: Sequence[Observed], region: str
) -> list[dict[str, Any]]:
    """Exactly the widgets of the settings, from top to bottom and left to right."""
    metrics = {
        f"{source.key}.{name}": metric for source in observed for name, metric in source.metrics.items()
    }
    logs = log_groups(observed)
    ordered = sorted(layout.items(), key=lambda entry: (entry[1].at[1], entry[1].at[0]))
    return [_widget(title, widget, metrics, logs, region) for title, widget in ordered]


def log_groups(observed: Sequence[Observed]) -> dict[str, pulumi.Output[str]]:
    """Names of the log groups that components write to, by component."""
    return {source.key: source.log_group for source in observed if source.log_group is not None}


def _widget(
    title: str,
    widget: Widget,
    metrics: Mapping[str, Metric],
    logs: Mapping[str, pulumi.Output[str]],
    region: str,
) -> dict[str, Any]:
    if widget.logs is None:
        kind, shown = "metric", _graph(widget, metrics)
    else:
        query = pulumi.Output.concat("SOURCE '", logs[widget.logs], f"' | {widget.query}")
        kind, shown = "log", {"view": "table", "query": query}
    x, y, width, height = widget.at
    return {
        "type": kind,
        "x": x,
        "y": y,
        "width": width,
        "height": height,
        "properties": {"title": title, "region": region, **shown},
    }


def _graph(widget: Widget, metrics: Mapping[str, Metric]) -> dict[str, Any]:
    graph: dict[str, Any] = {
        "view": "timeSeries",
        "period": PERIOD,
        "metrics": [metric_row(metrics[path], widget.statistic) for path in widget.shown],
    }
    if widget.y_min is not None:
        graph["yAxis"] = {"left": {"min": widget.y_min}}
    if widget.line is not None:
        graph["annotations"] = {"horizontal": [widget.line.model_dump(exclude_none=True)]}
    return graph
