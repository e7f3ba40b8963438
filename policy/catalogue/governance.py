"""Tags, exemptions, and what people do."""

from __future__ import annotations

from typing import Final

from policy.catalogue.model import ADVISORY, MANDATORY, Control

THEME: Final = "governance"
EXEMPTIONS: Final = "policy-exemptions"
EXEMPTED: Final = "policy-exempted"

CONTROLS: Final = (
    Control(
        id="tags-required",
        title="Everything says its project, environment, owner, cost centre and what manages it",
        theme=THEME,
        severity="medium",
        frameworks=("PCI A1.1.2",),
        baseline=MANDATORY,
        parameters={"tags": ["Project", "Environment", "ManagedBy", "CostCenter", "Owner"]},
        reason="An untagged resource has no owner when it fails and no budget when it costs.",
        remedy="Set `groundwork:system.name`, `groundwork:system.owner` and "
        "`groundwork:system.costCenter`; the "
        "provider's default tags do the rest.",
    ),
    Control(
        id="tags-environment",
        title="The tag Environment is the stack's environment",
        theme=THEME,
        severity="low",
        frameworks=("PCI A1.1.2",),
        baseline=MANDATORY,
        reason="Budgets and access by tag go wrong with a resource that names another environment.",
        remedy="Set `groundwork:system.environment`, and remove Environment from `groundwork:system.tags`.",
    ),
    Control(
        id=EXEMPTIONS,
        title="Exemptions are complete, in date and at most 180 days long",
        theme=THEME,
        severity="high",
        baseline=MANDATORY,
        reason="An exemption is a decision of somebody, for a reason, for a time.",
        remedy="Mend or remove the entry in `groundwork:policy.exemptions`.",
    ),
    Control(
        id=EXEMPTED,
        title="What is exempted stays in sight",
        theme=THEME,
        severity="low",
        baseline=ADVISORY,
        reason="A finding that is excused is still a finding; an exemption that excuses nothing is rubbish.",
        remedy="Mend the finding and remove the entry from `groundwork:policy.exemptions`.",
    ),
    Control(
        id="reviews-and-updates",
        title="Dashboard and alarms weekly, savings monthly, packages quarterly",
        theme=THEME,
        severity="low",
        sheets=("PYS-C17",),
        baseline=ADVISORY,
        kind="human",
        where="runbook of PyShop (PYS-OPS-01 to -05)",
        reason="Duties of people cannot be seen in a resource graph.",
        remedy="Follow the runbook; what it finds ends in `groundwork:observability` or in packages.",
    ),
    Control(
        id="state-store-versioned",
        title="The state is versioned, encrypted and locked",
        theme=THEME,
        severity="high",
        sheets=("SKY-C12",),
        baseline=MANDATORY,
        kind="script",
        where="the deploy command, before anything is touched",
        reason="The bucket that holds the state is made before the stack, and so is in no stack's graph.",
        remedy="Make the bucket with the bootstrap command; no setting under `groundwork:system` can.",
    ),
    Control(
        id="external-database-backups",
        title="Supabase backs up the database",
        theme=THEME,
        severity="high",
        sheets=("SKY-C18",),
        baseline=ADVISORY,
        kind="human",
        where="runbook of Sky High Booker, data loss (SKY-REC-07)",
        reason="The database is outside AWS, its backups are the provider's duty.",
        remedy="Check the plan's backups once a quarter; nothing in `groundwork:data` can.",
    ),
)
