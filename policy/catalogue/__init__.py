"""Every control of the pack as data: what it means, whom it stands for, how hard it holds where."""

from __future__ import annotations

from typing import Final

from policy.catalogue import (
    audit,
    availability,
    data,
    edge,
    encryption,
    functions,
    governance,
    growth,
    identity,
    images,
    logging,
    messaging,
    network,
    observability,
    recovery,
    secrets,
    services,
    transit,
)
from policy.catalogue.governance import EXEMPTED, EXEMPTIONS
from policy.catalogue.model import Control

CATALOGUE: Final[tuple[Control, ...]] = (
    *network.CONTROLS,
    *encryption.CONTROLS,
    *transit.CONTROLS,
    *identity.CONTROLS,
    *secrets.CONTROLS,
    *images.CONTROLS,
    *functions.CONTROLS,
    *data.CONTROLS,
    *recovery.CONTROLS,
    *availability.CONTROLS,
    *edge.CONTROLS,
    *messaging.CONTROLS,
    *logging.CONTROLS,
    *audit.CONTROLS,
    *observability.CONTROLS,
    *growth.CONTROLS,
    *services.CONTROLS,
    *governance.CONTROLS,
)
BY_ID: Final = {control.id: control for control in CATALOGUE}

__all__ = ["BY_ID", "CATALOGUE", "EXEMPTED", "EXEMPTIONS", "Control"]
