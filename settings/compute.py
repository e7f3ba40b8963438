"""`groundwork:compute`: the cluster and the workloads that run on it, by name, told apart by `kind`."""

from collections.abc import Callable, Iterator
from typing import Annotated, Literal

from pydantic import Field

from settings.base import Breach, Model, collect, rule
from settings.ec2 import Ec2Host, HostContainer
from settings.ecs import (
    Capacity,
    Deployment,
    Expose,
    HealthCheck,
    OnDemand,
    Size,
    SpotMix,
    TaskSize,
    base_above_minimum,
)
from settings.images import Image
from settings.scaling import Scaling
from settings.secrecy import looks_secret
from settings.shape import Kinds
from settings.types import (
    ContainerPath,
    ContainerUser,
    Key,
    LogGroupName,
    LogRetentionDays,
    Port,
    ResourceName,
)
from settings.words import did_you_mean
from settings.workload import WorkloadBase

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
    "OnDemand",
    "SpotMix",
    "TaskSize",
    "Workload",
]


class EcsService(WorkloadBase):
    """Containers of one image on ECS with Fargate, in private subnets, without public addresses."""

    kind: Literal["ecs"]
    """Containers on Amazon ECS with Fargate."""

    image: Image
    """Image of the container."""

    size: Size
    """A profile of `groundwork:compute.sizes`, or a CPU and memory pair."""

    name: ResourceName | None = None
    """Physical name of service, container and task family; `<prefix>-<key>` if left out."""

    architecture: Literal["X86_64", "ARM64"] = "X86_64"
    """Processor that the image is built for; ARM64 (Graviton) costs a fifth less."""

    port: Port | None = None
    """Port that the container listens on; none for a worker."""

    expose: Expose | None = None
    """How it is reached through the load balancer; not at all if left out."""

    command: tuple[str, ...] = ()
    """Command and arguments in place of the image's own."""

    user: ContainerUser | None = None
    """User and group that the container runs as, `uid:gid`; the image's own if left out."""

    read_only_root: bool = False
    """Mount the root file system read-only; give the paths it writes to in `scratch`."""

    scratch: tuple[ContainerPath, ...] = ()
    """Paths with an empty writable volume each; for a `user` that is not root, the image has to declare the
    path as a volume that belongs to that user."""

    unprivileged_ports: bool = False
    """Let a user that is not root listen below 1024 (`net.ipv4.ip_unprivileged_port_start` = 0)."""

    container_health_check: Annotated[str, Field(min_length=1)] | None = None
    """Shell command that ECS runs in the container every 30 s; a failing task is replaced."""

    desired_count: Annotated[int, Field(ge=0, le=5000)] = 2
    """Tasks at creation; afterwards the scaler's, where there is one."""

    scaling: Scaling | None = None
    capacity: Capacity | None = None
    """The cluster's `defaultCapacity` if left out."""

    deployment: Deployment = Deployment()
    exec: bool = False
    """Allow ECS Exec into its containers, for debugging."""

    log_group: LogGroupName | None = None
    """Physical name; `/ecs/<service name>` if left out."""

    log_retention_days: LogRetentionDays | None = None
    """`groundwork:observability.logRetentionDays` if left out."""

    execution_role_name: ResourceName | None = None
    """Physical name of the execution role; made from the service's name if left out."""

    @property
    def least_tasks(self) -> int:
        """Tasks that run at the least."""
        return self.scaling.minimum if self.scaling is not None else self.desired_count

    @rule
    def port_is_there_where_it_is_exposed(self) -> Iterator[Breach]:
        if self.expose is not None and self.port is None:
            yield Breach(
                ("port",), "an exposed service needs the port that its container listens on", "give `port`"
            )

    @rule
    def desired_count_is_within_the_bounds(self) -> Iterator[Breach]:
        if self.scaling is None:
            return
        lowest, highest = self.scaling.minimum, self.scaling.maximum
        if lowest <= highest and not lowest <= self.desired_count <= highest:
            yield Breach(
                ("desiredCount",), f"{self.desired_count} is outside of scaling, {lowest} to {highest}"
            )

    @rule
    def requests_are_counted_at_the_load_balancer(self) -> Iterator[Breach]:
        if self.expose is None and self.scaling is not None and self.scaling.requests is not None:
            yield Breach(
                ("scaling", "requests"),
                "requests are counted at the load balancer, which this service is not behind",
                "give `expose`, or scale by cpu or memory",
            )

    @rule
    def own_capacity_leaves_tasks_to_spot(self) -> Iterator[Breach]:
        if self.capacity is not None:
            yield from base_above_minimum(
                self.capacity, self.least_tasks, ("capacity", "base"), "this service"
            )

    @rule
    def command_is_not_secret(self) -> Iterator[Breach]:
        for index, word in enumerate(self.command):
            if looks := looks_secret(word):
                yield Breach(
                    ("command", index),
                    f"it holds {looks}, which must not stand in plain text",
                    "define a secret in groundwork:security.secrets, add it to `uses` and read its variable",
                )

    @rule
    def scratch_belongs_to_a_read_only_root(self) -> Iterator[Breach]:
        if self.scratch and not self.read_only_root:
            yield Breach(
                ("scratch",),
                "the whole root file system is writable, so that scratch volumes serve no purpose",
                "set readOnlyRoot to true, or leave scratch out",
            )
        for index, path in enumerate(self.scratch):
            if path in self.scratch[:index]:
                yield Breach(("scratch", index), f"{path} is named twice")


class Cluster(Model):
    """The ECS cluster of the stack."""

    name: ResourceName | None = None
    """Physical name; `<prefix>-cluster` if left out."""

    container_insights: Literal["enhanced", "enabled", "disabled"] = "enabled"
    """CloudWatch Container Insights: metrics of tasks and containers, paid by metric."""

    default_capacity: Capacity = OnDemand()
    """Strategy of services that choose none."""


Workload = Annotated[EcsService | Ec2Host, Kinds("ecs")]
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
        ):
            first: dict[str, str] = {}
            for service, settings in self.services.items():
                value = getattr(settings, name, None)  # a host has no execution role
                if value is not None and (other := first.setdefault(value, service)) != service:
                    yield Breach(("services", service, key), f"`{value}` is that of {other} as well")

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
            if service.expose is None or service.expose.priority is None:
                continue
            priority = service.expose.priority
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
    def exposed(self) -> dict[str, EcsService]:
        """The services that are reached through the load balancer."""
        return {name: service for name, service in self.tasks.items() if service.expose}
