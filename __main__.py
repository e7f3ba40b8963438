"""The map of the program: settings in, components wired, outputs out."""

import pulumi

from components.compute.workloads import workloads
from components.cost.budget import AllocationTags, Budget
from components.delivery.repository import Repository
from components.edge.edge import Edge
from components.foundation import foundation
from components.network.network import Network
from components.observability.observability import Observability
from components.outputs import outputs
from components.overrides import Overrides
from components.storage.log_bucket import LogBucket
from components.usable import usable
from settings import load

settings = load()
overrides = Overrides(settings.overrides, partly=settings.system.move is not None)
context, opts = foundation(settings)

network = Network("network", settings.network, context=context, tasks=bool(settings.compute.tasks), opts=opts)
log_bucket_name = None
if settings.takes_access_logs:
    log_bucket_name = LogBucket("access-logs", settings.storage.log_bucket, context=context, opts=opts).name
used = usable(settings, context=context, network=network, log_bucket_name=log_bucket_name, opts=opts)
repositories = {
    name: Repository(name, repository, context=context, opts=opts)
    for name, repository in settings.delivery.repositories.items()
}

# The edge comes before the services, which register with its routes.
edge = None
if settings.edge is not None:
    edge = Edge(
        "edge",
        settings.edge,
        context=context,
        vpc_id=network.vpc_id,
        subnet_ids=network.public_subnet_ids,
        exposed=settings.compute.exposed,
        log_bucket_name=log_bucket_name,
        after=network.ways_in,
        opts=opts,
    )
running = workloads(
    settings.compute,
    context=context,
    network=network,
    links=used.links,
    repositories=repositories,
    routes=edge.load_balancer.routes if edge else {},
    opts=opts,
)

observability = Observability(
    "observability",
    settings.observability,
    context=context,
    observed=[
        *(service.observed for service in running.services.values()),
        *([edge.load_balancer.observed] if edge else []),
        *used.observed,
        *(repository.observed for repository in repositories.values()),
    ],
    spot_cluster_arn=running.spot_cluster_arn,
    opts=opts,
)
if settings.cost.budget is not None:
    Budget(
        "budget",
        settings.cost.budget,
        context=context,
        project=settings.system.project,
        environment=settings.system.environment,
        opts=opts,
    )
if settings.cost.allocation_tags:
    AllocationTags("allocation-tags", opts)

for name, value in outputs(
    settings.system, network, used, repositories, edge, running, observability
).items():
    pulumi.export(name, value)
overrides.finish()
