"""`groundwork:edge`: what faces the internet: load balancer, certificates, DNS and CloudFront."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from settings.base import Breach, Model, rule
from settings.types import AcmArn, Domain, DomainPattern, HostedZoneId, PathPattern, SslPolicy


class NoTls(Model):
    """Plain HTTP: port 80 forwards. For a development stack without a name of its own (PYS-EDG-04)."""

    kind: Literal["none"]


class SuppliedCertificate(Model):
    """HTTPS with a certificate that is already there."""

    kind: Literal["certificate"]
    certificate_arn: AcmArn
    """ACM certificate in the stack's region."""

    domain: Domain | None = None
    """Host name that it stands for, for the outputs."""


class IssuedCertificate(Model):
    """HTTPS with a certificate that the stack issues and validates by DNS in `groundwork:edge.dns`."""

    kind: Literal["issued"]
    domain: Domain
    """Host name of the site."""

    alternative_names: Annotated[tuple[DomainPattern, ...], Field(max_length=9)] = ()
    """Further names on the same certificate, each with its alias record."""

    @property
    def names(self) -> tuple[str, ...]:
        """All names on the certificate."""
        return (self.domain, *self.alternative_names)

    @rule
    def each_is_named_once(self) -> Iterator[Breach]:
        for index, name in enumerate(self.alternative_names):
            if name in self.names[: index + 1]:
                yield Breach(("alternativeNames", index), f"{name} is on the certificate already")


Tls = Annotated[NoTls | SuppliedCertificate | IssuedCertificate, Field(discriminator="kind")]


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


class CloudFront(Model):
    """A distribution in front of the load balancer, which then answers to CloudFront only (SKY-EDG-07)."""

    price_class: Literal["PriceClass_100", "PriceClass_200", "PriceClass_All"] = "PriceClass_100"
    """Edge locations: North America and Europe (100), most (200) or all."""

    certificate_arn: AcmArn | None = None
    """Certificate in us-east-1 for `aliases`; issued by the stack with `tls.kind: issued`."""

    aliases: tuple[DomainPattern, ...] = ()
    """Names of its own; none serves `*.cloudfront.net`."""

    cached_paths: tuple[PathPattern, ...] = ("/static/*", "/assets/*")
    """Path patterns of static assets that CloudFront caches; all else passes through."""

    @rule
    def certificate_is_in_us_east_1_and_of_use(self) -> Iterator[Breach]:
        if self.certificate_arn is None:
            return
        region = self.certificate_arn.split(":")[3]
        if region != "us-east-1":
            yield Breach(
                ("certificateArn",),
                f"the certificate is in {region}; CloudFront takes certificates of us-east-1 only",
                "issue or import it there",
            )
        if not self.aliases:
            yield Breach(
                ("certificateArn",), "a certificate serves no purpose without `aliases`", "name them"
            )

    @rule
    def each_is_named_once(self) -> Iterator[Breach]:
        for key, names in (("aliases", self.aliases), ("cachedPaths", self.cached_paths)):
            for name in dict.fromkeys(name for name in names if names.count(name) > 1):
                yield Breach((key,), f"{name} is named twice")


class LoadBalancer(Model):
    """The Application Load Balancer that all exposed services share."""

    kind: Literal["alb"] = "alb"
    """An Application Load Balancer."""

    internal: bool = False
    """Reached from inside the VPC only."""

    access_logs: bool = True
    """Write access logs to the stack's log bucket."""

    idle_timeout_seconds: Annotated[int, Field(ge=1, le=4000)] = 60
    """Time after which a silent connection is closed."""

    deletion_protection: bool = True
    """Refuse its deletion in AWS."""

    ssl_policy: SslPolicy = "ELBSecurityPolicy-TLS13-1-2-2021-06"
    """Security policy of the HTTPS listener (TLS 1.2 and 1.3)."""


class Edge(Model):
    """How the internet reaches the services that are exposed."""

    load_balancer: LoadBalancer = LoadBalancer()
    tls: Tls
    """Where HTTPS gets its certificate, or that there is none."""

    dns: Zone | None = None
    """Zone of the alias and validation records; none if DNS is kept elsewhere."""

    cloudfront: CloudFront | None = None

    @rule
    def issued_certificate_can_be_validated(self) -> Iterator[Breach]:
        if self.tls.kind != "issued":
            return
        if self.dns is None:
            yield Breach(
                ("dns",),
                "a certificate that the stack issues is validated in a hosted zone, which is missing",
                "give groundwork:edge.dns, or a certificate from elsewhere by tls.kind certificate",
            )
            return
        for index, name in enumerate(self.tls.names):
            at = ("tls", "alternativeNames", index - 1) if index else ("tls", "domain")
            yield from _outside(self.dns.name, at, name)

    @rule
    def records_are_in_the_zone(self) -> Iterator[Breach]:
        if self.dns is not None and self.tls.kind == "certificate" and self.tls.domain is not None:
            yield from _outside(self.dns.name, ("tls", "domain"), self.tls.domain)

    @rule
    def aliases_have_a_certificate(self) -> Iterator[Breach]:
        if self.cloudfront is None or not self.cloudfront.aliases:
            return
        if self.cloudfront.certificate_arn is None and self.tls.kind != "issued":
            yield Breach(
                ("cloudfront", "aliases"),
                "CloudFront serves names of its own only with a certificate for them, which is missing",
                "give cloudfront.certificateArn (us-east-1), or have it issued by tls.kind issued",
            )
        if self.cloudfront.certificate_arn is None and self.dns is not None:
            for index, name in enumerate(self.cloudfront.aliases):
                yield from _outside(self.dns.name, ("cloudfront", "aliases", index), name)

    @rule
    def cloudfront_reaches_the_load_balancer(self) -> Iterator[Breach]:
        if self.cloudfront is not None and self.load_balancer.internal:
            yield Breach(
                ("loadBalancer", "internal"),
                "CloudFront reaches no load balancer that is internal",
                "leave `internal` or `cloudfront` out",
            )


def _outside(zone: str, path: tuple[str | int, ...], name: str) -> Iterator[Breach]:
    host = name.removeprefix("*.")
    if host != zone and not host.endswith(f".{zone}"):
        yield Breach(
            path, f"{name} is not in the zone {zone} of groundwork:edge.dns, which is to hold its records"
        )
