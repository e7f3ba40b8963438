"""Components in another region of the same stack, on the same provider.

pulumi-aws takes a region for each resource (AWS provider 7, "Enhanced region support"), so that a second
provider is not needed, and a component is written once for all regions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pulumi

from components.base import Context


@dataclass(frozen=True)
class SecondRegion:
    """What the stack has in its second region for those that put something there."""

    region: str
    key_arn: pulumi.Output[str] | None
    """Replica of the stack's customer key in that region; None where AWS's own keys encrypt."""

    vpc_id: pulumi.Output[str] | None = None
    """None where the stack has no network there."""

    subnet_ids: tuple[pulumi.Output[str], ...] = ()
    """Private subnets there."""


def in_region(
    context: Context, region: str, opts: pulumi.ResourceOptions, *, key_arn: pulumi.Output[str] | None
) -> tuple[Context, pulumi.ResourceOptions]:
    """Context and options of a component whose resources are made in `region`.

    `key_arn` is the customer key of that region: a key encrypts in its own region only. Resources of global
    services, such as IAM, take no region and stay as they are.
    """

    def place(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        # Every regional resource of the SDK has the property, whether it is given or not.
        if args.type_.startswith("aws:") and "region" in args.props and args.props["region"] is None:
            return pulumi.ResourceTransformationResult({**args.props, "region": region}, args.opts)
        return None

    placed = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(transformations=[place]))
    return replace(context, region=region, key_arn=key_arn), placed
