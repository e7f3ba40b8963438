"""What CloudWatch, CloudWatch Logs and EventBridge answer."""

from __future__ import annotations

from typing import Any, Final

from simulator.registry import REPLACE, Context, autoname, outputs
from simulator.services.shapes import Ids, arn, last, named

LOG_GROUP: Final = "aws:cloudwatch/logGroup:LogGroup"
LOG_POLICY: Final = "aws:cloudwatch/logResourcePolicy:LogResourcePolicy"
ALARM: Final = "aws:cloudwatch/metricAlarm:MetricAlarm"
COMPOSITE: Final = "aws:cloudwatch/compositeAlarm:CompositeAlarm"
DASHBOARD: Final = "aws:cloudwatch/dashboard:Dashboard"
RULE: Final = "aws:cloudwatch/eventRule:EventRule"
TARGET: Final = "aws:cloudwatch/eventTarget:EventTarget"

REPLACE[LOG_GROUP] = frozenset({"logGroupClass", "name", "namePrefix", "region"})
REPLACE[LOG_POLICY] = frozenset({"policyName", "region", "resourceArn"})
REPLACE[ALARM] = frozenset({"name", "region"})
REPLACE[COMPOSITE] = frozenset({"alarmName", "region"})
REPLACE[DASHBOARD] = frozenset({"dashboardName", "region"})
REPLACE[RULE] = frozenset({"eventBusName", "name", "namePrefix", "region"})
REPLACE[TARGET] = frozenset({"eventBusName", "region", "rule", "targetId"})

autoname(LOG_GROUP, max_length=512)
autoname(ALARM, max_length=255)
autoname(RULE, max_length=64)
autoname(TARGET, property="targetId", max_length=64)


@outputs(LOG_GROUP)
def log_group(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A log group; its id is its name. Without a retention its events never expire (0)."""
    name = named(inputs, ctx)
    return name, {
        "arn": arn(ctx, "logs", f"log-group:{name}"),
        "deletionProtectionEnabled": inputs.get("deletionProtectionEnabled", False),
        "logGroupClass": inputs.get("logGroupClass", "STANDARD"),
        "name": name,
        "retentionInDays": inputs.get("retentionInDays", 0),
        "skipDestroy": inputs.get("skipDestroy", False),
    }


@outputs(LOG_POLICY)
def log_policy(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A resource policy of CloudWatch Logs, for the account or for one log group."""
    own = inputs.get("resourceArn")
    return str(own or named(inputs, ctx, "policyName", None)), {
        "policyScope": "RESOURCE" if own else "ACCOUNT",
        "revisionId": Ids(inputs, ctx).uuid(),
    }


@outputs(ALARM)
def metric_alarm(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A metric alarm; its id is its name."""
    name = named(inputs, ctx, prefix=None)
    return name, {
        "actionsEnabled": inputs.get("actionsEnabled", True),
        "arn": arn(ctx, "cloudwatch", f"alarm:{name}"),
        "evaluateLowSampleCountPercentiles": inputs.get("evaluateLowSampleCountPercentiles", ""),
        "name": name,
        "treatMissingData": inputs.get("treatMissingData", "missing"),
    }


@outputs(COMPOSITE)
def composite_alarm(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A composite alarm; its id is its name."""
    name = str(inputs["alarmName"])
    return name, {
        "actionsEnabled": inputs.get("actionsEnabled", True),
        "arn": arn(ctx, "cloudwatch", f"alarm:{name}"),
    }


@outputs(DASHBOARD)
def dashboard(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A dashboard; its id is its name, and its ARN has no region."""
    name = str(inputs["dashboardName"])
    return name, {"dashboardArn": arn(ctx, "cloudwatch", f"dashboard/{name}", region="")}


@outputs(RULE)
def event_rule(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A rule; its id is its name, with the bus in front where that is not the default one."""
    name = named(inputs, ctx)
    bus = str(inputs.get("eventBusName") or "default")
    path = name if last(bus) == "default" else f"{last(bus)}/{name}"
    return (name if bus == "default" else f"{bus}/{name}"), {
        "arn": arn(ctx, "events", f"rule/{path}"),
        "eventBusName": bus,
        "name": name,
        "state": inputs.get("state", "ENABLED"),
    }


@outputs(TARGET)
def event_target(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A target of a rule; its id is rule and target, joined by a dash."""
    target = named(inputs, ctx, "targetId", None)
    bus = str(inputs.get("eventBusName") or "default")
    parts = [str(inputs["rule"]), target] if bus == "default" else [bus, str(inputs["rule"]), target]
    return "-".join(parts), {"eventBusName": bus, "targetId": target}
