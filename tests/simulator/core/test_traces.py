"""A run leaves nothing behind in the process, and its cost grows with the number of resources alone."""

from __future__ import annotations

import asyncio
import contextvars
import gc
import os
import subprocess
import sys
import threading
from pathlib import Path

import pulumi
import pulumi_aws as aws
import pytest
from pulumi.runtime import settings

from simulator.embedded import ProgramFailed, preview
from tests.simulator.core.conftest import Box, Run

SAMPLE = Path(__file__).parent / "programs" / "sample"
CONFIG = {"sample:size": "3", "sample:database": '{"name":"orders","password":"p"}'}


def traces() -> dict[str, object]:
    """What a run could change in the process, as a context sees it that was never touched."""
    return contextvars.Context().run(_traces)


def _traces() -> dict[str, object]:
    return {
        "monitor": settings.get_monitor(),
        "engine": settings.get_engine(),
        "root": settings.get_root_resource(),
        "project": settings.get_project(),
        "stack": settings.get_stack(),
        "dry_run": settings.is_dry_run(),
        "config": dict(pulumi.runtime.config.CONFIG.get()),
        "threads": threading.active_count(),
        "directory": Path.cwd(),
        "arguments": list(sys.argv),
        "path": list(sys.path),
        "environment": dict(os.environ),
        "gc": (gc.isenabled(), gc.get_threshold()),
        "names": "names" in sys.modules,
    }


def test_a_program_file_leaves_no_trace(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    before = traces()
    assert (before["monitor"], before["names"]) == (None, False)
    first = preview(SAMPLE / "__main__.py", project="sample", stack="dev", config=CONFIG)
    assert traces() == before
    second = preview(SAMPLE, project="sample", stack="dev", config=CONFIG)
    assert traces() == before
    assert first.states == second.states
    assert first.audit == []


def test_a_program_that_fails_leaves_no_trace(run: Run) -> None:
    def program() -> None:
        queue = aws.sqs.Queue("queue", opts=pulumi.ResourceOptions(parent=Box()))
        pulumi.export("arn", queue.arn.apply(lambda _: 1 / 0))
        raise RuntimeError("stop")

    before = traces()
    with pytest.raises(ProgramFailed, match="ZeroDivisionError: division by zero"):
        run(program)
    assert traces() == before


def test_a_program_that_fails_leaves_nothing_to_log_later(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    def program() -> None:
        here = pulumi.ResourceOptions(parent=Box())
        queue = aws.sqs.Queue("queue", opts=here)
        aws.sqs.Queue("other", tags={"bad": queue.arn.apply(lambda _: str(1 / 0))}, opts=here)

    with caplog.at_level("DEBUG", logger="asyncio"):
        with pytest.raises(ProgramFailed):
            run(program)
        gc.collect()
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []


def test_one_run_does_not_see_the_config_and_resources_of_another(run: Run) -> None:
    def program() -> None:
        Box()
        pulumi.export("value", pulumi.Config("a").get("b"))

    with_config = run(program, config={"a:b": "1"})
    without = run(program, stack="other")
    assert with_config.outputs == {"value": "1"}
    assert without.outputs == {}
    assert [s["urn"].split("::")[0] for s in without.states] == ["urn:pulumi:other"] * 2


def test_a_program_inside_an_event_loop_of_its_caller_is_no_trouble(run: Run) -> None:
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        run(Box)
        assert asyncio.get_event_loop() is loop
    finally:
        asyncio.set_event_loop(None)
        loop.close()


@pytest.mark.slow
def test_cost_grows_with_the_number_of_resources_alone() -> None:
    """1,000 resources stay under 400 MB, and five times the resources take about five times the time."""
    script = """
import pathlib, re, time, pulumi, pulumi_aws as aws
from simulator.embedded import preview

class Service(pulumi.ComponentResource):
    def __init__(self, name):
        super().__init__("test:index:Service", name)
        here = pulumi.ResourceOptions(parent=self)
        queues = [aws.sqs.Queue(f"{name}-{i}", tags={"service": name}, opts=here) for i in range(4)]
        for i, queue in enumerate(queues[:3]):
            dead = pulumi.Output.json_dumps({"deadLetterTargetArn": queues[3].arn, "maxReceiveCount": 3})
            aws.sqs.RedrivePolicy(f"{name}-{i}", queue_url=queue.url, redrive_policy=dead, opts=here)
        topics = [aws.sns.Topic(f"{name}-{i}", opts=here) for i in range(2)]
        self.register_outputs({"topics": [topic.arn for topic in topics]})

def run(services):
    began = time.process_time()
    found = preview(lambda: [Service(f"s{i}") for i in range(services)], project="p", stack="s", config={})
    assert found.audit == []
    return len(found.states), time.process_time() - began

run(1)
first = run(100)
# The peak since the program was started; what getrusage tells begins with that of the parent.
memory = int(re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1]) // 1024
second = run(500)
print(*first, *second, memory)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    few, short, many, long, memory = map(float, done.stdout.split())
    assert (few, many) == (1002, 5002)
    assert memory < 400
    assert long / short < 8, "five times as many; the rest is for a machine that does other things as well"
