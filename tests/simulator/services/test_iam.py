"""IAM: what it refuses, and the shapes of its answers."""

from __future__ import annotations

import json

from simulator import registry
from tests.simulator.services.cases import Case, accepted, refused
from tests.simulator.services.world import World, account, shape


@accepted("iam")
def test_accepts(case: Case) -> None:
    assert case.refusals() == []


@refused("iam")
def test_refuses(case: Case) -> None:
    assert case.refusals() == case.says


def test_a_role_with_its_unique_id() -> None:
    role = account().states["task_role"]
    assert (role.id, role.outputs["arn"]) == (
        "example-task-role",
        "arn:aws:iam::123456789012:role/example-task-role",
    )
    assert shape(role.outputs["uniqueId"], "AROA{up17}")


def test_ids_of_policies() -> None:
    world = World()
    inline = world.add("a", "aws:iam/rolePolicy:RolePolicy", {"name": "read", "role": "r", "policy": "{}"})
    attached = world.add(
        "b", "aws:iam/rolePolicyAttachment:RolePolicyAttachment", {"role": "r", "policyArn": "arn:p"}
    )
    managed = world.add("c", "aws:iam/policy:Policy", {"name": "read", "path": "/app/", "policy": "{}"})
    profile = world.add("d", "aws:iam/instanceProfile:InstanceProfile", {"name": "host"})
    assert (inline.id, attached.id) == ("r:read", "r/arn:p")
    assert managed.id == "arn:aws:iam::123456789012:policy/app/read"
    assert shape(managed.outputs["policyId"], "ANPA{up17}")
    assert profile.outputs["arn"] == "arn:aws:iam::123456789012:instance-profile/host"


def test_a_policy_document_is_written_as_the_provider_writes_it() -> None:
    token = "aws:iam/getPolicyDocument:getPolicyDocument"
    statement = {
        "sid": "Read",
        "actions": ["s3:GetObject"],
        "resources": ["arn:aws:s3:::b/*", "arn:aws:s3:::a/*"],
        "principals": [{"type": "Service", "identifiers": ["ecs-tasks.amazonaws.com"]}],
        "conditions": [{"test": "StringEquals", "variable": "aws:SourceAccount", "values": ["123456789012"]}],
    }
    answer = registry.answer(token, {"statements": [statement]}, account().context(token))
    assert json.loads(answer["json"]) == json.loads(answer["minifiedJson"])
    assert json.loads(answer["json"]) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Read",
                "Effect": "Allow",
                "Action": "s3:GetObject",
                "Resource": ["arn:aws:s3:::b/*", "arn:aws:s3:::a/*"],
                "Principal": {"Service": "ecs-tasks.amazonaws.com"},
                "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}},
            }
        ],
    }
