"""Types of caches."""

import difflib
import re
from typing import Annotated

from settings.tables import CACHE_NODE_TYPES
from settings.types.text import Text, WholeNumberAsText


def _node_type(value: str) -> str | None:
    _, family, size = value.split(".")
    if size in CACHE_NODE_TYPES.get(family, ()):
        return None
    known = [f"cache.{name}.{of}" for name, sizes in CACHE_NODE_TYPES.items() for of in sizes]
    near = difflib.get_close_matches(value, known, n=1, cutoff=0.6)
    return f"did you mean {near[0]}?" if near else ""


CacheNodeType = Annotated[
    str,
    Text(
        "a node type that ElastiCache offers, such as cache.t4g.small",
        r"cache\.[a-z0-9]+\.[a-z0-9]+",
        check=_node_type,
        example="cache.t4g.small",
        hint=lambda value: f"write cache.{value}" if re.fullmatch(r"[a-z0-9]+\.[a-z0-9]+", value) else "",
    ),
]
"""A type of settings.tables.CACHE_NODE_TYPES."""

CacheVersion = Annotated[
    str,
    WholeNumberAsText(),
    Text("an engine version in quotes, such as '7.1'", r"[1-9][0-9]?\.[0-9]{1,2}", example="7.1"),
]
CacheIdentifier = Annotated[
    str,
    Text(
        "an identifier of lower-case letters, digits and single hyphens, at most 40, a letter first, such as "
        "shop-prod-cache",
        r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*",
        longest=40,
        example="shop-prod-cache",
    ),
]
"""Source: Amazon ElastiCache API Reference, CreateReplicationGroup, ReplicationGroupId."""

CacheParameterName = Annotated[
    str,
    Text(
        "a parameter's name in lower case, such as maxmemory-policy",
        r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*",
        longest=128,
        example="maxmemory-policy",
    ),
]
