"""The role that a function runs with."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.iam import WRITES_TRACES, Role, Statement, allow, service_role
from components.links import Link
from components.messaging.dead_letters import sends
from components.secret_rights import reads_secrets

NETWORK_INTERFACES = "arn:aws:iam::aws:policy/service-role/AWSLambdaENIManagementAccess"
"""What Lambda needs to place a function in a VPC (AWS managed policy)."""


def function_role(
    parent: Component,
    name: str,
    context: Context,
    *,
    log_group_arn: pulumi.Output[str],
    dead_letters: aws.sqs.Queue,
    tracing: bool,
    in_vpc: bool,
    links: Sequence[Link],
    reads: Sequence[pulumi.Output[str]],
) -> Role:
    """Own logs, traces, dead letters and variables, the queues that start it, and what the links grant."""
    statements: list[Statement] = [
        allow(["logs:CreateLogStream", "logs:PutLogEvents"], [pulumi.Output.concat(log_group_arn, ":*")]),
        *sends(context, ["sqs:SendMessage"], dead_letters.arn, "sqs"),
        *([WRITES_TRACES] if tracing else []),
        *reads_secrets(context, links),
    ]
    if reads:
        statements.append(
            allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], list(reads))
        )
    if context.key_arn is not None:
        # The variables of the function (AWS Lambda Developer Guide, "Securing Lambda environment variables").
        via = {"kms:ViaService": f"lambda.{context.region}.amazonaws.com"}
        statements.append(allow(["kms:Decrypt"], [context.key_arn], StringEquals=via))
    statements += [statement for link in links for statement in link.statements]
    role = service_role(
        name,
        "lambda.amazonaws.com",
        statements,
        description=f"Function {name} of {context.prefix}",
        opts=parent.child(),
    )
    if not in_vpc:
        return role
    attached = aws.iam.RolePolicyAttachment(
        name, role=role.name, policy_arn=NETWORK_INTERFACES, opts=parent.child()
    )
    arn = pulumi.Output.all(role.arn, attached.id).apply(lambda known: known[0])
    return Role(arn, role.name)
