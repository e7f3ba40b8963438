"""Cases of all controls, by theme."""

from tests.policy.cases import (
    availability,
    data,
    encryption,
    identity,
    images,
    logging,
    network,
    observability,
    reachability,
    secrets,
    tags,
    transit,
)
from tests.policy.graphs import Node

CASES = [
    *network.CASES,
    *reachability.CASES,
    *encryption.CASES,
    *transit.CASES,
    *identity.CASES,
    *secrets.CASES,
    *images.CASES,
    *data.CASES,
    *availability.CASES,
    *logging.CASES,
    *observability.CASES,
    *tags.CASES,
]

__all__ = ["CASES", "Node"]
