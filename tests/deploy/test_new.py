"""`groundwork new`: a stack file from another, comments kept, name and prefix changed, secrets left out."""

from pathlib import Path

import pytest

from deploy import newstack, stacks
from tests.deploy.conftest import Demo

LIKE = """\
# yaml-language-server: $schema=groundwork.schema.json
# The shop.
config:
  groundwork:system:
    name: shop # its name
    namePrefix: shop-live
    environment: production
    region: eu-west-1
  groundwork:delivery:
    repositories:
      api: { name: shop-live/api }
  groundwork:secretValues:
    mail:
      secure: v1:abc
    # the second
    pay:
      secure: v1:def
  groundwork:mixed:
    plain: 1
    hidden:
      secure: v1:ghi
encryptionsalt: v1:salt=
# the end
"""

NEW = """\
# yaml-language-server: $schema=../../groundwork.schema.json
# The shop.
config:
  groundwork:system:
    name: market # its name
    namePrefix: market-live
    environment: production
    region: eu-west-1
  groundwork:delivery:
    repositories:
      api: { name: shop-live/api }
  groundwork:secretValues: {}
    # mail: encrypted for prod only; COMMAND 'groundwork:secretValues.mail' FILE
    # the second
    # pay: encrypted for prod only; COMMAND 'groundwork:secretValues.pay' FILE
  groundwork:mixed:
    plain: 1
    # hidden: encrypted for prod only; COMMAND 'groundwork:mixed.hidden' FILE
# the end
"""
TARGET = "systems/market/Pulumi.prod.yaml"


@pytest.fixture
def project(demo: Demo) -> Demo:
    demo.file("Pulumi.prod.yaml", LIKE)
    return demo


def test_what_is_written(project: Demo) -> None:
    answer = project.run("new", "market", "--like", "prod")
    assert answer.exit_code == 0
    command, file = "pulumi config set --secret --path", f"--config-file {TARGET}"
    values = "groundwork:secretValues"
    assert (project.root / TARGET).read_text() == NEW.replace("COMMAND", command).replace("FILE", file)
    assert answer.stdout == f"wrote {TARGET}\n"
    assert answer.stderr == (
        "warning: groundwork:delivery.repositories.api.name still says shop-live/api\n"
        f"warning: {values}.mail is a secret: {command} '{values}.mail' {file}\n"
        f"warning: {values}.pay is a secret: {command} '{values}.pay' {file}\n"
        f"warning: groundwork:mixed.hidden is a secret: {command} 'groundwork:mixed.hidden' {file}\n"
        "next: groundwork preview market/prod\n"
    )


def test_the_other_file_stays_what_it_is(project: Demo) -> None:
    project.run("new", "market", "--like", "prod")
    assert (project.root / "Pulumi.prod.yaml").read_text() == LIKE


def test_it_can_be_read(project: Demo) -> None:
    project.run("new", "market", "--like", "prod")
    made = stacks.read(stacks.find_project(project.root), "market/prod")
    assert (made.pulumi_name, made.secrets, made.encryption) == ("market-prod", (), {})
    assert made.setting("secretValues") == {}
    assert made.setting("mixed") == {"plain": 1}


def test_nothing_is_written_over(project: Demo) -> None:
    project.file(TARGET, "mine")
    answer = project.run("new", "market", "--like", "prod")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr == f"error: {TARGET} is there already; nothing was written\n"
    assert (project.root / TARGET).read_text() == "mine"


def test_a_stack_of_another_name(project: Demo) -> None:
    assert project.run("new", "market", "--like", "prod", "--stack", "trial").exit_code == 0
    assert (project.root / "systems/market/Pulumi.trial.yaml").is_file()


@pytest.mark.parametrize("name", ["Market", "m", "-m", "m-", "a/b", "x" * 33, "1a", "m_n"])
def test_a_name_that_will_not_do(project: Demo, name: str) -> None:
    answer = project.run("new", "--like", "prod", "--", name)
    assert answer.exit_code == 2
    assert answer.stderr == (
        f"error: '{name}' is no name for a system\n"
        "  lower-case letters, digits and hyphens, 2 to 32 of them, beginning with a letter\n"
    )


def test_a_prefix_that_does_not_have_the_name_becomes_it(demo: Demo) -> None:
    demo.file("Pulumi.prod.yaml", LIKE.replace("shop-live\n", "sky\n"))
    demo.run("new", "market", "--like", "prod")
    assert "    namePrefix: market\n" in (demo.root / TARGET).read_text()


def test_a_secret_inside_braces_is_not_guessed_at(demo: Demo) -> None:
    demo.file(
        "Pulumi.prod.yaml",
        "config:\n  groundwork:system: {name: a}\n  groundwork:x: {y: {secure: v1}, z: 1}\n",
    )
    answer = demo.run("new", "market", "--like", "prod")
    assert answer.exit_code == 2
    assert answer.stderr == (
        "error: Pulumi.prod.yaml:3: write groundwork:x.y on lines of its own, and try again\n"
    )
    assert not (demo.root / TARGET).exists()


PROJECT = stacks.find_project(Path(__file__))
ALL = [stack.reference for stack in stacks.list_stacks(PROJECT)]


@pytest.mark.parametrize("reference", ALL)
def test_every_committed_stack_can_be_begun_from(reference: str) -> None:
    like = stacks.read(PROJECT, reference)
    text, _ = newstack.transform("market", like, PROJECT.root / TARGET)
    before, after = like.source.text.splitlines(), text.splitlines()
    assert len(before) == len(after)
    changed = [new for old, new in zip(before, after, strict=True) if old != new]
    assert 1 <= len(changed) <= 3
    assert all("market" in line or "groundwork.schema.json" in line for line in changed)
