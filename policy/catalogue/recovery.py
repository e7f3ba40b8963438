"""What is left when a database or a region is lost."""

from __future__ import annotations

from typing import Final

from policy.catalogue.model import DISABLED, MANDATORY, Control, Phases, always_so

THEME: Final = "recovery"

CONTROLS: Final = (
    Control(
        id="backup-copies-encrypted",
        title="Copies of backups, and vaults, name a key",
        theme=THEME,
        severity="high",
        sheets=("FBG-C-09",),
        frameworks=("FSBP RDS.4", "FSBP Backup.1", "PCI 3.5.1", "CKV_AWS_245", "CKV_AWS_166"),
        baseline=MANDATORY,
        reason="A copy in another region cannot be read with the key of the first; without one of its own it "
        "is refused or open.",
        remedy=always_so("`kms_key_id` of the copy (of a vault `kms_key_arn`) to a key of its region"),
    ),
    Control(
        id="replica-region-key",
        title="Replicas in another region are encrypted by a key of that region",
        theme=THEME,
        severity="high",
        sheets=("FBG-C-09",),
        frameworks=("PCI 3.5.1",),
        baseline=MANDATORY,
        reason="A replica across regions cannot take its source's key.",
        remedy=always_so("`kms_key_id` of the replica to a key of its region"),
    ),
    Control(
        id="database-region-copy",
        title="Backups of databases, or a replica, are in a second region",
        theme=THEME,
        severity="high",
        sheets=("FBG-D-04",),
        baseline=DISABLED,
        systems={"foodbegood": Phases({1: DISABLED, 2: MANDATORY, 4: DISABLED})},
        reason="When a region is lost, its backups are too.",
        remedy="Name `groundwork:system.secondaryRegion`, and have the database in `groundwork:data` copy "
        "its backups there.",
    ),
    Control(
        id="database-region-replica",
        title="A replica in a second region can take over",
        theme=THEME,
        severity="high",
        sheets=("FBG-D-03", "FBG-D-04"),
        baseline=DISABLED,
        systems={"foodbegood": Phases({1: DISABLED, 3: MANDATORY, 4: DISABLED})},
        reason="Promoting a replica takes minutes, restoring a backup hours.",
        remedy="Name `groundwork:system.secondaryRegion`, and give the database in `groundwork:data` a "
        "replica there.",
    ),
)
