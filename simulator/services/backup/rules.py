"""What AWS Backup refuses of vaults, plans and selections.

Source, where none is named: "CreateBackupVault", "CreateBackupPlan", "BackupRule" and "CreateBackupSelection"
(AWS Backup API Reference).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, Warn, check, known
from simulator.services import policies, rules
from simulator.services.backup.answers import PLAN, SELECTION, VAULT, VAULT_LOCK, VAULT_POLICY
from simulator.services.networks import same_region
from simulator.services.schedules import cron, timezone
from simulator.services.shapes import value

rules.taggable(VAULT, PLAN)

_VAULT: Final = re.compile(r"[a-zA-Z0-9_-]{2,50}")
_NAME: Final = re.compile(r"[a-zA-Z0-9._-]{1,50}")
KIND: Final = policies.Kind("vault policy", True, True, 20480, services=("backup",))
COLD: Final = 90
"""Days that a recovery point stays in cold storage at least."""
CONTINUOUS: Final = 35
"""Days to which continuous backups can reach back."""


@check(VAULT)
def vault(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name and key."""
    yield from rules.pattern("name", inputs.get("name"), _VAULT, "2 to 50 letters, digits, - and _")
    key = inputs.get("kmsKeyArn")
    yield from rules.arn("kmsKeyArn", key, "kms", "key/")
    region = rules.arn_part(key, "region")
    if region and region != ctx.region:
        yield Failure(
            "kmsKeyArn",
            f"InvalidParameterValueException: the key {key} is in {region}, the vault in {ctx.region}",
        )


@check(VAULT_POLICY)
def vault_policy(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Grammar ("Vault access policies", AWS Backup Developer Guide)."""
    yield from same_region(ctx, "backupVaultName", inputs.get("backupVaultName"), "backup vault")
    yield from policies.policy("policy", inputs.get("policy"), KIND)


@check(VAULT_LOCK)
def vault_lock(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Days ("AWS Backup Vault Lock")."""
    del ctx
    low, high = (rules.number(inputs.get(key)) for key in ("minRetentionDays", "maxRetentionDays"))
    yield from rules.between("changeableForDays", inputs.get("changeableForDays"), 3, 36500, "days")
    for property, days in (("minRetentionDays", low), ("maxRetentionDays", high)):
        yield from rules.between(property, days, 1, 36500, "days")
    if low is not None and high is not None and low > high:
        yield Failure(
            "minRetentionDays",
            f"InvalidParameterValueException: minRetentionDays ({low}) is above maxRetentionDays ({high})",
        )


@check(PLAN)
def plan(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Rules with vault, schedule, lifecycle and copies."""
    yield from rules.pattern("name", inputs.get("name"), _NAME, "1 to 50 letters, digits, . _ and -")
    seen: set[Any] = set()
    for place, item in enumerate(rules.items(inputs.get("rules"))):
        rule, path = rules.block(item), f"rules[{place}]"
        name = rule.get("ruleName")
        yield from rules.pattern(f"{path}.ruleName", name, _NAME, "1 to 50 letters, digits, . _ and -")
        if rules.given(name) and name in seen:
            yield Failure(f"{path}.ruleName", f"InvalidParameterValueException: Duplicate rule name: {name}")
        seen.add(name)
        yield from _schedule(path, rule)
        target = rule.get("targetVaultName")
        yield from rules.pattern(
            f"{path}.targetVaultName", target, _VAULT, "the name of a vault, not its ARN"
        )
        if rules.find(ctx, target, VAULT):
            yield from same_region(ctx, f"{path}.targetVaultName", target, "backup vault")
        lifecycle = rules.block(rule.get("lifecycle"))
        yield from _lifecycle(f"{path}.lifecycle", lifecycle)
        days = rules.number(lifecycle.get("deleteAfter"))
        endless = days is None or days > CONTINUOUS
        if rule.get("enableContinuousBackup") is True and known(rule.get("lifecycle")) and endless:
            yield Failure(
                f"{path}.lifecycle.deleteAfter",
                f"InvalidParameterValueException: continuous backups are kept 1 to {CONTINUOUS} days, not "
                f"{days or 'for ever'}",
            )
        for number, copy in enumerate(rules.items(rule.get("copyActions"))):
            yield from _copy(f"{path}.copyActions[{number}]", rules.block(copy), target, ctx)


def _schedule(path: str, rule: dict[str, Any]) -> Iterator[Failure]:
    expression, zone = rule.get("schedule"), rule.get("scheduleExpressionTimezone")
    if isinstance(expression, str) and (problem := cron(expression)):
        yield Failure(
            f"{path}.schedule",
            f"InvalidParameterValueException: Invalid schedule expression '{expression}': {problem}",
        )
    if isinstance(zone, str) and timezone(zone):
        yield Failure(
            f"{path}.scheduleExpressionTimezone", f"InvalidParameterValueException: {timezone(zone)}"
        )
    start, complete = (
        rules.number(rule.get(key, default))
        for key, default in (("startWindow", 480), ("completionWindow", 10080))
    )
    yield from rules.between(f"{path}.startWindow", start, 60, 10079, "minutes")
    if start is not None and complete is not None and complete < start + 60:
        yield Failure(
            f"{path}.completionWindow",
            f"InvalidParameterValueException: completionWindow ({complete}) must be at least 60 minutes "
            "above "
            f"startWindow ({start})",
        )


def _lifecycle(path: str, block: dict[str, Any]) -> Iterator[Failure]:
    """90 days in cold storage at least ("Lifecycle", AWS Backup API Reference)."""
    cold, delete = (rules.number(block.get(key)) for key in ("coldStorageAfter", "deleteAfter"))
    if delete is not None and delete < 1:
        yield Failure(
            f"{path}.deleteAfter",
            f"InvalidParameterValueException: deleteAfter must be 1 or more, not {delete}",
        )
    if cold and delete is not None and delete < cold + COLD:
        yield Failure(
            f"{path}.deleteAfter",
            f"InvalidParameterValueException: DeleteAfterDays cannot be less than {COLD} days apart from "
            f"MoveToColdStorageAfterDays: {delete} and {cold}",
        )


def _copy(path: str, block: dict[str, Any], source: Any, ctx: Context) -> Iterator[Failure]:
    target = block.get("destinationVaultArn")
    yield from rules.arn(f"{path}.destinationVaultArn", target, "backup", "backup-vault:")
    own = rules.arn_part(target, "resource") == f"backup-vault:{source}"
    if (
        own
        and rules.arn_part(target, "region") == ctx.region
        and rules.arn_part(target, "account") == ctx.account
    ):
        yield Failure(
            f"{path}.destinationVaultArn",
            f"InvalidParameterValueException: the copy goes to the vault that it comes from: {target}",
        )
    yield from _lifecycle(f"{path}.lifecycle", rules.block(block.get("lifecycle")))


@check(SELECTION)
def selection(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name, role, and something that is selected."""
    yield from rules.pattern("name", inputs.get("name"), _NAME, "1 to 50 letters, digits, . _ and -")
    role = inputs.get("iamRoleArn")
    yield from rules.arn("iamRoleArn", role, "iam", "role/")
    document = value(rules.find(ctx, role), "assumeRolePolicy")
    trusted = {
        name
        for statement in policies.statements(document)
        for name in policies.principals(statement, "Service")
    }
    if isinstance(document, str) and "backup.amazonaws.com" not in trusted:
        yield Failure(
            "iamRoleArn",
            f"InvalidParameterValueException: IAM Role {role} cannot be assumed by AWS Backup (it trusts "
            f"{', '.join(sorted(trusted)) or 'no service'})",
        )
    if not any(
        inputs.get(key) or (key in inputs and not rules.given(inputs[key]))
        for key in ("resources", "selectionTags", "conditions")
    ):
        yield Failure(
            "resources",
            "InvalidParameterValueException: Invalid selection: set resources, selectionTags or conditions",
        )
    for property in ("resources", "notResources"):
        for place, item in enumerate(rules.items(inputs.get(property))):
            if item != "*":
                yield from rules.arn(f"{property}[{place}]", item)
            if (
                item == "*"
                and property == "resources"
                and not inputs.get("conditions")
                and not inputs.get("selectionTags")
            ):
                yield Warn(
                    f"{property}[{place}]", "every resource of the account that AWS Backup takes is selected"
                )
    for place, item in enumerate(rules.items(inputs.get("selectionTags"))):
        yield from rules.one_of(
            f"selectionTags[{place}].type", rules.block(item).get("type"), ("STRINGEQUALS",)
        )
