"""The security group of a service's tasks: who is let in, and what they may reach."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.edge.load_balancer import Route
from components.links import Link
from components.openings import open_links, open_outwards
from settings.compute import EcsService

ANYWHERE = "0.0.0.0/0"


def task_group(
    parent: Component,
    key: str,
    settings: EcsService,
    *,
    name: str,
    context: Context,
    vpc_id: pulumi.Input[str],
    links: Sequence[Link],
    route: Route | None,
) -> pulumi.Output[str]:
    """Id of the group, whose rules admit the load balancer and lead to what the service uses.

    `name` is the service's physical name.
    """
    own = settings.security_group
    group = aws.ec2.SecurityGroup(
        key,
        name_prefix=own.name_prefix,
        vpc_id=vpc_id,
        description=f"Tasks of {name}",
        tags={"Name": context.name(key)},
        opts=parent.child(),
    )
    if route is not None and settings.port is not None:
        aws.vpc.SecurityGroupIngressRule(
            f"{key}-from-load-balancer",
            security_group_id=group.id,
            referenced_security_group_id=route.security_group_id,
            ip_protocol="tcp",
            from_port=settings.port,
            to_port=settings.port,
            description=own.load_balancer_rule,
            opts=parent.child(),
        )
    open_links(parent, key, links, security_group_id=group.id, description=name)
    if settings.outbound == "https":
        open_outwards(parent, key, links, security_group_id=group.id)
    else:
        aws.vpc.SecurityGroupEgressRule(
            f"{key}-out",
            security_group_id=group.id,
            cidr_ipv4=ANYWHERE,
            ip_protocol="-1",
            description="Images, logs, stores and what lies outside AWS",
            opts=parent.child(),
        )
    return group.id
