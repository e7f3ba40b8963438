"""Weighted records: how requests are divided while a system moves from one way in to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.base import Component
from components.edge.dns import Target


@dataclass(frozen=True)
class Weights:
    """Names of the edge, and the weight of everything that they lead to."""

    hosts: Sequence[str]
    weights: Mapping[str, int]
    """Weight by target: `loadBalancer`, `cloudfront` or the key of a server."""

    targets: Mapping[str, Target]
    """Load balancer and distribution."""

    zone_id: pulumi.Output[str]


class Traffic(Component):
    """Records of each name, one for each target and of its weight (FBG-EDG-01).

    They come after the servers whose addresses they hold. AAAA records are there only while all requests go
    to CloudFront: what has no IPv6 would get none of the viewers that have it, whatever its weight.
    """

    def __init__(
        self,
        name: str,
        settings: Weights,
        *,
        addresses: Mapping[str, pulumi.Output[str]],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:edge:Traffic", name, None, opts)
        self._settings = settings
        for target, weight in settings.weights.items():
            if alias := settings.targets.get(target):
                types = alias.types if self._takes_all(target) else {"A": ""}
                for record_type, suffix in types.items():
                    self._records(target, weight, record_type, suffix, aliases=[alias.alias])
            else:
                # The address of a server that moves away is not to be kept for long.
                self._records(target, weight, "A", records=[addresses[target]], ttl=60)
        self.register_outputs({})

    def _takes_all(self, target: str) -> bool:
        return not any(weight for other, weight in self._settings.weights.items() if other != target)

    def _records(self, target: str, weight: int, record_type: str, suffix: str = "", **values: Any) -> None:
        for host in self._settings.hosts:
            aws.route53.Record(
                f"{host}-{target}{suffix}",
                zone_id=self._settings.zone_id,
                name=host,
                type=record_type,
                set_identifier=target,
                weighted_routing_policies=[{"weight": weight}],
                opts=self.child(),
                **values,
            )
