"""How many tasks run: between which bounds, and following what."""

from typing import Annotated

from pydantic import Field

from settings.base import Model
from settings.types import Key, PolicyName, ScheduleExpression, TimeZone


class TargetTracking(Model):
    """Keep a metric near a target, as a thermostat does."""

    target: Annotated[float, Field(gt=0)]
    """Percent for cpu and memory, requests per target and minute for requests."""

    name: PolicyName | None = None
    """Physical name of the policy; `<service name>-<metric>` if left out."""

    scale_in_cooldown_seconds: Annotated[int, Field(ge=0, le=3600)] = 300
    scale_out_cooldown_seconds: Annotated[int, Field(ge=0, le=3600)] = 60


class ScheduledScaling(Model):
    """Other bounds from a moment on."""

    schedule: ScheduleExpression
    """`cron(…)`, `rate(…)` or `at(…)`."""

    time_zone: TimeZone = "UTC"
    minimum: Annotated[int, Field(ge=0)]
    maximum: Annotated[int, Field(ge=0)]


class Scaling(Model):
    """Bounds and policies of a service's scalable target; one policy a metric (SKY-CMP-14)."""

    minimum: Annotated[int, Field(ge=0, le=5000)]
    maximum: Annotated[int, Field(ge=1, le=5000)]
    cpu: TargetTracking | None = None
    memory: TargetTracking | None = None
    requests: TargetTracking | None = None
    """Requests per target and minute; for a service behind the load balancer."""

    scheduled: dict[Key, ScheduledScaling] = {}
