"""The topic that alarms are sent to, and who hears of them."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.iam import document, tls_only
from settings.observability import Alerts as AlertSettings


class Alerts(Component):
    """An SNS topic for alarms of this account, and for EventBridge where `events` says so, with subscribers.

    Encrypted with the stack's key where it has one; alarms cannot publish to a topic under the key that AWS
    manages (Amazon SNS Developer Guide "Key management"). An address confirms its subscription by mail.
    """

    topic_arn: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        settings: AlertSettings,
        *,
        context: Context,
        events: bool,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:observability:Alerts", name, None, opts)
        topic = aws.sns.Topic(
            name, name=context.name("alerts", limit=256), kms_master_key_id=context.key_arn, opts=self.child()
        )
        alarms = {
            "Sid": "Alarms",
            "Effect": "Allow",
            "Principal": {"Service": "cloudwatch.amazonaws.com"},
            "Action": "sns:Publish",
            "Resource": topic.arn,
            "Condition": {"StringEquals": {"aws:SourceAccount": context.account_id}},
        }
        # EventBridge supports no condition here (Amazon EventBridge User Guide, "Using resource-based
        # policies").
        rules = {
            "Sid": "Events",
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sns:Publish",
            "Resource": topic.arn,
        }
        refused = tls_only("sns:Publish", topic.arn)
        statements = [alarms, rules, refused] if events else [alarms, refused]
        aws.sns.TopicPolicy(
            name,
            arn=topic.arn,
            policy=document(statements),
            opts=self.child(),
        )
        subscribers = [("email", address) for address in settings.emails]
        subscribers += [("https", endpoint) for endpoint in settings.https_endpoints]
        for protocol, endpoint in subscribers:
            aws.sns.TopicSubscription(
                f"{name}-{endpoint}",
                topic=topic.arn,
                protocol=protocol,
                endpoint=endpoint,
                opts=self.child(),
            )
        self.topic_arn = topic.arn
        self.register_outputs({"topicArn": self.topic_arn})
