"""Commands in the documents are real: of groundwork with these options, of make, of the AWS CLI."""

from __future__ import annotations

import re
import shlex
from functools import cache
from typing import Any

import botocore.session
import pytest
import typer.main
from botocore import xform_name

from deploy.cli import app
from tests.docs.pages import Page, commands, pages
from tests.harness import ROOT

PAGES = pytest.mark.parametrize("of", pages(), ids=lambda each: each.name)

GLOBAL = {"--query", "--output", "--region", "--profile"}
"""Options of the AWS CLI itself (AWS CLI Command Reference, "aws", global options)."""

OF_THE_CLI = {
    ("logs", "tail"): {"--follow", "--since"},
    ("ecr", "get-login-password"): set(),
    ("configure", "sso"): set(),
    ("s3", "cp"): set(),
    ("s3", "sync"): set(),
}
"""Commands that the AWS CLI adds to the services' operations, with the options used here."""


def groundwork_problem(words: list[str], *, whole: bool) -> str | None:
    """What is wrong with a command line of groundwork; without `whole`, arguments may be left out."""
    group: Any = typer.main.get_command(app)
    if words[1:] in ([], ["--help"]) or words[1] == "…":
        return None
    command = group.commands.get(words[1])
    if command is None:
        return f"there is no command {words[1]}"
    try:
        command.make_context(words[1], words[2:])
    except Exception as error:
        missing = type(error).__name__ == "MissingParameter"
        return None if missing and not whole else f"{words[1]}: {error}"
    return None


@PAGES
def test_groundwork_commands_in_blocks(of: Page) -> None:
    used = [words for words in of.shell() if words[0] == "groundwork"]
    problems = [(" ".join(words), groundwork_problem(words, whole=True)) for words in used]
    assert [problem for problem in problems if problem[1]] == []


@PAGES
def test_groundwork_commands_in_the_text(of: Page) -> None:
    used = [
        words
        for text in of.inline
        if text.startswith("groundwork ")
        for words in commands(text.replace("release … --existing", "release"))
        if words[0] == "groundwork"
    ]
    problems = [(" ".join(words), groundwork_problem(words, whole=False)) for words in used]
    assert [problem for problem in problems if problem[1]] == []


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("groundwork previw prod", "there is no command previw"),
        ("groundwork preview prod --jsn", "preview: No such option: --jsn"),
        ("groundwork preview", "preview: Missing parameter"),
        (
            "groundwork preview prod --engine other",
            "preview: Value error, 'other' is not one of 'embedded', 'pulumi'.",
        ),
        ("groundwork release pyshop/prod api --tag 1.0.0", None),
    ],
)
def test_a_wrong_command_is_seen(line: str, problem: str | None) -> None:
    found = groundwork_problem(shlex.split(line), whole=True)
    assert (found or "").startswith(problem or "")
    assert (found is None) == (problem is None)


@PAGES
def test_make_targets_exist(of: Page) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    lines = [*of.shell(), *(shlex.split(text) for text in of.inline if re.match(r"make [a-z]+( |$)", text))]
    used = {
        word
        for words in lines
        if words[0] == "make"
        for word in words[1:]
        if "=" not in word and not word.startswith("-")
    }
    assert used - targets == set()


@cache
def operations(service: str) -> dict[str, set[str]]:
    """Operations of an AWS service and their options, as the CLI spells them."""
    model = botocore.session.get_session().get_service_model(service)
    found = {}
    for operation in model.operation_names:
        shape = model.operation_model(operation).input_shape
        names = {xform_name(name, "-") for name in shape.members} if shape else set()
        flags = {
            f"no-{xform_name(name, '-')}"
            for name, member in (shape.members.items() if shape else ())
            if member.type_name == "boolean"
        }
        found[xform_name(operation, "-")] = {f"--{name}" for name in names | flags}
    return found


def aws_problem(words: list[str]) -> str | None:
    """What is wrong with a command line of the AWS CLI version 2."""
    service, operation, *rest = words[1:]
    if (service, operation) in OF_THE_CLI:
        known = OF_THE_CLI[service, operation]
    else:
        service = {"s3api": "s3"}.get(service, service)
        if operation == "wait":
            waiters = botocore.session.get_session().get_waiter_model(service)
            names = {
                xform_name(name, "-"): waiters.get_waiter(name).operation for name in waiters.waiter_names
            }
            if rest[0] not in names:
                return f"{service} has no waiter {rest[0]}"
            operation = xform_name(names[rest[0]], "-")
        if operation not in operations(service):
            return f"{service} has no {operation}"
        known = operations(service)[operation]
    unknown = sorted({word for word in rest if word.startswith("--")} - GLOBAL - known)
    return f"{service} {operation} has no {', '.join(unknown)}" if unknown else None


@PAGES
def test_aws_commands(of: Page) -> None:
    lines = [*of.shell()]
    for text in of.inline:
        if re.match(r"aws [a-z0-9-]+ [a-z]", text):
            lines += commands(text)
    used = [words for words in lines if words[0] == "aws" and len(words) > 2]
    problems = [(" ".join(words), aws_problem(words)) for words in used]
    assert [problem for problem in problems if problem[1]] == []


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("aws ecs describe-service --cluster c", "ecs has no describe-service"),
        ("aws ecs describe-services --clustre c", "ecs describe-services has no --clustre"),
        ("aws ecs wait service-stable --cluster c", "ecs has no waiter service-stable"),
        ("aws ecs wait services-stable --cluster c --services s", None),
        ("aws rds restore-db-instance-from-db-snapshot --no-publicly-accessible", None),
    ],
)
def test_a_wrong_aws_command_is_seen(line: str, problem: str | None) -> None:
    assert aws_problem(shlex.split(line)) == problem
