"""X-Ray sampling rules: which requests are traced."""

from typing import Annotated

from pydantic import Field

from settings.base import Model
from settings.types import HttpMethod, Matcher, PathMatcher


class SamplingRule(Model):
    """Traces of the requests that match: the first of each second, and a share of the others.

    Source: AWS X-Ray Developer Guide, "Configuring sampling rules".
    """

    priority: Annotated[int, Field(ge=1, le=9999)] = 1000
    """Rules are tried from the lowest number up; AWS's own comes last."""

    fixed_rate: Annotated[float, Field(ge=0, le=1)] = 0.05
    """Share of the requests beyond the reservoir, from 0 to 1."""

    reservoir_size: Annotated[int, Field(ge=0, le=100000)] = 1
    """Requests of each second that are always traced, over all instances of a service."""

    service_name: Matcher = "*"
    """Name that the service gives itself."""

    service_type: Matcher = "*"
    """Where it runs, such as `AWS::ECS::Container` or `AWS::Lambda::Function`."""

    host: Matcher = "*"
    """Host name of the request."""

    http_method: HttpMethod = "*"
    """Method of the request."""

    url_path: PathMatcher = "*"
    """Path of the request, such as `/api/*`."""
