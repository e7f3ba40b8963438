"""What CloudWatch refuses of dashboards.

Source: "Dashboard body structure and syntax" (Amazon CloudWatch API Reference).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, check
from simulator.services import policies, rules
from simulator.services.cloudwatch.answers import DASHBOARD
from simulator.services.tables.regions import REGIONS

_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,255}")
_TYPES: Final = ("metric", "text", "log", "alarm", "explorer", "custom", "table", "chart")
_VIEWS: Final = ("timeSeries", "singleValue", "gauge", "bar", "pie", "table")
COLUMNS: Final = 24


@check(DASHBOARD)
def dashboard(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name and body of a dashboard, in the words of its validation messages."""
    del ctx
    name = inputs.get("dashboardName")
    yield from rules.pattern("dashboardName", name, _NAME, "1 to 255 letters, digits, - and _")
    document = inputs.get("dashboardBody")
    if not isinstance(document, str):
        return
    found, error = policies.parse(document)
    if error or not isinstance(found, dict):
        yield Failure(
            "dashboardBody",
            f"InvalidParameterInput: The field DashboardBody must be a valid JSON object {error}".rstrip(),
        )
        return
    problems = list(_body(found))
    if problems:
        listed = "; ".join(f'dataPath "{path}": {reason}' for path, reason in problems[:8])
        yield Failure(
            "dashboardBody",
            f"InvalidParameterInput: The dashboard body is invalid, there are {len(problems)} "
            f"validation errors: {listed}",
        )


def _body(body: dict[str, Any]) -> Iterator[tuple[str, str]]:
    widgets = body.get("widgets")
    if not isinstance(widgets, list):
        yield "/widgets", "Should have a list of widgets"
        return
    if len(widgets) > 500:
        yield "/widgets", f"Should have at most 500 widgets, it has {len(widgets)}"
    for place, widget in enumerate(widgets):
        path = f"/widgets/{place}"
        if not isinstance(widget, dict):
            yield path, "Should be an object"
            continue
        kind, properties = widget.get("type"), widget.get("properties")
        if kind not in _TYPES:
            yield f"{path}/type", f"Should be one of {', '.join(_TYPES)}, not {kind!r}"
        yield from _frame(path, widget)
        if not isinstance(properties, dict):
            yield f"{path}/properties", "Should be an object"
        elif kind == "metric":
            yield from _metric(f"{path}/properties", properties)
        elif kind == "text" and not isinstance(properties.get("markdown"), str):
            yield f"{path}/properties/markdown", "Should be a text"
        elif kind == "log":
            for key in ("query", "region"):
                if not isinstance(properties.get(key), str):
                    yield f"{path}/properties/{key}", "Should be a text"
        elif kind == "alarm" and not isinstance(properties.get("alarms"), list):
            yield f"{path}/properties/alarms", "Should be a list of alarm ARNs"


def _frame(path: str, widget: dict[str, Any]) -> Iterator[tuple[str, str]]:
    bounds = (("x", 0, COLUMNS - 1), ("y", 0, 1000000), ("width", 1, COLUMNS), ("height", 1, 1000))
    for key, low, high in bounds:
        given = widget.get(key)
        if given is not None and (
            isinstance(given, bool) or not isinstance(given, int) or not low <= given <= high
        ):
            yield f"{path}/{key}", f"Should be a whole number from {low} to {high}, not {given!r}"
    x, width = widget.get("x"), widget.get("width", 6)
    if isinstance(x, int) and isinstance(width, int) and x + width > COLUMNS:
        yield f"{path}/width", f"Should not go beyond column {COLUMNS}: {x} + {width} = {x + width}"
    if ("x" in widget) != ("y" in widget):
        yield path, "Should have both x and y, or none of them"


def _metric(path: str, properties: dict[str, Any]) -> Iterator[tuple[str, str]]:
    region = properties.get("region")
    if not isinstance(region, str):
        yield f"{path}/region", "Should have the required property 'region'"
    elif region not in REGIONS and not region.startswith(("cn-", "us-gov-")):
        yield f"{path}/region", f"Should be a region, not {region!r}"
    metrics = properties.get("metrics")
    if metrics is None and not properties.get("annotations"):
        yield f"{path}/metrics", "Should have metrics or alarm annotations"
    if "view" in properties and properties["view"] not in _VIEWS:
        yield f"{path}/view", f"Should be one of {', '.join(_VIEWS)}, not {properties['view']!r}"
    period = properties.get("period")
    if period is not None and (
        not isinstance(period, int) or (period not in (1, 5, 10, 20, 30) and (period < 60 or period % 60))
    ):
        yield f"{path}/period", f"Should be 1, 5, 10, 20, 30 or a multiple of 60, not {period!r}"
    if metrics is not None and not isinstance(metrics, list):
        yield f"{path}/metrics", "Should be a list"
        return
    for place, metric in enumerate(metrics or ()):
        here = f"{path}/metrics/{place}"
        if not isinstance(metric, list) or not metric:
            yield here, "Should be a list: namespace, name, dimension names and values, options"
            continue
        texts = [part for part in metric if not isinstance(part, dict)]
        if not all(isinstance(part, str) for part in texts) or any(
            isinstance(part, dict) for part in metric[:-1]
        ):
            yield here, "Should have texts, and at most one object of options, at the end"
        elif not texts and not any(key in metric[-1] for key in ("expression", "id")):
            yield here, "Should have an expression when it names no metric"
        elif texts and len(texts) % 2:
            yield here, f"Should have a value for each dimension: {', '.join(texts)}"
