"""User pools: who may sign in, and how."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from settings.base import Breach, Model, rule
from settings.types import HttpsUrl, ResourceName


class UserPool(Model):
    """A Cognito user pool whose users sign in with their mail address, and a client without a secret.

    A workload that uses it gets `<KEY>_USER_POOL_ID` and `<KEY>_CLIENT_ID` (FBG-OPS-04).
    """

    mfa: Literal["required", "optional", "off"] = "optional"
    """Second factor, by an authenticator app."""

    password_length: Annotated[int, Field(ge=8, le=99)] = 12
    """Fewest characters of a password; it has small and capital letters, digits and other signs."""

    self_sign_up: bool = False
    """Anyone may make an account; else the system's own administrators do."""

    domain: ResourceName | None = None
    """First label of the sign-in page, `<domain>.auth.<region>.amazoncognito.com`; none if left out."""

    callback_urls: tuple[HttpsUrl, ...] = ()
    """Where the sign-in page may lead back to, with a code (OAuth 2.0 with PKCE)."""

    logout_urls: tuple[HttpsUrl, ...] = ()
    """Where it may lead back to after signing out."""

    deletion_protection: bool = True
    """Refuse its deletion in AWS, and protect it in the stack."""

    def variables(self, key: str) -> dict[str, str]:
        """What is injected into the users of the pool of this key, by variable."""
        prefix = key.upper().replace("-", "_")
        return {f"{prefix}_USER_POOL_ID": "id", f"{prefix}_CLIENT_ID": "clientId"}

    @rule
    def sign_in_page_leads_back(self) -> Iterator[Breach]:
        if self.domain is not None and not self.callback_urls:
            yield Breach(
                ("callbackUrls",),
                "the sign-in page has nowhere to lead back to",
                "give it, or leave domain out",
            )
        for key, urls in (("callbackUrls", self.callback_urls), ("logoutUrls", self.logout_urls)):
            if urls and self.domain is None:
                yield Breach(
                    (key,), "there is no sign-in page to lead back from", "give domain, or leave it out"
                )
