"""Links: using something opens one port, injects its variables and grants its actions, and no more."""

import json
from typing import Any

import pytest

from simulator.embedded import preview
from tests.components.questions import (
    container,
    granted,
    openings,
    role_of,
    secrets,
    starts_with,
    variables,
)
from tests.harness import PROGRAM, SECRET, Graph, config_of, graph_of

WORKER = "groundwork:compute.services.worker"
API = "groundwork:compute.services.api"
CHANNELS = ["CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel"]


def actions(statements: list[dict[str, Any]]) -> list[str]:
    return [action for statement in statements for action in statement["Action"]]


@pytest.fixture(scope="module")
def prod() -> Graph:
    """With a key of the stack; API and worker both use database and bucket, the API a secret too."""
    return graph_of("prod")


@pytest.fixture(scope="module")
def nothing_used() -> Graph:
    return graph_of("prod", {f"{WORKER}.uses": [], f"{API}.uses": ["db", "uploads", "session-key"]})


def test_each_user_of_a_store_has_one_rule_of_its_own(prod: Graph) -> None:
    assert openings(prod) == [
        ("api", "load-balancer", 8080),
        ("db", "api", 5432),
        ("db", "worker", 5432),
        ("load-balancer", "0.0.0.0/0", 80),
        ("load-balancer", "0.0.0.0/0", 443),
    ]


def test_what_is_not_used_is_not_opened_injected_or_granted(nothing_used: Graph) -> None:
    assert ("db", "worker", 5432) not in openings(nothing_used)
    worker = container(nothing_used, "worker")
    assert (worker["environment"], worker["secrets"]) == ([], [])
    assert granted(nothing_used, "worker") == []
    assert actions(starts_with(nothing_used, "worker")) == [
        "ecr:GetAuthorizationToken",
        "ecr:BatchCheckLayerAvailability",
        "ecr:GetDownloadUrlForLayer",
        "ecr:BatchGetImage",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
    ]


def test_a_database_gives_its_address_plain_and_its_password_as_a_secret(prod: Graph) -> None:
    instance = prod.one("rds/instance")
    secret = prod.one("secretsmanager/secret", "db")
    for service in ("api", "worker"):
        found = container(prod, service)
        assert {name: value for name, value in variables(found).items() if name.startswith("DB_")} == {
            "DB_HOST": instance.outputs["address"],
            "DB_PORT": "5432",
            "DB_NAME": "app",
            "DB_USER": "app",
        }
        assert secrets(found)["DB_PASSWORD"] == f"{secret.arn}:password::"


def test_a_database_injects_what_the_settings_say_instead() -> None:
    graph = graph_of("dev", {"groundwork:data.db.inject": {"URL": "url", "HOST": "host", "PW": "password"}})
    api, secret = container(graph, "api"), graph.one("secretsmanager/secret", "db")
    assert variables(api)["HOST"] == graph.one("rds/instance").outputs["address"]
    assert [name for name in variables(api) if name.startswith("DB_")] == []
    assert secrets(api) == {"PW": f"{secret.arn}:password::", "URL": f"{secret.arn}:url::"}


def test_the_secret_of_a_database_holds_what_the_variables_say(prod: Graph) -> None:
    document = prod.one("secretsmanager/secretVersion", "db").document("secretString")
    instance = prod.one("rds/instance")
    host, password = instance.outputs["address"], instance.inputs["password"]
    assert document == {
        "engine": "postgres",
        "host": host,
        "port": 5432,
        "dbname": "app",
        "username": "app",
        "password": password,
        "url": f"postgresql://app:{password}@{host}:5432/app?sslmode=require",
    }
    assert len(password) == 32
    assert password.isalnum()


def test_a_bucket_gives_its_name_and_the_actions_on_it_under_the_stack_key(prod: Graph) -> None:
    bucket, key = prod.one("s3/bucket", "uploads"), prod.one("kms/key")
    assert variables(container(prod, "worker"))["UPLOADS_BUCKET"] == bucket.inputs["bucket"]
    assert granted(prod, "worker") == [
        {"Effect": "Allow", "Action": ["s3:ListBucket"], "Resource": [bucket.arn]},
        {
            "Effect": "Allow",
            "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
            "Resource": [f"{bucket.arn}/*"],
        },
        {
            "Effect": "Allow",
            "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
            "Resource": [key.arn],
            "Condition": {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}},
        },
    ]


@pytest.mark.parametrize(
    ("access", "expected"),
    [
        ("read", ["s3:ListBucket", "s3:GetObject", "kms:Decrypt"]),
        (
            "write",
            [
                "s3:PutObject",
                "s3:DeleteObject",
                "s3:AbortMultipartUpload",
                "kms:Decrypt",
                "kms:GenerateDataKey",
            ],
        ),
    ],
)
def test_a_bucket_that_is_only_read_or_written_grants_just_that(access: str, expected: list[str]) -> None:
    graph = graph_of("prod", {"groundwork:storage.buckets.uploads.access": access})
    assert actions(granted(graph, "worker")) == expected


def test_under_aws_keys_a_bucket_grants_no_key() -> None:
    graph = graph_of("dev", {f"{API}.exec": False})
    assert [statement["Action"][0] for statement in granted(graph, "api")] == [
        "s3:ListBucket",
        "s3:GetObject",
    ]


def test_a_secret_is_injected_under_its_name_and_read_by_ecs_only(prod: Graph) -> None:
    secret, database, key = (
        prod.one("secretsmanager/secret", "session-key"),
        prod.one("secretsmanager/secret", "db"),
        prod.one("kms/key"),
    )
    assert secrets(container(prod, "api")) == {
        "DB_PASSWORD": f"{database.arn}:password::",
        "SESSION_KEY": secret.arn,
    }
    assert starts_with(prod, "api")[3:] == [
        {
            "Effect": "Allow",
            "Action": ["secretsmanager:GetSecretValue"],
            "Resource": [database.arn, secret.arn],
        },
        {
            "Effect": "Allow",
            "Action": ["kms:Decrypt"],
            "Resource": [key.arn],
            "Condition": {"StringEquals": {"kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com"}},
        },
    ]
    assert "SESSION_KEY" not in secrets(container(prod, "worker"))
    assert starts_with(prod, "worker")[3]["Resource"] == [database.arn]
    assert not any(action.startswith("secretsmanager") for action in actions(granted(prod, "api")))


def test_under_aws_keys_secrets_are_read_without_one() -> None:
    assert actions(starts_with(graph_of("dev"), "api"))[-1] == "secretsmanager:GetSecretValue"


def test_a_secret_takes_the_names_that_the_service_gives_it() -> None:
    names = {"TOKEN_SECRET": "session-key", "COOKIE_SECRET": "session-key"}
    graph = graph_of("prod", {f"{API}.injectSecrets": names})
    arn = graph.one("secretsmanager/secret", "session-key").arn
    found = secrets(container(graph, "api"))
    assert {name: found[name] for name in found if name != "DB_PASSWORD"} == {
        "COOKIE_SECRET": arn,
        "TOKEN_SECRET": arn,
    }


def test_a_supplied_secret_holds_the_value_that_was_given() -> None:
    changes = {
        "groundwork:security.secrets": {"session-key": {"kind": "supplied"}},
        "groundwork:secretValues": {"session-key": "from outside"},
    }
    config = config_of("prod", changes)
    graph = Graph(
        preview(
            PROGRAM,
            project="groundwork",
            stack="prod",
            config={key: json.dumps(value) for key, value in config.items()},
            secret_keys=["groundwork:secretValues"],
        )
    )
    version = graph.one("secretsmanager/secretVersion", "session-key")
    assert version.inputs["secretString"] == "from outside"
    assert [each.name for each in graph.all("random:index/randomPassword")] == ["db"]
    assert SECRET in version.state["inputs"]["secretString"]


@pytest.fixture(scope="module")
def chained() -> Graph:
    """The worker uses the API and, alone, the database."""
    return graph_of("prod", {f"{WORKER}.uses": ["api", "db"], f"{API}.uses": ["uploads", "session-key"]})


def test_a_service_that_uses_another_has_its_port_opened(chained: Graph) -> None:
    rules = openings(chained)
    assert [rule for rule in rules if rule[0] == "api"] == [
        ("api", "load-balancer", 8080),
        ("api", "worker", 8080),
    ]
    assert [rule for rule in rules if rule[0] == "db"] == [("db", "worker", 5432)]
    assert chained.one("vpc/securityGroupIngressRule", "api-from-worker").inputs["description"] == (
        "groundwork-production-worker to groundwork-production-api"
    )


def test_a_worker_without_a_port_takes_no_connection(chained: Graph) -> None:
    assert [rule for rule in openings(chained) if rule[0] == "worker"] == []
    assert "portMappings" not in container(chained, "worker")
    assert "loadBalancers" not in chained.one("ecs/service", "worker").inputs
    assert "healthCheckGracePeriodSeconds" not in chained.one("ecs/service", "worker").inputs
    assert [group.name for group in chained.all("lb/targetGroup")] == ["api-target-group"]


def test_endpoints_are_opened_to_every_workload_where_there_are_any() -> None:
    graph = graph_of("prod", {"groundwork:network.endpoints": {"interface": ["logs"]}})
    rules = [rule for rule in openings(graph) if rule[0] == "endpoints"]
    assert rules == [("endpoints", "api", 443), ("endpoints", "worker", 443)]


def test_exec_grants_its_channels_and_its_log_only_where_allowed() -> None:
    graph = graph_of("prod", {f"{API}.exec": True, f"{API}.uses": ["db", "session-key"]})
    key, log = graph.one("kms/key"), graph.one("cloudwatch/logGroup", "exec")
    assert granted(graph, "api") == [
        {"Effect": "Allow", "Action": [f"ssmmessages:{channel}" for channel in CHANNELS], "Resource": ["*"]},
        {"Effect": "Allow", "Action": ["logs:DescribeLogGroups"], "Resource": ["*"]},
        {
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            "Resource": [f"{log.arn}:*"],
        },
        {"Effect": "Allow", "Action": ["kms:Decrypt"], "Resource": [key.arn]},
    ]
    assert not any(action.startswith("ssm") for action in actions(granted(graph, "worker")))


@pytest.mark.parametrize("service", ["api", "worker"])
def test_roles_are_apart_and_assumed_by_ecs_tasks_only(prod: Graph, service: str) -> None:
    roles = [role_of(prod, service, kind) for kind in ("executionRoleArn", "taskRoleArn")]
    assert [role.name for role in roles] == [f"{service}-execution", f"{service}-task"]
    for role in roles:
        assert role.document("assumeRolePolicy")["Statement"] == [
            {
                "Effect": "Allow",
                "Action": "sts:AssumeRole",
                "Principal": {"Service": "ecs-tasks.amazonaws.com"},
            }
        ]


def test_a_task_is_defined_only_when_its_roles_may_do_their_work(prod: Graph) -> None:
    """Else ECS would start it with a role that may pull no image, and roll the first release back."""
    task = prod.one("ecs/taskDefinition", "api").state
    policies = {policy.name: policy.urn for policy in prod.all("iam/rolePolicy")}
    assert policies["api-execution-policy"] in task["propertyDependencies"]["executionRoleArn"]
    assert policies["api-task-policy"] in task["propertyDependencies"]["taskRoleArn"]


def test_secrets_come_only_when_their_value_is_there(prod: Graph) -> None:
    versions = {version.urn for version in prod.all("secretsmanager/secretVersion")}
    task = prod.one("ecs/taskDefinition", "api").state
    assert versions <= set(task["propertyDependencies"]["containerDefinitions"])
