"""Widgets of the dashboard where their places are chosen by hand."""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Annotated

from pydantic import Field

from settings.base import Breach, Model, rule
from settings.types import Color, Key, LogsQuery, MetricPath, Statistic, WidgetPlace

COLUMNS = 24
"""Width of a dashboard. Source: Amazon CloudWatch API Reference, "Dashboard body structure and syntax"."""

TALLEST = 1000


class Line(Model):
    """A horizontal line across a graph."""

    value: float
    """Height of the line, in the unit of the metric."""

    label: Annotated[str, Field(min_length=1, max_length=255)] | None = None
    """What stands beside it."""

    color: Color | None = None
    """Its colour; CloudWatch chooses one if left out."""


class Widget(Model):
    """One graph of metrics, or a table of what a Logs Insights query finds."""

    at: WidgetPlace
    """Left edge, upper edge, width and height in the grid of 24 columns."""

    metric: MetricPath | None = None
    """What the graph shows: a component and one of its metrics."""

    metrics: Annotated[tuple[MetricPath, ...], Field(max_length=20)] = ()
    """Several metrics in one graph, instead of `metric`."""

    statistic: Statistic | None = None
    """How the values of a minute become one; that of the metric if left out."""

    y_min: float | None = None
    """Lower end of the vertical axis; CloudWatch chooses it if left out."""

    line: Line | None = None
    logs: Key | None = None
    """Component whose log group is asked, instead of `metric`."""

    query: LogsQuery | None = None
    """Query in the language of CloudWatch Logs Insights, with `logs`."""

    @property
    def shown(self) -> tuple[str, ...]:
        """Metrics of the graph; none of a table."""
        return self.metrics if self.metric is None else (self.metric,)

    @rule
    def shows_one_thing(self) -> Iterator[Breach]:
        given = [
            key
            for key, value in (("metric", self.metric), ("metrics", self.metrics), ("logs", self.logs))
            if value
        ]
        if not given:
            yield Breach(
                (), "shows nothing", "give `metric`, such as api.cpu, or `logs`, such as api, with a `query`"
            )
        for other in given[1:]:
            yield Breach(
                (other,), f"stands beside `{given[0]}`", "one of them has to go into a widget of its own"
            )

    @rule
    def logs_have_a_query(self) -> Iterator[Breach]:
        if self.logs is None:
            if self.query is not None:
                yield Breach(("query",), "has no effect without `logs`", "say whose logs, or leave it out")
            return
        if self.query is None:
            yield Breach(
                ("query",),
                "missing: it says what to look for in the logs",
                "such as `fields @timestamp, @message`",
            )
        for key, value in (("statistic", self.statistic), ("yMin", self.y_min), ("line", self.line)):
            if value is not None:
                yield Breach((key,), "has no effect on a table of logs", "leave it out")

    @rule
    def metrics_are_shown_once(self) -> Iterator[Breach]:
        for index, one in enumerate(self.metrics):
            if one in self.metrics[:index]:
                yield Breach(("metrics", index), f"{one} is named twice")

    @rule
    def stands_inside_the_grid(self) -> Iterator[Breach]:
        x, y, width, height = self.at
        if x < 0 or y < 0:
            yield Breach(("at",), f"begins at {x}, {y}, outside of the grid", "both are 0 or more")
        elif width < 1 or height < 1:
            yield Breach(
                ("at",), f"is {width} wide and {height} high, which cannot be seen", "both are 1 or more"
            )
        elif x + width > COLUMNS:
            yield Breach(
                ("at",),
                f"reaches to column {x + width} of {COLUMNS}",
                f"make it {COLUMNS - x} wide at most" if x < COLUMNS else "begin further to the left",
            )
        elif height > TALLEST:
            yield Breach(("at",), f"is {height} high; CloudWatch takes {TALLEST} at most")


def overlaps(layout: Mapping[str, Widget]) -> Iterator[tuple[str, str]]:
    """Titles of each two widgets of which one lies over the other, the later one first."""
    for (earlier, one), (later, other) in combinations(layout.items(), 2):
        (x, y, width, height), (left, top, wide, high) = one.at, other.at
        if x < left + wide and left < x + width and y < top + high and top < y + height:
            yield later, earlier
