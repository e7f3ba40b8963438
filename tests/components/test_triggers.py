"""Triggers of a function whose source another component makes: a queue, a topic, an event bus."""

from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from components.base import Component, Context
from components.compute.lambda_.function import Function
from components.sources import Source
from settings.compute import LambdaFunction
from simulator.embedded import preview
from tests.harness import Graph

TRIGGERS = {
    "jobs": {"kind": "queue", "queue": "jobs", "batchSize": 50, "batchWindowSeconds": 5},
    "few": {"kind": "queue", "queue": "few"},
    "news": {"kind": "topic", "topic": "news"},
    "orders": {"kind": "rule", "bus": "orders", "pattern": {"detail-type": ["placed"]}},
}


class Sources(Component):
    """Two queues, a topic and a bus, as a stack would have them."""

    def __init__(self) -> None:
        super().__init__("groundwork:test:Sources", "sources")
        queues = {
            name: aws.sqs.Queue(name, visibility_timeout_seconds=180, opts=self.child())
            for name in ("jobs", "few")
        }
        topic = aws.sns.Topic("news", opts=self.child())
        bus = aws.cloudwatch.EventBus("orders", name="orders", opts=self.child())
        made = {**queues, "news": topic, "orders": bus}
        self.by_name = {name: Source(each.arn, each.name) for name, each in made.items()}
        self.register_outputs({})


def program() -> None:
    settings = LambdaFunction.model_validate(
        {
            "kind": "lambda",
            "code": "systems/foodbegood/functions/image-processing",
            "handler": "handler.handle",
            "runtime": "python3.13",
            "triggers": TRIGGERS,
        }
    )
    Function(
        "worker",
        settings,
        context=Context("shop", "eu-west-1", pulumi.Output.from_input("123456789012"), 30),
        vpc_id="vpc-1",
        subnet_ids=[],
        sources=Sources().by_name,
    )


@pytest.fixture(scope="module")
def graph() -> Graph:
    found = preview(program, project="test", stack="dev", config={"aws:region": "eu-west-1"})
    return Graph(found)


def inputs(graph: Graph, token: str, name: str) -> dict[str, Any]:
    return dict(graph.one(token, name).inputs)


def test_a_queue_hands_over_batches_of_which_some_may_fail(graph: Graph) -> None:
    function = graph.one("lambda/function", "worker").arn
    assert inputs(graph, "lambda/eventSourceMapping", "worker-jobs") == {
        "eventSourceArn": graph.one("sqs/queue", "jobs").arn,
        "functionName": function,
        "batchSize": 50,
        "maximumBatchingWindowInSeconds": 5,
        "functionResponseTypes": ["ReportBatchItemFailures"],
    }
    few = inputs(graph, "lambda/eventSourceMapping", "worker-few")
    assert few["batchSize"] == 10
    assert "maximumBatchingWindowInSeconds" not in few


def test_it_may_take_messages_from_its_queues_alone(graph: Graph) -> None:
    statements = graph.statements(graph.one("iam/role", "worker"))
    (taking,) = [each for each in statements if "sqs:ReceiveMessage" in each["Action"]]
    assert taking["Action"] == ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
    assert taking["Resource"] == [graph.one("sqs/queue", name).arn for name in ("jobs", "few")]


def test_a_topic_calls_it(graph: Graph) -> None:
    topic, function = graph.one("sns/topic", "news"), graph.one("lambda/function", "worker")
    subscription = graph.one("sns/topicSubscription", "worker-news")
    allowed = graph.one("lambda/permission", "worker-news")
    assert subscription.inputs == {"endpoint": function.arn, "protocol": "lambda", "topic": topic.arn}
    assert (allowed.inputs["principal"], allowed.inputs["sourceArn"]) == ("sns.amazonaws.com", topic.arn)
    assert allowed.urn in subscription.state["dependencies"]


def test_a_bus_calls_it_by_a_rule_of_its_own(graph: Graph) -> None:
    rule, target = (graph.one(f"cloudwatch/{kind}", "worker-orders") for kind in ("eventRule", "eventTarget"))
    assert (rule.inputs["eventBusName"], target.inputs["eventBusName"]) == ("orders", "orders")
    assert rule.document("eventPattern") == {"detail-type": ["placed"]}
    assert target.inputs["deadLetterConfig"] == {"arn": graph.one("sqs/queue", "worker-dead-letters").arn}
