"""The map of the program: settings in, components wired, outputs out."""

import pulumi

from components.compute.workloads import workloads
from components.cost.budget import watch_cost
from components.delivery.repository import Repository
from components.edge.facing import facing
from components.edge.traffic import Traffic
from components.foundation import foundation
from components.network.network import Network
from components.network.secondary import with_network
from components.observability.observability import Observability
from components.outputs import outputs
from components.overrides import Overrides
from components.security.account import watch_account
from components.security.rotation.rotations import rotations
from components.storage.log_bucket import LogBucket
from components.usable import usable
from settings import load

settings = load()
overrides = Overrides(settings.overrides, partly=settings.system.move is not None)
context, opts, second = foundation(settings)

network = Network("network", settings.network, context=context, tasks=bool(settings.compute.tasks), opts=opts)
if second is not None and settings.network.secondary is not None:
    second = with_network(second, settings.network.secondary, context=context, opts=opts)
log_bucket_name = None
if settings.takes_access_logs:
    log_bucket_name = LogBucket("access-logs", settings.storage.log_bucket, context=context, opts=opts).name
watch_account(settings.security, context=context, log_bucket_name=log_bucket_name, opts=opts)
used = usable(
    settings, context=context, network=network, second=second, log_bucket_name=log_bucket_name, opts=opts
)
repositories = {
    name: Repository(name, repository, context=context, opts=opts)
    for name, repository in settings.delivery.repositories.items()
}

edge, apis = facing(
    settings, context=context, network=network, used=used, log_bucket_name=log_bucket_name, opts=opts
)
running = workloads(
    settings.compute,
    context=context,
    network=network,
    links=used.links,
    sources=used.sources,
    repositories=repositories,
    routes=edge.load_balancer.routes if edge else {},
    opts=opts,
)
if edge is not None and edge.weights is not None:
    Traffic("traffic", edge.weights, addresses=running.addresses, opts=opts)
rotating = rotations(settings, context=context, rotated=used.rotated, running=running, opts=opts)

observability = Observability(
    "observability",
    settings.observability,
    context=context,
    observed=[
        *running.observed,
        *([edge.load_balancer.observed] if edge else []),
        *used.observed,
        *(rotation.observed for rotation in rotating.values() if rotation.observed is not None),
        *(repository.observed for repository in repositories.values()),
    ],
    spot_cluster_arn=running.spot_cluster_arn,
    opts=opts,
)
watch_cost(settings.cost, settings.system, context=context, opts=opts)

for name, value in outputs(
    settings.system, network, used, repositories, edge, apis, running, observability
).items():
    pulumi.export(name, value)
overrides.finish()
