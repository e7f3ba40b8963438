"""What S3 refuses of lifecycle configurations.

Source: "Lifecycle configuration elements" and "Transitioning objects using Amazon S3 Lifecycle" (Amazon S3
User Guide).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, check
from simulator.services import rules
from simulator.services.s3.answers import LIFECYCLE

ORDER: Final = ("STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE")
"""Storage classes in the only order in which objects can move down."""

_WARM: Final = ("STANDARD_IA", "ONEZONE_IA")
_SIZES: Final = ("all_storage_classes_128K", "varies_by_storage_class")


@check(LIFECYCLE)
def lifecycle(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Ids, status, filters, transitions and expirations of all rules."""
    del ctx
    size = inputs.get("transitionDefaultMinimumObjectSize")
    yield from rules.one_of("transitionDefaultMinimumObjectSize", size, _SIZES)
    found = rules.items(inputs.get("rules"))
    if rules.given(inputs.get("rules")) and not 1 <= len(found) <= 1000:
        yield Failure(
            "rules", f"MalformedXML: a lifecycle configuration has 1 to 1000 rules, not {len(found)}"
        )
    seen: set[Any] = set()
    for place, rule in enumerate(found):
        block, path = rules.block(rule), f"rules[{place}]"
        id = block.get("id")
        yield from rules.length(f"{path}.id", id, 1, 255)
        if id in seen:
            yield Failure(
                f"{path}.id",
                f"InvalidArgument: Rule ID must be unique. Found same ID for more than one rule: {id}",
            )
        seen.add(id)
        yield from rules.one_of(f"{path}.status", block.get("status"), ("Enabled", "Disabled"))
        yield from _rule(path, block)


def _rule(path: str, block: dict[str, Any]) -> Iterator[Failure]:
    actions = (
        "abortIncompleteMultipartUpload", "expiration", "noncurrentVersionExpiration",
        "noncurrentVersionTransitions", "transitions",
    )  # fmt: skip
    if not any(block.get(action) is not None for action in actions):
        yield Failure(
            path, f"InvalidRequest: At least one action needs to be specified in a rule: {', '.join(actions)}"
        )
    yield from _transitions(f"{path}.transitions", block.get("transitions"), "days")
    yield from _transitions(
        f"{path}.noncurrentVersionTransitions", block.get("noncurrentVersionTransitions"), "noncurrentDays"
    )
    yield from _expiration(path, block)
    old = rules.block(block.get("noncurrentVersionExpiration"))
    yield from rules.between(
        f"{path}.noncurrentVersionExpiration.noncurrentDays", old.get("noncurrentDays"), 1, 2147483647
    )
    yield from rules.between(
        f"{path}.noncurrentVersionExpiration.newerNoncurrentVersions",
        old.get("newerNoncurrentVersions"),
        1,
        100,
    )
    abort = rules.block(block.get("abortIncompleteMultipartUpload"))
    yield from rules.between(
        f"{path}.abortIncompleteMultipartUpload.daysAfterInitiation",
        abort.get("daysAfterInitiation"),
        1,
        2147483647,
    )
    limits = rules.block(block.get("filter"))
    low, high = (
        rules.number(limits.get("objectSizeGreaterThan")),
        rules.number(limits.get("objectSizeLessThan")),
    )
    if low is not None and high is not None and low >= high:
        yield Failure(
            f"{path}.filter",
            f"InvalidRequest: objectSizeLessThan ({high}) has to be greater than "
            f"objectSizeGreaterThan ({low})",
        )


def _transitions(path: str, given: Any, key: str) -> Iterator[Failure]:
    steps: list[tuple[float, int, str, int]] = []
    for place, entry in enumerate(rules.items(given)):
        block = rules.block(entry)
        sort, days = block.get("storageClass"), rules.number(block.get(key))
        yield from rules.one_of(f"{path}[{place}].storageClass", sort, ORDER)
        if key == "days" and block.get("date") is not None and block.get("days") is not None:
            yield Failure(
                f"{path}[{place}].date", "MalformedXML: a transition has either days or date, not both"
            )
        if days is None or sort not in ORDER:
            continue
        if days < 0:
            yield Failure(
                f"{path}[{place}].{key}",
                f"InvalidArgument: '{key}' for a transition must not be negative: {days}",
            )
        if sort in _WARM and days < 30:
            yield Failure(
                f"{path}[{place}].{key}",
                "InvalidArgument: 'Days' in Transition action must be greater than or equal to "
                "30 for storageClass "
                f"'{sort}': it is {days}",
            )
        steps.append((days, ORDER.index(sort), sort, place))
    steps.sort()
    for (days, rank, sort, _), (later, other, following, place) in itertools.pairwise(steps):
        if other <= rank:
            yield Failure(
                f"{path}[{place}].storageClass",
                f"InvalidArgument: objects can move from {sort} ({days} days) only to a colder "
                "storage class, not to "
                f"{following} ({later} days): the order is {', '.join(ORDER)}",
            )
        elif sort in _WARM and later - days < 30:
            yield Failure(
                f"{path}[{place}].{key}",
                f"InvalidArgument: 'Days' in the transition to {following} must be 30 days more "
                f"than that to {sort}: {later} "
                f"and {days}",
            )


def _expiration(path: str, block: dict[str, Any]) -> Iterator[Failure]:
    expiration = rules.block(block.get("expiration"))
    if not expiration:
        return
    days = rules.number(expiration.get("days"))
    yield from rules.between(f"{path}.expiration.days", days or None, 1, 2147483647)
    if expiration.get("expiredObjectDeleteMarker") is True and (days or expiration.get("date")):
        yield Failure(
            f"{path}.expiration.expiredObjectDeleteMarker",
            "MalformedXML: expiredObjectDeleteMarker cannot be set together with days or date",
        )
    moves = [rules.number(rules.block(entry).get("days")) for entry in rules.items(block.get("transitions"))]
    latest = max((move for move in moves if move is not None), default=None)
    if days and latest is not None and days <= latest:
        yield Failure(
            f"{path}.expiration.days",
            "InvalidArgument: 'Days' in the Expiration action for prefix must be greater than "
            "'Days' in the Transition "
            f"action: {days} and {latest}",
        )
