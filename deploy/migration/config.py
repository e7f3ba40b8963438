"""Config of a stack by path, as a plan writes it: reading, putting, taking away; nothing is changed in place.

A path is `groundwork:data.db.multiAz`, or `groundwork:overrides["rds/instance::db"]` where a key is no plain
word. Config here is as it stands in the file: an encrypted value is `{secure: …}`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from deploy.errors import UserError

Config = Mapping[str, Any]
Path = tuple[str, ...]

ABSENT: Final = object()
"""Stands for a value that is not there."""

_PATH: Final = re.compile(r'(?P<key>[^.\[\]"]+)(?:\.[^.\[\]"]+|\["[^"]+"\])*')
_MEMBER: Final = re.compile(r'\.([^.\[\]"]+)|\["([^"]+)"\]')


def path_of(text: str) -> Path:
    """The keys of a path. Raises UserError where it is none."""
    match = _PATH.fullmatch(text)
    if match is None:
        raise UserError(
            f"'{text}' is no config path",
            details=['such as groundwork:data.db.multiAz, groundwork:overrides["rds/instance::db"]'],
        )
    key = match["key"]
    return (key, *(plain or quoted for plain, quoted in _MEMBER.findall(text[len(key) :])))


def text_of(path: Path) -> str:
    """A path as it is written."""
    key, *rest = path
    return key + "".join(f".{each}" if re.fullmatch(r"[\w-]+", each) else f'["{each}"]' for each in rest)


def get(config: Config, path: Path) -> Any:
    """The value at a path; ABSENT where there is none."""
    value: Any = config
    for key in path:
        if not isinstance(value, Mapping) or key not in value:
            return ABSENT
        value = value[key]
    return value


def put(config: Config, path: Path, value: Any) -> dict[str, Any]:
    """The config with a value at a path; mappings on the way are made. ABSENT takes it away."""
    key, *rest = path
    result = dict(config)
    if rest:
        inner = result.get(key)
        if value is ABSENT and not isinstance(inner, Mapping):
            return result
        result[key] = put(inner if isinstance(inner, Mapping) else {}, tuple(rest), value)
    elif value is ABSENT:
        result.pop(key, None)
    else:
        result[key] = value
    return result


def differences(first: Any, second: Any, path: Path = ()) -> Iterator[tuple[Path, Any, Any]]:
    """Path and both values of everything in which two configs differ."""
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        for key in [*first, *(key for key in second if key not in first)]:
            yield from differences(first.get(key, ABSENT), second.get(key, ABSENT), (*path, key))
    elif first != second:
        yield path, first, second


def secured(value: Any, path: Path = ()) -> Iterator[Path]:
    """Paths of the encrypted values."""
    if is_secured(value):
        yield path
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from secured(inner, (*path, str(key)))


def is_secured(value: Any) -> bool:
    """Whether a value is an encrypted one."""
    return isinstance(value, Mapping) and list(value) == ["secure"] and isinstance(value["secure"], str)


def shown(value: Any) -> str:
    """A value in a message."""
    if value is ABSENT:
        return "nothing"
    return "an encrypted value" if is_secured(value) else json.dumps(value, ensure_ascii=False)


def written(config: Config, encryption: Mapping[str, str]) -> str:
    """A Pulumi config file; every value as JSON, which each reader of YAML takes alike."""
    lines = [f"{name}: {json.dumps(value)}" for name, value in encryption.items()]
    lines += ["config:", *(f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in config.items())]
    return "\n".join(lines) + "\n"
