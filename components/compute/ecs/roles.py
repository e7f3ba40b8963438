"""The two roles of an ECS task: what ECS needs to start it, and what its code may do."""

from collections.abc import Sequence

import pulumi

from components.base import Component, Context
from components.iam import WRITES_TRACES, Statement, allow, service_role
from components.links import Link

ECS_TASKS = "ecs-tasks.amazonaws.com"


def execution_role(
    parent: Component,
    name: str,
    context: Context,
    *,
    physical_name: str | None,
    repository_arn: pulumi.Input[str] | None,
    log_group_arns: Sequence[pulumi.Output[str]],
    links: Sequence[Link],
) -> pulumi.Output[str]:
    """ARN of the role that pulls this image, writes these log groups and reads the secrets injected, no more.

    Narrower than the managed AmazonECSTaskExecutionRolePolicy, whose resource is `*` (SKY-SEC-02).
    """
    statements: list[Statement] = []
    if repository_arn is not None:
        statements += [
            # Takes no resource (Service Authorization Reference, Amazon ECR).
            allow(["ecr:GetAuthorizationToken"], ["*"]),
            allow(
                ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
                [repository_arn],
            ),
        ]
    statements.append(
        allow(
            ["logs:CreateLogStream", "logs:PutLogEvents"],
            [pulumi.Output.concat(arn, ":*") for arn in log_group_arns],
        )
    )
    secrets = {secret.arn: None for link in links for secret in link.secrets.values()}
    if secrets:
        statements.append(allow(["secretsmanager:GetSecretValue"], list(secrets)))
        if context.key_arn is not None:
            statements.append(
                allow(
                    ["kms:Decrypt"],
                    [context.key_arn],
                    StringEquals={"kms:ViaService": f"secretsmanager.{context.region}.amazonaws.com"},
                )
            )
    role = service_role(
        f"{name}-execution",
        ECS_TASKS,
        statements,
        description=f"ECS starts the tasks of {name} in {context.prefix}",
        physical_name=physical_name,
        opts=parent.child(),
    )
    return role.arn


def task_role(
    parent: Component,
    name: str,
    context: Context,
    *,
    links: Sequence[Link],
    exec_log_group_arn: pulumi.Output[str] | None,
    tracing: bool,
) -> pulumi.Output[str]:
    """ARN of the role that the code runs with: what its links grant, and ECS Exec and traces where asked."""
    statements = [statement for link in links for statement in link.statements]
    if tracing:
        statements.append(WRITES_TRACES)
    if exec_log_group_arn is not None:
        statements += [
            # These actions take no resource (Amazon ECS Developer Guide "Run Amazon ECS Exec").
            allow(
                [
                    "ssmmessages:CreateControlChannel",
                    "ssmmessages:CreateDataChannel",
                    "ssmmessages:OpenControlChannel",
                    "ssmmessages:OpenDataChannel",
                ],
                ["*"],
            ),
            allow(["logs:DescribeLogGroups"], ["*"]),
            allow(
                ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                [pulumi.Output.concat(exec_log_group_arn, ":*")],
            ),
        ]
        if context.key_arn is not None:
            statements.append(allow(["kms:Decrypt"], [context.key_arn]))
    role = service_role(
        f"{name}-task",
        ECS_TASKS,
        statements,
        description=f"Code of {name} in {context.prefix}",
        opts=parent.child(),
    )
    return role.arn
