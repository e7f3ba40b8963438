"""`groundwork:cost`: a monthly budget and who hears of it."""

from typing import Annotated

from pydantic import Field

from settings.base import Model
from settings.types import Email


class Budget(Model):
    """A monthly AWS budget over the tag Project."""

    monthly_usd: Annotated[float, Field(gt=0)]
    """Amount for a month in US dollars."""

    alert_percent: Annotated[
        tuple[Annotated[int, Field(ge=1, le=1000)], ...], Field(min_length=1, max_length=10)
    ] = (80, 100)
    """Shares of the budget, actual cost, at which mail is sent."""

    emails: Annotated[tuple[Email, ...], Field(min_length=1, max_length=10)]
    """Who gets the mail."""


class Cost(Model):
    """Budget of the stack, if any."""

    budget: Budget | None = None
