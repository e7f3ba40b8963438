"""CloudTrail: trails, and what their bucket, key and role have to allow."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import REPLACE, Context, Failure, autoname, check, outputs
from simulator.services import policies, rules
from simulator.services.s3.answers import BUCKET
from simulator.services.s3.answers import POLICY as BUCKET_POLICY
from simulator.services.shapes import arn, named, value

TRAIL: Final = "aws:cloudtrail/trail:Trail"

REPLACE[TRAIL] = frozenset({"name", "region"})

autoname(TRAIL, max_length=255)
rules.taggable(TRAIL)

SERVICE: Final = "cloudtrail.amazonaws.com"
_NAME: Final = re.compile(r"[A-Za-z0-9]([._-]?[A-Za-z0-9])*[._-]?[A-Za-z0-9]")
_GROUP: Final = re.compile(r"log-group:[^:*]+:\*")


@outputs(TRAIL)
def trail(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A trail; its id is its ARN."""
    name = named(inputs, ctx, prefix=None)
    id = arn(ctx, "cloudtrail", f"trail/{name}")
    topic = str(inputs.get("snsTopicName") or "")
    return id, {
        "arn": id,
        "enableLogFileValidation": inputs.get("enableLogFileValidation", False),
        "enableLogging": inputs.get("enableLogging", True),
        "homeRegion": ctx.region,
        "includeGlobalServiceEvents": inputs.get("includeGlobalServiceEvents", True),
        "isMultiRegionTrail": inputs.get("isMultiRegionTrail", False),
        "isOrganizationTrail": inputs.get("isOrganizationTrail", False),
        "name": name,
        "snsTopicArn": topic if topic.startswith("arn:") or not topic else arn(ctx, "sns", topic),
    }


@check(TRAIL)
def _trail(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name, bucket, log group and key ("CreateTrail", AWS CloudTrail API Reference)."""
    name = inputs.get("name")
    if isinstance(name, str) and (not 3 <= len(name) <= 128 or not _NAME.fullmatch(name) or _address(name)):
        yield Failure(
            "name",
            "InvalidTrailNameException: Trail name must have 3 to 128 letters, digits, periods, underscores "
            "and "
            f"dashes, a letter or digit at both ends, and no two signs in a row: '{name}'",
        )
    if inputs.get("isMultiRegionTrail") is True and inputs.get("includeGlobalServiceEvents") is False:
        yield Failure(
            "includeGlobalServiceEvents",
            "InvalidParameterCombinationException: Multi-Region trail must include global service events.",
        )
    yield from rules.length("s3KeyPrefix", inputs.get("s3KeyPrefix"), 0, 200)
    yield from _bucket(inputs, ctx)
    yield from _logs(inputs, ctx)
    yield from _key(inputs.get("kmsKeyId"), ctx)
    if inputs.get("eventSelectors") and inputs.get("advancedEventSelectors"):
        yield Failure(
            "advancedEventSelectors",
            "InvalidEventSelectorsException: eventSelectors and advancedEventSelectors exclude each other",
        )
    selectors = rules.items(inputs.get("eventSelectors"))
    if len(selectors) > 5:
        yield Failure("eventSelectors", f"InvalidEventSelectorsException: at most 5, not {len(selectors)}")
    for place, selector in enumerate(selectors):
        given = rules.block(selector).get("readWriteType")
        yield from rules.one_of(
            f"eventSelectors[{place}].readWriteType", given, ("All", "ReadOnly", "WriteOnly")
        )
    kinds = ("ApiCallRateInsight", "ApiErrorRateInsight")
    for place, selector in enumerate(rules.items(inputs.get("insightSelectors"))):
        given = rules.block(selector).get("insightType")
        yield from rules.one_of(f"insightSelectors[{place}].insightType", given, kinds)


def _address(name: str) -> bool:
    try:
        ipaddress.IPv4Address(name)
    except ValueError:
        return False
    return True


def _bucket(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """The bucket's policy lets CloudTrail look and write ("Amazon S3 bucket policy for CloudTrail")."""
    bucket = inputs.get("s3BucketName")
    if rules.find(ctx, bucket, BUCKET) is None or not rules.listed(ctx):
        return
    documents = [
        document
        for state in rules.siblings(ctx, BUCKET_POLICY, "bucket", bucket)
        if rules.given(document := value(state, "policy"))
    ]
    allowed = {
        str(action).lower()
        for document in documents
        for statement in policies.statements(document)
        if statement.get("Effect") == "Allow" and SERVICE in policies.principals(statement, "Service")
        for action in policies.as_list(statement.get("Action"))
    }
    missing = [
        action for action in ("s3:GetBucketAcl", "s3:PutObject") if not allowed & {action.lower(), "s3:*"}
    ]
    if missing and all(isinstance(document, str) for document in documents):
        what = "has no policy yet" if not documents else f"does not allow {SERVICE} {', '.join(missing)}"
        yield Failure(
            "s3BucketName",
            "InsufficientS3BucketPolicyException: Incorrect S3 bucket policy is detected for bucket: "
            f"{bucket} "
            f"(it {what}; the policy has to be made before the trail)",
        )


def _logs(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Log group with `:*` at the end, together with a role ("Sending events to CloudWatch Logs")."""
    group, role = inputs.get("cloudWatchLogsGroupArn"), inputs.get("cloudWatchLogsRoleArn")
    for one, other, given in (
        ("cloudWatchLogsGroupArn", "cloudWatchLogsRoleArn", group),
        ("cloudWatchLogsRoleArn", "cloudWatchLogsGroupArn", role),
    ):
        if given and inputs.get(other) is None:
            yield Failure(
                other,
                "InvalidParameterCombinationException: You must specify both a CloudWatch Logs log group "
                "and a "
                f"role: {other} is missing beside {one}",
            )
    yield from rules.arn("cloudWatchLogsGroupArn", group, "logs", "log-group:")
    yield from rules.arn("cloudWatchLogsRoleArn", role, "iam", "role/")
    part = rules.arn_part(group, "resource") or ""
    if part.startswith("log-group:") and not _GROUP.fullmatch(part):
        yield Failure(
            "cloudWatchLogsGroupArn",
            "InvalidCloudWatchLogsLogGroupArnException: CloudTrail cannot validate the specified log group "
            "ARN: "
            f"it has to end in :* ({group}:*)",
        )
    region = rules.arn_part(group, "region")
    if region and region != ctx.region:
        yield Failure(
            "cloudWatchLogsGroupArn",
            f"InvalidCloudWatchLogsLogGroupArnException: {group} is in {region}, the trail in {ctx.region}",
        )
    document = value(rules.find(ctx, role), "assumeRolePolicy")
    trusted = {
        name
        for statement in policies.statements(document)
        for name in policies.principals(statement, "Service")
    }
    if isinstance(document, str) and SERVICE not in trusted:
        yield Failure(
            "cloudWatchLogsRoleArn",
            "InvalidCloudWatchLogsRoleArnException: Access denied. Check the trust relationships for your "
            "role: it "
            f"trusts {', '.join(sorted(trusted)) or 'no service'}, not {SERVICE}",
        )


def _key(key: Any, ctx: Context) -> Iterator[Failure]:
    """A key of this region whose policy names CloudTrail ("Configure AWS KMS key policies for
    CloudTrail")."""
    region = rules.arn_part(key, "region")
    if region and region != ctx.region:
        yield Failure(
            "kmsKeyId",
            "KmsKeyNotFoundException: the S3 bucket, the KMS key and the trail must be in one Region: "
            f"{key} is in {region}, the trail in {ctx.region}",
        )
    document = value(rules.find(ctx, key), "policy")
    allowed = any(
        statement.get("Effect") == "Allow"
        and SERVICE in policies.principals(statement, "Service")
        and {str(action).lower() for action in policies.as_list(statement.get("Action"))}
        & {"kms:*", "kms:generatedatakey*", "kms:generatedatakey"}
        for statement in policies.statements(document)
    )
    if isinstance(document, str) and not allowed:
        yield Failure(
            "kmsKeyId",
            "InsufficientEncryptionPolicyException: Insufficient permissions to access S3 bucket or KMS "
            "key: the "
            f"policy of {key} does not allow {SERVICE} kms:GenerateDataKey*",
        )
