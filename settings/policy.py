"""`groundwork:policy`: exemptions from controls, each reasoned, owned and limited in time."""

import datetime
from collections.abc import Iterator
from typing import Annotated

from pydantic import BeforeValidator, Field

from settings.base import Breach, Model, rule
from settings.types import ControlId, Words
from settings.types.text import refuse


def _day(value: object) -> object:
    """The day of a text; Pulumi makes its first second of one that stands without quotes."""
    if not isinstance(value, str):
        return value
    try:
        return datetime.date.fromisoformat(value.removesuffix(" 00:00:00 +0000 UTC"))
    except ValueError:
        raise refuse("a day such as 2027-01-31") from None


Day = Annotated[datetime.date, BeforeValidator(_day)]


class Exemption(Model):
    """One control, one resource (URN or logical name, `*` allowed), one reason; ends on a day."""

    control: ControlId
    """Id of the control, as in docs/controls.md."""

    resource: Words
    """Resource that is exempted, by URN or logical name."""

    reason: Annotated[str, Field(min_length=10)]
    """Why the control does not hold there."""

    owner: Words
    """Who answers for it."""

    expires: Day
    """Last day on which it holds, at most 180 days on (checked by the policy pack, which knows the date)."""

    @rule
    def year_is_written_whole(self) -> Iterator[Breach]:
        if not 2020 <= self.expires.year <= 2099:
            yield Breach(
                ("expires",), f"{self.expires} is no day on which an exemption could end", "check the year"
            )


class Policy(Model):
    """Exemptions of the stack."""

    exemptions: tuple[Exemption, ...] = ()
    """Exemptions, each for one control and one resource."""

    @rule
    def each_is_given_once(self) -> Iterator[Breach]:
        first: dict[tuple[str, str], int] = {}
        for index, exemption in enumerate(self.exemptions):
            other = first.setdefault((exemption.control, exemption.resource), index)
            if other != index:
                yield Breach(
                    ("exemptions", index),
                    f"exemptions[{other}] exempts {exemption.resource} from {exemption.control} already",
                )
