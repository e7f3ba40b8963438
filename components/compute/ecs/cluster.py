"""The ECS cluster."""

from __future__ import annotations

from typing import NamedTuple

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.logs import log_group
from settings.compute import Capacity
from settings.compute import Cluster as ClusterSettings


class Cluster(Component):
    """An ECS cluster on Fargate and Fargate Spot, with Container Insights and a log of ECS Exec sessions.

    Its default strategy is for one-off tasks and whoever looks; each service names its own, which is the same
    unless it chooses another. A launch type is never set, since ECS refuses it beside a strategy (PYS-CMP-05,
    SKY-CMP-03).
    """

    arn: pulumi.Output[str]
    name: str
    spot: bool
    """Whether a service of the cluster may run on Fargate Spot."""

    def __init__(
        self,
        name: str,
        settings: ClusterSettings,
        *,
        context: Context,
        exec_sessions: bool,
        spot: bool,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:ecs:Cluster", name, None, opts)
        self.spot = spot
        self.name = settings.name or context.name("cluster")
        self.exec_log_group_arn: pulumi.Output[str] | None = None
        configuration = None
        if exec_sessions:
            sessions = log_group("exec", context, physical_name=f"/ecs/{self.name}/exec", opts=self.child())
            self.exec_log_group_arn = sessions.arn
            encrypted = context.key_arn is not None
            configuration = aws.ecs.ClusterConfigurationArgs(
                execute_command_configuration=aws.ecs.ClusterConfigurationExecuteCommandConfigurationArgs(
                    kms_key_id=context.key_arn,
                    logging="OVERRIDE",
                    log_configuration=aws.ecs.ClusterConfigurationExecuteCommandConfigurationLogConfigurationArgs(
                        cloud_watch_log_group_name=sessions.name,
                        cloud_watch_encryption_enabled=encrypted,
                    ),
                )
            )
        cluster = aws.ecs.Cluster(
            name,
            name=self.name,
            settings=[{"name": "containerInsights", "value": settings.container_insights}],
            configuration=configuration,
            opts=self.child(),
        )
        providers = aws.ecs.ClusterCapacityProviders(
            name,
            cluster_name=cluster.name,
            capacity_providers=["FARGATE", "FARGATE_SPOT"],
            default_capacity_provider_strategies=[
                aws.ecs.ClusterCapacityProvidersDefaultCapacityProviderStrategyArgs(
                    capacity_provider=share.capacity_provider, weight=share.weight, base=share.base
                )
                for share in strategy(settings.default_capacity)
            ],
            opts=self.child(),
        )
        # A service that names no strategy needs the default one to be there first.
        self.arn = pulumi.Output.all(cluster.arn, providers.id).apply(lambda known: known[0])
        self.register_outputs({"arn": self.arn, "name": self.name})


class Share(NamedTuple):
    """Part of a capacity provider strategy."""

    capacity_provider: str
    weight: int
    base: int | None = None


def strategy(capacity: Capacity) -> list[Share]:
    """Capacity provider strategy: all on Fargate, or what is above the base divided with Fargate Spot."""
    if capacity.kind == "onDemand":
        return [Share("FARGATE", 1, 1)]
    return [
        Share("FARGATE", capacity.weight, capacity.base),
        Share("FARGATE_SPOT", capacity.spot_weight),
    ]
