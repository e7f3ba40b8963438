"""The command as such: help, start, errors, exit statuses, and what it looks like where no terminal is."""

import subprocess
import sys
from importlib.metadata import version

import pytest
import typer
from typer.testing import CliRunner

from deploy.cli import app
from deploy.commands import COMMANDS
from tests.deploy.conftest import Demo

HEAVY = (
    "pulumi",
    "pulumi_aws",
    "pulumi_policy",
    "boto3",
    "botocore",
    "networkx",
    "grpc",
    "yaml",
    "settings",
    "policy",
)


def groundwork(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "deploy", *args], capture_output=True, text=True, check=False
    )


class TestStart:
    def test_help_imports_nothing_heavy(self) -> None:
        code = (
            "import sys\n"
            "from typer.testing import CliRunner\n"
            "from deploy.cli import app\n"
            "assert CliRunner().invoke(app, ['--help']).exit_code == 0\n"
            "assert CliRunner().invoke(app, ['preview', '--help']).exit_code == 0\n"
            f"print(sorted(name for name in {HEAVY!r} if name in sys.modules))\n"
        )
        answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert (answer.stdout.strip(), answer.stderr) == ("[]", "")

    def test_it_is_a_module_too(self) -> None:
        answer = groundwork("--version")
        assert (answer.returncode, answer.stdout, answer.stderr) == (
            0,
            f"groundwork {version('groundwork')}\n",
            "",
        )

    def test_without_a_command_help_is_shown(self) -> None:
        answer = CliRunner().invoke(app, [])
        assert "Preview, check and deploy the stacks of this project." in answer.output


class TestHelp:
    def test_the_commands(self) -> None:
        assert list(COMMANDS) == [
            "preview",
            "check",
            "diff",
            "rehearse",
            "doctor",
            "up",
            "deploy",
            "migrate",
            "refresh",
            "destroy",
            "state",
            "import",
            "release",
            "run",
            "snapshot",
            "rotate",
            "bootstrap",
            "new",
            "schema",
        ]

    @pytest.mark.parametrize("name", list(COMMANDS))
    def test_each_has_examples_and_a_summary_that_fits(self, name: str) -> None:
        text = CliRunner().invoke(app, [name, "--help"]).output
        assert "Examples:" in text
        assert f"    groundwork {name}" in text
        summary = (COMMANDS[name].__doc__ or "").splitlines()[0]
        assert summary in " ".join(text.split())
        assert summary in CliRunner().invoke(app, ["--help"]).output, "it is cut off in the list of commands"

    @pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"new", "schema"}))
    def test_each_that_can_fail_says_its_exit_status(self, name: str) -> None:
        assert "Exit status:" in CliRunner().invoke(app, [name, "--help"]).output

    def test_plain_text_where_no_terminal_is(self) -> None:
        text = CliRunner().invoke(app, ["check", "--help"]).output
        assert text.isascii()


class TestErrors:
    @pytest.mark.parametrize(
        ("args", "said"),
        [
            (["preview"], "Missing argument 'STACK'."),
            (["nonsense"], "No such command 'nonsense'."),
            (["preview", "dev", "--engine", "other"], "Invalid value for '--engine'"),
            (["check"], "Invalid value for STACK: name the stacks to check, or --all for every one"),
            (
                ["check", "dev", "--all"],
                "Invalid value for STACK: name the stacks to check, or --all for every one",
            ),
            (
                ["check", "--all", "--also", "sarif"],
                "Invalid value for --also: 'sarif' is not FORMAT=FILE with one of",
            ),
            (["bootstrap"], "Invalid value for STACK: name a STACK whose region to take, or --region"),
        ],
    )
    def test_bad_usage_is_2(self, demo: Demo, args: list[str], said: str) -> None:
        answer = demo.run(*args)
        assert answer.exit_code == 2
        assert said in " ".join(answer.stderr.split())
        assert answer.stdout == ""

    def test_a_folder_that_is_not_there(self) -> None:
        answer = CliRunner().invoke(app, ["--cwd", "/nowhere/at/all", "preview", "dev"])
        assert (answer.exit_code, answer.stdout) == (2, "")
        assert answer.stderr == "error: --cwd /nowhere/at/all: there is no such folder\n"

    def test_an_error_is_on_standard_error_with_its_mend(self, demo: Demo) -> None:
        answer = demo.run("preview", "shop/prd")
        assert (answer.exit_code, answer.stdout) == (2, "")
        assert answer.stderr == (
            "error: no stack 'shop/prd': systems/shop/Pulumi.prd.yaml is not there\n"
            "  stacks: dev, shop/prod\n"
            "  → did you mean shop/prod?\n"
        )

    @pytest.fixture
    def broken(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(_start: object = None) -> None:
            raise KeyError("a bug\nof two lines")

        monkeypatch.setattr("deploy.stacks.find_project", fail)

    @pytest.mark.usefixtures("broken")
    def test_a_bug_is_one_line(self, demo: Demo) -> None:
        answer = demo.run("preview", "dev")
        assert (answer.exit_code, answer.stdout) == (2, "")
        assert answer.stderr == (
            "error: KeyError: 'a bug\\nof two lines' (a bug of groundwork; --debug shows where)\n"
        )

    @pytest.mark.usefixtures("broken")
    @pytest.mark.parametrize("args", [["--debug", "preview", "dev"], ["preview", "dev", "--debug"]])
    def test_debug_shows_where_wherever_it_stands(self, args: list[str]) -> None:
        answer = CliRunner().invoke(app, args)
        assert answer.exit_code == 2
        assert "(a bug of groundwork)" in answer.stderr
        assert "Traceback (most recent call last):" in answer.stderr

    def test_after_two_hyphens_debug_is_the_command_s(
        self, demo: Demo, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        seen: list[list[str]] = []
        monkeypatch.setattr("deploy.statefile.graph", lambda _stack: None)
        monkeypatch.setattr("deploy.deployed.service", lambda _graph, _key: None)

        def ran(_service: object, command: list[str], *_args: object, **_options: object) -> None:
            seen.append(command)
            raise typer.Exit(7)

        monkeypatch.setattr("deploy.ecs.run_once", ran)
        assert demo.run("run", "dev", "api", "--", "tool", "--debug").exit_code == 7
        assert seen == [["tool", "--debug"]]

    def test_ctrl_c_is_one_word_and_1(self, demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
        def stop(*_args: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("deploy.stacks.read", stop)
        answer = demo.run("preview", "dev")
        assert (answer.exit_code, answer.stderr) == (1, "\nstopped\n")
