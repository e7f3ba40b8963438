"""docs/controls.md from the catalogue: `python -m policy.docs` writes it, `render` is its text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import policy.controls  # noqa: F401  (registers the implementations)
from policy.catalogue import CATALOGUE
from policy.catalogue.model import Control, Levels, Phases
from policy.framework.registry import IMPLEMENTATIONS
from policy.framework.stack import ENVIRONMENTS

TARGET = Path(__file__).resolve().parent.parent / "docs" / "controls.md"
_SHEETS = {"PYS": "PyShop", "SKY": "Sky High Booker", "FBG": "FoodBeGood"}


def render() -> str:
    """The whole document."""
    return "\n".join([*_head(), *_themes(), *_rows(), *_by_hand()]) + "\n"


def _head() -> Iterator[str]:
    enforced = [control for control in CATALOGUE if control.kind == "automatic"]
    yield "# Controls"
    yield ""
    yield "Generated from `policy/catalogue` by `make docs`; change it there."
    yield ""
    yield (
        f"{len(enforced)} controls are held by the policy pack, {len(CATALOGUE) - len(enforced)} by people "
        "and "
        "scripts. A **mandatory** control stops a deployment, an **advisory** one warns, a **disabled** "
        "one is not "
        "asked. The level depends on the system (`groundwork:system.name`), its environment "
        "(`groundwork:system.environment`) and, where it grows, its phase (`groundwork:system.phase`); a "
        "system without an entry of its own gets the baseline."
    )
    yield ""
    yield (
        "What cannot be decided because a value is not known yet is reported as *undetermined*, never "
        "passed. "
        "`groundwork check` has all values and counts an undetermined mandatory control as violated."
    )
    yield ""
    yield (
        "References: FSBP is AWS Foundational Security Best Practices, CIS the CIS AWS Foundations Benchmark "
        "3.0.0, PCI is PCI DSS 4.0.1, CKV a checkov control; PYS, SKY and FBG are rows of the requirement "
        "sheets."
    )


def _themes() -> Iterator[str]:
    automatic = [control for control in CATALOGUE if control.kind == "automatic"]
    for theme, controls in groupby(automatic, key=lambda control: control.theme):
        yield ""
        yield f"## {theme.capitalize()}"
        for control in controls:
            yield from _control(control)


def _control(control: Control) -> Iterator[str]:
    yield ""
    yield f"### `{control.id}`"
    yield ""
    yield f"**{control.title}.** Severity {control.severity}, {_decided(control)}."
    yield ""
    yield f"{control.reason}"
    yield ""
    yield f"*Remedy:* {control.remedy}"
    yield ""
    yield f"*Levels:* {' · '.join(_all_levels(control))}"
    if control.sheets or control.frameworks:
        yield ""
        yield f"*Stands for:* {', '.join((*control.sheets, *control.frameworks))}"


def _decided(control: Control) -> str:
    implementation = IMPLEMENTATIONS.get(control.id)
    if implementation is None:
        return "decided on the stack's settings"
    if implementation.whole_graph:
        return "decided on the whole graph"
    return "decided on each resource as it is registered"


def _all_levels(control: Control) -> Iterator[str]:
    """The level of each system that has its own; `dev, test advisory; staging, production mandatory`."""
    yield f"baseline {_levels(control.baseline)}"
    for system, levels in control.systems.items():
        if isinstance(levels, Phases):
            words = [f"{_levels(held)} {span}" for span, held in _spans(levels)]
            yield f"{system} {', '.join(words)}"
        else:
            yield f"{system} {_levels(levels)}"
    if control.with_customer_keys:
        key = "`groundwork:security.encryption.kind: customer`"
        yield f"everywhere {control.with_customer_keys} with {key}"


def _spans(phases: Phases) -> Iterator[tuple[str, Levels]]:
    """`in phase 1`, `in phases 2 and 3`, `from phase 4 on`, each with its levels."""
    starts = sorted(phases.since)
    for start, following in zip(starts, [*starts[1:], None], strict=True):
        if following is None:
            span = f"from phase {start} on"
        elif following == start + 1:
            span = f"in phase {start}"
        else:
            joint = "and" if following == start + 2 else "to"
            span = f"in phases {start} {joint} {following - 1}"
        yield span, phases.since[start]


def _levels(levels: Levels) -> str:
    """The level, or the levels by environment."""
    by_level: dict[str, list[str]] = {}
    for environment in ENVIRONMENTS:
        by_level.setdefault(levels.of(environment), []).append(environment)
    if len(by_level) == 1:
        return levels.production
    return "; ".join(f"{', '.join(names)} {level}" for level, names in by_level.items())


def _rows() -> Iterator[str]:
    """The sheets' compliance parts, row by row."""
    rows: dict[str, list[str]] = {}
    for control in CATALOGUE:
        for row in control.sheets:
            rows.setdefault(row, []).append(control.id)
    yield ""
    yield "## Rows of the requirement sheets"
    for prefix, system in _SHEETS.items():
        yield ""
        yield f"### {system}"
        yield ""
        yield "| row | controls |"
        yield "|---|---|"
        for row in sorted(row for row in rows if row.startswith(prefix)):
            yield f"| {row} | {', '.join(f'`{key}`' for key in rows[row])} |"


def _by_hand() -> Iterator[str]:
    yield ""
    yield "## Held by people and scripts"
    yield ""
    yield "A resource graph cannot show these; they are listed, never enforced."
    yield ""
    yield "| control | what | who | where | row |"
    yield "|---|---|---|---|---|"
    for control in CATALOGUE:
        if control.kind != "automatic":
            rows = ", ".join(control.sheets)
            yield f"| `{control.id}` | {control.title} | {control.kind} | {control.where} | {rows} |"


if __name__ == "__main__":
    TARGET.write_text(render(), "utf-8")
