"""Alarms and dashboards."""

from __future__ import annotations

from typing import Final

from policy.catalogue.model import (
    ADVISORY,
    DISABLED,
    IN_PRODUCTION,
    MANDATORY,
    PRODUCTION_ADVICE,
    Control,
)

THEME: Final = "observability"
_LB: Final = "AWS/ApplicationELB"

CONTROLS: Final = (
    Control(
        id="alarms-notify",
        title="Every alarm watches something and notifies someone",
        theme=THEME,
        severity="medium",
        sheets=("SKY-C19",),
        baseline=MANDATORY,
        reason="An alarm without dimensions has no data, one without action is heard by nobody.",
        remedy="Name the alarm in `groundwork:observability.alarms` as the components offer it; they notify "
        "`groundwork:observability.alerts`.",
    ),
    Control(
        id="alarm-topic-subscribed",
        title="Somebody has subscribed to the alarms",
        theme=THEME,
        severity="low",
        baseline=ADVISORY,
        reason="A topic without subscribers is silent. Who hears is often set by hand, so it is advice.",
        remedy="Set `groundwork:observability.alerts.emails` or "
        "`groundwork:observability.alerts.httpsEndpoints`.",
    ),
    Control(
        id="alarms-complete",
        title="The eight alarms of the sheet are there and act",
        theme=THEME,
        severity="medium",
        sheets=("PYS-C13",),
        baseline=DISABLED,
        systems={"pyshop": IN_PRODUCTION},
        parameters={
            "alarms": {  # PYS-OBS-03 to -10
                "ECS CPU": [("AWS/ECS", "CPUUtilization")],
                "ECS memory": [("AWS/ECS", "MemoryUtilization")],
                "load balancer 5XX errors": [
                    (_LB, "HTTPCode_Target_5XX_Count"),
                    (_LB, "HTTPCode_ELB_5XX_Count"),
                ],
                "load balancer response time": [(_LB, "TargetResponseTime")],
                "unhealthy targets": [(_LB, "UnHealthyHostCount")],
                "database connections": [("AWS/RDS", "DatabaseConnections")],
                "database CPU": [("AWS/RDS", "CPUUtilization")],
                "database storage": [("AWS/RDS", "FreeStorageSpace")],
            }
        },
        reason="Each is a way in which the API fails that nobody would see in time.",
        remedy="Remove `enabled: false` from the alarm in `groundwork:observability.alarms`.",
    ),
    Control(
        id="dashboard-present",
        title="The stack has a dashboard",
        theme=THEME,
        severity="low",
        sheets=("PYS-C12",),
        baseline=PRODUCTION_ADVICE,
        systems={"pyshop": ADVISORY},
        reason="The weekly look at the system needs one place to look at.",
        remedy="Set `groundwork:observability.dashboard: true`.",
    ),
)
