"""Rules over several areas: region and zones, the edge, images, alarms and the values of secrets."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from settings.base import Breach, collect, readable, rule
from settings.compute import Ec2Host, EcsService
from settings.observability import METRICS
from settings.postgres import PostgresInstance
from settings.tables import REGIONS
from settings.words import both, did_you_mean

if TYPE_CHECKING:
    from settings.root import Settings


@rule
def region_has_the_zones(settings: "Settings") -> Iterator[Breach]:
    region, letters = settings.system.region, tuple(REGIONS[settings.system.region])
    message = f"{region} has no zone %s; it has {both(letters)}"
    for index, zone in readable(settings.network.zones):
        if zone not in letters:
            yield Breach(("network", "zones", index), message % zone)


@rule
def certificate_is_in_the_region(settings: "Settings") -> Iterator[Breach]:
    if settings.edge is None or settings.edge.tls.kind != "certificate":
        return
    _, _, _, region, account, _ = settings.edge.tls.certificate_arn.split(":")
    if region != settings.system.region:
        yield Breach(
            ("edge", "tls", "certificateArn"),
            f"the certificate is in {region}, the load balancer in {settings.system.region}",
            f"issue or import it in {settings.system.region}",
        )
    if settings.system.account_id is not None and account != settings.system.account_id:
        yield Breach(
            ("edge", "tls", "certificateArn"),
            f"the certificate is in account {account}, the stack in {settings.system.account_id}",
        )


@rule
def cloudfront_answers_to_the_name(settings: "Settings") -> Iterator[Breach]:
    """Source: Amazon CloudFront Developer Guide, "Requirements for using SSL/TLS certificates"."""
    edge = settings.edge
    if edge is None or edge.cloudfront is None or edge.tls.kind != "certificate":
        return
    if settings.system.region != "us-east-1" and edge.cloudfront.certificate_arn is None:
        yield Breach(
            ("edge", "cloudfront", "certificateArn"),
            f"the load balancer's certificate is in {settings.system.region}; "
            "CloudFront takes one in us-east-1",
            "give one in us-east-1 for the same name, and the name in `aliases`",
        )


@rule
def production_has_tls(settings: "Settings") -> Iterator[Breach]:
    """CloudFront's own certificate is the way out where no domain can be had (erratum SKY E4)."""
    if (
        settings.edge is not None
        and settings.system.production
        and settings.edge.tls.kind == "none"
        and settings.edge.cloudfront is None
    ):
        yield Breach(
            ("edge", "tls", "kind"),
            "a production stack does not serve plain HTTP",
            "give kind certificate with certificateArn, or kind issued with domain and groundwork:edge.dns",
        )


@rule
def exposed_services_have_an_edge(settings: "Settings") -> Iterator[Breach]:
    if settings.edge is not None:
        return
    for key, service in settings.compute.tasks.items():
        if service.expose is not None:
            yield Breach(
                ("compute", "services", key, "expose"),
                "there is no load balancer to expose the service with",
                "give groundwork:edge, or leave `expose` out",
            )


@rule
def image_repositories_are_defined(settings: "Settings") -> Iterator[Breach]:
    known = settings.delivery.repositories
    for key, service in settings.compute.tasks.items():
        for breach in collect(_repository, set(known), service):
            yield breach.under("compute", "services", key)


def _repository(known: set[str], service: EcsService) -> Iterator[Breach]:
    image = service.image
    if image.kind != "external" and image.repository not in known:
        yield Breach(
            ("image", "repository"),
            f"`{image.repository}` is not defined in groundwork:delivery.repositories",
            did_you_mean(image.repository, known, "defined are")
            or f"define it there: `{image.repository}: {{}}`",
        )


def alarm_keys(settings: "Settings") -> list[str]:
    """Keys of all alarms that the components of a stack offer."""
    keys = []
    for key, service in settings.compute.services.items():
        exposed = isinstance(service, EcsService) and service.expose is not None
        keys += [
            f"{key}-{metric}" for metric in METRICS[service.kind] if exposed or metric != "unhealthy-targets"
        ]
    if settings.edge is not None:
        keys += [f"load-balancer-{metric}" for metric in METRICS["load-balancer"]]
    for key, store in settings.data.items():
        keys += [f"{key}-{metric}" for metric in METRICS[store.kind]]
        if isinstance(store, PostgresInstance) and store.rotation and store.rotation.function_arn is None:
            keys += [f"{key}-rotation-{metric}" for metric in METRICS["rotation"]]
    messaging = settings.messaging
    for kind, entries in (
        ("queue", messaging.queues),
        ("topic", messaging.topics),
        ("rule", messaging.rules),
        ("schedule", messaging.schedules),
    ):
        keys += [f"{key}-{metric}" for key in entries for metric in METRICS[kind]]
    return keys


@rule
def alarms_are_offered(settings: "Settings") -> Iterator[Breach]:
    known = alarm_keys(settings)
    for key in settings.observability.alarms:
        if key not in known:
            yield Breach(
                ("observability", "alarms", key),
                "no component of this stack offers such an alarm",
                did_you_mean(key, known, "there are") or "the stack has nothing to watch",
            )


@rule
def alarm_names_are_their_own(settings: "Settings") -> Iterator[Breach]:
    first: dict[str, str] = {}
    for key, alarm in settings.observability.alarms.items():
        if alarm.name is not None and (other := first.setdefault(alarm.name, key)) != key:
            yield Breach(
                ("observability", "alarms", key, "name"), f"`{alarm.name}` is the name of {other} as well"
            )


@rule
def tasks_have_secrets_manager(settings: "Settings") -> Iterator[Breach]:
    if settings.compute.tasks and not settings.security.secrets_manager:
        yield Breach(
            ("security", "secretsManager"),
            f"services on ECS read their secrets from Secrets Manager: {both(list(settings.compute.tasks))}",
            "leave it out",
        )


@rule
def hosts_stand_in_public_subnets(settings: "Settings") -> Iterator[Breach]:
    public = settings.network.zones_of("public")
    for key, host in settings.compute.services.items():
        if isinstance(host, Ec2Host) and host.zone is not None and host.zone not in public:
            yield Breach(
                ("compute", "services", key, "zone"),
                f"zone {host.zone} has no public subnet for the server; {both(public)} have one",
            )
