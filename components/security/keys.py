"""The customer key of a stack."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.base import Component
from components.iam import Statement
from components.security.key_policy import key_policy
from settings.security import CustomerKeys


class EncryptionKey(Component):
    """A KMS key, rotated yearly, that encrypts the stack's stores, secrets, topics and log groups.

    Its policy leaves its administration to IAM in the account, and admits CloudWatch Logs for the account's
    log groups and CloudWatch and EventBridge for messages to encrypted topics; `statements` admit what else
    this stack has. Services that act for a caller (RDS, S3, Secrets Manager) need no statement of their own.
    """

    arn: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        settings: CustomerKeys,
        *,
        alias: str,
        region: str,
        account_id: pulumi.Output[str],
        statements: Sequence[Statement] = (),
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:security:EncryptionKey", name, None, opts)
        key = aws.kms.Key(
            "key",
            description=settings.description or f"Data, secrets and logs of {alias}",
            enable_key_rotation=True,
            multi_region=True if settings.multi_region else None,
            deletion_window_in_days=settings.deletion_window_days,
            policy=pulumi.Output.json_dumps(key_policy(region, account_id, statements)),
            opts=self.child(protect=True),
        )
        aws.kms.Alias("key", name=f"alias/{alias}", target_key_id=key.key_id, opts=self.child())
        self.arn = key.arn
        self.register_outputs({"arn": self.arn})


class KeyReplica(Component):
    """The stack's multi-Region key in a second region: the same key material, policy and rotation.

    What is encrypted there can be read there, also when the first region cannot be reached.
    """

    arn: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        settings: CustomerKeys,
        *,
        primary_arn: pulumi.Output[str],
        alias: str,
        region: str,
        account_id: pulumi.Output[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:security:KeyReplica", name, None, opts)
        key = aws.kms.ReplicaKey(
            "secondary-key",
            primary_key_arn=primary_arn,
            description=settings.description or f"Data, secrets and logs of {alias}",
            deletion_window_in_days=settings.deletion_window_days,
            policy=pulumi.Output.json_dumps(key_policy(region, account_id)),
            opts=self.child(protect=True),
        )
        # By its ARN: the id is that of the first key as well.
        aws.kms.Alias("secondary-key", name=f"alias/{alias}", target_key_id=key.arn, opts=self.child())
        self.arn = key.arn
        self.register_outputs({"arn": self.arn})
