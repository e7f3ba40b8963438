"""What EventBridge Scheduler answers: ARNs, and ids that hold the group's name."""

from __future__ import annotations

from typing import Any, Final

from simulator.registry import REPLACE, Context, autoname, outputs
from simulator.services.shapes import CREATED, arn, named

SCHEDULE: Final = "aws:scheduler/schedule:Schedule"
GROUP: Final = "aws:scheduler/scheduleGroup:ScheduleGroup"

REPLACE[SCHEDULE] = frozenset({"groupName", "name", "namePrefix", "region"})
REPLACE[GROUP] = frozenset({"name", "namePrefix", "region"})

autoname(SCHEDULE, GROUP, max_length=64)


@outputs(SCHEDULE)
def schedule(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A schedule; its id is group and name."""
    name, group = named(inputs, ctx), str(inputs.get("groupName") or "default")
    return f"{group}/{name}", {
        "actionAfterCompletion": inputs.get("actionAfterCompletion", "NONE"),
        "arn": arn(ctx, "scheduler", f"schedule/{group}/{name}"),
        "groupName": group,
        "name": name,
        "scheduleExpressionTimezone": inputs.get("scheduleExpressionTimezone", "UTC"),
        "state": inputs.get("state", "ENABLED"),
    }


@outputs(GROUP)
def group(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A group of schedules; its id is its name."""
    name = named(inputs, ctx)
    return name, {
        "arn": arn(ctx, "scheduler", f"schedule-group/{name}"),
        "creationDate": CREATED,
        "lastModificationDate": CREATED,
        "name": name,
        "state": "ACTIVE",
    }
