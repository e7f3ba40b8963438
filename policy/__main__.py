"""Entry point of the Pulumi CLI: `pulumi preview --policy-pack policy`.

Nothing may be printed before the pack is served: the CLI reads the pack's port from standard output.
"""

from __future__ import annotations

import pulumi_policy.policy as sdk
from pulumi_policy import EnforcementLevel, PolicyPack

from policy.framework.stack import Stack
from policy.pack import NAME, build


def main() -> None:
    """Serve the pack for the stack that the engine names in this process's environment; never returns."""
    pack = build(Stack.from_environment())
    # The SDK constructs its analyzer by this name and has no other place to hand one in.
    setattr(sdk, "_PolicyAnalyzerServicer", pack.analyzer_class())  # noqa: B010
    PolicyPack(NAME, pack.policies, enforcement_level=EnforcementLevel.MANDATORY)


if __name__ == "__main__":
    main()
