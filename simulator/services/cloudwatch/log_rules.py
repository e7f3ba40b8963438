"""What CloudWatch Logs refuses of groups and resource policies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, check
from simulator.services import policies, rules
from simulator.services.cloudwatch.answers import LOG_GROUP, LOG_POLICY
from simulator.services.kms.answers import KEY
from simulator.services.shapes import arn, suffix, value
from simulator.services.tables.cloudwatch import RETENTIONS

rules.taggable(LOG_GROUP)

_NAME: Final = re.compile(r"[.\-_/#A-Za-z0-9]+")


@check(LOG_GROUP)
def log_group(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name, retention, class and key.

    Source: "CreateLogGroup", "PutRetentionPolicy", CloudWatch Logs API Reference.
    """
    for property, limit in (("name", 512), ("namePrefix", 486)):
        given = inputs.get(property)
        if isinstance(given, str) and given:
            yield from rules.length(property, given, 1, limit)
            yield from rules.pattern(property, given, _NAME, "letters, digits and . - _ / #")
            if given.lower().startswith("aws/"):
                yield Failure(
                    property,
                    "InvalidParameterException: Log groups starting with AWS/ are reserved for "
                    f"AWS: '{given}'",
                )
    held = rules.find(ctx, inputs.get("name"), LOG_GROUP)
    if held is not None and held.urn != ctx.urn and held.region in ("", ctx.region):
        yield Failure(
            "name",
            f"ResourceAlreadyExistsException: The specified log group already exists: {inputs['name']}",
        )
    yield from rules.one_of("retentionInDays", inputs.get("retentionInDays"), RETENTIONS)
    kind = inputs.get("logGroupClass")
    yield from rules.one_of("logGroupClass", kind, ("STANDARD", "INFREQUENT_ACCESS", "DELIVERY"))
    if kind == "DELIVERY" and rules.number(inputs.get("retentionInDays")) not in (None, 2):
        yield Failure(
            "retentionInDays",
            "InvalidParameterException: a group of class DELIVERY keeps its events for 2 days",
        )
    key = inputs.get("kmsKeyId")
    yield from rules.arn("kmsKeyId", key, "kms", "key/")
    yield from _key(inputs, ctx)


def _key(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """A key whose policy lets CloudWatch Logs use it.

    Source: "Encrypt log data in CloudWatch Logs using AWS KMS".
    """
    key = inputs.get("kmsKeyId")
    name = inputs.get("name") or "*"
    group = arn(ctx, "logs", f"log-group:{name}")
    denied = (
        "InvalidParameterException: The specified KMS key does not exist or is not allowed to be "
        f"used with Arn '{group}'"
    )
    region = rules.arn_part(key, "region")
    if region and region != ctx.region:
        yield Failure("kmsKeyId", f"{denied}: the key is in {region}, the log group in {ctx.region}")
    document = value(rules.find(ctx, key, KEY), "policy")
    if not isinstance(document, str):
        return
    service = f"logs.{ctx.region}.{suffix(ctx)}"
    allowed = any(
        statement.get("Effect") == "Allow"
        and {service, f"logs.{suffix(ctx)}", "*"}
        & {*policies.principals(statement, "Service"), *policies.principals(statement, "AWS")}
        for statement in policies.statements(document)
    )
    if not allowed:
        yield Failure("kmsKeyId", f"{denied}: its policy has to allow {service} to encrypt and decrypt")


@check(LOG_POLICY)
def log_policy(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """A policy of at most 5,120 characters ("PutResourcePolicy", CloudWatch Logs API Reference)."""
    del ctx
    if inputs.get("policyName") is None and inputs.get("resourceArn") is None:
        yield Failure(
            "policyName", "InvalidParameterException: one of policyName and resourceArn must be specified"
        )
    yield from rules.length("policyName", inputs.get("policyName"), 1, 255)
    yield from policies.policy("policyDocument", inputs.get("policyDocument"), policies.LOGS)
