"""Graphs from files of either shape, ours or not; reports."""

from __future__ import annotations

import gc
import json
from pathlib import Path
from typing import Any

import pytest

from policy import offline
from policy.offline import analyze, load_graph
from policy.report import ControlResult, Finding
from tests.policy.graphs import UNKNOWN, Node, Secret, states, urn

LOGS = "aws:cloudwatch/logGroup:LogGroup"
GRAPH = states([Node(LOGS, "logs", {"retentionInDays": 7}), Node(LOGS, "endless")])
CONFIG = {"groundwork:system": json.dumps({"name": "groundwork", "environment": "production"})}
WANTED = "must be the output of `pulumi preview --json` or `pulumi stack export`"


def write(tmp_path: Path, data: Any) -> Path:
    path = tmp_path / "graph.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data), "utf-8")
    return path


def test_a_preview_and_an_export_give_the_same_states(tmp_path: Path) -> None:
    steps = [{"op": "create", "urn": state["urn"], "newState": state} for state in GRAPH]
    preview = load_graph(write(tmp_path, {"config": CONFIG, "steps": steps, "changeSummary": {"create": 4}}))
    export = load_graph(write(tmp_path, {"version": 3, "deployment": {"resources": GRAPH}}))
    checkpoint = load_graph(write(tmp_path, {"checkpoint": {"latest": {"resources": GRAPH}}}))
    assert preview.states == export.states == checkpoint.states == GRAPH
    assert (preview.project, preview.stack) == ("groundwork", "test")
    assert (preview.config, export.config) == (CONFIG, {})


def test_replacements_deletions_and_old_states_are_left_out(tmp_path: Path) -> None:
    new, old = {**GRAPH[2], "id": "new"}, {**GRAPH[2], "id": "old"}
    steps = [
        {"op": "create-replacement", "newState": new, "oldState": old},
        {"op": "replace", "newState": new, "oldState": old},
        {"op": "delete-replaced", "oldState": old},
    ]
    assert load_graph(write(tmp_path, {"steps": steps})).states == [new]
    resources = [new, {**old, "delete": True}]
    assert load_graph(write(tmp_path, {"deployment": {"resources": resources}})).states == [new]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (
            "{",
            "not JSON (Expecting property name enclosed in double quotes: line 1 column 2 (char 1)), "
            f"{WANTED}",
        ),
        ({"a": 1, "b": 2}, f"neither `steps` nor `deployment.resources` in it (but a, b), {WANTED}"),
        ([], f"neither `steps` nor `deployment.resources` in it (but list), {WANTED}"),
        ({"deployment": {"resources": [{}]}}, f"resource 0 has no `urn` and `type`, {WANTED}"),
        ({"deployment": {}}, f"there is no resource in it, {WANTED} of a stack that is not empty"),
        ({"steps": []}, f"there is no resource in it, {WANTED} of a stack that is not empty"),
    ],
)
def test_what_is_no_graph_is_refused_with_its_path(data: Any, problem: str, tmp_path: Path) -> None:
    path = write(tmp_path, data)
    with pytest.raises(ValueError) as refused:  # noqa: PT011  (the whole text is compared)
        load_graph(path)
    assert str(refused.value) == f"{path}: {problem}"


def test_bytes_are_refused_and_a_missing_file_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "graph.bin"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ValueError, match="not UTF-8 text"):
        load_graph(path)
    with pytest.raises(FileNotFoundError):
        load_graph(tmp_path / "gone.json")


def test_a_report_has_every_finding_and_every_enforced_control() -> None:
    report = analyze(GRAPH, project="groundwork", stack="test", config=CONFIG)
    retention = [item for item in report.findings if item.control == "log-group-retention"]
    assert retention == [
        Finding(
            control="log-group-retention",
            title="Every log group is kept for a set time",
            level="mandatory",
            severity="medium",
            status="violation",
            urn=urn(LOGS, "endless"),
            message="retentionInDays is absent, must be a number of days (never-ending is none)",
            remediation="Set `groundwork:observability.logRetentionDays`, or "
            "`groundwork:compute.services.<name>.logRetentionDays` for one service.",
            frameworks=("PYS-C11", "SKY-C14", "PCI 10.5.1", "CKV_AWS_66"),
            exemption=None,
        )
    ]
    result = next(item for item in report.controls if item.control == "log-group-retention")
    assert result == ControlResult(
        "log-group-retention",
        "Every log group is kept for a set time",
        "mandatory",
        "medium",
        "failed",
        1,
        1,
        ("PYS-C11", "SKY-C14", "PCI 10.5.1", "CKV_AWS_66"),
    )
    assert report.violated
    names = [item.control for item in report.controls]
    assert "secrets-injected" not in names  # disabled for this system
    assert "policy-exempted" not in names


@pytest.mark.parametrize(
    ("retention", "environment", "violated"),
    [(7, "production", False), (None, "production", True), (UNKNOWN, "production", True)],
)
def test_violated_means_something_mandatory_is_broken_or_undecided(
    retention: Any, environment: str, violated: bool
) -> None:
    config = {"groundwork:system": json.dumps({"name": "groundwork", "environment": environment})}
    nodes = [Node(LOGS, "logs", {"retentionInDays": retention, "kmsKeyId": "k"})]
    assert analyze(states(nodes), project="p", stack="s", config=config).violated is violated


def test_advice_alone_violates_nothing() -> None:
    nodes = [Node("aws:ecr/repository:Repository", "images", {}, protect=True)]
    config = {"groundwork:system": json.dumps({"name": "groundwork", "environment": "dev"})}
    report = analyze(states(nodes), project="p", stack="s", config=config)
    levels = {item.control: item.level for item in report.findings}
    assert levels["repository-customer-key"] == "advisory"
    mandatory = [item for item in report.findings if item.level == "mandatory"]
    assert {item.control for item in mandatory} == {
        "image-scan-on-push",
        "image-tags-immutable",
        "image-lifecycle",
        "tags-environment",
    }
    rest = [s for s in states(nodes) if s["type"] != "aws:ecr/repository:Repository"]
    assert not analyze(rest, project="p", stack="s", config=config).violated


def test_a_stack_that_says_nothing_of_itself_gets_the_baseline_of_production() -> None:
    report = analyze(GRAPH, project="other", stack="test", config={})
    levels = {item.control: item.level for item in report.controls}
    assert levels["data-deletion-protected"] == "mandatory"
    assert levels["log-group-customer-key"] == "advisory"  # another program's stack chose no key of ours
    assert "network-no-ssh" not in levels
    results = {item.control: item.status for item in report.controls}
    assert results["tags-environment"] == "not_applicable"


def test_what_is_only_looked_up_is_judged_in_the_graph_but_not_as_registered() -> None:
    graph = states([Node("aws:s3/bucket:Bucket", "shared", {"tags": {"Owner": ""}})])
    graph[-1]["external"] = True
    report = analyze(graph, project="p", stack="s", config=CONFIG)
    controls = {item.control for item in report.findings if item.urn == graph[-1]["urn"]}
    assert "tags-required" not in controls
    assert "bucket-public-access-blocked" in controls


def test_secrets_that_cannot_be_opened_are_undetermined_not_passed() -> None:
    """`pulumi preview --json` masks secrets, `pulumi stack export` encrypts them."""
    task = "aws:ecs/taskDefinition:TaskDefinition"
    sealed = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:xyz"}
    for value in ("[secret]", sealed):
        graph = states([Node(task, "task", {"containerDefinitions": value})])
        report = analyze(graph, project="p", stack="s", config=CONFIG)
        found = [item for item in report.findings if item.control == "secrets-not-in-environment"]
        assert [item.status for item in found] == ["undetermined"]
    database = states([Node("aws:rds/instance:Instance", "db", {"password": "[secret]"})])
    report = analyze(database, project="p", stack="s", config=CONFIG)
    assert [item.control for item in report.findings if item.control == "database-password-secret"] == []


def test_no_message_shows_a_secret() -> None:
    graph = states([Node(LOGS, "logs", {"retentionInDays": Secret("hunter2"), "kmsKeyId": Secret("")})])
    report = analyze(graph, project="p", stack="s", config=CONFIG)
    messages = [item.message for item in report.findings if item.urn == graph[-1]["urn"]]
    assert "retentionInDays is a secret, must be a number of days (never-ending is none)" in messages
    assert not any("hunter2" in message for message in messages)


def test_what_is_about_to_be_deleted_is_not_judged() -> None:
    graph = states([Node(LOGS, "endless")])
    assert analyze(graph, project="p", stack="s", config=CONFIG).violated
    graph[-1]["delete"] = True
    assert not analyze(graph, project="p", stack="s", config=CONFIG).violated


def test_the_garbage_collector_rests_meanwhile_and_is_then_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    meanwhile: list[bool] = []
    original = offline.run

    def watched(*args: Any) -> Any:
        meanwhile.append(gc.isenabled())
        return original(*args)

    monkeypatch.setattr(offline, "run", watched)
    assert gc.isenabled()
    analyze(GRAPH, project="p", stack="s", config=CONFIG)
    assert gc.isenabled()
    gc.disable()
    try:
        analyze(GRAPH, project="p", stack="s", config=CONFIG)
        assert not gc.isenabled()
    finally:
        gc.enable()
    assert meanwhile == [False, False]
