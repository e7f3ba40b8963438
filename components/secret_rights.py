"""The right to read secrets at run time, for code that fetches them itself."""

from __future__ import annotations

from collections.abc import Sequence

from components.base import Context
from components.iam import Statement, allow
from components.links import Link


def reads_secrets(context: Context, links: Sequence[Link]) -> list[Statement]:
    """Statements that let code read the secrets of its links, and decrypt them by way of their service."""
    statements: list[Statement] = []
    secrets = [secret for link in links for secret in link.secrets.values()]
    for service, action, is_parameter in (
        ("ssm", "ssm:GetParameter", True),
        ("secretsmanager", "secretsmanager:GetSecretValue", False),
    ):
        arns = list(
            dict.fromkeys(each.arn for each in secrets if (each.parameter is not None) is is_parameter)
        )
        if arns:
            statements.append(allow([action], arns))
            if context.key_arn is not None:
                via = {"kms:ViaService": f"{service}.{context.region}.amazonaws.com"}
                statements.append(allow(["kms:Decrypt"], [context.key_arn], StringEquals=via))
    return statements
