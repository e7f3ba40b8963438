"""Controls on logs: that they are written, kept for a set time, and kept apart."""

from __future__ import annotations

from collections.abc import Iterator

from policy.aws.containers import containers
from policy.aws.types import DB_INSTANCE, ECS_CLUSTER, ECS_SERVICE, LOAD_BALANCER, LOG_GROUP, TASK_DEFINITION
from policy.framework.outcome import NotApplicable, Outcome, Undetermined, Violation
from policy.framework.registry import Scope, on_graph, on_resource
from policy.framework.resource import Resource, present
from policy.framework.values import UNKNOWN, show


@on_resource("container-logs", TASK_DEFINITION)
def container_logs(task: Resource, _scope: Scope) -> Iterator[Outcome]:
    """Each container logs to CloudWatch, into a group that is named."""
    for item in containers(task):
        if not isinstance(item, tuple):
            yield item
            continue
        name, container = item
        log = container.get("logConfiguration") or {}
        driver = log.get("logDriver")
        if driver != "awslogs":
            yield Violation(
                f"logConfiguration.logDriver of container {name} is {show(driver)}, must be awslogs"
            )
        elif not present((log.get("options") or {}).get("awslogs-group")):
            yield Violation(f"awslogs-group of container {name} is absent, must be a log group of the stack")


@on_resource("log-group-retention", LOG_GROUP)
def retention(group: Resource, _scope: Scope) -> Iterator[Outcome]:
    """Each log group is kept for a set number of days."""
    yield from group.expect(
        "retentionInDays",
        lambda days: isinstance(days, int) and days > 0,
        "a number of days (never-ending is none)",
    )


@on_resource("cluster-container-insights", ECS_CLUSTER)
def insights(cluster: Resource, _scope: Scope) -> Iterator[Outcome]:
    """Container Insights is on."""
    blocks = cluster.blocks("settings")
    if UNKNOWN in blocks:
        yield Undetermined("settings")
        return
    value = next((block.get("value") for block in blocks if block.get("name") == "containerInsights"), None)
    if value is UNKNOWN:
        yield Undetermined("settings.containerInsights")
    elif value not in ("enabled", "enhanced"):
        yield Violation(f"setting containerInsights is {show(value)}, must be enabled or enhanced")


@on_graph("exec-sessions-logged", ECS_SERVICE)
def exec_sessions(service: Resource, scope: Scope) -> Iterator[Outcome]:
    """What is done in a container by ECS Exec is logged."""
    enabled = service.get("enableExecuteCommand")
    if enabled is UNKNOWN:
        yield Undetermined("enableExecuteCommand")
        return
    if enabled is not True:
        raise NotApplicable("ECS Exec is off")
    linked = scope.graph.links(service, "cluster", ECS_CLUSTER)
    if not linked.resources:
        yield Undetermined("cluster")
    for cluster in linked.resources:
        path = "configuration.executeCommandConfiguration.logging"
        value = cluster.get(path)
        if value is UNKNOWN:
            yield Undetermined(f"{cluster.name}.{path}")
        elif value not in ("DEFAULT", "OVERRIDE"):
            yield Violation(f"{path} of cluster {cluster.name} is {show(value)}, must be OVERRIDE or DEFAULT")


@on_graph("load-balancer-access-logs", LOAD_BALANCER)
def access_logs(balancer: Resource, _scope: Scope) -> Iterator[Outcome]:
    """Each load balancer writes access logs to a bucket."""
    yield from balancer.expect_true("accessLogs.enabled")
    yield from balancer.expect_present("accessLogs.bucket", "a log bucket")


@on_resource("database-logs-exported", DB_INSTANCE)
def database_logs(database: Resource, scope: Scope) -> Iterator[Outcome]:
    """The database's own log goes to CloudWatch."""
    engine = database.get("engine")
    if present(database.get("replicateSourceDb")):
        raise NotApplicable("a replica")
    wanted = scope.parameters["logs"].get(engine, ())
    if not wanted:
        raise NotApplicable("an engine without a list of logs")
    yield from database.expect(
        "enabledCloudwatchLogsExports",
        lambda value: isinstance(value, list) and set(wanted) <= set(value),
        " and ".join(wanted),
    )
