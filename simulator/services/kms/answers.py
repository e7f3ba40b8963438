"""What KMS answers: key ids as UUIDs, ARNs, and look-ups of keys."""

from __future__ import annotations

from typing import Any, Final

from simulator.registry import REPLACE, Context, invoke, outputs
from simulator.services.shapes import CREATED, Ids, arn, named, value

KEY: Final = "aws:kms/key:Key"
ALIAS: Final = "aws:kms/alias:Alias"

REPLACE[KEY] = frozenset(
    {"customKeyStoreId", "customerMasterKeySpec", "keyUsage", "multiRegion", "region", "xksKeyId"}
)
REPLACE[ALIAS] = frozenset({"name", "namePrefix", "region"})

# No automatic name in the table: the provider puts `alias/` in front, which `alias` below does.


def default_policy(ctx: Context) -> str:
    """The policy of a key without one: the account's administrators, through IAM ("Default key policy")."""
    return (
        '{"Id":"default","Statement":[{"Action":"kms:*","Effect":"Allow","Principal":{"AWS":"arn:'
        f'{ctx.partition}:iam::{ctx.account}:root"}},"Resource":"*","Sid":"Enable IAM User Permissions"}}],'
        '"Version":"2012-10-17"}'
    )


@outputs(KEY)
def key(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A key; its id is a UUID, or `mrk-` and 32 digits for a multi-Region key."""
    ids = Ids(inputs, ctx)
    id = f"mrk-{ids.hex(32)}" if inputs.get("multiRegion") else ids.uuid()
    return id, {
        "arn": arn(ctx, "kms", f"key/{id}"),
        "customerMasterKeySpec": inputs.get("customerMasterKeySpec", "SYMMETRIC_DEFAULT"),
        "description": inputs.get("description", ""),
        "enableKeyRotation": inputs.get("enableKeyRotation", False),
        "isEnabled": inputs.get("isEnabled", True),
        "keyId": id,
        "keyUsage": inputs.get("keyUsage", "ENCRYPT_DECRYPT"),
        "multiRegion": inputs.get("multiRegion", False),
        "policy": inputs.get("policy") or default_policy(ctx),
        "rotationPeriodInDays": inputs.get(
            "rotationPeriodInDays", 365 if inputs.get("enableKeyRotation") else 0
        ),
    }


@outputs(ALIAS)
def alias(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """An alias; its id is its name, `alias/` included."""
    name = named(inputs, ctx)
    if not name.startswith("alias/") and not inputs.get("name"):
        name = f"alias/{name}"
    target = inputs.get("targetKeyId")
    target_arn = target if str(target).startswith("arn:") else arn(ctx, "kms", f"key/{target}")
    return name, {
        "arn": arn(ctx, "kms", name),
        "name": name,
        "targetKeyArn": value(ctx.find(str(target)), "arn") or target_arn,
    }


@invoke("aws:kms/getKey:getKey")
def get_key(args: dict[str, Any], ctx: Context) -> dict[str, Any]:
    """A key by id, ARN or alias: one of this run, or one that is taken to exist."""
    asked = str(args["keyId"])
    state = ctx.find(asked)
    found = value(state, "targetKeyArn") or value(state, "arn")
    managed = asked.rpartition(":")[2].startswith("alias/aws/")
    id = asked.rpartition("/")[2] if found is None and "alias/" not in asked else None
    id = (
        str(found).rpartition("/")[2]
        if found
        else (id or Ids.of(f"{ctx.account}/{ctx.region}/{asked}").uuid())
    )
    return {
        "arn": found or arn(ctx, "kms", f"key/{id}"),
        "awsAccountId": ctx.account,
        "cloudHsmClusterId": "",
        "creationDate": CREATED,
        "customKeyStoreId": "",
        "customerMasterKeySpec": "SYMMETRIC_DEFAULT",
        "deletionDate": "",
        "description": value(state, "description") or "",
        "enabled": True,
        "expirationModel": "",
        "grantTokens": args.get("grantTokens"),
        "id": id,
        "keyId": asked,
        "keyManager": "AWS" if managed else "CUSTOMER",
        "keySpec": "SYMMETRIC_DEFAULT",
        "keyState": "Enabled",
        "keyUsage": "ENCRYPT_DECRYPT",
        "multiRegion": False,
        "multiRegionConfigurations": [],
        "origin": "AWS_KMS",
        "pendingDeletionWindowInDays": 0,
        "region": ctx.region,
        "validTo": "",
        "xksKeyConfigurations": [],
    }


@invoke("aws:kms/getAlias:getAlias")
def get_alias(args: dict[str, Any], ctx: Context) -> dict[str, Any]:
    """An alias by name, with the key that it stands for."""
    name = str(args["name"])
    found = get_key({"keyId": name}, ctx)
    return {
        "arn": arn(ctx, "kms", name),
        "id": arn(ctx, "kms", name),
        "name": name,
        "region": ctx.region,
        "targetKeyArn": found["arn"],
        "targetKeyId": found["id"],
    }
