"""SNS: applications of mobile push services."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.placeholders import PREFIX
from simulator.registry import REPLACE, SECRET_OUTPUTS, Context, Failure, autoname, check, outputs
from simulator.services import rules
from simulator.services.shapes import arn, named

APPLICATION: Final = "aws:sns/platformApplication:PlatformApplication"

REPLACE[APPLICATION] = frozenset({"name", "platform", "region"})
SECRET_OUTPUTS[APPLICATION] = frozenset({"platformCredential", "platformPrincipal"})

autoname(APPLICATION, max_length=255)

PLATFORMS: Final = (
    "ADM", "APNS", "APNS_SANDBOX", "APNS_VOIP", "APNS_VOIP_SANDBOX", "BAIDU", "GCM", "MACOS",
    "MACOS_SANDBOX", "MPNS", "WNS",
)  # fmt: skip
_WITH_PRINCIPAL: Final = frozenset({"ADM", "BAIDU", "MPNS", "WNS"})
_NAME: Final = re.compile(r"[a-zA-Z0-9._-]{1,256}")
_TEAM: Final = re.compile(r"[a-zA-Z0-9]{10}")
_BUNDLE: Final = re.compile(r"[a-zA-Z0-9.-]+")
TOPICS: Final = (
    "eventDeliveryFailureTopicArn",
    "eventEndpointCreatedTopicArn",
    "eventEndpointDeletedTopicArn",
    "eventEndpointUpdatedTopicArn",
)


@outputs(APPLICATION)
def platform_application(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """An application; its id is its ARN, which holds the platform."""
    name = named(inputs, ctx, prefix=None)
    id = arn(ctx, "sns", f"app/{inputs['platform']}/{name}")
    return id, {"arn": id, "name": name}


@check(APPLICATION)
def _platform_application(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Platform and credentials ("CreatePlatformApplication", Amazon SNS API Reference).

    A credential never stands in a reason.
    """
    platform, credential = inputs.get("platform"), inputs.get("platformCredential")
    yield from rules.pattern("name", inputs.get("name"), _NAME, "1 to 256 letters, digits, _, - and .")
    yield from rules.one_of("platform", platform, PLATFORMS)
    if credential == "":
        yield Failure(
            "platformCredential",
            "InvalidParameter: Invalid parameter: Attributes Reason: PlatformCredential must not be empty",
        )
    elif platform == "GCM" and isinstance(credential, str) and not credential.startswith(PREFIX):
        yield from _firebase(credential)
    principal = inputs.get("platformPrincipal")
    apple = str(platform).startswith(("APNS", "MACOS"))
    if principal is None and (platform in _WITH_PRINCIPAL or apple):
        yield Failure(
            "platformPrincipal",
            "InvalidParameter: Invalid parameter: Attributes Reason: PlatformPrincipal is required for "
            f"{platform}",
        )
    team, bundle = inputs.get("applePlatformTeamId"), inputs.get("applePlatformBundleId")
    yield from rules.pattern("applePlatformTeamId", team, _TEAM, "10 letters and digits")
    yield from rules.pattern("applePlatformBundleId", bundle, _BUNDLE, "letters, digits, - and .")
    if (team is None) != (bundle is None):
        yield Failure(
            "applePlatformBundleId" if bundle is None else "applePlatformTeamId",
            "applePlatformTeamId and applePlatformBundleId must be set together",
        )
    for property in TOPICS:
        yield from rules.arn(property, inputs.get(property), "sns")
        region = rules.arn_part(inputs.get(property), "region")
        if region and region != ctx.region:
            yield Failure(
                property,
                f"InvalidParameter: the topic {inputs[property]} is in {region}, the application in "
                f"{ctx.region}",
            )
    for property in ("successFeedbackRoleArn", "failureFeedbackRoleArn"):
        yield from rules.arn(property, inputs.get(property), "iam", "role/")
    yield from rules.between(
        "successFeedbackSampleRate", inputs.get("successFeedbackSampleRate"), 0, 100, "%"
    )


def _firebase(credential: str) -> Iterator[Failure]:
    """HTTP v1 takes a service account's key file; legacy server keys ended in July 2024 ("FCM
    credentials")."""
    problem = "InvalidParameter: Invalid parameter: Attributes Reason: Platform credentials are invalid:"
    try:
        found = json.loads(credential)
    except ValueError:
        yield Failure(
            "platformCredential",
            f"{problem} for Firebase this is the JSON key file of a service account (HTTP v1), not a server "
            "key",
        )
        return
    missing = [
        key
        for key in ("type", "project_id", "private_key", "client_email")
        if not isinstance(found, dict) or not found.get(key)
    ]
    if missing:
        yield Failure(
            "platformCredential", f"{problem} the service account's key file has no {', '.join(missing)}"
        )
