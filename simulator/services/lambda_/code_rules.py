"""What Lambda refuses of a function's code, and of what lies in another region."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pulumi

from simulator.registry import Context, Failure, check
from simulator.services import rules
from simulator.services.lambda_.answers import FUNCTION
from simulator.services.lambda_.archives import measure

UNZIPPED: Final = 262144000
"""Bytes of a deployment package that is unpacked, with its layers ("Lambda quotas")."""


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
