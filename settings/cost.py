"""`groundwork:cost`: a monthly budget and who hears of it."""

import datetime
from typing import Annotated

from pydantic import Field

from settings.base import Model
from settings.types import BudgetName, Email


class Budget(Model):
    """A monthly AWS budget over what carries the stack's tags Project and Environment."""

    name: BudgetName | None = None
    """Physical name; `<prefix>-monthly` if left out."""

    monthly_usd: Annotated[float, Field(gt=0)]
    """Amount for a month in US dollars."""

    alert_percent: Annotated[
        tuple[Annotated[int, Field(ge=1, le=1000)], ...], Field(min_length=1, max_length=10)
    ] = (80, 100)
    """Shares of the budget, actual cost, at which mail is sent."""

    forecast_percent: Annotated[tuple[Annotated[int, Field(ge=1, le=1000)], ...], Field(max_length=10)] = ()
    """Shares of the budget, forecast cost, at which mail is sent."""

    start: datetime.date | None = None
    """First day that it counts; the month in which it is made if left out."""

    emails: Annotated[tuple[Email, ...], Field(min_length=1, max_length=10)]
    """Who gets the mail."""


class Cost(Model):
    """Budget of the stack, if any, and by which tags cost is told."""

    budget: Budget | None = None
    allocation_tags: bool = False
    """Activate Project and Environment as cost allocation tags: once in an account that pays."""
