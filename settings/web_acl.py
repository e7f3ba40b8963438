"""The web application firewall of a distribution or a load balancer."""

from typing import Annotated, Literal

from pydantic import Field

from settings.base import Model
from settings.types import WafRule

ManagedGroup = Literal["common", "knownBadInputs", "sqlInjection"]


class WebAcl(Model):
    """A web ACL: AWS's rules against the OWASP Top 10, known bad inputs and SQL injection, and a limit of
    requests (FBG-EDG-13). What it blocks and lets pass is logged; tokens and cookies are left out of the log.
    """

    rate_limit: Annotated[int, Field(ge=10, le=2_000_000_000)] = 2000
    """Requests of one address in 5 minutes, above which it is blocked."""

    counted: dict[ManagedGroup, tuple[WafRule, ...]] = Field(default_factory=dict)
    """Rules of a managed group that only count what they would block, by group: `SizeRestrictions_BODY` of
    `common` for an API that takes bodies above 8 KB."""
