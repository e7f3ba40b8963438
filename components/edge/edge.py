"""The edge of a stack: DNS, certificate, load balancer and CloudFront, in their order."""

from collections.abc import Mapping, Sequence

import pulumi

from components.base import Component, Context
from components.edge.certificate import Certificate, covers
from components.edge.cloudfront import Distribution, Origins
from components.edge.dns import AliasRecords, Dns, HealthCheck, Target
from components.edge.load_balancer import LoadBalancer
from components.edge.traffic import Weights
from components.edge.web_acl import WebAcl
from components.regions import in_region
from components.storage.bucket import Bucket
from settings.cloudfront import CloudFront
from settings.compute import EcsService
from settings.edge import Edge as EdgeSettings

CLOUDFRONT_REGION = "us-east-1"
"""Region of CloudFront's certificates and web ACLs (Amazon CloudFront Developer Guide "Requirements for using
SSL/TLS certificates with CloudFront"; AWS WAF Developer Guide "How AWS WAF works with CloudFront")."""


class Edge(Component):
    """What faces the internet. It comes before the services, each of which then registers with its route."""

    load_balancer: LoadBalancer
    url: pulumi.Output[str]
    name_servers: pulumi.Output[Sequence[str]] | None
    """Name servers of the zone, where the stack makes it."""

    weights: Weights | None = None
    """What the weighted records hold, where the settings divide traffic; they come after the servers."""

    def __init__(
        self,
        name: str,
        settings: EdgeSettings,
        *,
        context: Context,
        vpc_id: pulumi.Input[str],
        subnet_ids: tuple[pulumi.Output[str], ...],
        exposed: Mapping[str, EcsService],
        buckets: Mapping[str, Bucket],
        log_bucket_name: pulumi.Input[str] | None,
        log_prefix: str,
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
            log_prefix=log_prefix,
            behind_cloudfront=settings.behind_cloudfront,
            after=after,
            opts=self.child(),
        )
        if settings.load_balancer.web_acl is not None:
            acl = WebAcl(
                "load-balancer-web-acl",
                settings.load_balancer.web_acl,
                context=context,
                role="alb",
                scope="REGIONAL",
                proxied=settings.behind_cloudfront,
                opts=self.child(),
            )
            acl.guard("load-balancer", self.load_balancer.arn)
        targets = {"loadBalancer": Target(self.load_balancer.dns_name, self.load_balancer.zone_id)}
        answered: tuple[str, ...] = ()
        if settings.cloudfront is not None:
            viewer_certificate = self._viewer_certificate(settings.cloudfront, certificate_arn)
            answered = self._answered(settings.cloudfront) if viewer_certificate is not None else ()
            distribution = self._distribution(
                settings.cloudfront, buckets, answered, viewer_certificate, tls=certificate_arn is not None
            )
            targets["cloudfront"] = Target(distribution.domain_name, distribution.hosted_zone_id, True)
        self._records(targets, answered)
        if settings.health_check is not None:
            HealthCheck(
                "health-check",
                settings.health_check,
                host=settings.hosts[0],
                label=context.prefix,
                opts=self.child(),
            )
        self.url = self._url(targets, answered)
        self.register_outputs({"url": self.url})

    def _answered(self, settings: CloudFront) -> tuple[str, ...]:
        """Names that the distribution answers to: its own, else those of what is behind it."""
        behind = self._settings.hosts if settings.serves_load_balancer else ()
        return settings.aliases or behind

    def _records(self, targets: Mapping[str, Target], answered: Sequence[str]) -> None:
        """Where each name leads to: CloudFront where that answers to it, or else the load balancer."""
        settings = self._settings
        if self._dns is None:
            return
        weighted = settings.hosts if settings.traffic is not None else ()
        simple = {host: targets["cloudfront"] for host in answered if host not in weighted}
        if settings.traffic is not None:
            self.weights = Weights(settings.hosts, settings.traffic, targets, self._dns.zone_id)
        elif not settings.behind_cloudfront:
            simple |= {host: targets["loadBalancer"] for host in settings.hosts if host not in simple}
        if simple:
            AliasRecords("aliases", targets=simple, zone_id=self._dns.zone_id, opts=self.child())

    def _url(self, targets: Mapping[str, Target], answered: Sequence[str]) -> pulumi.Output[str]:
        settings = self._settings
        if settings.behind_cloudfront:
            named = [host for host in settings.hosts if host in answered] or answered
            target = targets["cloudfront"]
        else:
            named, target = settings.hosts, targets["loadBalancer"]
        scheme = "http" if settings.plain_http else "https"
        return pulumi.Output.concat(scheme, "://", named[0] if named else target.dns_name)

    def _certificate(self) -> pulumi.Input[str] | None:
        tls = self._settings.tls
        if tls.kind == "certificate":
            return tls.certificate_arn
        return self._issue("certificate", tls.alternative_names) if tls.kind == "issued" else None

    def _issue(
        self, name: str, alternative_names: Sequence[str], region: str | None = None
    ) -> pulumi.Output[str]:
        tls = self._settings.tls
        assert tls.kind == "issued" and self._dns is not None  # noqa: PT018  # the settings see to both
        certificate = Certificate(
            name,
            domain=tls.domain,
            alternative_names=alternative_names,
            zone_id=self._dns.zone_id,
            region=region,
            opts=self.child(),
        )
        return certificate.arn

    def _viewer_certificate(
        self, settings: CloudFront, certificate_arn: pulumi.Input[str] | None
    ) -> pulumi.Input[str] | None:
        """Certificate in us-east-1, for the names of the load balancer and those of the distribution: one
        for both from the start is not replaced when the distribution takes over the former."""
        tls = self._settings.tls
        if settings.certificate_arn is not None:
            return settings.certificate_arn
        own = [name for name in settings.aliases if not covers(self._settings.hosts, name)]
        if self._context.region == CLOUDFRONT_REGION and not own:
            return certificate_arn
        if tls.kind != "issued":
            return None
        region = CLOUDFRONT_REGION if self._context.region != CLOUDFRONT_REGION else None
        return self._issue("viewers", (*tls.alternative_names, *own), region)

    def _distribution(
        self,
        settings: CloudFront,
        buckets: Mapping[str, Bucket],
        aliases: Sequence[str],
        certificate_arn: pulumi.Input[str] | None,
        *,
        tls: bool,
    ) -> Distribution:
        served = {key: buckets[key] for key in settings.buckets}
        distribution = Distribution(
            "cloudfront",
            settings,
            origins=Origins(
                self.load_balancer.dns_name, tls, {key: each.domain_name for key, each in served.items()}
            ),
            aliases=aliases,
            certificate_arn=certificate_arn,
            web_acl_arn=self._web_acl_arn(settings),
            comment=self._context.prefix,
            opts=self.child(),
        )
        for bucket in served.values():
            bucket.admit(distribution.arn)
        return distribution

    def _web_acl_arn(self, settings: CloudFront) -> pulumi.Output[str] | None:
        if settings.web_acl is None:
            return None
        context, opts = self._context, self.child()
        if context.region != CLOUDFRONT_REGION:
            # The stack's key encrypts in its own region only.
            context, opts = in_region(context, CLOUDFRONT_REGION, opts, key_arn=None)
        acl = WebAcl(
            "cloudfront-web-acl",
            settings.web_acl,
            context=context,
            role="cloudfront",
            scope="CLOUDFRONT",
            opts=opts,
        )
        return acl.arn
