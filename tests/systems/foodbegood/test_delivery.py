"""How FoodBeGood is delivered: commands, state, pins, and where the source's modules went.

The commands themselves are tested in tests/deploy/test_deploy.py.
"""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

from deploy.cli import app
from tests.harness import ROOT
from tests.systems.documents import section, text

PAGE = "docs/systems/foodbegood.md"


@pytest.mark.spec("FBG-DLV-03")
@pytest.mark.parametrize("given", [[], ["production"]])
def test_without_both_arguments_there_is_usage_and_an_example_and_status_1(given: list[str]) -> None:
    answer = CliRunner().invoke(app, ["deploy", *given])
    assert answer.exit_code == 1
    assert "ENVIRONMENT" in answer.output
    assert "groundwork deploy production phase2" in answer.output


@pytest.mark.spec("FBG-DLV-04")
def test_plan_and_destroy_are_sisters_of_the_command() -> None:
    told = CliRunner().invoke(app, ["deploy", "--help"]).output
    assert "--plan-only" in told
    assert "--destroy" in told


@pytest.mark.spec("FBG-DLV-05")
def test_the_state_lies_in_a_locked_encrypted_bucket_one_for_each_stack() -> None:
    told = section("docs/runbooks/foodbegood.md", "State")
    assert "groundwork bootstrap" in told
    assert "eu-west-1" in told


@pytest.mark.spec("FBG-DLV-06")
def test_pulumi_and_its_providers_are_pinned() -> None:
    pins = re.findall(r'"(pulumi(?:-[a-z]+)?)==[\d.]+"', text("pyproject.toml"))
    assert {"pulumi", "pulumi-aws", "pulumi-policy"} <= set(pins)


@pytest.mark.spec("FBG-DLV-07")
def test_every_module_of_the_source_has_its_components() -> None:
    told = section(PAGE, "Where the source's modules went")
    for module in ("vpc", "ecs", "eks", "rds", "elasticache", "alb", "iam", "route53"):
        assert re.search(rf"\| `?{module}`? ", told), module
    for path in re.findall(r"`(components/[\w/.]+)`", told):
        assert (ROOT / path).exists(), path
