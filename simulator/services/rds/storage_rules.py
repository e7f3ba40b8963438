"""What RDS refuses of storage: sizes, IOPS and throughput by storage type, keys.

Source: "Amazon RDS DB instance storage" and "Managing capacity automatically with Amazon RDS storage
autoscaling" (Amazon RDS User Guide).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, check
from simulator.services import rules
from simulator.services.rds.answers import INSTANCE
from simulator.services.rds.instance_rules import starts_empty

SIZES: Final[dict[str, tuple[int, int]]] = {
    "gp2": (20, 65536),
    "gp3": (20, 65536),
    "io1": (100, 65536),
    "io2": (100, 65536),
    "standard": (5, 3072),
}
"""GiB by storage type, for PostgreSQL, MySQL and MariaDB."""

THRESHOLD: Final = 400
"""GiB from which gp3 volumes are striped, and IOPS and throughput can be chosen."""

_STRIPED: Final = ("postgres", "mysql", "mariadb")


@check(INSTANCE)
def storage(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Type, size, IOPS and throughput of an instance's storage."""
    del ctx
    engine = str(inputs.get("engine") or "postgres")
    iops = rules.number(inputs.get("iops"))
    kind = inputs.get("storageType") or ("io1" if iops else "gp3")
    yield from rules.one_of("storageType", kind, tuple(SIZES))
    size = rules.number(inputs.get("allocatedStorage"))
    if inputs.get("allocatedStorage") is None and starts_empty(inputs):
        yield Failure(
            "allocatedStorage",
            "InvalidParameterValue: The parameter AllocatedStorage must be provided and must not be blank.",
        )
    yield from _key(inputs)
    if engine not in _STRIPED or kind not in SIZES:
        return
    low, high = SIZES[kind]
    for property in ("allocatedStorage", "maxAllocatedStorage"):
        yield from rules.whole(property, inputs.get(property))
    if size is not None and not low <= size <= high:
        yield Failure(
            "allocatedStorage",
            f"InvalidParameterValue: Invalid storage size for engine name {engine} and storage "
            f"type {kind}: {size} "
            f"(allowed: {low} to {high} GiB)",
        )
    yield from _most(inputs, engine, kind, size, high)
    if kind == "gp3":
        yield from _gp3(inputs, engine, size, iops)
    else:
        yield from _provisioned(inputs, kind, size, iops)


def _most(inputs: dict[str, Any], engine: str, kind: str, size: float | None, high: int) -> Iterator[Failure]:
    most = rules.number(inputs.get("maxAllocatedStorage"))
    if not most or size is None:
        return
    # Whole GiB, rounded up: 22 for 20.
    least = -(-int(size) * 11 // 10)
    if not least <= most <= high:
        yield Failure(
            "maxAllocatedStorage",
            f"InvalidParameterCombination: Invalid max storage size for engine name {engine} "
            "and storage type "
            f"{kind}: {most} (it must be at least 10 % above the allocated {size}, that is "
            f"{least}, and at most {high})",
        )


def _gp3(inputs: dict[str, Any], engine: str, size: float | None, iops: float | None) -> Iterator[Failure]:
    throughput = rules.number(inputs.get("storageThroughput"))
    if size is not None and size < THRESHOLD:
        for property, given in (("iops", iops), ("storageThroughput", throughput)):
            if given:
                yield Failure(
                    property,
                    "InvalidParameterCombination: You can't specify IOPS or storage throughput for engine "
                    f"{engine} and a storage size less than {THRESHOLD} (it is {size}; gp3 has "
                    "3000 IOPS and 125 "
                    "MiB/s there)",
                )
        return
    if iops and not 12000 <= iops <= 64000:
        yield Failure(
            "iops", f"InvalidParameterValue: Invalid IOPS for gp3: {iops} (allowed: 12000 to 64000)"
        )
    if throughput and not 500 <= throughput <= 4000:
        yield Failure(
            "storageThroughput",
            f"InvalidParameterValue: Invalid storage throughput for gp3: {throughput} (allowed: "
            "500 to 4000 MiB/s)",
        )
    if throughput and not iops:
        yield Failure("iops", "InvalidParameterCombination: storageThroughput of gp3 needs iops as well")
    if iops and throughput and throughput > iops / 4:
        yield Failure(
            "storageThroughput",
            "InvalidParameterCombination: The throughput to IOPS ratio must be at most 0.25: "
            f"{throughput} for {iops} IOPS",
        )
    if iops and size and iops > 500 * size:
        yield Failure(
            "iops", f"InvalidParameterCombination: gp3 has at most 500 IOPS a GiB: {iops} for {size} GiB"
        )


def _provisioned(
    inputs: dict[str, Any], kind: str, size: float | None, iops: float | None
) -> Iterator[Failure]:
    if inputs.get("storageThroughput"):
        yield Failure(
            "storageThroughput",
            "InvalidParameterCombination: storage throughput can be set for storage type gp3 "
            f"only, not {kind}",
        )
    if kind in ("io1", "io2"):
        ratio = 50 if kind == "io1" else 1000
        if inputs.get("iops") is None:
            yield Failure(
                "iops",
                f"InvalidParameterCombination: You must specify a value for iops with storage type {kind}",
            )
        elif iops and not 1000 <= iops <= 256000:
            yield Failure(
                "iops", f"InvalidParameterValue: Invalid IOPS for {kind}: {iops} (allowed: 1000 to 256000)"
            )
        elif iops and size and not size / 2 <= iops <= ratio * size:
            yield Failure(
                "iops",
                f"InvalidParameterCombination: The IOPS to GiB ratio of {kind} must be between "
                f"0.5 and {ratio}: "
                f"{iops} for {size} GiB",
            )
    elif iops:
        yield Failure(
            "iops", f"InvalidParameterCombination: IOPS cannot be set for storage type {kind} (it is {iops})"
        )


def _key(inputs: dict[str, Any]) -> Iterator[Failure]:
    """A key needs encryption to be on ("Encrypting Amazon RDS resources", Amazon RDS User Guide)."""
    key = inputs.get("kmsKeyId")
    yield from rules.arn("kmsKeyId", key, "kms", "key/")
    if (
        rules.text(key)
        and inputs.get("storageEncrypted") in (None, False)
        and not inputs.get("replicateSourceDb")
    ):
        yield Failure(
            "kmsKeyId",
            "InvalidParameterCombination: KmsKeyId is not applicable when StorageEncrypted is false: set "
            "storageEncrypted to true",
        )
