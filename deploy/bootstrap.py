"""Where the state lives: a closed, versioned, encrypted S3 bucket, and the KMS key for the secrets in it.

It is made once, before the first deployment, by these calls and not by a stack, because it holds the stacks'
state (SKY-STO-05, SKY-REC-01). Each step looks first and changes only what is not as it should be. Pulumi
locks a stack by files beside its state, so no lock table is needed.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from deploy import aws
from deploy.errors import FAILED, UserError

_BLOCKED = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": True,
    "BlockPublicPolicy": True,
    "RestrictPublicBuckets": True,
}
_TLS = "DenyInsecureTransport"


@dataclass(frozen=True)
class Plan:
    """What is to be there."""

    bucket: str
    region: str
    alias: str
    """Alias of the KMS key, with `alias/`."""

    @property
    def login(self) -> str:
        return f"pulumi login 's3://{self.bucket}?region={self.region}'"

    @property
    def secrets_provider(self) -> str:
        return f"awskms://{self.alias}?region={self.region}"


def plan(project: str, region: str, bucket: str | None, alias: str) -> Plan:
    """Names: the bucket carries account and region, because bucket names are shared by all of AWS."""
    name = bucket or f"{project}-state-{aws.caller(region)['account']}-{region}"
    return Plan(name, region, alias if alias.startswith("alias/") else f"alias/{alias}")


def bucket_of(url: str) -> tuple[str, str | None]:
    """Bucket and region of a backend's `s3://…` address."""
    parts = urlsplit(url)
    region = parse_qs(parts.query).get("region", [None])[0]
    return parts.netloc, region


def establish(wanted: Plan) -> Iterator[str]:
    """Bring bucket and key into being, or into order; tells what was done, step by step."""
    with aws.calling(f"setting up {wanted.bucket}"):
        key = yield from _key(wanted)
        s3 = aws.client("s3", wanted.region)
        yield from _bucket(s3, wanted)
        for fault, mend in _settings(s3, wanted.bucket, key):
            mend()
            yield f"{wanted.bucket}: {fault}: mended"


def faults(bucket: str, region: str | None) -> list[str]:
    """What is not as it should be with a state bucket; empty where all is well. Changes nothing (SKY-C12).

    Raises UserError where there is no such bucket, or it may not be looked at.
    """
    with aws.calling(f"looking at the bucket {bucket}"):
        s3 = aws.client("s3", region)
        if not _exists(s3, bucket):
            raise UserError(
                f"there is no bucket {bucket}", mend=f"groundwork bootstrap --bucket {bucket}", status=FAILED
            )
        return [fault for fault, _ in _settings(s3, bucket, None)]


def _key(wanted: Plan) -> Any:
    """The KMS key behind the alias, with yearly rotation; made where the alias is free."""
    from botocore.exceptions import ClientError

    kms = aws.client("kms", wanted.region)
    try:
        key = kms.describe_key(KeyId=wanted.alias)["KeyMetadata"]["KeyId"]
        yield f"{wanted.alias}: there"
    except ClientError as error:
        if aws.error_code(error) != "NotFoundException":
            raise
        made = kms.create_key(
            Description="Pulumi state and its secrets",
            Tags=[{"TagKey": "ManagedBy", "TagValue": "groundwork"}],
        )
        key = made["KeyMetadata"]["KeyId"]
        kms.create_alias(AliasName=wanted.alias, TargetKeyId=key)
        yield f"{wanted.alias}: made"
    if not kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"]:
        kms.enable_key_rotation(KeyId=key)
        yield f"{wanted.alias}: rotation enabled"
    return key


def _bucket(s3: Any, wanted: Plan) -> Iterator[str]:
    if _exists(s3, wanted.bucket):
        yield f"{wanted.bucket}: there"
        return
    # us-east-1 is the one region that must not be named (S3 API reference: CreateBucket).
    where = (
        {}
        if wanted.region == "us-east-1"
        else {"CreateBucketConfiguration": {"LocationConstraint": wanted.region}}
    )
    s3.create_bucket(Bucket=wanted.bucket, ObjectOwnership="BucketOwnerEnforced", **where)
    yield f"{wanted.bucket}: made in {wanted.region}"


def _exists(s3: Any, bucket: str) -> bool:
    from botocore.exceptions import ClientError

    try:
        s3.head_bucket(Bucket=bucket)
    except ClientError as error:
        code = aws.error_code(error)
        if code in {"404", "NoSuchBucket"}:
            return False
        if code in {"403", "301"}:
            where = "of another account, or closed to us" if code == "403" else "in another region"
            raise UserError(
                f"the bucket {bucket} is {where}", mend="choose another name: --bucket", status=FAILED
            ) from error
        raise
    return True


def _settings(s3: Any, bucket: str, key: str | None) -> Iterator[tuple[str, Any]]:
    """Each setting that is not as it should be, with the call that mends it."""
    if s3.get_bucket_versioning(Bucket=bucket).get("Status") != "Enabled":
        yield (
            "not versioned",
            lambda: s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"}),
        )
    rules = _configured(s3.get_bucket_encryption, bucket, "ServerSideEncryptionConfiguration").get(
        "Rules", []
    )
    algorithm = rules[0].get("ApplyServerSideEncryptionByDefault", {}).get("SSEAlgorithm") if rules else None
    # A bucket of our making has the key; one that was there before may be encrypted by S3's own.
    if algorithm not in ({"aws:kms", "aws:kms:dsse"} if key else {"aws:kms", "aws:kms:dsse", "AES256"}):
        rule = {
            "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key},
            "BucketKeyEnabled": True,
        }
        yield (
            f"encrypted by {algorithm or 'nothing'}",
            lambda: s3.put_bucket_encryption(
                Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": [rule]}
            ),
        )
    if _configured(s3.get_public_access_block, bucket, "PublicAccessBlockConfiguration") != _BLOCKED:
        yield (
            "public access not blocked",
            lambda: s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=_BLOCKED),
        )
    text = _configured(s3.get_bucket_policy, bucket, "Policy")
    policy: dict[str, Any] = json.loads(text) if text else {"Version": "2012-10-17", "Statement": []}
    if not any(_refuses_plain_http(statement) for statement in policy["Statement"]):
        policy["Statement"].append(_tls_only(bucket, s3.meta.partition))
        yield "plain HTTP not refused", lambda: s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps(policy))


def _configured(call: Any, bucket: str, name: str) -> Any:
    """A part of a bucket's configuration; empty where it is not set (S3 answers with an error then)."""
    from botocore.exceptions import ClientError

    try:
        return call(Bucket=bucket)[name]
    except ClientError as error:
        if aws.error_code(error).startswith(("NoSuch", "ServerSideEncryptionConfigurationNotFound")):
            return {}
        raise


def _tls_only(bucket: str, partition: str) -> dict[str, Any]:
    arns = [f"arn:{partition}:s3:::{bucket}", f"arn:{partition}:s3:::{bucket}/*"]
    return {
        "Sid": _TLS,
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": arns,
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def _refuses_plain_http(statement: dict[str, Any]) -> bool:
    condition = statement.get("Condition", {}).get("Bool", {}).get("aws:SecureTransport")
    return statement.get("Effect") == "Deny" and str(condition).lower() == "false"
