"""Property values as controls see them: plain Python, with one `UNKNOWN` and with the secret paths aside.

Three encodings come in: the engine's protobuf (`Struct`), the JSON of `pulumi stack export` and the JSON of
`pulumi preview --json`. Signatures and sentinels: Pulumi SDK, `sdk/go/common/resource/properties.go`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from google.protobuf import json_format
from google.protobuf.message import Message

SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"
ASSET: Final = "c44067f5952c0a294b673a41bacd8c17"
ARCHIVE: Final = "0def7320c3a5731c473e5ecbe6d01bc7"
RESOURCE_REFERENCE: Final = "5cf8f73096256a8f31e491e813e4eb8e"
OUTPUT_VALUE: Final = "d0e6a833031e9bbcd3f4e8bde6ca49a4"

SENTINELS: Final = frozenset(
    {
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # boolean
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # number
        "04da6b54-80e4-46f7-96ec-b56ff0331ba9",  # string, and whatever a preview's JSON does not know
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # array
        "030794c1-ac77-496b-92df-f27374a8bd58",  # asset
        "e48ece36-62e2-4504-bad9-02848725956a",  # archive
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # object
    }
)
"""Strings that stand for a value that is known only after the update."""

MASKED: Final = "[secret]"
"""What `pulumi preview --json` writes in place of a secret, whatever its type."""


class Unknown:
    """The type of `UNKNOWN`: a value that is not known yet, or is hidden from us."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()

Path = tuple[str, ...]


def plain(value: Any) -> Any:
    """The plain value of one property in wire or state encoding: secrets opened, sentinels `UNKNOWN`."""
    kind = type(value)
    if kind is str:
        return UNKNOWN if value in SENTINELS or value == MASKED else value
    if kind is dict:
        if SIGNATURE in value:
            return _signed(value)
        return {key: plain(item) for key, item in value.items()}
    if kind is list or kind is tuple:
        return [plain(item) for item in value]
    if kind is float and value.is_integer():
        return int(value)  # protobuf has no integers
    return value


def _signed(value: dict[str, Any]) -> Any:
    signature = value[SIGNATURE]
    if signature == SECRET:
        if "plaintext" in value:
            return plain(json.loads(value["plaintext"]))
        return plain(value["value"]) if "value" in value else UNKNOWN
    if signature == OUTPUT_VALUE:
        return plain(value["value"]) if "value" in value else UNKNOWN
    if signature == RESOURCE_REFERENCE:
        return plain(value.get("id") or value["urn"])
    return value  # an asset or an archive: nothing in it is a property


def secret_paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """The paths in an encoded value below which everything is secret."""
    if isinstance(value, str):
        if value == MASKED:
            yield path
    elif isinstance(value, Mapping):
        signature = value.get(SIGNATURE)
        if signature == SECRET or (signature == OUTPUT_VALUE and value.get("secret")):
            yield path
        elif signature is None:
            for key, item in value.items():
                yield from secret_paths(item, (*path, key))
    elif isinstance(value, Sequence):
        for index, item in enumerate(value):
            yield from secret_paths(item, (*path, str(index)))


def encoded(properties: Any) -> dict[str, Any]:
    """The properties of a request: a protobuf `Struct` of the engine as a dict, a dict as it is."""
    if isinstance(properties, Message):
        return json_format.MessageToDict(properties)
    return properties or {}


def document(value: Any) -> Any:
    """A JSON document that a property holds as text: `UNKNOWN` stays, None if it is not JSON."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return None


def listed(value: Any) -> list[Any]:
    """A property that providers write as one block or as a list of blocks, as a list; absent is empty."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def at(value: Any, path: str) -> list[Any]:
    """Every value at a dotted path, lists along it entered; what is absent is left out."""
    found = [value]
    for key in path.split("."):
        step: list[Any] = []
        for item in found:
            for block in listed(item):
                if block is UNKNOWN:
                    step.append(UNKNOWN)
                elif isinstance(block, dict) and block.get(key) is not None:
                    step.append(block[key])
        found = step
    return [leaf for item in found for leaf in listed(item)]


def show(value: Any) -> str:
    """A value in a message: absent, true, 7, "text", cut to a length that a person reads."""
    if value is None:
        return "absent"
    if value is UNKNOWN:
        return "not known yet"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 120 else f"{text[:117]}..."
