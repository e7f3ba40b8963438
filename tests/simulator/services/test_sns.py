"""SNS: what it refuses, and the shapes of its answers."""

from __future__ import annotations

import json

from tests.simulator.services.cases import Case, accepted, refused
from tests.simulator.services.world import World, account, shape


@accepted("sns")
def test_accepts(case: Case) -> None:
    assert case.refusals() == []


@refused("sns")
def test_refuses(case: Case) -> None:
    assert case.refusals() == case.says


def test_a_topic_with_its_own_policy() -> None:
    topic = account().states["topic"]
    assert topic.id == "arn:aws:sns:us-east-1:123456789012:alarms-of-example"
    [statement] = json.loads(topic.outputs["policy"])["Statement"]
    assert statement["Condition"] == {"StringEquals": {"AWS:SourceOwner": "123456789012"}}
    assert len(statement["Action"]) == 8


def test_a_subscription_by_mail_waits() -> None:
    world = account()
    token = "aws:sns/topicSubscription:TopicSubscription"
    states = World([])
    mail = states.add(
        "a", token, {"topic": world.states["topic"].id, "protocol": "email", "endpoint": "a@b.c"}
    )
    queue = states.add("b", token, {"topic": world.states["topic"].id, "protocol": "sqs", "endpoint": "arn"})
    assert shape(mail.id, "arn:aws:sns:us-east-1:123456789012:alarms-of-example:{uuid}")
    assert (mail.outputs["pendingConfirmation"], queue.outputs["pendingConfirmation"]) == (True, False)


def test_a_fifo_topic_that_the_provider_names() -> None:
    topic = World().add("orders", "aws:sns/topic:Topic", {"fifoTopic": True})
    assert shape(topic.outputs["name"], "orders-{hex7}.fifo")
