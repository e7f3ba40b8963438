"""What Secrets Manager refuses of secrets, versions and rotation.

Source, where none is named: "CreateSecret", "PutSecretValue", "RotateSecret" (AWS Secrets Manager API
Reference) and "AWS Secrets Manager quotas".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, Warn, check
from simulator.services import policies, rules
from simulator.services.secretsmanager.answers import ROTATION, SECRET, VERSION
from simulator.services.tables.regions import REGIONS

rules.taggable(SECRET)

_NAME: Final = re.compile(r"[a-zA-Z0-9/_+=.@-]+")
# A word of six letters, as in jwt-secret, is hardly one of AWS's suffixes.
_SUFFIX: Final = re.compile(r".*-(?![a-z]{6}$)[a-zA-Z0-9]{6}")
_SCHEDULE: Final = re.compile(r"rate\([1-9]\d{0,2} (days?|hours?)\)|cron\(\S+ \S+ \S+ \S+ \S+ \S+\)")
_DURATION: Final = re.compile(r"\d{1,2}h")
SIZE: Final = 65536
"""Bytes of a secret's value."""


@check(SECRET)
def secret(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name, recovery window, policy and replicas."""
    for property, limit in (("name", 512), ("namePrefix", 486)):
        given = inputs.get(property)
        if isinstance(given, str) and given:
            yield from rules.length(property, given, 1, limit)
            yield from rules.pattern(property, given, _NAME, "letters, digits and /_+=.@-")
            if property == "name" and _SUFFIX.fullmatch(given) and not rules.autonamed(inputs, ctx):
                yield Warn(
                    property,
                    f"'{given}' ends in a hyphen and six characters, like the end of a secret's "
                    "ARN: AWS advises against it",
                )
    window = rules.number(inputs.get("recoveryWindowInDays"))
    if window is not None and window != 0 and not 7 <= window <= 30:
        yield Failure(
            "recoveryWindowInDays",
            "InvalidParameterException: The RecoveryWindowInDays value must be between 7 and "
            "30 days (inclusive), or 0 to "
            f"delete without recovery: it is {window}",
        )
    yield from rules.length("description", inputs.get("description"), 0, 2048)
    yield from policies.policy("policy", inputs.get("policy"), policies.SECRET)
    for place, replica in enumerate(rules.items(inputs.get("replicas"))):
        region = replica.get("region") if isinstance(replica, dict) else None
        yield from rules.one_of(f"replicas[{place}].region", region, tuple(REGIONS))
        if region == ctx.region:
            yield Failure(
                f"replicas[{place}].region",
                f"InvalidParameterException: Invalid replica region: {region} is the secret's own",
            )


@check(VERSION)
def secret_version(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """One value, of at most 65,536 bytes; the value itself never stands in a reason."""
    del ctx
    yield from rules.exactly_one(inputs, ("secretString", "secretBinary", "secretStringWo"))
    for property in ("secretString", "secretBinary"):
        given = inputs.get(property)
        if isinstance(given, str) and len(given.encode()) > SIZE:
            yield Failure(
                property,
                f"InvalidParameterException: the value has {len(given.encode())} bytes, at most "
                f"{SIZE} are allowed",
            )
    stages = rules.items(inputs.get("versionStages"))
    if len(stages) > 20:
        yield Failure(
            "versionStages",
            f"LimitExceededException: a version has at most 20 staging labels, not {len(stages)}",
        )


@check(ROTATION)
def secret_rotation(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Function and schedule ("Rotate AWS Secrets Manager secrets", "Rotation schedules")."""
    function = inputs.get("rotationLambdaArn")
    yield from rules.arn("rotationLambdaArn", function, "lambda", "function:")
    region = rules.arn_part(function, "region")
    if region and region != ctx.region:
        yield Failure(
            "rotationLambdaArn",
            f"InvalidParameterException: the function is in {region}, the secret in {ctx.region}",
        )
    block = rules.block(inputs.get("rotationRules"))
    days, schedule = block.get("automaticallyAfterDays"), block.get("scheduleExpression")
    if inputs.get("rotationRules") is not None and block:
        yield from (
            Failure(f"rotationRules.{failure.property}", failure.reason)
            for failure in rules.exactly_one(block, ("automaticallyAfterDays", "scheduleExpression"))
        )
    yield from rules.between("rotationRules.automaticallyAfterDays", days, 1, 1000, "days")
    yield from rules.pattern(
        "rotationRules.scheduleExpression", schedule, _SCHEDULE, "rate(10 days), or cron with six fields"
    )
    yield from rules.pattern("rotationRules.duration", block.get("duration"), _DURATION, "hours, such as 3h")
