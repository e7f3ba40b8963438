"""Assets and archives, told by what is in them.

Two objects of the SDK are never equal, and a path says nothing of what lies there: what counts is the hash,
which the engine writes beside each of them. That of an archive is the hash of a tar file of its members, in
the order of their names and without times or owners, so that it is the same on every machine (Pulumi,
"Assets & archives").
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pulumi

__all__ = ["ARCHIVE", "ASSET", "SIGNATURE", "content", "decoded", "digest", "parts", "to_json"]

SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
ASSET: Final = "c44067f5952c0a294b673a41bacd8c17"
ARCHIVE: Final = "0def7320c3a5731c473e5ecbe6d01bc7"

Part = tuple[str, bytes]
"""Name in the archive, and content."""

_KNOWN: Final = "_known_hash"
"""Attribute of a decoded object: the hash that the engine sent with it."""

_BLOCK: Final = 512
"""Bytes of a tar file come in blocks."""


def _file(path: Path, name: str) -> Iterator[Part]:
    if path.is_dir():
        for inner in sorted(path.rglob("*")):
            if inner.is_file():
                yield f"{name}/{inner.relative_to(path).as_posix()}".lstrip("/"), inner.read_bytes()
    elif path.is_file():
        yield name, path.read_bytes()


def parts(code: Any, name: str = "") -> Iterator[Part]:
    """Files of an archive or asset; nothing for what is fetched from elsewhere, or not there."""
    if isinstance(code, pulumi.StringAsset):
        yield name, str(code.text).encode()
    elif isinstance(code, pulumi.FileAsset | pulumi.FileArchive):
        yield from _file(Path(str(code.path)), name)
    elif isinstance(code, pulumi.AssetArchive):
        for key, item in sorted(code.assets.items()):
            yield from parts(item, f"{name}/{key}".lstrip("/"))


def digest(value: pulumi.Asset | pulumi.Archive) -> str | None:
    """The hash that the engine gives an asset or archive; None for what cannot be read here."""
    known = getattr(value, _KNOWN, None)
    if known is not None:
        return known
    if isinstance(value, pulumi.RemoteAsset | pulumi.RemoteArchive):
        return None
    found = list(parts(value))
    path = getattr(value, "path", None)
    if path is not None and not Path(str(path)).exists():
        return None
    packed = isinstance(value, pulumi.AssetArchive) or (path is not None and Path(str(path)).is_dir())
    return hashlib.sha256(_tar(found) if packed else found[0][1]).hexdigest()


def _tar(found: Iterable[Part]) -> bytes:
    """The tar file of these members, as Go's archive/tar writes it with name, mode 0600 and size alone."""
    result = bytearray()
    for name, body in dict(found).items():
        result += _header(name.encode(), len(body)) + body + bytes(-len(body) % _BLOCK)
    return bytes(result + bytes(2 * _BLOCK))


def _header(name: bytes, size: int) -> bytes:
    """One member's header (POSIX.1-1988, "ustar"), for names of up to 100 bytes."""
    mode, none, length, time = b"0000600\0", b"0000000\0", b"%011o\0" % size, b"%011o\0" % 0
    before = name[:100].ljust(100, b"\0") + mode + none + none + length + time
    after = b"0".ljust(101, b"\0") + b"ustar\x0000" + bytes(64) + none + none + bytes(167)
    total = sum(before) + sum(b" " * 8) + sum(after)
    return before + b"%06o\0 " % total + after


def decoded(signature: str, content: Mapping[str, Any]) -> Any:
    """The SDK's object for what came over the wire; it keeps the hash that came with it."""
    asset = signature == ASSET
    if "path" in content:
        found: Any = (pulumi.FileAsset if asset else pulumi.FileArchive)(content["path"])
    elif "uri" in content:
        found = (pulumi.RemoteAsset if asset else pulumi.RemoteArchive)(content["uri"])
    else:
        found = (
            pulumi.StringAsset(content.get("text", ""))
            if asset
            else pulumi.AssetArchive(dict(content.get("assets", {})))
        )
    if content.get("hash"):
        setattr(found, _KNOWN, content["hash"])
    return found


def to_json(value: pulumi.Asset | pulumi.Archive) -> dict[str, Any]:
    """The form of an asset or archive in a state."""
    result: dict[str, Any] = {SIGNATURE: ASSET if isinstance(value, pulumi.Asset) else ARCHIVE}
    if isinstance(value, pulumi.StringAsset):
        result["text"] = value.text
    elif isinstance(value, pulumi.FileAsset | pulumi.FileArchive):
        result["path"] = str(value.path)
    elif isinstance(value, pulumi.AssetArchive):
        result["assets"] = {name: to_json(item) for name, item in value.assets.items()}
    else:
        result["uri"] = str(getattr(value, "uri", ""))
    found = digest(value)
    return {**result, "hash": found} if found else result


def content(value: Any) -> Any:
    """A value in which each asset and archive, in either form, is replaced by what tells it from others."""
    if isinstance(value, pulumi.Asset | pulumi.Archive):
        return content(to_json(value))
    if isinstance(value, Mapping):
        if value.get(SIGNATURE) in (ASSET, ARCHIVE) and value.get("hash"):
            return {SIGNATURE: value[SIGNATURE], "hash": value["hash"]}
        return {key: content(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [content(item) for item in value]
    return value
