"""Figures of a system that grows: FoodBeGood's decision matrix (section 4.2 of its requirement sheet).

The goals themselves, such as an uptime of 99.9 %, are measured by people; here is what a graph shows of them.
"""

from __future__ import annotations

from typing import Final

from policy.catalogue.model import ADVISORY, DISABLED, MANDATORY, Control, Phases

THEME: Final = "figures by phase"

CONTROLS: Final = (
    Control(
        id="phase-capacity",
        title="The bounds of capacity are those of the phase",
        theme=THEME,
        severity="low",
        sheets=("FBG-D-01",),
        baseline=DISABLED,
        systems={"foodbegood": ADVISORY},
        parameters={
            "servers": {1: 1, 2: None},
            "tasks": {2: (2, 4), 3: (3, 10), 4: None},
            "peak": {2: 4, 3: 15},
        },
        reason="A system that needs more than its phase has is due for the next one; one that needs less "
        "pays too much.",
        remedy="Set `groundwork:compute.services.<name>.scaling.minimum` and "
        "`groundwork:compute.services.<name>.scaling.maximum`, or move on: `groundwork:system.phase`.",
    ),
    Control(
        id="phase-zones",
        title="Load balancers and tasks stand in as many zones as the phase asks",
        theme=THEME,
        severity="medium",
        sheets=("FBG-D-02",),
        baseline=DISABLED,
        systems={"foodbegood": Phases({1: DISABLED, 2: MANDATORY})},
        parameters={"zones": {2: 2, 3: 3}},
        reason="The uptime that a phase promises outlives the loss of a zone.",
        remedy="Name further `groundwork:network.zones`.",
    ),
    Control(
        id="phase-tasks",
        title="Services that take requests run on as many tasks as the phase asks",
        theme=THEME,
        severity="medium",
        sheets=("FBG-D-02",),
        baseline=DISABLED,
        systems={"foodbegood": Phases({1: DISABLED, 2: MANDATORY, 4: DISABLED})},
        parameters={"tasks": {2: 2, 3: 3, 4: None}},
        reason="The tasks that are left when a zone fails have to carry the load until others have started.",
        remedy="Set `groundwork:compute.services.<name>.desiredCount`, "
        "`groundwork:compute.services.<name>.scaling.minimum` and the minimum of each of "
        "`groundwork:compute.services.<name>.scaling.scheduled`.",
    ),
    Control(
        id="phase-backup-retention",
        title="Backups are kept for as long as the phase asks",
        theme=THEME,
        severity="high",
        sheets=("FBG-D-04",),
        baseline=DISABLED,
        systems={"foodbegood": MANDATORY},
        parameters={"days": {1: 1, 2: 14, 4: 35}},
        reason="The longer a mistake may go unseen, the older the backup that mends it.",
        remedy="Set `groundwork:data.<name>.backupRetentionDays`.",
    ),
    Control(
        id="budget-present",
        title="The stack has a monthly budget",
        theme=THEME,
        severity="medium",
        sheets=("FBG-D-06",),
        baseline=DISABLED,
        systems={"foodbegood": MANDATORY},
        reason="A cost that nobody watches is found on the bill.",
        remedy="Set `groundwork:cost.budget`.",
    ),
    Control(
        id="phase-budget",
        title="The budget is the amount of the phase",
        theme=THEME,
        severity="low",
        sheets=("FBG-D-06",),
        baseline=DISABLED,
        systems={"foodbegood": ADVISORY},
        parameters={"usd": {1: 100, 2: 400, 3: 1500, 4: 7500}},
        reason="A budget left over from another phase warns too late or always.",
        remedy="Set `groundwork:cost.budget.monthlyUsd`.",
    ),
    Control(
        id="phase-chosen",
        title="Phase and team fit the number of users",
        theme=THEME,
        severity="low",
        sheets=("FBG-D-01", "FBG-D-05"),
        baseline=ADVISORY,
        kind="human",
        where="runbook of FoodBeGood, monthly review (FBG-OPS-14)",
        reason="How many use the system, and how many look after it, no resource graph shows.",
        remedy="Choose `groundwork:system.phase` by the users: below 500, 5K, 50K, and above.",
    ),
    Control(
        id="goals-measured",
        title="Uptime is measured, and recovery is drilled",
        theme=THEME,
        severity="medium",
        sheets=("FBG-D-02", "FBG-D-03"),
        baseline=ADVISORY,
        kind="human",
        where="runbook of FoodBeGood, recovery (FBG-REC-07)",
        reason="A mechanism that was never tried is a hope. The graph shows only that it is there.",
        remedy="Follow the runbook; what is missed ends in `groundwork:system.phase` or in a mended runbook.",
    ),
)
