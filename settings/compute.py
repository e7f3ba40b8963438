"""`groundwork:compute`: the cluster and the workloads that run on it, by name, told apart by `kind`."""

from typing import Annotated, Literal

from pydantic import Field

from settings.base import Model
from settings.images import Image
from settings.scaling import Scaling
from settings.types import (
    ContainerUser,
    EnvironmentName,
    HttpPath,
    Key,
    LogGroupName,
    LogRetentionDays,
    PathPattern,
    Port,
    ResourceName,
)


class TaskSize(Model):
    """A CPU and memory pair that Fargate offers."""

    cpu: Literal[256, 512, 1024, 2048, 4096, 8192, 16384]
    """CPU units; 1024 are one vCPU."""

    memory: Annotated[int, Field(ge=512, le=122880)]
    """MiB."""


class HealthCheck(Model):
    """How the load balancer decides that a target may take requests."""

    path: HttpPath = "/"
    interval_seconds: Annotated[int, Field(ge=5, le=300)] = 30
    timeout_seconds: Annotated[int, Field(ge=2, le=120)] = 5
    healthy_threshold: Annotated[int, Field(ge=2, le=10)] = 2
    unhealthy_threshold: Annotated[int, Field(ge=2, le=10)] = 3
    matcher: str = "200"
    """HTTP codes that count as healthy: `200`, `200-299`, `200,301`."""


class Expose(Model):
    """Put the service behind the load balancer, for all requests or for some."""

    paths: tuple[PathPattern, ...] = ()
    """Path patterns of its requests, at most five; with neither paths nor hosts it takes what no other does."""

    hosts: tuple[str, ...] = ()
    """Host names of its requests."""

    priority: Annotated[int, Field(ge=1, le=50000)] | None = None
    """Order among the rules; needed with paths or hosts, lowest first."""

    health_check: HealthCheck = HealthCheck()
    grace_period_seconds: Annotated[int, Field(ge=0, le=7200)] = 60
    """Seconds after a task's start in which failed health checks are forgiven."""

    deregistration_delay_seconds: Annotated[int, Field(ge=0, le=3600)] = 30


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


Capacity = Annotated[OnDemand | SpotMix, Field(discriminator="kind")]


class Deployment(Model):
    """A rolling deployment; the circuit breaker rolls back a release that does not become healthy."""

    minimum_healthy_percent: Annotated[int, Field(ge=0, le=100)] = 100
    maximum_percent: Annotated[int, Field(ge=100, le=400)] = 200
    wait_for_steady_state: bool = True
    """An update ends when the service is stable, so that a failed release fails the update."""


class EcsService(Model):
    """Containers of one image on ECS with Fargate, in private subnets, without public addresses."""

    kind: Literal["ecs"]
    image: Image
    size: Key | TaskSize
    """A profile of `groundwork:compute.sizes`, or a CPU and memory pair."""

    name: ResourceName | None = None
    """Physical name of service, container and task family; `<prefix>-<key>` if left out."""

    architecture: Literal["X86_64", "ARM64"] = "X86_64"
    port: Port | None = None
    """Port that the container listens on; none for a worker."""

    expose: Expose | None = None
    """How it is reached through the load balancer; not at all if left out."""

    uses: tuple[Key, ...] = ()
    """Stores, buckets and secrets that it may use: each opens its port, injects its variables, grants its actions."""

    inject_secrets: dict[EnvironmentName, Key] = {}
    """Names under which secrets of `groundwork:security.secrets` are injected, where `<NAME>` does not do."""

    environment: dict[EnvironmentName, str] = {}
    """Plain variables; anything secret belongs in `groundwork:security.secrets` or comes from what it uses."""

    command: tuple[str, ...] = ()
    user: ContainerUser | None = None
    """User and group that the container runs as, `uid:gid`; the image's own if left out."""

    read_only_root: bool = False
    """Mount the root file system read-only; give the paths it writes to in `scratch`."""

    scratch: tuple[HttpPath, ...] = ()
    """Paths with an empty writable volume each."""

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


class Cluster(Model):
    """The ECS cluster of the stack."""

    name: ResourceName | None = None
    """Physical name; `<prefix>-cluster` if left out."""

    container_insights: Literal["enhanced", "enabled", "disabled"] = "enabled"
    default_capacity: Capacity = OnDemand()
    """Strategy of services that choose none."""


Workload = EcsService


class Compute(Model):
    """Workloads by name, and the cluster that ECS services share."""

    cluster: Cluster = Cluster()
    sizes: dict[Key, TaskSize] = {}
    """Size profiles by name, so that a stack changes size in one word (SKY-CMP-06)."""

    services: dict[Key, EcsService] = {}

    @property
    def exposed(self) -> dict[str, EcsService]:
        """The services that are reached through the load balancer."""
        return {name: service for name, service in self.services.items() if service.expose}
