"""Rules over several areas: what starts functions, and what functions reach."""

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from settings.base import Breach, collect, readable, rule
from settings.lambda_ import BucketTrigger, LambdaFunction, Trigger
from settings.words import did_you_mean

if TYPE_CHECKING:
    from settings.root import Settings


IN_VPC = frozenset({"postgres", "redis"})
"""Kinds of stores that are reached inside the VPC only."""


def sources(settings: "Settings") -> Mapping[str, Collection[str]]:
    """Keys of what can start a function, by the kind of the trigger."""
    messaging = settings.messaging
    return {
        "bucket": settings.storage.buckets,
        "queue": messaging.queues,
        "topic": messaging.topics,
        "rule": messaging.buses,
    }


AREAS: Mapping[str, tuple[str, str]] = {
    "bucket": ("bucket", "groundwork:storage.buckets"),
    "queue": ("queue", "groundwork:messaging.queues"),
    "topic": ("topic", "groundwork:messaging.topics"),
    "rule": ("bus", "groundwork:messaging.buses"),
}
"""Kind of a trigger → the setting that names its source, and the area that defines it."""


@rule
def triggers_are_defined(settings: "Settings") -> Iterator[Breach]:
    known = sources(settings)
    for key, function in settings.compute.functions.items():
        for name, trigger in function.triggers.items():
            for breach in collect(_source, known, trigger):
                yield breach.under("compute", "services", key, "triggers", name)


def _source(known: Mapping[str, Collection[str]], trigger: Trigger) -> Iterator[Breach]:
    if trigger.kind not in AREAS:
        return
    setting, area = AREAS[trigger.kind]
    source, defined = getattr(trigger, setting), known.get(trigger.kind, ())
    if source is not None and source not in defined:
        yield Breach(
            (setting,),
            f"`{source}` is not defined in {area}",
            did_you_mean(source, defined, "defined are") or f"define it there: `{source}: {{}}`",
        )


@rule
def bucket_triggers_are_of_own_buckets(settings: "Settings") -> Iterator[Breach]:
    buckets = settings.storage.buckets
    for path, trigger in _bucket_triggers(settings):
        bucket = buckets.get(trigger.bucket)
        if bucket is not None and bucket.existing:
            yield Breach(
                (*path, "bucket"),
                f"`{trigger.bucket}` is already there, with notifications of its own that this would replace",
                "use a bucket of the stack, or tell the function in another way",
            )


@rule
def bucket_triggers_do_not_overlap(settings: "Settings") -> Iterator[Breach]:
    """Source: Amazon S3 User Guide, "Configuring event notifications using object key name filtering"."""
    before: list[tuple[tuple[str, ...], BucketTrigger]] = []
    for path, trigger in _bucket_triggers(settings):
        for other, earlier in before:
            if trigger.overlaps(earlier):
                yield Breach(
                    path,
                    f"S3 tells one function of an object: {other[2]} ({other[4]}) takes some of the same",
                    "give prefixes or suffixes that exclude each other",
                )
        before.append((path, trigger))


def _bucket_triggers(settings: "Settings") -> Iterator[tuple[tuple[str, ...], BucketTrigger]]:
    for key, function in settings.compute.functions.items():
        for name, trigger in function.triggers.items():
            if isinstance(trigger, BucketTrigger):
                yield ("compute", "services", key, "triggers", name), trigger


@rule
def functions_reach_what_they_use(settings: "Settings") -> Iterator[Breach]:
    for key, function in settings.compute.functions.items():
        for breach in collect(_reach, settings, function):
            yield breach.under("compute", "services", key)


def _reach(settings: "Settings", function: LambdaFunction) -> Iterator[Breach]:
    if function.vpc:
        return
    for index, used in readable(function.uses):
        store, service = settings.data.get(used), settings.compute.services.get(used)
        if (store is not None and store.kind in IN_VPC) or (service is not None and service.port is not None):
            yield Breach(
                ("uses", index),
                f"`{used}` is reached inside the VPC only, where this function is not",
                "set vpc to true",
            )
