"""SQS: what it refuses, and the shapes of its answers."""

from __future__ import annotations

from tests.simulator.services.cases import Case, accepted, refused
from tests.simulator.services.world import World, account


@accepted("sqs")
def test_accepts(case: Case) -> None:
    assert case.refusals() == []


@refused("sqs")
def test_refuses(case: Case) -> None:
    assert case.refusals() == case.says


def test_a_queue_with_its_url() -> None:
    queue = account().states["queue"]
    assert queue.id == "https://sqs.us-east-1.amazonaws.com/123456789012/orders-dead-letters"
    assert (queue.outputs["url"], queue.outputs["arn"]) == (
        queue.id,
        "arn:aws:sqs:us-east-1:123456789012:orders-dead-letters",
    )
    defaults = {
        "visibilityTimeoutSeconds": 30,
        "messageRetentionSeconds": 345600,
        "sqsManagedSseEnabled": True,
    }
    assert {key: queue.outputs[key] for key in defaults} == defaults


def test_an_own_key_turns_the_managed_one_off() -> None:
    queue = World().add("q", "aws:sqs/queue:Queue", {"name": "q", "kmsMasterKeyId": "alias/q"})
    assert queue.outputs["sqsManagedSseEnabled"] is False
