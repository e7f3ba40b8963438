"""Who did what in the account, and what is wrong in it."""

from __future__ import annotations

from typing import Final

from policy.catalogue.model import ADVISORY, DISABLED, MANDATORY, Control, Phases, always_so

THEME: Final = "audit"
_ACCOUNT: Final = "It is a matter of the account, so a stack is asked only where its system's sheet says so."

CONTROLS: Final = (
    Control(
        id="trail-multi-region",
        title="Trails record every region and the global services",
        theme=THEME,
        severity="high",
        sheets=("FBG-C-04",),
        frameworks=("FSBP CloudTrail.1", "CIS 3.1", "PCI 10.2.1", "CKV_AWS_67", "CKV_AWS_251"),
        baseline=MANDATORY,
        reason="An intruder works where nobody looks: in a region that the system does not use.",
        remedy=always_so("`is_multi_region_trail=True` of the `aws.cloudtrail.Trail`"),
    ),
    Control(
        id="trail-validated",
        title="Trails are signed",
        theme=THEME,
        severity="low",
        frameworks=("FSBP CloudTrail.4", "CIS 3.2", "PCI 10.3.4", "CKV_AWS_36"),
        baseline=MANDATORY,
        reason="A record that can be changed unseen proves nothing (FBG-SEC-08).",
        remedy=always_so("`enable_log_file_validation=True` of the `aws.cloudtrail.Trail`"),
    ),
    Control(
        id="trail-customer-key",
        title="Trails are encrypted by a customer key",
        theme=THEME,
        severity="medium",
        frameworks=("FSBP CloudTrail.2", "CIS 3.5", "PCI 10.3.2", "CKV_AWS_35"),
        baseline=ADVISORY,
        with_customer_keys="mandatory",
        reason="The record of everything that was done is worth a second permission.",
        remedy="Set `groundwork:security.encryption.kind: customer`.",
    ),
    Control(
        id="trail-bucket-narrow",
        title="A trail's bucket admits that trail only",
        theme=THEME,
        severity="medium",
        frameworks=("PCI 10.3.2",),
        baseline=MANDATORY,
        reason="CloudTrail writes for any account; without a condition another's trail may fill the bucket.",
        remedy=always_so("the condition aws:SourceArn in the statement for cloudtrail.amazonaws.com"),
    ),
    Control(
        id="inspector-images",
        title="Amazon Inspector scans the images of repositories",
        theme=THEME,
        severity="high",
        sheets=("FBG-C-05",),
        frameworks=("FSBP Inspector.2", "PCI 11.3.1"),
        baseline=DISABLED,
        systems={"foodbegood": Phases({1: DISABLED, 2: MANDATORY})},
        reason=f"A hole that becomes known after the push is found by nobody else. {_ACCOUNT}",
        remedy="Enable Inspector for ECR in `groundwork:security`.",
    ),
    Control(
        id="inspector-workloads",
        title="Amazon Inspector scans instances and functions",
        theme=THEME,
        severity="medium",
        frameworks=("FSBP Inspector.1", "FSBP Inspector.4", "PCI 11.3.1"),
        baseline=DISABLED,
        systems={"foodbegood": Phases({1: DISABLED, 2: ADVISORY})},
        reason=f"Packages on a host and in a function age as they do in images. {_ACCOUNT}",
        remedy="Enable Inspector for EC2 and LAMBDA in `groundwork:security`, as far as they are used.",
    ),
    Control(
        id="guardduty-enabled",
        title="Amazon GuardDuty looks for threats",
        theme=THEME,
        severity="medium",
        frameworks=("FSBP GuardDuty.1", "PCI 11.5.1", "CKV_AWS_238"),
        baseline=DISABLED,
        systems={"foodbegood": Phases({1: DISABLED, 2: ADVISORY})},
        reason=f"Logs that nobody reads find no intruder. {_ACCOUNT}",
        remedy="Enable GuardDuty in `groundwork:security`.",
    ),
)
