"""How many tasks run: between which bounds, and following what."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from settings.base import Breach, Model, rule
from settings.types import Key, PolicyName, ScheduleExpression, TimeZone


class TargetTracking(Model):
    """Keep a metric near a target, as a thermostat does."""

    target: Annotated[float, Field(gt=0)]
    """Percent for cpu and memory, requests per target and minute for requests."""

    name: PolicyName | None = None
    """Physical name of the policy; `<service name>-<metric>` if left out."""

    scale_in_cooldown_seconds: Annotated[int, Field(ge=0, le=3600)] = 300
    """Time to wait after tasks were taken away."""

    scale_out_cooldown_seconds: Annotated[int, Field(ge=0, le=3600)] = 60
    """Time to wait after tasks were added."""


class ScheduledScaling(Model):
    """Other bounds from a moment on."""

    schedule: ScheduleExpression
    """`cron(…)`, `rate(…)` or `at(…)`."""

    time_zone: TimeZone = "UTC"
    """Time zone of the schedule."""

    minimum: Annotated[int, Field(ge=0, le=5000)]
    """Least number of tasks from then on."""

    maximum: Annotated[int, Field(ge=0, le=5000)]
    """Greatest number of tasks from then on."""

    @rule
    def minimum_is_not_above_maximum(self) -> Iterator[Breach]:
        yield from _bounds(self.minimum, self.maximum)


class Scaling(Model):
    """Bounds and policies of a service's scalable target; one policy a metric (SKY-CMP-14)."""

    minimum: Annotated[int, Field(ge=0, le=5000)]
    """Least number of tasks."""

    maximum: Annotated[int, Field(ge=1, le=5000)]
    """Greatest number of tasks."""

    cpu: TargetTracking | None = None
    memory: TargetTracking | None = None
    requests: TargetTracking | None = None
    """Requests per target and minute; for a service behind the load balancer."""

    scheduled: dict[Key, ScheduledScaling] = Field(default_factory=dict)
    """Changes of the bounds by the clock, by name."""

    @property
    def tracked(self) -> dict[str, TargetTracking]:
        """The target-tracking policies by metric."""
        policies = {"cpu": self.cpu, "memory": self.memory, "requests": self.requests}
        return {metric: policy for metric, policy in policies.items() if policy is not None}

    @rule
    def minimum_is_not_above_maximum(self) -> Iterator[Breach]:
        yield from _bounds(self.minimum, self.maximum)

    @rule
    def targets_are_percentages(self) -> Iterator[Breach]:
        for metric in ("cpu", "memory"):
            policy = getattr(self, metric)
            if policy is not None and policy.target > 100:
                yield Breach(
                    (metric, "target"), f"{policy.target:g} is beyond the 100 percent that there are"
                )

    @rule
    def policies_have_names_of_their_own(self) -> Iterator[Breach]:
        first: dict[str, str] = {}
        for metric, policy in self.tracked.items():
            if policy.name is not None and (other := first.setdefault(policy.name, metric)) != metric:
                yield Breach(
                    (metric, "name"), f"`{policy.name}` is the name of the policy for {other} as well"
                )


def _bounds(minimum: int, maximum: int) -> Iterator[Breach]:
    if minimum > maximum:
        yield Breach(("minimum",), f"{minimum} is above the maximum of {maximum}")
