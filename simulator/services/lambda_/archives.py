"""Lambda: the code of a function from a folder, a file or texts, told by its content.

The archive is not built: what is hashed are the names and contents of its files, in the order of their names, so
that the same code has the same hash on every machine.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pulumi

from simulator.registry import Context, Failure, check
from simulator.services import rules
from simulator.services.lambda_.answers import FUNCTION

UNZIPPED: Final = 262144000
"""Bytes of a deployment package that is unpacked, with its layers ("Lambda quotas")."""

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


@check(FUNCTION)
def code_size(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """A package that is there, and not too large ("CreateFunction", AWS Lambda API Reference)."""
    del ctx
    code = inputs.get("code")
    if not isinstance(code, pulumi.Archive | pulumi.Asset):
        return
    path = getattr(code, "path", None)
    # A relative path is one of the program's folder, which need not be this process's.
    if path is not None and Path(str(path)).is_absolute() and not Path(str(path)).exists():
        yield Failure("code", f"couldn't read archive path '{path}': no such file or directory")
        return
    size = measure(code)[1]
    if size > UNZIPPED:
        yield Failure(
            "code",
            f"InvalidParameterValueException: Unzipped size must be smaller than {UNZIPPED} bytes, it is "
            f"{size}",
        )
    if isinstance(code, pulumi.AssetArchive) and not code.assets:
        yield Failure("code", "InvalidParameterValueException: Uploaded file must be a non-empty zip")


@check(FUNCTION)
def placed(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Dead letters, key and layers are in the function's region."""
    dead = rules.block(inputs.get("deadLetterConfig")).get("targetArn")
    found = [("deadLetterConfig.targetArn", dead), ("kmsKeyArn", inputs.get("kmsKeyArn"))]
    found += [(f"layers[{place}]", layer) for place, layer in enumerate(rules.items(inputs.get("layers")))]
    for property, arn in found:
        region = rules.arn_part(arn, "region")
        if region and region != ctx.region:
            yield Failure(
                property,
                f"InvalidParameterValueException: {arn} is in {region}, the function in {ctx.region}",
            )
    if isinstance(dead, str) and dead.endswith(".fifo"):
        yield Failure(
            "deadLetterConfig.targetArn",
            f"InvalidParameterValueException: a dead-letter queue or topic is a standard one, not {dead}",
        )
