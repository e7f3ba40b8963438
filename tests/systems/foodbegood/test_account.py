"""What watches FoodBeGood's account on ECS, and what it costs."""

import pytest

from tests.harness import Graph


@pytest.mark.spec("FBG-SEC-08", "FBG-C-04", "FBG-S-30")
def test_every_call_in_every_region_is_recorded(on_ecs: Graph) -> None:
    trail = on_ecs.one("cloudtrail/trail").inputs
    assert trail["isMultiRegionTrail"] is trail["enableLogFileValidation"] is True
    assert trail["includeGlobalServiceEvents"] is True
    assert trail["s3BucketName"] in {each.inputs["bucket"] for each in on_ecs.all("s3/bucket")}


@pytest.mark.spec("FBG-SEC-09", "FBG-C-05")
def test_images_and_functions_are_scanned(on_ecs: Graph) -> None:
    inspector = on_ecs.one("inspector2/enabler").inputs
    assert set(inspector["resourceTypes"]) == {"ECR", "LAMBDA"}
    assert inspector["accountIds"] == ["123456789012"]


@pytest.mark.spec("FBG-SEC-10")
def test_no_policy_allows_everything(every: Graph) -> None:
    statements = [
        statement
        for token in ("iam/rolePolicy", "iam/policy")
        for each in every.all(token)
        for statement in each.document("policy")["Statement"]
    ]
    assert statements
    assert not [each for each in statements if "*" in each["Action"] or each["Action"] == "*"]
    attachments = {each.inputs["policyArn"] for each in every.all("iam/rolePolicyAttachment")}
    assert not [arn for arn in attachments if arn.endswith("AdministratorAccess")]


@pytest.mark.spec("FBG-CST-01", "FBG-CST-02", "FBG-CST-03", "FBG-D-06")
@pytest.mark.parametrize(("phase", "amount"), [("phase2", "400.00"), ("phase3", "1500.00")])
def test_the_budget(phase: str, amount: str, request: pytest.FixtureRequest) -> None:
    budget = request.getfixturevalue(phase).one("budgets/budget").inputs
    assert (budget["name"], budget["limitAmount"]) == ("foodbegood-production-monthly-budget", amount)
    assert (budget["budgetType"], budget["limitUnit"], budget["timeUnit"]) == ("COST", "USD", "MONTHLY")
    assert budget["timePeriodStart"] == "2025-02-01_00:00"
    assert {each["tags"]["key"]: each["tags"]["values"] for each in budget["filterExpression"]["ands"]} == {
        "Project": ["FoodBeGood"],
        "Environment": ["production"],
    }
    assert [(each["threshold"], each["notificationType"]) for each in budget["notifications"]] == [
        (80, "ACTUAL"),
        (100, "ACTUAL"),
        (120, "FORECASTED"),
    ]
    assert {each["comparisonOperator"] for each in budget["notifications"]} == {"GREATER_THAN"}


@pytest.mark.spec("FBG-CST-04")
def test_cost_is_told_by_both_tags(on_ecs: Graph) -> None:
    tags = on_ecs.all("costexplorer/costAllocationTag")
    assert {each.inputs["tagKey"]: each.inputs["status"] for each in tags} == {
        "Project": "Active",
        "Environment": "Active",
    }


@pytest.mark.spec("FBG-OPS-02")
def test_tags_of_the_project(on_ecs: Graph) -> None:
    tags = on_ecs.one("ec2/vpc", "vpc").outputs["tagsAll"]
    assert (tags["Project"], tags["Environment"], tags["ManagedBy"]) == ("FoodBeGood", "production", "Pulumi")


@pytest.mark.spec("FBG-OPS-03")
@pytest.mark.parametrize(
    ("token", "name", "expected"),
    [
        ("ec2/vpc", "vpc", "vpc"),
        ("ec2/internetGateway", "internet-gateway", "igw"),
        ("ec2/subnet", "public-a", "public-subnet-a"),
        ("ec2/subnet", "data-b", "private-subnet-b"),
        ("ec2/routeTable", "public", "public-rt"),
        ("ec2/securityGroup", "db", "rds-sg"),
        ("rds/subnetGroup", "db", "db-subnet-group"),
        ("rds/instance", "db", "db"),
        ("s3/bucket", "uploads", "uploads"),
        ("ecs/cluster", "cluster", "cluster"),
        ("cloudwatch/logGroup", "api", "api-logs"),
        ("ecs/taskDefinition", "api", "api-task"),
        ("ecs/service", "api", "api-service"),
        ("lb/loadBalancer", "load-balancer", "alb"),
        ("lb/targetGroup", "api-target-group", "api-tg"),
        ("elasticache/replicationGroup", "redis", "redis"),
        ("ecr/repository", "api", "api-ecr"),
    ],
)
def test_names_of_the_sheet(on_ecs: Graph, token: str, name: str, expected: str) -> None:
    assert on_ecs.one(token, name).inputs["tags"]["Name"] == f"foodbegood-production-{expected}"


@pytest.mark.spec("FBG-OPS-04", "FBG-S-03", "FBG-S-06", "FBG-S-08", "FBG-S-11", "FBG-S-14", "FBG-S-17")
@pytest.mark.spec("FBG-S-19", "FBG-S-23", "FBG-S-27", "FBG-S-31")
@pytest.mark.parametrize(
    "token",
    [
        *("dynamodb/table", "apigatewayv2/api", "cognito/userPool", "eks/cluster", "rds/cluster"),
        *("efs/fileSystem", "kinesis/stream", "opensearch/domain", "shield/protection"),
    ],
)
def test_what_these_phases_do_not_have(on_ecs: Graph, token: str) -> None:
    assert on_ecs.none(token)
    assert {each.inputs["loadBalancerType"] for each in on_ecs.all("lb/loadBalancer")} == {"application"}
