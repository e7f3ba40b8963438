"""What SNS refuses of topics, policies and subscriptions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, check
from simulator.services import policies, rules
from simulator.services.shapes import value
from simulator.services.sns.answers import POLICY, SUBSCRIPTION, TOPIC

rules.taggable(TOPIC)

_NAME: Final = re.compile(r"[a-zA-Z0-9_-]{1,256}")
_FIFO: Final = re.compile(r"[a-zA-Z0-9_-]{1,251}\.fifo")
EMAIL: Final = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_PHONE: Final = re.compile(r"\+[1-9]\d{4,14}")
PROTOCOLS: Final = ("sqs", "sms", "lambda", "firehose", "application", "email", "email-json", "http", "https")
_ARNS: Final = {"sqs": "sqs", "lambda": "lambda", "firehose": "firehose", "application": "sns"}


@check(TOPIC)
def topic(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name of 256 characters, `.fifo` for FIFO topics, settings ("CreateTopic", Amazon SNS API Reference)."""
    name, fifo = inputs.get("name"), inputs.get("fifoTopic") is True
    # The provider puts `.fifo` behind a name that it makes itself.
    own = fifo and rules.autonamed(inputs, ctx)
    if isinstance(name, str) and not own and not (_FIFO if fifo else _NAME).fullmatch(name):
        hint = ", with .fifo at the end" if fifo else (" (.fifo needs fifoTopic)" if ".fifo" in name else "")
        yield Failure(
            "name",
            f"InvalidParameter: Invalid parameter: Topic Name: '{name}': at most 256 "
            f"letters, digits, - and _{hint}",
        )
    if inputs.get("contentBasedDeduplication") is True and not fifo:
        yield Failure(
            "contentBasedDeduplication",
            "InvalidParameter: contentBasedDeduplication can be set for FIFO topics only",
        )
    yield from rules.length("displayName", inputs.get("displayName"), 0, 100)
    yield from rules.one_of("signatureVersion", inputs.get("signatureVersion"), (1, 2))
    yield from rules.one_of("tracingConfig", inputs.get("tracingConfig"), ("PassThrough", "Active"))
    yield from policies.policy("policy", inputs.get("policy"), policies.TOPIC)
    delivery = inputs.get("deliveryPolicy")
    if isinstance(delivery, str) and policies.parse(delivery)[1]:
        yield Failure(
            "deliveryPolicy",
            f"InvalidParameter: DeliveryPolicy: JSON parse error ({policies.parse(delivery)[1]})",
        )


@check(POLICY)
def topic_policy(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """A policy that names its own topic ("Identity-based policies" and "SetTopicAttributes", SNS)."""
    del ctx
    topic_arn, document = inputs.get("arn"), inputs.get("policy")
    yield from rules.arn("arn", topic_arn, "sns")
    yield from policies.policy("policy", document, policies.TOPIC)
    for place, statement in enumerate(policies.statements(document)):
        for resource in policies.as_list(statement.get("Resource")):
            if isinstance(topic_arn, str) and resource not in (topic_arn, "*") and "*" not in str(resource):
                yield Failure(
                    "policy",
                    "InvalidParameter: Invalid parameter: Policy statement resource out of "
                    f"service scope: Statement[{place}] "
                    f"names {resource}, the topic is {topic_arn}",
                )


@check(SUBSCRIPTION)
def subscription(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Protocol with its form of endpoint, filter, dead letters ("Subscribe", Amazon SNS API Reference)."""
    protocol, endpoint = inputs.get("protocol"), inputs.get("endpoint")
    yield from rules.arn("topic", inputs.get("topic"), "sns")
    yield from rules.one_of("protocol", protocol, PROTOCOLS)
    yield from _endpoint(protocol, endpoint)
    topic_state = rules.find(ctx, inputs.get("topic"), TOPIC)
    if value(topic_state, "fifoTopic") is True and rules.given(protocol) and protocol != "sqs":
        yield Failure(
            "protocol",
            f"InvalidParameter: Invalid parameter: {protocol} endpoints cannot subscribe to a "
            "FIFO topic (sqs)",
        )
    scope = inputs.get("filterPolicyScope")
    yield from rules.one_of("filterPolicyScope", scope, ("MessageAttributes", "MessageBody"))
    for property in ("filterPolicy", "redrivePolicy", "deliveryPolicy"):
        document = inputs.get(property)
        if not isinstance(document, str) or not document:
            continue
        found, error = policies.parse(document)
        if error or not isinstance(found, dict):
            yield Failure(
                property,
                f"InvalidParameter: Invalid parameter: {property}: failed to parse JSON "
                f"({error or 'an object is expected'})",
            )
        elif property == "filterPolicy" and len(found) > 5:
            yield Failure(
                property,
                f"InvalidParameter: Invalid parameter: FilterPolicy: at most 5 attributes, not {len(found)}",
            )
        elif property == "redrivePolicy":
            yield from rules.arn("redrivePolicy", found.get("deadLetterTargetArn"), "sqs")
    if inputs.get("rawMessageDelivery") is True and protocol in (
        "email",
        "email-json",
        "sms",
        "lambda",
        "application",
    ):
        yield Failure(
            "rawMessageDelivery",
            f"InvalidParameter: Invalid parameter: Delivery protocol [{protocol}] does not "
            "support raw message delivery.",
        )
    if protocol == "firehose" and inputs.get("subscriptionRoleArn") is None:
        yield Failure(
            "subscriptionRoleArn",
            "InvalidParameter: Invalid parameter: SubscriptionRoleArn is required for firehose",
        )


def _endpoint(protocol: Any, endpoint: Any) -> Iterator[Failure]:
    if not isinstance(endpoint, str) or not isinstance(protocol, str):
        return
    if protocol in _ARNS:
        yield from rules.arn("endpoint", endpoint, _ARNS[protocol])
    forms = {"email": EMAIL, "email-json": EMAIL, "sms": _PHONE}
    regex = forms.get(protocol)
    if regex and not regex.fullmatch(endpoint):
        example = "+15555550100" if protocol == "sms" else "ops@example.com"
        yield Failure(
            "endpoint",
            f"InvalidParameter: Invalid parameter: Endpoint: '{endpoint}' for protocol "
            f"{protocol} (such as {example})",
        )
    if protocol in ("http", "https") and not endpoint.startswith(f"{protocol}://"):
        yield Failure(
            "endpoint",
            f"InvalidParameter: Invalid parameter: Endpoint must match the specified protocol: '{endpoint}' ({protocol}://…)",
        )
