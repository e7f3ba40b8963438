"""`groundwork preview`: what it shows, what it prints as JSON, and how it refuses."""

import json
import re

import pytest

from deploy import offline
from deploy.graph import SECRET, SECRET_SIGNATURE
from policy.report import ControlResult, Finding, Report
from tests.deploy.conftest import Demo

BUCKET = "urn:pulumi:dev::groundwork::groundwork:storage:Store$aws:s3/bucket:Bucket::uploads"


def finding(status: str = "violation", level: str = "mandatory", **changes: object) -> Finding:
    values = {
        "control": "bucket-versioned",
        "title": "Buckets are versioned",
        "level": level,
        "severity": "high",
        "status": status,
        "urn": BUCKET,
        "message": "versioning is absent, must be Enabled",
        "remediation": "Set `groundwork:storage.buckets.<name>.versioning: true`.",
        "frameworks": ("FSBP S3.14",),
        "exemption": None,
        **changes,
    }
    return Finding(**values)  # ty: ignore[invalid-argument-type] # a table of values


def report(*findings: Finding, warnings: tuple[str, ...] = ()) -> Report:
    controls = (
        ControlResult(
            "bucket-versioned", "Buckets are versioned", "mandatory", "high", "failed", 1, 1, ("FSBP S3.14",)
        ),
        ControlResult("bucket-private", "Buckets are private", "mandatory", "critical", "passed", 2, 0, ()),
    )
    return Report(tuple(findings), controls, warnings)


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[Report]:
    """What the policy pack is made to say; each test puts it in."""
    said = [report()]
    monkeypatch.setattr("deploy.offline.judge", lambda _states, _stack: said[-1])
    return said


def settings(demo: Demo, **values: str) -> None:
    lines = (demo.root / "Pulumi.dev.yaml").read_text() + "".join(f"  {k}: {v}\n" for k, v in values.items())
    demo.file("Pulumi.dev.yaml", lines)


class TestText:
    @pytest.mark.usefixtures("judged")
    def test_everything_a_preview_shows(self, demo: Demo, judged: list[Report]) -> None:
        judged.append(report(finding(level="advisory"), warnings=("exemption of x excuses nothing",)))
        settings(demo, warning="mind the gap")
        answer = demo.run("preview", "dev")
        assert answer.exit_code == 0
        arn = re.search(r"arn:aws:s3:::uploads-[0-9a-f]{7}", answer.stdout)
        assert arn
        assert re.sub(r"previewed in \d+\.\d s", "previewed in 0.0 s", answer.stdout) == (
            "dev  (4 resources)\n"
            "  uploads  groundwork:storage:Store  (2 resources)\n"
            "    s3.Bucket\n"
            "    s3.BucketPublicAccessBlock\n"
            "  logs  groundwork:storage:Store  (2 resources)\n"
            "    s3.Bucket\n"
            "    s3.BucketPublicAccessBlock\n"
            "\n"
            "service  resources\n"
            "aws s3           4\n"
            "in all           4\n"
            "\n"
            "Policies met  2 controls: 1 passed, 1 failed\n"
            "  bucket-versioned  Buckets are versioned  [advisory violation, high]\n"
            "    s3.Bucket uploads: versioning is absent, must be Enabled\n"
            "    → Set `groundwork:storage.buckets.<name>.versioning: true`.\n"
            "\n"
            "output  value\n"
            f"bucket  {arn.group()}\n"
            "token   [secret]\n"
            "\n"
            "Warnings\n"
            "  mind the gap\n"
            "  exemption of x excuses nothing\n"
            "\n"
            "4 resources in 2 components, previewed in 0.0 s\n"
        )
        assert answer.stderr == "Previewing dev ...\n"

    def test_verbose_names_each_resource_and_what_passed(self, demo: Demo, judged: list[Report]) -> None:
        judged.append(report(finding(level="advisory")))
        text = demo.run("preview", "dev", "--verbose").stdout
        assert "    s3.Bucket  uploads\n" in text
        assert "  pulumi.aws  aws\n" in text
        assert f"    {BUCKET}: versioning is absent, must be Enabled\n" in text
        assert "  passed  bucket-private  Buckets are private (2)\n" in text

    @pytest.mark.usefixtures("judged")
    def test_the_stack_of_a_system(self, demo: Demo) -> None:
        assert demo.run("preview", "shop/prod").stdout.startswith("shop/prod  (4 resources)\n")

    @pytest.mark.usefixtures("judged")
    def test_what_is_odd_about_the_file_is_said(self, demo: Demo) -> None:
        settings(demo, day="2026-12-31")
        said = (
            "Pulumi.dev.yaml: groundwork:day is a date without quotes, which Pulumi turns into a time stamp"
        )
        answer = demo.run("preview", "dev")
        assert answer.exit_code == 0
        assert f"  {said}; put it in quotes\n" not in answer.stdout.split("Warnings")[0]
        assert f"  {said.replace('groundwork:day', 'day')}; put it in quotes\n" in answer.stdout


class TestExitStatus:
    @pytest.mark.parametrize(
        ("found", "status"),
        [
            ([], 0),
            ([finding(level="advisory")], 0),
            ([finding(status="exempted", exemption="until 2026-12-31, ops: known")], 0),
            ([finding()], 1),
            ([finding(status="undetermined")], 1),
            ([finding(status="error")], 1),
        ],
    )
    def test_a_mandatory_violation_is_1(
        self, demo: Demo, judged: list[Report], found: list[Finding], status: int
    ) -> None:
        judged.append(report(*found))
        assert demo.run("preview", "dev").exit_code == status

    def test_without_policies_nothing_is_judged(self, demo: Demo, judged: list[Report]) -> None:
        judged.append(report(finding()))
        answer = demo.run("preview", "dev", "--no-policy")
        assert answer.exit_code == 0
        assert "Policies" not in answer.stdout

    def test_the_program_stops(self, demo: Demo) -> None:
        settings(demo, failure="no zone left")
        answer = demo.run("preview", "dev")
        assert (answer.exit_code, answer.stdout) == (2, "")
        assert "error: Pulumi.dev.yaml: the program stopped\n" in answer.stderr
        assert "no zone left" in answer.stderr

    def test_every_refusal_is_listed_by_resource(self) -> None:
        failures = [
            ("urn:a", "cidrBlock", "is no CIDR"),
            ("urn:b", "", "exists twice"),
            ("urn:a", "tags", "are too many"),
        ]
        stack = _Shown()
        assert str(offline.refused(stack, failures)) == (  # ty: ignore[invalid-argument-type] # only its path is asked
            "Pulumi.dev.yaml: AWS would refuse 3 properties\n"
            "  urn:a\n"
            "    cidrBlock: is no CIDR\n"
            "    tags: are too many\n"
            "  urn:b\n"
            "    exists twice"
        )

    def test_the_simulator_refuses(self, demo: Demo) -> None:
        settings(demo, refusal="yes")
        answer = demo.run("preview", "dev")
        assert (answer.exit_code, answer.stdout) == (2, "")
        assert "error: Pulumi.dev.yaml: AWS would refuse 1 property\n" in answer.stderr
        assert "  urn:pulumi:dev::groundwork::aws:ec2/vpc:Vpc::wide\n    cidrBlock: " in answer.stderr


class _Shown:
    shown_path = "Pulumi.dev.yaml"


class TestJson:
    def test_it_is_what_pulumi_writes_with_ours_beside_it(self, demo: Demo, judged: list[Report]) -> None:
        judged.append(report(finding(level="advisory"), warnings=("w",)))
        settings(demo, **{"groundwork:key": "{secure: abc}"})
        answer = demo.run("preview", "dev", "--json")
        document = json.loads(answer.stdout)
        assert answer.stderr == "Previewing dev ...\n"
        assert list(document) == ["config", "steps", "duration", "changeSummary", "groundwork"]
        assert document["config"] == {
            "groundwork:system": '{"environment":"dev","name":"demo","region":"eu-west-1"}',
            "groundwork:key": "[secret]",
        }
        assert [(step["op"], step["urn"] == step["newState"]["urn"]) for step in document["steps"]] == [
            ("create", True)
        ] * 8
        assert (document["duration"], document["changeSummary"]) == (0, {"create": 8})
        ours = document["groundwork"]
        assert list(ours) == ["stack", "policy", "outputs", "audit", "warnings"]
        assert (ours["stack"], ours["audit"], ours["warnings"]) == ("dev", [], ["w"])
        assert ours["outputs"]["token"] == "[secret]"
        assert ours["policy"]["violated"] is False
        assert ours["policy"]["findings"][0]["control"] == "bucket-versioned"
        assert ours["policy"]["controls"][1]["status"] == "passed"

    def test_secrets_of_states_stand_in_pulumis_envelope(self, demo: Demo) -> None:
        document = json.loads(demo.run("preview", "dev", "--json", "--no-policy").stdout)
        stack = document["steps"][0]["newState"]
        assert stack["type"] == "pulumi:pulumi:Stack"
        assert stack["outputs"]["token"] == {SECRET: SECRET_SIGNATURE, "plaintext": '"not for everyone"'}

    def test_the_same_stack_gives_the_same_document(self, demo: Demo) -> None:
        first, second = (demo.run("preview", "dev", "--json", "--no-policy").stdout for _ in range(2))
        assert first == second

    def test_a_violation_is_1_with_json_too(self, demo: Demo, judged: list[Report]) -> None:
        judged.append(report(finding()))
        answer = demo.run("preview", "dev", "--json")
        assert answer.exit_code == 1
        assert json.loads(answer.stdout)["groundwork"]["policy"]["violated"] is True


class TestDiagramOption:
    @pytest.mark.usefixtures("judged")
    @pytest.mark.parametrize(
        ("name", "begins"),
        [
            ("a.mmd", "---\ntitle: dev\n---\nflowchart TB\n"),
            ("a.md", "# dev\n\n```mermaid\n---"),
            ("a.svg", "<svg "),
        ],
    )
    def test_the_ending_chooses(self, demo: Demo, name: str, begins: str) -> None:
        assert demo.run("preview", "dev", "--diagram", name).exit_code == 0
        assert (demo.root / name).read_text().startswith(begins)

    def test_another_ending_is_refused_before_the_preview(self, demo: Demo) -> None:
        answer = demo.run("preview", "dev", "--diagram", "a.png")
        assert (answer.exit_code, answer.stdout) == (2, "")
        assert answer.stderr == (
            "error: --diagram a.png: the ending chooses the format; it must be one of .mmd, .md, .svg\n"
        )

    @pytest.mark.usefixtures("judged")
    def test_a_folder_that_is_not_there(self, demo: Demo) -> None:
        answer = demo.run("preview", "dev", "--diagram", "no/a.svg")
        assert answer.exit_code == 2
        assert "error: no/a.svg: cannot be written: No such file or directory\n" in answer.stderr
