"""`groundwork:compute`: the cluster and the workloads that run on it, by name, told apart by `kind`."""

from collections.abc import Callable, Iterator
from typing import Annotated, Literal

from pydantic import Field

from settings.base import Breach, Model, collect, rule
from settings.deployment import LAST_PRIORITY, Deployment
from settings.ec2 import Ec2Host, HostContainer
from settings.ecs import (
    Capacity,
    Expose,
    HealthCheck,
    OnDemand,
    SpotMix,
    TaskSize,
    Tracing,
    base_above_minimum,
)
from settings.ecs_service import EcsService
from settings.lambda_ import LambdaFunction
from settings.shape import Kinds
from settings.types import Key, ResourceName
from settings.words import did_you_mean

__all__ = [
    "Capacity",
    "Cluster",
    "Compute",
    "Deployment",
    "Ec2Host",
    "EcsService",
    "Expose",
    "HealthCheck",
    "HostContainer",
    "LambdaFunction",
    "OnDemand",
    "SpotMix",
    "TaskSize",
    "Tracing",
    "Workload",
]


class Cluster(Model):
    """The ECS cluster of the stack."""

    name: ResourceName | None = None
    """Physical name; `<prefix>-cluster` if left out."""

    container_insights: Literal["enhanced", "enabled", "disabled"] = "enabled"
    """CloudWatch Container Insights: metrics of tasks and containers, paid by metric."""

    default_capacity: Capacity = OnDemand()
    """Strategy of services that choose none."""


Workload = Annotated[EcsService | Ec2Host | LambdaFunction, Kinds("ecs")]
"""What runs code, told apart by `kind`."""


class Compute(Model):
    """Workloads by name, and the cluster that ECS services share."""

    cluster: Cluster = Cluster()
    sizes: dict[Key, TaskSize] = Field(default_factory=dict)
    """Size profiles by name, so that a stack changes size in one word (SKY-CMP-06)."""

    services: dict[Key, Workload] = Field(default_factory=dict)
    """Workloads by name."""

    @rule
    def sizes_are_defined(self) -> Iterator[Breach]:
        yield from self._each(self._size_is_defined)

    def _size_is_defined(self, service: EcsService) -> Iterator[Breach]:
        if isinstance(service.size, str) and service.size not in self.sizes:
            yield Breach(
                ("size",),
                f"the profile `{service.size}` is not defined in groundwork:compute.sizes",
                did_you_mean(service.size, self.sizes, "defined are")
                or "define it there, or give { cpu, memory }",
            )

    @rule
    def default_capacity_leaves_tasks_to_spot(self) -> Iterator[Breach]:
        capacity = self.cluster.default_capacity
        for key, service in self.tasks.items():
            if service.capacity is None:
                yield from base_above_minimum(
                    capacity, service.least_tasks, ("cluster", "defaultCapacity", "base"), key
                )

    @rule
    def names_are_their_own(self) -> Iterator[Breach]:
        for name, key in (
            ("name", "name"),
            ("log_group", "logGroup"),
            ("execution_role_name", "executionRoleName"),
            ("family", "family"),
        ):
            first: dict[str, str] = {}
            for service, settings in self.services.items():
                value = getattr(settings, name, None)  # a host has neither execution role nor task family
                if value is not None and (other := first.setdefault(value, service)) != service:
                    yield Breach(("services", service, key), f"`{value}` is that of {other} as well")

    @rule
    def collectors_have_log_groups_of_their_own(self) -> Iterator[Breach]:
        first = {service.log_group: key for key, service in self.tasks.items()}
        for key, service in self.tasks.items():
            name = service.tracing.log_group if service.tracing is not None else None
            if name is None:
                continue
            if name in first:
                yield Breach(
                    ("services", key, "tracing", "logGroup"), f"`{name}` is that of {first[name]} as well"
                )
            first.setdefault(name, key)

    @rule
    def target_groups_are_their_own(self) -> Iterator[Breach]:
        first: dict[str, str] = {}
        for key, service in self.exposed.items():
            name = service.expose.target_group if service.expose else None
            if name is not None and (other := first.setdefault(name, key)) != key:
                yield Breach(
                    ("services", key, "expose", "targetGroup"), f"`{name}` is that of {other} as well"
                )

    @rule
    def one_service_takes_the_rest(self) -> Iterator[Breach]:
        defaults = [
            key
            for key, service in self.tasks.items()
            if service.expose is not None and service.expose.default
        ]
        for key in defaults[1:]:
            yield Breach(
                ("services", key, "expose"),
                f"{defaults[0]} takes what no other service does already",
                "give this one paths or hosts, and a priority",
            )

    @rule
    def priorities_are_their_own(self) -> Iterator[Breach]:
        first: dict[int, str] = {}
        for key, service in self.tasks.items():
            if service.expose is None:
                continue
            # The one that takes the rest has a rule only where its traffic is shifted by it.
            last = LAST_PRIORITY if service.deployment.shifts else None
            priority = service.expose.priority or last
            if priority is None:
                continue
            if (other := first.setdefault(priority, key)) != key:
                yield Breach(
                    ("services", key, "expose", "priority"), f"{priority} is the priority of {other} as well"
                )

    def _each(self, check: Callable[[EcsService], Iterator[Breach]]) -> Iterator[Breach]:
        """What a check finds in each service, even if another one could be understood only in part."""
        for key, service in self.tasks.items():
            for breach in collect(check, service):
                yield breach.under("services", key)

    @property
    def tasks(self) -> dict[str, EcsService]:
        """The services that run on ECS."""
        return {name: each for name, each in self.services.items() if isinstance(each, EcsService)}

    @property
    def functions(self) -> dict[str, LambdaFunction]:
        """The functions on Lambda."""
        return {name: each for name, each in self.services.items() if isinstance(each, LambdaFunction)}

    @property
    def retired(self) -> frozenset[str]:
        """The servers that are gone and of which the logs alone are kept."""
        hosts = ((name, each) for name, each in self.services.items() if isinstance(each, Ec2Host))
        return frozenset(name for name, host in hosts if host.retired)

    @property
    def exposed(self) -> dict[str, EcsService]:
        """The services that are reached through the load balancer."""
        return {name: service for name, service in self.tasks.items() if service.expose}
