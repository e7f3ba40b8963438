"""What the components of a stack offer to be watched: alarms, metrics and logs, by the component's key.

The settings refuse other names by these tables, before any component is made.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from settings.compute import EcsService
from settings.postgres import PostgresInstance

if TYPE_CHECKING:
    from settings.root import Settings


@dataclass(frozen=True)
class Offer:
    """What one kind of component offers; each name stands behind the component's key."""

    metrics: tuple[str, ...] = ()
    """For the dashboard: `api.cpu`."""

    alarms: tuple[str, ...] = ()
    """Of one metric each: `api-cpu`."""

    math: tuple[str, ...] = ()
    """Alarms that are worked out of several metrics, which have their own statistics."""

    off: tuple[str, ...] = ()
    """Alarms of these that are made only where the stack file names them."""

    logs: bool = False
    """Whether it writes to a log group."""

    def __add__(self, other: "Offer") -> "Offer":
        return Offer(
            self.metrics + other.metrics,
            self.alarms + other.alarms,
            self.math + other.math,
            self.off + other.off,
            self.logs or other.logs,
        )


OFFERS: Final[Mapping[str, Offer]] = MappingProxyType(
    {
        "ec2": Offer(
            metrics=("cpu", "memory", "disk", "network-in", "network-out", "status"),
            alarms=("cpu", "status"),
            logs=True,
        ),
        "ecs": Offer(
            metrics=("cpu", "memory", "running-tasks", "desired-tasks"), alarms=("cpu", "memory"), logs=True
        ),
        "exposed": Offer(metrics=("unhealthy-targets",), alarms=("unhealthy-targets",)),
        "shifting": Offer(metrics=("unhealthy-alternate-targets",), alarms=("unhealthy-alternate-targets",)),
        "lambda": Offer(
            metrics=("calls", "errors", "throttles", "duration", "at-the-same-time", "dead-letters"),
            alarms=("errors", "throttles", "dead-letters"),
            logs=True,
        ),
        "load-balancer": Offer(
            metrics=("requests", "response-time", "target-4xx", "target-5xx", "own-5xx"),
            alarms=("5xx", "response-time"),
            math=("error-rate",),
            off=("error-rate",),
        ),
        "postgres": Offer(
            metrics=("cpu", "connections", "storage", "read-latency", "write-latency"),
            alarms=("cpu", "connections", "storage"),
        ),
        "redis": Offer(
            metrics=("cpu", "memory", "connections", "hits", "misses", "evictions"),
            math=("cpu", "memory", "evictions"),
            logs=True,
        ),
        "dynamodb": Offer(
            metrics=("reads", "writes", "read-throttles", "write-throttles"),
            alarms=("read-throttles", "write-throttles"),
        ),
        "queue": Offer(
            metrics=("depth", "in-flight", "age", "sent", "deleted", "dead-letters"),
            alarms=("age", "depth", "dead-letters"),
        ),
        "topic": Offer(metrics=("published", "delivered", "failures"), alarms=("failures",)),
        "rule": Offer(metrics=("dead-letters",), alarms=("dead-letters",)),
        "schedule": Offer(metrics=("dead-letters",), alarms=("dead-letters",)),
        "rotation": Offer(metrics=("errors",), alarms=("errors",)),
        "repository": Offer(metrics=("pulls", "pushes")),
    }
)
"""By the kind of component, as `watched` names it; `exposed` and `shifting` are what a service offers beside
its own then."""


def watched(settings: "Settings") -> Iterator[tuple[str, str]]:
    """Key and kind of every component that can be watched; what is under one key twice adds up."""
    for key, service in settings.compute.services.items():
        if key in settings.compute.retired:
            continue
        yield key, service.kind
        if isinstance(service, EcsService) and service.expose is not None:
            yield key, "exposed"
            if service.deployment.shifts:
                yield key, "shifting"
    if settings.edge is not None:
        yield "load-balancer", "load-balancer"
    for key, store in settings.data.items():
        yield key, store.kind
        if isinstance(store, PostgresInstance) and store.rotation and store.rotation.function_arn is None:
            yield f"{key}-rotation", "rotation"
    messaging = settings.messaging
    for kind, entries in (
        ("queue", messaging.queues),
        ("topic", messaging.topics),
        ("rule", messaging.rules),
        ("schedule", messaging.schedules),
    ):
        for key in entries:
            yield key, kind
    for key in settings.delivery.repositories:
        yield key, "repository"


def offered(settings: "Settings") -> dict[str, Offer]:
    """What there is to be watched in a stack, by component."""
    found: dict[str, Offer] = {}
    for key, kind in watched(settings):
        found[key] = found.get(key, Offer()) + OFFERS[kind]
    return found


def made_alarms(settings: "Settings") -> list[str]:
    """Keys of the alarms that are made: all but those that are off by default or switched off."""
    changes = settings.observability.alarms
    return [
        f"{key}-{name}"
        for key, offer in offered(settings).items()
        for name in (*offer.alarms, *offer.math)
        if (changes[alarm].enabled if (alarm := f"{key}-{name}") in changes else name not in offer.off)
    ]


def alarm_keys(settings: "Settings") -> dict[str, bool]:
    """Keys of all alarms that the components of a stack offer, and whether each is of one metric."""
    return {
        f"{key}-{name}": name in offer.alarms
        for key, offer in offered(settings).items()
        for name in (*offer.alarms, *offer.math)
    }
