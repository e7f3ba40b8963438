"""Rules over several areas: what lies in the second region, and what it needs there."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from settings.base import Breach, Path, readable, rule
from settings.postgres import PostgresInstance
from settings.security import CustomerKeys
from settings.tables import REGIONS
from settings.words import both

if TYPE_CHECKING:
    from settings.root import Settings


def encrypted_there(settings: "Settings") -> Iterator[Path]:
    """Settings that put data into the second region, which the customer key of that region encrypts."""
    for key, store in settings.data.items():
        if isinstance(store, PostgresInstance):
            if store.backup_copies is not None:
                yield ("data", key, "backupCopies")
            if store.region_replica is not None:
                yield ("data", key, "regionReplica")

    encryption = settings.security.encryption.kind
    for key, bucket in settings.storage.buckets.items():
        if bucket.replication is not None and bucket.encryption == "stack" and encryption == "customer":
            yield ("storage", "buckets", key, "replication")


def lies_there(settings: "Settings") -> Iterator[Path]:
    """Settings that put anything into the second region."""
    copies = [
        ("storage", "buckets", key, "replication")
        for key, bucket in settings.storage.buckets.items()
        if bucket.replication is not None
    ]
    yield from dict.fromkeys([*encrypted_there(settings), *copies])


def key_needed_there(settings: "Settings") -> CustomerKeys | None:
    """The customer key, if anything in the second region is encrypted with it there: data, or flow logs."""
    encryption = settings.security.encryption
    there = settings.network.secondary is not None or any(encrypted_there(settings))
    return encryption if encryption.kind == "customer" and encryption.multi_region and there else None


@rule
def second_region_is_named(settings: "Settings") -> Iterator[Breach]:
    if settings.system.secondary_region is None:
        for path in lies_there(settings):
            yield Breach(
                path, "the stack has no second region", "name it in groundwork:system.secondaryRegion"
            )


@rule
def second_region_has_the_key(settings: "Settings") -> Iterator[Breach]:
    """A key encrypts in its own region; a multi-Region key has a replica in the other (FBG-SEC-01)."""
    encryption = settings.security.encryption
    if encryption.kind == "customer" and encryption.multi_region:
        return
    for path in encrypted_there(settings):
        yield Breach(
            path,
            "the stack has no key that encrypts in its second region",
            "set groundwork:security.encryption to kind customer with multiRegion: true; a database that is "
            "there cannot change its key",
        )


@rule
def replica_has_a_network(settings: "Settings") -> Iterator[Breach]:
    """RDS would put it into the default VPC of that region (erratum FBG E63)."""
    if settings.network.secondary is not None:
        return
    for key, store in settings.data.items():
        if isinstance(store, PostgresInstance) and store.region_replica is not None:
            yield Breach(
                ("data", key, "regionReplica"),
                "there is no network in the second region for it",
                "give groundwork:network.secondary",
            )


@rule
def secondary_network_has_a_region(settings: "Settings") -> Iterator[Breach]:
    if settings.network.secondary is not None and settings.system.secondary_region is None:
        yield Breach(
            ("network", "secondary"),
            "there is no second region for it",
            "name it as groundwork:system.secondaryRegion",
        )


@rule
def secondary_region_has_the_zones(settings: "Settings") -> Iterator[Breach]:
    region = settings.system.secondary_region
    if settings.network.secondary is None or region is None:
        return
    letters = tuple(REGIONS[region])
    for index, zone in readable(settings.network.secondary.zones):
        if zone not in letters:
            yield Breach(
                ("network", "secondary", "zones", index),
                f"{region} has no zone {zone}; it has {both(letters)}",
            )
