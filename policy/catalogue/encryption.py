"""Encryption at rest."""

from __future__ import annotations

from typing import Final

from policy.catalogue.model import ADVISORY, MANDATORY, Control, always_so

THEME: Final = "encryption at rest"
CUSTOMER_KEY: Final = "Set `groundwork:security.encryption.kind: customer`."

CONTROLS: Final = (
    Control(
        id="data-storage-encrypted",
        title="Databases, caches, search domains and file systems are encrypted at rest",
        theme=THEME,
        severity="high",
        sheets=("PYS-C02",),
        frameworks=(
            "FSBP RDS.3",
            "FSBP RDS.27",
            "FSBP ElastiCache.4",
            "FSBP Opensearch.1",
            "FSBP EFS.1",
            "CIS 2.3.1",
            "CIS 2.4.1",
            "PCI 3.5.1",
            "CKV_AWS_16",
            "CKV_AWS_96",
            "CKV_AWS_29",
            "CKV_AWS_5",
            "CKV_AWS_42",
        ),
        baseline=MANDATORY,
        reason="Encryption cannot be turned on later without a new store and a copy of the data.",
        remedy=always_so("`storage_encrypted=True` (of caches `at_rest_encryption_enabled=True`)"),
    ),
    Control(
        id="bucket-encrypted",
        title="Each bucket says how it is encrypted",
        theme=THEME,
        severity="medium",
        frameworks=("FSBP S3.17", "PCI 3.5.1", "CKV_AWS_145"),
        baseline=MANDATORY,
        reason="S3 encrypts by itself since 2023; the setting says by which key, and shows it to an auditor.",
        remedy=always_so("an `aws.s3.BucketServerSideEncryptionConfiguration` of `aws:kms` or `AES256`"),
    ),
    Control(
        id="disk-encrypted",
        title="Disks of instances are encrypted",
        theme=THEME,
        severity="high",
        frameworks=("FSBP EC2.3", "FSBP EC2.181", "CIS 2.2.1", "PCI 3.5.1", "CKV_AWS_3", "CKV_AWS_8"),
        baseline=MANDATORY,
        reason="Snapshots of an unencrypted disk can be copied by whoever may read them.",
        remedy=always_so("`encrypted=True` on the volume, `root_block_device` or block device mapping"),
    ),
    Control(
        id="queue-encrypted",
        title="Queues are encrypted",
        theme=THEME,
        severity="medium",
        frameworks=("FSBP SQS.1", "PCI 3.5.1", "CKV_AWS_27"),
        baseline=MANDATORY,
        reason="Messages carry what databases carry.",
        remedy=always_so("`sqs_managed_sse_enabled=True` or `kms_master_key_id`"),
    ),
    Control(
        id="topic-encrypted",
        title="Topics are encrypted by a customer key",
        theme=THEME,
        severity="medium",
        frameworks=("FSBP SNS.1", "PCI 3.5.1", "CKV_AWS_26"),
        baseline=ADVISORY,
        with_customer_keys="mandatory",
        reason="Alarms can publish to an encrypted topic only if the key's policy lets CloudWatch use it, "
        "which a "
        "customer key alone can do. A stack that does without customer keys is advised, not stopped.",
        remedy=CUSTOMER_KEY,
    ),
    Control(
        id="secret-customer-key",
        title="Secrets are encrypted by a customer key",
        theme=THEME,
        severity="medium",
        frameworks=("PCI 3.6.1", "CKV_AWS_149"),
        baseline=ADVISORY,
        with_customer_keys="mandatory",
        reason="Secrets Manager always encrypts; a customer key adds a second permission, and a log of its "
        "use.",
        remedy=CUSTOMER_KEY,
    ),
    Control(
        id="log-group-customer-key",
        title="Log groups are encrypted by a customer key",
        theme=THEME,
        severity="medium",
        frameworks=("PCI 3.5.1", "CKV_AWS_158"),
        baseline=ADVISORY,
        with_customer_keys="mandatory",
        reason="CloudWatch Logs always encrypts; a customer key lets access be withdrawn in one place.",
        remedy=CUSTOMER_KEY,
    ),
    Control(
        id="database-customer-key",
        title="Databases are encrypted by a customer key",
        theme=THEME,
        severity="medium",
        frameworks=("PCI 3.6.1", "CKV_AWS_327"),
        baseline=ADVISORY,
        with_customer_keys="mandatory",
        reason="A snapshot under the AWS-managed key cannot be shared with a recovery account.",
        remedy=CUSTOMER_KEY,
    ),
    Control(
        id="repository-customer-key",
        title="Image repositories are encrypted by KMS",
        theme=THEME,
        severity="low",
        frameworks=("PCI 3.5.1", "CKV_AWS_136"),
        baseline=ADVISORY,
        reason="ECR always encrypts; KMS adds a log of the key's use.",
        remedy=CUSTOMER_KEY,
    ),
    Control(
        id="kms-key-rotation",
        title="Customer keys are rotated every year",
        theme=THEME,
        severity="medium",
        frameworks=("FSBP KMS.4", "CIS 3.6", "PCI 3.7.4", "CKV_AWS_7"),
        baseline=MANDATORY,
        reason="Rotation limits how much data one key's material opens; AWS does it without downtime.",
        remedy=always_so("`enable_key_rotation=True`"),
    ),
)
