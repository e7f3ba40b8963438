"""Cases of all controls, by theme."""

from tests.policy.cases import (
    audit,
    availability,
    caches,
    data,
    edge,
    encryption,
    functions,
    growth,
    identity,
    images,
    logging,
    messaging,
    network,
    observability,
    reachability,
    recovery,
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
    *edge.CASES,
    *functions.CASES,
    *caches.CASES,
    *recovery.CASES,
    *messaging.CASES,
    *audit.CASES,
    *growth.CASES,
]

__all__ = ["CASES", "Node"]
