"""Cognito: user pools and their clients."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import REPLACE, SECRET_OUTPUTS, Context, Failure, autoname, check, outputs
from simulator.services import rules
from simulator.services.shapes import CREATED, Ids, arn, named, suffix

POOL: Final = "aws:cognito/userPool:UserPool"
CLIENT: Final = "aws:cognito/userPoolClient:UserPoolClient"

REPLACE[POOL] = frozenset({"aliasAttributes", "region", "usernameAttributes", "usernameConfiguration"})
REPLACE[CLIENT] = frozenset({"generateSecret", "region", "userPoolId"})
SECRET_OUTPUTS[CLIENT] = frozenset({"clientSecret"})

autoname(POOL, CLIENT, max_length=255)
rules.taggable(POOL)

_NAME: Final = re.compile(r"[\w\s+=,.@-]{1,128}")


@outputs(POOL)
def user_pool(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A user pool; its id is the region and nine characters."""
    id = f"{ctx.region}_{Ids(inputs, ctx).mixed(9)}"
    return id, {
        "arn": arn(ctx, "cognito-idp", f"userpool/{id}"),
        "creationDate": CREATED,
        "customDomain": "",
        "deletionProtection": inputs.get("deletionProtection", "INACTIVE"),
        "domain": "",
        "endpoint": f"cognito-idp.{ctx.region}.{suffix(ctx)}/{id}",
        "estimatedNumberOfUsers": 0,
        "lastModifiedDate": CREATED,
        "mfaConfiguration": inputs.get("mfaConfiguration", "OFF"),
        "name": named(inputs, ctx, prefix=None),
        "passwordPolicy": inputs.get("passwordPolicy")
        or {
            "minimumLength": 8,
            "passwordHistorySize": 0,
            "requireLowercase": True,
            "requireNumbers": True,
            "requireSymbols": True,
            "requireUppercase": True,
            "temporaryPasswordValidityDays": 7,
        },
        "userPoolTier": inputs.get("userPoolTier", "ESSENTIALS"),
    }


@outputs(CLIENT)
def client(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A client of a pool; its id has 26 small letters and digits."""
    ids = Ids(inputs, ctx)
    return ids.lower(26), {
        "clientSecret": ids.lower(51, "secret") if inputs.get("generateSecret") else "",
        "enableTokenRevocation": inputs.get("enableTokenRevocation", True),
        "name": named(inputs, ctx, prefix=None),
        "preventUserExistenceErrors": inputs.get("preventUserExistenceErrors", "LEGACY"),
        "refreshTokenValidity": inputs.get("refreshTokenValidity", 30),
    }


@check(POOL)
def _user_pool(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Names, sign-in, second factor and passwords ("CreateUserPool", Amazon Cognito API Reference)."""
    del ctx
    yield from rules.pattern("name", inputs.get("name"), _NAME, "1 to 128 letters, digits, spaces and +=,.@-")
    aliases, usernames = inputs.get("aliasAttributes"), inputs.get("usernameAttributes")
    if aliases and usernames:
        yield Failure(
            "usernameAttributes", "usernameAttributes conflicts with aliasAttributes: set one of them"
        )
    for property, allowed in (
        ("aliasAttributes", ("email", "phone_number", "preferred_username")),
        ("usernameAttributes", ("email", "phone_number")),
        ("autoVerifiedAttributes", ("email", "phone_number")),
    ):
        for place, item in enumerate(rules.items(inputs.get(property))):
            yield from rules.one_of(f"{property}[{place}]", item, allowed)
    mode = inputs.get("mfaConfiguration")
    yield from rules.one_of("mfaConfiguration", mode, ("OFF", "ON", "OPTIONAL"))
    factors = (
        "emailMfaConfiguration",
        "smsConfiguration",
        "softwareTokenMfaConfiguration",
        "webAuthnConfiguration",
    )
    if mode in ("ON", "OPTIONAL") and not any(factor in inputs for factor in factors):
        yield Failure(
            "mfaConfiguration",
            "InvalidParameterException: Invalid MFA configuration given, can't turn on MFA and not enable "
            "any MFA "
            f"method: set one of {', '.join(factors)}",
        )
    yield from rules.one_of("deletionProtection", inputs.get("deletionProtection"), ("ACTIVE", "INACTIVE"))
    yield from rules.one_of("userPoolTier", inputs.get("userPoolTier"), ("LITE", "ESSENTIALS", "PLUS"))
    policy = rules.block(inputs.get("passwordPolicy"))
    yield from rules.between("passwordPolicy.minimumLength", policy.get("minimumLength"), 6, 99, "characters")
    days = policy.get("temporaryPasswordValidityDays")
    yield from rules.between("passwordPolicy.temporaryPasswordValidityDays", days, 0, 365, "days")


@check(CLIENT)
def _client(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """OAuth settings belong together ("CreateUserPoolClient", Amazon Cognito API Reference)."""
    del ctx
    yield from rules.pattern("name", inputs.get("name"), _NAME, "1 to 128 letters, digits, spaces and +=,.@-")
    allowed = inputs.get("allowedOauthFlowsUserPoolClient")
    for property in ("allowedOauthFlows", "allowedOauthScopes", "callbackUrls", "logoutUrls"):
        if inputs.get(property) and allowed in (None, False):
            yield Failure(
                property,
                f"InvalidParameterException: {property} needs allowedOauthFlowsUserPoolClient to be true",
            )
    for place, flow in enumerate(rules.items(inputs.get("allowedOauthFlows"))):
        yield from rules.one_of(
            f"allowedOauthFlows[{place}]", flow, ("code", "implicit", "client_credentials")
        )
