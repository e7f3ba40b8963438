"""Inspector: what is scanned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import REPLACE, Context, Failure, check, outputs
from simulator.services import rules

ENABLER: Final = "aws:inspector2/enabler:Enabler"

REPLACE[ENABLER] = frozenset({"accountIds", "region"})

TYPES: Final = ("EC2", "ECR", "LAMBDA", "LAMBDA_CODE", "CODE_REPOSITORY")
"""What can be scanned ("Enable", Amazon Inspector API Reference)."""

_ACCOUNT: Final = re.compile(r"\d{12}")


@outputs(ENABLER)
def enabler(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """Scanning for accounts; its id joins the accounts, a hyphen, and the types."""
    del ctx
    accounts, types = (
        ":".join(sorted(str(item) for item in rules.items(inputs.get(key))))
        for key in ("accountIds", "resourceTypes")
    )
    return f"{accounts}-{types}", {}


@check(ENABLER)
def _enabler(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Accounts and types."""
    del ctx
    accounts, types = rules.items(inputs.get("accountIds")), rules.items(inputs.get("resourceTypes"))
    for property, found in (("accountIds", accounts), ("resourceTypes", types)):
        if not found and inputs.get(property) == []:
            yield Failure(property, f"ValidationException: {property} must have at least 1 item")
    for place, account in enumerate(accounts):
        yield from rules.pattern(f"accountIds[{place}]", account, _ACCOUNT, "an account id of 12 digits")
    for place, kind in enumerate(types):
        yield from rules.one_of(f"resourceTypes[{place}]", kind, TYPES)
    if "LAMBDA_CODE" in types and "LAMBDA" not in types and all(map(rules.given, types)):
        yield Failure(
            "resourceTypes",
            "ValidationException: LAMBDA_CODE cannot be enabled without LAMBDA (Lambda standard scanning)",
        )
