"""The security-group rules of links: one port each, from the group of the user to that of what it uses."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.base import Component
from components.links import Link

HTTPS = 443


def open_links(
    parent: Component,
    user: str,
    links: Sequence[Link],
    *,
    security_group_id: pulumi.Output[str],
    description: str,
) -> None:
    """Open the port of each link that has one to the group of its user.

    `user` is the key of the workload, for the names of the rules; `description` its physical name.
    """
    for link in links:
        if link.opening is not None:
            aws.vpc.SecurityGroupIngressRule(
                f"{link.name}-from-{user}",
                security_group_id=link.opening.security_group_id,
                referenced_security_group_id=security_group_id,
                ip_protocol="tcp",
                from_port=link.opening.port,
                to_port=link.opening.port,
                description=f"{description} to {link.opening.description}",
                opts=parent.child(),
            )


def open_outwards(
    parent: Component, user: str, links: Sequence[Link], *, security_group_id: pulumi.Output[str]
) -> None:
    """Let a user out by HTTPS, and to the port of each link that has one (FBG-NET-15, erratum FBG E30).

    Names and addresses need no rule: security groups do not filter what goes to the VPC's resolver and to the
    credentials of a task.
    """
    aws.vpc.SecurityGroupEgressRule(
        f"{user}-out",
        security_group_id=security_group_id,
        cidr_ipv4="0.0.0.0/0",
        ip_protocol="tcp",
        from_port=HTTPS,
        to_port=HTTPS,
        description="HTTPS outbound for AWS services",
        opts=parent.child(),
    )
    for link in links:
        # The rule above leads to the endpoints of AWS's services as well.
        if link.opening is not None and link.opening.port != HTTPS:
            aws.vpc.SecurityGroupEgressRule(
                f"{user}-to-{link.name}",
                security_group_id=security_group_id,
                referenced_security_group_id=link.opening.security_group_id,
                ip_protocol="tcp",
                from_port=link.opening.port,
                to_port=link.opening.port,
                description=f"To {link.opening.description}",
                opts=parent.child(),
            )
