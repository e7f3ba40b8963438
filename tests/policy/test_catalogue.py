"""The catalogue against the implementations, the installed SDK, the settings and the sheets."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel

import policy.controls  # noqa: F401  (registers the implementations)
from policy.aws.generate import TARGET, installed_types, taggable_text
from policy.aws.stateful import HOLDS_DATA, NOT_PROTECTED, WRITTEN
from policy.catalogue import BY_ID, CATALOGUE, EXEMPTED, EXEMPTIONS
from policy.catalogue.model import MANDATORY, Control, Levels, Phases, at_phase
from policy.framework.registry import IMPLEMENTATIONS
from policy.framework.resource import canonical
from settings import Settings, stateful
from settings.stateful import STATEFUL

ENFORCED = {control.id for control in CATALOGUE if control.kind == "automatic"}
PYSHOP = [f"PYS-C{number:02}" for number in range(1, 18)]
SKYHIGH = [f"SKY-C{number:02}" for number in range(1, 20)]
FOODBEGOOD = [
    f"FBG-{part}-{number:02}"
    for part, last in (("C", 9), ("D", 6), ("S", 31))
    for number in range(1, last + 1)
]


def test_every_entry_has_an_implementation_and_every_implementation_an_entry() -> None:
    assert ENFORCED - IMPLEMENTATIONS.keys() == {EXEMPTIONS, EXEMPTED}
    assert IMPLEMENTATIONS.keys() - ENFORCED == set()


def test_ids_are_unique() -> None:
    assert [key for key, count in Counter(control.id for control in CATALOGUE).items() if count > 1] == []


@pytest.mark.parametrize("control", CATALOGUE, ids=lambda control: control.id)
def test_entries_are_well_formed(control: Control) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", control.id)
    assert control.title[0].isupper()
    assert not control.title.endswith(".")
    for text in (control.reason, control.remedy):
        assert text.endswith((".", "`")), text
    for row in control.sheets:
        assert re.fullmatch(r"(PYS|SKY)-C\d\d|FBG-[CDS]-\d\d", row)
    for reference in control.frameworks:
        assert re.fullmatch(
            r"FSBP [A-Z]\w+\.\d+|CIS \d(\.\d+)+|PCI [A-Z]?\d+(\.\d+)+|CKV2?_AWS_\d+", reference
        )
    assert bool(control.where) == (control.kind != "automatic")
    assert isinstance(control.baseline, Levels)
    for levels in control.systems.values():
        assert not isinstance(levels, Phases) or 1 in levels.since


def test_every_type_that_a_control_names_exists_in_the_installed_sdk() -> None:
    known = {canonical(token) for token in installed_types()} | {"pulumi:pulumi:Stack"}
    named = {token for implementation in IMPLEMENTATIONS.values() for token in implementation.types}
    assert len(known) > 1500
    assert named - known == set()


def test_taggable_types_are_those_of_the_installed_sdk() -> None:
    assert TARGET.read_text("utf-8") == taggable_text(), "run python -m policy.aws.generate"


def test_protected_types_are_those_of_the_one_table() -> None:
    assert {*HOLDS_DATA, *NOT_PROTECTED} == {canonical(token) for token in STATEFUL}
    assert dict(stateful.WRITTEN) == WRITTEN


@pytest.mark.parametrize(("rows", "count"), [(PYSHOP, 17), (SKYHIGH, 19), (FOODBEGOOD, 46)])
def test_every_compliance_row_has_a_control(rows: list[str], count: int) -> None:
    covered = {row for control in CATALOGUE for row in control.sheets}
    assert [row for row in rows if row not in covered] == []
    assert len(rows) == count


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ("PYS-C17", "human"),
        ("SKY-C08", "human"),
        ("SKY-C12", "script"),
        ("SKY-C18", "human"),
        ("FBG-D-05", "human"),
    ],
)
def test_what_no_graph_shows_is_listed_and_not_enforced(row: str, kind: str) -> None:
    controls = [control for control in CATALOGUE if row in control.sheets]
    assert [control.kind for control in controls] == [kind]
    assert controls[0].id not in IMPLEMENTATIONS


# Level in dev, staging and production, as part 4 of each sheet has it.
PYSHOP_LEVELS = {
    "PYS-C01": ("mandatory", "mandatory", "mandatory"),
    "PYS-C02": ("mandatory", "mandatory", "mandatory"),
    "PYS-C03": ("mandatory", "mandatory", "mandatory"),
    "PYS-C04": ("mandatory", "mandatory", "mandatory"),
    "PYS-C05": ("mandatory", "mandatory", "mandatory"),
    "PYS-C06": ("advisory", "mandatory", "mandatory"),
    "PYS-C07": ("mandatory", "mandatory", "mandatory"),
    "PYS-C08": ("disabled", "disabled", "mandatory"),
    "PYS-C09": ("mandatory", "mandatory", "mandatory"),
    "PYS-C10": ("mandatory", "mandatory", "mandatory"),
    "PYS-C11": ("mandatory", "mandatory", "mandatory"),
    "PYS-C12": ("advisory", "advisory", "advisory"),
    "PYS-C13": ("advisory", "advisory", "mandatory"),
    "PYS-C14": ("mandatory", "mandatory", "mandatory"),
    "PYS-C15": ("advisory", "advisory", "mandatory"),
    "PYS-C16": ("advisory", "advisory", "advisory"),
}


@pytest.mark.parametrize("row", PYSHOP_LEVELS)
def test_levels_follow_the_sheet_of_pyshop(row: str) -> None:
    for control in (control for control in CATALOGUE if row in control.sheets):
        levels = tuple(control.level("pyshop", e, False) for e in ("dev", "staging", "production"))
        assert levels == PYSHOP_LEVELS[row], control.id


ADVISORY_ROWS = {"SKY-C02", "SKY-C07"}


@pytest.mark.parametrize("row", [row for row in SKYHIGH if row not in ("SKY-C08", "SKY-C12", "SKY-C18")])
def test_levels_follow_the_sheet_of_skyhigh(row: str) -> None:
    for control in (control for control in CATALOGUE if row in control.sheets):
        expected = "advisory" if row in ADVISORY_ROWS else "mandatory"
        assert control.level("skyhigh", "production", False) == expected, control.id


# Phases 1 to 4 as part 4 of the sheet of FoodBeGood has them, in every environment.
M, A = "mandatory", "advisory"
FOODBEGOOD_LEVELS: dict[str, dict[str, tuple[str, ...]]] = {
    "FBG-C-01": {
        "data-storage-encrypted": (M, M, M, M),
        "bucket-encrypted": (M, M, M, M),
        "disk-encrypted": (M, M, M, M),
        "database-customer-key": (A, M, M, M),
        "repository-encrypted": (M, M, M, M),
    },
    "FBG-C-02": {
        "load-balancer-tls": (A, M, M, M),
        "load-balancer-tls-policy": (M, M, M, M),
        "cdn-viewer-tls": (M, M, M, M),
        "cdn-tls-version": (A, M, M, M),
        "database-tls-forced": (M, M, M, M),
        "data-transit-encrypted": (M, M, M, M),
    },
    "FBG-C-03": {
        "network-tasks-private": (M, M, M, M),
        "network-data-subnets-private": (M, M, M, M),
        "network-data-unreachable": (A, M, M, M),
        "network-database-ports-closed": (M, M, M, M),
        "data-subnet-group": (M, M, M, M),
        "database-not-public": (M, M, M, M),
        "phase-vpc": (M, M, M, M),
    },
    "FBG-C-04": {
        "network-flow-logs": (A, M, M, M),
        "network-flow-logs-all": (A, M, M, M),
        "load-balancer-access-logs": ("disabled", M, M, M),
        "trail-multi-region": (M, M, M, M),
        "phase-cloudtrail": (M, M, M, M),
    },
    "FBG-C-05": {"image-scan-on-push": (M, M, M, M), "inspector-images": ("disabled", M, M, M)},
    "FBG-C-06": {
        "cdn-takes-traffic": ("disabled", "disabled", A, A),
        "phase-shield-advanced": (M, M, M, M),
    },
    "FBG-C-07": {"cdn-web-acl": ("disabled", "disabled", M, M), "web-acl-rules": (A, A, M, M)},
    "FBG-C-08": {
        "database-secret-rotated": ("disabled", M, M, M),
        "secret-rotation-period": (A, M, M, M),
    },
    "FBG-C-09": {
        "data-storage-encrypted": (M, M, M, M),
        "backup-copies-encrypted": (M, M, M, M),
        "replica-region-key": (M, M, M, M),
    },
    "FBG-D-01": {"phase-capacity": (A, A, A, A)},
    "FBG-D-02": {
        "database-multi-az": ("disabled", M, M, M),
        "service-two-tasks": ("disabled", M, M, M),
        "cache-failover": ("disabled", "disabled", M, M),
        "phase-zones": ("disabled", M, M, M),
        "phase-tasks": ("disabled", M, M, "disabled"),
    },
    "FBG-D-03": {
        "database-backups": (M, M, M, M),
        "database-multi-az": ("disabled", M, M, M),
        "database-region-replica": ("disabled", "disabled", M, "disabled"),
    },
    "FBG-D-04": {
        "phase-backup-retention": (M, M, M, M),
        "database-region-copy": ("disabled", M, M, "disabled"),
        "database-region-replica": ("disabled", "disabled", M, "disabled"),
    },
    "FBG-D-06": {"budget-present": (M, M, M, M), "phase-budget": (A, A, A, A)},
}


@pytest.mark.parametrize("row", FOODBEGOOD_LEVELS)
@pytest.mark.parametrize("environment", ["dev", "production"])
def test_levels_follow_the_sheet_of_foodbegood_by_phase(row: str, environment: str) -> None:
    assert {
        control.id: tuple(control.level("foodbegood", environment, False, phase) for phase in (1, 2, 3, 4))
        for control in CATALOGUE
        if row in control.sheets and control.kind == "automatic"
    } == FOODBEGOOD_LEVELS[row]


ADVISORY_SERVICES = {f"FBG-S-{number:02}" for number in (1, 2, 3, 4, 8, 11, 14, 17, 23)}


@pytest.mark.parametrize("row", [row for row in FOODBEGOOD if row.startswith("FBG-S")])
def test_each_service_of_the_sheet_has_one_control_of_its_level(row: str) -> None:
    (control,) = (control for control in CATALOGUE if row in control.sheets)
    expected = "advisory" if row in ADVISORY_SERVICES else "mandatory"
    levels = {control.level("foodbegood", e, False, p) for e in ("dev", "production") for p in (1, 2, 3, 4)}
    assert levels == {expected}
    assert control.level("groundwork", "production", False, 3) == "disabled"


def test_a_figure_holds_from_its_phase_on_and_the_last_one_where_no_phase_is_said() -> None:
    figures = {2: "two", 3: None, 4: "four"}
    assert [at_phase(figures, phase) for phase in (1, 2, 3, 4, 7, None)] == [
        None,
        "two",
        None,
        "four",
        "four",
        "four",
    ]


def test_levels_by_phase_need_the_first_phase() -> None:
    with pytest.raises(ValueError, match="no level for phase 1: the catalogue begins with 2"):
        Phases({2: MANDATORY}).of("dev", 1)


def test_an_unknown_system_gets_the_baseline() -> None:
    for control in CATALOGUE:
        for environment in ("dev", "test", "staging", "production"):
            level = control.level("somebody-elses", environment, False, 3)
            assert level == getattr(control.baseline, environment)


def test_customer_keys_are_mandatory_for_a_stack_that_has_chosen_them() -> None:
    keyed = {control.id for control in CATALOGUE if control.with_customer_keys}
    assert keyed == {
        "database-customer-key",
        "log-group-customer-key",
        "secret-customer-key",
        "topic-encrypted",
        "trail-customer-key",
    }
    for key in keyed:
        assert BY_ID[key].level("groundwork", "dev", False) == "advisory"
        assert BY_ID[key].level("groundwork", "dev", True) == "mandatory"


SETTING = re.compile(r"groundwork:([\w.<>]+)")


@pytest.mark.parametrize("control", CATALOGUE, ids=lambda control: control.id)
def test_remedies_name_settings_that_exist(control: Control) -> None:
    paths = [path.rstrip(".") for path in SETTING.findall(control.remedy)]
    assert paths, "a remedy names a setting of the stack file"
    for path in paths:
        assert reaches(Settings, path.split(".")), f"groundwork:{path} is no setting"


def reaches(model: Any, words: list[str]) -> bool:
    """Whether a path of camelCase words leads somewhere in the settings; `<name>` is a key of a map."""
    if not words:
        return True
    if get_origin(model) is not None:  # an optional, a union, a map, an annotated type
        if get_origin(model) is dict:
            return words[0].startswith("<") and reaches(get_args(model)[1], words[1:])
        return any(reaches(part, words) for part in get_args(model))
    if isinstance(model, type) and issubclass(model, BaseModel):
        for field in model.model_fields.values():
            if field.alias == words[0]:
                return reaches(field.annotation, words[1:])
    return model is Any


def test_a_remedy_for_a_setting_that_does_not_exist_is_found() -> None:
    assert reaches(Settings, ["data", "<name>", "multiAz"])
    assert not reaches(Settings, ["data", "<name>", "multiAZ"])
    assert not reaches(Settings, ["databases"])
