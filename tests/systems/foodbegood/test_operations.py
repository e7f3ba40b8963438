"""What people see, pay and call FoodBeGood's resources in phase 1."""

import re
from typing import Any

import pytest

from tests.harness import Graph, graph_of
from tests.systems.documents import commands, section, text
from tests.systems.questions import AlarmFacts, alarms, dashboard_metrics, facts

RUNBOOK = "docs/runbooks/foodbegood.md"


@pytest.mark.spec("FBG-OBS-03", "FBG-OBS-05", "FBG-S-28")
def test_the_dashboard_shows_server_and_database(graph: Graph) -> None:
    assert graph.one("cloudwatch/dashboard").inputs["dashboardName"] == "foodbegood-dev"
    metrics = dashboard_metrics(graph)
    assert metrics["AWS/EC2", "CPUUtilization"] == {"InstanceId": graph.one("ec2/instance").id}
    assert metrics["AWS/RDS", "DatabaseConnections"] == {"DBInstanceIdentifier": "foodbegood-dev-db"}


@pytest.mark.spec("FBG-OBS-08", "FBG-OBS-09")
def test_alarms_on_connections_and_cpu(graph: Graph) -> None:
    found = alarms(graph)
    connections = found["AWS/RDS", "DatabaseConnections"]
    assert connections.inputs["name"] == "foodbegood-dev-db-connections"
    assert facts(connections) == AlarmFacts("Average", "GreaterThanThreshold", 80, 300, 3)
    assert connections.inputs["alarmActions"] == [graph.one("sns/topic").arn]
    cpu = found["AWS/EC2", "CPUUtilization"]
    assert (cpu.inputs["comparisonOperator"], cpu.inputs["threshold"]) == ("GreaterThanThreshold", 80)
    assert cpu.inputs["dimensions"] == {"InstanceId": graph.one("ec2/instance").id}


@pytest.mark.spec("FBG-OBS-08")
def test_the_alarm_follows_the_parameter() -> None:
    graph = graph_of("foodbegood/phase1", {"groundwork:data.db.parameters": {"max_connections": "200"}})
    assert alarms(graph)["AWS/RDS", "DatabaseConnections"].inputs["threshold"] == 160


@pytest.mark.spec("FBG-OBS-11")
def test_the_operators_hear_of_alarms(graph: Graph) -> None:
    subscription = graph.one("sns/topicSubscription").inputs
    assert (subscription["protocol"], subscription["endpoint"]) == ("email", "ops@foodbegood.example.com")
    assert subscription["topic"] == graph.one("sns/topic").arn


@pytest.mark.spec("FBG-OBS-02")
def test_every_log_group_ends(graph: Graph) -> None:
    assert {each.inputs["retentionInDays"] for each in graph.all("cloudwatch/logGroup")} == {30}


@pytest.mark.spec("FBG-CST-01", "FBG-CST-02", "FBG-CST-03", "FBG-D-06")
def test_a_budget_over_project_and_environment(graph: Graph) -> None:
    budget = graph.one("budgets/budget").inputs
    expected = {
        "name": "foodbegood-dev-monthly-budget",
        "budgetType": "COST",
        "limitAmount": "100.00",
        "limitUnit": "USD",
        "timeUnit": "MONTHLY",
        "timePeriodStart": "2025-02-01_00:00",
    }
    assert {key: budget.get(key) for key in expected} == expected
    assert {each["tags"]["key"]: each["tags"]["values"] for each in budget["filterExpression"]["ands"]} == {
        "Project": ["FoodBeGood"],
        "Environment": ["dev"],
    }
    notices: list[dict[str, Any]] = budget["notifications"]
    assert [(each["threshold"], each["notificationType"]) for each in notices] == [
        (80, "ACTUAL"),
        (100, "ACTUAL"),
        (120, "FORECASTED"),
    ]
    assert {each["comparisonOperator"] for each in notices} == {"GREATER_THAN"}


@pytest.mark.spec("FBG-CST-04")
def test_cost_is_told_by_both_tags(graph: Graph) -> None:
    tags = graph.all("costexplorer/costAllocationTag")
    assert {each.inputs["tagKey"]: each.inputs["status"] for each in tags} == {
        "Project": "Active",
        "Environment": "Active",
    }
    switched_off = graph_of("foodbegood/phase1", {"groundwork:cost.allocationTags": False})
    assert switched_off.none("costexplorer/costAllocationTag")


@pytest.mark.spec("FBG-OPS-02")
def test_tags_of_the_project(graph: Graph) -> None:
    tags = graph.one("ec2/vpc").outputs["tagsAll"]
    assert (tags["Project"], tags["Environment"], tags["ManagedBy"]) == ("FoodBeGood", "dev", "Pulumi")


@pytest.mark.spec("FBG-OPS-03")
@pytest.mark.parametrize(
    ("token", "name", "expected"),
    [
        ("ec2/vpc", "vpc", "vpc"),
        ("ec2/internetGateway", "internet-gateway", "igw"),
        ("ec2/subnet", "public-a", "public-subnet-a"),
        ("ec2/subnet", "data-b", "private-subnet-b"),
        ("ec2/routeTable", "public", "public-rt"),
        ("ec2/securityGroup", "app", "ec2-sg"),
        ("ec2/securityGroup", "db", "rds-sg"),
        ("ec2/instance", "app", "app"),
        ("rds/subnetGroup", "db", "db-subnet-group"),
        ("rds/instance", "db", "db"),
        ("s3/bucket", "uploads", "uploads"),
        ("ec2/eip", "app", "eip"),
    ],
)
def test_names_of_the_sheet(graph: Graph, token: str, name: str, expected: str) -> None:
    assert graph.one(token, name).inputs["tags"]["Name"] == f"foodbegood-dev-{expected}"


@pytest.mark.spec("FBG-OPS-05", "FBG-OPS-10")
def test_no_name_is_made_from_the_phase(graph: Graph) -> None:
    urns = [each.urn.split("::", 2)[2] for each in graph.resources if each.type != "pulumi:pulumi:Stack"]
    assert [urn for urn in urns if "phase" in urn] == []
    other = graph_of("foodbegood/phase1", {"groundwork:system.phase": 2})
    assert [each.inputs for each in other.resources] == [each.inputs for each in graph.resources]


@pytest.mark.spec("FBG-REC-07", "FBG-REC-01")
def test_the_runbook_restores_to_a_point_in_time() -> None:
    found = commands(section(RUNBOOK, "Restore the database to a point in time"))
    assert "aws rds restore-db-instance-to-point-in-time" in found
    assert "--source-db-instance-identifier foodbegood-dev-db" in found
    assert "--db-subnet-group-name foodbegood-dev-db-subnet-group" in found


@pytest.mark.spec("FBG-OPS-14")
def test_the_facts_are_reviewed_monthly() -> None:
    assert "next review" in section(RUNBOOK, "Monthly: review")


@pytest.mark.spec("FBG-OPS-15", "FBG-CST-06", "FBG-CST-08")
def test_the_page_says_what_is_built_and_has_the_figures() -> None:
    page = text("docs/systems/foodbegood.md")
    assert "Phases 1 to 3 are built." in page
    cost = section("docs/systems/foodbegood.md", "Cost")
    assert re.search(r"\| \*\*32\.33\*\* \|.*\| \*\*145\.15\*\* \|.*\| \*\*620–830\*\* \|", cost)
    assert "| EC2 t3.micro | 8.50 | 5.10 | 40 % |" in cost
    capacity = section("docs/systems/foodbegood.md", "Capacity")
    assert "| peak requests a second | 1–5 | 10–50 | 100–500 |" in capacity
