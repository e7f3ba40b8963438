"""The bucket that keeps the state: made by a step before the first deployment, not by the stack."""

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from deploy import bootstrap
from deploy.bootstrap import Plan
from tests.harness import graph_of


@pytest.fixture
def wanted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Plan]:
    """State bucket and key of an account in us-east-1, not made yet."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    with mock_aws():
        yield bootstrap.plan("groundwork", "us-east-1", None, "pulumi-state")


@pytest.mark.spec("SKY-STO-05", "SKY-REC-01")
def test_the_bootstrap_makes_a_versioned_encrypted_bucket_and_the_key_of_the_secrets(wanted: Plan) -> None:
    assert list(bootstrap.establish(wanted))
    s3, kms = boto3.client("s3", "us-east-1"), boto3.client("kms", "us-east-1")
    assert wanted.bucket == "groundwork-state-123456789012-us-east-1"
    assert s3.get_bucket_versioning(Bucket=wanted.bucket)["Status"] == "Enabled"
    (rule,) = s3.get_bucket_encryption(Bucket=wanted.bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    block = s3.get_public_access_block(Bucket=wanted.bucket)["PublicAccessBlockConfiguration"]
    assert set(block.values()) == {True}
    assert kms.describe_key(KeyId="alias/pulumi-state")["KeyMetadata"]["Enabled"] is True
    assert wanted.login == f"pulumi login 's3://{wanted.bucket}?region=us-east-1'"
    assert bootstrap.faults(wanted.bucket, "us-east-1") == []


@pytest.mark.spec("SKY-STO-05", "SKY-REC-01")
def test_a_bucket_that_lost_its_versioning_is_found_and_mended(wanted: Plan) -> None:
    list(bootstrap.establish(wanted))
    s3 = boto3.client("s3", "us-east-1")
    s3.put_bucket_versioning(Bucket=wanted.bucket, VersioningConfiguration={"Status": "Suspended"})
    assert bootstrap.faults(wanted.bucket, "us-east-1") == ["not versioned"]
    list(bootstrap.establish(wanted))
    assert bootstrap.faults(wanted.bucket, "us-east-1") == []


@pytest.mark.spec("SKY-STO-05")
def test_no_table_locks_the_state_and_no_stack_makes_its_own_bucket(wanted: Plan) -> None:
    list(bootstrap.establish(wanted))
    assert boto3.client("dynamodb", "us-east-1").list_tables()["TableNames"] == []
    names = {each.inputs["bucket"] for each in graph_of("skyhigh/prod").all("s3/bucket")}
    assert names == {"sky-high-booker-alb-access-logs-123456789012"}
