"""The rotations of a stack, made after the workloads that take up the new passwords."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi

from components.base import Context
from components.compute.ecs.service import Service
from components.compute.workloads import Workloads
from components.security.rotation.rotation import Rotated, Rotation, Taker
from settings import Settings
from settings.postgres import PostgresInstance


def rotations(
    settings: Settings,
    *,
    context: Context,
    rotated: Mapping[str, Rotated],
    running: Workloads,
    opts: pulumi.ResourceOptions,
) -> dict[str, Rotation]:
    """A rotation for each database that the settings want one for, by the key of the database."""
    made = {}
    for key, store in settings.data.items():
        if isinstance(store, PostgresInstance) and store.rotation is not None:
            takers = [
                Taker(running.cluster.name, service.name)
                for name, service in running.services.items()
                if isinstance(service, Service)
                and running.cluster is not None
                and key in settings.compute.services[name].uses
            ]
            made[key] = Rotation(
                f"{key}-rotation",
                store.rotation,
                context=context,
                rotated=rotated[key],
                takers=takers,
                opts=opts,
            )
    return made
