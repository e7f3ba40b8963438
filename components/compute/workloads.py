"""The workloads of a stack, in the order in which they use each other."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from graphlib import TopologicalSorter

import pulumi

from components.base import Context
from components.compute.ec2.host import Host
from components.compute.ecs.cluster import Cluster
from components.compute.ecs.service import Service
from components.compute.lambda_.function import Function
from components.compute.lambda_.notifications import notifications
from components.delivery.repository import Repository, image_reference
from components.edge.load_balancer import Route
from components.links import Link, SecretRef, endpoints_link
from components.network.network import Network
from components.observed import Observed
from components.sources import Source
from settings.base import Model
from settings.compute import Compute, Ec2Host, EcsService, LambdaFunction, TaskSize
from settings.workload import WorkloadBase

Workload = Service | Host | Function

WORKLOADS: Mapping[type[Model], type[Workload]] = {
    EcsService: Service,
    Ec2Host: Host,
    LambdaFunction: Function,
}
"""The component of each kind of `groundwork:compute.services`."""


@dataclass(frozen=True)
class Workloads:
    """The services by name, and the cluster that those on ECS share (None where there are none).

    Servers that are retired are none of them.
    """

    services: Mapping[str, Workload]
    cluster: Cluster | None

    @property
    def spot_cluster_arn(self) -> pulumi.Output[str] | None:
        """ARN of the cluster if any service may run on Spot."""
        return self.cluster.arn if self.cluster and self.cluster.spot else None

    @property
    def addresses(self) -> Mapping[str, pulumi.Output[str]]:
        """Public address of each server, by name."""
        hosts = {name: each for name, each in self.services.items() if isinstance(each, Host)}
        return {name: host.address for name, host in hosts.items() if host.address is not None}

    @property
    def observed(self) -> list[Observed]:
        """What the services offer to observability."""
        return [each.observed for each in self.services.values() if each.observed is not None]


def workloads(
    compute: Compute,
    *,
    context: Context,
    network: Network,
    links: Mapping[str, Link],
    sources: Mapping[str, Source],
    repositories: Mapping[str, Repository],
    routes: Mapping[str, Route],
    opts: pulumi.ResourceOptions,
) -> Workloads:
    """Cluster and services of the settings, each with the links that it uses.

    `sources` are what can start a function, by the key that its triggers name.
    """
    cluster = None
    if compute.tasks:
        cluster = Cluster(
            "cluster",
            compute.cluster,
            context=context,
            exec_sessions=any(service.exec for service in compute.tasks.values()),
            spot=any(_on_spot(compute, service) for service in compute.tasks.values()),
            opts=opts,
        )
    made: dict[str, Workload] = {}
    for name in _by_use(compute):
        settings = compute.services[name]
        offered = {**links, **{key: service.link for key, service in made.items()}}
        used = [
            *(narrowed(renamed(offered[used], settings.inject_secrets), settings) for used in settings.uses),
            *endpoints_link(network.endpoints_security_group_id),
        ]
        if isinstance(settings, Ec2Host):
            public = network.subnet_ids["public"]
            made[name] = Host(
                name,
                settings,
                context=context,
                vpc_id=network.vpc_id,
                subnet_id=public[settings.zone or next(iter(public))],
                links=used,
                opts=opts,
            )
        elif isinstance(settings, LambdaFunction):
            made[name] = Function(
                name,
                settings,
                context=context,
                vpc_id=network.vpc_id,
                subnet_ids=network.private_subnet_ids,
                after=network.ways_out,
                links=used,
                sources=sources,
                opts=opts,
            )
        elif cluster is not None:
            made[name] = Service(
                name,
                settings,
                context=context,
                cluster=cluster,
                size=task_size(compute, settings),
                capacity=settings.capacity or compute.cluster.default_capacity,
                after=network.ways_out,
                vpc_id=network.vpc_id,
                subnet_ids=network.private_subnet_ids,
                image=image_reference(name, settings.image, settings.architecture, repositories),
                links=used,
                route=routes.get(name),
                opts=opts,
            )
    functions = [each for each in made.values() if isinstance(each, Function)]
    notifications([told for function in functions for told in function.told], sources, opts)
    return Workloads({name: made[name] for name in compute.services if name not in compute.retired}, cluster)


def task_size(compute: Compute, service: EcsService) -> TaskSize:
    """CPU and memory of a service, from its own pair or the profile that it names."""
    return compute.sizes[service.size] if isinstance(service.size, str) else service.size


def renamed(link: Link, inject_secrets: Mapping[str, str]) -> Link:
    """The link of a secret under the variables that the service chose for it; any other as it is."""
    variables = [variable for variable, secret in inject_secrets.items() if secret == link.name]
    if not variables or not link.secrets:
        return link
    (reference,) = set[SecretRef](link.secrets.values())
    return replace(link, secrets=dict.fromkeys(variables, reference))


def narrowed(link: Link, settings: WorkloadBase) -> Link:
    """The link of a bucket with the actions that the workload chose for it; any other as it is."""
    actions = settings.bucket_actions.get(link.name)
    return link.narrowed(actions) if actions and link.narrowed is not None else link


def _on_spot(compute: Compute, service: EcsService) -> bool:
    return (service.capacity or compute.cluster.default_capacity).kind == "spot"


def _by_use(compute: Compute) -> list[str]:
    """Services so that each comes after those that it uses; else in the order of the settings."""
    uses = {
        name: [used for used in service.uses if used in compute.services]
        for name, service in compute.services.items()
    }
    return list(TopologicalSorter(uses).static_order())
