"""Cost Explorer: cost allocation tags."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import REPLACE, Context, Failure, check, outputs
from simulator.services import rules

TAG: Final = "aws:costexplorer/costAllocationTag:CostAllocationTag"

REPLACE[TAG] = frozenset({"tagKey"})


@outputs(TAG)
def cost_allocation_tag(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A tag key that costs are told by; its id is the key."""
    del ctx
    key = str(inputs["tagKey"])
    return key, {"type": "AWSGenerated" if key.startswith("aws:") else "UserDefined"}


@check(TAG)
def _cost_allocation_tag(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Key and status ("UpdateCostAllocationTagsStatus", AWS Billing and Cost Management API Reference)."""
    key = inputs.get("tagKey")
    yield from rules.length("tagKey", key, 1, 1024)
    yield from rules.one_of("status", inputs.get("status"), ("Active", "Inactive"))
    for other in rules.siblings(ctx, TAG):
        if rules.given(key) and other.id == key:
            yield Failure("tagKey", f"ValidationException: the status of the tag key {key} is set twice")
