"""Topics, and applications of mobile push services."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.iam import allow, document, tls_only
from components.links import Link
from components.messaging.dead_letters import sends
from components.observed import AlarmSpec, Metric, Observed
from components.sources import Source
from settings.messaging import Platform as PlatformSettings
from settings.messaging import Topic as TopicSettings

MANAGED_KEY = "alias/aws/sns"
"""The key that AWS manages for topics of the account."""


class Topic(Component):
    """An encrypted topic that takes messages over TLS only.

    What uses it gets its ARN as a variable, and may publish.
    """

    link: Link
    source: Source
    observed: Observed
    arn: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        settings: TopicSettings,
        *,
        context: Context,
        events: bool,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:messaging:Topic", name, None, opts)
        topic = aws.sns.Topic(
            name,
            name=settings.name or context.name(name, limit=256),
            kms_master_key_id=context.key_arn or MANAGED_KEY,
            opts=self.child(),
        )
        refused = tls_only("sns:Publish", topic.arn)
        # EventBridge supports no condition here (Amazon EventBridge User Guide, "Using resource-based
        # policies").
        rules = {
            "Sid": "Events",
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sns:Publish",
            "Resource": topic.arn,
        }
        aws.sns.TopicPolicy(
            name,
            arn=topic.arn,
            policy=document([rules, refused] if events else [refused]),
            opts=self.child(),
        )
        self.arn, self.source = topic.arn, Source(topic.arn, topic.name)
        fields = {"arn": topic.arn, "name": topic.name}
        self.link = Link(
            name=name,
            environment={variable: fields[field] for variable, field in settings.variables(name).items()},
            statements=tuple(sends(context, ["sns:Publish"], topic.arn, "sns")),
        )
        self.observed = self._observed(name, topic.name)
        self.register_outputs({"arn": self.arn})

    def _observed(self, name: str, topic: pulumi.Output[str]) -> Observed:
        def metric(what: str) -> Metric:
            return Metric("AWS/SNS", what, {"TopicName": topic}, "Sum")

        metrics = {
            "published": metric("NumberOfMessagesPublished"),
            "delivered": metric("NumberOfNotificationsDelivered"),
            "failures": metric("NumberOfNotificationsFailed"),
        }
        return Observed(
            key=name,
            title=f"Topic {name}",
            widgets={
                "Messages": (metrics["published"], metrics["delivered"]),
                "Failures": (metrics["failures"],),
            },
            metrics=metrics,
            alarms={
                f"{name}-failures": AlarmSpec(
                    metrics["failures"],
                    0,
                    f"Messages of the topic {name} could not be delivered",
                    period_seconds=300,
                    evaluation_periods=3,
                )
            },
        )


class Platform(Component):
    """An application of Firebase Cloud Messaging, with the key of a service account.

    What uses it gets its ARN as a variable, may register devices with it and send to these.
    """

    link: Link
    arn: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        settings: PlatformSettings,
        *,
        context: Context,
        credential: pulumi.Input[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:messaging:Platform", name, None, opts)
        application = aws.sns.PlatformApplication(
            name,
            name=settings.name or context.name(name, limit=256),
            platform=settings.kind.upper(),
            platform_credential=pulumi.Output.secret(credential),
            opts=self.child(),
        )
        self.arn = application.arn
        # The devices of this application: …:endpoint/GCM/<name>/<id> beside …:app/GCM/<name>.
        devices = application.arn.apply(lambda arn: f"{arn.replace(':app/', ':endpoint/', 1)}/*")
        self.link = Link(
            name=name,
            environment=dict.fromkeys(settings.variables(name), application.arn),
            statements=(
                allow(["sns:CreatePlatformEndpoint"], [application.arn]),
                allow(
                    [
                        "sns:DeleteEndpoint",
                        "sns:GetEndpointAttributes",
                        "sns:Publish",
                        "sns:SetEndpointAttributes",
                    ],
                    [devices],
                ),
            ),
        )
        self.register_outputs({"arn": self.arn})
