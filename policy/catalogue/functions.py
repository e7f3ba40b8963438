"""Functions."""

from __future__ import annotations

from typing import Final

from policy.catalogue.model import ADVISORY, MANDATORY, Control

THEME: Final = "functions"
_OVERRIDE: Final = "of the function in `groundwork:overrides.<resource>`"

CONTROLS: Final = (
    Control(
        id="function-runtime-supported",
        title="Functions run on a runtime in support",
        theme=THEME,
        severity="medium",
        frameworks=("FSBP Lambda.2", "PCI 6.3.3", "CKV_AWS_363"),
        baseline=MANDATORY,
        reason="After its support a runtime gets no security fixes, and later no new functions (FBG-CMP-72).",
        remedy="Name a newer `runtime` of the function in `groundwork:compute.services`.",
    ),
    Control(
        id="function-dead-letters",
        title="Events that a function fails at are kept",
        theme=THEME,
        severity="medium",
        frameworks=("CKV_AWS_116",),
        baseline=ADVISORY,
        reason="Who invokes a function without waiting never hears that it failed; after two retries the "
        "event is lost.",
        remedy=f"Set `deadLetterConfig` {_OVERRIDE}.",
    ),
    Control(
        id="function-concurrency",
        title="Functions have a bound of their own",
        theme=THEME,
        severity="low",
        frameworks=("CKV_AWS_115",),
        baseline=ADVISORY,
        reason="One function in a loop takes the concurrency of every other function of the account.",
        remedy=f"Set `reservedConcurrentExecutions` {_OVERRIDE}.",
    ),
    Control(
        id="function-tracing",
        title="Functions are traced",
        theme=THEME,
        severity="low",
        frameworks=("CKV_AWS_50",),
        baseline=ADVISORY,
        reason="A request that crosses services is followed by its trace alone.",
        remedy=f"Set `tracingConfig.mode` to Active {_OVERRIDE}.",
    ),
    Control(
        id="function-environment-customer-key",
        title="Variables of functions are encrypted by a customer key",
        theme=THEME,
        severity="medium",
        frameworks=("PCI 3.5.1", "CKV_AWS_173"),
        baseline=ADVISORY,
        reason="Lambda always encrypts; a customer key adds a second permission, and a log of its use.",
        remedy="Set `groundwork:security.encryption.kind: customer`.",
    ),
)
