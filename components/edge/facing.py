"""What faces the internet in a stack: its edge, and its APIs behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pulumi

from components.base import Context
from components.edge.edge import Edge
from components.edge.http_api import HttpApi
from components.network.network import Network
from components.usable import Usable
from settings import Settings


class Facing(NamedTuple):
    """The edge, None where nothing faces the internet, and the APIs by name."""

    edge: Edge | None
    apis: Mapping[str, HttpApi]


def facing(
    settings: Settings,
    *,
    context: Context,
    network: Network,
    used: Usable,
    log_bucket_name: pulumi.Output[str] | None,
    opts: pulumi.ResourceOptions,
) -> Facing:
    """Edge and APIs of the settings. They come before the services, which register with their routes."""
    if settings.edge is None:
        return Facing(None, {})
    edge = Edge(
        "edge",
        settings.edge,
        context=context,
        vpc_id=network.vpc_id,
        subnet_ids=network.public_subnet_ids,
        exposed=settings.compute.exposed,
        buckets=used.buckets,
        log_bucket_name=log_bucket_name,
        log_prefix=settings.storage.log_bucket.alb_prefix,
        after=network.ways_in,
        opts=opts,
    )
    apis = {
        name: HttpApi(
            name,
            api,
            context=context,
            vpc_id=network.vpc_id,
            subnet_ids=network.private_subnet_ids,
            balancer=edge.load_balancer,
            host=next(iter(settings.edge.hosts), None),
            pool=used.user_pools[api.user_pool] if api.user_pool else None,
            opts=opts,
        )
        for name, api in settings.edge.apis.items()
    }
    return Facing(edge, apis)
