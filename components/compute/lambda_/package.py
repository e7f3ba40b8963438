"""The code of a function as an archive: the same folder is the same archive, on every machine and any day."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path

import pulumi

ROOT = Path(__file__).resolve().parents[3]
"""The project's root, which paths are relative to, as the engine takes them."""


def archive(folder: str) -> pulumi.AssetArchive:
    """The files of a folder of the project, without hidden ones and what Python compiled.

    Pulumi packs names and contents, no times and no owners. Raises RunError where there is no file.
    """
    return pulumi.AssetArchive({name: pulumi.FileAsset(path) for name, path in _files(folder).items()})


def source_hash(folder: str) -> str:
    """SHA-256 in base64 over names and contents of what is packed: the same as long as these are."""
    total = hashlib.sha256()
    for name, path in _files(folder).items():
        body = (ROOT / path).read_bytes()
        total.update(f"{name}\0{len(body)}\0".encode() + body)
    return base64.b64encode(total.digest()).decode()


def _files(folder: str) -> Mapping[str, str]:
    """Path from the project's root of each file, by its name in the archive; sorted by name."""
    root = ROOT / folder
    found = {
        path.relative_to(root).as_posix(): path.relative_to(ROOT).as_posix()
        for path in root.rglob("*")
        if path.is_file() and _belongs(path.relative_to(root))
    }
    if not found:
        raise pulumi.RunError(f"{folder} has no code: it has to be a folder of the project with a file in it")
    return {name: found[name] for name in sorted(found)}


def _belongs(path: Path) -> bool:
    hidden = any(part.startswith(".") or part == "__pycache__" for part in path.parts)
    return not hidden and path.suffix not in (".pyc", ".pyo")
