"""A service on ECS with Fargate."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.compute.ecs.cluster import Cluster, strategy
from components.compute.ecs.group import task_group
from components.compute.ecs.roles import execution_role, task_role
from components.compute.ecs.scaling import ServiceScaling
from components.compute.ecs.shifting import deployment_configuration, second_way, unhealthy
from components.compute.ecs.task import task_definition
from components.compute.ecs.tracing import collector
from components.delivery.repository import ImageRef
from components.edge.load_balancer import Route
from components.links import Link, Opening
from components.logs import log_group
from components.observed import AlarmSpec, Metric, Observed
from settings.compute import Capacity, EcsService, TaskSize


class Service(Component):
    """Tasks of one container in private subnets, with their roles, log group, links and scaling.

    The security group admits the load balancer on the container's port if the service is exposed, and who
    uses the service; each link opens one port of what it leads to. Roles hold what the links grant and no
    more. A deployment that does not become healthy is rolled back.

        Service("api", settings.compute.services["api"], context=context, cluster=cluster, …)
    """

    link: Link
    """For other services that use this one."""

    observed: Observed
    name: str
    log_group_name: pulumi.Output[str]
    security_group_id: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        settings: EcsService,
        *,
        context: Context,
        cluster: Cluster,
        size: TaskSize,
        capacity: Capacity,
        vpc_id: pulumi.Input[str],
        subnet_ids: Sequence[pulumi.Input[str]],
        image: ImageRef,
        links: Sequence[Link] = (),
        route: Route | None = None,
        after: Sequence[pulumi.Resource] = (),
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:ecs:Service", name, None, opts)
        self._key, self._settings, self._context = name, settings, context
        self.name = settings.name or context.name(name)
        self._container = settings.container or self.name
        self.security_group_id = task_group(
            self, name, settings, name=self.name, context=context, vpc_id=vpc_id, links=links, route=route
        )
        logs = log_group(
            name,
            context,
            physical_name=settings.log_group or f"/ecs/{self.name}",
            retention_days=settings.log_retention_days,
            opts=self.child(),
        )
        self.log_group_name = logs.name
        traces = self._traces(context)
        task = task_definition(
            self,
            name,
            settings,
            family=settings.family or self.name,
            container_name=self._container,
            image=image.uri,
            size=size,
            region=context.region,
            links=links,
            log_group_name=logs.name,
            beside=[collector(settings.tracing, traces.name, context.region)]
            if settings.tracing and traces
            else [],
            execution_role_arn=execution_role(
                self,
                name,
                context,
                physical_name=settings.execution_role_name,
                repository_arn=image.repository_arn,
                log_group_arns=[logs.arn, *([traces.arn] if traces else [])],
                links=links,
            ),
            task_role_arn=task_role(
                self,
                name,
                context,
                links=links,
                exec_log_group_arn=cluster.exec_log_group_arn if settings.exec else None,
                tracing=settings.tracing is not None,
            ),
        )
        service = self._service(cluster, task, capacity, subnet_ids, route, after)
        if settings.scaling is not None:
            ServiceScaling(
                name,
                settings.scaling,
                cluster_name=cluster.name,
                service_name=service.name,
                policy_prefix=self.name,
                route=route,
                opts=self.child(),
            )
        self.link = Link(
            name=name,
            opening=Opening(self.security_group_id, settings.port, self.name) if settings.port else None,
        )
        self.observed = self._observed(cluster.name, service.name, route)
        self.register_outputs({"name": service.name})

    def _traces(self, context: Context) -> aws.cloudwatch.LogGroup | None:
        """Log group of the collector, where there is one."""
        tracing = self._settings.tracing
        if tracing is None:
            return None
        return log_group(
            f"{self._key}-xray",
            context,
            physical_name=tracing.log_group or f"/ecs/{self.name}-xray",
            retention_days=tracing.log_retention_days,
            opts=self.child(),
        )

    def _service(
        self,
        cluster: Cluster,
        task: aws.ecs.TaskDefinition,
        capacity: Capacity,
        subnet_ids: Sequence[pulumi.Input[str]],
        route: Route | None,
        after: Sequence[pulumi.Resource],
    ) -> aws.ecs.Service:
        settings = self._settings
        expose = settings.expose
        scaled = settings.scaling is not None
        return aws.ecs.Service(
            self._key,
            name=self.name,
            cluster=cluster.arn,
            task_definition=task.arn,
            desired_count=settings.desired_count,
            # Named even where it is the cluster's default: ECS copies that into a service once, when it is
            # made, and a strategy that comes to a service later replaces the service.
            capacity_provider_strategies=[
                aws.ecs.ServiceCapacityProviderStrategyArgs(
                    capacity_provider=share.capacity_provider, weight=share.weight, base=share.base
                )
                for share in strategy(capacity)
            ],
            # ECS takes a change of the strategy only with a new deployment.
            force_new_deployment=True,
            network_configuration={
                "subnets": list(subnet_ids),
                "security_groups": [self.security_group_id],
                "assign_public_ip": False,
            },
            load_balancers=[
                aws.ecs.ServiceLoadBalancerArgs(
                    target_group_arn=route.target_group_arn,
                    container_name=self._container,
                    container_port=settings.port,
                    advanced_configuration=second_way(self, self._key, self._context, route),
                )
            ]
            if route and settings.port
            else None,
            health_check_grace_period_seconds=expose.grace_period_seconds if expose else None,
            deployment_controller={"type": "ECS"},
            deployment_configuration=deployment_configuration(settings.deployment),
            deployment_circuit_breaker={"enable": True, "rollback": True},
            deployment_minimum_healthy_percent=settings.deployment.minimum_healthy_percent,
            deployment_maximum_percent=settings.deployment.maximum_percent,
            enable_execute_command=settings.exec,
            enable_ecs_managed_tags=True,
            propagate_tags="SERVICE",
            wait_for_steady_state=settings.deployment.wait_for_steady_state,
            opts=self.child(
                # The number of tasks is the scaler's once the service is there.
                ignore_changes=["desiredCount"] if scaled else None,
                # ECS refuses a target group that no listener uses yet.
                # Tasks that start before their way out cannot pull the image, and trip the circuit breaker.
                depends_on=[*([route.listener] if route else []), *after],
            ),
        )

    def _observed(self, cluster_name: str, service_name: pulumi.Output[str], route: Route | None) -> Observed:
        key = self._key
        dimensions = {"ClusterName": cluster_name, "ServiceName": service_name}

        def insight(name: str, label: str) -> Metric:
            return Metric("ECS/ContainerInsights", name, dimensions, label=label)

        metrics = {
            "cpu": Metric("AWS/ECS", "CPUUtilization", dimensions),
            "memory": Metric("AWS/ECS", "MemoryUtilization", dimensions),
            "running-tasks": insight("RunningTaskCount", "running"),
            "desired-tasks": insight("DesiredTaskCount", "desired"),
        }
        alarms = {
            f"{key}-cpu": AlarmSpec(metrics["cpu"], 85, f"CPU of {self.name} above 85 %"),
            f"{key}-memory": AlarmSpec(metrics["memory"], 90, f"Memory of {self.name} above 90 %"),
        }
        for ending, group in (unhealthy(route) if route is not None else {}).items():
            metrics[ending] = Metric("AWS/ApplicationELB", "UnHealthyHostCount", group, "Maximum")
            alarms[f"{key}-{ending}"] = AlarmSpec(
                metrics[ending],
                0,
                f"Targets of {self.name} fail their health check",
                evaluation_periods=2,
            )
        return Observed(
            key=key,
            title=f"ECS service {self.name}",
            widgets={
                "CPU (%)": (metrics["cpu"],),
                "Memory (%)": (metrics["memory"],),
                "Tasks": (metrics["running-tasks"], metrics["desired-tasks"]),
            },
            metrics=metrics,
            alarms=alarms,
            log_group=self.log_group_name,
        )
