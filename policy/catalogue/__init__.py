"""Every control of the pack as data: what it means, whom it stands for, how hard it holds where."""

from __future__ import annotations

from typing import Final

from policy.catalogue import (
    availability,
    data,
    encryption,
    governance,
    identity,
    images,
    logging,
    network,
    observability,
    secrets,
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
    *data.CONTROLS,
    *availability.CONTROLS,
    *logging.CONTROLS,
    *observability.CONTROLS,
    *governance.CONTROLS,
)
BY_ID: Final = {control.id: control for control in CATALOGUE}

__all__ = ["BY_ID", "CATALOGUE", "EXEMPTED", "EXEMPTIONS", "Control"]
