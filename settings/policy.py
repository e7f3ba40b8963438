"""`groundwork:policy`: exemptions from controls, each reasoned, owned and limited in time."""

import datetime
from typing import Annotated

from pydantic import Field

from settings.base import Model


class Exemption(Model):
    """One control, one resource (URN or logical name, `*` allowed), one reason; ends on a day."""

    control: str
    resource: str
    reason: Annotated[str, Field(min_length=10)]
    owner: Annotated[str, Field(min_length=1)]
    expires: datetime.date
    """Last day on which it holds, at most 180 days on (checked by the policy pack, which knows the date)."""


class Policy(Model):
    """Exemptions of the stack."""

    exemptions: tuple[Exemption, ...] = ()
