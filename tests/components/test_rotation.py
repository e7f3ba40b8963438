"""Automatic rotation: function, role, secret, and what the program leaves alone from then on."""

import json
from typing import Any

import pytest

from tests.components.growth import Growth, grown
from tests.harness import Graph, graph_of

DB = "groundwork:data.db"
ROTATION: dict[str, Any] = {f"{DB}.rotation": {}}
ACCOUNT = "123456789012"


@pytest.fixture(scope="module")
def prod() -> Graph:
    return graph_of("prod", ROTATION)


@pytest.mark.spec("FBG-SEC-06")
def test_the_password_is_rotated_every_thirty_days_by_a_function_of_the_program(prod: Graph) -> None:
    function, permission = prod.one("lambda/function"), prod.one("lambda/permission")
    rotation = prod.one("secretsmanager/secretRotation")
    assert rotation.inputs == {
        "secretId": prod.one("secretsmanager/secret", "db").arn,
        "rotationLambdaArn": function.arn,
        "rotationRules": {"automaticallyAfterDays": 30},
        "rotateImmediately": False,
    }
    assert permission.urn in rotation.state["dependencies"]
    expected = {
        "action": "lambda:InvokeFunction",
        "function": function.inputs["name"],
        "principal": "secretsmanager.amazonaws.com",
        "sourceAccount": ACCOUNT,
    }
    assert {key: permission.inputs[key] for key in expected} == expected


def test_the_function_runs_without_a_network_of_ours(prod: Graph) -> None:
    function = prod.one("lambda/function")
    expected = {
        "name": "groundwork-production-db-rotation",
        "runtime": "python3.13",
        "handler": "rotate.handle",
        "timeout": 900,
        "memorySize": 128,
        "role": prod.one("iam/role", "db-rotation").arn,
        "kmsKeyArn": prod.one("kms/key").arn,
        "vpcConfig": None,
        "loggingConfig": {
            "logFormat": "JSON",
            "logGroup": prod.one("cloudwatch/logGroup", "db-rotation").inputs["name"],
        },
        "environment": {
            "variables": {
                "INSTANCE": "groundwork-production-db",
                "SERVICES": json.dumps(
                    [
                        {
                            "cluster": "groundwork-production-cluster",
                            "service": f"groundwork-production-{name}",
                        }
                        for name in ("api", "worker")
                    ]
                ),
            }
        },
    }
    assert {key: function.inputs.get(key) for key in expected} == expected
    assert list(function.inputs["code"]["assets"]) == ["rotate.py"]


@pytest.mark.spec("FBG-SEC-06", "FBG-SEC-10")
def test_it_may_change_this_secret_this_database_and_these_services_only(prod: Graph) -> None:
    key, secret = prod.one("kms/key").arn, prod.one("secretsmanager/secret", "db").arn
    service = f"arn:aws:ecs:eu-west-1:{ACCOUNT}:service/groundwork-production-cluster/groundwork-production-"
    found = {
        tuple(statement["Action"]): (statement["Resource"], statement.get("Condition"))
        for statement in prod.statements(prod.one("iam/role", "db-rotation"))
    }
    logs = prod.one("cloudwatch/logGroup", "db-rotation").arn
    via = [f"{name}.eu-west-1.amazonaws.com" for name in ("secretsmanager", "lambda")]
    assert found == {
        ("logs:CreateLogStream", "logs:PutLogEvents"): ([f"{logs}:*"], None),
        (
            "secretsmanager:DescribeSecret",
            "secretsmanager:GetSecretValue",
            "secretsmanager:PutSecretValue",
            "secretsmanager:UpdateSecretVersionStage",
        ): ([secret], None),
        ("secretsmanager:GetRandomPassword",): (["*"], None),
        ("rds:DescribeDBInstances", "rds:ModifyDBInstance"): ([prod.one("rds/instance").arn], None),
        ("ecs:UpdateService",): ([f"{service}api", f"{service}worker"], None),
        ("kms:Decrypt", "kms:GenerateDataKey"): ([key], {"StringEquals": {"kms:ViaService": via}}),
    }


@pytest.mark.spec("FBG-SEC-06")
def test_from_then_on_the_program_keeps_out_of_the_password(prod: Graph) -> None:
    assert prod.one("rds/instance").state["ignoreChanges"] == ["password"]
    assert prod.one("secretsmanager/secretVersion", "db").state["ignoreChanges"] == ["secretString"]
    without = graph_of("prod")
    assert "ignoreChanges" not in without.one("rds/instance").state
    assert "ignoreChanges" not in without.one("secretsmanager/secretVersion", "db").state


def test_only_services_that_use_the_database_start_anew() -> None:
    graph = graph_of("prod", {**ROTATION, "groundwork:compute.services.worker.uses": ["uploads"]})
    services = graph.one("lambda/function").inputs["environment"]["variables"]["SERVICES"]
    assert "groundwork-production-api" in services
    assert "worker" not in services
    none = graph_of(
        "prod",
        {
            **ROTATION,
            "groundwork:compute.services.worker.uses": [],
            "groundwork:compute.services.api.uses": ["session-key"],
        },
    )
    assert none.one("lambda/function").inputs["environment"]["variables"]["SERVICES"] == "[]"
    actions = [each["Action"] for each in none.statements(none.one("iam/role", "db-rotation"))]
    assert ["ecs:UpdateService"] not in actions


@pytest.mark.spec("FBG-SEC-06")
def test_a_function_of_ones_own_is_taken_instead() -> None:
    arn = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:rotate"
    graph = graph_of("prod", {f"{DB}.rotation": {"everyDays": 7, "functionArn": arn}})
    rotation = graph.one("secretsmanager/secretRotation").inputs
    assert rotation["rotationLambdaArn"] == arn
    assert rotation["rotationRules"] == {"automaticallyAfterDays": 7}
    assert graph.none("lambda/function")
    assert graph.all("cloudwatch/metricAlarm", "db-rotation-errors") == []


def test_a_rotation_that_fails_is_told(prod: Graph) -> None:
    alarm = prod.one("cloudwatch/metricAlarm", "db-rotation-errors").inputs
    expected = {
        "namespace": "AWS/Lambda",
        "metricName": "Errors",
        "dimensions": {"FunctionName": prod.one("lambda/function").inputs["name"]},
        "threshold": 0,
        "period": 300,
    }
    assert {key: alarm[key] for key in expected} == expected
    changed = graph_of(
        "prod", {**ROTATION, "groundwork:observability.alarms": {"db-rotation-errors": {"threshold": 1}}}
    )
    assert changed.one("cloudwatch/metricAlarm", "db-rotation-errors").inputs["threshold"] == 1


def test_rotation_adds_only() -> None:
    found = grown("prod", ROTATION)
    assert found == Growth(
        added=(
            "cloudwatch/logGroup db-rotation",
            "cloudwatch/metricAlarm db-rotation-errors",
            "groundwork:security:Rotation db-rotation",
            "iam/role db-rotation",
            "iam/rolePolicy db-rotation-policy",
            "lambda/function db-rotation",
            "lambda/permission db-rotation",
            "secretsmanager/secretRotation db-rotation",
        ),
        changed={"cloudwatch/dashboard dashboard": ("dashboardBody",)},
    )


def test_a_stack_with_aws_keys() -> None:
    graph = graph_of("dev", ROTATION)
    assert "kmsKeyArn" not in graph.one("lambda/function").inputs
    actions = [each["Action"] for each in graph.statements(graph.one("iam/role", "db-rotation"))]
    assert ["kms:Decrypt", "kms:GenerateDataKey"] not in actions
