"""The network of the second region."""

from __future__ import annotations

from dataclasses import replace

import pulumi

from components.base import Context
from components.network.network import Network
from components.regions import SecondRegion, in_region
from settings.network import SecondaryNetwork


def with_network(
    second: SecondRegion, settings: SecondaryNetwork, *, context: Context, opts: pulumi.ResourceOptions
) -> SecondRegion:
    """The second region, with a network in it for whatever copies data there."""
    there, placed = in_region(context, second.region, opts, key_arn=second.key_arn)
    network = Network(
        "secondary-network", settings, context=there, tasks=False, prefix="secondary-", opts=placed
    )
    return replace(second, vpc_id=network.vpc_id, subnet_ids=network.data_subnet_ids)
