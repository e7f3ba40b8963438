"""Schedules: what is wrong with one, and what is right."""

import pytest

from tests.settings.given import problems

PLACE = "compute.services.api.scaling.scheduled"


def schedule(text: str) -> list[str]:
    return problems({PLACE: {"night": {"schedule": text, "minimum": 1, "maximum": 2}}})


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("cron(0 6 * * *)", "cron has 6 fields (minutes, hours, day, month, day of week, year), here are 5"),
        ("cron(0 6 * * * *)", "exactly one of day of month and day of week is `?`"),
        ("cron(0 6 ? * ? *)", "exactly one of day of month and day of week is `?`"),
        ("cron(60 6 ? * * *)", "`60` is not right for minutes, 0 to 59"),
        ("cron(0 24 ? * * *)", "`24` is not right for hours, 0 to 23"),
        ("cron(? 6 ? * * *)", "`?` is not right for minutes, 0 to 59"),
        ("cron(0 6 32 * ? *)", "`32` is not right for day of month, 1 to 31"),
        ("cron(0 6 32W * ? *)", "`32W` is not right for day of month, 1 to 31"),
        ("cron(0 6 1 JANUARY ? *)", "`JANUARY` is not right for month, 1 to 12"),
        ("cron(0 6 1 13 ? *)", "`13` is not right for month, 1 to 12"),
        ("cron(0 6 ? * MO *)", "`MO` is not right for day of week, 1 to 7"),
        ("cron(0 6 ? * 0 *)", "`0` is not right for day of week, 1 to 7"),
        ("cron(0 6 ? * MON#6 *)", "`MON#6` is not right for day of week, 1 to 7"),
        ("cron(0 6 ? * FRI-MON *)", "`FRI-MON` is not right for day of week, 1 to 7"),
        ("cron(0 6 ? * * 1969)", "`1969` is not right for year, 1970 to 2199"),
        ("cron(0/0 6 ? * * *)", "`0/0` is not right for minutes, 0 to 59"),
        ("cron(1-2-3 6 ? * * *)", "`1-2-3` is not right for minutes, 0 to 59"),
        ("cron(0,,5 6 ? * * *)", "`0,,5` is not right for minutes, 0 to 59"),
        ("rate(5)", "a rate is a number and minutes, hours or days, such as rate(5 minutes)"),
        ("rate(0 minutes)", "a rate is a number and minutes, hours or days, such as rate(5 minutes)"),
        ("rate(5 minute)", "write rate(5 minutes)"),
        ("rate(1 hours)", "write rate(1 hour)"),
        ("at(2027-01-31)", "a moment is written at(2027-01-31T06:00:00)"),
        ("at(2027-02-30T06:00:00)", "a moment is written at(2027-01-31T06:00:00)"),
    ],
)
def test_wrong(text: str, hint: str):
    assert schedule(text) == [
        f'groundwork:{PLACE}.night.schedule: given "{text}", must be a schedule: cron(…), rate(…) or at(…), '
        f"such as cron(0 6 ? * MON-FRI *); {hint}"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "cron(0 6 ? * MON-FRI *)",
        "cron(0/15 8-18 ? * 2-6 2027)",
        "cron(*/5 * * * ? *)",
        "cron(0 18 L * ? *)",
        "cron(0 18 LW * ? *)",
        "cron(0 18 15W JAN,jul ? *)",
        "cron(0 18 ? * FRI#2 *)",
        "cron(0 18 ? * 6L *)",
        "cron(0,30 6 1,15 1/3 ? 2027-2030)",
        "rate(1 day)",
        "rate(5 minutes)",
        "at(2027-01-31T06:00:00)",
    ],
)
def test_right(text: str):
    assert schedule(text) == []


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5"])
def test_time_zone(zone: str):
    assert (
        problems(
            {PLACE: {"night": {"schedule": "rate(1 day)", "timeZone": zone, "minimum": 1, "maximum": 2}}}
        )
        == []
    )
