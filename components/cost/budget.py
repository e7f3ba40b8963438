"""The monthly budget of the stack."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from settings.cost import Budget as BudgetSettings
from settings.cost import Cost
from settings.system import System


class Budget(Component):
    """An AWS budget over what carries the tags Project and Environment, with mail at each share of it."""

    def __init__(
        self,
        name: str,
        settings: BudgetSettings,
        *,
        context: Context,
        project: str,
        environment: str,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:cost:Budget", name, None, opts)
        aws.budgets.Budget(
            name,
            name=settings.name or context.name("monthly", limit=100),
            budget_type="COST",
            time_unit="MONTHLY",
            limit_amount=f"{settings.monthly_usd:.2f}",
            limit_unit="USD",
            time_period_start=f"{settings.start:%Y-%m-%d}_00:00" if settings.start else None,
            # Values of one cost filter are alternatives; an expression takes what carries both tags.
            filter_expression={
                "ands": [
                    {"tags": {"key": key, "values": [value], "match_options": ["EQUALS"]}}
                    for key, value in (("Project", project), ("Environment", environment))
                ]
            },
            notifications=[
                {
                    "comparison_operator": "GREATER_THAN",
                    "notification_type": kind,
                    "threshold": percent,
                    "threshold_type": "PERCENTAGE",
                    "subscriber_email_addresses": list(settings.emails),
                }
                for kind, percents in (
                    ("ACTUAL", settings.alert_percent),
                    ("FORECASTED", settings.forecast_percent),
                )
                for percent in percents
            ],
            opts=self.child(),
        )
        self.register_outputs({})


class AllocationTags(Component):
    """The tags by which cost is told apart, activated in the account that pays (FBG-CST-04)."""

    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("groundwork:cost:AllocationTags", name, None, opts)
        for tag in ("Project", "Environment"):
            aws.costexplorer.CostAllocationTag(tag, tag_key=tag, status="Active", opts=self.child())
        self.register_outputs({})


def watch_cost(
    settings: Cost, system: System, *, context: Context, opts: pulumi.ResourceOptions | None = None
) -> None:
    """What the settings ask for to watch over the cost of the stack."""
    if settings.budget is not None:
        Budget(
            "budget",
            settings.budget,
            context=context,
            project=system.project,
            environment=system.environment,
            opts=opts,
        )
    if settings.allocation_tags:
        AllocationTags("allocation-tags", opts)
