"""AWS Budgets: budgets and their notifications."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import REPLACE, UNKNOWN, Context, Failure, autoname, check, outputs
from simulator.services import rules
from simulator.services.shapes import arn, named
from simulator.services.sns.rules import EMAIL

BUDGET: Final = "aws:budgets/budget:Budget"

REPLACE[BUDGET] = frozenset({"accountId", "name", "namePrefix"})

autoname(BUDGET, max_length=100)


@outputs(BUDGET)
def budget(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A budget; its id is account and name."""
    name = named(inputs, ctx)
    account = str(inputs.get("accountId") or ctx.account)
    return f"{account}:{name}", {
        "accountId": account,
        "arn": arn(ctx, "budgets", f"budget/{name}", region="", account=account),
        "name": name,
        "timePeriodEnd": inputs.get("timePeriodEnd", "2087-06-15_00:00"),
        "timePeriodStart": inputs.get("timePeriodStart", "2026-01-01_00:00"),
    }


TYPES: Final = (
    "COST", "USAGE", "RI_UTILIZATION", "RI_COVERAGE", "SAVINGS_PLANS_UTILIZATION", "SAVINGS_PLANS_COVERAGE",
)  # fmt: skip
OPERATORS: Final = ("ands", "ors", "not", "costCategories", "dimensions", "tags")
DIMENSIONS: Final = (
    "AZ", "INSTANCE_TYPE", "LINKED_ACCOUNT", "LINKED_ACCOUNT_NAME", "OPERATION", "PURCHASE_TYPE", "REGION",
    "SERVICE", "SERVICE_CODE", "USAGE_TYPE", "USAGE_TYPE_GROUP", "RECORD_TYPE", "OPERATING_SYSTEM", "TENANCY",
    "SCOPE", "PLATFORM", "SUBSCRIPTION_ID", "LEGAL_ENTITY_NAME", "INVOICING_ENTITY", "DEPLOYMENT_OPTION",
    "DATABASE_ENGINE", "CACHE_ENGINE", "INSTANCE_TYPE_FAMILY", "BILLING_ENTITY", "RESERVATION_ID",
    "RESOURCE_ID", "RIGHTSIZING_TYPE", "SAVINGS_PLANS_TYPE", "SAVINGS_PLAN_ARN", "PAYMENT_OPTION",
    "RESERVATION_MODIFIED", "TAG_KEY", "COST_CATEGORY_NAME",
)  # fmt: skip
MATCHES: Final = (
    "EQUALS", "ABSENT", "STARTS_WITH", "ENDS_WITH", "CONTAINS", "GREATER_THAN_OR_EQUAL", "CASE_SENSITIVE",
    "CASE_INSENSITIVE",
)  # fmt: skip
_NAME: Final = re.compile(r"[^:\\]{1,100}")
_TIME: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])_([01]\d|2[0-3]):[0-5]\d")
_AMOUNT: Final = re.compile(r"\d+(\.\d+)?")

rules.taggable(BUDGET)


@check(BUDGET)
def _budget(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Type, limit and period ("Budget", "CreateBudget", AWS Billing and Cost Management API Reference)."""
    del ctx
    yield from rules.pattern("name", inputs.get("name"), _NAME, "1 to 100 characters without : and \\")
    kind = inputs.get("budgetType")
    yield from rules.one_of("budgetType", kind, TYPES)
    yield from rules.one_of(
        "timeUnit", inputs.get("timeUnit"), ("DAILY", "MONTHLY", "QUARTERLY", "ANNUALLY", "CUSTOM")
    )
    yield from rules.exactly_one(inputs, ("limitAmount", "plannedLimits", "autoAdjustData"))
    amount, unit = inputs.get("limitAmount"), inputs.get("limitUnit")
    if rules.given(amount) and (not _AMOUNT.fullmatch(str(amount)) or float(str(amount)) <= 0):
        yield Failure(
            "limitAmount", f"ValidationException: limitAmount must be a number above 0, not '{amount}'"
        )
    if rules.given(amount) and unit is None:
        yield Failure(
            "limitUnit", "ValidationException: limitUnit is required together with limitAmount (USD for COST)"
        )
    percent = str(kind).endswith(("UTILIZATION", "COVERAGE"))
    if (
        isinstance(unit, str)
        and kind in TYPES
        and kind != "USAGE"
        and unit != ("PERCENTAGE" if percent else "USD")
    ):
        wanted = "PERCENTAGE" if percent else "USD"
        yield Failure(
            "limitUnit", f"InvalidParameterException: a {kind} budget has the unit {wanted}, not {unit}"
        )
    for property in ("timePeriodStart", "timePeriodEnd"):
        yield from rules.pattern(property, inputs.get(property), _TIME, "YYYY-MM-DD_hh:mm")
    if inputs.get("costFilters") and inputs.get("filterExpression"):
        yield Failure(
            "filterExpression",
            "ValidationException: costFilters and filterExpression exclude each other: set filterExpression",
        )
    expression = inputs.get("filterExpression")
    yield from _expression("filterExpression", rules.block(expression), expression)
    found = rules.items(inputs.get("notifications"))
    if inputs.get("timeUnit") == "DAILY" and any(
        rules.block(item).get("notificationType") == "FORECASTED" for item in found
    ):
        yield Failure(
            "notifications",
            "InvalidParameterException: a DAILY budget has no forecast: FORECASTED is not possible",
        )
    if len(found) > 10:
        yield Failure(
            "notifications",
            f"CreationLimitExceededException: a budget has at most 10 notifications, not {len(found)}",
        )
    for place, notification in enumerate(found):
        yield from _notification(f"notifications[{place}]", rules.block(notification))


def _expression(path: str, block: dict[str, Any], given: Any) -> Iterator[Failure]:
    """One operator or one comparison at each level ("Expression", Billing and Cost Management API
    Reference)."""
    if given is None or not rules.given(given):
        return
    kinds = [kind for kind in OPERATORS if block.get(kind) is not None]
    if len(kinds) != 1:
        yield Failure(
            path,
            f"ValidationException: an expression has exactly one of {', '.join(OPERATORS)}, not "
            f"{', '.join(kinds) or 'none'}",
        )
    for kind in kinds:
        parts = rules.items(block[kind]) if kind in ("ands", "ors") else [block[kind]]
        if kind in ("ands", "ors") and len(parts) < 2 and rules.given(block[kind]):
            yield Failure(
                f"{path}.{kind}",
                f"ValidationException: {kind} needs two expressions or more, it has {len(parts)}",
            )
        for place, part in enumerate(parts):
            here = f"{path}.{kind}[{place}]" if kind in ("ands", "ors") else f"{path}.{kind}"
            if kind in ("ands", "ors", "not"):
                yield from _expression(here, rules.block(part), part)
            else:
                yield from _comparison(here, kind, rules.block(part))


def _comparison(path: str, kind: str, block: dict[str, Any]) -> Iterator[Failure]:
    if kind == "dimensions":
        yield from rules.one_of(f"{path}.key", block.get("key"), DIMENSIONS)
    elif block and not block.get("key") and block.get("key") in (None, ""):
        yield Failure(f"{path}.key", f"ValidationException: {kind} need a key")
    if block and block.get("values") in (None, []) and "ABSENT" not in rules.items(block.get("matchOptions")):
        yield Failure(f"{path}.values", f"ValidationException: {kind} need at least one value")
    for place, option in enumerate(rules.items(block.get("matchOptions"))):
        yield from rules.one_of(f"{path}.matchOptions[{place}]", option, MATCHES)


def _notification(path: str, block: dict[str, Any]) -> Iterator[Failure]:
    """Threshold and subscribers ("Notification", "Subscriber")."""
    operators = ("GREATER_THAN", "LESS_THAN", "EQUAL_TO")
    yield from rules.one_of(f"{path}.comparisonOperator", block.get("comparisonOperator"), operators)
    kind = block.get("thresholdType")
    yield from rules.one_of(f"{path}.thresholdType", kind, ("PERCENTAGE", "ABSOLUTE_VALUE"))
    yield from rules.one_of(
        f"{path}.notificationType", block.get("notificationType"), ("ACTUAL", "FORECASTED")
    )
    most = 1000000 if kind == "PERCENTAGE" else 15000000000000
    yield from rules.between(f"{path}.threshold", block.get("threshold"), 0, most)
    emails = rules.items(block.get("subscriberEmailAddresses"))
    topics = rules.items(block.get("subscriberSnsTopicArns"))
    unknown = any(block.get(key) is UNKNOWN for key in ("subscriberEmailAddresses", "subscriberSnsTopicArns"))
    if not emails and not topics and not unknown:
        yield Failure(
            path,
            "InvalidParameterException: a notification needs at least one subscriber: an "
            "e-mail address or a topic",
        )
    if len(emails) > 10:
        yield Failure(
            f"{path}.subscriberEmailAddresses",
            f"CreationLimitExceededException: at most 10 addresses, not {len(emails)}",
        )
    if len(topics) > 1:
        yield Failure(
            f"{path}.subscriberSnsTopicArns",
            f"CreationLimitExceededException: at most 1 topic, not {len(topics)}",
        )
    for place, address in enumerate(emails):
        if isinstance(address, str) and not EMAIL.fullmatch(address):
            yield Failure(
                f"{path}.subscriberEmailAddresses[{place}]",
                f"InvalidParameterException: '{address}' is not an e-mail address such as ops@example.com",
            )
    for place, topic in enumerate(topics):
        yield from rules.arn(f"{path}.subscriberSnsTopicArns[{place}]", topic, "sns")
