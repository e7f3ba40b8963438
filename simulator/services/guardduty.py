"""GuardDuty: detectors and their features."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import REPLACE, Context, Failure, autoname, check, outputs
from simulator.services import rules
from simulator.services.shapes import Ids, arn

DETECTOR: Final = "aws:guardduty/detector:Detector"
FEATURE: Final = "aws:guardduty/detectorFeature:DetectorFeature"

REPLACE[DETECTOR] = frozenset({"region"})
REPLACE[FEATURE] = frozenset({"detectorId", "name", "region"})

autoname(FEATURE, max_length=255)

FREQUENCIES: Final = ("FIFTEEN_MINUTES", "ONE_HOUR", "SIX_HOURS")
FEATURES: Final[dict[str, tuple[str, ...]]] = {
    "S3_DATA_EVENTS": (),
    "EKS_AUDIT_LOGS": (),
    "EBS_MALWARE_PROTECTION": (),
    "RDS_LOGIN_EVENTS": (),
    "LAMBDA_NETWORK_LOGS": (),
    "AI_PROTECTION": (),
    "AI_ANALYST": (),
    "EKS_RUNTIME_MONITORING": ("EKS_ADDON_MANAGEMENT",),
    "RUNTIME_MONITORING": ("EKS_ADDON_MANAGEMENT", "ECS_FARGATE_AGENT_MANAGEMENT", "EC2_AGENT_MANAGEMENT"),
}
"""Features with their additional configurations ("DetectorFeatureConfiguration", GuardDuty API Reference)."""

rules.taggable(DETECTOR)


@outputs(DETECTOR)
def detector(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A detector; its id has 32 hexadecimal digits, and a region has one."""
    id = Ids(inputs, ctx).hex(32)
    return id, {
        "accountId": ctx.account,
        "arn": arn(ctx, "guardduty", f"detector/{id}"),
        "enable": inputs.get("enable", True),
        "findingPublishingFrequency": inputs.get("findingPublishingFrequency", "SIX_HOURS"),
    }


@outputs(FEATURE)
def feature(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A feature; its id is detector and feature."""
    del ctx
    return f"{inputs['detectorId']}/{inputs['name']}", {}


@check(DETECTOR)
def _detector(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Frequency, and one detector a region ("CreateDetector", Amazon GuardDuty API Reference)."""
    given = inputs.get("findingPublishingFrequency")
    yield from rules.one_of("findingPublishingFrequency", given, FREQUENCIES)
    for other in rules.siblings(ctx, DETECTOR):
        if other.region == ctx.region:
            yield Failure(
                "region",
                "BadRequestException: The request is rejected because a detector already exists for the "
                "current "
                f"account: {other.id} in {ctx.region}",
            )


@check(FEATURE)
def _feature(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name, status and additional configuration ("UpdateDetector", Amazon GuardDuty API Reference)."""
    name = inputs.get("name")
    if not rules.autonamed(inputs, ctx):
        yield from rules.one_of("name", name, tuple(FEATURES))
    else:
        yield Failure("name", f"BadRequestException: name must be one of {', '.join(FEATURES)}")
    yield from rules.one_of("status", inputs.get("status"), ("ENABLED", "DISABLED"))
    allowed = FEATURES.get(str(name))
    for place, extra in enumerate(rules.items(inputs.get("additionalConfigurations"))):
        given = rules.block(extra).get("name")
        if allowed is not None and isinstance(given, str) and given not in allowed:
            yield Failure(
                f"additionalConfigurations[{place}].name",
                f"BadRequestException: {name} has no additional configuration {given} "
                f"(it has {', '.join(allowed) or 'none'})",
            )
