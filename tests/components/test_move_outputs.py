"""The outputs that say where a stack is on its way through the phases, and what a move lets pass."""

import pytest

from tests.harness import graph_of, preview_of

STACK_TYPE = "pulumi:pulumi:Stack"
MOVE = {"to": "foodbegood/phase2", "step": "cluster", "reached": "database"}
STACK = "foodbegood/phase1"


@pytest.mark.spec("FBG-OPS-10")
def test_phase_and_move_are_outputs() -> None:
    assert graph_of(STACK).outputs["phase"] == 1
    assert "move" not in graph_of(STACK).outputs
    assert graph_of(STACK, {"groundwork:system.move": MOVE}).outputs["move"] == MOVE
    assert "phase" not in graph_of("prod").outputs


def test_a_move_changes_no_resource() -> None:
    moving = graph_of(STACK, {"groundwork:system.move": MOVE})
    before, after = (
        [{**each.state, "ignoreChanges": None} for each in graph.resources if each.type != STACK_TYPE]
        for graph in (graph_of(STACK), moving)
    )
    assert after == before


@pytest.mark.spec("FBG-OPS-11")
def test_a_server_that_is_moved_away_from_is_not_stopped_for_another_user_data() -> None:
    moving = graph_of(STACK, {"groundwork:system.move": MOVE})
    assert moving.one("ec2/instance").state["ignoreChanges"] == ["ami", "userData"]
    assert graph_of(STACK).one("ec2/instance").state["ignoreChanges"] == ["ami"]


def test_an_override_may_meet_nothing_on_the_way() -> None:
    early = {"groundwork:overrides.api": {"tags": {"Name": "x"}}}
    with pytest.raises(Exception, match=r"groundwork:overrides\.api: no resource has this name"):
        preview_of(STACK, early)
    assert graph_of(STACK, {**early, "groundwork:system.move": MOVE}).outputs["phase"] == 1
    wrong = {"groundwork:overrides.budget": {"nme": "x"}, "groundwork:system.move": MOVE}
    with pytest.raises(
        Exception, match=r"groundwork:overrides\.budget\.nme: aws:budgets/budget:Budget has no"
    ):
        preview_of(STACK, wrong)
