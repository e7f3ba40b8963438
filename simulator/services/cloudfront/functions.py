"""CloudFront Functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import REPLACE, Context, Failure, autoname, check, outputs
from simulator.services import rules
from simulator.services.shapes import Ids, arn, named

FUNCTION: Final = "aws:cloudfront/function:Function"

REPLACE[FUNCTION] = frozenset({"name"})

autoname(FUNCTION, max_length=64)
rules.taggable(FUNCTION)

_NAME: Final = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_HANDLER: Final = re.compile(r"\bhandler\b")
SIZE: Final = 10240
"""Bytes of code ("Quotas on CloudFront Functions")."""

RUNTIMES: Final = ("cloudfront-js-1.0", "cloudfront-js-2.0")


@outputs(FUNCTION)
def function(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A function; its id is its name. A published one has the status `UNASSOCIATED` until it is used."""
    ids = Ids(inputs, ctx)
    name = named(inputs, ctx, prefix=None)
    publish = inputs.get("publish", True)
    return name, {
        "arn": arn(ctx, "cloudfront", f"function/{name}", region=""),
        "etag": f"E{ids.upper(13, 'etag')}",
        "liveStageEtag": f"E{ids.upper(13, 'live')}" if publish else "",
        "name": name,
        "publish": publish,
        "status": "UNASSOCIATED" if publish else "UNPUBLISHED",
    }


@check(FUNCTION)
def _function(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name, runtime and code ("CreateFunction", Amazon CloudFront API Reference)."""
    del ctx
    yield from rules.pattern("name", inputs.get("name"), _NAME, "1 to 64 letters, digits, - and _")
    runtime, code = inputs.get("runtime"), inputs.get("code")
    yield from rules.one_of("runtime", runtime, RUNTIMES)
    yield from rules.length("comment", inputs.get("comment"), 0, 128)
    if isinstance(code, str):
        size = len(code.encode())
        if not 1 <= size <= SIZE:
            yield Failure("code", f"FunctionSizeLimitExceeded: a function has 1 to {SIZE} bytes, not {size}")
        elif not _HANDLER.search(code):
            yield Failure("code", "InvalidArgument: the code has no function named handler")
    stores = rules.items(inputs.get("keyValueStoreAssociations"))
    if len(stores) > 1:
        yield Failure(
            "keyValueStoreAssociations", f"InvalidArgument: at most 1 key value store, not {len(stores)}"
        )
    if stores and runtime == "cloudfront-js-1.0":
        yield Failure(
            "keyValueStoreAssociations",
            "InvalidArgument: a key value store needs the runtime cloudfront-js-2.0",
        )
