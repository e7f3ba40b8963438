"""Which component stands for each kind of `groundwork:data`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import pulumi

from components.base import Context
from components.data.dynamodb import Dynamo
from components.data.postgres import Postgres
from components.data.redis import Redis
from components.links import Link
from components.observed import Observed
from components.regions import SecondRegion
from settings.base import Model
from settings.dynamodb import DynamoTable
from settings.postgres import PostgresInstance
from settings.redis import RedisGroup


class Store(Protocol):
    """What every store offers."""

    link: Link
    observed: Observed

    @property
    def endpoint(self) -> pulumi.Output[str] | None:
        """Address; None where it is reached by name alone."""

    @property
    def secret_arn(self) -> pulumi.Output[str] | None:
        """ARN of what its users sign in with, where that is secret."""


@dataclass(frozen=True)
class Needs:
    """What the stack has for its stores; each takes what it needs of it by name."""

    context: Context
    vpc_id: pulumi.Output[str]
    subnet_ids: tuple[pulumi.Output[str], ...]
    second: SecondRegion | None
    recovery_window_days: int
    secret_values: Mapping[str, pulumi.Input[str]]
    opts: pulumi.ResourceOptions


def _postgres(name: str, settings: PostgresInstance, needs: Needs) -> Postgres:
    return Postgres(
        name,
        settings,
        context=needs.context,
        vpc_id=needs.vpc_id,
        subnet_ids=needs.subnet_ids,
        second=needs.second,
        recovery_window_days=needs.recovery_window_days,
        password=needs.secret_values[settings.password] if settings.password else None,
        opts=needs.opts,
    )


def _redis(name: str, settings: RedisGroup, needs: Needs) -> Redis:
    return Redis(
        name,
        settings,
        context=needs.context,
        vpc_id=needs.vpc_id,
        subnet_ids=needs.subnet_ids,
        recovery_window_days=needs.recovery_window_days,
        opts=needs.opts,
    )


def _dynamo(name: str, settings: DynamoTable, needs: Needs) -> Dynamo:
    return Dynamo(name, settings, context=needs.context, opts=needs.opts)


STORES: Mapping[type[Model], Callable[[str, Any, Needs], Store]] = {
    PostgresInstance: _postgres,
    RedisGroup: _redis,
    DynamoTable: _dynamo,
}
"""The component of each kind of `groundwork:data`."""
