"""What the SDK's own classes refuse."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest

from simulator.registry import UNKNOWN, Failure, Unsupported
from simulator.schema import resource_schema

QUEUE = "aws:sqs/queue:Queue"
INSTANCE = "aws:rds/instance:Instance"
BUCKET = "aws:s3/bucket:Bucket"
FUNCTION = "aws:lambda/function:Function"


def failures(token: str, inputs: dict[str, Any]) -> list[Failure]:
    found: list[Failure] = []
    schema = resource_schema(token)
    assert schema is not None
    schema.check(inputs, found)
    return found


def test_unknown_property_comes_with_the_nearest_one() -> None:
    assert failures(QUEUE, {"delaySecond": 1}) == [
        Failure("delaySecond", 'unsupported argument "delaySecond"; did you mean "delaySeconds"?')
    ]


def test_unknown_property_that_is_like_none_comes_with_all() -> None:
    (failure,) = failures("aws:sqs/queuePolicy:QueuePolicy", {"policy": "{}", "queueUrl": "u", "zzz": 1})
    assert failure == Failure("zzz", 'unsupported argument "zzz"; valid are policy, queueUrl, region')


def test_unknown_property_of_a_nested_object_has_its_whole_path() -> None:
    inputs = {"lifecycleRules": [{"enabled": True}, {"enabled": True, "expiration": {"dayz": 3}}]}
    assert failures(BUCKET, inputs) == [
        Failure("lifecycleRules[1].expiration.dayz", 'unsupported argument "dayz"; did you mean "days"?')
    ]


def test_missing_properties_at_the_top_and_in_a_nested_object() -> None:
    def missing(name: str) -> str:
        return f'Missing required argument: The argument "{name}" is required, but no definition was found.'

    assert failures(INSTANCE, {}) == [Failure("instanceClass", missing("instanceClass"))]
    assert failures(BUCKET, {"lifecycleRules": [{}]}) == [
        Failure("lifecycleRules[0].enabled", missing("enabled"))
    ]


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("name", ["a"], "expected string type, got array"),
        ("name", {"a": 1}, "expected string type, got object"),
        ("delaySeconds", "soon", 'expected number type, got string "soon"'),
        ("delaySeconds", True, "expected number type, got boolean true"),
        ("delaySeconds", 1.5, "expected a whole number, got 1.5"),
        ("fifoQueue", 1, "expected boolean type, got number 1"),
        ("tags", ["a"], "expected object type, got array"),
    ],
)
def test_wrong_types_name_what_was_given(name: str, value: object, reason: str) -> None:
    assert failures(QUEUE, {name: value}) == [Failure(name, reason)]


@pytest.mark.parametrize(
    ("name", "value"),
    [("name", 5), ("name", True), ("delaySeconds", "5"), ("delaySeconds", 5.0), ("fifoQueue", "true")],
)
def test_scalars_that_the_provider_converts_are_taken(name: str, value: object) -> None:
    assert failures(QUEUE, {name: value}) == []


@pytest.mark.parametrize("name", ["name", "delaySeconds", "fifoQueue", "tags"])
def test_unknown_values_are_taken_for_right(name: str) -> None:
    assert failures(QUEUE, {name: UNKNOWN}) == []


def test_wrong_type_in_a_list_has_the_index() -> None:
    assert failures(
        INSTANCE, {"instanceClass": "db.t4g.micro", "vpcSecurityGroupIds": ["sg-1", ["sg-2"]]}
    ) == [Failure("vpcSecurityGroupIds[1]", "expected string type, got array")]


def test_an_open_enumeration_takes_any_string_and_nothing_else() -> None:
    assert failures(INSTANCE, {"instanceClass": "db.of.tomorrow"}) == []
    assert failures(INSTANCE, {"instanceClass": ["db"]}) == [
        Failure("instanceClass", "expected string type, got array")
    ]


def test_a_closed_enumeration_takes_its_members_only() -> None:
    base = {"push": False, "context": {"location": "."}}
    assert failures("docker-build:index:Image", {**base, "platforms": ["linux/arm64"]}) == []
    (failure,) = failures("docker-build:index:Image", {**base, "platforms": ["linux/arm65"]})
    assert failure.property == "platforms[0]"
    assert failure.reason.endswith('got string "linux/arm65"; did you mean "linux/arm64"?')


def test_an_archive_is_asked_for_where_the_sdk_asks_for_one() -> None:
    base = {"role": "arn:aws:iam::123456789012:role/r"}
    assert failures(FUNCTION, {**base, "code": pulumi.AssetArchive({})}) == []
    assert failures(FUNCTION, {**base, "code": "handler.py"}) == [
        Failure("code", 'expected asset or archive type, got string "handler.py"')
    ]


def test_a_policy_document_given_as_an_object_becomes_its_json() -> None:
    schema = resource_schema("aws:sqs/queuePolicy:QueuePolicy")
    assert schema is not None
    given = {"queueUrl": "u", "policy": {"Version": "2012-10-17", "Statement": []}}
    found: list[Failure] = []
    assert schema.check(given, found) == {
        "queueUrl": "u",
        "policy": '{"Version":"2012-10-17","Statement":[]}',
    }
    assert found == []
    assert isinstance(given["policy"], dict), "what the program gave is left alone"


def test_a_type_that_the_sdk_does_not_have_has_no_schema() -> None:
    assert resource_schema("aws:sqs/queue:Kew") is None


def test_a_package_that_is_not_simulated_is_named() -> None:
    with pytest.raises(Unsupported, match="does not stand for the provider package 'gcp'"):
        resource_schema("gcp:storage/bucket:Bucket")
