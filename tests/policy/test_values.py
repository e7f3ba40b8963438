"""Values in every encoding they come in, and the access that controls have to them."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf import json_format
from pulumi.runtime import proto

from policy.framework.graph import Graph
from policy.framework.outcome import Undetermined, Violation
from policy.framework.resource import Resource
from policy.framework.values import SENTINELS, SIGNATURE, UNKNOWN, at, plain, secret_paths, show

SECRET = "1b47061264138c4ac30d75fd1eb44270"
ASSET = {SIGNATURE: "c44067f5952c0a294b673a41bacd8c17", "path": "x"}


@pytest.mark.parametrize(
    ("encoded", "value"),
    [
        ({"a": [1.0, 1.5, None, True]}, {"a": [1, 1.5, None, True]}),
        ("[secret]", UNKNOWN),
        ({SIGNATURE: SECRET, "value": {"b": 2.0}}, {"b": 2}),
        ({SIGNATURE: SECRET, "plaintext": '{"b": "x"}'}, {"b": "x"}),
        ({SIGNATURE: SECRET, "ciphertext": "v1:abc"}, UNKNOWN),
        ({SIGNATURE: "d0e6a833031e9bbcd3f4e8bde6ca49a4", "value": "x", "dependencies": []}, "x"),
        ({SIGNATURE: "d0e6a833031e9bbcd3f4e8bde6ca49a4"}, UNKNOWN),
        ({SIGNATURE: "5cf8f73096256a8f31e491e813e4eb8e", "urn": "urn:x", "id": "vpc-1"}, "vpc-1"),
        ({SIGNATURE: "5cf8f73096256a8f31e491e813e4eb8e", "urn": "urn:x", "id": ""}, "urn:x"),
        (ASSET, ASSET),
        *[(sentinel, UNKNOWN) for sentinel in sorted(SENTINELS)],
    ],
)
def test_encodings(encoded: Any, value: Any) -> None:
    assert plain(encoded) == value


def test_all_sentinels_of_the_sdk_are_known() -> None:
    from pulumi_policy import proxy

    assert {value for name, value in vars(proxy).items() if name.startswith("UNKNOWN_")} == SENTINELS


def test_protobuf_and_json_decode_alike() -> None:
    value = {"n": 3.0, "list": [{"x": None}], "s": {SIGNATURE: SECRET, "value": "y"}, "__defaults": []}
    struct = json_format.ParseDict({"properties": value}, proto.AnalyzeRequest()).properties
    assert Resource("u::a", "t", struct).props == Resource("u::a", "t", value).props
    assert Resource("u::a", "t", struct).props == {"n": 3, "list": [{"x": None}], "s": "y"}


def test_secret_paths() -> None:
    value = {
        "a": {"b": [{SIGNATURE: SECRET, "value": 1}, "x"]},
        "c": "[secret]",
        "d": {SIGNATURE: "d0e6a833031e9bbcd3f4e8bde6ca49a4", "value": 1, "secret": True},
    }
    assert set(secret_paths(value)) == {("a", "b", "0"), ("c",), ("d",)}
    resource = Resource("u::a", "t", value)
    assert resource.is_secret("a", "b", "0", "deeper")
    assert not resource.is_secret("a", "b")


RESOURCE = Resource(
    "u::it",
    "t",
    {
        "on": True,
        "text": "true",
        "many": [{"x": 1}, {"x": [2, 3]}],
        "one": [{"y": False}],
        "u": "[secret]",
        "n": None,
    },
)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("on", True),
        ("one.y", False),
        ("many.x", None),
        ("u.deeper", UNKNOWN),
        ("n", None),
        ("gone.deeper", None),
    ],
)
def test_get(path: str, value: Any) -> None:
    assert RESOURCE.get(path) is value


def test_at_enters_lists() -> None:
    assert at(RESOURCE.props, "many.x") == [1, 2, 3]
    assert at(RESOURCE.props, "u.x") == [UNKNOWN]
    assert at(RESOURCE.props, "gone") == []


def test_expectations_are_three_valued_and_closed_on_absence() -> None:
    assert list(RESOURCE.expect_true("on")) == list(RESOURCE.expect_true("text")) == []
    assert list(RESOURCE.expect_true("one.y")) == [Violation("one.y is false, must be true")]
    assert list(RESOURCE.expect_true("gone")) == [Violation("gone is absent, must be true")]
    assert list(RESOURCE.expect_true("n")) == [Violation("n is absent, must be true")]
    assert list(RESOURCE.expect_true("u")) == [Undetermined("u")]
    assert list(RESOURCE.expect_false("gone")) == [Violation("gone is absent, must be false")]
    assert list(RESOURCE.expect_present("gone", "a key")) == [Violation("gone is absent, must be a key")]


def test_an_unknown_value_that_comes_from_a_resource_is_there() -> None:
    known = Resource("u::it", "t", {"key": "[secret]"}, property_dependencies={"key": ["u::key"]})
    assert list(known.expect_present("key", "a key")) == []
    assert list(known.expect_true("key")) == [Undetermined("key")]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "absent"),
        (UNKNOWN, "not known yet"),
        (True, "true"),
        (7, "7"),
        ("é", '"é"'),
        ("x" * 200, '"' + "x" * 116 + "..."),
    ],
)
def test_values_in_messages(value: Any, text: str) -> None:
    assert show(value) == text


def test_references_by_id_by_dependency_and_to_the_outside() -> None:
    one = Resource("u::one", "a:subnet", {}, id="subnet-1")
    nameless = Resource("u::two", "a:subnet", {})
    other = Resource("u::other", "a:vpc", {}, id="vpc-1")

    def user(values: Any, *behind: Resource) -> Resource:
        return Resource("u::user", "b", {"of": values}, property_dependencies={"of": [r.urn for r in behind]})

    def links(resource: Resource) -> tuple[list[str], tuple[str, ...], bool]:
        graph = Graph([one, nameless, other, resource])
        found = graph.links(resource, "of", "a:subnet")
        return sorted(item.name for item in found.resources), found.literals, found.unknown

    assert links(user(["subnet-1"])) == (["one"], (), False)
    assert links(user(["subnet-1", "subnet-9"])) == (["one"], ("subnet-9",), False)
    assert links(user(["subnet-1", "subnet-9"], one)) == (["one"], ("subnet-9",), False)
    assert links(user(["subnet-1", "subnet-2"], one, nameless)) == (["one", "two"], (), False)
    assert links(user("[secret]", nameless, other)) == (["two"], (), False)
    assert links(user("[secret]", other)) == ([], (), True)
    assert links(user(None)) == ([], (), False)


def test_a_reference_through_the_resource_that_has_to_be_waited_for() -> None:
    """A load balancer that takes its log bucket's name from the bucket's policy, so that it waits for it."""
    bucket = Resource("u::logs", "a:bucket", {})
    policy = Resource(
        "u::policy", "a:policy", {"bucket": "[secret]"}, property_dependencies={"bucket": ["u::logs"]}
    )
    user = Resource("u::lb", "b", {"logs": "[secret]"}, property_dependencies={"logs": ["u::policy"]})
    graph = Graph([bucket, policy, user])
    assert graph.links(user, "logs", "a:bucket").resources == (bucket,)
    assert graph.links(user, "logs", "a:queue") == ((), (), True)
