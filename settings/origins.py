"""Rules over several areas: the buckets that CloudFront serves, and the servers that traffic leads to."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from settings.base import Breach, rule
from settings.compute import Ec2Host
from settings.words import did_you_mean

if TYPE_CHECKING:
    from settings.root import Settings


@rule
def origins_are_buckets_of_the_stack(settings: "Settings") -> Iterator[Breach]:
    if settings.edge is None:
        return
    known = settings.storage.buckets
    for key, place in settings.edge.origin_buckets.items():
        at = ("edge", "cloudfront", *place)
        if key not in known:
            yield Breach(
                at,
                f"`{key}` is not defined in groundwork:storage.buckets",
                did_you_mean(key, known, "defined are") or f"define it there: `{key}: {{}}`",
            )
        elif known[key].existing:
            yield Breach(
                at,
                f"`{key}` is a bucket that is already there: its policy is not changed, so that CloudFront "
                "would be refused",
                "name a bucket that the stack makes",
            )


@rule
def traffic_leads_to_what_there_is(settings: "Settings") -> Iterator[Breach]:
    if settings.edge is None or settings.edge.traffic is None:
        return
    services, retired = settings.compute.services, settings.compute.retired
    hosts = [key for key, service in services.items() if isinstance(service, Ec2Host) and key not in retired]
    for key in settings.edge.traffic:
        if key in ("loadBalancer", "cloudfront") or key in hosts:
            continue
        at = ("edge", "traffic", key)
        if key in retired:
            yield Breach(at, f"`{key}` is retired: there is no server any more", "leave it out")
        elif key in services:
            yield Breach(
                at,
                f"`{key}` has no address of its own; it is reached through the load balancer",
                "write loadBalancer",
            )
        else:
            yield Breach(
                at,
                f"`{key}` is not a server of groundwork:compute.services",
                did_you_mean(key, ["loadBalancer", "cloudfront", *hosts], "there are"),
            )
