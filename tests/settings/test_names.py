"""The stack's own names in a stack file."""

import json
from typing import Any

import pytest

from settings.errors import SettingsError
from settings.loader import parse
from settings.names import named
from tests.harness import config_of

SYSTEM = {"name": "shop", "environment": "staging", "region": "eu-west-1"}


def areas(stack: str, changes: dict[str, Any]) -> dict[str, Any]:
    config = json.loads(json.dumps(config_of(stack, changes)))
    return {key.removeprefix("groundwork:"): value for key, value in config.items()}


def test_words_become_the_names_of_the_stack_wherever_they_stand() -> None:
    given = {
        "system": SYSTEM,
        "delivery": {"repositories": {"api": {"name": "shop/{environment}/api"}}},
        "overrides": {"vpc": {"tags": {"Name": "{prefix}-vpc"}, "list": ["{prefix}", 7, None]}},
    }
    found = named(given)
    assert found["delivery"]["repositories"]["api"]["name"] == "shop/staging/api"
    assert found["overrides"]["vpc"] == {
        "tags": {"Name": "shop-staging-vpc"},
        "list": ["shop-staging", 7, None],
    }
    assert found["system"] == SYSTEM


def test_the_prefix_is_the_stacks_own_where_it_has_one() -> None:
    system = {**SYSTEM, "namePrefix": "sp"}
    assert named({"system": system, "x": "{prefix}-{environment}"})["x"] == "sp-staging"


def test_other_braces_are_left_alone() -> None:
    text = "parse @message '{*}' as {env} {Prefix} ${prefix"
    assert named({"system": SYSTEM, "x": text})["x"] == text


def test_nothing_is_replaced_in_secret_values_and_in_what_names_come_from() -> None:
    given = {"system": {**SYSTEM, "owner": "{prefix}"}, "secretValues": {"key": "{prefix}"}}
    assert named(given) == given


def test_a_name_in_the_settings() -> None:
    settings = parse(areas("dev", {"groundwork:compute.services.api.name": "{prefix}-web"}))
    assert settings.compute.tasks["api"].name == "groundwork-dev-web"


@pytest.mark.spec("FBG-OPS-05")
def test_without_a_readable_system_the_error_is_that_of_the_system_alone() -> None:
    changes = {"groundwork:compute.services.api.name": "{prefix}-web", "groundwork:system.environment": 7}
    with pytest.raises(SettingsError) as caught:
        parse(areas("dev", changes))
    assert [problem.path for problem in caught.value.problems] == ["groundwork:system.environment"]


def test_the_second_region_is_another() -> None:
    with pytest.raises(SettingsError, match="eu-west-1 is the stack's region already"):
        parse(areas("dev", {"groundwork:system.secondaryRegion": "eu-west-1"}))
