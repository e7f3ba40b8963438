"""KMS: what it refuses, and the shapes of its answers."""

from __future__ import annotations

import json

from simulator import registry
from tests.simulator.services.cases import Case, accepted, refused
from tests.simulator.services.world import World, account, shape


@accepted("kms")
def test_accepts(case: Case) -> None:
    assert case.refusals() == []


@refused("kms")
def test_refuses(case: Case) -> None:
    assert case.refusals() == case.says


def test_a_key_with_the_accounts_policy() -> None:
    key = account().states["key"]
    assert shape(key.id, "{uuid}")
    assert key.outputs["arn"] == f"arn:aws:kms:us-east-1:123456789012:key/{key.id}"
    [statement] = json.loads(key.outputs["policy"])["Statement"]
    assert statement["Principal"] == {"AWS": "arn:aws:iam::123456789012:root"}


def test_a_multi_region_key_says_so() -> None:
    assert shape(World().add("k", "aws:kms/key:Key", {"multiRegion": True}).id, "mrk-{hex32}")


def test_an_alias_without_a_name_gets_the_prefix() -> None:
    world = World()
    key = world.add("data", "aws:kms/key:Key", {})
    alias = world.add("data-alias", "aws:kms/alias:Alias", {"targetKeyId": "@data"})
    assert shape(alias.id, "alias/data-alias-{hex7}")
    assert alias.outputs["arn"] == f"arn:aws:kms:us-east-1:123456789012:{alias.id}"
    assert alias.outputs["targetKeyArn"] == key.outputs["arn"]


def test_keys_are_found_by_id_and_alias() -> None:
    token = "aws:kms/getKey:getKey"
    world = account()
    own = registry.answer(token, {"keyId": world.states["key"].id}, world.context(token))
    managed = registry.answer(token, {"keyId": "alias/aws/rds"}, world.context(token))
    assert (own["arn"], own["keyManager"]) == (world.states["key"].outputs["arn"], "CUSTOMER")
    assert managed["keyManager"] == "AWS"
    assert shape(managed["arn"], "arn:aws:kms:us-east-1:123456789012:key/{uuid}")
