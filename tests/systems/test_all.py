"""What holds for every committed stack file."""

import json
from itertools import combinations

import pytest

from settings.system import DEFAULT_TAGS
from tests.harness import ROOT, STACKS, Graph, Resource, config_of, graph_of, preview_of, stack_file
from tests.systems.questions import plain_places, taggable

OUTPUTS = {
    "albDnsName",
    "alertTopicArn",
    "clusterName",
    "logGroupNames",
    "repositoryUrls",
    "serviceNames",
    "targetGroupArns",
    "url",
    "vpcId",
}
"""Outputs of every stack that serves something (PYS-DEL-04, SKY-DEL-07)."""

OUTPUTS_OF_A_SERVER = {"alertTopicArn", "logGroupNames", "publicAddresses", "serviceNames", "vpcId"}
"""Outputs of a stack of one server."""

NAMES = {
    "dev": ("groundwork", "groundwork-dev"),
    "prod": ("groundwork", "groundwork-production"),
    "pyshop/dev": ("pyshop", "pyshop-dev"),
    "pyshop/prod": ("pyshop", "pyshop-prod"),
    "pyshop/domain": ("pyshop", "pyshop-domain"),
    "skyhigh/prod": ("skyhigh", "sky-high-booker"),
    "foodbegood/phase1": ("foodbegood", "foodbegood-dev"),
    "foodbegood/phase2": ("foodbegood", "foodbegood-production"),
    "foodbegood/phase3": ("foodbegood", "foodbegood-production"),
}
"""System and prefix of physical names of each stack."""

GLOBAL = {
    "aws:s3/bucket:Bucket",
    "aws:iam/role:Role",
    "aws:budgets/budget:Budget",
    "aws:cloudfront/distribution:Distribution",
}
"""Types whose names an account has once, whatever the region."""

NAME_INPUTS = ("name", "bucket", "identifier", "dashboardName")


@pytest.fixture(params=STACKS)
def stack(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def graph(stack: str) -> Graph:
    return graph_of(stack)


def aws_resources(graph: Graph) -> list[Resource]:
    """Everything in AWS."""
    return [each for each in graph.resources if each.type.startswith("aws:")]


def test_every_committed_stack_file_is_tested() -> None:
    files = {*ROOT.glob("Pulumi.*.yaml"), *ROOT.glob("systems/*/Pulumi.*.yaml")}
    assert files == {stack_file(stack) for stack in STACKS}


def test_the_stack_builds_and_is_sound(stack: str) -> None:
    built = preview_of(stack)
    assert (built.audit, built.warnings) == ([], [])
    assert {state["urn"].split("::")[0] for state in built.states} == {
        f"urn:pulumi:{stack.replace('/', '-')}"
    }
    assert len(built.states) > 60


def test_the_same_settings_give_the_same_graph(stack: str) -> None:
    assert preview_of(stack).states == list(graph_of(stack).preview.states)


def test_every_resource_of_aws_uses_the_provider_of_the_stack(graph: Graph) -> None:
    provider = graph.one("pulumi:providers:aws")
    reference = f"{provider.urn}::{provider.id}"
    assert [each.urn for each in aws_resources(graph) if each.state["provider"] != reference] == []
    assert provider.name == "aws"


@pytest.mark.spec("PYS-DEL-04", "SKY-DEL-07")
def test_the_outputs_that_every_stack_has(stack: str, graph: Graph) -> None:
    config = config_of(stack)
    assert graph.outputs.keys() >= (OUTPUTS if graph.all("ecs/service") else OUTPUTS_OF_A_SERVER)
    workloads = config["groundwork:compute"]["services"]
    services = {key for key, each in workloads.items() if not each.get("retired")}
    assert set(graph.outputs["serviceNames"]) == set(graph.outputs["logGroupNames"]) == services
    repositories = config.get("groundwork:delivery", {}).get("repositories", {})
    assert set(graph.outputs.get("repositoryUrls", {})) == set(repositories)
    assert ("databaseEndpoints" in graph.outputs) == bool(graph.all("rds/instance"))
    assert ("dashboardName" in graph.outputs) == bool(graph.all("cloudwatch/dashboard"))


@pytest.mark.spec("PYS-DEL-04", "PYS-DAT-10")
def test_no_output_and_no_plain_property_holds_a_secret(stack: str, graph: Graph) -> None:
    made = [each.outputs["result"] for each in graph.all("random:index/randomPassword:RandomPassword")]
    config = config_of(stack)
    secrets = config.get("groundwork:security", {}).get("secrets", {}).values()
    supplied = config.get("groundwork:secretValues", {}).values()
    own = [
        store
        for store in config.get("groundwork:data", {}).values()
        if (store["kind"] == "postgres" and "password" not in store)
        or (store["kind"] == "redis" and store.get("auth", {}).get("kind", "token") == "token")
    ]
    generated = [secret for secret in secrets if secret.get("kind", "generated") == "generated"]
    assert len(made) == len(generated) + len(own)
    made += supplied
    assert [place for value in made for place in plain_places(graph, value)] == []
    assert not any(value in json.dumps(graph.outputs) for value in made)


def test_what_takes_tags_has_the_five_default_tags(stack: str, graph: Graph) -> None:
    system = config_of(stack)["groundwork:system"]
    expected = {
        "Project": system.get("tags", {}).get("Project", system["name"]),
        "Environment": system["environment"],
        "ManagedBy": "Pulumi",
        "CostCenter": system.get("costCenter", system["name"]),
        "Owner": system["owner"],
    }
    assert expected.keys() == DEFAULT_TAGS.keys()
    tagged = [each for each in aws_resources(graph) if taggable(each.type)]
    wrong = {
        each.urn: each.outputs.get("tagsAll")
        for each in tagged
        if {key: (each.outputs.get("tagsAll") or {}).get(key) for key in expected} != expected
    }
    assert wrong == {}
    assert {"aws:ec2/vpc:Vpc", "aws:iam/role:Role"} <= {each.type for each in tagged}


def test_a_tag_of_the_stack_joins_the_default_tags(stack: str) -> None:
    graph = graph_of(stack, {"groundwork:system.tags": {"Team": "payments"}})
    teams = {each.outputs["tagsAll"].get("Team") for each in aws_resources(graph) if taggable(each.type)}
    assert teams == {"payments"}


def test_no_stack_names_another_system(stack: str, graph: Graph) -> None:
    own = set(NAMES[stack])
    others = {name for names in NAMES.values() for name in names} - own
    foreign = {name for name in others if not any(name in mine for mine in own) and name != "groundwork"}
    states = json.dumps([each.state for each in graph.resources])
    assert sorted(name for name in foreign if name in states.replace("::groundwork::", "::")) == []
    assert any(name in states for name in own)


def test_two_stacks_can_stand_in_one_account() -> None:
    """Of a system and an environment there is one stack, whatever its phase."""

    def names(stack: str) -> set[tuple[str, str, str]]:
        graph = graph_of(stack)
        region = graph.one("pulumi:providers:aws").inputs["region"]
        return {
            ("" if each.type in GLOBAL else region, each.type, each.inputs[key])
            for each in aws_resources(graph)
            for key in NAME_INPUTS
            if isinstance(each.inputs.get(key), str)
        }

    pairs = [pair for pair in combinations(STACKS, 2) if NAMES[pair[0]] != NAMES[pair[1]]]
    assert len(pairs) == len(STACKS) * (len(STACKS) - 1) / 2 - 1
    shared = {pair: names(pair[0]) & names(pair[1]) for pair in pairs}
    assert {pair: found for pair, found in shared.items() if found} == {}
