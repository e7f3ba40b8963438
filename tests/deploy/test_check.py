"""`groundwork check`: what is checked, the five formats, and the exit status."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from deploy import findings, stacks
from deploy.errors import UserError
from deploy.graph import Graph
from deploy.reports import github, markdown, plain, sarif
from deploy.reports.model import Checked, headline, status
from policy.report import ControlResult, Finding, Report
from tests.deploy.conftest import Demo

STACK = """\
config:
  groundwork:system:
    name: demo
  groundwork:storage:
    buckets:
      uploads: {}
  groundwork:compute:
    services:
      api:
        kind: ecs
"""
URN = "urn:pulumi:dev::groundwork::"
ABSENT = "versioning is absent, must be Enabled"
STATES = [
    {"urn": f"{URN}pulumi:pulumi:Stack::groundwork-dev", "type": "pulumi:pulumi:Stack", "custom": False},
    {
        "urn": f"{URN}groundwork:storage:Bucket::uploads",
        "type": "groundwork:storage:Bucket",
        "custom": False,
        "parent": f"{URN}pulumi:pulumi:Stack::groundwork-dev",
    },
    {
        "urn": f"{URN}groundwork:storage:Bucket$aws:s3/bucket:Bucket::uploads",
        "type": "aws:s3/bucket:Bucket",
        "custom": True,
        "parent": f"{URN}groundwork:storage:Bucket::uploads",
    },
    {
        "urn": f"{URN}groundwork:ecs:Service::api",
        "type": "groundwork:ecs:Service",
        "custom": False,
        "parent": f"{URN}pulumi:pulumi:Stack::groundwork-dev",
    },
    {
        "urn": f"{URN}groundwork:ecs:Service$aws:ecs/service:Service::api",
        "type": "aws:ecs/service:Service",
        "custom": True,
        "parent": f"{URN}groundwork:ecs:Service::api",
    },
]
BUCKET, SERVICE = STATES[2]["urn"], STATES[4]["urn"]


def finding(control: str, urn: str, **changes: Any) -> Finding:
    values: dict[str, Any] = {
        "control": control,
        "title": f"Title of {control}",
        "level": "mandatory",
        "severity": "high",
        "status": "violation",
        "urn": urn,
        "message": ABSENT,
        "remediation": f"Set `groundwork:storage.{control}`.",
        "frameworks": (),
        "exemption": None,
        **changes,
    }
    return Finding(**values)


def result(control: str, outcome: str, level: str = "mandatory", severity: str = "high") -> ControlResult:
    counts = (2, 0) if outcome == "passed" else (0, 1)
    return ControlResult(control, f"Title of {control}", level, severity, outcome, *counts, ("FSBP S3.14",))  # ty: ignore[invalid-argument-type]


FINDINGS = (
    finding(
        "b-advice", SERVICE, level="advisory", severity="low", message="user is absent | must be <one>: 100%"
    ),
    finding("a-broken", BUCKET),
    finding("c-known", BUCKET, status="exempted", exemption="until 2026-12-31, ops: a test bucket"),
    finding("d-open", SERVICE, level="advisory", status="undetermined", message="line one\nline, two: here"),
    finding("a-broken", SERVICE, severity="high"),
)
CONTROLS = (
    result("a-broken", "failed"),
    result("b-advice", "failed", "advisory", "low"),
    result("c-known", "exempted"),
    result("d-open", "undetermined", "advisory"),
    result("e-fine", "passed", severity="critical"),
    result("f-other", "not_applicable"),
)


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


# The parts of SARIF 2.1.0 that we write, as strictly as its own schema has them and no key beside them.
TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
TEXT["additionalProperties"] = False
LEVEL = {"enum": ["note", "warning", "error"]}


def shape(required: Sequence[str], **properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(required),
        "properties": dict(properties),
        "additionalProperties": False,
    }


PHYSICAL = shape(
    ["artifactLocation", "region"],
    artifactLocation=shape(
        ["uri", "uriBaseId"], uri={"type": "string", "pattern": r"^[^/\\]"}, uriBaseId={"const": "PROJECT"}
    ),
    region=shape(["startLine"], startLine={"type": "integer", "minimum": 1}),
)
LOCATION = shape(
    ["physicalLocation"],
    physicalLocation=PHYSICAL,
    logicalLocations={
        "type": "array",
        "minItems": 1,
        "items": shape(
            ["name", "fullyQualifiedName", "kind"],
            name={"type": "string"},
            fullyQualifiedName={"type": "string"},
            kind={"const": "resource"},
        ),
    },
)
RULE = shape(
    ["id", "shortDescription", "defaultConfiguration"],
    id={"type": "string"},
    shortDescription=TEXT,
    fullDescription=TEXT,
    help=TEXT,
    defaultConfiguration=shape(["level"], level=LEVEL),
    properties=shape(
        ["security-severity", "tags"],
        **{
            "security-severity": {"enum": ["9.5", "8.0", "5.5", "3.0"]},
            "tags": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
        },
    ),
)
RESULT = shape(
    ["ruleId", "level", "message", "locations", "partialFingerprints", "properties"],
    ruleId={"type": "string"},
    ruleIndex={"type": "integer", "minimum": 0},
    level=LEVEL,
    message=TEXT,
    locations={"type": "array", "minItems": 1, "items": LOCATION},
    partialFingerprints={"type": "object", "additionalProperties": {"type": "string"}},
    properties=shape(["stack", "status"], stack={"type": "string"}, status={"type": "string"}),
    suppressions={
        "type": "array",
        "items": shape(
            ["kind", "status", "justification"],
            kind={"const": "external"},
            status={"const": "accepted"},
            justification={"type": "string"},
        ),
    },
)
RUN = shape(
    ["tool", "results", "invocations", "columnKind", "automationDetails", "originalUriBaseIds"],
    tool=shape(
        ["driver"],
        driver=shape(
            ["name", "version", "rules"],
            name={"const": "groundwork"},
            version={"type": "string"},
            rules={"type": "array", "uniqueItems": True, "items": RULE},
        ),
    ),
    results={"type": "array", "items": RESULT},
    invocations={
        "type": "array",
        "minItems": 1,
        "items": shape(
            ["executionSuccessful", "toolExecutionNotifications"],
            executionSuccessful={"type": "boolean"},
            toolExecutionNotifications={
                "type": "array",
                "items": shape(
                    ["level", "message", "locations"],
                    level=LEVEL,
                    message=TEXT,
                    locations={"type": "array", "items": LOCATION},
                ),
            },
        ),
    },
    columnKind={"const": "unicodeCodePoints"},
    automationDetails=shape(["id"], id={"type": "string"}),
    originalUriBaseIds=shape(["PROJECT"], PROJECT=shape(["description"], description=TEXT)),
)
SARIF = shape(
    ["$schema", "version", "runs"],
    **{"$schema": {"type": "string"}, "version": {"const": "2.1.0"}, "runs": {"minItems": 1, "items": RUN}},
)


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
