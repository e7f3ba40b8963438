"""Classic load balancing: only the account that writes access logs is looked up here."""

from __future__ import annotations

from typing import Any

from simulator.registry import Context, invoke
from simulator.services.shapes import arn
from simulator.services.tables.regions import REGIONS


@invoke("aws:elb/getServiceAccount:getServiceAccount")
def get_service_account(args: dict[str, Any], ctx: Context) -> dict[str, Any]:
    """The account that delivers load balancer logs in a region ("Enable access logs", ELB User Guide).

    Raises LookupError for regions since August 2022, which use the service principal
    `logdelivery.elasticloadbalancing.amazonaws.com` alone.
    """
    name = str(args.get("region") or ctx.region)
    region = REGIONS.get(name)
    if region is None or not region.elb_account:
        raise LookupError(f"unsupported AWS Region: {name}")
    return {
        "arn": arn(ctx, "iam", "root", region="", account=region.elb_account),
        "id": region.elb_account,
        "region": name,
    }
