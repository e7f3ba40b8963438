"""What `groundwork check` writes: the model behind the reports, and each of the formats."""

import json
from pathlib import Path

import jsonschema
import pytest

from deploy import findings, stacks
from deploy.errors import UserError
from deploy.graph import Graph
from deploy.reports import github, markdown, plain, sarif
from deploy.reports.model import Checked, headline, status
from policy.report import Report
from tests.deploy.conftest import Demo
from tests.deploy.samples import (
    ABSENT,
    BUCKET,
    CONTROLS,
    FINDINGS,
    SERVICE,
    STACK,
    STATES,
    finding,
    result,
)
from tests.deploy.sarif_shape import SARIF


@pytest.fixture
def checked(demo: Demo) -> list[Checked]:
    """A stack with a finding of each kind, one that is in order, and one that could not run."""
    demo.file("Pulumi.dev.yaml", STACK)
    stack = stacks.read(stacks.find_project(demo.root), "dev")
    graph = Graph(STATES)
    problem = UserError("systems/shop/Pulumi.prod.yaml: the file is empty", mend="write it")
    return [
        Checked(
            "dev",
            "Pulumi.dev.yaml",
            graph,
            report=Report(FINDINGS, CONTROLS, ()),
            audit=["x has no parent"],
            warnings=["w: <odd>"],
            stack=stack,
        ),
        Checked("calm", "Pulumi.calm.yaml", graph, report=Report((), (result("e-fine", "passed"),), ())),
        Checked("shop/prod", "systems/shop/Pulumi.prod.yaml", Graph([]), problem=problem),
    ]


class TestModel:
    def test_exit_status(self, checked: list[Checked]) -> None:
        violated, calm, broken = checked
        assert [status([one]) for one in checked] == [1, 0, 2]
        assert (status([calm, violated]), status([violated, broken]), status([])) == (1, 2, 0)

    def test_an_unsound_graph_is_a_violation(self, checked: list[Checked]) -> None:
        calm = checked[1]
        assert Checked("x", "x", calm.graph, report=calm.report, audit=["odd"]).violated is True
        assert Checked("x", "x", calm.graph, report=calm.report).violated is False

    def test_headline(self, checked: list[Checked]) -> None:
        assert headline(checked) == "3 checked, 1 met, 1 violated, 1 could not run"

    def test_weights(self, checked: list[Checked]) -> None:
        assert dict(checked[0].counts) == {"mandatory": 2, "advisory": 1, "undetermined": 1, "exempted": 1}

    @pytest.mark.parametrize(
        ("urn", "line"),
        [
            (BUCKET, 6),  # `uploads:` below groundwork:storage
            (SERVICE, 9),  # `api:` below groundwork:compute, where ECS services are
            (STATES[1]["urn"], 6),
            (STATES[0]["urn"], 1),
            ("urn:of:nothing", 1),
        ],
    )
    def test_the_line_a_reviewer_should_look_at(self, checked: list[Checked], urn: str, line: int) -> None:
        assert checked[0].line(urn) == line

    def test_the_area_where_nothing_has_the_name(self, demo: Demo, checked: list[Checked]) -> None:
        demo.file("Pulumi.dev.yaml", STACK.replace("uploads", "other"))
        stack = stacks.read(stacks.find_project(demo.root), "dev")
        assert Checked("dev", "Pulumi.dev.yaml", checked[0].graph, stack=stack).line(BUCKET) == 4

    def test_groups_put_the_worst_first(self) -> None:
        assert [(group.control, group.label, len(group.findings)) for group in findings.groups(FINDINGS)] == [
            ("a-broken", "mandatory violation", 2),
            ("d-open", "advisory undetermined", 1),
            ("b-advice", "advisory violation", 1),
            ("c-known", "exempted", 1),
        ]


def test_github_annotations(checked: list[Checked]) -> None:
    assert github.render(checked).splitlines() == [
        "::error file=Pulumi.dev.yaml,line=1,title=dev%3A audit::x has no parent",
        "::warning file=Pulumi.dev.yaml,line=1,title=dev::w: <odd>",
        "::warning file=Pulumi.dev.yaml,line=9,title=b-advice Title of b-advice (dev)::"
        "ecs.Service api: user is absent | must be <one>: 100%25"
        "%0ARemedy: Set `groundwork:storage.b-advice`.",
        "::error file=Pulumi.dev.yaml,line=6,title=a-broken Title of a-broken (dev)::"
        f"s3.Bucket uploads: {ABSENT}%0ARemedy: Set `groundwork:storage.a-broken`.",
        "::notice file=Pulumi.dev.yaml,line=6,title=c-known Title of c-known (dev)::"
        f"s3.Bucket uploads: {ABSENT}%0AExempted: until 2026-12-31, ops: a test bucket"
        "%0ARemedy: Set `groundwork:storage.c-known`.",
        "::warning file=Pulumi.dev.yaml,line=9,title=d-open Title of d-open (dev)::"
        "ecs.Service api: line one%0Aline, two: here%0ARemedy: Set `groundwork:storage.d-open`.",
        "::error file=Pulumi.dev.yaml,line=9,title=a-broken Title of a-broken (dev)::"
        f"ecs.Service api: {ABSENT}%0ARemedy: Set `groundwork:storage.a-broken`.",
        "::error file=systems/shop/Pulumi.prod.yaml,line=1,title=shop/prod could not run::"
        "systems/shop/Pulumi.prod.yaml: the file is empty%0A  → write it",
    ]


def test_commas_and_colons_of_a_title_are_escaped(checked: list[Checked]) -> None:
    odd = finding("x", BUCKET, title="One, two: 5%")
    lines = github.render([Checked("dev", "a,b.yaml", checked[0].graph, report=Report((odd,), (), ()))])
    assert lines.startswith("::error file=a%2Cb.yaml,line=1,title=x One%2C two%3A 5%25 (dev)::")


GOLDEN = Path(__file__).parent / "golden" / "check.md"


class TestMarkdown:
    def test_golden(self, checked: list[Checked]) -> None:
        assert markdown.render(checked) == GOLDEN.read_text(encoding="utf-8")

    def test_it_is_cut_to_what_a_comment_holds_between_sections(self, checked: list[Checked]) -> None:
        many = tuple(finding(f"control-{n:04}", BUCKET) for n in range(150))
        every = [Checked(f"s{n}", "f", checked[0].graph, report=Report(many, (), ())) for n in range(5)]
        text = markdown.render(every)
        assert len(text) <= markdown.LIMIT
        assert text.endswith(
            "</details>\n\n\n*The rest is left out: a comment holds no more. "
            "`groundwork check` shows everything.*\n"
        )
        assert text.count("<details>") == text.count("</details>") >= 2


class TestJson:
    def test_everything_is_in_it(self, checked: list[Checked]) -> None:
        document = json.loads(plain.render(checked))
        assert document["status"] == 2
        dev, calm, shop = document["stacks"]
        assert list(dev) == [
            "stack",
            "file",
            "verdict",
            "resources",
            "policy",
            "audit",
            "warnings",
            "problem",
        ]
        assert (dev["verdict"], dev["resources"], dev["audit"]) == ("violated", 2, ["x has no parent"])
        assert [item["control"] for item in dev["policy"]["findings"]] == [item.control for item in FINDINGS]
        assert (calm["verdict"], calm["policy"]["violated"], calm["problem"]) == ("met", False, None)
        assert (shop["policy"], shop["problem"].splitlines()[1]) == (None, "  → write it")


class TestSarif:
    def test_shape(self, checked: list[Checked]) -> None:
        jsonschema.validate(json.loads(sarif.render(checked)), SARIF)

    def test_the_shape_is_strict(self, checked: list[Checked]) -> None:
        document = json.loads(sarif.render(checked))
        document["runs"][0]["results"][0]["level"] = "mandatory"
        with pytest.raises(jsonschema.ValidationError, match="'mandatory' is not one of"):
            jsonschema.validate(document, SARIF)

    def test_results(self, checked: list[Checked]) -> None:
        run = json.loads(sarif.render(checked))["runs"][0]
        rules = run["tool"]["driver"]["rules"]
        found = [
            (
                item["ruleId"],
                rules[item["ruleIndex"]]["id"],
                item["level"],
                item["locations"][0]["physicalLocation"]["region"]["startLine"],
                "suppressions" in item,
            )
            for item in run["results"]
        ]
        assert found == [
            ("b-advice", "b-advice", "warning", 9, False),
            ("a-broken", "a-broken", "error", 6, False),
            ("c-known", "c-known", "note", 6, True),
            ("d-open", "d-open", "warning", 9, False),
            ("a-broken", "a-broken", "error", 9, False),
            ("groundwork-audit", "groundwork-audit", "error", 1, False),
        ]
        first = run["results"][1]
        assert first["message"]["text"] == (
            f"dev: s3.Bucket uploads: {ABSENT} Remedy: Set `groundwork:storage.a-broken`."
        )
        assert first["locations"][0]["logicalLocations"] == [
            {"name": "uploads", "fullyQualifiedName": BUCKET, "kind": "resource"}
        ]
        assert run["results"][2]["suppressions"][0]["justification"] == "until 2026-12-31, ops: a test bucket"

    def test_a_stack_that_could_not_run_is_a_notification(self, checked: list[Checked]) -> None:
        (invocation,) = json.loads(sarif.render(checked))["runs"][0]["invocations"]
        assert invocation["executionSuccessful"] is False
        (said,) = invocation["toolExecutionNotifications"]
        assert said["message"]["text"].startswith(
            "shop/prod: systems/shop/Pulumi.prod.yaml: the file is empty"
        )
        calm = json.loads(sarif.render(checked[1:2]))["runs"][0]["invocations"][0]
        assert calm == {"executionSuccessful": True, "toolExecutionNotifications": []}

    def test_a_rule_carries_the_strictest_level_of_the_stacks(self, checked: list[Checked]) -> None:
        graph = checked[0].graph
        every = [
            Checked(level, "f", graph, report=Report((), (result("a", "passed", level),), ()))
            for level in ("advisory", "mandatory", "advisory")
        ]
        (rule,) = json.loads(sarif.render(every))["runs"][0]["tool"]["driver"]["rules"]
        assert rule["defaultConfiguration"] == {"level": "error"}

    def test_fingerprints_tell_findings_apart_and_stay(self, checked: list[Checked]) -> None:
        first, second = (json.loads(sarif.render(checked))["runs"][0]["results"] for _ in range(2))
        prints = [item["partialFingerprints"]["controlAndResource/v1"] for item in first]
        assert len(set(prints)) == 6
        assert first == second

    def test_rules_are_explained_by_the_catalogue(self, demo: Demo) -> None:
        assert demo.run("check", "dev", "--format", "sarif", "-o", "a.sarif").exit_code in {0, 1}
        document = json.loads((demo.root / "a.sarif").read_text())
        jsonschema.validate(document, SARIF)
        rules = {rule["id"]: rule for rule in document["runs"][0]["tool"]["driver"]["rules"]}
        assert len(rules) > 50
        assert all("fullDescription" in rule and "help" in rule for rule in rules.values())
