"""Secrets Manager: what it refuses, and the shapes of its answers."""

from __future__ import annotations

from simulator import registry
from tests.simulator.services.cases import Case, accepted, refused, remarked
from tests.simulator.services.world import World, shape

SECRET = "aws:secretsmanager/secret:Secret"


@accepted("secretsmanager")
def test_accepts(case: Case) -> None:
    assert case.refusals() == []


@refused("secretsmanager")
def test_refuses(case: Case) -> None:
    assert case.refusals() == case.says


@remarked("secretsmanager")
def test_remarks(case: Case) -> None:
    assert case.refusals() == []
    assert case.remarks() == case.says


def test_an_arn_ends_in_six_characters() -> None:
    world = World()
    secret = world.add("s", SECRET, {"name": "shop/db"})
    assert shape(secret.id, "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop/db-{mix6}")
    version = world.add(
        "v", "aws:secretsmanager/secretVersion:SecretVersion", {"secretId": "@s", "secretString": "x"}
    )
    assert version.id == f"{secret.id}|{version.outputs['versionId']}"
    assert version.outputs["versionStages"] == ["AWSCURRENT"]
    assert version.outputs["arn"] == secret.id


def test_another_value_is_another_version() -> None:
    ids = {
        World()
        .add("v", "aws:secretsmanager/secretVersion:SecretVersion", {"secretId": "s", "secretString": text})
        .id
        for text in ("one", "two", "one")
    }
    assert len(ids) == 2


def test_the_value_is_marked_secret() -> None:
    assert "secretString" in registry.SECRET_OUTPUTS["aws:secretsmanager/secretVersion:SecretVersion"]


def test_a_secret_is_found_by_name() -> None:
    token = "aws:secretsmanager/getSecret:getSecret"
    world = World()
    held = world.add("s", SECRET, {"name": "shop/db"})
    assert registry.answer(token, {"name": "shop/db"}, world.context(token))["arn"] == held.id
    other = registry.answer(token, {"name": "elsewhere"}, world.context(token))
    assert shape(other["arn"], "arn:aws:secretsmanager:us-east-1:123456789012:secret:elsewhere-{mix6}")
    again = registry.answer(token, {"arn": other["arn"]}, world.context(token))
    assert (again["arn"], again["name"]) == (other["arn"], "elsewhere")
