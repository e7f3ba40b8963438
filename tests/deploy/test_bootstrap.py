"""`groundwork bootstrap`: bucket and key for the state, made once and put right at any time (on moto)."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from deploy import bootstrap
from deploy.errors import UserError
from tests.deploy.conftest import Demo

BUCKET = "groundwork-state-123456789012-eu-west-1"
LOGIN = f"pulumi login 's3://{BUCKET}?region=eu-west-1'"
PROVIDER = "awskms://alias/pulumi-state?region=eu-west-1"

pytestmark = pytest.mark.spec("SKY-STO-05", "SKY-REC-01")


def make(s3: Any, bucket: str = BUCKET) -> None:
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})


def test_everything_is_made(demo: Demo, aws: Callable[..., Any]) -> None:
    answer = demo.run("bootstrap", "dev")
    assert answer.exit_code == 0
    assert answer.stdout == f"{LOGIN}\npulumi stack init dev --secrets-provider '{PROVIDER}'\n"
    assert answer.stderr.splitlines()[:3] == [
        "alias/pulumi-state: made",
        "alias/pulumi-state: rotation enabled",
        f"{BUCKET}: made in eu-west-1",
    ]
    s3, kms = aws("s3"), aws("kms")
    key = kms.describe_key(KeyId="alias/pulumi-state")["KeyMetadata"]["KeyId"]
    assert kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"] is True
    assert s3.get_bucket_location(Bucket=BUCKET)["LocationConstraint"] == "eu-west-1"
    assert s3.get_bucket_versioning(Bucket=BUCKET)["Status"] == "Enabled"
    (rule,) = s3.get_bucket_encryption(Bucket=BUCKET)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    assert rule["BucketKeyEnabled"] is True
    assert set(s3.get_public_access_block(Bucket=BUCKET)["PublicAccessBlockConfiguration"].values()) == {True}
    assert json.loads(s3.get_bucket_policy(Bucket=BUCKET)["Policy"])["Statement"] == [
        {
            "Sid": "DenyInsecureTransport",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": [f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    ]


def test_a_second_time_changes_nothing(demo: Demo, aws: Callable[..., Any]) -> None:
    demo.run("bootstrap", "dev")
    answer = demo.run("bootstrap", "dev")
    assert answer.exit_code == 0
    assert answer.stderr == f"alias/pulumi-state: there\n{BUCKET}: there\n"
    assert len(aws("kms").list_keys()["Keys"]) == 1


@pytest.mark.usefixtures("aws")
def test_a_stack_of_a_system_is_made_by_our_own_first_up(demo: Demo) -> None:
    answer = demo.run("bootstrap", "shop/prod")
    assert answer.stdout == f"{LOGIN}\ngroundwork up shop/prod --secrets-provider '{PROVIDER}'\n"


def test_without_a_stack_both_commands_are_shown(demo: Demo, aws: Callable[..., Any]) -> None:
    answer = demo.run("bootstrap", "--region", "us-east-1", "--bucket", "acme-state", "--key-alias", "acme")
    provider = "awskms://alias/acme?region=us-east-1"
    assert answer.stdout == (
        "pulumi login 's3://acme-state?region=us-east-1'\n"
        f"pulumi stack init STACK --secrets-provider '{provider}'\n"
        f"groundwork up SYSTEM/STACK --secrets-provider '{provider}'\n"
    )
    assert aws("s3").get_bucket_location(Bucket="acme-state")["LocationConstraint"] is None


def test_what_is_missing_is_put_right_and_nothing_else(demo: Demo, aws: Callable[..., Any]) -> None:
    s3 = aws("s3")
    make(s3)
    own = {"Sid": "Own", "Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "s3:GetObject"}
    own["Resource"] = f"arn:aws:s3:::{BUCKET}/*"
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": [own]}))
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    answer = demo.run("bootstrap", "dev")
    assert answer.exit_code == 0
    assert "not versioned" not in answer.stderr
    assert f"{BUCKET}: public access not blocked: mended\n" in answer.stderr
    statements = json.loads(s3.get_bucket_policy(Bucket=BUCKET)["Policy"])["Statement"]
    assert [statement["Sid"] for statement in statements] == ["Own", "DenyInsecureTransport"]


@pytest.mark.spec("SKY-C12")
class TestCheck:
    @pytest.mark.usefixtures("aws")
    def test_in_order(self, demo: Demo) -> None:
        demo.run("bootstrap", "dev")
        answer = demo.run("bootstrap", "dev", "--check")
        assert (answer.exit_code, answer.stderr) == (0, "")
        assert answer.stdout == f"{BUCKET}: versioned, encrypted, closed to the public, TLS only\n"

    def test_not_in_order_and_nothing_changed(self, demo: Demo, aws: Callable[..., Any]) -> None:
        s3 = aws("s3")
        make(s3)
        answer = demo.run("bootstrap", "dev", "--check")
        assert (answer.exit_code, answer.stdout) == (1, "")
        assert answer.stderr.splitlines()[0] == f"error: the state bucket {BUCKET} is not as it should be"
        assert "  not versioned\n" in answer.stderr
        assert "  plain HTTP not refused\n" in answer.stderr
        assert answer.stderr.endswith(f"  → groundwork bootstrap --region eu-west-1 --bucket {BUCKET}\n")
        assert "Status" not in s3.get_bucket_versioning(Bucket=BUCKET)

    @pytest.mark.parametrize("status", ["Suspended", None])
    def test_versioning_that_was_suspended(
        self, demo: Demo, aws: Callable[..., Any], status: str | None
    ) -> None:
        demo.run("bootstrap", "dev")
        if status:
            aws("s3").put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": status})
        assert bootstrap.faults(BUCKET, "eu-west-1") == (["not versioned"] if status else [])

    @pytest.mark.parametrize(("algorithm", "fine"), [("AES256", True), ("aws:kms", True)])
    def test_encryption_of_a_bucket_that_was_there_before(
        self, demo: Demo, aws: Callable[..., Any], algorithm: str, fine: bool
    ) -> None:
        demo.run("bootstrap", "dev")
        rules = [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": algorithm}}]
        aws("s3").put_bucket_encryption(Bucket=BUCKET, ServerSideEncryptionConfiguration={"Rules": rules})
        assert (bootstrap.faults(BUCKET, "eu-west-1") == []) is fine

    def test_not_encrypted(self, demo: Demo, aws: Callable[..., Any]) -> None:
        demo.run("bootstrap", "dev")
        aws("s3").delete_bucket_encryption(Bucket=BUCKET)
        assert bootstrap.faults(BUCKET, "eu-west-1") == ["encrypted by nothing"]

    @pytest.mark.usefixtures("aws")
    def test_not_there(self, demo: Demo) -> None:
        answer = demo.run("bootstrap", "dev", "--check")
        assert answer.exit_code == 1
        assert answer.stderr == (
            f"error: there is no bucket {BUCKET}\n  → groundwork bootstrap --bucket {BUCKET}\n"
        )


@pytest.mark.usefixtures("no_credentials")
def test_without_credentials(demo: Demo) -> None:
    answer = demo.run("bootstrap", "dev")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.startswith("error: asking AWS who we are: no AWS credentials\n  → log in")


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("s3://a?region=eu-west-1", ("a", "eu-west-1")),
        ("s3://a", ("a", None)),
        ("s3://a?x=1&region=r", ("a", "r")),
    ],
)
def test_the_bucket_of_a_backend(url: str, parts: tuple[str, str | None]) -> None:
    assert bootstrap.bucket_of(url) == parts


def test_a_bucket_of_another_account(monkeypatch: pytest.MonkeyPatch) -> None:
    from botocore.exceptions import ClientError

    class Closed:
        def head_bucket(self, **_arguments: str) -> None:
            raise ClientError({"Error": {"Code": "403", "Message": "Forbidden"}}, "HeadBucket")

    monkeypatch.setattr("deploy.aws.client", lambda _service, _region: Closed())
    with pytest.raises(UserError) as caught:
        bootstrap.faults("taken", None)
    assert str(caught.value) == (
        "the bucket taken is of another account, or closed to us\n  → choose another name: --bucket"
    )
