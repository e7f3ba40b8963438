"""What SNS answers: ARNs of topics and subscriptions, and who has still to confirm."""

from __future__ import annotations

import json
from typing import Any, Final

from simulator.registry import REPLACE, Context, autoname, outputs
from simulator.services.shapes import Ids, arn, named

TOPIC: Final = "aws:sns/topic:Topic"
POLICY: Final = "aws:sns/topicPolicy:TopicPolicy"
SUBSCRIPTION: Final = "aws:sns/topicSubscription:TopicSubscription"

REPLACE[TOPIC] = frozenset({"fifoTopic", "name", "namePrefix", "region"})
REPLACE[POLICY] = frozenset({"arn", "region"})
REPLACE[SUBSCRIPTION] = frozenset({"endpoint", "protocol", "region", "topic"})

# A FIFO topic's name ends in `.fifo`, which the provider puts behind the hash.
autoname(TOPIC, max_length=256)

CONFIRMED_BY_ENDPOINT: Final = frozenset({"email", "email-json", "http", "https"})
"""Protocols whose endpoint must confirm before it gets messages."""

_ACTIONS: Final = (
    "GetTopicAttributes", "SetTopicAttributes", "AddPermission", "RemovePermission", "DeleteTopic",
    "Subscribe", "ListSubscriptionsByTopic", "Publish",
)  # fmt: skip


def default_policy(topic_arn: str, ctx: Context) -> str:
    """The policy that a topic has by itself: the owner's account and nobody else."""
    statement = {
        "Sid": "__default_statement_ID",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": [f"SNS:{action}" for action in _ACTIONS],
        "Resource": topic_arn,
        "Condition": {"StringEquals": {"AWS:SourceOwner": ctx.account}},
    }
    document = {"Version": "2008-10-17", "Id": "__default_policy_ID", "Statement": [statement]}
    return json.dumps(document, separators=(",", ":"))


@outputs(TOPIC)
def topic(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A topic; its id is its ARN."""
    name = named(inputs, ctx)
    if inputs.get("fifoTopic") and not name.endswith(".fifo"):
        name += ".fifo"
    id = arn(ctx, "sns", name)
    return id, {
        "arn": id,
        "fifoTopic": inputs.get("fifoTopic", False),
        "name": name,
        "owner": ctx.account,
        "policy": inputs.get("policy") or default_policy(id, ctx),
        "signatureVersion": inputs.get("signatureVersion", 1),
        "tracingConfig": inputs.get("tracingConfig", "PassThrough"),
    }


@outputs(POLICY)
def topic_policy(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """The policy of a topic; its id is the topic's ARN."""
    return str(inputs["arn"]), {"owner": ctx.account}


@outputs(SUBSCRIPTION)
def subscription(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A subscription; an e-mail or web endpoint has still to confirm it."""
    id = f"{inputs['topic']}:{Ids(inputs, ctx).uuid()}"
    pending = inputs.get("protocol") in CONFIRMED_BY_ENDPOINT and not inputs.get("endpointAutoConfirms")
    return id, {
        "arn": id,
        "confirmationWasAuthenticated": not pending,
        "filterPolicyScope": inputs.get(
            "filterPolicyScope", "MessageAttributes" if inputs.get("filterPolicy") else ""
        ),
        "ownerId": ctx.account,
        "pendingConfirmation": pending,
    }
