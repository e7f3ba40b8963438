"""What EventBridge Scheduler refuses of schedules and groups.

Source, where none is named: "CreateSchedule", "CreateScheduleGroup" (Amazon EventBridge Scheduler API
Reference), "Schedule types in EventBridge Scheduler".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, Warn, check, known
from simulator.services import policies, rules
from simulator.services.scheduler.answers import GROUP, SCHEDULE
from simulator.services.schedules import at, schedule, timezone
from simulator.services.shapes import value

rules.taggable(GROUP)

_NAME: Final = re.compile(r"[0-9a-zA-Z-_.]{1,64}")
_TEMPLATED: Final = frozenset(
    {"events", "ecs", "firehose", "kinesis", "lambda", "sagemaker", "sns", "sqs", "states"}
)
SERVICE: Final = "scheduler.amazonaws.com"


@check(GROUP)
def group(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name."""
    del ctx
    yield from rules.pattern("name", inputs.get("name"), _NAME, "1 to 64 letters, digits, - _ and .")
    if inputs.get("name") == "default":
        yield Failure("name", "ConflictException: Schedule group default already exists.")


@check(SCHEDULE)
def schedule_rules(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name, expression, time zone, window and target."""
    for property in ("name", "groupName"):
        yield from rules.pattern(property, inputs.get(property), _NAME, "1 to 64 letters, digits, - _ and .")
    yield from rules.length("description", inputs.get("description"), 0, 512)
    yield from rules.one_of("state", inputs.get("state"), ("ENABLED", "DISABLED"))
    after = inputs.get("actionAfterCompletion")
    yield from rules.one_of("actionAfterCompletion", after, ("NONE", "DELETE"))
    expression = inputs.get("scheduleExpression")
    if isinstance(expression, str):
        problem = at(expression) if expression.startswith("at(") else schedule(expression)
        if problem:
            yield Failure(
                "scheduleExpression",
                f"ValidationException: Invalid Schedule Expression {expression}: {problem}",
            )
    zone = inputs.get("scheduleExpressionTimezone")
    if isinstance(zone, str) and timezone(zone):
        yield Failure(
            "scheduleExpressionTimezone",
            f"ValidationException: Provided ScheduleExpressionTimezone is not valid: {timezone(zone)}",
        )
    yield from _window(rules.block(inputs.get("flexibleTimeWindow")))
    yield from rules.arn("kmsKeyArn", inputs.get("kmsKeyArn"), "kms")
    yield from _target(rules.block(inputs.get("target")), ctx)


def _window(block: dict[str, Any]) -> Iterator[Failure]:
    mode, minutes = block.get("mode"), block.get("maximumWindowInMinutes")
    path = "flexibleTimeWindow"
    yield from rules.one_of(f"{path}.mode", mode, ("OFF", "FLEXIBLE"))
    yield from rules.between(f"{path}.maximumWindowInMinutes", minutes, 1, 1440, "minutes")
    if mode == "FLEXIBLE" and minutes is None:
        yield Failure(
            f"{path}.maximumWindowInMinutes",
            "ValidationException: MaximumWindowInMinutes must be set when Mode is FLEXIBLE.",
        )
    if mode == "OFF" and minutes:
        yield Failure(
            f"{path}.maximumWindowInMinutes",
            "ValidationException: MaximumWindowInMinutes can't be specified when Mode is OFF.",
        )


def _target(target: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Target with role, input and dead letters ("Managing targets in EventBridge Scheduler")."""
    arn, role = target.get("arn"), target.get("roleArn")
    yield from rules.arn("target.arn", arn)
    yield from rules.arn("target.roleArn", role, "iam", "role/")
    document = value(rules.find(ctx, role), "assumeRolePolicy")
    trusted = {
        name
        for statement in policies.statements(document)
        for name in policies.principals(statement, "Service")
    }
    if isinstance(document, str) and SERVICE not in trusted:
        yield Failure(
            "target.roleArn",
            "ValidationException: The execution role you provide must allow AWS EventBridge Scheduler to "
            "assume the "
            f"role. (it trusts {', '.join(sorted(trusted)) or 'no service'}, not {SERVICE})",
        )
    service, region = rules.arn_part(arn, "service"), rules.arn_part(arn, "region")
    if service and service not in _TEMPLATED | {"scheduler"}:
        yield Failure(
            "target.arn",
            f"ValidationException: Provided Arn is not in correct format: {arn} is no target (templated "
            "targets: "
            f"{', '.join(sorted(_TEMPLATED))}; any other by arn:aws:scheduler:::aws-sdk:service:action)",
        )
    if region and region != ctx.region:
        yield Failure(
            "target.arn",
            f"ValidationException: the target {arn} is in {region}, the schedule in {ctx.region}",
        )
    for key, wanted in (
        ("ecsParameters", "ecs"),
        ("kinesisParameters", "kinesis"),
        ("eventbridgeParameters", "events"),
    ):
        block = target.get(key)
        if service == wanted and block is None:
            yield Failure(f"target.{key}", f"ValidationException: {key} is required for the target {arn}.")
        if block and service and service != wanted:
            yield Failure(f"target.{key}", f"ValidationException: {key} cannot be set for the target {arn}.")
    fifo = isinstance(arn, str) and arn.endswith(".fifo")
    message_group = rules.block(target.get("sqsParameters")).get("messageGroupId")
    if service == "sqs" and fifo and message_group is None and known(target.get("sqsParameters")):
        yield Failure(
            "target.sqsParameters", "ValidationException: a FIFO queue needs sqsParameters.messageGroupId."
        )
    retry = rules.block(target.get("retryPolicy"))
    age, attempts = retry.get("maximumEventAgeInSeconds"), retry.get("maximumRetryAttempts")
    yield from rules.between("target.retryPolicy.maximumEventAgeInSeconds", age, 60, 86400, "seconds")
    yield from rules.between("target.retryPolicy.maximumRetryAttempts", attempts, 0, 185)
    dead = rules.block(target.get("deadLetterConfig")).get("arn")
    yield from rules.arn("target.deadLetterConfig.arn", dead, "sqs")
    if isinstance(dead, str) and dead.endswith(".fifo"):
        yield Failure(
            "target.deadLetterConfig.arn",
            f"ValidationException: a dead-letter queue is a standard queue, not {dead}",
        )
    if target and target.get("deadLetterConfig") is None:
        yield Warn("target.deadLetterConfig", "without a dead-letter queue what fails for good is lost")
