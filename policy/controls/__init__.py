"""The controls, by theme: each a function over one resource, registered under its id in the catalogue."""

from policy.controls import (  # noqa: F401  (importing them registers them)
    availability,
    buckets,
    compute,
    databases,
    edge,
    encryption,
    identity,
    images,
    logs,
    network,
    observability,
    reachability,
    secrets,
    subnets,
    tags,
    transit,
)
