"""Tags of a resource from every place they come from, and the types that take tags at all."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

from policy.framework.resource import Resource, canonical
from policy.framework.values import UNKNOWN, listed

AUTOSCALING_GROUP = "aws:autoscaling/group:Group"


@cache
def taggable() -> frozenset[str]:
    """Tokens of the types that take tags, from the list generated from the installed pulumi_aws."""
    text = resources.files("policy.aws").joinpath("taggable.txt").read_text("utf-8")
    return frozenset(canonical(line) for line in text.split() if line.startswith("aws:"))


def tags_of(resource: Resource) -> dict[str, Any] | None:
    """The tags that a resource will carry: the provider's default tags, `tagsAll`, its own on top.

    None when one of the places is not known yet as a whole; a single tag may be `UNKNOWN`.
    """
    default = resource.provider.get("defaultTags")
    places = [_tags(default.get("tags") if isinstance(default, dict) else default)]
    places += [_tags(resource.props.get(key)) for key in ("tagsAll", "tags")]
    found: dict[str, Any] = {}
    for place in places:
        if place is None:
            return None
        found.update(place)
    return found


def _tags(value: Any) -> dict[str, Any] | None:
    if value is UNKNOWN:
        return None
    if isinstance(value, list):  # an Auto Scaling group's: blocks of key and value
        return {str(item.get("key")): item.get("value") for item in listed(value) if isinstance(item, dict)}
    return value if isinstance(value, dict) else {}
