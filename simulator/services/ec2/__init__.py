"""EC2: networks, security groups, endpoints, flow logs, servers, images (rules in the modules beside this
one)."""

from simulator.services.ec2 import (
    address_rules,
    endpoint_rules,
    endpoints,
    group_rules,
    groups,
    instance_rules,
    instances,
    lookups,
    network,
    network_rules,
    route_rules,
)

__all__ = [
    "address_rules",
    "endpoint_rules",
    "endpoints",
    "group_rules",
    "groups",
    "instance_rules",
    "instances",
    "lookups",
    "network",
    "network_rules",
    "route_rules",
]
