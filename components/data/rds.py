"""What every database on RDS has around it, in any region."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.logs import log_group
from settings.postgres import PostgresInstance

LOGS = ("postgresql", "upgrade")
"""Logs that go to CloudWatch."""


def parameter_group(
    parent: Component, name: str, settings: PostgresInstance, identifier: str
) -> aws.rds.ParameterGroup:
    """The parameters of the settings, and TLS forced (FBG-DAT-14)."""
    major = settings.engine_version.split(".")[0]
    return aws.rds.ParameterGroup(
        name,
        family=f"postgres{major}",
        description=f"Parameters of {identifier}",
        parameters=[
            {"name": key, "value": value, "apply_method": "pending-reboot"}
            for key, value in sorted({**settings.parameters, "rds.force_ssl": "1"}.items())
        ],
        opts=parent.child(),
    )


def log_groups(
    parent: Component, name: str, context: Context, identifier: str
) -> list[aws.cloudwatch.LogGroup]:
    """Log groups of an instance: RDS would make them itself, without a retention."""
    return [
        log_group(
            f"{name}-{log}",
            context,
            physical_name=f"/aws/rds/instance/{identifier}/{log}",
            opts=parent.child(),
        )
        for log in LOGS
    ]


def security_group(
    parent: Component, name: str, context: Context, *, vpc_id: pulumi.Input[str], identifier: str
) -> aws.ec2.SecurityGroup:
    """The group of an instance, closed until a workload uses it."""
    return aws.ec2.SecurityGroup(
        name,
        vpc_id=vpc_id,
        description=f"PostgreSQL {identifier}: workloads that use it only",
        tags={"Name": context.name(name)},
        opts=parent.child(),
    )
