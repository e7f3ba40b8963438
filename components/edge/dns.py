"""The hosted zone of the stack, and the names that point to its edge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.base import Component
from settings.dns import ExistingZone, HttpsCheck, NewZone


@dataclass(frozen=True)
class Target:
    """What an alias record points to: a load balancer or a distribution."""

    dns_name: pulumi.Output[str]
    zone_id: pulumi.Output[str]
    cloudfront: bool = False
    """A distribution: it has IPv6 as well, and no health that Route 53 could ask for."""

    @property
    def types(self) -> Mapping[str, str]:
        """Record types, each with what it appends to the logical name."""
        return {"A": "", "AAAA": "-ipv6"} if self.cloudfront else {"A": ""}

    @property
    def alias(self) -> aws.route53.RecordAliasArgs:
        return aws.route53.RecordAliasArgs(
            name=self.dns_name, zone_id=self.zone_id, evaluate_target_health=not self.cloudfront
        )


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
    """Alias records of host names, each to its load balancer or distribution; AAAA where that has IPv6."""

    def __init__(
        self,
        name: str,
        *,
        targets: Mapping[str, Target],
        zone_id: pulumi.Input[str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:edge:AliasRecords", name, None, opts)
        for host, target in targets.items():
            for record_type, suffix in target.types.items():
                aws.route53.Record(
                    f"{host}{suffix}",
                    zone_id=zone_id,
                    name=host,
                    type=record_type,
                    aliases=[target.alias],
                    opts=self.child(),
                )
        self.register_outputs({})


class HealthCheck(Component):
    """A health check of Route 53 that asks a name over HTTPS, as the internet does (FBG-EDG-02).

    It watches and routes nothing: with one target there is nothing to fail over to.
    """

    id: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        settings: HttpsCheck,
        *,
        host: str,
        label: str,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:edge:HealthCheck", name, None, opts)
        check = aws.route53.HealthCheck(
            name,
            type="HTTPS",
            fqdn=host,
            port=443,
            resource_path=settings.path,
            request_interval=settings.interval_seconds,
            failure_threshold=settings.failure_threshold,
            enable_sni=True,
            # The console shows a health check by this tag only.
            tags={"Name": label},
            opts=self.child(),
        )
        self.id = check.id
        self.register_outputs({"id": self.id})
