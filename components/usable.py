"""What workloads may use: secrets, buckets and stores, each with its link."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.base import Context
from components.data.postgres import Postgres
from components.links import Link
from components.network.network import Network
from components.observed import Observed
from components.security.secrets import AppSecret
from components.sources import Source
from components.storage.bucket import Bucket
from settings import Settings
from settings.base import Model
from settings.data import PostgresInstance

STORES: Mapping[type[Model], type[Postgres]] = {PostgresInstance: Postgres}
"""The component of each kind of `groundwork:data`."""


@dataclass(frozen=True)
class Usable:
    """Links by the name that `uses` gives, and what else the stack shows of them."""

    links: Mapping[str, Link]
    observed: tuple[Observed, ...]
    endpoints: Mapping[str, pulumi.Output[str]]
    """Address of each store, by name."""

    secret_arns: Mapping[str, pulumi.Output[str]]
    bucket_names: Mapping[str, pulumi.Output[str]]
    sources: Mapping[str, Source]
    """What can start a function, by name."""


def usable(
    settings: Settings,
    *,
    context: Context,
    network: Network,
    log_bucket_name: pulumi.Output[str] | None,
    opts: pulumi.ResourceOptions,
) -> Usable:
    """Secrets, buckets and stores of the settings."""
    recovery = settings.security.recovery_window_days
    secrets = {
        name: AppSecret(
            name,
            secret,
            context=context,
            supplied=settings.secret_values.get(name),
            recovery_window_days=recovery,
            opts=opts,
        )
        for name, secret in settings.security.secrets.items()
    }
    buckets = {
        name: Bucket(
            name,
            bucket,
            context=context,
            log_bucket_name=log_bucket_name if bucket.access_logs else None,
            opts=opts,
        )
        for name, bucket in settings.storage.buckets.items()
    }
    stores = {
        name: STORES[type(store)](
            name,
            store,
            context=context,
            vpc_id=network.vpc_id,
            subnet_ids=network.data_subnet_ids,
            recovery_window_days=recovery,
            password=secrets[store.password].value if store.password else None,
            opts=opts,
        )
        for name, store in settings.data.items()
    }
    return Usable(
        links={name: each.link for group in (secrets, buckets, stores) for name, each in group.items()},
        observed=tuple(store.observed for store in stores.values()),
        endpoints={name: store.endpoint for name, store in stores.items()},
        secret_arns={name: secret.arn for name, secret in secrets.items()}
        | {name: store.secret_arn for name, store in stores.items()},
        bucket_names={name: bucket.name for name, bucket in buckets.items()},
        sources={name: Source(bucket.arn, bucket.name) for name, bucket in buckets.items()},
    )
