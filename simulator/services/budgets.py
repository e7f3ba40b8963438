"""AWS Budgets: budgets and their notifications."""

from __future__ import annotations

from typing import Any, Final

from simulator.registry import REPLACE, Context, autoname, outputs
from simulator.services.shapes import arn, named

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
