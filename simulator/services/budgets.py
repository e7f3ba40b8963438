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
    found = rules.items(inputs.get("notifications"))
    if len(found) > 10:
        yield Failure(
            "notifications",
            f"CreationLimitExceededException: a budget has at most 10 notifications, not {len(found)}",
        )
    for place, notification in enumerate(found):
        yield from _notification(f"notifications[{place}]", rules.block(notification))


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
