"""Every committed stack lives its whole life on the real engine, with the policy pack loaded by the engine.

What comes out is compared with the embedded run of the same stack: the same URNs, types and inputs, the
same wiring, and the same findings.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from deploy.engine import Rehearsal, Result
from policy.offline import analyze
from tests.harness import ROOT, STACKS, config_of, opened, preview_of, stack_file

STACK_TYPE = "pulumi:pulumi:Stack"


def wiring(states: list[dict[str, Any]]) -> dict[str, Any]:
    """What a program decides about each resource, by URN."""
    return {
        state["urn"]: {
            "type": state["type"],
            "parent": state.get("parent"),
            "provider": (state.get("provider") or "").rpartition("::")[0],
            "inputs": opened(state.get("inputs") or {}),
            "id": state.get("id") if not state["type"].startswith("pulumi:") else None,
            "dependencies": sorted(state.get("dependencies") or []),
            "protect": bool(state.get("protect")),
            "retainOnDelete": bool(state.get("retainOnDelete")),
        }
        for state in states
    }


def found_by_engine(result: Result) -> set[tuple[str, str, str]]:
    return {(violation.policy, violation.level, violation.urn) for violation in result.violations}


def found_offline(stack: str, states: list[dict[str, Any]]) -> set[tuple[str, str, str]]:
    config = {key: json.dumps(value) for key, value in config_of(stack).items()}
    report = analyze(states, project="groundwork", stack=stack.replace("/", "-"), config=config)
    return {(finding.control, finding.level, finding.urn) for finding in report.findings}


@pytest.mark.engine
@pytest.mark.slow
@pytest.mark.parametrize("stack", STACKS)
def test_a_stack_lives_the_same_on_the_engine(stack: str) -> None:
    embedded = preview_of(stack)
    with Rehearsal(
        ROOT, stack.replace("/", "-"), stack_file(stack), policy_pack=ROOT / "policy"
    ) as rehearsal:
        up = rehearsal.up()
        assert up.succeeded, [*up.errors, up.error]
        made = rehearsal.export()

        here, there = wiring(embedded.states), wiring(made)
        assert here.keys() == there.keys()
        for urn, facts in here.items():
            assert facts == there[urn], urn
        assert opened(embedded.outputs) == opened(
            next(state for state in made if state["type"] == STACK_TYPE)["outputs"]
        )
        assert found_by_engine(up) == found_offline(stack, embedded.states)
        assert not [violation for violation in up.violations if violation.level == "mandatory"]

        again = rehearsal.preview(expect_no_changes=True)
        assert again.succeeded, [*again.errors, again.error]
        assert Counter(step.op for step in again.steps) == {"same": len(made)}
        assert rehearsal.refresh().changed == ()

        assert rehearsal.destroy().succeeded
        assert [state["type"] for state in rehearsal.export()] in ([], [STACK_TYPE])
