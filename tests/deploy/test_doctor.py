"""`groundwork doctor`, and what refuses a real run: what is missing is named, with the mend."""

import json
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import pytest

from deploy import doctor, engine, stacks
from deploy.doctor import Check
from deploy.errors import UserError
from tests.deploy.conftest import STACK, Demo, Programs

AWS_PLUGIN, RANDOM_PLUGIN = version("pulumi-aws"), version("pulumi-random")


def plugins(**versions: str) -> str:
    return json.dumps([{"name": name, "kind": "resource", "version": v} for name, v in versions.items()])


WHOAMI = json.dumps({"user": "me", "url": "file:///state"})
GOOD: dict[str, str | int] = {
    "version": "v3.260.1",
    "plugin ls": plugins(aws=AWS_PLUGIN, random=RANDOM_PLUGIN, awsx=version("pulumi-awsx")),
    "whoami": WHOAMI,
}


@pytest.fixture
def cli(programs: Programs) -> Programs:
    """A Pulumi CLI with everything beside it, logged in."""
    programs.add("pulumi", GOOD)
    programs.add("pulumi-language-python")
    return programs


def checks(demo: Demo, stack: str | None = None) -> dict[str, Check]:
    project = stacks.find_project(demo.root)
    found = doctor.examine(project, stacks.read(project, stack) if stack else None)
    assert len({check.name for check in found}) == len(found)
    return {check.name: check for check in found}


def system(demo: Demo, **values: str) -> None:
    demo.file("Pulumi.dev.yaml", STACK + "".join(f"    {key}: {value}\n" for key, value in values.items()))


class TestCli:
    @pytest.mark.usefixtures("cli")
    def test_it_is_there(self, demo: Demo) -> None:
        found = checks(demo)
        assert found["Pulumi CLI"] == Check("Pulumi CLI", "ok", "v3.260.1")
        assert found["Python language host"].verdict == "ok"

    @pytest.mark.usefixtures("programs")
    def test_it_is_not_there(self, demo: Demo) -> None:
        found = checks(demo)
        assert found["Pulumi CLI"] == Check(
            "Pulumi CLI",
            "missing",
            "not on PATH",
            "install 3.259.0 or later: https://www.pulumi.com/docs/install/",
        )
        assert not {"Python language host", "State backend", "Provider plugins"} & set(found)

    @pytest.mark.parametrize(
        ("answer", "said"),
        [
            ("v3.258.9", "v3.258.9 is too old"),
            ("v2.999.0", "v2.999.0 is too old"),
            ("dev", "says 'dev', which is no version"),
        ],
    )
    def test_it_is_too_old(self, demo: Demo, cli: Programs, answer: str, said: str) -> None:
        cli.add("pulumi", {**GOOD, "version": answer})
        check = checks(demo)["Pulumi CLI"]
        assert check.verdict == "missing"
        assert check.found.endswith(said)

    def test_the_language_host_is_missing(self, demo: Demo, programs: Programs) -> None:
        programs.add("pulumi", GOOD)
        assert checks(demo)["Python language host"] == Check(
            "Python language host",
            "missing",
            "pulumi-language-python is neither on PATH nor beside pulumi",
            "it comes with the CLI: put pulumi-language-python and pulumi-language-python-exec beside "
            "pulumi, or install the CLI anew",
        )

    def test_the_rehearsal_asks_for_the_same_version(self) -> None:
        assert doctor.MINIMUM_CLI == engine.MINIMUM


@pytest.mark.usefixtures("cli")
class TestPackages:
    def test_the_virtual_environment(self, demo: Demo) -> None:
        assert checks(demo)["Virtual environment"].verdict == "note"
        demo.file("Pulumi.yaml", "name: groundwork\nruntime: {name: python, options: {virtualenv: .venv}}\n")
        assert checks(demo)["Virtual environment"] == Check(
            "Virtual environment",
            "missing",
            ".venv, which Pulumi.yaml names, has no Python",
            "make preview sets it up",
        )
        demo.file(".venv/bin/python", "")
        assert checks(demo)["Virtual environment"] == Check("Virtual environment", "ok", ".venv")

    def test_locked_packages(self, demo: Demo) -> None:
        assert "Locked packages" not in checks(demo)
        demo.file(
            "requirements/user.txt", f"pulumi-aws=={AWS_PLUGIN} \\\n    --hash=sha256:x\npulumi==1.2.3\n"
        )
        assert checks(demo)["Locked packages"] == Check(
            "Locked packages",
            "missing",
            f"pulumi is locked at 1.2.3, installed is {version('pulumi')}",
            "make preview installs the locked versions",
        )
        demo.file("requirements/user.txt", f"pulumi-aws=={AWS_PLUGIN} ; python_version > '3'\n")
        assert checks(demo)["Locked packages"] == Check("Locked packages", "ok", f"pulumi-aws {AWS_PLUGIN}")

    def test_the_plugins_that_the_sdks_ask_for(self) -> None:
        assert doctor.required_plugins()["aws"] == AWS_PLUGIN
        assert doctor.required_plugins()["random"] == RANDOM_PLUGIN

    def test_paired(self, demo: Demo) -> None:
        assert checks(demo)["Provider plugins"].verdict == "ok"

    def test_unpaired(self, demo: Demo, cli: Programs) -> None:
        cli.add("pulumi", {**GOOD, "plugin ls": plugins(aws="6.0.0", random=f"v{RANDOM_PLUGIN}")})
        assert checks(demo)["Provider plugins"] == Check(
            "Provider plugins",
            "missing",
            f"not those of the SDKs: aws 6.0.0 instead of {AWS_PLUGIN}",
            f"pulumi plugin install resource aws {AWS_PLUGIN}",
        )

    def test_absent_ones_are_downloaded(self, demo: Demo, cli: Programs) -> None:
        cli.add("pulumi", {**GOOD, "plugin ls": "[]"})
        check = checks(demo)["Provider plugins"]
        assert check.verdict == "note"
        assert f"the engine will download aws {AWS_PLUGIN}" in check.found


class TestBackend:
    def test_not_logged_in(self, demo: Demo, cli: Programs) -> None:
        cli.add("pulumi", {**GOOD, "whoami": 255})
        assert checks(demo)["State backend"] == Check(
            "State backend",
            "missing",
            "not logged in: it failed",
            "pulumi login s3://BUCKET?region=REGION (groundwork bootstrap makes the bucket and prints it)",
        )

    @pytest.mark.usefixtures("cli")
    def test_a_local_one_is_noted(self, demo: Demo) -> None:
        assert checks(demo)["State backend"].verdict == "note"

    @pytest.mark.spec("SKY-C12")
    def test_a_bucket_is_looked_at(self, demo: Demo, cli: Programs, aws: Callable[..., Any]) -> None:
        url = "s3://demo-state?region=eu-west-1"
        cli.add("pulumi", {**GOOD, "whoami": json.dumps({"user": "me", "url": url})})
        assert checks(demo)["State bucket"].found == "there is no bucket demo-state"
        aws("s3").create_bucket(
            Bucket="demo-state", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
        check = checks(demo)["State bucket"]
        assert (check.verdict, check.mend) == ("missing", "groundwork bootstrap --bucket demo-state")
        assert check.found.startswith("demo-state: not versioned; ")
        demo.run("bootstrap", "dev", "--bucket", "demo-state")
        assert checks(demo)["State bucket"] == Check(
            "State bucket", "ok", "demo-state is versioned and encrypted"
        )


@pytest.mark.usefixtures("cli")
class TestAccount:
    @pytest.mark.usefixtures("no_credentials")
    def test_no_credentials(self, demo: Demo) -> None:
        system(demo, accountId="'210987654321'")
        found = checks(demo, "dev")
        assert found["AWS credentials"] == Check(
            "AWS credentials",
            "missing",
            "asking AWS who we are: no AWS credentials",
            "log in (aws sso login), or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
        )
        assert found["AWS account"].found == "the stack belongs to 210987654321, and we have no credentials"

    @pytest.mark.usefixtures("aws")
    @pytest.mark.parametrize(
        ("account", "verdict", "said"),
        [
            ("'123456789012'", "ok", "123456789012"),
            (
                "'210987654321'",
                "missing",
                "the stack belongs to 210987654321, the credentials are of 123456789012",
            ),
            (None, "note", "the stack names none; any will do"),
        ],
    )
    def test_the_right_one(self, demo: Demo, account: str | None, verdict: str, said: str) -> None:
        system(demo, **({"accountId": account} if account else {}))
        check = checks(demo, "dev")["AWS account"]
        assert (check.verdict, check.found) == (verdict, said)

    @pytest.mark.usefixtures("aws")
    @pytest.mark.parametrize(
        ("ours", "verdict", "said"),
        [
            (None, "ok", "eu-west-1"),
            ("eu-west-1", "ok", "eu-west-1"),
            ("us-east-1", "missing", "the stack is in eu-west-1, the environment says us-east-1"),
        ],
    )
    def test_the_right_region(
        self, demo: Demo, monkeypatch: pytest.MonkeyPatch, ours: str | None, verdict: str, said: str
    ) -> None:
        if ours:
            monkeypatch.setenv("AWS_REGION", ours)
        check = checks(demo, "dev")["AWS region"]
        assert (check.verdict, check.found) == (verdict, said)

    @pytest.mark.usefixtures("aws")
    def test_a_profile_that_is_not_there(self, demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_PROFILE", "nobody")
        check = checks(demo, "dev")["AWS credentials"]
        assert check.found.endswith("The config profile (nobody) could not be found")
        assert check.mend.startswith("correct AWS_PROFILE")


@pytest.mark.usefixtures("cli", "aws")
class TestStackFile:
    def test_secrets(self, demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
        assert checks(demo, "dev")["Secrets"].verdict == "note"
        demo.file("Pulumi.dev.yaml", STACK + "encryptionsalt: v1:x\n")
        check = checks(demo, "dev")["Secrets"]
        assert (check.verdict, check.found) == ("missing", "encrypted by a passphrase, which is not set")
        monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "")
        assert checks(demo, "dev")["Secrets"] == Check("Secrets", "ok", "passphrase")
        demo.file("Pulumi.dev.yaml", STACK + "secretsprovider: awskms://alias/x\n")
        assert checks(demo, "dev")["Secrets"] == Check("Secrets", "ok", "awskms://alias/x")

    @pytest.mark.parametrize(
        "value",
        [
            "app.example.com",
            "example.org",
            "ops@example.net",
            "https://www.example.com/x",
            "shop.example",
            "ops@mail.test",
            "arn:aws:acm:us-east-1:123456789012:certificate/1",
            "'111122223333'",
            "111122223333",
            "CHANGEME",
            "change-me",
            "TODO",
            "<your name>",
        ],
    )
    def test_placeholders(self, demo: Demo, value: str) -> None:
        system(demo, owner=value)
        check = checks(demo, "dev")["Placeholders"]
        assert check == Check(
            "Placeholders",
            "missing",
            f"groundwork:system.owner is {value.strip(chr(39))}",
            "write the real values into Pulumi.dev.yaml",
        )

    @pytest.mark.parametrize(
        "value",
        ["shop.example-company.com", "myexample.com", "'210987654321'", "a/example.comfort", "testing", "12"],
    )
    def test_what_only_looks_like_one(self, demo: Demo, value: str) -> None:
        system(demo, owner=value)
        assert checks(demo, "dev")["Placeholders"].verdict == "ok"

    def test_an_encrypted_value_is_not_looked_at(self, demo: Demo) -> None:
        system(demo, owner="{secure: TODO}")
        assert checks(demo, "dev")["Placeholders"].verdict == "ok"

    def test_docker_where_an_image_is_built(self, demo: Demo, cli: Programs) -> None:
        assert "Docker" not in checks(demo, "dev")
        services = (
            "  groundwork:compute:\n    services:\n      api:\n        image: { kind: build, context: app }\n"
        )
        demo.file("Pulumi.dev.yaml", STACK + services)
        assert checks(demo, "dev")["Docker"].verdict == "missing"
        cli.add("docker")
        assert "Docker" not in checks(demo, "dev")


class TestCommand:
    @pytest.mark.usefixtures("no_credentials", "programs")
    def test_everything_that_is_missing_at_once(self, demo: Demo) -> None:
        project = stacks.find_project(demo.root)
        system(demo, owner="TODO")
        with pytest.raises(UserError) as caught:
            doctor.require(project, stacks.read(project, "dev"))
        assert caught.value.status == 2
        assert str(caught.value) == (
            "dev cannot be deployed from here; nothing was touched\n"
            "  Pulumi CLI: not on PATH\n"
            "    → install 3.259.0 or later: https://www.pulumi.com/docs/install/\n"
            "  AWS credentials: asking AWS who we are: no AWS credentials\n"
            "    → log in (aws sso login), or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and "
            "AWS_SECRET_ACCESS_KEY\n"
            "  Placeholders: groundwork:system.owner is TODO\n"
            "    → write the real values into Pulumi.dev.yaml"
        )

    @pytest.mark.usefixtures("cli", "aws")
    def test_all_is_well(self, demo: Demo) -> None:
        answer = demo.run("doctor", "dev")
        assert (answer.exit_code, answer.stderr) == (0, "Looking around ...\n")
        assert answer.stdout.splitlines()[0].split() == ["check", "found", "mend"]
        assert (
            "ok    AWS credentials       123456789012 as arn:aws:sts::123456789012:user/moto" in answer.stdout
        )

    @pytest.mark.usefixtures("no_credentials", "programs")
    def test_something_is_missing(self, demo: Demo) -> None:
        answer = demo.run("doctor", "--json")
        assert answer.exit_code == 1
        assert [(item["name"], item["verdict"]) for item in json.loads(answer.stdout)] == [
            ("Pulumi CLI", "missing"),
            ("Virtual environment", "note"),
            ("AWS credentials", "missing"),
        ]
