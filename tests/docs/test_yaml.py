"""YAML in the documents parses; what docs/stack-files.md shows is accepted, or refused in the words shown."""

import copy
from typing import Any

import pytest
import yaml

from settings.errors import SettingsError
from settings.loader import parse
from tests.docs.pages import Code, page, pages
from tests.harness import config_of

BLOCKS = [(each.name, block.text) for each in pages() for block in each.code if block.language == "yaml"]
WRONG = "# wrong on purpose"
GUIDE = page("docs/stack-files.md")


def areas(text: str) -> dict[str, Any]:
    """Settings of a block: what stands under `config:`, or its own top level."""
    value = yaml.safe_load(text)
    config = value.get("config", value)
    assert all(key.startswith("groundwork:") for key in config), list(config)
    return {key.removeprefix("groundwork:"): each for key, each in config.items()}


def in_the_reference(block: Code) -> dict[str, Any]:
    """The production reference with the areas of a block in place of its own; a whole file as it is."""
    shown = areas(block.text)
    if "secretValues" in shown:  # decrypted, as the program gets them
        shown["secretValues"] = dict.fromkeys(shown["secretValues"], "value")
    if "config:" in block.text.splitlines():
        return shown
    reference = {key.removeprefix("groundwork:"): value for key, value in config_of("prod").items()}
    return {**copy.deepcopy(reference), **shown}


@pytest.mark.parametrize(("name", "text"), BLOCKS)
def test_it_parses(name: str, text: str) -> None:
    assert isinstance(yaml.safe_load(text), dict), name


RIGHT = [block for block in GUIDE.code if block.language == "yaml" and WRONG not in block.text]


@pytest.mark.parametrize("block", RIGHT, ids=lambda block: "-".join(areas(block.text)))
def test_the_settings_accept_it(block: Code) -> None:
    parse(in_the_reference(block), secret_keys={"secretValues"})


@pytest.mark.spec("SKY-CST-02")
def test_the_switch_of_the_spot_runbook_is_accepted() -> None:
    (block,) = (block for block in page("docs/runbooks/skyhigh.md").code if block.language == "yaml")
    capacity = areas(block.text)["compute"]["cluster"]["defaultCapacity"]
    changed = config_of("skyhigh/prod", {"groundwork:compute.cluster.defaultCapacity": capacity})
    settings = parse({key.removeprefix("groundwork:"): value for key, value in changed.items()})
    assert settings.compute.cluster.default_capacity.kind == "onDemand"


def test_the_errors_shown_are_those_that_come() -> None:
    (wrong,) = (block for block in GUIDE.code if WRONG in block.text)
    (shown,) = (block for block in GUIDE.code if block.language == "text")
    with pytest.raises(SettingsError) as caught:
        parse(in_the_reference(wrong))
    assert str(caught.value) == shown.text.rstrip("\n")
