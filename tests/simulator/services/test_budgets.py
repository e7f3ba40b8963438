"""Budgets: what it refuses, and the shapes of its answers."""

from __future__ import annotations

from tests.simulator.services.cases import Case, accepted, refused
from tests.simulator.services.world import World


@accepted("budgets")
def test_accepts(case: Case) -> None:
    assert case.refusals() == []


@refused("budgets")
def test_refuses(case: Case) -> None:
    assert case.refusals() == case.says


def test_a_budget_with_the_account_in_its_id() -> None:
    budget = World().add("b", "aws:budgets/budget:Budget", {"name": "monthly", "budgetType": "COST"})
    assert budget.id == "123456789012:monthly"
    assert budget.outputs["arn"] == "arn:aws:budgets::123456789012:budget/monthly"
    assert budget.outputs["timePeriodEnd"] == "2087-06-15_00:00"
