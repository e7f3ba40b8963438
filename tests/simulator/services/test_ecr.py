"""ECR: what it refuses, and the shapes of its answers."""

from __future__ import annotations

import base64

from simulator import registry
from tests.simulator.services.cases import Case, accepted, refused
from tests.simulator.services.world import World, account


@accepted("ecr")
def test_accepts(case: Case) -> None:
    assert case.refusals() == []


@refused("ecr")
def test_refuses(case: Case) -> None:
    assert case.refusals() == case.says


def test_a_repository_with_its_url() -> None:
    repository = World(region="eu-west-1").add("r", "aws:ecr/repository:Repository", {"name": "shop/api"})
    assert repository.id == "shop/api"
    assert repository.outputs["repositoryUrl"] == "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/api"
    assert repository.outputs["arn"] == "arn:aws:ecr:eu-west-1:123456789012:repository/shop/api"
    assert repository.outputs["registryId"] == "123456789012"


def test_credentials_of_the_registry() -> None:
    token = "aws:ecr/getAuthorizationToken:getAuthorizationToken"
    answer = registry.answer(token, {}, account().context(token))
    assert base64.b64decode(answer["authorizationToken"]).decode() == f"AWS:{answer['password']}"
    assert answer["proxyEndpoint"] == "https://123456789012.dkr.ecr.us-east-1.amazonaws.com"
    assert registry.answer("aws:ecr/getCredentials:getCredentials", {}, account().context(token)) == answer
