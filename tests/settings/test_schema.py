"""The JSON schema takes the stack files that the program takes, and refuses what it would refuse by form."""

from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from settings.schema import json_schema, reference
from tests.settings.given import GONE, given
from tests.settings.test_texts import rows

ROOT = Path(__file__).resolve().parents[2]
STACK_FILES = sorted([*ROOT.glob("Pulumi.*.yaml"), *ROOT.glob("systems/*/Pulumi.*.yaml")])
SCHEMA = json_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

BY_CHECK_ONLY = {
    # Neither a pattern nor a bound of JSON Schema says these; the program's own check does.
    "Cidr that is none",
    "Cidr with host bits",
    "SshCidr",
    "SshCidr, bits",
    "Cidr that is public",
    "Cidr that is too large",
    "BucketName, dots",
    "BucketName, address",
    "BucketName, beginning",
    "BucketName, end",
    "PostgresVersion, major out of support",
    "PostgresVersion, minor out of support",
    "PostgresVersion, major to come",
    "PostgresVersion, minor to come",
    "DbInstanceClass",
    "CacheNodeType, unknown",
    "BackupWindow, too short",
    "MaintenanceWindow, too long",
    "DatabaseName, reserved",
    "DatabaseName, template",
    "DbUser, reserved",
    "DbUser, role of PostgreSQL",
    "ImageTag, latest",
    "ImageUri, without tag",
    "ImageUri, latest",
    "EnvironmentName of AWS keys",
    "ContainerUser",
    "ContainerUser, number",
    "TimeZone",
    "HttpsUrl with a password",
    "HttpsUrl without a host",
    "Day",
    "Day that is none",
}


def stack_file(changes: dict[str, Any] | None = None) -> dict[str, Any]:
    settings = given({"secretValues": GONE} | (changes or {}))
    return {"config": {f"groundwork:{area}": value for area, value in settings.items()}}


def faults(document: Any) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(document)]


def test_it_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_it_is_the_same_each_time():
    assert json_schema() == SCHEMA


def test_stack_files_are_found():
    assert len(STACK_FILES) >= 6


@pytest.mark.parametrize("file", STACK_FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_stack_files_are_valid(file: Path):
    assert faults(yaml.safe_load(file.read_text())) == []


def test_the_settings_that_are_right_are_valid():
    assert faults(stack_file()) == []


@pytest.mark.parametrize(
    "change",
    [
        {"compute.services.worker.environment": {"PORT": 8000}},
        {"data.db.engineVersion": 17},
        {"compute.services.api.capacity": {"base": 0, "kind": "spot"}},
        {"compute.services.api.capacity": {}},
        {"network.nat": {}},
        {"security.encryption": {"deletionWindowDays": 7}},
        {"edge": None},
    ],
    ids=str,
)
def test_other_forms_are_valid(change: dict[str, Any]):
    assert faults(stack_file(change)) == []


REFUSED = [
    pytest.param(case["change"], id=f"{name}: {row}")
    for name in ("shape", "types")
    for row, case in rows(name).items()
    if row not in BY_CHECK_ONLY
]


@pytest.mark.parametrize("change", REFUSED)
def test_what_is_not_of_the_right_form_is_refused(change: dict[str, Any]):
    assert faults(stack_file(change)) != []


def test_what_only_the_program_refuses_is_valid():
    """So that the list above holds nothing that the schema does refuse."""
    assert {row for row in BY_CHECK_ONLY if faults(stack_file(rows("types")[row]["change"]))} == set()


def test_what_pulumi_writes_itself_is_valid():
    document: dict[str, Any] = stack_file() | {
        "encryptionsalt": "v1:abc=:v1:def:ghi",
        "secretsprovider": "awskms://alias/pulumi",
        "encryptedkey": "AQI=",
        "environment": ["shop/prod"],
    }
    document["config"] |= {"aws:region": "eu-west-1", "aws:defaultTags": {"tags": {"a": "b"}}}
    assert faults(document) == []


@pytest.mark.parametrize("key", ["groundwork:netwrk", "network", ""])
def test_an_area_that_there_is_not_is_refused(key: str):
    document = stack_file()
    document["config"][key] = {}
    assert faults(document) != []


def test_a_key_beside_config_is_refused():
    assert faults(stack_file() | {"confg": {}}) != []


@pytest.mark.parametrize(
    ("values", "valid"),
    [
        ({"stripe": {"secure": "v1:abc"}}, True),
        ({"secure": "v1:abc"}, True),
        ({}, True),
        ({"stripe": "hush"}, False),
        ({"stripe": {"secure": ""}}, False),
        ({"stripe": {"secure": "v1:abc", "plain": "hush"}}, False),
        ({"Stripe": {"secure": "v1:abc"}}, False),
        ("hush", False),
    ],
)
def test_secret_values_are_encrypted(values: Any, valid: bool):
    document = stack_file()
    document["config"]["groundwork:secretValues"] = values
    assert (faults(document) == []) is valid


def test_every_setting_is_described():
    assert [setting.path for setting in reference() if not setting.description] == []
    assert len(reference()) > 200


def test_every_property_of_the_schema_is_described():
    undescribed = [
        f"{name}.{key}"
        for name, definition in SCHEMA["$defs"].items()
        for key, schema in definition["properties"].items()
        if "description" not in schema and "$ref" not in schema and key != "kind"
    ]
    assert undescribed == []
    assert [name for name, definition in SCHEMA["$defs"].items() if not definition.get("description")] == []


def test_reference():
    by_path = {(setting.path, setting.when): setting for setting in reference()}
    port = by_path["groundwork:compute.services.<key>.port", "kind: ecs"]
    assert port.type == "whole number"
    assert port.default == "none"
    assert port.allowed == "a port: a whole number from 1 to 65535, such as 8000"
    assert port.description == "Port that the container listens on; none for a worker."
    assert by_path["groundwork:system.region", ""].default is None
    assert by_path["groundwork:data.<key>.engineVersion", "kind: postgres"].default == '"17"'
    assert by_path["groundwork:network.nat", ""].default == "{ kind: perZone }"
    kind = by_path["groundwork:network.nat.kind", ""]
    assert (kind.type, kind.default) == ("one of none, single, perZone", "perZone")
    assert by_path["groundwork:network.nat.zone", "kind: single"].type == "text"
    assert by_path["groundwork:edge.tls.kind", ""].default is None
    assert by_path["groundwork:compute.services.<key>.size", "kind: ecs"].type == "text or mapping"
    assert by_path["groundwork:policy.exemptions[].expires", ""].type == "day"
    assert by_path["groundwork:cost.budget.alertPercent", ""].default == "[80, 100]"
