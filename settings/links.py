"""Rules over several areas: what workloads use, and which variables they get by it."""

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from settings.base import Breach, collect, readable, rule
from settings.messaging import Bus, Platform, Queue, Topic
from settings.words import both, did_you_mean, either

if TYPE_CHECKING:
    from settings.root import Settings
    from settings.workload import WorkloadBase


def usable(settings: "Settings") -> dict[str, list[str]]:
    """What can stand in `uses`: key → the areas that define it.

    A secret that is the credential of a push application of the same name is no other thing than that.
    """
    messaging = settings.messaging
    credentials = {key for key, platform in messaging.platforms.items() if platform.credential == key}
    return _areas(
        {
            "data": settings.data,
            "storage.buckets": settings.storage.buckets,
            "security.secrets": [key for key in settings.security.secrets if key not in credentials],
            "security.userPools": settings.security.user_pools,
            "messaging.topics": messaging.topics,
            "messaging.platforms": messaging.platforms,
            "messaging.queues": messaging.queues,
            "messaging.buses": messaging.buses,
            "compute.services": settings.compute.services,
        }
    )


def _areas(areas: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for area, entries in areas.items():
        for key in entries:
            found.setdefault(key, []).append(area)
    return found


@rule
def each_key_is_defined_once(settings: "Settings") -> Iterator[Breach]:
    """Also of what cannot be used: alarms and dead-letter queues have their names from the key."""
    messaging = settings.messaging
    others = _areas({"messaging.rules": messaging.rules, "messaging.schedules": messaging.schedules})
    known = usable(settings)
    for key in {**known, **others}:
        areas = [*known.get(key, ()), *others.get(key, ())]
        if len(areas) > 1:
            where = both([f"groundwork:{area}" for area in areas])
            why = (
                "which would have the same alarms and queues"
                if key in others
                else f"so that `uses: [{key}]` could mean either"
            )
            yield Breach(
                (*areas[-1].split("."), key),
                f"`{key}` is defined in {where}, {why}",
                "rename one of them",
            )


@rule
def uses_are_defined(settings: "Settings") -> Iterator[Breach]:
    known = usable(settings)
    for key, service in settings.compute.services.items():
        for breach in collect(_uses_of, settings, known, key, service):
            yield breach.under("compute", "services", key)


def _uses_of(
    settings: "Settings", known: dict[str, list[str]], key: str, service: "WorkloadBase"
) -> Iterator[Breach]:
    others = [name for name in known if name != key]
    for index, used in readable(service.uses):
        if used == key:
            yield Breach(("uses", index), f"`{key}` uses itself", "leave it out")
        elif used not in known:
            yield Breach(
                ("uses", index),
                f"`{used}` is not defined as anything that a workload may use",
                did_you_mean(used, others, "defined are") or "define it, or leave it out",
            )
        elif used in settings.compute.retired:
            yield Breach(("uses", index), f"`{used}` is retired: there is no server any more", "leave it out")
        elif (
            known[used] == ["compute.services"]
            and used not in settings.compute.functions
            and settings.compute.services[used].port is None
        ):
            yield Breach(
                ("uses", index),
                f"`{used}` is a service without a port, so that there is nothing to reach",
                f"give groundwork:compute.services.{used}.port, or leave it out",
            )


@rule
def uses_have_no_cycle(settings: "Settings") -> Iterator[Breach]:
    services = settings.compute.services
    uses = {
        key: sorted({used for _, used in readable(service.uses) if used in services and used != key})
        for key, service in services.items()
    }
    while cycle := _cycle(uses):
        first = cycle.index(min(cycle))
        circle = [*cycle[first:], *cycle[:first]]
        yield Breach(
            ("compute", "services", circle[0], "uses"),
            f"services use each other in a circle, none can come first: {' → '.join([*circle, circle[0]])}",
            "take one of these uses out",
        )
        uses[circle[0]].remove(circle[1])


def _cycle(uses: dict[str, list[str]]) -> list[str]:
    """Services of which each uses the next and the last the first; none where there is no such circle."""
    try:
        TopologicalSorter(uses).prepare()
    except CycleError as error:
        return error.args[1][:0:-1]
    return []


@rule
def injected_secrets_are_defined(settings: "Settings") -> Iterator[Breach]:
    secrets = settings.security.secrets
    for key, service in settings.compute.services.items():
        for breach in collect(_injected, set(secrets), service):
            yield breach.under("compute", "services", key)


def _injected(secrets: set[str], service: "WorkloadBase") -> Iterator[Breach]:
    for name, secret in service.inject_secrets.items():
        if secret not in secrets:
            yield Breach(
                ("injectSecrets", name),
                f"`{secret}` is not defined in groundwork:security.secrets",
                did_you_mean(secret, secrets, "defined are") or "define it there",
            )


@rule
def bucket_actions_are_of_buckets(settings: "Settings") -> Iterator[Breach]:
    buckets = settings.storage.buckets
    for key, service in settings.compute.services.items():
        for breach in collect(_actions, set(buckets), service):
            yield breach.under("compute", "services", key)


def _actions(buckets: set[str], service: "WorkloadBase") -> Iterator[Breach]:
    for key in service.bucket_actions:
        if key in service.uses and key not in buckets:
            yield Breach(
                ("bucketActions", key),
                f"`{key}` is no bucket of groundwork:storage.buckets",
                did_you_mean(key, buckets, "defined are") or "leave it out",
            )


def variables(settings: "Settings", service: "WorkloadBase") -> Iterator[tuple[str, str]]:
    """Every variable that a service gets, and what it comes from, as often as it gets it."""
    for name in service.environment:
        yield name, "environment"
    for name in service.inject_secrets:
        yield name, "injectSecrets"
    renamed = set(service.inject_secrets.values())
    for used in dict.fromkeys(service.uses):
        names: list[str] = []
        if used in settings.data:
            names = list(settings.data[used].variables(used))
        elif used in settings.storage.buckets:
            names = list(settings.storage.buckets[used].variables(used))
        elif used in settings.security.user_pools:
            names = list(settings.security.user_pools[used].variables(used))
        elif (messages := _messaging(settings, used)) is not None:
            names = list(messages.variables(used))
        elif used in settings.security.secrets and used not in renamed:
            names = [used.upper().replace("-", "_")]
        elif used in settings.compute.functions:
            names = [f"{used.upper().replace('-', '_')}_FUNCTION"]
        for name in names:
            yield name, f"using {used}"


def _messaging(settings: "Settings", key: str) -> Topic | Platform | Queue | Bus | None:
    messaging = settings.messaging
    return (
        messaging.topics.get(key)
        or messaging.platforms.get(key)
        or messaging.queues.get(key)
        or messaging.buses.get(key)
    )


@rule
def variables_are_set_once(settings: "Settings") -> Iterator[Breach]:
    for key, service in settings.compute.services.items():
        for breach in collect(_twice, settings, service):
            yield breach.under("compute", "services", key)


def _twice(settings: "Settings", service: "WorkloadBase") -> Iterator[Breach]:
    sources: dict[str, list[str]] = {}
    for name, source in variables(settings, service):
        sources.setdefault(name, []).append(source)
    for name, several in sources.items():
        if len(several) > 1:
            at = {"environment": ("environment", name), "injectSecrets": ("injectSecrets", name)}
            yield Breach(
                at.get(several[0], ("uses",)),
                f"the variable {name} is set by {both(several)}",
                _mend(several),
            )


def _mend(sources: list[str]) -> str:
    if any(not source.startswith("using") for source in sources):
        return "leave it out there, or choose another name"
    return f"give other names by `inject` of {either([source.removeprefix('using ') for source in sources])}"
