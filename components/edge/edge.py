"""The edge of a stack: DNS, certificate, load balancer and CloudFront, in their order."""

from collections.abc import Mapping, Sequence

import pulumi

from components.base import Component, Context
from components.edge.certificate import Certificate
from components.edge.cloudfront import Distribution
from components.edge.dns import AliasRecords, Dns
from components.edge.load_balancer import LoadBalancer
from settings.compute import EcsService
from settings.edge import CloudFront
from settings.edge import Edge as EdgeSettings

CLOUDFRONT_REGION = "us-east-1"
"""Region of CloudFront's certificates (Amazon CloudFront Developer Guide "Requirements for using SSL/TLS
certificates with CloudFront")."""


class Edge(Component):
    """What faces the internet. It comes before the services, each of which then registers with its route."""

    load_balancer: LoadBalancer
    url: pulumi.Output[str]
    name_servers: pulumi.Output[Sequence[str]] | None
    """Name servers of the zone, where the stack makes it."""

    def __init__(
        self,
        name: str,
        settings: EdgeSettings,
        *,
        context: Context,
        vpc_id: pulumi.Input[str],
        subnet_ids: tuple[pulumi.Output[str], ...],
        exposed: Mapping[str, EcsService],
        log_bucket_name: pulumi.Input[str] | None,
        after: Sequence[pulumi.Resource],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:edge:Edge", name, None, opts)
        self._settings, self._context = settings, context
        self._dns = Dns("zone", settings.dns, opts=self.child()) if settings.dns else None
        self.name_servers = self._dns.name_servers if self._dns else None
        certificate_arn = self._certificate()
        self.load_balancer = LoadBalancer(
            "load-balancer",
            settings.load_balancer,
            context=context,
            vpc_id=vpc_id,
            subnet_ids=subnet_ids,
            exposed=exposed,
            certificate_arn=certificate_arn,
            log_bucket_name=log_bucket_name if settings.load_balancer.access_logs else None,
            behind_cloudfront=settings.cloudfront is not None,
            after=after,
            opts=self.child(),
        )
        target = self.load_balancer.dns_name, self.load_balancer.zone_id
        if settings.cloudfront is not None:
            distribution = self._distribution(settings.cloudfront, certificate_arn)
            target = distribution.domain_name, distribution.hosted_zone_id
        if self._dns is not None and self._hosts:
            AliasRecords(
                "aliases",
                hosts=self._hosts,
                zone_id=self._dns.zone_id,
                target_dns_name=target[0],
                target_zone_id=target[1],
                # CloudFront has no health that Route 53 could ask for.
                evaluate_target_health=settings.cloudfront is None,
                ipv6=settings.cloudfront is not None,
                opts=self.child(),
            )
        scheme = "http" if settings.tls.kind == "none" and settings.cloudfront is None else "https"
        host = self._hosts[0] if self._hosts else target[0]
        self.url = pulumi.Output.concat(scheme, "://", host)
        self.register_outputs({"url": self.url})

    @property
    def _hosts(self) -> tuple[str, ...]:
        """Host names that the edge answers to, the main one first."""
        tls, cloudfront = self._settings.tls, self._settings.cloudfront
        if cloudfront is not None and cloudfront.aliases:
            return cloudfront.aliases
        if tls.kind == "issued":
            return (tls.domain, *tls.alternative_names)
        return (tls.domain,) if tls.kind == "certificate" and tls.domain else ()

    def _certificate(self) -> pulumi.Input[str] | None:
        tls = self._settings.tls
        if tls.kind == "certificate":
            return tls.certificate_arn
        return self._issue("certificate", None) if tls.kind == "issued" else None

    def _issue(self, name: str, region: str | None) -> pulumi.Output[str]:
        tls = self._settings.tls
        assert tls.kind == "issued" and self._dns is not None  # noqa: PT018  # the settings see to both
        certificate = Certificate(
            name,
            domain=tls.domain,
            alternative_names=tls.alternative_names,
            zone_id=self._dns.zone_id,
            region=region,
            opts=self.child(),
        )
        return certificate.arn

    def _distribution(self, settings: CloudFront, certificate_arn: pulumi.Input[str] | None) -> Distribution:
        viewer_certificate: pulumi.Input[str] | None = settings.certificate_arn
        if viewer_certificate is None and self._context.region == CLOUDFRONT_REGION:
            viewer_certificate = certificate_arn
        elif viewer_certificate is None and self._settings.tls.kind == "issued":
            viewer_certificate = self._issue("viewers", CLOUDFRONT_REGION)
        aliases = self._hosts if viewer_certificate is not None else ()
        return Distribution(
            "cloudfront",
            settings,
            origin_domain_name=self.load_balancer.dns_name,
            origin_tls=certificate_arn is not None,
            aliases=aliases,
            certificate_arn=viewer_certificate,
            comment=self._context.prefix,
            opts=self.child(),
        )
