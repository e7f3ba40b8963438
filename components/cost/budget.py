"""The monthly budget of the stack."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from settings.cost import Budget as BudgetSettings


class Budget(Component):
    """An AWS budget over everything that carries the system's tag Project, with mail at each share of it."""

    def __init__(
        self,
        name: str,
        settings: BudgetSettings,
        *,
        context: Context,
        project: str,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:cost:Budget", name, None, opts)
        aws.budgets.Budget(
            name,
            name=context.name("monthly", limit=100),
            budget_type="COST",
            time_unit="MONTHLY",
            limit_amount=f"{settings.monthly_usd:.2f}",
            limit_unit="USD",
            cost_filters=[{"name": "TagKeyValue", "values": [f"user:Project${project}"]}],
            notifications=[
                {
                    "comparison_operator": "GREATER_THAN",
                    "notification_type": "ACTUAL",
                    "threshold": percent,
                    "threshold_type": "PERCENTAGE",
                    "subscriber_email_addresses": list(settings.emails),
                }
                for percent in settings.alert_percent
            ],
            opts=self.child(),
        )
        self.register_outputs({})
