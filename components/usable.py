"""What workloads may use: secrets, buckets and stores, each with its link."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.base import Context
from components.data.postgres import Postgres
from components.data.stores import STORES, Needs
from components.links import Link
from components.messaging.messaging import messaging
from components.network.network import Network
from components.observed import Observed
from components.regions import SecondRegion
from components.security.rotation.rotation import Rotated
from components.security.secrets import AppSecret
from components.security.user_pool import UserPool
from components.sources import Source
from components.storage.bucket import Bucket
from components.storage.replication import Replication
from settings import Settings
from settings.secret_rules import handed_on


@dataclass(frozen=True)
class Usable:
    """Links by the name that `uses` gives, and what else the stack shows of them."""

    links: Mapping[str, Link]
    observed: tuple[Observed, ...]
    endpoints: Mapping[str, pulumi.Output[str]]
    """Address of each store, by name."""

    secret_arns: Mapping[str, pulumi.Output[str]]
    rotated: Mapping[str, Rotated]
    """Databases, which may have their password rotated, by name."""

    bucket_names: Mapping[str, pulumi.Output[str]]
    buckets: Mapping[str, Bucket]
    user_pools: Mapping[str, UserPool]
    queue_urls: Mapping[str, pulumi.Output[str]]
    topic_arns: Mapping[str, pulumi.Output[str]]
    sources: Mapping[str, Source]
    """What can start a function, by name."""


def usable(
    settings: Settings,
    *,
    context: Context,
    network: Network,
    second: SecondRegion | None,
    log_bucket_name: pulumi.Output[str] | None,
    opts: pulumi.ResourceOptions,
) -> Usable:
    """Secrets, buckets and stores of the settings."""
    secrets = _secrets(settings, context, opts)
    values = {**settings.secret_values, **{name: secret.value for name, secret in secrets.items()}}
    served = settings.edge.origin_buckets if settings.edge is not None else {}
    buckets = {
        name: Bucket(
            name,
            bucket,
            context=context,
            log_bucket_name=log_bucket_name if bucket.access_logs else None,
            behind_cloudfront=name in served,
            opts=opts,
        )
        for name, bucket in settings.storage.buckets.items()
    }
    pools = {
        name: UserPool(name, pool, context=context, opts=opts)
        for name, pool in settings.security.user_pools.items()
    }
    for name, bucket in settings.storage.buckets.items():
        if bucket.replication is not None and second is not None:
            Replication(
                f"{name}-copy",
                bucket.replication,
                bucket=buckets[name],
                bucket_settings=bucket,
                context=context,
                second=second,
                opts=opts,
            )
    needs = Needs(
        context=context,
        vpc_id=network.vpc_id,
        subnet_ids=network.data_subnet_ids,
        second=second,
        recovery_window_days=settings.security.recovery_window_days,
        secret_values=values,
        opts=opts,
    )
    stores = {name: STORES[type(store)](name, store, needs) for name, store in settings.data.items()}
    messages = messaging(settings.messaging, context=context, secret_values=values, opts=opts)
    return Usable(
        links={
            **{name: Link(name=name) for name in settings.security.secrets},
            **{
                name: each.link for group in (secrets, buckets, pools, stores) for name, each in group.items()
            },
            **messages.links,
        },
        observed=(*(store.observed for store in stores.values()), *messages.observed),
        endpoints={name: store.endpoint for name, store in stores.items() if store.endpoint is not None},
        secret_arns={name: secret.arn for name, secret in secrets.items() if secret.arn is not None}
        | {name: store.secret_arn for name, store in stores.items() if store.secret_arn is not None},
        rotated={
            name: Rotated(store.secret_arn, store.arn, store.identifier)
            for name, store in stores.items()
            if isinstance(store, Postgres)
        },
        bucket_names={name: bucket.name for name, bucket in buckets.items()},
        buckets=buckets,
        user_pools=pools,
        queue_urls=messages.queue_urls,
        topic_arns=messages.topic_arns,
        sources={
            **{name: Source(bucket.arn, bucket.name) for name, bucket in buckets.items()},
            **messages.sources,
        },
    )


def _secrets(settings: Settings, context: Context, opts: pulumi.ResourceOptions) -> dict[str, AppSecret]:
    """Secrets that something is made of: not a supplied one that a store alone takes, or without a value."""
    handed = handed_on(settings)
    return {
        name: AppSecret(
            name,
            secret,
            context=context,
            supplied=settings.secret_values.get(name),
            recovery_window_days=settings.security.recovery_window_days,
            kept=name not in handed,
            opts=opts,
        )
        for name, secret in settings.security.secrets.items()
        if secret.kind == "generated" or (name in settings.secret_values and name not in handed)
    }
