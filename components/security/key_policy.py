"""The policy of the stack's key: who administers it, and which services use it for what the stack has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pulumi

from components.base import Context
from components.iam import Statement
from components.security.trail import trail_arn
from settings import Settings

USE = ["kms:Decrypt", "kms:GenerateDataKey*"]


def key_policy(
    region: str, account_id: pulumi.Output[str], further: Sequence[Statement] = ()
) -> dict[str, Any]:
    """Key policy: IAM of the account administers, CloudWatch Logs and the publishers of alarms may use it.

    AWS Key Management Service Developer Guide "Default key policy"; Amazon CloudWatch Logs User Guide
    "Encrypt log data using AWS KMS"; Amazon SNS Developer Guide "Key management".
    """
    log_groups = pulumi.Output.concat("arn:aws:logs:", region, ":", account_id, ":log-group:*")
    own_account = {"StringEquals": {"aws:SourceAccount": account_id}}
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Enable IAM User Permissions",
                "Effect": "Allow",
                "Principal": {"AWS": _root(account_id)},
                "Action": "kms:*",
                "Resource": "*",
            },
            {
                "Sid": "LogGroups",
                "Effect": "Allow",
                "Principal": {"Service": f"logs.{region}.amazonaws.com"},
                "Action": [
                    "kms:Encrypt*",
                    "kms:Decrypt*",
                    "kms:ReEncrypt*",
                    "kms:GenerateDataKey*",
                    "kms:Describe*",
                ],
                "Resource": "*",
                "Condition": {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": log_groups}},
            },
            admitted("Alarms", "cloudwatch.amazonaws.com", USE) | {"Condition": own_account},
            # EventBridge sends no source keys to hold a condition to.
            admitted("Events", "events.amazonaws.com", USE),
            *further,
        ],
    }


def key_statements(settings: Settings, context: Context) -> list[Statement]:
    """Statements for what this stack in particular encrypts with its key."""
    found = []
    roles = [task.execution_role_name for task in settings.compute.tasks.values()]
    if named := sorted(role for role in roles if role is not None):
        found.append(_execution_roles(named, context.account_id))
    if settings.security.trail is not None:
        found += _trail(trail_arn(context), context.account_id)
    origins = settings.edge.origin_buckets if settings.edge is not None else {}
    buckets = settings.storage.buckets
    if any(buckets[key].encryption == "stack" for key in origins):
        found.append(_distributions(context.account_id))
    return found


def admitted(sid: str, service: str, actions: Sequence[str]) -> dict[str, Any]:
    """Lets a service use the key."""
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": list(actions),
        "Resource": "*",
    }


def _root(account_id: pulumi.Output[str]) -> pulumi.Output[str]:
    return pulumi.Output.concat("arn:aws:iam::", account_id, ":root")


def _execution_roles(names: Sequence[str], account_id: pulumi.Output[str]) -> Statement:
    """The roles that start tasks, by the names that the settings give them (FBG-SEC-02).

    The key is there before the roles, and KMS refuses a principal that does not exist: so the account is
    admitted, as far as it acts with one of these roles.
    """
    arns = [pulumi.Output.concat("arn:aws:iam::", account_id, ":role/", name) for name in names]
    return {
        "Sid": "Allow ECS Task Execution",
        "Effect": "Allow",
        "Principal": {"AWS": _root(account_id)},
        "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
        "Resource": "*",
        "Condition": {"ArnEquals": {"aws:PrincipalArn": arns}},
    }


def _trail(arn: pulumi.Output[str], account_id: pulumi.Output[str]) -> list[Statement]:
    """AWS CloudTrail User Guide "Configure AWS KMS key policies for CloudTrail"."""
    trails = pulumi.Output.concat("arn:aws:cloudtrail:*:", account_id, ":trail/*")
    of_trail = {"aws:SourceArn": arn}
    return [
        admitted("Trail", "cloudtrail.amazonaws.com", ["kms:GenerateDataKey*"])
        | {
            "Condition": {
                "StringEquals": of_trail,
                "StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": trails},
            }
        },
        admitted("TrailDescribes", "cloudtrail.amazonaws.com", ["kms:DescribeKey"])
        | {"Condition": {"StringEquals": of_trail}},
    ]


def _distributions(account_id: pulumi.Output[str]) -> Statement:
    """Distributions of the account, for objects that they may read by the policy of the bucket.

    The key is there before the distribution, whose ARN the bucket's policy names. Amazon CloudFront
    Developer Guide "Restrict access to an Amazon S3 origin".
    """
    distributions = pulumi.Output.concat("arn:aws:cloudfront::", account_id, ":distribution/*")
    return admitted("CloudFront", "cloudfront.amazonaws.com", ["kms:Decrypt"]) | {
        "Condition": {"ArnLike": {"aws:SourceArn": distributions}}
    }
