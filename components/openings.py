"""The security-group rules of links: one port each, from the group of the user to that of what it uses."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.base import Component
from components.links import Link


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
