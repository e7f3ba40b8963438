"""A service on ECS: one container's tasks, what they may use, how many run and how they are reached."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from settings.base import Breach, rule
from settings.deployment import Deployment
from settings.ecs import (
    COLLECTOR,
    Capacity,
    Expose,
    SecurityGroup,
    Size,
    Tracing,
    base_above_minimum,
)
from settings.images import Image
from settings.scaling import Scaling
from settings.secrecy import looks_secret
from settings.types import (
    ContainerPath,
    ContainerUser,
    LogGroupName,
    LogRetentionDays,
    Port,
    ResourceName,
)
from settings.workload import WorkloadBase


class EcsService(WorkloadBase):
    """Containers of one image on ECS with Fargate, in private subnets, without public addresses."""

    kind: Literal["ecs"]
    """Containers on Amazon ECS with Fargate."""

    image: Image
    """Image of the container."""

    size: Size
    """A profile of `groundwork:compute.sizes`, or a CPU and memory pair."""

    name: ResourceName | None = None
    """Physical name of the service, and of its container and task family where they have none of their own;
    `<prefix>-<key>` if left out."""

    family: ResourceName | None = None
    """Family of the task definition; the service's name if left out."""

    container: ResourceName | None = None
    """Name of the container; the service's name if left out."""

    architecture: Literal["X86_64", "ARM64"] = "X86_64"
    """Processor that the image is built for; ARM64 (Graviton) costs a fifth less."""

    port: Port | None = None
    """Port that the container listens on; none for a worker."""

    expose: Expose | None = None
    """How it is reached through the load balancer; not at all if left out."""

    security_group: SecurityGroup = SecurityGroup()
    outbound: Literal["all", "https"] = "all"
    """What the tasks may reach: everything, or HTTPS and the ports of what the service uses."""

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
    tracing: Tracing | None = None
    """Collect traces beside the container; none if left out."""

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
        for setting in self.scaling.by_requests if self.scaling is not None else ():
            if self.expose is None:
                yield Breach(
                    ("scaling", setting),
                    "requests are counted at the load balancer, which this service is not behind",
                    "give `expose`, or scale by cpu or memory",
                )

    @rule
    def traffic_that_shifts_comes_through_the_load_balancer(self) -> Iterator[Breach]:
        if not self.deployment.shifts:
            return
        if self.expose is None:
            yield Breach(
                ("deployment", "strategy"),
                "traffic is shifted at the load balancer, which this service is not behind",
                "give `expose`, or choose rolling",
            )
        for setting in self.scaling.by_requests if self.scaling is not None else ():
            yield Breach(
                ("scaling", setting),
                f"requests are counted at one target group, and the strategy {self.deployment.strategy} "
                "changes between two",
                "scale by cpu or memory, or choose rolling",
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
    def the_collector_is_another_container(self) -> Iterator[Breach]:
        if self.tracing is not None and (self.container or self.name) == COLLECTOR:
            yield Breach(
                ("container",) if self.container else ("name",),
                f"`{COLLECTOR}` is the name of the container that collects traces",
                "choose another name, or leave tracing out",
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
