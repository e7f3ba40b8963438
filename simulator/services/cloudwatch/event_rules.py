"""What EventBridge refuses of rules and targets.

Source, where none is named: "PutRule" and "PutTargets" (Amazon EventBridge API Reference).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, check
from simulator.services import policies, rules
from simulator.services.cloudwatch.answers import RULE, TARGET
from simulator.services.schedules import schedule
from simulator.services.shapes import value

rules.taggable(RULE)

_NAME: Final = re.compile(r"[.\-_A-Za-z0-9]+")
_FILTERS: Final = frozenset(
    {
        "anything-but", "cidr", "equals-ignore-case", "exists", "numeric", "prefix", "suffix", "wildcard",
    }
)  # fmt: skip
_ROLES: Final = (
    "ecs",
    "kinesis",
    "states",
    "batch",
    "codebuild",
    "codepipeline",
    "ssm",
    "firehose",
    "events",
    "execute-api",
)
_TARGETS: Final = frozenset(
    {
        *_ROLES,
        "lambda",
        "sns",
        "sqs",
        "logs",
        "redshift",
        "sagemaker",
        "inspector",
        "ec2",
        "appsync",
        "redshift-serverless",
    }
)


@check(RULE)
def event_rule(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name, state, and a schedule or a pattern."""
    del ctx
    for property, limit in (("name", 64), ("namePrefix", 38)):
        given = inputs.get(property)
        if isinstance(given, str) and given:
            yield from rules.length(property, given, 1, limit)
            yield from rules.pattern(property, given, _NAME, "letters, digits and . - _")
    yield from rules.length("description", inputs.get("description"), 0, 512)
    states = ("ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS")
    yield from rules.one_of("state", inputs.get("state"), states)
    expression, pattern = inputs.get("scheduleExpression"), inputs.get("eventPattern")
    if expression is None and pattern is None:
        yield Failure(
            "eventPattern",
            "ValidationException: Parameter(s) EventPattern or ScheduleExpression must be specified.",
        )
    bus = rules.text(inputs.get("eventBusName")) or "default"
    if isinstance(expression, str):
        problem = schedule(expression)
        if problem:
            yield Failure(
                "scheduleExpression",
                f"ValidationException: Parameter ScheduleExpression is not valid: '{expression}': {problem}",
            )
        if bus.rpartition("/")[2] != "default":
            yield Failure(
                "scheduleExpression",
                "ValidationException: ScheduleExpression is supported only on the default "
                f"event bus, not {bus}.",
            )
    if isinstance(pattern, str):
        yield from event_pattern(pattern)


def event_pattern(document: str) -> Iterator[Failure]:
    """The grammar of patterns ("Creating Amazon EventBridge event patterns", EventBridge User Guide)."""
    invalid = "InvalidEventPatternException: Event pattern is not valid. Reason:"
    found, error = policies.parse(document)
    if error or not isinstance(found, dict):
        yield Failure("eventPattern", f"{invalid} {error or 'Filter is not an object'}")
        return
    if len(document) > 4096:
        yield Failure(
            "eventPattern", f"{invalid} it has {len(document)} characters, at most 4096 are allowed"
        )
    if not found:
        yield Failure("eventPattern", f"{invalid} Empty objects are not allowed")
    for path, problem in _matches("", found):
        yield Failure("eventPattern", f"{invalid} {path}: {problem}")


def _matches(path: str, node: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, wanted in node.items():
        here = f"{path}.{key}".lstrip(".")
        if key == "$or":
            for part in wanted if isinstance(wanted, list) else ():
                yield from _matches(here, part if isinstance(part, dict) else {})
        elif isinstance(wanted, dict):
            yield from _matches(here, wanted)
        elif not isinstance(wanted, list):
            yield here, f'"{key}" must be an object or an array, not {wanted!r}'
        elif not wanted:
            yield here, "Empty arrays are not allowed"
        else:
            for item in wanted:
                unknown = sorted(item.keys() - _FILTERS) if isinstance(item, dict) else []
                if unknown:
                    yield (
                        here,
                        f"Unrecognized match type {', '.join(unknown)} (allowed: "
                        f"{', '.join(sorted(_FILTERS))})",
                    )


@check(TARGET)
def event_target(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """ARN, id, role, one kind of input, and at most five targets a rule."""
    target = inputs.get("arn")
    yield from rules.arn("arn", target)
    service = rules.arn_part(target, "service")
    if service and service not in _TARGETS:
        yield Failure(
            "arn",
            f"ValidationException: Parameter {target} is not valid. Reason: Provided Arn is not "
            "in correct format for a target",
        )
    for property, limit in (("targetId", 64), ("rule", 64)):
        yield from rules.length(property, inputs.get(property), 1, limit)
        yield from rules.pattern(property, inputs.get(property), _NAME, "letters, digits and . - _")
    kinds = [kind for kind in ("input", "inputPath", "inputTransformer") if inputs.get(kind)]
    if len(kinds) > 1:
        yield Failure(
            kinds[1],
            "ValidationException: Only one of Input, InputPath, or InputTransformer must be "
            f"provided, not {', '.join(kinds)}",
        )
    document = inputs.get("input")
    if isinstance(document, str) and policies.parse(document)[1]:
        yield Failure(
            "input", f"ValidationException: JSON syntax error in input: {policies.parse(document)[1]}"
        )
    yield from rules.length("input", document, 0, 8192)
    if service in _ROLES and inputs.get("roleArn") is None and service != "events":
        yield Failure("roleArn", f"ValidationException: RoleArn is required for target {target}.")
    yield from rules.arn("roleArn", inputs.get("roleArn"), "iam", "role/")
    if service == "ecs" and inputs.get("ecsTarget") is None:
        yield Failure("ecsTarget", f"ValidationException: EcsParameters are required for target {target}.")
    retry = rules.block(inputs.get("retryPolicy"))
    age, attempts = retry.get("maximumEventAgeInSeconds"), retry.get("maximumRetryAttempts")
    yield from rules.between("retryPolicy.maximumEventAgeInSeconds", age, 60, 86400, "seconds")
    yield from rules.between("retryPolicy.maximumRetryAttempts", attempts, 0, 185)
    yield from rules.arn(
        "deadLetterConfig.arn", rules.block(inputs.get("deadLetterConfig")).get("arn"), "sqs"
    )
    others = rules.siblings(ctx, TARGET, "rule", inputs.get("rule"))
    same = [s for s in others if value(s, "eventBusName") == (inputs.get("eventBusName") or "default")]
    if len(same) >= 5:
        yield Failure(
            "rule",
            "LimitExceededException: The requested resource exceeds the maximum number "
            f"allowed: 5 targets of {inputs.get('rule')}",
        )
