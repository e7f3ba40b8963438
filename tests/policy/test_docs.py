"""docs/controls.md is what the catalogue says."""

from __future__ import annotations

from policy.catalogue import CATALOGUE
from policy.docs import TARGET, render


def test_the_document_is_fresh() -> None:
    assert TARGET.read_text("utf-8") == render(), "run make docs"


def test_every_control_is_in_it() -> None:
    text = render()
    for control in CATALOGUE:
        if control.kind == "automatic":
            assert text.count(f"\n### `{control.id}`\n") == 1
        else:
            assert text.count(f"\n| `{control.id}` | {control.title} | {control.kind} |") == 1
    assert text.startswith("# Controls\n\nGenerated from `policy/catalogue` by `make docs`")


def test_levels_are_said_by_system_and_environment() -> None:
    text = render()
    section = text.partition("### `load-balancer-tls`")[2].partition("###")[0]
    levels = next(line for line in section.splitlines() if line.startswith("*Levels:*"))
    assert levels == (
        "*Levels:* baseline dev, test advisory; staging, production mandatory · pyshop dev, test advisory; "
        "staging, production mandatory · skyhigh mandatory · foodbegood advisory in phase 1, mandatory from "
        "phase 2 on"
    )


def test_levels_are_said_by_phase() -> None:
    section = render().partition("### `database-region-copy`")[2].partition("###")[0]
    assert (
        "*Levels:* baseline disabled · foodbegood disabled in phase 1, mandatory in phases 2 and 3, disabled "
        "from phase 4 on\n"
    ) in section


def test_rows_of_each_sheet_are_listed() -> None:
    text = render()
    assert "\n### FoodBeGood\n" in text
    assert "\n| FBG-D-05 | `phase-chosen` |\n" in text
    assert "\n| FBG-S-02 | `phase-ecs-fargate` |\n" in text
