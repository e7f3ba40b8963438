"""The provider's own logic: settings, names, differences, what types without a rule get."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from simulator import provider, registry
from simulator.provider import Difference, Inventory, ProviderSettings
from simulator.registry import UNKNOWN, Autoname, Context, Failure, State, Warn

QUEUE = "aws:sqs/queue:Queue"
MESH = "aws:appmesh/mesh:Mesh"  # a type without any rule of ours


def at(token: str, name: str = "x", **named: Any) -> Context:
    return Context(f"urn:pulumi:dev::project::{token}::{name}", token, name, **named)


@pytest.fixture
def tables() -> Iterator[None]:
    """The rule tables as they were, after a test that adds to them."""
    registry.load_for(QUEUE)
    tables: list[dict[str, Any]] = [registry.CHECKS, registry.OUTPUTS, registry.AUTONAMES, registry.REPLACE]
    before = [{k: list(v) if isinstance(v, list) else v for k, v in table.items()} for table in tables]
    yield
    for table, old in zip(tables, before, strict=True):
        table.clear()
        table.update(old)


def test_settings_of_a_provider_are_read_from_the_json_that_the_sdk_sends() -> None:
    inputs = {
        "region": "eu-west-1",
        "allowedAccountIds": '["111122223333"]',
        "defaultTags": '{"tags": {"Owner": "me"}}',
    }
    assert provider.configure("aws", inputs) == ProviderSettings(
        "aws", "eu-west-1", "111122223333", {"Owner": "me"}
    )
    assert provider.configure("aws", {}) == ProviderSettings("aws", "us-east-1", "123456789012", {})


@pytest.mark.parametrize(
    ("region", "partition"),
    [("eu-west-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")],
)
def test_partition_follows_from_the_region(region: str, partition: str) -> None:
    assert ProviderSettings("aws", region).partition == partition


def test_inputs_of_a_provider_are_checked() -> None:
    checked = provider.check_config("pulumi:providers:aws", {"regoin": "eu-west-1"})
    assert checked.failures == [Failure("regoin", 'unsupported argument "regoin"; did you mean "region"?')]
    assert (
        provider.check_config("pulumi:providers:aws", {"region": "eu-west-1", "version": "7"}).failures == []
    )


def test_a_type_without_a_rule_gets_an_id_and_an_arn_in_the_usual_shape() -> None:
    ctx = at(MESH, "mesh", region="eu-west-1")
    identity, outputs = provider.create(MESH, {"name": "m"}, ctx, ProviderSettings("aws", "eu-west-1"))
    assert identity == "m"
    assert outputs["arn"] == "arn:aws:appmesh:eu-west-1:123456789012:mesh/m"
    assert outputs["region"] == "eu-west-1"
    assert provider.create(MESH, {"name": "m"}, ctx, ProviderSettings("aws"))[0] == identity


def test_tags_all_has_the_default_tags_below_the_resources_own() -> None:
    settings = ProviderSettings("aws", default_tags={"Owner": "a", "Project": "p"})
    _, outputs = provider.create(QUEUE, {"name": "q", "tags": {"Owner": "b"}}, at(QUEUE), settings)
    assert outputs["tagsAll"] == {"Owner": "b", "Project": "p"}
    assert outputs["tags"] == {"Owner": "b"}
    assert provider.create(QUEUE, {"name": "q"}, at(QUEUE), settings)[1]["tagsAll"] == settings.default_tags


@pytest.mark.usefixtures("tables")
@pytest.mark.parametrize(
    ("rule", "inputs", "expected"),
    [
        (Autoname(), {}, "Jobs-{}"),
        (Autoname(lower=True), {}, "jobs-{}"),
        (Autoname(max_length=10), {}, "Jo-{}"),
        (Autoname(suffix=".fifo", separator="_"), {}, "Jobs_{}.fifo"),
        (Autoname(), {"name": "mine"}, "mine"),
        (Autoname(), {"namePrefix": "mine-"}, None),
    ],
)
def test_automatic_names(rule: Autoname, inputs: dict[str, Any], expected: str | None) -> None:
    registry.AUTONAMES[QUEUE] = rule
    registry.CHECKS.pop(QUEUE, None)
    checked = provider.check(QUEUE, inputs, at(QUEUE, "Jobs"))
    digits = registry.digest(at(QUEUE, "Jobs").urn)
    assert checked.inputs.get("name") == (expected and expected.format(digits))


@pytest.mark.usefixtures("tables")
def test_rules_of_a_service_refuse_and_remark_and_run_only_on_right_types() -> None:
    @registry.check(QUEUE)
    def rule(inputs: dict[str, Any], _ctx: Context) -> Iterator[Failure]:
        if len(inputs["name"]) > 3:
            yield Failure("name", "too long")
        yield Warn("name", "short names are hard to find")

    checked = provider.check(QUEUE, {"name": "long"}, at(QUEUE))
    assert checked.failures == [Failure("name", "too long")]
    assert checked.warnings == [Warn("name", "short names are hard to find")]
    checked = provider.check(QUEUE, {"name": "long", "delaySeconds": "x"}, at(QUEUE))
    assert [f.property for f in checked.failures] == ["delaySeconds"]


@pytest.mark.usefixtures("tables")
def test_a_bug_in_an_output_rule_names_the_rule_unless_the_inputs_were_refused() -> None:
    @registry.outputs(QUEUE)
    def rule(_inputs: dict[str, Any], _ctx: Context) -> tuple[str, dict[str, Any]]:
        raise KeyError("nothing")

    with pytest.raises(RuntimeError, match=r"output rule of aws:sqs/queue:Queue in simulator/services/sqs"):
        provider.create(QUEUE, {"name": "q"}, at(QUEUE), ProviderSettings("aws"))
    assert provider.create(QUEUE, {"name": "q"}, at(QUEUE), ProviderSettings("aws"), lenient=True)[0] == "q"


def test_an_unknown_type_is_refused() -> None:
    checked = provider.check("aws:sqs/queue:Kew", {}, at("aws:sqs/queue:Kew"))
    assert checked.failures == [
        Failure("", "unknown resource type aws:sqs/queue:Kew: the installed SDK has no class for it")
    ]


@pytest.mark.usefixtures("tables")
def test_differences_are_by_property_and_know_what_replaces() -> None:
    registry.REPLACE[QUEUE] = frozenset({"name", "fifoQueue"})
    olds = {"name": "a", "delaySeconds": 1, "tags": {"a": "b"}, "__defaults": ["name"]}
    news = {"name": "b", "delaySeconds": 1, "fifoQueue": True}
    assert provider.difference(QUEUE, olds, news) == Difference(
        ("fifoQueue", "name", "tags"), ("fifoQueue", "name")
    )
    assert provider.difference(QUEUE, olds, olds) == Difference((), ())
    assert provider.difference(QUEUE, olds, news, ["tags.a", "name"]) == Difference(
        ("fifoQueue",), ("fifoQueue",)
    )


def test_other_default_tags_update_and_another_region_replaces() -> None:
    outputs = {"tagsAll": {"Owner": "a"}, "region": "eu-west-1"}
    settings = ProviderSettings("aws", "eu-west-1", default_tags={"Owner": "a"})
    same = Difference((), ())

    def found(ctx: Context, now: ProviderSettings) -> Difference:
        return provider.computed_difference(same, QUEUE, outputs, {}, ctx, now)

    here = at(QUEUE, region="eu-west-1")
    assert found(here, settings) == same
    other = ProviderSettings("aws", "eu-west-1", default_tags={"Owner": "b"})
    assert found(here, other) == Difference(("tagsAll",), ())
    assert found(at(QUEUE, region="us-east-1"), settings) == Difference(("region",), ("region",))


def test_resources_are_found_by_id_arn_and_name_until_they_are_gone() -> None:
    inventory = Inventory()
    state = State(QUEUE, "urn:1", "id-1", {}, {"arn": "arn:1", "name": "n"})
    inventory.add(state)
    assert [inventory.find(key) for key in ("id-1", "arn:1", "n")] == [state, state, state]
    assert (inventory.find("other"), inventory.find(UNKNOWN)) == (None, None)
    inventory.remove("urn:1")
    assert inventory.find("id-1") is None


@pytest.mark.parametrize(
    ("token", "service"),
    [
        ("aws:ec2/vpc:Vpc", "ec2"),
        ("aws:index/getRegion:getRegion", "index"),
        ("kubernetes:apps/v1:Deployment", "kubernetes"),
        ("random:index/randomId:RandomId", "random"),
        ("awsx:ecr:Image", "awsx"),
    ],
)
def test_service_of_a_token(token: str, service: str) -> None:
    assert registry.service_of(token) == service
