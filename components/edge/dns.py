"""The hosted zone of the stack, and the names that point to its edge."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.base import Component
from settings.edge import ExistingZone, NewZone


class Dns(Component):
    """A hosted zone, made by the stack or already there."""

    zone_id: pulumi.Output[str]
    name_servers: pulumi.Output[Sequence[str]] | None
    """Name servers to delegate to; None for a zone that was there before."""

    def __init__(
        self, name: str, settings: NewZone | ExistingZone, *, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("groundwork:edge:Dns", name, None, opts)
        if settings.kind == "create":
            zone = aws.route53.Zone(
                name, name=settings.name, comment="Managed by Pulumi", opts=self.child(protect=True)
            )
            self.zone_id, self.name_servers = zone.zone_id, zone.name_servers
        else:
            self.zone_id, self.name_servers = pulumi.Output.from_input(settings.zone_id), None
        self.register_outputs({"zoneId": self.zone_id})


class AliasRecords(Component):
    """Alias records of host names to a load balancer or a distribution; AAAA as well where it has IPv6."""

    def __init__(
        self,
        name: str,
        *,
        hosts: Sequence[str],
        zone_id: pulumi.Input[str],
        target_dns_name: pulumi.Input[str],
        target_zone_id: pulumi.Input[str],
        evaluate_target_health: bool,
        ipv6: bool,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:edge:AliasRecords", name, None, opts)
        target = {
            "name": target_dns_name,
            "zone_id": target_zone_id,
            "evaluate_target_health": evaluate_target_health,
        }
        types = {"A": "", "AAAA": "-ipv6"} if ipv6 else {"A": ""}
        for host in hosts:
            for record_type, suffix in types.items():
                aws.route53.Record(
                    f"{host}{suffix}",
                    zone_id=zone_id,
                    name=host,
                    type=record_type,
                    aliases=[aws.route53.RecordAliasArgs(**target)],
                    opts=self.child(),
                )
        self.register_outputs({})
