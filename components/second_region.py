"""What the settings ask for in the second region."""

from __future__ import annotations

import pulumi

from components.base import Context
from components.network.network import Network
from components.regions import SecondRegion, in_region
from settings import Settings


def second_region(
    settings: Settings,
    *,
    context: Context,
    key_arn: pulumi.Output[str] | None,
    opts: pulumi.ResourceOptions,
) -> SecondRegion | None:
    """The second region with its network, if there is one; None where the settings name no such region.

    `key_arn` is the customer key of that region.
    """
    region, secondary = settings.system.secondary_region, settings.network.secondary
    if region is None:
        return None
    if secondary is None:
        return SecondRegion(region, key_arn, None, ())
    there, placed = in_region(context, region, opts, key_arn=key_arn)
    network = Network(
        "secondary-network", secondary, context=there, tasks=False, prefix="secondary-", opts=placed
    )
    return SecondRegion(region, key_arn, network.vpc_id, network.data_subnet_ids)
