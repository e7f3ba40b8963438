"""Which requests X-Ray traces."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from settings.sampling import SamplingRule

NAME_LIMIT = 32


class Sampling(Component):
    """X-Ray sampling rules, which every collector and SDK of the account asks for in this region."""

    def __init__(
        self,
        name: str,
        settings: Mapping[str, SamplingRule],
        *,
        context: Context,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:observability:Sampling", name, None, opts)
        for key, sampled in settings.items():
            aws.xray.SamplingRule(
                key,
                rule_name=context.name(key, limit=NAME_LIMIT),
                version=1,
                priority=sampled.priority,
                fixed_rate=sampled.fixed_rate,
                reservoir_size=sampled.reservoir_size,
                service_name=sampled.service_name,
                service_type=sampled.service_type,
                host=sampled.host,
                http_method=sampled.http_method,
                url_path=sampled.url_path,
                resource_arn="*",
                opts=self.child(),
            )
        self.register_outputs({})
