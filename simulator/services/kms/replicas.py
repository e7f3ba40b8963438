"""KMS: replicas of multi-Region keys ("Multi-Region keys in AWS KMS", AWS KMS Developer Guide)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import REPLACE, Context, Failure, check, outputs
from simulator.services import policies, rules
from simulator.services.kms.answers import KEY, default_policy
from simulator.services.kms.rules import lockout
from simulator.services.shapes import arn, value

REPLICA: Final = "aws:kms/replicaKey:ReplicaKey"

REPLACE[REPLICA] = frozenset({"primaryKeyArn", "region"})

rules.taggable(REPLICA)

_PRIMARY: Final = re.compile(r"key/mrk-[0-9a-f]{32}")


@outputs(REPLICA)
def replica_key(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A replica; key id, kind and rotation are those of the primary key, the ARN is of its own region."""
    primary = inputs["primaryKeyArn"]
    state = rules.find(ctx, primary, KEY)
    id = str(primary).rpartition("/")[2]
    return id, {
        "arn": arn(ctx, "kms", f"key/{id}"),
        "description": inputs.get("description", ""),
        "enabled": inputs.get("enabled", True),
        "keyId": id,
        "keyRotationEnabled": value(state, "enableKeyRotation") or False,
        "keySpec": value(state, "customerMasterKeySpec") or "SYMMETRIC_DEFAULT",
        "keyUsage": value(state, "keyUsage") or "ENCRYPT_DECRYPT",
        "policy": inputs.get("policy") or default_policy(ctx),
    }


@check(REPLICA)
def _replica_key(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """A primary key that is multi-Region and in another region ("ReplicateKey", AWS KMS API Reference)."""
    primary = inputs.get("primaryKeyArn")
    yield from rules.arn("primaryKeyArn", primary, "kms", "key/")
    yield from rules.between("deletionWindowInDays", inputs.get("deletionWindowInDays"), 7, 30, "days")
    yield from rules.length("description", inputs.get("description"), 0, 8192)
    region, resource = rules.arn_part(primary, "region"), rules.arn_part(primary, "resource")
    if region and region == ctx.region:
        yield Failure(
            "primaryKeyArn",
            "ValidationException: The replica Region must be different from the primary Region: both are "
            f"{region}",
        )
    if resource and resource.startswith("key/") and not _PRIMARY.fullmatch(resource):
        yield Failure(
            "primaryKeyArn",
            f"UnsupportedOperationException: {primary} is not a multi-Region key: its id does not begin "
            "with mrk- "
            "(set multiRegion on the primary key)",
        )
    document = inputs.get("policy")
    yield from policies.policy("policy", document, policies.KEY)
    if isinstance(document, str) and inputs.get("bypassPolicyLockoutSafetyCheck") in (None, False):
        yield from lockout(document, ctx)
