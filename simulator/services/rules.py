"""What holds for many services: lengths, patterns, ranges, tags, ARNs, CIDRs, references.

The functions answer with failures in the words of AWS's API validation, and skip what is missing or
unknown. Each module of a service composes its rules from them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from simulator.registry import UNKNOWN, Context, Failure, State, check, digest

ARN: Final = re.compile(
    r"arn:(aws|aws-cn|aws-us-gov|aws-iso|aws-iso-b|aws-iso-e|aws-iso-f|aws-eusc)"
    r":([a-z0-9][a-z0-9.-]*):([a-z0-9-]*):([0-9]{12}|aws)?:(.+)",
    re.DOTALL,
)
"""Partition, service, region, account and resource ("Amazon Resource Names", AWS General Reference)."""


def given(value: Any) -> bool:
    """Whether a value is there and known (an empty text is there)."""
    return value is not None and value is not UNKNOWN


def text(value: Any) -> str | None:
    """The value if it is a text that says something, else None."""
    return value if isinstance(value, str) and value else None


def number(value: Any) -> int | float | None:
    """The value as a number (the providers take `"30"` for 30), whole if it is whole; else None."""
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if value == int(value) else value


def items(value: Any) -> list[Any]:
    """The entries of a list, or of a single value; nothing for what is missing or unknown."""
    if not given(value):
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def block(value: Any) -> dict[str, Any]:
    """A nested block: the map itself, or the only entry of a list of maps; else an empty one."""
    if isinstance(value, list | tuple) and value:
        value = value[0]
    return value if isinstance(value, dict) else {}


def _constraint(property: str, value: Any, constraint: str) -> Failure:
    field = property.rpartition(".")[2]
    shown = value if len(str(value)) <= 200 else f"{str(value)[:200]}…"
    return Failure(
        property, f"Value '{shown}' at '{field}' failed to satisfy constraint: Member must {constraint}"
    )


def length(property: str, value: Any, low: int, high: int) -> Iterator[Failure]:
    """A text of `low` to `high` characters."""
    if not isinstance(value, str):
        return
    if len(value) < low:
        yield _constraint(
            property,
            value,
            f"have length greater than or equal to {low} (it has {len(value)}, at most {high})",
        )
    elif len(value) > high:
        yield _constraint(property, value, f"have length less than or equal to {high} (it has {len(value)})")


def pattern(property: str, value: Any, regex: re.Pattern[str], allowed: str = "") -> Iterator[Failure]:
    """A text that matches as a whole; `allowed` says in words what may stand there."""
    if isinstance(value, str) and not regex.fullmatch(value):
        hint = f" ({allowed})" if allowed else ""
        yield _constraint(property, value, f"satisfy regular expression pattern: {regex.pattern}{hint}")


def one_of(property: str, value: Any, allowed: Collection[Any]) -> Iterator[Failure]:
    """One of a fixed set of texts or numbers."""
    if not given(value):
        return
    same = number(value) if allowed and isinstance(next(iter(allowed)), int) else value
    if same not in allowed:
        listed = ", ".join(str(item) for item in allowed)
        yield _constraint(property, value, f"satisfy enum value set: [{listed}]")


def between(property: str, value: Any, low: float, high: float, unit: str = "") -> Iterator[Failure]:
    """A number in a range, both ends included."""
    found = number(value)
    if found is not None and not low <= found <= high:
        what = f"{low} and {high}{f' {unit}' if unit else ''}"
        yield _constraint(property, found, f"have value between {what}")


def whole(property: str, value: Any) -> Iterator[Failure]:
    """A number without a fraction."""
    found = number(value)
    if found is not None and not isinstance(found, int):
        yield _constraint(property, found, "be a whole number")


def exactly_one(inputs: Mapping[str, Any], properties: Iterable[str], reason: str = "") -> Iterator[Failure]:
    """One and only one of several properties is set (an unknown one counts as set)."""
    names = tuple(properties)
    present = [name for name in names if inputs.get(name) not in (None, "", [])]
    if len(present) == 1:
        return
    what = f"{', '.join(present)} were specified" if present else "none was specified"
    tail = f". {reason}" if reason else ""
    yield Failure(
        present[1] if present else names[0],
        f"exactly one of {', '.join(names)} must be specified, {what}{tail}",
    )


def autonamed(inputs: Mapping[str, Any], ctx: Context, property: str = "name") -> bool:
    """Whether the provider, not the program, chose the name (it ends in the digits of the URN)."""
    value = inputs.get(property)
    return isinstance(value, str) and value.endswith(f"-{digest(ctx.urn)}")


def arn(
    property: str, value: Any, service: str | Collection[str] | None = None, resource: str | None = None
) -> Iterator[Failure]:
    """An ARN, of a service (or one of several) and a kind of resource where these are given."""
    if not isinstance(value, str):
        return
    found = ARN.fullmatch(value)
    services = {service} if isinstance(service, str) else set(service or ())
    example = f"arn:aws:{min(services) if services else 'service'}:region:account:{resource or 'resource'}"
    if found is None:
        yield Failure(property, f'"{value}" is an invalid ARN: it has to look like {example}')
    elif services and found[2] not in services:
        wanted = " or ".join(sorted(services))
        yield Failure(property, f'Invalid ARN "{value}": it names the service {found[2]}, not {wanted}')
    elif resource and not found[5].startswith(resource):
        yield Failure(property, f'Invalid ARN "{value}": it names no {resource.rstrip("/:")} ({example}…)')


def arn_part(value: Any, part: str) -> str | None:
    """`service`, `region`, `account` or `resource` of an ARN; None for what is no ARN."""
    found = ARN.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    return found[{"partition": 1, "service": 2, "region": 3, "account": 4, "resource": 5}[part]]


def find(ctx: Context, key: Any, *types: str) -> State | None:
    """A resource of the run by id, ARN or name, if it is of one of these types.

    Two resources of different types can share a name; the key `TYPE|name` is asked for first.
    """
    if not isinstance(key, str) or not key:
        return None
    for token in types:
        state = ctx.find(f"{token}|{key}")
        if state is not None:
            return state
    state = ctx.find(key)
    return state if state is not None and (not types or state.type in types) else None


def listed(ctx: Context) -> bool:
    """Whether the run can tell all its resources of a type; rules about what is missing wait for that."""
    return getattr(ctx, "all", None) is not None


Key = str | Callable[[State], Iterable[str]]
"""A property, or what gives several values of a resource (the target groups that a rule forwards to)."""


def siblings(ctx: Context, token: str, key: Key = "", value: Any = None) -> list[State]:
    """The other resources of a type that the run already has, or those with a value of a property.

    The run keeps an index by property, so that a rule costs the same however many resources there are.
    """
    every: Callable[[str, Key, Any], Iterable[State]] | None = getattr(ctx, "all", None)
    if every is None or (key and not isinstance(value, str)):
        return []
    return [state for state in every(token, key, value) if state.urn != ctx.urn]


_TAG: Final = re.compile(r"[\w\s.:/=+\-@]*", re.UNICODE)
MAX_TAGS: Final = 50


def tags(inputs: Mapping[str, Any], property: str = "tags") -> Iterator[Failure]:
    """Tag keys, values and number ("Best practices and strategies", Tagging AWS Resources User Guide).

    At most 50 tags; keys of 1 to 128 and values of up to 256 letters, digits, spaces and _ . : / = + - @;
    no key that starts with `aws:`.
    """
    given_tags = inputs.get(property)
    if not isinstance(given_tags, dict):
        return
    if len(given_tags) > MAX_TAGS:
        yield Failure(
            property, f"TooManyTags: a resource can have {MAX_TAGS} tags, {len(given_tags)} were specified"
        )
    for key, value in given_tags.items():
        path = f"{property}.{key}"
        if key.lower().startswith("aws:"):
            yield Failure(
                path,
                f"Tag keys starting with 'aws:' are reserved for system use: '{key}' has to be "
                "named otherwise",
            )
        if not 1 <= len(key) <= 128:
            yield Failure(path, f"The tag key '{key}' must have 1 to 128 characters, it has {len(key)}")
        if not _TAG.fullmatch(key):
            yield Failure(
                path, f"The tag key '{key}' may contain only letters, digits, spaces and _ . : / = + - @"
            )
        if isinstance(value, str):
            if len(value) > 256:
                yield Failure(
                    path, f"The value of tag '{key}' must have at most 256 characters, it has {len(value)}"
                )
            if not _TAG.fullmatch(value):
                yield Failure(
                    path,
                    f"The value '{value}' of tag '{key}' may contain only letters, digits, spaces "
                    "and _ . : / = + - @",
                )


def _tagged(inputs: dict[str, Any], ctx: Context) -> Iterable[Failure]:
    del ctx
    return tags(inputs)


def taggable(*types: str) -> None:
    """Hold these types to the rules for tags."""
    check(*types)(_tagged)
