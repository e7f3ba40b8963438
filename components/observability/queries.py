"""Saved queries of the logs."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from settings.observability import SavedQuery


class SavedQueries(Component):
    """Queries of CloudWatch Logs Insights over the log groups of the components that they name."""

    def __init__(
        self,
        name: str,
        settings: Mapping[str, SavedQuery],
        *,
        context: Context,
        log_groups: Mapping[str, pulumi.Output[str]],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:observability:SavedQueries", name, None, opts)
        for key, query in settings.items():
            aws.cloudwatch.QueryDefinition(
                key,
                name=query.name or f"{context.prefix}/{key}",
                log_group_names=[log_groups[component] for component in query.logs],
                query_string=query.query,
                opts=self.child(),
            )
        self.register_outputs({})
