"""What all components stand on: provider, names, budget, outputs."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.base import safe_name
from tests.harness import STACKS, Graph, graph_of

SYSTEM = "groundwork:system"
TAGS = {
    "Project": "groundwork",
    "Environment": "production",
    "ManagedBy": "Pulumi",
    "CostCenter": "groundwork",
    "Owner": "platform",
}


@pytest.fixture(scope="module")
def tagged() -> Graph:
    changes = {
        f"{SYSTEM}.costCenter": "4711",
        f"{SYSTEM}.owner": "payments",
        f"{SYSTEM}.tags": {"Team": "blue"},
        f"{SYSTEM}.accountId": "210987654321",
    }
    return graph_of("prod", changes)


def test_the_provider_tags_everything_and_takes_any_account_unless_told() -> None:
    graph = graph_of("prod")
    provider = graph.one("pulumi:providers:aws")
    assert provider.name == "aws"
    assert provider.inputs["region"] == "eu-west-1"
    assert json.loads(provider.inputs["defaultTags"]) == {"tags": TAGS}
    assert "allowedAccountIds" not in provider.inputs
    assert graph.one("ec2/vpc").outputs["tagsAll"] == {**TAGS, "Name": "groundwork-production-vpc"}


def test_the_stacks_own_tags_and_account(tagged: Graph) -> None:
    provider = tagged.one("pulumi:providers:aws").inputs
    own = {"CostCenter": "4711", "Owner": "payments", "Team": "blue"}
    assert json.loads(provider["defaultTags"]) == {"tags": {**TAGS, **own}}
    assert json.loads(provider["allowedAccountIds"]) == ["210987654321"]
    assert tagged.one("s3/bucket", "uploads").outputs["tagsAll"] == {**TAGS, **own}
    assert tagged.one("s3/bucket", "uploads").inputs["bucket"] == "groundwork-production-uploads-210987654321"


@pytest.mark.parametrize("stack", STACKS)
def test_every_aws_resource_is_the_stacks_providers(stack: str) -> None:
    graph = graph_of(stack)
    provider = graph.one("pulumi:providers:aws")
    reference = f"{provider.urn}::{provider.id}"
    resources = [each for each in graph.resources if each.type.startswith("aws:")]
    assert {each.state["provider"] for each in resources} == {reference}
    assert len(resources) > 60


@pytest.mark.parametrize("stack", STACKS)
def test_no_logical_name_says_where_it_is_deployed(stack: str) -> None:
    """So that a stack of another phase has the same names."""
    graph = graph_of(stack)
    words = {"dev", "prod", "production", "staging", "eu", "us"}
    named = [each for each in graph.resources if each.type.startswith(("aws:", "groundwork:"))]
    assert [each.urn for each in named if words & set(each.name.split("-"))] == []


@pytest.mark.parametrize(
    ("name", "limit", "expected"),
    [
        ("short", 32, "short"),
        ("a" * 32, 32, "a" * 32),
        ("a" * 33, 32, "a" * 25 + "-852785"),
        ("abcdefghi-klmnop", 15, "abcdefgh-297298"),
        ("abcdefg--jklmnopq", 15, "abcdefg-fa0bd5"),
    ],
)
def test_names_are_cut_with_a_hash(name: str, limit: int, expected: str) -> None:
    assert safe_name(name, limit) == expected


@given(st.text("ab-", min_size=1, max_size=90).map(lambda text: f"a{text}z"), st.sampled_from([32, 63, 64]))
def test_cut_names_are_short_enough_and_end_well(name: str, limit: int) -> None:
    found = safe_name(name, limit)
    assert len(found) <= limit
    assert (found == name) == (len(name) <= limit)
    assert not found.endswith("-")
    if found != name:
        assert "--" not in found[-8:]


@given(st.lists(st.text("ab", min_size=65, max_size=90), min_size=2, max_size=8, unique=True))
def test_names_that_differ_at_the_end_differ_when_cut(names: list[str]) -> None:
    assert len({safe_name(f"{'c' * 60}{name}", 64) for name in names}) == len(names)


def test_a_budget_counts_the_systems_cost_and_mails_at_each_share() -> None:
    budget = {
        "monthlyUsd": 120.5,
        "alertPercent": [50, 90],
        "emails": ["cost@example.com", "ops@example.com"],
    }
    graph = graph_of("prod", {"groundwork:cost.budget": budget})
    assert graph.one("budgets/budget").inputs == {
        "budgetType": "COST",
        "filterExpression": {
            "ands": [
                {"tags": {"key": key, "matchOptions": ["EQUALS"], "values": [value]}}
                for key, value in (("Project", "groundwork"), ("Environment", "production"))
            ]
        },
        "limitAmount": "120.50",
        "limitUnit": "USD",
        "name": "groundwork-production-monthly",
        "notifications": [
            {
                "comparisonOperator": "GREATER_THAN",
                "notificationType": "ACTUAL",
                "subscriberEmailAddresses": ["cost@example.com", "ops@example.com"],
                "threshold": percent,
                "thresholdType": "PERCENTAGE",
            }
            for percent in (50, 90)
        ],
        "timeUnit": "MONTHLY",
    }
    assert graph_of("prod").none("budgets/budget")


@pytest.mark.spec("FBG-CST-01", "FBG-CST-02", "FBG-CST-03")
def test_a_budget_has_the_name_the_start_and_the_forecast_that_are_given() -> None:
    given_ones = {
        "name": "{prefix}-monthly-budget",
        "monthlyUsd": 400,
        "forecastPercent": [120],
        "start": "2025-02-01",
        "emails": ["ops@example.com"],
    }
    budget = graph_of("prod", {"groundwork:cost.budget": given_ones}).one("budgets/budget").inputs
    assert budget["name"] == "groundwork-production-monthly-budget"
    assert (budget["timePeriodStart"], budget["limitAmount"]) == ("2025-02-01_00:00", "400.00")
    assert [(each["notificationType"], each["threshold"]) for each in budget["notifications"]] == [
        *(("ACTUAL", 80), ("ACTUAL", 100), ("FORECASTED", 120)),
    ]


@pytest.mark.spec("FBG-CST-04")
def test_cost_allocation_tags_are_activated_where_the_account_pays() -> None:
    tags = graph_of("prod", {"groundwork:cost.allocationTags": True}).all("costexplorer/costAllocationTag")
    assert {tag.inputs["tagKey"]: tag.inputs["status"] for tag in tags} == {
        "Project": "Active",
        "Environment": "Active",
    }
    assert graph_of("prod").none("costexplorer/costAllocationTag")


OUTPUTS = {
    *("albDnsName", "alertTopicArn", "clusterName", "logGroupNames", "privateSubnetIds", "repositoryUrls"),
    *("securityGroupIds", "serviceNames", "targetGroupArns", "url", "vpcId"),
}
STORES = {"databaseEndpoints", "secretArns"}


@pytest.mark.parametrize(
    ("stack", "more"),
    [
        ("prod", STORES | {"bucketNames", "dashboardName", "nameServers"}),
        ("dev", STORES | {"bucketNames"}),
        ("pyshop/dev", STORES | {"dashboardName"}),
        ("pyshop/prod", STORES | {"dashboardName"}),
        ("pyshop/domain", STORES | {"dashboardName", "nameServers"}),
        ("skyhigh/prod", {"dashboardName"}),
    ],
)
def test_outputs_are_what_the_stack_has(stack: str, more: set[str]) -> None:
    assert set(graph_of(stack).outputs) == OUTPUTS | more


def test_outputs_lead_to_the_resources() -> None:
    graph = graph_of("prod")
    private = [each.id for each in graph.all("ec2/subnet") if each.name.startswith("private-")]
    expected = {
        "vpcId": graph.one("ec2/vpc").id,
        "privateSubnetIds": private,
        "albDnsName": graph.one("lb/loadBalancer").outputs["dnsName"],
        "url": "https://app.example.com",
        "targetGroupArns": {"api": graph.one("lb/targetGroup").arn},
        "nameServers": graph.one("route53/zone").outputs["nameServers"],
        "repositoryUrls": {each.name: each.outputs["repositoryUrl"] for each in graph.all("ecr/repository")},
        "clusterName": graph.one("ecs/cluster").inputs["name"],
        "serviceNames": {each.name: each.inputs["name"] for each in graph.all("ecs/service")},
        "securityGroupIds": {name: graph.one("ec2/securityGroup", name).id for name in ("api", "worker")},
        "logGroupNames": {
            name: graph.one("cloudwatch/logGroup", name).inputs["name"] for name in ("api", "worker")
        },
        "databaseEndpoints": {"db": graph.one("rds/instance").outputs["endpoint"]},
        "secretArns": {each.name: each.arn for each in graph.all("secretsmanager/secret")},
        "bucketNames": {"uploads": graph.one("s3/bucket", "uploads").inputs["bucket"]},
        "alertTopicArn": graph.one("sns/topic").arn,
        "dashboardName": graph.one("cloudwatch/dashboard").inputs["dashboardName"],
    }
    assert graph.outputs == expected
