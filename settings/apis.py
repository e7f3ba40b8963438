"""HTTP APIs of API Gateway in front of the load balancer."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from settings.base import Breach, Model, rule
from settings.types import Key
from settings.words import did_you_mean

if TYPE_CHECKING:
    from settings.root import Settings


class HttpApi(Model):
    """An HTTP API that passes all requests to the load balancer, through a VPC link (FBG-OPS-04)."""

    user_pool: Key | None = None
    """Key of the pool in `groundwork:security.userPools` whose tokens it asks for; none if left out."""

    rate_limit: Annotated[int, Field(ge=1, le=10000)] = 100
    """Requests in a second, above which it answers 429."""

    burst_limit: Annotated[int, Field(ge=1, le=5000)] = 200
    """Requests at once, above which it answers 429."""


@rule
def apis_have_their_user_pools(settings: "Settings") -> Iterator[Breach]:
    if settings.edge is None:
        return
    known = settings.security.user_pools
    for key, api in settings.edge.apis.items():
        if api.user_pool is not None and api.user_pool not in known:
            yield Breach(
                ("edge", "apis", key, "userPool"),
                f"`{api.user_pool}` is not defined in groundwork:security.userPools",
                did_you_mean(api.user_pool, known, "defined are")
                or f"define it there: `{api.user_pool}: {{}}`",
            )
