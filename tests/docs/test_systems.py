"""The page of each system has every row of its requirement sheet, and says where it is met."""

from __future__ import annotations

import ast
import re
from functools import cache
from typing import NamedTuple

import pytest

from policy.catalogue import BY_ID, CATALOGUE
from settings.root import Settings
from settings.shape import Shape, read
from tests.docs.pages import page, section
from tests.docs.rows import CONTROLS, ERRATA, ROWS
from tests.harness import ROOT, graph_of

SYSTEMS = pytest.mark.parametrize("system", sorted(ROWS))
CONTROL_ROW = r"[A-Z]{3}-[A-Z]-?\d\d"
"""Row of a sheet's compliance part: PYS-C01, FBG-S-01."""


class Row(NamedTuple):
    """One line of the table of requirements."""

    id: str
    stacks: str
    what: str
    where: str
    shown: str


def rows(system: str) -> list[Row]:
    text = section(f"docs/systems/{system}.md", "Requirements, row by row")
    lines = re.findall(r"^\| ([A-Z]{3}-[A-Z0-9]+-\d\d) \| (.*) \|$", text, re.MULTILINE)
    return [Row(id, *(cell.strip() for cell in rest.split(" | "))) for id, rest in lines]


@SYSTEMS
def test_every_row_is_there_once(system: str) -> None:
    assert [row.id for row in rows(system)] == ROWS[system]


@SYSTEMS
def test_every_row_says_where(system: str) -> None:
    assert [row.id for row in rows(system) if not row.what or not row.where] == []


@SYSTEMS
def test_every_erratum_is_there_once(system: str) -> None:
    text = section(f"docs/systems/{system}.md", "Decisions and errata")
    assert re.findall(r"^\| (E\d+) \|", text, re.MULTILINE) == ERRATA[system]


@SYSTEMS
def test_every_control_names_those_of_the_catalogue(system: str) -> None:
    text = section(f"docs/systems/{system}.md", "Controls")
    lines = re.findall(rf"^\| ({CONTROL_ROW}) \| .*? \| `([a-z0-9-]+)` \|", text, re.MULTILINE)
    assert list(dict.fromkeys(row for row, _ in lines)) == CONTROLS[system]
    held = {(row, control.id) for control in CATALOGUE for row in control.sheets if row in CONTROLS[system]}
    assert set(lines) == held


class Stage(NamedTuple):
    """What the level of a control goes by: one column of the table of controls."""

    environment: str
    customer_keys: bool = False
    phase: int | None = None


STAGES = {
    "foodbegood": (Stage("dev", True, 1), Stage("production", True, 2), Stage("production", True, 3)),
    "pyshop": (Stage("dev"), Stage("staging"), Stage("production")),
    "skyhigh": (Stage("production"),),
}


@SYSTEMS
def test_levels_of_controls_are_those_of_the_catalogue(system: str) -> None:
    text = section(f"docs/systems/{system}.md", "Controls")
    lines = re.findall(rf"^\| {CONTROL_ROW} \| .*? \| `([a-z0-9-]+)` \| (.*) \|$", text, re.MULTILINE)
    for id, levels in lines:
        control = BY_ID[id]
        by_others = {"human": "by people", "script": "by script"}.get(control.kind)
        expected = [by_others or control.level(system, *stage) for stage in STAGES[system]]
        assert (id, levels.split(" | ")) == (id, expected)


@SYSTEMS
def test_files_that_are_named_are_there(system: str) -> None:
    folders = r"(?:settings|components|policy|simulator|deploy|systems|tests|requirements|\.github)/"
    named = re.findall(rf"`({folders}[^`\s]*)`", page(f"docs/systems/{system}.md").text)
    assert len(named) > 30
    assert [path for path in named if not (ROOT / path).exists()] == []


@cache
def marks() -> dict[str, set[str]]:
    """Test files by the requirement that a mark in them names."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("mark.spec"):
                for argument in node.args:
                    if isinstance(argument, ast.Constant):
                        found.setdefault(str(argument.value), set()).add(path.relative_to(ROOT).as_posix())
    return found


@SYSTEMS
def test_tests_that_are_named_show_the_row(system: str) -> None:
    for row in rows(system):
        named = set(re.findall(r"`(tests/[^`]+)`", row.shown))
        assert (row.id, named - marks().get(row.id, set())) == (row.id, set())


@SYSTEMS
def test_every_row_is_shown_by_a_test_or_a_document(system: str) -> None:
    unshown = [row.id for row in rows(system) if "tests/" not in row.shown and "](" not in row.where]
    assert unshown == []


def has(shape: Shape, path: list[str]) -> bool:
    """Whether a stack file can have a setting at a path."""
    if not path:
        return True
    if shape.form == "choice":
        return any(has(option, path) for option in shape.options.values())
    if shape.form == "model":
        entry = shape.keys.get(path[0])
        return entry is not None and has(entry[1], path[1:])
    if shape.form == "map" and shape.item is not None:
        return has(shape.item, path[1:])
    return False


@pytest.mark.parametrize(
    "name", ["docs/stack-files.md", *(f"docs/systems/{system}.md" for system in sorted(ROWS))]
)
def test_settings_that_are_named_exist(name: str) -> None:
    root = read(Settings)
    named = re.findall(r"`groundwork:([a-zA-Z0-9.-]+)[`:]", page(name).prose)
    assert len(named) > 10
    assert [path for path in named if not has(root, path.split("."))] == []


@pytest.mark.parametrize(
    ("system", "row", "stack"),
    [("pyshop", "PYS-DEL-04", "pyshop/domain"), ("skyhigh", "SKY-DEL-07", "skyhigh/prod")],
)
def test_outputs_that_are_named_are_outputs(system: str, row: str, stack: str) -> None:
    (found,) = (each for each in rows(system) if each.id == row)
    named = re.findall(r"`(\w+)`", found.what)
    assert len(named) >= 8
    assert set(named) - set(graph_of(stack).outputs) == set()


@pytest.mark.parametrize(
    ("system", "stacks"),
    [
        ("foodbegood", ["foodbegood/phase1", "foodbegood/phase2", "foodbegood/phase3"]),
        ("pyshop", ["pyshop/dev", "pyshop/prod", "pyshop/domain"]),
        ("skyhigh", ["skyhigh/prod"]),
    ],
)
def test_the_number_of_resources_is_right(system: str, stacks: list[str]) -> None:
    text = section(f"docs/systems/{system}.md", "Stacks")
    (line,) = re.findall(r"^\| resources in AWS \| (.*) \|$", text, re.MULTILINE)
    counted = [
        sum(resource.type.startswith(("aws:", "random:")) for resource in graph_of(stack).resources)
        for stack in stacks
    ]
    assert [int(number) for number in line.split(" | ")] == counted
