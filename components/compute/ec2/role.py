"""The role of a server, and the profile that hands it to the server."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.iam import Statement, allow, service_role
from components.links import Link
from components.secret_rights import reads_secrets

SESSION_MANAGER = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"


def instance_profile(
    parent: Component,
    name: str,
    context: Context,
    *,
    log_group_arn: pulumi.Output[str],
    links: Sequence[Link],
) -> pulumi.Output[str]:
    """Name of a profile with Session Manager, own metrics, own logs, own secrets and what the links grant."""
    statements: list[Statement] = [
        # PutMetricData takes no resource (Service Authorization Reference, Amazon CloudWatch).
        allow(["cloudwatch:PutMetricData"], ["*"], StringEquals={"cloudwatch:namespace": "CWAgent"}),
        allow(
            ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            [log_group_arn, pulumi.Output.concat(log_group_arn, ":*")],
        ),
    ]
    statements += reads_secrets(context, links)
    statements += [statement for link in links for statement in link.statements]
    role = service_role(
        name,
        "ec2.amazonaws.com",
        statements,
        description=f"Server {name} of {context.prefix}",
        opts=parent.child(),
    )
    core = aws.iam.RolePolicyAttachment(name, role=role.name, policy_arn=SESSION_MANAGER, opts=parent.child())
    profile = aws.iam.InstanceProfile(name, role=role.name, opts=parent.child(depends_on=[core]))
    # The server asks for its secrets as soon as it runs: the role's policy comes first.
    return pulumi.Output.all(profile.name, role.arn).apply(lambda known: known[0])
