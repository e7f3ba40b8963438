"""The provider on the real engine: a whole life, and the same graph as embedded."""

from __future__ import annotations

import json
import tempfile
import textwrap
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from deploy import engine
from deploy.engine import Rehearsal, Result
from deploy.stacks import find_project, placeholder, read
from simulator.embedded import Preview, preview
from simulator.server import Server

SAMPLE = Path(__file__).parent / "programs" / "sample"
SIGNATURE = "4dabf18193072939515e22adb298388d"

needs_engine = pytest.mark.skipif(engine.available() is not None, reason=engine.available() or "")


@pytest.fixture(scope="module")
def embedded() -> Preview:
    """The sample program, embedded, with the config that the stack file gives."""
    stack = read(find_project(SAMPLE), "dev")
    return preview(
        SAMPLE,
        project="sample",
        stack="dev",
        config=stack.config,
        secret_keys=stack.secret_keys,
    )


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What each operation of the sample's whole life came to, and the state after the update."""
    if engine.available() is not None:
        pytest.skip(engine.available() or "")
    seen: list[str] = []
    found: dict[str, Any] = {"events": seen}
    temporary = tmp_path_factory.mktemp("temporary")
    threads = threading.active_count()
    patch = pytest.MonkeyPatch()
    patch.setattr(tempfile, "tempdir", str(temporary))
    with Rehearsal(SAMPLE, "dev", SAMPLE / "Pulumi.dev.yaml", on_event=seen.extend) as rehearsal:
        found["made"] = set(temporary.iterdir())
        found["preview"] = rehearsal.preview()
        found["up"] = rehearsal.up()
        found["state"] = rehearsal.export()
        found["again"] = rehearsal.preview(expect_no_changes=True)
        found["refresh"] = rehearsal.refresh()
        found["destroy"] = rehearsal.destroy()
        found["left"] = rehearsal.export()
    patch.undo()
    found["litter"] = set(temporary.iterdir())
    found["threads"] = threads_left(threads)
    return found


def threads_left(before: int) -> int:
    """Threads more than before, once gRPC's own, which end a moment after their server, had five seconds."""
    deadline = time.monotonic() + 5
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    return threading.active_count() - before


def comparable(state: Mapping[str, Any]) -> dict[str, Any]:
    """A state without what the engine draws at random or leaves out of a first state.

    The engine draws the ids of providers, and keeps aliases only once a resource was found by one.
    """
    kept = {key: value for key, value in state.items() if key not in ("aliases", "provider")}
    if state["type"].startswith("pulumi:providers:"):
        kept.pop("id")
    return {**kept, "provider": state.get("provider", "").rpartition("::")[0]}


@needs_engine
@pytest.mark.engine
@pytest.mark.slow
class TestLife:
    """One rehearsal, looked at from all sides."""

    def test_everything_is_created(self, life: dict[str, Any]) -> None:
        assert (life["preview"].succeeded, life["preview"].changes) == (True, {"create": 11})
        assert (life["up"].succeeded, life["up"].changes) == (True, {"create": 11})
        assert {step.op for step in life["up"].changed} == {"create"}

    def test_a_second_preview_has_no_change(self, life: dict[str, Any]) -> None:
        assert life["again"].succeeded, life["again"].error
        assert life["again"].changed == ()

    def test_a_refresh_finds_everything_as_it_is(self, life: dict[str, Any]) -> None:
        assert life["refresh"].succeeded, life["refresh"].error
        assert set(life["refresh"].changes) == {"same"}

    def test_a_destroy_leaves_nothing_not_even_what_is_protected(self, life: dict[str, Any]) -> None:
        assert life["destroy"].succeeded, life["destroy"].error
        assert life["left"] == []
        assert len(life["made"]) == 1
        assert life["litter"] == set()
        assert life["threads"] == 0

    def test_no_operation_warns(self, life: dict[str, Any]) -> None:
        for name in ("preview", "up", "again", "refresh", "destroy"):
            assert life[name].messages == (), name

    def test_events_come_in_as_they_happen(self, life: dict[str, Any]) -> None:
        assert {"resourcePreEvent", "resOutputsEvent", "summaryEvent"} <= set(life["events"])

    def test_embedded_and_engine_have_the_same_states(self, life: dict[str, Any], embedded: Preview) -> None:
        ours = {state["urn"]: comparable(state) for state in embedded.states}
        theirs = {state["urn"]: comparable(state) for state in life["state"]}
        assert ours.keys() == theirs.keys()
        for urn, state in theirs.items():
            assert ours[urn] == state, urn

    def test_encrypted_config_is_a_secret_placeholder_of_its_path(self, life: dict[str, Any]) -> None:
        (stack,) = [state for state in life["state"] if state["type"] == "pulumi:pulumi:Stack"]
        database = json.loads(stack["outputs"]["database"]["plaintext"])
        assert database == {"name": "orders", "password": placeholder("sample:database.password")}


def test_embedded_sample_has_what_the_comparison_is_about(embedded: Preview) -> None:
    types = sorted(state["type"] for state in embedded.states)
    assert types == [
        "aws:ecr/repository:Repository",
        "aws:s3/bucket:Bucket",
        "aws:secretsmanager/secret:Secret",
        "aws:secretsmanager/secretVersion:SecretVersion",
        "aws:sqs/queue:Queue",
        "aws:sqs/queuePolicy:QueuePolicy",
        "awsx:ecr:Image",
        "docker-build:index:Image",
        "pulumi:providers:aws",
        "pulumi:providers:aws",
        "pulumi:providers:awsx",
        "pulumi:providers:docker-build",
        "pulumi:providers:random",
        "pulumi:pulumi:Stack",
        "random:index/randomPassword:RandomPassword",
        "sample:index:Service",
    ]
    text = json.dumps(embedded.states)
    assert text.count(SIGNATURE) > 5
    assert embedded.audit == []


def program(folder: Path, text: str) -> Path:
    """A project with this program."""
    folder.mkdir(exist_ok=True)
    (folder / "Pulumi.yaml").write_text("name: sample\nruntime: python\n", encoding="utf-8")
    (folder / "__main__.py").write_text(textwrap.dedent(text), encoding="utf-8")
    return folder


BOX = """
    import pulumi, pulumi_aws as aws
    class Box(pulumi.ComponentResource):
        def __init__(self):
            super().__init__("test:index:Box", "box")
            self.register_outputs({})
    here = pulumi.ResourceOptions(parent=Box())
"""


def run_twice(folder: Path, first: str, second: str) -> tuple[Result, Result]:
    """Update to the first program, then preview the second."""
    with Rehearsal(program(folder, BOX + first), "dev") as rehearsal:
        made = rehearsal.up()
        program(folder, BOX + second)
        return made, rehearsal.preview()


@needs_engine
@pytest.mark.engine
@pytest.mark.slow
def test_a_refusal_reaches_the_user_in_the_providers_words(tmp_path: Path) -> None:
    text = (
        BOX
        + """
    aws.sqs.Queue("a", delay_seconds="soon", opts=here)
    """
    )
    with Rehearsal(program(tmp_path / "p", text), "dev") as rehearsal:
        result = rehearsal.preview()
    assert not result.succeeded
    refusal = result.errors[0]
    assert refusal.urn == "urn:pulumi:dev::sample::test:index:Box$aws:sqs/queue:Queue::a"
    assert refusal.text == (
        "error: aws:sqs/queue:Queue resource 'a': property delaySeconds value {soon} has a problem: "
        'expected number type, got string "soon"'
    )


@needs_engine
@pytest.mark.engine
@pytest.mark.slow
def test_a_change_updates_or_replaces_as_the_table_says(tmp_path: Path) -> None:
    made, planned = run_twice(
        tmp_path / "p",
        """
    aws.sqs.Queue("a", name="one", opts=here)
    aws.sqs.Queue("b", delay_seconds=1, opts=here)
    """,
        """
    aws.sqs.Queue("a", name="two", opts=here)
    aws.sqs.Queue("b", delay_seconds=2, opts=here)
    """,
    )
    assert made.succeeded, made.error
    assert planned.succeeded, planned.error
    steps = {(step.op, step.urn.rpartition("::")[2]): step for step in planned.changed}
    assert set(steps) == {
        ("create-replacement", "a"),
        ("replace", "a"),
        ("delete-replaced", "a"),
        ("update", "b"),
    }
    assert steps["replace", "a"].keys == ("name",)
    assert steps["update", "b"].diffs == ("delaySeconds",)


@needs_engine
@pytest.mark.engine
@pytest.mark.slow
def test_a_preview_can_leave_unknown_what_aws_would_compute(tmp_path: Path) -> None:
    text = (
        BOX
        + """
    queue = aws.sqs.Queue("a", opts=here)
    queue.arn.apply(lambda arn: pulumi.log.warn(f"known: {arn}"))
    """
    )
    for resolve, messages in ((True, 1), (False, 0)):
        with Rehearsal(program(tmp_path / "p", text), "dev", resolve_previews=resolve) as rehearsal:
            result = rehearsal.preview()
        assert result.succeeded, result.error
        assert len(result.messages) == messages


def test_without_a_cli_the_reason_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert engine.available() == "the Pulumi CLI is not on PATH: https://www.pulumi.com/docs/install/"
    pulumi = tmp_path / "pulumi"
    pulumi.write_text("#!/bin/sh\necho v3.100.1\n", encoding="utf-8")
    pulumi.chmod(0o755)
    assert engine.available() == (
        "pulumi-language-python is not on PATH: it comes with the Pulumi CLI, in the same folder"
    )
    (tmp_path / "pulumi-language-python").symlink_to(pulumi)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert engine.available() == "the Pulumi CLI is too old: 3.100.1 is here, 3.259.0 is needed"


def test_a_server_names_a_port_for_each_package_and_ends_its_threads() -> None:
    threads = threading.active_count()
    with Server() as server:
        pairs = dict(pair.split(":") for pair in server.debug_providers.split(","))
        assert {"aws", "awsx", "docker-build", "random"} <= set(pairs)
        assert pairs["aws"] == str(server.port)
        assert len(set(pairs.values())) == len(pairs)
    assert threads_left(threads) == 0
