"""`groundwork:edge`: what faces the internet: load balancer, certificates, DNS and CloudFront."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from settings.apis import HttpApi
from settings.base import Breach, Model, rule
from settings.cloudfront import CloudFront
from settings.dns import HttpsCheck, Zone
from settings.tls import Tls
from settings.types import Key, SslPolicy
from settings.web_acl import WebAcl

Weight = Annotated[int, Field(ge=0, le=255)]


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

    http_from_anywhere: bool = False
    """Behind CloudFront, keep port 80 open to all: it does nothing but redirect to HTTPS (FBG-NET-13)."""

    web_acl: WebAcl | None = None


class Edge(Model):
    """How the internet reaches the services that are exposed."""

    load_balancer: LoadBalancer = LoadBalancer()
    tls: Tls
    """Where HTTPS gets its certificate, or that there is none."""

    dns: Zone | None = None
    """Zone of the alias and validation records; none if DNS is kept elsewhere."""

    traffic: dict[str, Weight] | None = None
    """Where the names of the certificate lead to, by weight: `loadBalancer`, `cloudfront`, or the key of a
    server. Left out, they lead to CloudFront if it serves them, else to the load balancer (FBG-EDG-01)."""

    health_check: HttpsCheck | None = None
    cloudfront: CloudFront | None = None
    apis: dict[Key, HttpApi] = Field(default_factory=dict)
    """HTTP APIs of API Gateway in front of the load balancer, by name."""

    @property
    def hosts(self) -> tuple[str, ...]:
        """Names that `tls` stands for, the main one first; none where it has none."""
        if self.tls.kind == "issued":
            return self.tls.names
        return (self.tls.domain,) if self.tls.kind == "certificate" and self.tls.domain else ()

    @property
    def behind_cloudfront(self) -> bool:
        """Whether CloudFront is the only way to the load balancer, so that it answers to nobody else."""
        directly = (self.traffic or {}).get("loadBalancer", 0) > 0
        return self.cloudfront is not None and self.cloudfront.serves_load_balancer and not directly

    @property
    def plain_http(self) -> bool:
        """Whether viewers of the load balancer are served without TLS."""
        return self.tls.kind == "none" and not self.behind_cloudfront

    @property
    def origin_buckets(self) -> dict[str, tuple[str | int, ...]]:
        """Keys of the buckets that CloudFront serves, each with the place that names it."""
        return self.cloudfront.buckets if self.cloudfront is not None else {}

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
        served = self.cloudfront is not None and self.cloudfront.serves_load_balancer
        if served and self.load_balancer.internal:
            yield Breach(
                ("loadBalancer", "internal"),
                "CloudFront reaches no load balancer that is internal",
                "leave `internal` or `cloudfront` out",
            )

    @rule
    def port_80_only_redirects(self) -> Iterator[Breach]:
        if self.load_balancer.http_from_anywhere and self.tls.kind == "none":
            yield Breach(
                ("loadBalancer", "httpFromAnywhere"),
                "without TLS port 80 forwards to the services, so that anyone would pass CloudFront by",
                "leave it out, or give the load balancer a certificate by `tls`",
            )

    @rule
    def traffic_leads_somewhere(self) -> Iterator[Breach]:
        if self.traffic is None:
            return
        if not self.traffic:
            yield Breach(
                ("traffic",),
                "it names nothing that requests could lead to",
                "name loadBalancer, cloudfront or a server, or leave it out",
            )
        elif not any(self.traffic.values()):
            yield Breach(
                ("traffic",),
                "no target has a weight; Route 53 would answer with all of them alike",
                "give a weight from 1 to 255 to those that requests are to reach",
            )

    @rule
    def traffic_has_names_in_a_zone(self) -> Iterator[Breach]:
        if self.traffic is None:
            return
        if self.dns is None:
            yield Breach(
                ("traffic",),
                "its weights are those of records, which need a hosted zone",
                "give groundwork:edge.dns, or leave it out",
            )
        if not self.hosts:
            yield Breach(
                ("traffic",),
                "the edge has no name whose requests could be led anywhere",
                "give tls.domain, or leave it out",
            )

    @rule
    def cloudfront_answers_to_its_traffic(self) -> Iterator[Breach]:
        if self.traffic is None or "cloudfront" not in self.traffic:
            return
        if self.cloudfront is None:
            yield Breach(
                ("traffic", "cloudfront"),
                "there is no distribution to lead to",
                "give groundwork:edge.cloudfront, or leave it out",
            )
        elif self.cloudfront.aliases or not self.cloudfront.serves_load_balancer:
            for host in self.hosts:
                if host not in self.cloudfront.aliases:
                    yield Breach(
                        ("traffic", "cloudfront"),
                        f"CloudFront does not answer to {host}",
                        "add it to cloudfront.aliases, or leave cloudfront out of `traffic`",
                    )

    @rule
    def health_check_has_a_name_to_ask(self) -> Iterator[Breach]:
        if self.health_check is not None and not self.hosts:
            yield Breach(
                ("healthCheck",),
                "Route 53 asks a name over HTTPS, and the edge has none",
                "give tls.domain, or leave it out",
            )

    @rule
    def apis_know_whom_they_ask(self) -> Iterator[Breach]:
        if self.tls.kind == "certificate" and not self.hosts:
            for key in self.apis:
                yield Breach(
                    ("apis", key),
                    "the name on the load balancer's certificate, which the API verifies, is not known",
                    "give tls.domain",
                )


def _outside(zone: str, path: tuple[str | int, ...], name: str) -> Iterator[Breach]:
    host = name.removeprefix("*.")
    if host != zone and not host.endswith(f".{zone}"):
        yield Breach(
            path, f"{name} is not in the zone {zone} of groundwork:edge.dns, which is to hold its records"
        )
