"""What a service on ECS is made of beside its container: size, way in, capacity."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from settings.base import Breach, Model, rule
from settings.shape import Kinds
from settings.tables import FARGATE
from settings.types import (
    GroupNamePrefix,
    HostPattern,
    HttpCodes,
    HttpPath,
    ImageUri,
    Key,
    LogGroupName,
    LogRetentionDays,
    PathPattern,
    RuleDescription,
    TargetGroupName,
    WholeNumber,
)
from settings.types.text import Allowed
from settings.words import count, either


class TaskSize(Model):
    """A CPU and memory pair that Fargate offers."""

    cpu: Annotated[Literal[256, 512, 1024, 2048, 4096, 8192, 16384, 32768], WholeNumber]
    """CPU units; 1024 are one vCPU."""

    memory: Annotated[int, Field(ge=512, le=249856)]
    """MiB."""

    @rule
    def fargate_offers_the_pair(self) -> Iterator[Breach]:
        offered = FARGATE[self.cpu]
        if self.memory not in offered:
            step = offered[1] - offered[0]
            evenly = len(offered) > 3
            words = (
                f"from {offered[0]} to {offered[-1]} MiB in steps of {step}"
                if evenly
                else f"of {either([str(memory) for memory in offered])} MiB"
            )
            near = min(offered, key=lambda memory: (abs(memory - self.memory), -memory))
            yield Breach(
                ("memory",),
                f"{self.memory} MiB do not go with {self.cpu} CPU units; Fargate offers memory {words}",
                f"write {near}, or choose another cpu",
            )


class HealthCheck(Model):
    """How the load balancer decides that a target may take requests."""

    path: HttpPath = "/"
    """Path that answers with one of the codes of `matcher`."""

    interval_seconds: Annotated[int, Field(ge=5, le=300)] = 30
    """Time between two checks."""

    timeout_seconds: Annotated[int, Field(ge=2, le=120)] = 5
    """Time after which a check has failed."""

    healthy_threshold: Annotated[int, Field(ge=2, le=10)] = 2
    """Successes in a row that make a target healthy."""

    unhealthy_threshold: Annotated[int, Field(ge=2, le=10)] = 3
    """Failures in a row that make it unhealthy."""

    matcher: HttpCodes = "200"
    """HTTP codes that count as healthy: `200`, `200-299`, `200,301`."""

    @rule
    def timeout_is_below_the_interval(self) -> Iterator[Breach]:
        if self.timeout_seconds >= self.interval_seconds:
            yield Breach(
                ("timeoutSeconds",),
                f"{self.timeout_seconds} is not below the interval of {self.interval_seconds}",
            )


class Expose(Model):
    """Put the service behind the load balancer, for all requests or for some."""

    paths: tuple[PathPattern, ...] = ()
    """Path patterns of its requests, five with the hosts; without any it takes what no other does."""

    hosts: tuple[HostPattern, ...] = ()
    """Host names of its requests."""

    priority: Annotated[int, Field(ge=1, le=50000)] | None = None
    """Order among the rules; needed with paths or hosts, lowest first."""

    target_group: TargetGroupName | None = None
    """Physical name of the target group. Pulumi names it if left out, which lets a change that replaces it,
    such as another port, make the new one before the old one goes."""

    health_check: HealthCheck = HealthCheck()
    grace_period_seconds: Annotated[int, Field(ge=0, le=7200)] = 60
    """Seconds after a task's start in which failed health checks are forgiven."""

    deregistration_delay_seconds: Annotated[int, Field(ge=0, le=3600)] = 30
    """Time that a target gets to end its requests when it leaves."""

    @property
    def default(self) -> bool:
        """Whether it takes what no other service does."""
        return not self.paths and not self.hosts

    @rule
    def priority_goes_with_patterns(self) -> Iterator[Breach]:
        if not self.default and self.priority is None:
            yield Breach(
                ("priority",),
                "a service with paths or hosts needs a place among the rules",
                "give priority 1 to 50000",
            )
        if self.default and self.priority is not None:
            yield Breach(
                ("priority",),
                "a service without paths and hosts takes what no other does and has no place among the rules",
                "leave it out, or give paths or hosts",
            )

    @rule
    def patterns_are_five_at_most(self) -> Iterator[Breach]:
        """Source: Elastic Load Balancing, "Quotas for your Application Load Balancers": values of a rule."""
        patterns = len(self.paths) + len(self.hosts)
        if patterns > 5:
            at = "paths" if self.paths else "hosts"
            yield Breach((at,), f"{patterns} patterns are more than the 5 paths and hosts that a rule takes")


class SecurityGroup(Model):
    """The security group of a service's tasks."""

    name_prefix: GroupNamePrefix | None = None
    """Beginning of its physical name; Pulumi names it after the service's key if left out."""

    load_balancer_rule: RuleDescription = "Load balancer"
    """Description of the rule that lets the load balancer in."""


COLLECTOR = "otel-collector"
"""Name of the container that collects traces."""


class Tracing(Model):
    """An OpenTelemetry collector beside the container, which hands its traces on to X-Ray (FBG-OBS-12).

    The application sends them to localhost: by OTLP to port 4317 (gRPC) or 4318 (HTTP), or as X-Ray segments
    to UDP port 2000. A task goes on if its collector fails.
    """

    image: ImageUri
    """AWS's distribution of the collector, `public.ecr.aws/aws-observability/aws-otel-collector:<release>`:
    it runs with the configuration for ECS that this image holds."""

    log_group: LogGroupName | None = None
    """Physical name of the collector's log group; `/ecs/<service name>-xray` if left out."""

    log_retention_days: LogRetentionDays | None = None
    """`groundwork:observability.logRetentionDays` if left out."""


class OnDemand(Model):
    """Every task on Fargate (PYS-CMP-05: a strategy, never a launch type beside it)."""

    kind: Literal["onDemand"] = "onDemand"


class SpotMix(Model):
    """A base of tasks on Fargate, what is above it divided between Fargate and Fargate Spot by weight."""

    kind: Literal["spot"]
    base: Annotated[int, Field(ge=0, le=100000)] = 1
    """Tasks that always run on demand; keep it below the least number of tasks, or no task is on Spot."""

    weight: Annotated[int, Field(ge=0, le=1000)] = 1
    """Share of the on-demand tasks above the base."""

    spot_weight: Annotated[int, Field(ge=1, le=1000)] = 1
    """Share of the Spot tasks above the base."""


Capacity = Annotated[OnDemand | SpotMix, Kinds("onDemand")]


def _size_form(value: Any) -> str:
    return "pair" if isinstance(value, dict | TaskSize) else "profile"


Size = Annotated[
    Annotated[Key, Tag("profile")] | Annotated[TaskSize, Tag("pair")],
    Discriminator(_size_form),
    Allowed("the name of a size profile such as small, or a mapping of cpu and memory"),
]


def base_above_minimum(capacity: Capacity, least: int, path: tuple[str, ...], whose: str) -> Iterator[Breach]:
    """A base that the least number of tasks never exceeds leaves nothing to Spot (erratum SKY E1)."""
    if capacity.kind == "spot" and capacity.base > max(least, 1):
        yield Breach(
            path,
            f"{capacity.base} is above the {count(least, 'task')} that {whose} runs at the least: none of "
            "them is on Spot",
            f"lower it to {max(least - 1, 0)}, or raise the least number of tasks",
        )
