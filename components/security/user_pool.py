"""A Cognito user pool with its client."""

from __future__ import annotations

from typing import Any, Final

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.links import Link
from settings.user_pools import UserPool as UserPoolSettings

MFA: Final = {"required": "ON", "optional": "OPTIONAL", "off": "OFF"}


class UserPool(Component):
    """Users that sign in with their mail address, and a public client of theirs.

    The client has no secret, which a browser or a phone could not keep: it proves itself by SRP, or by a code
    with PKCE from the sign-in page. Answers do not tell whether an account exists.
    """

    link: Link
    issuer: pulumi.Output[str]
    """Issuer of its tokens."""

    client_id: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        settings: UserPoolSettings,
        *,
        context: Context,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:security:UserPool", name, None, opts)
        pool = aws.cognito.UserPool(
            name,
            name=context.name(name, limit=128),
            username_attributes=["email"],
            username_configuration={"case_sensitive": False},
            auto_verified_attributes=["email"],
            account_recovery_setting={"recovery_mechanisms": [{"name": "verified_email", "priority": 1}]},
            admin_create_user_config={"allow_admin_create_user_only": not settings.self_sign_up},
            mfa_configuration=MFA[settings.mfa],
            software_token_mfa_configuration={"enabled": True} if settings.mfa != "off" else None,
            password_policy={
                "minimum_length": settings.password_length,
                "require_lowercase": True,
                "require_uppercase": True,
                "require_numbers": True,
                "require_symbols": True,
                "temporary_password_validity_days": 1,
            },
            deletion_protection="ACTIVE" if settings.deletion_protection else "INACTIVE",
            opts=self.child(protect=settings.deletion_protection),
        )
        client = aws.cognito.UserPoolClient(
            name,
            name=context.name(name, limit=128),
            user_pool_id=pool.id,
            generate_secret=False,
            explicit_auth_flows=["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
            prevent_user_existence_errors="ENABLED",
            enable_token_revocation=True,
            opts=self.child(),
            **_sign_in_page(settings),
        )
        if settings.domain is not None:
            aws.cognito.UserPoolDomain(name, domain=settings.domain, user_pool_id=pool.id, opts=self.child())
        self.issuer = pulumi.Output.concat("https://", pool.endpoint)
        self.client_id = client.id
        fields = {"id": pool.id, "clientId": client.id}
        self.link = Link(
            name=name,
            environment={variable: fields[field] for variable, field in settings.variables(name).items()},
        )
        self.register_outputs({"id": pool.id})


def _sign_in_page(settings: UserPoolSettings) -> dict[str, Any]:
    if settings.domain is None:
        return {}
    return {
        "allowed_oauth_flows_user_pool_client": True,
        "allowed_oauth_flows": ["code"],
        "allowed_oauth_scopes": ["openid", "email", "profile"],
        "callback_urls": list(settings.callback_urls),
        "logout_urls": list(settings.logout_urls) or None,
        "supported_identity_providers": ["COGNITO"],
    }
