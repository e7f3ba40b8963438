"""Rules over several areas: what lies in the second region, and what it needs there."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from settings.base import Breach, Path, rule
from settings.postgres import PostgresInstance

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


def has_network_there(settings: "Settings") -> bool:
    """Whether the stack has a VPC in the second region."""
    return getattr(settings.network, "secondary", None) is not None


def needs_key_there(settings: "Settings") -> bool:
    """Whether anything in the second region is encrypted with a customer key."""
    return has_network_there(settings) or any(encrypted_there(settings))


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
    if has_network_there(settings):
        return
    for key, store in settings.data.items():
        if isinstance(store, PostgresInstance) and store.region_replica is not None:
            yield Breach(
                ("data", key, "regionReplica"),
                "there is no network in the second region for it",
                "give groundwork:network.secondary",
            )
