"""What AWS Backup answers: names of vaults, UUIDs of plans and selections."""

from __future__ import annotations

from typing import Any, Final

from simulator.registry import REPLACE, Context, autoname, outputs
from simulator.services.rules import find
from simulator.services.shapes import Ids, arn, named, value

VAULT: Final = "aws:backup/vault:Vault"
VAULT_POLICY: Final = "aws:backup/vaultPolicy:VaultPolicy"
VAULT_LOCK: Final = "aws:backup/vaultLockConfiguration:VaultLockConfiguration"
PLAN: Final = "aws:backup/plan:Plan"
SELECTION: Final = "aws:backup/selection:Selection"

REPLACE[VAULT] = frozenset({"kmsKeyArn", "name", "region"})
REPLACE[VAULT_POLICY] = frozenset({"backupVaultName", "region"})
REPLACE[VAULT_LOCK] = frozenset(
    {"backupVaultName", "changeableForDays", "maxRetentionDays", "minRetentionDays", "region"}
)
REPLACE[PLAN] = frozenset({"region"})
REPLACE[SELECTION] = frozenset(
    {"conditions", "iamRoleArn", "name", "notResources", "planId", "region", "resources", "selectionTags"}
)

autoname(VAULT, PLAN, SELECTION, max_length=255)


@outputs(VAULT)
def vault(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A vault; its id is its name. Without a key of its own it has the service's."""
    name = named(inputs, ctx, prefix=None)
    own = arn(ctx, "kms", f"key/{Ids.of(f'{ctx.account}/{ctx.region}').uuid('aws/backup')}")
    return name, {
        "arn": arn(ctx, "backup", f"backup-vault:{name}"),
        "kmsKeyArn": inputs.get("kmsKeyArn") or own,
        "name": name,
        "recoveryPoints": 0,
    }


@outputs(VAULT_POLICY, VAULT_LOCK)
def vault_setting(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A policy or lock of a vault; its id is the vault's name."""
    name = str(inputs["backupVaultName"])
    found = value(find(ctx, name, VAULT), "arn")
    return name, {"backupVaultArn": found or arn(ctx, "backup", f"backup-vault:{name}")}


@outputs(PLAN)
def plan(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A plan; its id is a UUID, its version a text of 48 characters."""
    ids = Ids(inputs, ctx)
    id = ids.uuid()
    return id, {
        "arn": arn(ctx, "backup", f"backup-plan:{id}"),
        "name": named(inputs, ctx, prefix=None),
        "version": ids.mixed(48, "version"),
    }


@outputs(SELECTION)
def selection(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A selection of resources; its id is a UUID."""
    return Ids(inputs, ctx).uuid(), {"name": named(inputs, ctx, prefix=None)}
