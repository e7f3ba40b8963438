"""SQS: which queues may use a queue for their dead letters, as a resource of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import REPLACE, Context, Failure, check, outputs
from simulator.services import policies, rules

ALLOW: Final = "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy"

REPLACE[ALLOW] = frozenset({"queueUrl", "region"})

PERMISSIONS: Final = ("allowAll", "denyAll", "byQueue")


@outputs(ALLOW)
def redrive_allow_policy(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """Its id is the queue's URL."""
    del ctx
    return str(inputs["queueUrl"]), {}


@check(ALLOW)
def _redrive_allow_policy(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Permission and queues ("SetQueueAttributes", attribute RedriveAllowPolicy, Amazon SQS API
    Reference)."""
    document, url = inputs.get("redriveAllowPolicy"), inputs.get("queueUrl")
    if isinstance(url, str) and not url.startswith("https://"):
        yield Failure(
            "queueUrl",
            f"InvalidAddress: The address '{url}' is not valid for this endpoint: the URL is expected",
        )
    if not isinstance(document, str):
        return
    problem = "InvalidParameterValue: Value for parameter RedriveAllowPolicy is invalid. Reason:"
    found, error = policies.parse(document)
    if error or not isinstance(found, dict):
        yield Failure("redriveAllowPolicy", f"{problem} it is not a valid JSON map ({error or 'no object'})")
        return
    permission = found.get("redrivePermission")
    if permission not in PERMISSIONS:
        yield Failure(
            "redriveAllowPolicy",
            f"{problem} redrivePermission must be {', '.join(PERMISSIONS)}, not {permission!r}",
        )
    sources = policies.as_list(found.get("sourceQueueArns"))
    if permission == "byQueue" and not 1 <= len(sources) <= 10:
        yield Failure(
            "redriveAllowPolicy", f"{problem} byQueue takes 1 to 10 sourceQueueArns, not {len(sources)}"
        )
    if permission in ("allowAll", "denyAll") and sources:
        yield Failure("redriveAllowPolicy", f"{problem} sourceQueueArns can be set with byQueue only")
    for source in sources:
        for failure in rules.arn("redriveAllowPolicy", source, "sqs"):
            yield Failure("redriveAllowPolicy", f"{problem} {failure.reason}")
        region = rules.arn_part(source, "region")
        if region and region != ctx.region:
            yield Failure(
                "redriveAllowPolicy",
                f"{problem} {source} is in {region}, the dead-letter queue in {ctx.region}",
            )
