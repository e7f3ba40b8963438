"""The GitHub Actions workflows: when they run, what they may do, and that what they call exists."""

import re
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml

from deploy import stacks
from deploy.cli import app
from deploy.doctor import MINIMUM_CLI

ROOT = stacks.find_project(Path(__file__)).root
FOLDER = ROOT / ".github" / "workflows"


class Loader(yaml.SafeLoader):
    """YAML as GitHub reads it: `on` is a word, not a truth value."""


Loader.yaml_implicit_resolvers = {
    key: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for key, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def workflow(name: str) -> dict[str, Any]:
    return yaml.load((FOLDER / name).read_text(encoding="utf-8"), Loader=Loader)


CHECK, DEPLOY = workflow("check.yml"), workflow("deploy.yml")
BOTH = pytest.mark.parametrize("name", ["check.yml", "deploy.yml"])


def steps(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [step for job in document["jobs"].values() for step in job["steps"]]


def commands(document: dict[str, Any]) -> str:
    return "\n".join(step["run"] for step in steps(document) if "run" in step)


def test_there_are_two() -> None:
    assert sorted(path.name for path in FOLDER.glob("*.yml")) == ["check.yml", "deploy.yml"]


@BOTH
class TestBoth:
    def test_actions_are_pinned_to_commits_with_their_release(self, name: str) -> None:
        lines = re.findall(r"uses: (\S+)(.*)", (FOLDER / name).read_text())
        assert len(lines) >= 6
        for action, rest in lines:
            assert re.fullmatch(r"[a-z-]+/[a-z-]+(/[a-z-]+)?@[0-9a-f]{40}", action)
            assert re.fullmatch(r" # v\d+\.\d+\.\d+", rest)

    def test_an_action_has_one_pin(self, name: str) -> None:
        text = (FOLDER / "check.yml").read_text() + (FOLDER / name).read_text()
        pins = dict(re.findall(r"uses: (\S+)@(\S+)", text))
        assert all(f"{action}@{pin}" in text for action, pin in pins.items())
        assert len(set(re.findall(r"uses: (\S+@\S+)", text))) == len(pins)

    def test_nothing_is_permitted_that_a_job_does_not_ask_for(self, name: str) -> None:
        document = workflow(name)
        assert document["permissions"] == {}
        assert all("permissions" in job for job in document["jobs"].values())

    def test_no_secret_and_no_key(self, name: str) -> None:
        text = (FOLDER / name).read_text()
        assert "secrets." not in text
        assert not re.search(
            r"aws-(access-key-id|secret-access-key)|AWS_SECRET|PULUMI_ACCESS_TOKEN|PASSPHRASE", text
        )

    def test_expressions_reach_the_shell_as_variables_only(self, name: str) -> None:
        assert "${{" not in commands(workflow(name))

    def test_every_job_ends(self, name: str) -> None:
        jobs = workflow(name)["jobs"].values()
        assert all(job["timeout-minutes"] <= 60 for job in jobs)
        assert {job["runs-on"] for job in jobs} == {"ubuntu-24.04"}

    def test_the_commands_and_their_options_exist(self, name: str) -> None:
        group = typer.main.get_command(app)
        called = re.findall(r"\.venv/bin/groundwork (\w+)(.*)", commands(workflow(name)))
        assert called
        for command, rest in called:
            found = group.commands[command]  # ty: ignore[missing-attribute] # a group
            options = {option for parameter in found.params for option in parameter.opts}
            assert set(re.findall(r"--[a-z-]+", rest)) <= options, command

    def test_the_make_targets_exist(self, name: str) -> None:
        makefile = (ROOT / "Makefile").read_text().replace("$(VENV)", ".venv")
        targets = re.findall(r"\bmake (\S+)", commands(workflow(name)))
        assert targets
        assert all(re.search(rf"^{re.escape(target)}:", makefile, re.MULTILINE) for target in targets)

    def test_the_cli_is_the_one_that_doctor_asks_for(self, name: str) -> None:
        versions = {
            step["with"]["pulumi-version"]
            for step in steps(workflow(name))
            if "pulumi/" in step.get("uses", "")
        }
        assert versions == {".".join(map(str, MINIMUM_CLI))}


class TestCheck:
    def test_when(self) -> None:
        assert CHECK["on"] == {"pull_request": None, "push": {"branches": ["main"]}}

    def test_what_each_job_may_do(self) -> None:
        assert {name: job["permissions"] for name, job in CHECK["jobs"].items()} == {
            "test": {"contents": "read"},
            "stacks": {"contents": "read", "security-events": "write"},
            "comment": {"pull-requests": "write"},
        }

    def test_lint_tests_and_every_stack(self) -> None:
        assert [step["run"] for step in CHECK["jobs"]["test"]["steps"] if "run" in step] == [
            "make lint",
            "make test",
        ]
        check = ".venv/bin/groundwork check --all --format github"
        assert f"{check} --also sarif=check.sarif --also markdown=check.md" in commands(CHECK)

    def test_reports_are_kept_when_a_stack_is_violated(self) -> None:
        after = CHECK["jobs"]["stacks"]["steps"][4:]
        assert [step.get("name") for step in after] == [
            "Summary of the run",
            "Findings to code scanning",
            "Keep the summary for the comment",
        ]
        assert all("!cancelled()" in step["if"] for step in after)
        assert after[1]["with"] == {"sarif_file": "check.sarif", "category": "groundwork"}
        assert "GITHUB_STEP_SUMMARY" in after[0]["run"]

    def test_who_comments_does_not_run_the_pull_requests_code(self) -> None:
        job = CHECK["jobs"]["comment"]
        assert job["needs"] == "stacks"
        assert "github.event.pull_request.head.repo.full_name == github.repository" in job["if"]
        assert [step["uses"].split("@")[0] for step in job["steps"] if "uses" in step] == [
            "actions/download-artifact"
        ]
        (command,) = [step["run"] for step in job["steps"] if "run" in step]
        assert command == 'gh pr comment "$NUMBER" --body-file check.md --edit-last --create-if-none'

    def test_no_token_stays_in_the_checkout(self) -> None:
        checkouts = [step for step in steps(CHECK) if step.get("uses", "").startswith("actions/checkout@")]
        assert len(checkouts) == 2
        assert all(step["with"]["persist-credentials"] == "false" for step in checkouts)


@pytest.mark.spec("SKY-DEL-03", "SKY-DEL-02")
class TestDeploy:
    def test_when(self) -> None:
        assert set(DEPLOY["on"]) == {"push", "workflow_dispatch"}
        assert DEPLOY["on"]["push"] == {"branches": ["main"]}
        assert set(DEPLOY["on"]["workflow_dispatch"]["inputs"]) == {"stack", "service"}

    def test_what_each_job_may_do(self) -> None:
        assert {name: job["permissions"] for name, job in DEPLOY["jobs"].items()} == {
            "check": {"contents": "read"},
            "release": {"contents": "write", "id-token": "write"},
        }

    def test_the_role_is_assumed_by_oidc(self) -> None:
        (step,) = [step for step in steps(DEPLOY) if step.get("uses", "").startswith("aws-actions/")]
        assert step["with"] == {
            "role-to-assume": "${{ vars.AWS_ROLE_ARN }}",
            "role-session-name": "groundwork-${{ github.run_id }}",
            "aws-region": "${{ vars.AWS_REGION }}",
        }

    def test_it_is_protected_and_one_at_a_time(self) -> None:
        job = DEPLOY["jobs"]["release"]
        assert (job["needs"], job["environment"]) == ("check", "production")
        assert job["concurrency"]["cancel-in-progress"] == "false"
        assert job["concurrency"]["group"].startswith("deploy-${{ inputs.stack")

    def test_release_under_the_commit(self) -> None:
        text = commands(DEPLOY)
        assert 'tag="$(git -C .app rev-parse --short=12 HEAD)"' in text
        assert (
            '.venv/bin/groundwork release "$STACK" "$SERVICE" --tag "$tag" --context "$CONTEXT" --reuse --yes'
            in text
        )
        assert text.index("groundwork doctor") < text.index("groundwork release") < text.index("git push")

    def test_the_stack_and_service_it_begins_with_exist(self) -> None:
        (reference,) = re.findall(r"'([a-z]+/[a-z]+)'", DEPLOY["env"]["STACK"])
        (service,) = re.findall(r"\|\| '([a-z]+)'", DEPLOY["env"]["SERVICE"])
        stack = stacks.read(stacks.find_project(Path(__file__)), reference)
        assert isinstance(stack.setting("compute", "services", service), dict)

    def test_what_it_needs_is_said_at_its_head(self) -> None:
        text = (FOLDER / "deploy.yml").read_text()
        head = text.split("name: deploy")[0]
        assert set(re.findall(r"vars\.(\w+)", text)) == set(re.findall(r"^#   ([A-Z_]+)", head, re.MULTILINE))
