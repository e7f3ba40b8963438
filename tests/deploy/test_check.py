"""`groundwork check`: what is checked, where the reports go, and the exit status."""

import json
from pathlib import Path

import pytest

from policy.report import Report
from tests.deploy.conftest import Demo
from tests.deploy.samples import BUCKET, CONTROLS, STATES, finding

COUNTS = "6 controls: 1 passed, 2 failed, 1 undetermined, 1 exempted, 1 not applicable"


def preview_file(demo: Demo) -> Path:
    answer = demo.run("preview", "dev", "--json", "--no-policy")
    return demo.file("plan.json", answer.stdout)


class TestCommand:
    @pytest.fixture(autouse=True)
    def judged(self, monkeypatch: pytest.MonkeyPatch) -> dict[str, Report]:
        """The reports by stack; none for the others."""
        said: dict[str, Report] = {}
        monkeypatch.setattr(
            "deploy.offline.judge", lambda _states, stack: said.get(stack.reference, Report((), CONTROLS, ()))
        )
        return said

    def test_all_stacks_in_one_report(self, demo: Demo, judged: dict[str, Report]) -> None:
        judged["shop/prod"] = Report((finding("a-broken", BUCKET),), CONTROLS, ())
        answer = demo.run("check", "--all")
        assert answer.exit_code == 1
        assert answer.stdout == (
            "dev\n"
            f"Policies met  {COUNTS}\n"
            "\n"
            "shop/prod\n"
            f"Policies violated  {COUNTS}\n"
            "  a-broken  Title of a-broken  [mandatory violation, high]\n"
            "    s3.Bucket uploads: versioning is absent, must be Enabled\n"
            "    → Set `groundwork:storage.a-broken`.\n"
            "\n"
            "2 checked, 1 met, 1 violated\n"
        )
        assert answer.stderr == "Previewing dev ...\nPreviewing shop/prod ...\n"

    def test_one_stack(self, demo: Demo) -> None:
        assert demo.run("check", "dev").exit_code == 0

    def test_one_that_cannot_run_does_not_keep_the_others_from_it(self, demo: Demo) -> None:
        demo.file("Pulumi.bad.yaml", "")
        answer = demo.run("check", "--all")
        assert answer.exit_code == 2
        assert "error: Pulumi.bad.yaml: the file is empty\n" in answer.stderr
        assert "bad\n  could not run: Pulumi.bad.yaml: the file is empty\n" in answer.stdout
        assert answer.stdout.endswith("3 checked, 2 met, 1 could not run\n")

    def test_no_stack_at_all(self, demo: Demo) -> None:
        (demo.root / "Pulumi.dev.yaml").unlink()
        (demo.root / "systems/shop/Pulumi.prod.yaml").unlink()
        answer = demo.run("check", "--all")
        assert (answer.exit_code, answer.stderr) == (2, f"error: there is no stack file in {demo.root}\n")

    def test_several_reports_of_one_run(self, demo: Demo) -> None:
        also = ["--also", "sarif=a.sarif", "--also", "text=b.txt"]
        answer = demo.run("check", "dev", "-f", "github", "-o", "a.txt", *also)
        assert (answer.exit_code, answer.stdout, answer.stderr) == (0, "", "Previewing dev ...\n")
        assert (demo.root / "a.txt").read_text() == ""
        assert json.loads((demo.root / "a.sarif").read_text())["version"] == "2.1.0"
        assert (demo.root / "b.txt").read_text().startswith("dev\nPolicies met")

    def test_a_report_that_cannot_be_written(self, demo: Demo) -> None:
        answer = demo.run("check", "dev", "-f", "json", "-o", "no/a.json")
        assert answer.exit_code == 2
        assert answer.stderr.endswith("error: no/a.json: cannot be written: No such file or directory\n")


class TestGraph:
    """The real pack, over graphs from files."""

    def test_a_preview_with_the_config_it_carries(self, demo: Demo) -> None:
        plan = preview_file(demo)
        own = json.loads(demo.run("check", "dev", "-f", "json").stdout)["stacks"][0]["policy"]
        answer = demo.run("check", "--graph", "plan.json", "-f", "json")
        (found,) = json.loads(answer.stdout)["stacks"]
        assert found["stack"] == plan.name
        assert found["policy"]["findings"] == own["findings"]
        assert len(own["findings"]) > 3

    def test_levels_come_from_the_stack_that_is_named(self, demo: Demo) -> None:
        preview_file(demo)
        levels = {}
        for name in ("dev", "shop/prod"):
            answer = demo.run("check", name, "--graph", "plan.json", "-f", "json")
            (found,) = json.loads(answer.stdout)["stacks"]
            levels[name] = sum(item["level"] == "mandatory" for item in found["policy"]["findings"])
        assert levels["dev"] < levels["shop/prod"]

    def test_an_export_without_what_is_on_its_way_out(self, demo: Demo) -> None:
        resources = [*STATES, {**STATES[2], "delete": True}]
        demo.file("state.json", json.dumps({"version": 3, "deployment": {"resources": resources}}))
        answer = demo.run("check", "dev", "--graph", "state.json", "-f", "json")
        assert json.loads(answer.stdout)["stacks"][0]["resources"] == 2

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("{", "g.json:1:2: not JSON: Expecting property name enclosed in double quotes"),
            (
                "[]",
                "g.json: neither the output of `pulumi preview --json` nor of `pulumi stack export`\n"
                "  the first has `steps` at its top level, the second `deployment`",
            ),
            ('{"steps": []}', "g.json: there is no resource in it"),
        ],
    )
    def test_what_is_no_graph(self, demo: Demo, text: str, said: str) -> None:
        demo.file("g.json", text)
        answer = demo.run("check", "--graph", "g.json")
        assert (answer.exit_code, answer.stdout, answer.stderr) == (2, "", f"error: {said}\n")

    def test_a_file_that_is_not_there(self, demo: Demo) -> None:
        answer = demo.run("check", "--graph", "no.json")
        assert answer.exit_code == 2
        assert (
            answer.stderr
            == "error: no.json: cannot be read: [Errno 2] No such file or directory: 'no.json'\n"
        )

    def test_two_stacks_are_one_too_many(self, demo: Demo) -> None:
        answer = demo.run("check", "dev", "shop/prod", "--graph", "g.json")
        assert answer.exit_code == 2
        assert "--graph takes one STACK at most" in " ".join(answer.stderr.split())

    def test_standard_input(self, demo: Demo) -> None:
        text = preview_file(demo).read_text()
        answer = demo.run("check", "--graph", "-", "-f", "json", input=text)
        assert json.loads(answer.stdout)["stacks"][0]["stack"] == "standard input"
