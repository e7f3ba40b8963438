"""`groundwork:edge`: what faces the internet: load balancer, certificates, DNS and CloudFront."""

from typing import Annotated, Literal

from pydantic import Field

from settings.base import Model
from settings.types import AcmArn, Domain, HostedZoneId


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
    alternative_names: tuple[Domain, ...] = ()
    """Further names on the same certificate, each with its alias record."""


Tls = Annotated[NoTls | SuppliedCertificate | IssuedCertificate, Field(discriminator="kind")]


class NewZone(Model):
    """A hosted zone made by the stack: delegate to its name servers, which are an output."""

    kind: Literal["create"]
    name: Domain


class ExistingZone(Model):
    """A hosted zone that is already there."""

    kind: Literal["existing"]
    name: Domain
    zone_id: HostedZoneId


Zone = Annotated[NewZone | ExistingZone, Field(discriminator="kind")]


class CloudFront(Model):
    """A distribution in front of the load balancer, which then answers to CloudFront only (SKY-EDG-07)."""

    price_class: Literal["PriceClass_100", "PriceClass_200", "PriceClass_All"] = "PriceClass_100"
    certificate_arn: AcmArn | None = None
    """Certificate in us-east-1 for `aliases`; issued by the stack with `tls.kind: issued`."""

    aliases: tuple[Domain, ...] = ()
    """Names of its own; none serves `*.cloudfront.net`."""

    cached_paths: tuple[str, ...] = ("/static/*", "/assets/*")
    """Path patterns of static assets that CloudFront caches; all else passes through."""


class LoadBalancer(Model):
    """The Application Load Balancer that all exposed services share."""

    kind: Literal["alb"] = "alb"
    internal: bool = False
    access_logs: bool = True
    """Write access logs to the stack's log bucket."""

    idle_timeout_seconds: Annotated[int, Field(ge=1, le=4000)] = 60
    deletion_protection: bool = True
    ssl_policy: str = "ELBSecurityPolicy-TLS13-1-2-2021-06"
    """Security policy of the HTTPS listener (TLS 1.2 and 1.3)."""


class Edge(Model):
    """How the internet reaches the services that are exposed."""

    load_balancer: LoadBalancer = LoadBalancer()
    tls: Tls
    dns: Zone | None = None
    """Zone of the alias and validation records; none if DNS is kept elsewhere."""

    cloudfront: CloudFront | None = None
