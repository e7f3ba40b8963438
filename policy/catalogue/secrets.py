"""Secrets."""

from __future__ import annotations

from typing import Final

from policy.catalogue.model import ADVISORY, DISABLED, MANDATORY, OUTSIDE_DEV, Control, Phases, always_so

THEME: Final = "secrets"

CONTROLS: Final = (
    Control(
        id="secrets-injected",
        title="SECRET_KEY and DATABASE_URL come from Secrets Manager",
        theme=THEME,
        severity="high",
        sheets=("PYS-C03",),
        frameworks=("FSBP ECS.8",),
        baseline=DISABLED,
        systems={"pyshop": MANDATORY},
        parameters={"names": ["SECRET_KEY", "DATABASE_URL"]},
        reason="The sheet names these two; secrets of other systems are held by secrets-not-in-environment.",
        remedy="Name the secret and the database in `groundwork:compute.services.<name>.uses`, and the "
        "variable "
        "in `groundwork:compute.services.<name>.injectSecrets` or `groundwork:data.<name>.inject`.",
    ),
    Control(
        id="secrets-not-in-environment",
        title="No credential is a plain environment variable",
        theme=THEME,
        severity="high",
        sheets=("PYS-C03",),
        frameworks=("FSBP ECS.8", "CKV_AWS_45"),
        baseline=MANDATORY,
        reason="Plain variables are shown to whoever may describe the task, and are kept in every revision.",
        remedy="Put the value in `groundwork:security.secrets` and name it in "
        "`groundwork:compute.services.<name>.uses`, not in `groundwork:compute.services.<name>.environment`.",
    ),
    Control(
        id="secrets-not-in-user-data",
        title="No credential is in user data",
        theme=THEME,
        severity="high",
        frameworks=("CKV_AWS_46",),
        baseline=MANDATORY,
        reason="Every process of an instance can read its user data.",
        remedy="Put the value in `groundwork:security.secrets` and read it at start by the instance's role.",
    ),
    Control(
        id="secrets-not-in-outputs",
        title="No stack output is a secret",
        theme=THEME,
        severity="high",
        baseline=MANDATORY,
        reason="Outputs are read by other stacks, pipelines and logs; the ARN of a secret serves them as "
        "well.",
        remedy=always_so("the output to the secret's ARN instead of its value"),
    ),
    Control(
        id="database-password-secret",
        title="Master passwords are made by RDS or kept as Pulumi secrets",
        theme=THEME,
        severity="high",
        frameworks=("PCI 8.6.3",),
        baseline=MANDATORY,
        reason="A password in plain text is in the state file, in its history and in every preview.",
        remedy=always_so("`manage_master_user_password=True`, or the password to a `pulumi.Output.secret`"),
    ),
    Control(
        id="database-secret-rotated",
        title="The password of each database is rotated",
        theme=THEME,
        severity="medium",
        sheets=("FBG-C-08",),
        frameworks=("FSBP SecretsManager.1", "PCI 8.6.3", "CKV2_AWS_57"),
        baseline=DISABLED,
        systems={"foodbegood": Phases({1: DISABLED, 2: MANDATORY})},
        reason="A password that leaked is good until it is changed. Rotation needs clients that take up the "
        "new one, so a system's sheet asks for it.",
        remedy="Turn rotation on for the database in `groundwork:data`.",
    ),
    Control(
        id="secret-rotation-period",
        title="What is rotated is rotated every month",
        theme=THEME,
        severity="medium",
        sheets=("FBG-C-08",),
        frameworks=("FSBP SecretsManager.4", "PCI 8.6.3", "CKV_AWS_304"),
        baseline=OUTSIDE_DEV,
        systems={"foodbegood": Phases({1: ADVISORY, 2: MANDATORY})},
        parameters={"days": 30},
        reason="A rotation once a year is a password that is good for a year.",
        remedy="Leave the days between rotations of the database in `groundwork:data` at 30 or fewer.",
    ),
)
