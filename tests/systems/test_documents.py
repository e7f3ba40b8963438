"""Pages, workflows and lock files hold what the sheets ask for."""

import re
from collections import Counter

import pytest
import yaml

from tests.harness import ROOT, STACKS, graph_of, stack_file
from tests.systems.documents import rows, section, text

SYSTEMS = {"foodbegood": "FBG", "pyshop": "PYS", "skyhigh": "SKY"}
AREAS = {
    # Rows of phases 1 to 3: the numbers between them are of phase 4, or of none.
    "foodbegood": {"NET": 19, "CMP": 34, "DAT": 18, "EDG": 14, "MSG": 3, "STO": 8, "SEC": 11, "OBS": 12}
    | {"DLV": 7, "REC": 5, "CST": 8, "OPS": 15},
    "pyshop": {"NET": 11, "CMP": 18, "DAT": 11, "EDG": 10, "MSG": 1, "STO": 2, "SEC": 7, "OBS": 12}
    | {"DEL": 4, "REC": 3, "CST": 3, "OPS": 5},
    "skyhigh": {"NET": 10, "CMP": 18, "DAT": 1, "EDG": 9, "MSG": 1, "STO": 5, "SEC": 5, "OBS": 5}
    | {"DEL": 7, "REC": 8, "CST": 4, "OPS": 5},
}


@pytest.mark.spec("PYS-DEL-01")
def test_the_seven_first_steps_in_order() -> None:
    steps = re.findall(r"^### Step (\d): (.+)$", text("docs/tutorial.md"), re.MULTILINE)
    assert [number for number, _ in steps] == list("1234567")
    words = ["config", "image", "apply", "DNS", "alerts", "migrations", "test"]
    assert [word for word, (_, title) in zip(words, steps, strict=True) if word not in title] == []


@pytest.mark.spec("PYS-DEL-03", "SKY-DEL-06", "FBG-DLV-07")
@pytest.mark.parametrize(
    ("system", "parts"), [("foodbegood", "modules"), ("pyshop", "files"), ("skyhigh", "files")]
)
def test_where_the_files_of_the_source_went_is_there(system: str, parts: str) -> None:
    table = section(f"docs/systems/{system}.md", f"Where the source's {parts} went")
    paths = re.findall(r"`([\w./-]+[/.][\w.-]*)`", table) + [
        f"docs/systems/{link}" for link in re.findall(r"\]\((\.\.?/[^)#]+)\)", table)
    ]
    assert [path for path in paths if not (ROOT / path).resolve().exists()] == []
    assert len(paths) >= 5


@pytest.mark.spec("SKY-EDG-09", "SKY-SEC-05")
def test_the_rules_of_the_image() -> None:
    page = "docs/runbooks/dockerfile.md"
    assert 'add_header Cache-Control "public, max-age=31536000, immutable";' in section(page, "Cache headers")
    assert text(page).count("\nFROM ") == 2
    (container,) = graph_of("skyhigh/prod").containers()
    assert f"USER {container['user']}\nEXPOSE {container['portMappings'][0]['containerPort']}\n" in text(page)
    assert "more than one stage" in section(page, "Review")


@pytest.mark.spec("SKY-DEL-03")
def test_a_push_to_main_and_a_manual_start_release_by_role() -> None:
    workflow = yaml.safe_load(text(".github/workflows/deploy.yml"))
    triggers = workflow[True]  # YAML reads the key `on` as a boolean
    assert triggers["push"] == {"branches": ["main"]}
    assert "workflow_dispatch" in triggers
    job = workflow["jobs"]["release"]
    assert job["needs"] == "check"
    assert job["permissions"]["id-token"] == "write"
    used = " ".join(str(step) for step in job["steps"])
    assert "'role-to-assume': '${{ vars.AWS_ROLE_ARN }}'" in used
    assert 'groundwork release "$STACK" "$SERVICE" --tag "$tag"' in used
    assert "secrets." not in text(".github/workflows/deploy.yml")
    assert "skyhigh/prod" in workflow["env"]["STACK"]


@pytest.mark.spec("SKY-DEL-05")
def test_every_package_is_pinned_exactly_and_by_hash() -> None:
    project = text("pyproject.toml")
    pins = dict(re.findall(r'"(pulumi[\w-]*)==([\d.]+)"', project))
    assert set(pins) == {"pulumi", "pulumi-aws", "pulumi-awsx", "pulumi-random", "pulumi-policy"}
    for lock in ("requirements/user.txt", "requirements/dev.txt"):
        locked = dict(re.findall(r"^([\w.-]+)==([^\s;]+)", text(lock), re.MULTILINE))
        assert {name: locked[name] for name in pins} == pins
        entries = re.split(r"(?m)^(?=[\w.-]+==)", text(lock))[1:]
        assert [entry.split("==")[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.spec("SKY-DEL-06", "PYS-DEL-03")
def test_what_is_secret_is_in_no_stack_file_in_plain() -> None:
    for stack in STACKS:
        plain = stack_file(stack).read_text()
        assert not re.search(r"(?i)(password|secret|token|key): *[\"']?[A-Za-z0-9+/_-]{12,}", plain), stack
    assert "Pulumi.prod.yaml" not in text(".gitignore")


@pytest.mark.spec("PYS-DEL-03")
@pytest.mark.parametrize("system", SYSTEMS)
def test_every_row_of_the_sheet_is_on_the_page(system: str) -> None:
    counted = Counter(name.split("-")[1] for name in rows(system))
    assert dict(counted) == AREAS[system]


@pytest.mark.spec("PYS-DEL-03")
@pytest.mark.parametrize("system", ["pyshop", "skyhigh"])
def test_rows_are_numbered_without_a_gap(system: str) -> None:
    assert set(rows(system)) == {
        f"{SYSTEMS[system]}-{area}-{n:02}"
        for area, count in AREAS[system].items()
        for n in range(1, count + 1)
    }


@pytest.mark.parametrize("system", SYSTEMS)
def test_what_the_page_names_for_a_row_shows_it(system: str) -> None:
    wrong = {}
    for name, cells in rows(system).items():
        tests = re.findall(r"`(tests/[\w/.]+\.py)`", cells[-1])
        links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", " ".join(cells[:-1]))
        missing = [path for path in tests if not (ROOT / path).exists() or name not in text(path)]
        missing += [link for link in links if not (ROOT / "docs/systems" / link).resolve().exists()]
        elsewhere = re.search(r"\]\(#|`|(FBG|PYS|SKY)-[A-Z]{3}-\d{2}", cells[-2])
        if missing or not (tests or links or elsewhere):
            wrong[name] = missing
    assert wrong == {}
