"""ECS: what it refuses, and the shapes of its answers."""

from __future__ import annotations

from tests.simulator.services.cases import Case, accepted, refused, remarked
from tests.simulator.services.world import World, account

TASK = "aws:ecs/taskDefinition:TaskDefinition"


@accepted("ecs")
def test_accepts(case: Case) -> None:
    assert case.refusals() == []


@refused("ecs")
def test_refuses(case: Case) -> None:
    assert case.refusals() == case.says


@remarked("ecs")
def test_remarks(case: Case) -> None:
    assert case.refusals() == []
    assert case.remarks() == case.says


def test_arns() -> None:
    states = account().states
    assert states["cluster"].id == "arn:aws:ecs:us-east-1:123456789012:cluster/main"
    assert states["service"].id == "arn:aws:ecs:us-east-1:123456789012:service/main/api"
    assert states["providers"].id == "main"


def test_another_definition_is_another_revision() -> None:
    first = account().states["task"]
    base = "arn:aws:ecs:us-east-1:123456789012:task-definition/api"
    assert (first.id, first.outputs["arnWithoutRevision"]) == ("api", base)
    assert first.outputs["arn"] == f"{base}:{first.outputs['revision']}"
    same = World().add("task", TASK, {**first.inputs, "tags": {"a": "b"}})
    other = World().add("task", TASK, {**first.inputs, "cpu": "512", "memory": "1024"})
    assert same.outputs["arn"] == first.outputs["arn"] != other.outputs["arn"]


def test_launch_type_of_a_service() -> None:
    world = World()
    token = "aws:ecs/service:Service"
    plain = world.add("a", token, {"name": "a", "cluster": "main"}).outputs
    strategy = [{"capacityProvider": "FARGATE", "weight": 1}]
    chosen = world.add(
        "b", token, {"name": "b", "cluster": "main", "capacityProviderStrategies": strategy}
    ).outputs
    assert (plain["launchType"], chosen["launchType"]) == ("EC2", "")
    assert account().states["service"].outputs["platformVersion"] == "LATEST"
