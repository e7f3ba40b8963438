"""Alarms as a stack file changes them."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from settings.base import Breach, Model, rule
from settings.types import AlarmName, Key, Statistic
from settings.words import count


class Alarm(Model):
    """Changes to one alarm that a component offers; what is left out stays as the component has it."""

    enabled: bool = True
    """Make the alarm. One that is off by default is made as soon as it is named here."""

    notify: bool = True
    """Tell those who hear of alarms; else it is only seen, and read by `composite` alarms."""

    threshold: float | None = None
    """Value beyond which it goes off, in the unit of the metric."""

    statistic: Statistic | None = None
    """How the values of a period become one: `Average`, `Sum`, a percentile such as `p99`, …"""

    period_seconds: Annotated[int, Field(ge=10, le=86400)] | None = None
    """Length of a period: 10, 20, 30 or a multiple of 60."""

    evaluation_periods: Annotated[int, Field(ge=1, le=1440)] | None = None
    """Latest periods that are looked at."""

    datapoints_to_alarm: Annotated[int, Field(ge=1, le=1440)] | None = None
    """Periods of these that have to be beyond the threshold; all if left out."""

    name: AlarmName | None = None
    """Physical name; `<prefix>-<alarm>` if left out."""

    description: Annotated[str, Field(max_length=1024)] | None = None
    """What the alarm tells those who hear of it."""

    @rule
    def period_is_one_that_cloudwatch_has(self) -> Iterator[Breach]:
        """Source: CloudWatch API Reference, PutMetricAlarm, Period."""
        period = self.period_seconds
        if period is not None and period not in (10, 20, 30) and period % 60:
            yield Breach(("periodSeconds",), f"{period} is none of 10, 20, 30 and the multiples of 60")

    @rule
    def alarm_looks_back_a_day_at_most(self) -> Iterator[Breach]:
        """Seven days with periods of an hour and more. Source: CloudWatch API Reference, PutMetricAlarm."""
        if self.period_seconds is None or self.evaluation_periods is None:
            return
        days = 7 if self.period_seconds >= 3600 else 1
        if self.period_seconds * self.evaluation_periods > days * 86400:
            yield Breach(
                ("evaluationPeriods",),
                f"{self.evaluation_periods} periods of {self.period_seconds} seconds are longer than the "
                f"{count(days, 'day')} over which CloudWatch evaluates such an alarm",
            )

    @rule
    def datapoints_are_among_the_periods(self) -> Iterator[Breach]:
        if self.datapoints_to_alarm is None or self.evaluation_periods is None:
            return
        if self.datapoints_to_alarm > self.evaluation_periods:
            yield Breach(
                ("datapointsToAlarm",),
                f"{self.datapoints_to_alarm} is above the evaluationPeriods of {self.evaluation_periods}",
            )


class Composite(Model):
    """An alarm over other alarms, which tells once what would else be told by each of them.

    Source: Amazon CloudWatch User Guide, "Combining alarms".
    """

    all: tuple[Key, ...] = ()
    """Alarms that all have to be on."""

    any: tuple[Key, ...] = ()
    """Alarms of which one has to be on, instead of `all`."""

    name: AlarmName | None = None
    """Physical name; `<prefix>-<key>` if left out."""

    description: Annotated[str, Field(max_length=1024)] | None = None
    """What the alarm tells those who hear of it."""

    @property
    def members(self) -> dict[str, tuple[str, ...]]:
        """Alarms by the field that names them."""
        return {field: keys for field, keys in (("all", self.all), ("any", self.any)) if keys}

    @rule
    def members_are_all_or_any(self) -> Iterator[Breach]:
        if len(self.members) != 1:
            yield Breach(
                (),
                "names alarms under both `all` and `any`" if self.members else "names no alarms",
                "give either `all` or `any`, with the keys of two or more alarms",
            )

    @rule
    def members_are_two_or_more(self) -> Iterator[Breach]:
        for field, keys in self.members.items():
            for index, key in enumerate(keys):
                if key in keys[:index]:
                    yield Breach((field, index), f"{key} is named twice")
            if len(set(keys)) < 2:
                yield Breach(
                    (field,), f"only {keys[0]} is named, which is an alarm by itself", "name two or more"
                )
