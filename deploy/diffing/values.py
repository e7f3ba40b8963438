"""Comparing two values: nested, JSON documents by key, secrets masked."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from deploy.diffing.model import MISSING, Leaf
from deploy.graph import MASK, SECRET, is_secret, mask, reveal

INTERNAL: Final = frozenset({"__defaults", "__internal", "__meta"})
"""Members of inputs in which the provider's bridge keeps its own notes."""

HIDDEN: Final = "secret-placeholder-"
"""How the value begins that stands offline for an encrypted setting (deploy.stacks.placeholder)."""

_NAMING: Final = ("Sid", "name", "Name", "key", "id")
"""Members by which an entry of a list is told from the others, where every entry has one of its own."""

_STEP: Final = re.compile(r'\.?([^.\[\]"]+)|\[(\d+|\*)\]|\[?"([^"]*)"\]?')

Same = Callable[[Any, Any], bool]
"""Whether two scalars say the same."""


def clean(value: Any) -> Any:
    """A value without the bridge's notes, and without what is None."""
    if isinstance(value, Mapping):
        return {k: clean(v) for k, v in value.items() if k not in INTERNAL and v is not None}
    if isinstance(value, list):
        return [clean(item) for item in value]
    return value


def opened(value: Any) -> Any:
    """A value without secret envelopes; a secret of unknown content becomes `HIDDEN`."""
    if is_secret(value):
        known = isinstance(value.get("plaintext"), str) or "value" in value
        return opened(reveal(value)) if known else HIDDEN
    if isinstance(value, Mapping):
        return {key: opened(item) for key, item in value.items()}
    if isinstance(value, list):
        return [opened(item) for item in value]
    return value


def parsed(value: Any) -> Any:
    """A JSON document inside a string as the object or list that it is; anything else as it is."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            found = json.loads(value)
        except ValueError:
            return value
        return found if isinstance(found, dict | list) else value
    return value


def plain_same(before: Any, after: Any) -> bool:
    """Whether two scalars are the same; "80" is 80 and "true" is true, as the provider takes them."""
    return before == after or (_text(before) == _text(after) and before is not None and after is not None)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def unknowable(before: Any, after: Any) -> bool:
    """Whether one of the two is the stand-in for a secret, so that nothing can be said."""
    return any(isinstance(each, str) and HIDDEN in each for each in (before, after))


def leaves(before: Any, after: Any, same: Same, path: str = "") -> Iterator[Leaf]:
    """What differs, by path. Secrets are compared and shown as `[secret]`."""
    if is_secret(before) or is_secret(after):
        old, new = opened(before), opened(after)
        if not unknowable(_flat(old), _flat(new)) and any(True for _ in leaves(old, new, same)):
            yield Leaf(path, *(MASK if each is not MISSING else each for each in (before, after)))
        return
    before, after = parsed(before), parsed(after)
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        if SECRET in before and SECRET in after:  # an asset or an archive
            if (before.get("hash") or before) != (after.get("hash") or after):
                yield Leaf(path, _asset(before), _asset(after))
            return
        for key in [*before, *(key for key in after if key not in before)]:
            yield from leaves(before.get(key, MISSING), after.get(key, MISSING), same, _member(path, key))
        return
    if isinstance(before, list) and isinstance(after, list):
        yield from _lists(before, after, same, path)
        return
    if before is MISSING or after is MISSING:
        if before is not after:
            yield Leaf(path, *(mask(each) if each is not MISSING else each for each in (before, after)))
        return
    if isinstance(before, Mapping | list) or isinstance(after, Mapping | list):
        yield Leaf(path, mask(before), mask(after))
        return
    if not same(before, after) and not unknowable(before, after):
        yield Leaf(path, mask(before), mask(after))


def _lists(before: list[Any], after: list[Any], same: Same, path: str) -> Iterator[Leaf]:
    key = _naming(before, after)
    if key is not None:
        old, new = ({item[key]: item for item in side} for side in (before, after))
        # A name may be another resource's address: the same thing by another text.
        alike = {name: next((n for n in old if n not in new and same(n, name)), name) for name in new}
        new = {alike[name] if name not in old else name: item for name, item in new.items()}
        found = list(leaves(old, new, same, path))
        if not found and list(old) != list(new):
            found = [Leaf(f"{path} (order)", list(old), list(new))]
        yield from found
        return
    if len(before) == len(after):
        for index, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from leaves(old, new, same, f"{path}[{index}]")
        return
    # Of lists of different lengths only what came and what went is of interest.
    left = list(after)
    for index, item in enumerate(before):
        match = next((i for i, other in enumerate(left) if not any(leaves(item, other, same))), None)
        if match is None:
            yield Leaf(f"{path}[{index}]", mask(item), MISSING)
        else:
            left.pop(match)
    for item in left:
        yield Leaf(f"{path}[{after.index(item)}]", MISSING, mask(item))


def _naming(before: Sequence[Any], after: Sequence[Any]) -> str | None:
    items = [*before, *after]
    if not before or not after or not all(isinstance(item, Mapping) for item in items):
        return None
    for key in _NAMING:
        if all(isinstance(item.get(key), str) for item in items) and all(
            len({item[key] for item in side}) == len(side) for side in (before, after)
        ):
            return key
    return None


def _member(path: str, key: object) -> str:
    text = str(key)
    if not re.search(r'[.\[\]" ]', text):
        return f"{path}.{text}" if path else text
    return f'{path}["{text}"]'


def _flat(value: Any) -> Any:
    return value if isinstance(value, str) else json.dumps(value, default=str)


def _asset(value: Mapping[str, Any]) -> str:
    return f"[file {str(value.get('hash') or value.get('path') or '?')[:12]}]"


def keep_old(news: dict[str, Any], olds: Mapping[str, Any], path: str) -> dict[str, Any]:
    """`news` with the old value put back at a path of `ignoreChanges`; `*` stands for any member."""
    steps = [next(part for part in match if part) for match in _STEP.findall(path)]
    return _put_back(news, olds, steps)


def _put_back(new: Any, old: Any, steps: Sequence[str]) -> Any:
    if not steps:
        return old
    head, *rest = steps
    if isinstance(new, Mapping) and isinstance(old, Mapping):
        result = dict(new)
        for key in {*new, *old} if head == "*" else {head}:
            value = _put_back(new.get(key, MISSING), old.get(key, MISSING), rest)
            result.pop(key, None)
            if value is not MISSING:
                result[key] = value
        return result
    if isinstance(new, list) and isinstance(old, list):
        return [
            _put_back(item, old[index], rest) if head in ("*", str(index)) and index < len(old) else item
            for index, item in enumerate(new)
        ]
    return new
