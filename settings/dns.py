"""Names of the edge: the hosted zone, and the check that asks a name whether it answers."""

from typing import Annotated, Literal

from pydantic import Field

from settings.base import Model
from settings.types import Domain, HostedZoneId, HttpPath


class NewZone(Model):
    """A hosted zone made by the stack: delegate to its name servers, which are an output."""

    kind: Literal["create"]
    name: Domain
    """Domain of the zone."""


class ExistingZone(Model):
    """A hosted zone that is already there."""

    kind: Literal["existing"]
    name: Domain
    """Domain of the zone."""

    zone_id: HostedZoneId
    """Its id in Route 53."""


Zone = Annotated[NewZone | ExistingZone, Field(discriminator="kind")]


class HttpsCheck(Model):
    """A Route 53 health check that asks `tls.domain` over HTTPS, from several regions (FBG-EDG-02)."""

    path: HttpPath = "/"
    """Path that answers with a code from 200 to 399."""

    interval_seconds: Literal[10, 30] = 30
    """Time between two checks of one checker; 10 costs more, and changing it makes a new check."""

    failure_threshold: Annotated[int, Field(ge=1, le=10)] = 3
    """Failures in a row after which a checker counts the name as unhealthy."""
