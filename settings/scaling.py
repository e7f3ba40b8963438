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

    name: PolicyName | None = None
    """Physical name of the action; `<service name>-<key>` if left out."""

    time_zone: TimeZone = "UTC"
    """Time zone of the schedule."""

    minimum: Annotated[int, Field(ge=0, le=5000)]
    """Least number of tasks from then on."""

    maximum: Annotated[int, Field(ge=0, le=5000)]
    """Greatest number of tasks from then on."""

    @rule
    def minimum_is_not_above_maximum(self) -> Iterator[Breach]:
        yield from _bounds(self.minimum, self.maximum)


class StepAdjustment(Model):
    """How many tasks are added while the load is in one range above the threshold."""

    lower: Annotated[float, Field(ge=0, alias="from")]
    """Beginning of the range, in percentage points above the threshold."""

    upper: Annotated[float | None, Field(gt=0, alias="to")] = None
    """End of the range, where the next one begins; without end if left out."""

    add: Annotated[int, Field(ge=1, le=5000)]
    """Tasks to add."""


class StepScaling(Model):
    """Add tasks by the step, the more the further the load is above a threshold (FBG-CMP-28, FBG-CMP-29).

    The load is the number of requests of a minute for each task, in percent of what a task is meant to take.
    """

    requests_per_target: Annotated[int, Field(ge=1)]
    """Requests a minute that one task is meant to take: a load of 100 percent."""

    threshold: Annotated[float, Field(gt=0)] = 100
    """Load in percent above which tasks are added."""

    cooldown_seconds: Annotated[int, Field(ge=0, le=3600)] = 60
    """Time in which what was added counts against a further step."""

    adjustments: Annotated[tuple[StepAdjustment, ...], Field(min_length=1, max_length=20)]
    """Steps, lowest first, each from where the one before ends."""

    name: PolicyName | None = None
    """Physical name of the policy; `<service name>-<key>` if left out. Its alarm has the same and `-load`."""

    @rule
    def steps_follow_each_other(self) -> Iterator[Breach]:
        """Source: Application Auto Scaling User Guide, "Step scaling policies"."""
        end: float | None = 0
        for index, step in enumerate(self.adjustments):
            at = ("adjustments", index)
            if end is None:
                yield Breach(at, "the step before has no end, so that this one is never reached")
            elif step.lower != end:
                begins = (
                    f"the step before ends at {end:g}" if index else "the first step begins at the threshold"
                )
                yield Breach(
                    (*at, "from"), f"{step.lower:g} leaves a gap or overlaps: {begins}", f"write {end:g}"
                )
            if step.upper is not None and step.upper <= step.lower:
                yield Breach((*at, "to"), f"{step.upper:g} is not above {step.lower:g}")
            end = step.upper
        if end is not None:
            yield Breach(
                ("adjustments", len(self.adjustments) - 1, "to"),
                f"nothing is said of a load more than {end:g} above the threshold",
                "leave `to` out of the last step",
            )


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

    steps: dict[Key, StepScaling] = Field(default_factory=dict)
    """Step scaling by requests, by name; for a service behind the load balancer."""

    scheduled: dict[Key, ScheduledScaling] = Field(default_factory=dict)
    """Changes of the bounds by the clock, by name."""

    @property
    def by_requests(self) -> tuple[str, ...]:
        """The settings that scale by the requests that the load balancer counts."""
        given = {"requests": self.requests is not None, "steps": bool(self.steps)}
        return tuple(setting for setting, there in given.items() if there)

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
        named: dict[tuple[str, ...], str | None] = {
            (metric,): policy.name for metric, policy in self.tracked.items()
        }
        named |= {("steps", key): policy.name for key, policy in self.steps.items()}
        first: dict[str, tuple[str, ...]] = {}
        for path, name in named.items():
            if name is not None and (other := first.setdefault(name, path)) != path:
                yield Breach((*path, "name"), f"`{name}` is the name of the policy for {other[-1]} as well")

    @rule
    def actions_have_names_of_their_own(self) -> Iterator[Breach]:
        first: dict[str, str] = {}
        for key, action in self.scheduled.items():
            if action.name is not None and (other := first.setdefault(action.name, key)) != key:
                yield Breach(("scheduled", key, "name"), f"`{action.name}` is the name of {other} as well")

    @rule
    def steps_have_keys_of_their_own(self) -> Iterator[Breach]:
        for key in self.steps:
            if key in ("cpu", "memory", "requests"):
                yield Breach(
                    ("steps", key),
                    f"`{key}` is what a policy that follows {key} is called",
                    "choose another name, such as scale-out",
                )


def _bounds(minimum: int, maximum: int) -> Iterator[Breach]:
    if minimum > maximum:
        yield Breach(("minimum",), f"{minimum} is above the maximum of {maximum}")
