"""What KMS refuses of keys and aliases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, check
from simulator.services import policies, rules
from simulator.services.kms.answers import ALIAS, KEY

rules.taggable(KEY)

_ALIAS: Final = re.compile(r"alias/[a-zA-Z0-9/_-]+")
_SPECS: Final = (
    "SYMMETRIC_DEFAULT", "RSA_2048", "RSA_3072", "RSA_4096", "ECC_NIST_P256", "ECC_NIST_P384",
    "ECC_NIST_P521", "ECC_NIST_EDWARDS25519", "ECC_SECG_P256K1", "HMAC_224", "HMAC_256", "HMAC_384",
    "HMAC_512", "SM2", "ML_DSA_44", "ML_DSA_65", "ML_DSA_87",
)  # fmt: skip
_USAGES: Final = ("ENCRYPT_DECRYPT", "SIGN_VERIFY", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT")
_PUT: Final = frozenset({"*", "kms:*", "kms:put*", "kms:putkeypolicy", "kms:putkey*"})


@check(KEY)
def key(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Kind, rotation and deletion.

    Source: "CreateKey", "EnableKeyRotation", "ScheduleKeyDeletion", KMS API Reference.
    """
    spec = inputs.get("customerMasterKeySpec", "SYMMETRIC_DEFAULT")
    yield from rules.one_of("customerMasterKeySpec", spec, _SPECS)
    yield from rules.one_of("keyUsage", inputs.get("keyUsage"), _USAGES)
    yield from rules.between("deletionWindowInDays", inputs.get("deletionWindowInDays"), 7, 30, "days")
    yield from rules.length("description", inputs.get("description"), 0, 8192)
    yield from rules.between("rotationPeriodInDays", inputs.get("rotationPeriodInDays"), 90, 2560, "days")
    rotates = inputs.get("enableKeyRotation")
    if inputs.get("rotationPeriodInDays") is not None and rotates in (None, False):
        yield Failure(
            "rotationPeriodInDays",
            "ValidationException: rotationPeriodInDays needs enableKeyRotation to be true",
        )
    if rotates is True and rules.given(spec) and spec != "SYMMETRIC_DEFAULT":
        yield Failure(
            "enableKeyRotation",
            "UnsupportedOperationException: automatic rotation works for SYMMETRIC_DEFAULT "
            f"keys only, not {spec}",
        )
    document = inputs.get("policy")
    yield from policies.policy("policy", document, policies.KEY)
    if isinstance(document, str) and inputs.get("bypassPolicyLockoutSafetyCheck") in (None, False):
        yield from lockout(document, ctx)


def lockout(document: str, ctx: Context) -> Iterator[Failure]:
    """Somebody of the account must be able to change the policy ("Default key policy", "PutKeyPolicy")."""
    parsed = policies.statements(document)
    if not parsed:
        return
    account = (ctx.account, f"arn:{ctx.partition}:iam::{ctx.account}:")
    for statement in parsed:
        actions = {str(action).lower() for action in policies.as_list(statement.get("Action"))}
        names = policies.principals(statement, "AWS")
        ours = any(name == "*" or name.startswith(account) for name in names)
        if statement.get("Effect") == "Allow" and actions & _PUT and ours:
            return
    yield Failure(
        "policy",
        "MalformedPolicyDocumentException: The new key policy will not allow you to update the "
        "key policy in the future. "
        "(a statement has to allow kms:PutKeyPolicy, such as kms:*, to "
        f"arn:{ctx.partition}:iam::{ctx.account}:root)",
    )


@check(ALIAS)
def alias(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name with the prefix `alias/`, not `alias/aws/`, and a key of this region ("CreateAlias")."""
    for property in ("name", "namePrefix"):
        given = inputs.get(property)
        if not isinstance(given, str) or not given:
            continue
        yield from rules.length(property, given, 1, 256)
        yield from rules.pattern(property, given, _ALIAS, "alias/ and letters, digits, /, _ and -")
        if given.startswith("alias/aws/"):
            yield Failure(
                property,
                f"NotAuthorizedException: the prefix alias/aws/ is reserved for AWS managed keys: '{given}'",
            )
    target = inputs.get("targetKeyId")
    region = rules.arn_part(target, "region")
    if region and region != ctx.region:
        yield Failure(
            "targetKeyId", f"NotFoundException: Key '{target}' is in {region}, the alias in {ctx.region}"
        )
    if isinstance(target, str) and target.startswith("alias/"):
        yield Failure(
            "targetKeyId", f"ValidationException: Aliases must refer to keys. Not aliases: '{target}'"
        )
