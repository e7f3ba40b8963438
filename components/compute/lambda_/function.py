"""A function on AWS Lambda."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.compute.lambda_.notifications import Told
from components.compute.lambda_.package import archive, source_hash
from components.compute.lambda_.role import function_role
from components.compute.lambda_.triggers import (
    Target,
    from_queue,
    from_rule,
    from_schedule,
    from_topic,
    permission,
)
from components.iam import allow
from components.links import Link
from components.logs import log_group
from components.messaging.dead_letters import dead_letter_queue, queue_policy
from components.observed import AlarmSpec, Metric, Observed
from components.openings import open_links, open_outwards
from components.security.secrets import variable_name
from components.sources import Source
from settings.compute import LambdaFunction


class Function(Component):
    """A function from a folder, with its role, log group, dead-letter queue, links and what starts it.

    Its variables are encrypted with the stack's key and hold no secret: they say where one is. A call that
    fails is tried twice more; then its event is kept in the dead-letter queue. In the VPC it has a security
    group of its own and is let out by HTTPS, and to what it uses.
    """

    link: Link
    """For workloads that call it."""

    observed: Observed
    name: str
    log_group_name: pulumi.Output[str]
    security_group_id: pulumi.Output[str] | None
    told: tuple[Told, ...]
    """The buckets that start it."""

    def __init__(
        self,
        name: str,
        settings: LambdaFunction,
        *,
        context: Context,
        vpc_id: pulumi.Input[str],
        subnet_ids: Sequence[pulumi.Input[str]],
        links: Sequence[Link] = (),
        sources: Mapping[str, Source],
        after: Sequence[pulumi.Resource] = (),
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:compute:Function", name, None, opts)
        self._key, self._settings, self._context = name, settings, context
        self.name = settings.name or context.name(name)
        self.security_group_id = self._group(vpc_id, links) if settings.vpc else None
        logs = log_group(
            name,
            context,
            physical_name=settings.log_group or f"/aws/lambda/{self.name}",
            retention_days=settings.log_retention_days,
            opts=self.child(),
        )
        self.log_group_name = logs.name
        dead_letters = dead_letter_queue(self, name, context, retain=settings.retain_dead_letters)
        role = function_role(
            self,
            name,
            context,
            log_group_arn=logs.arn,
            dead_letters=dead_letters,
            tracing=settings.tracing,
            in_vpc=settings.vpc,
            links=links,
            reads=[sources[each.queue].arn for each in settings.triggers.values() if each.kind == "queue"],
        )
        function = self._function(role.arn, dead_letters, variables(settings, links), subnet_ids, after)
        target = Target(self, name, function, dead_letters, context)
        self.told = self._triggers(target, sources)
        self.link = Link(
            name=name,
            environment={f"{variable_name(name)}_FUNCTION": function.name},
            statements=(allow(["lambda:InvokeFunction"], [function.arn]),),
        )
        self.observed = self._observed(function.name, dead_letters.name, logs.name)
        self.register_outputs({"name": function.name})

    def _group(self, vpc_id: pulumi.Input[str], links: Sequence[Link]) -> pulumi.Output[str]:
        group = aws.ec2.SecurityGroup(
            self._key,
            vpc_id=vpc_id,
            description=f"Function {self.name}",
            tags={"Name": self._context.name(self._key)},
            opts=self.child(),
        )
        open_links(self, self._key, links, security_group_id=group.id, description=self.name)
        open_outwards(self, self._key, links, security_group_id=group.id)
        return group.id

    def _function(
        self,
        role_arn: pulumi.Output[str],
        dead_letters: aws.sqs.Queue,
        environment: Mapping[str, pulumi.Input[str]],
        subnet_ids: Sequence[pulumi.Input[str]],
        after: Sequence[pulumi.Resource],
    ) -> aws.lambda_.Function:
        settings = self._settings
        in_vpc = self.security_group_id is not None
        return aws.lambda_.Function(
            self._key,
            name=self.name,
            role=role_arn,
            code=archive(settings.code),
            source_code_hash=source_hash(settings.code),
            handler=settings.handler,
            runtime=settings.runtime,
            architectures=[settings.architecture.lower()],
            memory_size=settings.memory,
            timeout=settings.timeout_seconds,
            ephemeral_storage={"size": settings.ephemeral_storage},
            reserved_concurrent_executions=settings.reserved_concurrency,
            environment={"variables": environment} if environment else None,
            kms_key_arn=self._context.key_arn,
            dead_letter_config={"target_arn": dead_letters.arn},
            tracing_config={"mode": "Active" if settings.tracing else "PassThrough"},
            logging_config={"log_format": "JSON", "log_group": self.log_group_name},
            vpc_config={"subnet_ids": list(subnet_ids), "security_group_ids": [self.security_group_id]}
            if in_vpc
            else None,
            opts=self.child(depends_on=list(after) if in_vpc else []),
        )

    def _triggers(self, target: Target, sources: Mapping[str, Source]) -> tuple[Told, ...]:
        told, rules = [], []
        for key, trigger in self._settings.triggers.items():
            name = f"{self._key}-{key}"
            if trigger.kind == "bucket":
                allowed = permission(
                    target,
                    name,
                    "s3.amazonaws.com",
                    sources[trigger.bucket].arn,
                    # The name of a bucket that is gone may be someone else's tomorrow.
                    source_account=self._context.account_id,
                )
                told.append(Told(name, trigger, target.function.arn, allowed))
            elif trigger.kind == "queue":
                from_queue(target, name, trigger, sources[trigger.queue])
            elif trigger.kind == "topic":
                from_topic(target, name, trigger, sources[trigger.topic])
            elif trigger.kind == "schedule":
                from_schedule(target, name, trigger)
            else:
                rules.append(from_rule(target, name, trigger, sources))
        queue_policy(self, f"{self._key}-dead-letters", target.dead_letters, rules)
        return tuple(told)

    def _observed(
        self,
        function_name: pulumi.Output[str],
        queue_name: pulumi.Output[str],
        log_group_name: pulumi.Output[str],
    ) -> Observed:
        dimensions = {"FunctionName": function_name}

        def metric(name: str, statistic: str = "Sum") -> Metric:
            return Metric("AWS/Lambda", name, dimensions, statistic)

        waiting = {"QueueName": queue_name}
        metrics = {
            "calls": metric("Invocations"),
            "errors": metric("Errors"),
            "throttles": metric("Throttles"),
            "duration": metric("Duration", "Average"),
            "at-the-same-time": metric("ConcurrentExecutions", "Maximum"),
            "dead-letters": Metric("AWS/SQS", "ApproximateNumberOfMessagesVisible", waiting, "Maximum"),
        }
        key = self._key
        return Observed(
            key=key,
            title=f"Function {self.name}",
            widgets={
                "Calls": (metrics["calls"], metrics["errors"], metrics["throttles"]),
                "Duration (ms)": (metrics["duration"], metric("Duration", "Maximum")),
                "At the same time": (metrics["at-the-same-time"],),
                "Dead letters": (metrics["dead-letters"],),
            },
            metrics=metrics,
            alarms={
                f"{key}-errors": AlarmSpec(
                    metrics["errors"],
                    0,
                    f"Calls of {self.name} fail",
                    period_seconds=300,
                    evaluation_periods=1,
                ),
                f"{key}-throttles": AlarmSpec(
                    metrics["throttles"],
                    0,
                    f"Calls of {self.name} are turned away: too many at the same time",
                    period_seconds=300,
                    evaluation_periods=1,
                ),
                f"{key}-dead-letters": AlarmSpec(
                    metrics["dead-letters"],
                    0,
                    f"Events that {self.name} could not handle wait in its dead-letter queue",
                    period_seconds=300,
                    evaluation_periods=1,
                ),
            },
            log_group=log_group_name,
        )


def variables(settings: LambdaFunction, links: Sequence[Link]) -> dict[str, pulumi.Input[str]]:
    """Variables of a function, by name; of a secret, where it is: its ARN or the name of its parameter."""
    found: dict[str, pulumi.Input[str]] = dict(settings.environment)
    for link in links:
        found |= link.environment
        for name, secret in link.secrets.items():
            if secret.parameter is not None:
                found[f"{name}_PARAMETER"] = secret.parameter
            else:
                found[f"{name}_ARN"] = secret.arn
            if secret.json_key is not None:
                found[f"{name}_FIELD"] = secret.json_key
    return {name: found[name] for name in sorted(found)}
