"""The key of a stack and its secrets."""

import pytest

from tests.harness import SECRET, Graph, graph_of

ACCOUNT = "123456789012"


@pytest.fixture(scope="module")
def prod() -> Graph:
    return graph_of("prod")


def test_the_key_is_rotated_protected_and_found_by_the_prefix(prod: Graph) -> None:
    key, alias = prod.one("kms/key"), prod.one("kms/alias")
    assert key.inputs["enableKeyRotation"] is True
    assert key.inputs["deletionWindowInDays"] == 30
    assert key.state["protect"] is True
    assert alias.inputs["name"] == "alias/groundwork-production"
    assert alias.inputs["targetKeyId"] == key.outputs["keyId"]


def test_the_key_may_be_used_by_log_groups_alarms_and_events_of_the_account(prod: Graph) -> None:
    """EventBridge takes no condition on a key of a topic (Amazon SNS Developer Guide "Key management")."""
    account = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    groups = {
        "ArnLike": {"kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:*"}
    }
    found = {
        tuple(statement["Principal"].values()): (statement["Action"], statement.get("Condition"))
        for statement in prod.one("kms/key").document("policy")["Statement"]
    }
    use = ["kms:Decrypt", "kms:GenerateDataKey*"]
    assert found == {
        (f"arn:aws:iam::{ACCOUNT}:root",): ("kms:*", None),
        ("logs.eu-west-1.amazonaws.com",): (
            ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
            groups,
        ),
        ("cloudwatch.amazonaws.com",): (use, account),
        ("events.amazonaws.com",): (use, None),
    }


def test_the_key_encrypts_whatever_can_be_encrypted_with_it(prod: Graph) -> None:
    key = prod.one("kms/key").arn
    encrypted = {
        "cloudwatch/logGroup": "kmsKeyId",
        "rds/instance": "kmsKeyId",
        "secretsmanager/secret": "kmsKeyId",
        "sns/topic": "kmsMasterKeyId",
    }
    for token, name in encrypted.items():
        assert {each.inputs.get(name) for each in prod.all(token)} == {key}
    for repository in prod.all("ecr/repository"):
        assert repository.inputs["encryptionConfigurations"] == [{"encryptionType": "KMS", "kmsKey": key}]


def test_with_aws_keys_there_is_no_key_and_none_is_named() -> None:
    graph = graph_of("dev")
    assert graph.none("kms/key")
    assert graph.none("kms/alias")
    named = [
        resource.urn
        for resource in graph.resources
        if {"kmsKeyId", "kmsMasterKeyId", "performanceInsightsKmsKeyId"} & resource.inputs.keys()
    ]
    assert named == []
    assert graph.one("ecr/repository").inputs["encryptionConfigurations"] == [{"encryptionType": "AES256"}]
    assert graph.one("rds/instance").inputs["storageEncrypted"] is True


def test_generated_values_are_letters_and_digits_of_the_length_given() -> None:
    secrets = {"session-key": {"kind": "generated", "length": 40, "version": 3}}
    graph = graph_of("prod", {"groundwork:security.secrets": secrets})
    password = graph.one("random:index/randomPassword", "session-key")
    assert {key: password.inputs[key] for key in ("length", "special", "keepers")} == {
        "length": 40,
        "special": False,
        "keepers": {"version": "3"},
    }
    value = graph.one("secretsmanager/secretVersion", "session-key").inputs["secretString"]
    assert value == password.outputs["result"]
    assert len(value) == 40
    assert value.isalnum()


def test_values_are_secret_wherever_they_stand(prod: Graph) -> None:
    values = {each.outputs["result"] for each in prod.all("random:index/randomPassword")}
    assert len(values) == 2
    for resource in prod.resources:
        for name, value in resource.inputs.items():
            if any(secret in str(value) for secret in values):
                assert SECRET in resource.state["inputs"][name], f"{resource.urn} {name}"
    assert not any(secret in str(prod.outputs) for secret in values)


@pytest.mark.parametrize(("stack", "days"), [("prod", 30), ("dev", 0)])
def test_a_deleted_secret_can_be_called_back_for_the_days_given(stack: str, days: int) -> None:
    secrets = graph_of(stack).all("secretsmanager/secret")
    assert {secret.inputs["recoveryWindowInDays"] for secret in secrets} == {days}


def test_the_name_of_a_secret_is_free_again_at_once(prod: Graph) -> None:
    """Secrets Manager keeps the name of a deleted secret for its recovery window."""
    secret = prod.one("secretsmanager/secret", "session-key")
    assert secret.inputs["namePrefix"] == "groundwork-production-session-key-"
    assert "name" not in secret.inputs
