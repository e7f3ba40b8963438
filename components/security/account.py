"""What watches over the account: trail, scans, detection, each where the settings have it."""

import pulumi

from components.base import Context
from components.security.scans import GuardDuty, Inspector
from components.security.trail import Trail
from settings.security import Security


def watch_account(
    settings: Security,
    *,
    context: Context,
    log_bucket_name: pulumi.Output[str] | None,
    opts: pulumi.ResourceOptions,
) -> None:
    """Make what the settings name; they are of the account, and of no use to any workload."""
    if settings.trail is not None:
        Trail("trail", settings.trail, context=context, log_bucket_name=log_bucket_name, opts=opts)
    if settings.inspector is not None:
        Inspector("inspector", settings.inspector, context=context, opts=opts)
    if settings.guard_duty is not None:
        GuardDuty("guard-duty", settings.guard_duty, opts=opts)
