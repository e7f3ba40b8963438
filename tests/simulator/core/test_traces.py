"""A run leaves nothing behind in the process, and its cost grows with the number of resources alone."""

from __future__ import annotations

import asyncio
import gc
import os
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
    """What a run could change in the process."""
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


def test_a_program_file_leaves_no_trace() -> None:
    before = traces()
    first = preview(SAMPLE / "__main__.py", project="sample", stack="dev", config=CONFIG)
    assert traces() == before
    second = preview(SAMPLE, project="sample", stack="dev", config=CONFIG)
    assert traces() == before
    assert first.states == second.states
    assert first.audit == []


def test_a_program_that_fails_leaves_no_trace(run: Run) -> None:
    def program() -> None:
        queue = aws.sqs.Queue("queue", opts=pulumi.ResourceOptions(parent=Box()))
        pulumi.export("never", pulumi.Output.from_input(asyncio.Future()).apply(lambda _: queue.arn))
        raise RuntimeError("stop")

    before = traces()
    with pytest.raises(ProgramFailed, match="RuntimeError: stop"):
        run(program)
    assert traces() == before


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
        run(lambda: Box())
        assert asyncio.get_event_loop_policy().get_event_loop() is loop
    finally:
        asyncio.set_event_loop(None)
        loop.close()
