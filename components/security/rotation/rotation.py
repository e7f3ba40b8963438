"""Automatic rotation of a database's password."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.compute.lambda_.package import archive, source_hash
from components.iam import Statement, allow, service_role
from components.logs import log_group
from components.observed import AlarmSpec, Metric, Observed
from settings.postgres import Rotation as RotationSettings

CODE = "components/security/rotation/function"
TIMEOUT_SECONDS = 900
"""The longest that Lambda offers: a database takes minutes to have a new password."""


@dataclass(frozen=True)
class Rotated:
    """What has its password rotated."""

    secret_arn: pulumi.Output[str]
    instance_arn: pulumi.Output[str]
    identifier: str


@dataclass(frozen=True)
class Taker:
    """A service on ECS that takes up the new password by a new deployment; plain names."""

    cluster: str
    service: str


class Rotation(Component):
    """A function that gives a database a new password every so many days, and what lets it do so.

    It may write this secret, change this instance and start these services anew, and nothing else. The
    password that the program knows is the first one only: state and stack file hold it no longer than until
    the first rotation (FBG-SEC-06, erratum FBG E32).
    """

    observed: Observed | None
    """None where the function is supplied."""

    def __init__(
        self,
        name: str,
        settings: RotationSettings,
        *,
        context: Context,
        rotated: Rotated,
        takers: Sequence[Taker],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:security:Rotation", name, None, opts)
        self._name, self._context, self.observed = name, context, None
        function_arn: pulumi.Input[str]
        after: list[pulumi.Resource] = []
        if settings.function_arn is not None:
            function_arn = settings.function_arn
        else:
            function = self._function(rotated, takers)
            function_arn = function.arn
            after = [
                aws.lambda_.Permission(
                    name,
                    action="lambda:InvokeFunction",
                    function=function.name,
                    principal="secretsmanager.amazonaws.com",
                    source_account=context.account_id,
                    opts=self.child(),
                )
            ]
            self.observed = self._observed(function.name, rotated.identifier)
        aws.secretsmanager.SecretRotation(
            name,
            secret_id=rotated.secret_arn,
            rotation_lambda_arn=function_arn,
            rotation_rules={"automatically_after_days": settings.every_days},
            # The first password is new; an update should not restart services by the way.
            rotate_immediately=False,
            opts=self.child(depends_on=after),
        )
        self.register_outputs({"functionArn": function_arn})

    def _function(self, rotated: Rotated, takers: Sequence[Taker]) -> aws.lambda_.Function:
        name, context = self._name, self._context
        physical = context.name(name)
        logs = log_group(name, context, physical_name=f"/aws/lambda/{physical}", opts=self.child())
        role = service_role(
            name,
            "lambda.amazonaws.com",
            [
                allow(["logs:CreateLogStream", "logs:PutLogEvents"], [pulumi.Output.concat(logs.arn, ":*")]),
                *rotates(context, rotated, takers),
            ],
            description=f"Rotates the password of {rotated.identifier}",
            opts=self.child(),
        )
        services = [{"cluster": taker.cluster, "service": taker.service} for taker in takers]
        variables: Mapping[str, pulumi.Input[str]] = {
            "INSTANCE": rotated.identifier,
            "SERVICES": pulumi.Output.json_dumps(services),
        }
        return aws.lambda_.Function(
            name,
            name=physical,
            description=f"Rotates the password of {rotated.identifier}",
            role=role.arn,
            code=archive(CODE),
            source_code_hash=source_hash(CODE),
            handler="rotate.handle",
            runtime="python3.13",
            architectures=["arm64"],
            memory_size=128,
            timeout=TIMEOUT_SECONDS,
            environment={"variables": variables},
            kms_key_arn=context.key_arn,
            logging_config={"log_format": "JSON", "log_group": logs.name},
            opts=self.child(),
        )

    def _observed(self, function_name: pulumi.Output[str], identifier: str) -> Observed:
        errors = Metric("AWS/Lambda", "Errors", {"FunctionName": function_name}, "Sum")
        return Observed(
            key=self._name,
            title=f"Rotation of the password of {identifier}",
            widgets={"Errors": (errors,)},
            metrics={"errors": errors},
            alarms={
                f"{self._name}-errors": AlarmSpec(
                    errors,
                    0,
                    f"The password of {identifier} could not be rotated; the one before is still current",
                    period_seconds=300,
                    evaluation_periods=1,
                )
            },
        )


def rotates(context: Context, rotated: Rotated, takers: Sequence[Taker]) -> list[Statement]:
    """What the function does: with the secret, the instance, the services, and the key of the first."""
    statements = [
        allow(
            [
                "secretsmanager:DescribeSecret",
                "secretsmanager:GetSecretValue",
                "secretsmanager:PutSecretValue",
                "secretsmanager:UpdateSecretVersionStage",
            ],
            [rotated.secret_arn],
        ),
        # It takes no resource (Service Authorization Reference, "Actions defined by AWS Secrets Manager").
        allow(["secretsmanager:GetRandomPassword"], ["*"]),
        allow(["rds:DescribeDBInstances", "rds:ModifyDBInstance"], [rotated.instance_arn]),
    ]
    if takers:
        arns = [
            pulumi.Output.concat(
                f"arn:aws:ecs:{context.region}:",
                context.account_id,
                f":service/{each.cluster}/{each.service}",
            )
            for each in takers
        ]
        statements.append(allow(["ecs:UpdateService"], arns))
    if context.key_arn is not None:
        services = [f"{service}.{context.region}.amazonaws.com" for service in ("secretsmanager", "lambda")]
        statements.append(
            allow(
                ["kms:Decrypt", "kms:GenerateDataKey"],
                [context.key_arn],
                StringEquals={"kms:ViaService": services},
            )
        )
    return statements
