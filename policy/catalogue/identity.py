"""Identity and permissions."""

from __future__ import annotations

from typing import Final

from policy.catalogue.model import MANDATORY, Control, always_so

THEME: Final = "identity"
GRANTS: Final = (
    "Grant through `groundwork:compute.services.<name>.uses`, which names the actions and ARNs; "
    "in a program of your own list them in the policy."
)

CONTROLS: Final = (
    Control(
        id="ecs-task-roles",
        title="Execution and task role are two, and only ECS tasks may assume them",
        theme=THEME,
        severity="high",
        sheets=("SKY-C05",),
        frameworks=("PCI 7.2.2", "CKV_AWS_249"),
        baseline=MANDATORY,
        parameters={"service": "ecs-tasks.amazonaws.com"},
        reason="What starts a container may read its secrets; what runs in it should not be able to.",
        remedy=always_so(
            "`execution_role_arn` and `task_role_arn` to two roles that trust ecs-tasks.amazonaws.com"
        ),
    ),
    Control(
        id="iam-no-wildcard-actions",
        title="No policy allows all actions, of AWS or of a service",
        theme=THEME,
        severity="high",
        sheets=("SKY-C05",),
        frameworks=(
            "FSBP IAM.1",
            "FSBP IAM.21",
            "CIS 1.16",
            "PCI 7.2.2",
            "CKV_AWS_62",
            "CKV_AWS_63",
            "CKV2_AWS_40",
        ),
        baseline=MANDATORY,
        reason="A wildcard grows with every action that AWS adds.",
        remedy=GRANTS,
    ),
    Control(
        id="iam-no-wildcard-resources",
        title="Actions that can name a resource are not allowed on all of them",
        theme=THEME,
        severity="high",
        frameworks=("PCI 7.2.2", "CKV_AWS_290", "CKV_AWS_355"),
        baseline=MANDATORY,
        reason="One stolen role opens one stack's resources, not the account's.",
        remedy=GRANTS,
    ),
    Control(
        id="iam-pass-role-scoped",
        title="Roles may be handed to named services only",
        theme=THEME,
        severity="critical",
        frameworks=("PCI 7.2.2", "CKV_AWS_286"),
        baseline=MANDATORY,
        reason="Whoever may pass any role to any service can become that role.",
        remedy=always_so("the condition iam:PassedToService in the statement that allows iam:PassRole"),
    ),
    Control(
        id="iam-no-admin-policies",
        title="No administrator policy is attached to a role",
        theme=THEME,
        severity="high",
        frameworks=("CIS 1.16", "PCI 7.2.2", "CKV_AWS_274", "CKV2_AWS_56"),
        baseline=MANDATORY,
        parameters={"policies": ["AdministratorAccess", "IAMFullAccess", "PowerUserAccess"]},
        reason="A workload needs a handful of permissions, never all of them.",
        remedy=GRANTS,
    ),
    Control(
        id="iam-trust-narrow",
        title="Each role is assumed by somebody in particular",
        theme=THEME,
        severity="high",
        frameworks=("PCI 7.2.1", "CKV_AWS_60", "CKV_AWS_61", "CKV_AWS_358"),
        baseline=MANDATORY,
        reason="A trust policy is a door: it names who may come through, and from which repository or "
        "account.",
        remedy=always_so(
            "the principal and its condition (sts:ExternalId, aws:PrincipalOrgID, the OIDC sub)"
        ),
    ),
    Control(
        id="iam-resource-policy-narrow",
        title="Nothing is granted to everybody",
        theme=THEME,
        severity="critical",
        frameworks=(
            "FSBP S3.2",
            "FSBP S3.3",
            "FSBP SQS.3",
            "FSBP SNS.4",
            "FSBP Lambda.1",
            "FSBP KMS.5",
            "PCI 7.3.1",
            "CKV_AWS_70",
            "CKV_AWS_168",
            "CKV_AWS_169",
            "CKV_AWS_301",
        ),
        baseline=MANDATORY,
        reason="A principal of * is the whole internet unless a condition ties it to an account or a source.",
        remedy=always_so("the principal, or a condition such as aws:SourceArn, in the resource's policy"),
    ),
    Control(
        id="iam-no-long-lived-credentials",
        title="There are no IAM users, access keys or console passwords",
        theme=THEME,
        severity="high",
        frameworks=(
            "FSBP IAM.2",
            "FSBP IAM.3",
            "CIS 1.14",
            "CIS 1.15",
            "PCI 7.2.1",
            "CKV_AWS_273",
            "CKV_AWS_40",
        ),
        baseline=MANDATORY,
        reason="Keys that do not expire leak sooner or later; roles and OIDC need none.",
        remedy="Give workloads roles (`groundwork:compute.services` have their own) and people single "
        "sign-on.",
    ),
)
