"""What EC2 answers for security groups and their rules."""

from __future__ import annotations

from typing import Any, Final

from simulator.registry import REPLACE, Context, autoname, outputs
from simulator.services.ec2.network import default_group
from simulator.services.shapes import Ids, arn, named

GROUP: Final = "aws:ec2/securityGroup:SecurityGroup"
DEFAULT_GROUP: Final = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
INGRESS: Final = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS: Final = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"

REPLACE[GROUP] = frozenset({"description", "name", "namePrefix", "region", "vpcId"})
REPLACE[DEFAULT_GROUP] = frozenset({"region", "vpcId"})
REPLACE[INGRESS] = REPLACE[EGRESS] = frozenset({"region", "securityGroupId"})

autoname(GROUP, max_length=255)


@outputs(GROUP)
def security_group(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A security group. AWS opens all egress of a new one; the provider takes that away again."""
    id = Ids(inputs, ctx).ec2("sg")
    return id, {
        "arn": arn(ctx, "ec2", f"security-group/{id}"),
        "description": inputs.get("description", "Managed by Pulumi"),
        "egress": inputs.get("egress", []),
        "ingress": inputs.get("ingress", []),
        "name": named(inputs, ctx),
        "ownerId": ctx.account,
        "vpcId": inputs.get("vpcId") or Ids.of(f"default/{ctx.account}/{ctx.region}").ec2("vpc"),
    }


@outputs(DEFAULT_GROUP)
def default_security_group(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """The default group of a VPC, adopted: its id is the one that the VPC told."""
    vpc_id = inputs.get("vpcId") or Ids.of(f"default/{ctx.account}/{ctx.region}").ec2("vpc")
    id = default_group(str(vpc_id))
    return id, {
        "arn": arn(ctx, "ec2", f"security-group/{id}"),
        "description": "default VPC security group",
        "egress": inputs.get("egress", []),
        "ingress": inputs.get("ingress", []),
        "name": "default",
        "ownerId": ctx.account,
        "vpcId": vpc_id,
    }


@outputs(INGRESS, EGRESS)
def group_rule(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """One rule of a security group, with the id that EC2 gives to rules."""
    id = Ids(inputs, ctx).ec2("sgr")
    return id, {"arn": arn(ctx, "ec2", f"security-group-rule/{id}"), "securityGroupRuleId": id}
