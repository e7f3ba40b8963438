"""Logs."""

from __future__ import annotations

from typing import Final

from policy.catalogue.model import (
    ADVISORY,
    DISABLED,
    MANDATORY,
    OUTSIDE_DEV,
    PRODUCTION_ADVICE,
    Control,
    Phases,
    always_so,
)

THEME: Final = "logging"

CONTROLS: Final = (
    Control(
        id="container-logs",
        title="Every container logs to CloudWatch",
        theme=THEME,
        severity="high",
        sheets=("PYS-C11",),
        frameworks=("FSBP ECS.9", "PCI 10.2.1"),
        baseline=MANDATORY,
        reason="What a task wrote is gone with the task.",
        remedy=always_so("`logConfiguration` of the container to awslogs with a group of the stack"),
    ),
    Control(
        id="log-group-retention",
        title="Every log group is kept for a set time",
        theme=THEME,
        severity="medium",
        sheets=("PYS-C11", "SKY-C14"),
        frameworks=("PCI 10.5.1", "CKV_AWS_66"),
        baseline=MANDATORY,
        reason="Without a figure logs are kept for ever: a cost that only grows, and personal data past "
        "its time.",
        remedy="Set `groundwork:observability.logRetentionDays`, or "
        "`groundwork:compute.services.<name>.logRetentionDays` for one service.",
    ),
    Control(
        id="load-balancer-access-logs",
        title="Load balancers keep access logs",
        theme=THEME,
        severity="medium",
        sheets=("SKY-C15", "FBG-C-04"),
        frameworks=("FSBP ELB.5", "PCI 10.2.1", "CKV_AWS_91"),
        baseline=PRODUCTION_ADVICE,
        systems={"skyhigh": MANDATORY, "foodbegood": Phases({1: DISABLED, 2: MANDATORY})},
        reason="They show each request and how it was answered. Other systems choose by cost.",
        remedy="Set `groundwork:edge.loadBalancer.accessLogs: true`.",
    ),
    Control(
        id="cluster-container-insights",
        title="Container Insights is on",
        theme=THEME,
        severity="low",
        sheets=("PYS-C14",),
        frameworks=("FSBP ECS.12", "PCI 10.2.1", "CKV_AWS_65"),
        baseline=OUTSIDE_DEV,
        systems={"pyshop": MANDATORY},
        reason="The number of running tasks is a metric of it alone. A development stack may save the cost.",
        remedy="Set `groundwork:compute.cluster.containerInsights: enabled` (or enhanced).",
    ),
    Control(
        id="exec-sessions-logged",
        title="ECS Exec sessions are logged",
        theme=THEME,
        severity="low",
        frameworks=("PCI 10.2.1", "CKV_AWS_223"),
        baseline=PRODUCTION_ADVICE,
        reason="A shell in production leaves no other trace (PyShop E8 asks for it as advice).",
        remedy="Set `groundwork:compute.services.<name>.exec: false` where nobody needs it; in a program "
        "of your "
        "own set the cluster's execute command logging to OVERRIDE.",
    ),
    Control(
        id="database-logs-exported",
        title="Database logs go to CloudWatch",
        theme=THEME,
        severity="low",
        frameworks=("FSBP RDS.9", "FSBP RDS.36", "PCI 10.2.1", "CKV_AWS_129"),
        baseline=ADVISORY,
        # Amazon RDS User Guide, "Publishing database logs to Amazon CloudWatch Logs".
        parameters={"logs": {"postgres": ["postgresql"], "mysql": ["error"], "mariadb": ["error"]}},
        reason="On the instance they last a few days and fill its disk.",
        remedy="Add `enabledCloudwatchLogsExports` to the database in `groundwork:overrides.<resource>`.",
    ),
)
