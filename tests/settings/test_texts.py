"""The exact text of everything that can be wrong with the settings."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_origin

import pytest
import yaml

import settings.base
import settings.types
from settings import SettingsError, parse
from settings.base import Breach, Model
from settings.root import Settings
from tests.settings.given import GONE, given, problems, told


class _Loader(yaml.SafeLoader):
    """YAML in which `!gone` stands for a key that is taken away."""


_Loader.add_constructor("!gone", lambda *_: GONE)


def rows(name: str) -> dict[str, dict[str, Any]]:
    """The rows of a file of texts, and of those that go on with an area: `rules.yaml`, `rules-data.yaml`."""
    files = sorted((Path(__file__).parent / "texts").glob(f"{name}*.yaml"))
    found = [row for file in files for row in yaml.load(file.read_text(), _Loader).items()]
    assert len(dict(found)) == len(found)
    return dict(found)


TEXTS = [
    pytest.param(case["change"], case["told"], id=f"{name}: {row}")
    for name in ("shape", "types", "rules")
    for row, case in rows(name).items()
]


def test_the_settings_that_all_others_change_are_right():
    assert problems() == []


@pytest.mark.parametrize(("change", "expected"), TEXTS)
def test_text(change: dict[str, Any], expected: list[str]):
    assert problems(change) == expected


API = "compute.services.api"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            {"observability.alarms.api-cpu.threshold": float("inf")},
            "groundwork:observability.alarms.api-cpu.threshold: is not a finite number",
        ),
        (
            {f"{API}.desiredCount": 2**70},
            "groundwork:compute.services.api.desiredCount: is a number beyond 64 bits",
        ),
        (
            {"system.owner": b"x"},
            "groundwork:system.owner: is of the type bytes, which a stack file cannot hold",
        ),
        (
            {"system.owner": "\ud800"},
            "groundwork:system.owner: is not valid text: half of a surrogate pair",
        ),
        (
            {"system.tags": {"\ud800": "x"}},
            "groundwork:system.tags: has a key that is not valid text: half of a surrogate pair",
        ),
        (
            {"observability.alarms.api-cpu.description": "x" * 1025},
            f'groundwork:observability.alarms.api-cpu.description: given "{"x" * 60}…", '
            "must be text of at most 1024 characters",
        ),
    ],
    ids=["infinite", "beyond 64 bits", "bytes", "broken text", "broken key", "long text"],
)
def test_text_of_what_yaml_does_not_write(change: dict[str, Any], expected: str):
    assert problems(change) == [expected]


def test_settings_that_are_nested_too_deeply():
    deep: Any = "x"
    for _ in range(40):
        deep = {"deeper": deep}
    assert problems({"overrides.api": deep}) == [
        "groundwork:overrides: is nested more than 32 levels deep",
    ]


def test_settings_that_repeat_themselves():
    list_of_itself: list[Any] = []
    list_of_itself += [list_of_itself] * 10
    assert problems({"overrides": {"api": {"x": list_of_itself}}})[0].startswith("groundwork:overrides: ")


@pytest.mark.parametrize("raw", [None, [], "text", 5], ids=["nothing", "list", "text", "number"])
def test_settings_that_are_no_mapping(raw: Any):
    assert told(raw) == ["groundwork:: the settings must be a mapping from area to settings"]


def test_no_settings_at_all():
    assert told({}) == ["groundwork:system: missing, must be a mapping with name, environment and region"]


def test_all_problems_at_once():
    with pytest.raises(SettingsError) as caught:
        parse(
            given(
                {
                    "netwrk": {},
                    "system.region": "us-est-1",
                    "network.cidr": "10.0.0.1/16",
                    f"{API}.prot": 1,
                    f"{API}.port": 80000,
                    f"{API}.uses": ["dbb"],
                    "compute.sizes.small.memory": 4096,
                    "data.db.engineVersion": "13",
                    "data.db.replicas": 1,
                    "data.db.backupRetentionDays": 0,
                }
            ),
            secret_keys={"groundwork:secretValues"},
        )
    expected = Path(__file__).parent / "texts" / "all_at_once.txt"
    assert f"{caught.value}\n" == expected.read_text()


def test_one_problem():
    with pytest.raises(SettingsError) as caught:
        parse({"system": {"name": "shop", "environment": "dev"}})
    assert str(caught.value) == (
        "The settings of this stack have a problem:\n"
        "  groundwork:system.region: missing, must be an AWS region such as us-east-1"
    )


def models() -> set[type[Model]]:
    found: set[type[Model]] = set()
    waiting: list[type[Model]] = [Settings, *Model.__subclasses__()]
    while waiting:
        model = waiting.pop()
        found.add(model)
        waiting += model.__subclasses__()
    return {model for model in found if model.__module__.startswith("settings.")}


def test_every_rule_has_a_text(monkeypatch: pytest.MonkeyPatch):
    broken: set[str] = set()
    original = settings.base.collect

    def collect(function: Any, *arguments: Any) -> Iterator[Breach]:
        for breach in original(function, *arguments):
            broken.add(function.__qualname__)
            yield breach

    monkeypatch.setattr(settings.base, "collect", collect)
    for case in rows("rules").values():
        problems(case["change"])
    rules = {
        value.__qualname__
        for model in models()
        for value in vars(model).values()
        if getattr(value, "is_rule", False)
    }
    assert {"TaskSize.fargate_offers_the_pair", "uses_are_defined"} <= rules
    assert rules - broken == set()


def test_every_type_has_a_text():
    types = {
        name
        for name in settings.types.__all__
        if hasattr(getattr(settings.types, name), "__metadata__") or get_origin(getattr(settings.types, name))
    }
    unnamed = {"Key", "ParameterValue", "TagText"}  # rows "key of a map", "EnvironmentValue" and "empty text"
    told_of = {row.split(",")[0].split(" ")[0] for row in rows("types")}
    assert types - told_of == unnamed
