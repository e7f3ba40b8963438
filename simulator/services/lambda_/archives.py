"""Lambda: the code of a function from a folder, a file or texts, told by its content.

The archive is not built: what is hashed are the names and contents of its files, in the order of their names,
so that the same code has the same hash on every machine.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pulumi

Part = tuple[str, bytes]
"""Name in the archive, and content."""


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


def measure(code: Any) -> tuple[str, int]:
    """Hash in base64, as Lambda shows it, and size in bytes; an empty text for what cannot be read here."""
    total, size = hashlib.sha256(), 0
    for name, content in parts(code):
        total.update(f"{name}\0{len(content)}\0".encode())
        total.update(content)
        size += len(content)
    return (base64.b64encode(total.digest()).decode() if size else "", size)
