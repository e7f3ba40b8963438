"""Rules over the second region and what lies there."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from settings.base import Breach, readable, rule
from settings.tables import REGIONS
from settings.words import both

if TYPE_CHECKING:
    from settings.root import Settings


@rule
def secondary_network_has_a_region(settings: "Settings") -> Iterator[Breach]:
    if settings.network.secondary is not None and settings.system.secondary_region is None:
        yield Breach(
            ("network", "secondary"),
            "there is no second region for it",
            "name it as groundwork:system.secondaryRegion",
        )


@rule
def secondary_region_has_the_zones(settings: "Settings") -> Iterator[Breach]:
    region = settings.system.secondary_region
    if settings.network.secondary is None or region is None:
        return
    letters = tuple(REGIONS[region])
    for index, zone in readable(settings.network.secondary.zones):
        if zone not in letters:
            yield Breach(
                ("network", "secondary", "zones", index),
                f"{region} has no zone {zone}; it has {both(letters)}",
            )
