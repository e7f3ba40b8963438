"""`groundwork diff` says what the real engine plans when a second stack file is run on the first's state."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.diffing.compare import Comparison
from deploy.engine import Rehearsal, Step
from deploy.graph import Graph
from simulator.embedded import preview
from tests.harness import PROGRAM, ROOT, config_of

STACK = "pyshop-dev"


def engine_says(steps: tuple[Step, ...]) -> dict[str, str]:
    """One operation for each resource of a provider; a replacement comes as several steps."""
    found: dict[str, str] = {}
    for step in steps:
        if step.type.startswith("pulumi:") or not step.type.startswith(("aws:", "random:")):
            continue
        op = "replace" if step.op in {"create-replacement", "replace", "delete-replaced"} else step.op
        if op not in {"same", "read"}:
            found[step.urn] = op
    return found


def states(config: dict[str, Any]) -> Graph:
    strings = {key: json.dumps(value) for key, value in config.items()}
    return Graph(preview(PROGRAM, project="groundwork", stack=STACK, config=strings).states)


def write(path: Path, config: dict[str, Any]) -> Path:
    """Put a config into a stack file, and keep what else is in it (the encryption's salt)."""
    document = yaml.safe_load(path.read_text()) if path.is_file() else {}
    path.write_text(yaml.safe_dump({**document, "config": config}), encoding="utf-8")
    return path


def unprotect(rehearsal: Rehearsal) -> None:
    """The engine refuses to plan the replacement of what is protected; the diff only tells of it."""
    state = rehearsal._automation.export_stack()
    for resource in (state.deployment or {})["resources"]:
        resource.pop("protect", None)
    rehearsal._automation.import_stack(state)


@pytest.mark.engine
@pytest.mark.slow
@pytest.mark.parametrize(
    ("before", "after", "least"),
    [
        (config_of("pyshop/dev"), config_of("pyshop/prod"), 60),
        (
            config_of("pyshop/dev"),
            config_of("pyshop/dev", {"groundwork:system.region": "us-west-2"}),
            60,
        ),
        (
            config_of("pyshop/dev"),
            config_of(
                "pyshop/dev",
                {"groundwork:data.db.instanceClass": "db.t4g.small", "groundwork:data.db.multiAz": True},
            ),
            1,
        ),
    ],
    ids=["dev to prod", "another region", "in place"],
)
def test_what_the_engine_plans(
    before: dict[str, Any], after: dict[str, Any], least: int, tmp_path: Path
) -> None:
    with Rehearsal(ROOT, STACK, write(tmp_path / "before.yaml", before)) as rehearsal:
        assert rehearsal.up().succeeded
        unprotect(rehearsal)
        made = Graph(rehearsal.export())
        write(Path(rehearsal._automation.workspace.work_dir) / f"Pulumi.{STACK}.yaml", after)
        planned = rehearsal.preview()
    assert planned.succeeded, [*planned.errors, planned.error]
    expected = engine_says(planned.steps)
    assert len(expected) >= least

    target = states(after)
    for graph, exact in ((states(before), True), (made, False)):
        diff = Comparison(graph, target, exact=exact).result("a", "b")
        assert {change.urn: change.op.value for change in diff.changes} == expected
