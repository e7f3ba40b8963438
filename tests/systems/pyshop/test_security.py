"""PyShop's roles, repository, buckets and messaging."""

from typing import Any

import pytest

from tests.harness import Graph, graph_of
from tests.systems.questions import ECS_EXEC, allowed, attached, role_of, trusts

API = "groundwork:compute.services.api"
BUCKETS = "groundwork:storage.buckets"
USES = {f"{API}.uses": ["db", "secret-key", "uploads"]}
NAMED = {"uploads": {"name": "pyshop-uploads-example", "existing": True}}


def roles(graph: Graph) -> tuple[Any, Any]:
    """Execution role and task role of the task definition."""
    task = graph.one("ecs/taskDefinition").inputs
    return role_of(graph, task["executionRoleArn"]), role_of(graph, task["taskRoleArn"])


@pytest.mark.spec("PYS-SEC-01", "PYS-SEC-03")
def test_the_execution_role_pulls_logs_and_reads_its_own_secrets_and_no_more(graph: Graph) -> None:
    execution, _ = roles(graph)
    repository = graph.one("ecr/repository").arn
    logs = f"{graph.one('cloudwatch/logGroup', 'api').arn}:*"
    assert trusts(execution, "ecs-tasks.amazonaws.com")
    assert attached(graph, execution) == set()
    assert allowed(graph, execution) == {
        "ecr:GetAuthorizationToken": {"*"},
        "ecr:BatchCheckLayerAvailability": {repository},
        "ecr:GetDownloadUrlForLayer": {repository},
        "ecr:BatchGetImage": {repository},
        "logs:CreateLogStream": {logs},
        "logs:PutLogEvents": {logs},
        "secretsmanager:GetSecretValue": {secret.arn for secret in graph.all("secretsmanager/secret")},
    }
    assert len(graph.all("secretsmanager/secret")) == 2


@pytest.mark.spec("PYS-SEC-03")
def test_nobody_else_reads_secrets(graph: Graph) -> None:
    execution, _ = roles(graph)
    readers = {
        role.name
        for role in graph.all("iam/role")
        if any(action.startswith(("secretsmanager:", "*")) for action in allowed(graph, role))
    }
    assert readers == {execution.name}


@pytest.mark.spec("PYS-SEC-03")
def test_a_secret_that_is_not_injected_is_not_readable() -> None:
    graph = graph_of("pyshop/prod", {f"{API}.uses": ["db"]})
    execution, _ = roles(graph)
    assert allowed(graph, execution)["secretsmanager:GetSecretValue"] == {
        graph.one("secretsmanager/secret", "db").arn
    }


@pytest.mark.spec("PYS-SEC-02")
def test_the_task_role_may_open_the_channels_of_execute_command_and_log_its_sessions(graph: Graph) -> None:
    execution, task = roles(graph)
    sessions = f"{graph.one('cloudwatch/logGroup', 'exec').arn}:*"
    assert task.arn != execution.arn
    assert trusts(task, "ecs-tasks.amazonaws.com")
    assert attached(graph, task) == set()
    assert allowed(graph, task) == {
        **{action: {"*"} for action in ECS_EXEC},
        "logs:DescribeLogGroups": {"*"},
        "logs:CreateLogStream": {sessions},
        "logs:DescribeLogStreams": {sessions},
        "logs:PutLogEvents": {sessions},
    }


@pytest.mark.spec("PYS-SEC-02")
def test_without_execute_command_the_task_role_may_do_nothing() -> None:
    graph = graph_of("pyshop/prod", {f"{API}.exec": False})
    _, task = roles(graph)
    assert allowed(graph, task) == {}


@pytest.mark.spec("PYS-STO-02", "PYS-SEC-04")
def test_no_bucket_of_the_application_by_default(graph: Graph) -> None:
    assert {bucket.name for bucket in graph.all("s3/bucket")} <= {"access-logs"}
    assert not any(action.startswith("s3:") for role in roles(graph) for action in allowed(graph, role))


@pytest.mark.spec("PYS-STO-02", "PYS-SEC-04")
def test_a_bucket_named_in_the_settings_is_opened_to_the_task_role_alone(stack: str) -> None:
    graph = graph_of(stack, {BUCKETS: NAMED, **USES})
    execution, task = roles(graph)
    bucket = "arn:aws:s3:::pyshop-uploads-example"
    found = {action: on for action, on in allowed(graph, task).items() if action.startswith("s3:")}
    assert found == {
        "s3:ListBucket": {bucket},
        "s3:GetObject": {f"{bucket}/*"},
        "s3:PutObject": {f"{bucket}/*"},
        "s3:DeleteObject": {f"{bucket}/*"},
        "s3:AbortMultipartUpload": {f"{bucket}/*"},
    }
    assert not any(action.startswith("s3:") for action in allowed(graph, execution))
    assert {each.name for each in graph.all("s3/bucket")} <= {"access-logs"}
    (container,) = graph.containers()
    assert {"name": "UPLOADS_BUCKET", "value": "pyshop-uploads-example"} in container["environment"]


@pytest.mark.spec("PYS-STO-02", "PYS-SEC-04")
def test_a_bucket_of_the_stack_is_made_private_and_opened_to_read_only() -> None:
    graph = graph_of("pyshop/dev", {BUCKETS: {"uploads": {"access": "read"}}, **USES})
    bucket = graph.one("s3/bucket", "uploads")
    _, task = roles(graph)
    found = {action: on for action, on in allowed(graph, task).items() if action.startswith("s3:")}
    assert found == {"s3:ListBucket": {bucket.arn}, "s3:GetObject": {f"{bucket.arn}/*"}}
    block = graph.one("s3/bucketPublicAccessBlock", "uploads").inputs
    assert block["bucket"] == bucket.id
    assert all(
        block[key] is True
        for key in ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
    )


@pytest.mark.spec("PYS-STO-01")
def test_one_repository_scans_keeps_ten_images_and_never_moves_a_tag(graph: Graph) -> None:
    repository = graph.one("ecr/repository")
    assert repository.inputs["imageTagMutability"] == "IMMUTABLE"
    assert repository.inputs["imageScanningConfiguration"] == {"scanOnPush": True}
    lifecycle = graph.one("ecr/lifecyclePolicy")
    assert lifecycle.inputs["repository"] == repository.inputs["name"]
    assert lifecycle.document("policy")["rules"][0]["selection"]["countNumber"] == 10


@pytest.mark.spec("PYS-MSG-01")
def test_the_only_messaging_is_the_topic_of_the_alarms(graph: Graph) -> None:
    assert [topic.name for topic in graph.all("sns/topic")] == ["alerts"]
    services = {
        each.type.split(":")[1].split("/")[0] for each in graph.resources if each.type.startswith("aws:")
    }
    assert not services & {"sqs", "kinesis", "mq", "msk", "pipes", "scheduler"}
    assert graph.none("cloudwatch/eventBus")
