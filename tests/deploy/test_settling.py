"""What became of creates that nobody heard of; a state held against the world, and against another state."""

from typing import Any

import pytest

from deploy.aging import left_out
from deploy.engine_result import Failed, Message, Result, read_events
from deploy.reckoning import differences, reckon
from deploy.settling import Adopted, Settled, import_file, settled, unheard
from simulator.faults import Op, refusal
from simulator.faults import unheard as lost
from simulator.registry import State
from simulator.world import World

QUEUE = "aws:sqs/queue:Queue"
STACK = "urn:pulumi:dev::demo::pulumi:pulumi:Stack::demo-dev"
OUTER = "urn:pulumi:dev::demo::groundwork:jobs:Jobs::jobs"
PROVIDER = "urn:pulumi:dev::demo::pulumi:providers:aws::aws"
JOBS = f"urn:pulumi:dev::demo::groundwork:jobs:Jobs${QUEUE}::jobs"
MAILS = f"urn:pulumi:dev::demo::{QUEUE}::mails"


def resource(urn: str, parent: str = STACK, **more: Any) -> dict[str, Any]:
    return {
        "urn": urn, "type": QUEUE, "custom": True, "parent": parent, "provider": f"{PROVIDER}::1", **more
    }  # fmt: skip


def pending(*resources: dict[str, Any], type: str = "creating") -> list[dict[str, Any]]:
    return [{"type": type, "resource": each} for each in resources]


def failed(urn: str, text: str, op: str = "create") -> Result:
    return Result(
        "up",
        succeeded=False,
        failed=(Failed(op, urn, QUEUE, resource(urn)),),
        messages=(Message("error", urn, f"error: {text}"),),
    )


@pytest.fixture
def world() -> World:
    world = World()
    world.make(State(QUEUE, JOBS, "jobs-1", {}, {"region": "eu-west-1"}))
    return world


def test_only_a_create_without_an_answer_is_unheard() -> None:
    cut = failed(JOBS, lost(QUEUE, Op.CREATE))
    assert unheard(cut) == [*cut.failed]
    assert unheard(failed(JOBS, refusal(QUEUE, Op.CREATE))) == []
    assert unheard(failed(JOBS, lost(QUEUE, Op.UPDATE), "update")) == []
    assert unheard(None) == []


def test_what_was_made_is_taken_over_and_the_rest_forgotten(world: World) -> None:
    deployment = {"pending_operations": pending(resource(JOBS, OUTER), resource(MAILS))}
    assert settled(deployment, None, world) == Settled(
        (Adopted(JOBS, QUEUE, "jobs-1", OUTER, PROVIDER),), (MAILS,)
    )


def test_what_failed_unheard_is_settled_like_what_is_pending(world: World) -> None:
    found = settled({}, failed(JOBS, lost(QUEUE, Op.CREATE)), world)
    assert found == Settled((Adopted(JOBS, QUEUE, "jobs-1", STACK, PROVIDER),))
    assert settled({}, failed(JOBS, refusal(QUEUE, Op.CREATE)), world) == Settled()


def test_updates_and_deletes_are_done_again_by_the_next_run(world: World) -> None:
    deployment = {"pending_operations": pending(resource(JOBS), type="updating")}
    assert settled(deployment, None, world) == Settled()


def test_what_was_made_beside_an_old_one_is_a_stray(world: World) -> None:
    second = State(QUEUE, JOBS, "jobs-2", {}, {})
    world.make(second)
    deployment = {
        "resources": [resource(JOBS, id="jobs-1")],
        "pending_operations": pending(resource(JOBS)),
    }
    assert settled(deployment, None, world) == Settled(strays=(second,))


def test_a_stray_may_have_the_id_of_the_old_one(world: World) -> None:
    world.expect(JOBS, replacement=True)
    second = State(QUEUE, JOBS, "jobs-1", {}, {"region": "eu-west-1"})
    world.make(second)
    deployment = {
        "resources": [resource(JOBS, id="jobs-1")],
        "pending_operations": pending(resource(JOBS)),
    }
    assert settled(deployment, None, world) == Settled(strays=(second,))
    world.delete(second)
    assert world.of(JOBS) == [second]


def test_the_import_file_names_parents_and_providers() -> None:
    adopted = [
        Adopted(JOBS, QUEUE, "jobs-1", OUTER, PROVIDER),
        Adopted(MAILS, QUEUE, "mails-1", STACK, PROVIDER),
    ]
    assert import_file(adopted) == (
        [
            {"type": QUEUE, "name": "jobs", "id": "jobs-1", "parent": "parent0", "provider": "provider1"},
            {"type": QUEUE, "name": "mails", "id": "mails-1", "provider": "provider1"},
        ],
        {"parent0": OUTER, "provider1": PROVIDER},
    )


def test_state_and_world_agree_or_it_is_said_where_not(world: World) -> None:
    held = [resource(JOBS, id="jobs-1"), {**resource(MAILS, id="x"), "external": True}]
    assert reckon(world, held).lines == []
    world.make(State(QUEUE, JOBS, "jobs-2", {}, {}))
    assert reckon(world, [resource(JOBS, id="jobs-1"), resource(MAILS, id="mails-1")]).lines == [
        f"orphaned in AWS: {JOBS} (jobs-2)",
        f"in the state only: {MAILS} (mails-1)",
        f"made twice: {JOBS} (jobs-2)",
    ]


def test_states_are_compared_without_what_the_engine_draws() -> None:
    provider = {"urn": PROVIDER, "type": "pulumi:providers:aws", "id": "1"}
    one = [provider, resource(JOBS, id="jobs-1", inputs={"a": 1})]
    other = [{**provider, "id": "2"}, {**one[1], "provider": f"{PROVIDER}::2"}]
    assert differences(one, other) == []
    changed = [provider, {**one[1], "id": "jobs-2", "inputs": {}}, resource(MAILS)]
    assert differences(one, changed) == [
        f"{MAILS} is there beside what should be",
        f"{JOBS} has other id, inputs",
    ]
    assert differences(changed, one)[0] == f"{MAILS} is not there"


def test_a_property_to_leave_out_is_one_that_replaces_nothing() -> None:
    assert left_out(QUEUE, {"delaySeconds": 1, "fifoQueue": True}) == "delaySeconds"
    assert left_out(QUEUE, {"fifoQueue": True}) is None
    assert left_out(QUEUE, {}) is None


def test_a_failed_operation_is_read_from_the_events() -> None:
    event = {
        "resOpFailedEvent": {"metadata": {"op": "create", "urn": JOBS, "type": QUEUE, "new": {"urn": JOBS}}}
    }
    assert read_events("up", [event], "bad").failed == (Failed("create", JOBS, QUEUE, {"urn": JOBS}),)
