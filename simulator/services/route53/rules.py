"""What Route 53 refuses of zones and records.

Source, where none is named: "ChangeResourceRecordSets" (Amazon Route 53 API Reference) and "Supported DNS
record types" (Amazon Route 53 Developer Guide).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, Warn, check
from simulator.services import rules
from simulator.services.route53.answers import RECORD, ZONE, full_name
from simulator.services.shapes import value
from simulator.services.tables.regions import CLOUDFRONT_ZONE, REGIONS

rules.taggable(ZONE)

_LABEL: Final = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?|\*", re.IGNORECASE)
TYPES: Final = (
    "A", "AAAA", "CAA", "CNAME", "DS", "HTTPS", "MX", "NAPTR", "NS", "PTR", "SOA", "SPF", "SRV", "SSHFP",
    "SVCB", "TLSA", "TXT",
)  # fmt: skip
POLICIES: Final = (
    "cidrRoutingPolicy", "failoverRoutingPolicies", "geolocationRoutingPolicies",
    "geoproximityRoutingPolicy", "latencyRoutingPolicies", "multivalueAnswerRoutingPolicy",
    "weightedRoutingPolicies",
)  # fmt: skip
_BALANCER: Final = re.compile(
    r".+\.([a-z]{2}(?:-[a-z]+)+-\d)\.elb\.amazonaws\.com|.+\.elb\.([a-z0-9-]+)\.amazonaws\.com"
)
_MX: Final = re.compile(r"\d{1,5} \S+")
_SRV: Final = re.compile(r"\d{1,5} \d{1,5} \d{1,5} \S+")
_CAA: Final = re.compile(r'\d{1,3} [a-zA-Z0-9]+ ".*"')


def domain_name(name: str) -> bool:
    """Whether every label of a name is one that DNS takes (63 characters each, 255 in all)."""
    labels = name.rstrip(".").split(".")
    return len(name) <= 255 and all(_LABEL.fullmatch(label) for label in labels)


@check(ZONE)
def zone(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name and comment ("CreateHostedZone", Amazon Route 53 API Reference)."""
    del ctx
    name = inputs.get("name")
    if (
        isinstance(name, str)
        and (not domain_name(name) or "." not in name.rstrip("."))
        and not inputs.get("vpcs")
    ):
        yield Failure("name", f"InvalidDomainName: {name} is not a valid domain name, such as example.com")
    yield from rules.length("comment", inputs.get("comment"), 0, 256)
    if inputs.get("vpcs") and inputs.get("delegationSetId"):
        yield Failure("delegationSetId", "InvalidInput: a private hosted zone cannot have a delegation set")


@check(RECORD)
def record(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Type, name in the zone, alias or values, and what else there is of that name."""
    kind, name = inputs.get("type"), inputs.get("name")
    yield from rules.one_of("type", kind, TYPES)
    yield from rules.between("ttl", inputs.get("ttl"), 0, 2147483647, "seconds")
    aliases = rules.items(inputs.get("aliases"))
    yield from rules.exactly_one(inputs, ("aliases", "records"), "a record is an alias or has values")
    if aliases:
        for property in ("ttl",):
            if inputs.get(property) is not None:
                yield Failure(
                    property,
                    "InvalidChangeBatch: an alias record takes the TTL of its target: ttl must not be set",
                )
        yield from _alias(rules.block(aliases), kind)
    elif inputs.get("ttl") is None and inputs.get("records"):
        yield Failure("ttl", "InvalidInput: Missing field 'TTL' in ResourceRecordSet: records need a ttl")
    for place, item in enumerate(rules.items(inputs.get("records"))):
        yield from _value(f"records[{place}]", str(kind), item)
    if kind == "CNAME" and len(rules.items(inputs.get("records"))) > 1:
        yield Failure("records", "InvalidChangeBatch: a CNAME record has exactly one value")
    yield from _routing(inputs)
    zone_name = value(rules.find(ctx, inputs.get("zoneId"), ZONE), "name")
    if isinstance(name, str):
        if name and not domain_name(name):
            yield Failure("name", f"InvalidChangeBatch: '{name}' is not a valid record name")
        if isinstance(zone_name, str):
            yield from _place(name, zone_name.rstrip("."), str(kind))
        yield from _taken(inputs, ctx, str(zone_name or ""))


def _place(name: str, zone_name: str, kind: str) -> Iterator[Failure]:
    full = full_name(name, zone_name)
    inside = name.rstrip(".").lower() in ("", zone_name) or name.rstrip(".").lower().endswith(f".{zone_name}")
    if not inside and name.endswith("."):
        yield Failure(
            "name", f"InvalidChangeBatch: RRSet with DNS name {name} is not permitted in zone {zone_name}."
        )
    elif not inside and "." in name and name.rpartition(".")[2] == zone_name.rpartition(".")[2]:
        yield Warn("name", f"'{name}' is not in the zone {zone_name}: the record's name becomes {full}")
    if kind == "CNAME" and full == zone_name:
        yield Failure(
            "type",
            f"InvalidChangeBatch: RRSet of type CNAME with DNS name {full}. is not permitted at "
            f"apex in zone {zone_name}. "
            "(an alias record of type A is)",
        )


def _alias(alias: dict[str, Any], kind: Any) -> Iterator[Failure]:
    """Target and zone of an alias ("AliasTarget", Amazon Route 53 API Reference)."""
    target, zone_id = alias.get("name"), alias.get("zoneId")
    if rules.given(kind) and kind in ("NS", "SOA"):
        yield Failure("type", f"InvalidChangeBatch: an alias record cannot have type {kind}")
    if not isinstance(target, str) or not isinstance(zone_id, str):
        return
    host = target.rstrip(".").lower().removeprefix("dualstack.")
    wrong = (
        "InvalidChangeBatch: Tried to create an alias that targets {}., but the alias target name "
        "does not lie within the target zone {} (it is {})"
    )
    if host.endswith(".cloudfront.net") and zone_id != CLOUDFRONT_ZONE:
        yield Failure("aliases[0].zoneId", wrong.format(host, zone_id, CLOUDFRONT_ZONE))
    if host.endswith(".cloudfront.net") and rules.given(kind) and kind not in ("A", "AAAA", "HTTPS"):
        yield Failure(
            "type", f"InvalidChangeBatch: an alias to CloudFront has type A, AAAA or HTTPS, not {kind}"
        )
    found = _BALANCER.fullmatch(host)
    region = REGIONS.get(found[1] or found[2]) if found else None
    expected = (region.alb_zone if found and found[1] else region.nlb_zone) if region else ""
    if expected and zone_id != expected:
        yield Failure("aliases[0].zoneId", wrong.format(host, zone_id, expected))


def _value(path: str, kind: str, item: Any) -> Iterator[Failure]:
    if not isinstance(item, str):
        return
    problem = ""
    if kind in ("A", "AAAA"):
        try:
            family = ipaddress.ip_address(item).version
        except ValueError:
            family = 0
        if family != (4 if kind == "A" else 6):
            problem = f"Value is not a valid IPv{4 if kind == 'A' else 6} address"
    elif kind in ("CNAME", "NS", "PTR") and (not item or not domain_name(item)):
        problem = "Value is not a valid domain name"
    elif kind == "MX" and not _MX.fullmatch(item):
        problem = "MX record has the form: [priority] [mail server host name]"
    elif kind == "SRV" and not _SRV.fullmatch(item):
        problem = "SRV record has the form: [priority] [weight] [port] [server host name]"
    elif kind == "CAA" and not _CAA.fullmatch(item):
        problem = 'CAA record has the form: [flags] [tag] "[value]"'
    elif kind in ("TXT", "SPF"):
        parts = item.replace('""', '" "').split('" "')
        if any(len(part.strip('"')) > 255 for part in parts):
            problem = 'CharacterStringTooLong: split texts above 255 characters by \\"\\"'
    if problem:
        shown = item if len(item) <= 80 else f"{item[:80]}…"
        yield Failure(
            path, f"InvalidChangeBatch: Invalid Resource Record: '{problem}' encountered with '{shown}'"
        )


def _routing(inputs: dict[str, Any]) -> Iterator[Failure]:
    """One routing policy, with an identifier ("Choosing a routing policy", Route 53 Developer Guide)."""
    found = [policy for policy in POLICIES if inputs.get(policy)]
    if len(found) > 1:
        yield Failure(
            found[1], f"InvalidInput: a record has at most one routing policy, not {', '.join(found)}"
        )
    if found and inputs.get("setIdentifier") is None:
        yield Failure(
            "setIdentifier",
            f"InvalidInput: Missing field 'SetIdentifier' in ResourceRecordSet: {found[0]} needs it",
        )
    if not found and inputs.get("setIdentifier"):
        yield Failure(
            "setIdentifier", "InvalidInput: SetIdentifier can be set only together with a routing policy"
        )
    yield from rules.length("setIdentifier", inputs.get("setIdentifier"), 1, 128)
    for place, block in enumerate(rules.items(inputs.get("weightedRoutingPolicies"))):
        yield from rules.between(
            f"weightedRoutingPolicies[{place}].weight", rules.block(block).get("weight"), 0, 255
        )
    for place, block in enumerate(rules.items(inputs.get("failoverRoutingPolicies"))):
        given = rules.block(block).get("type")
        yield from rules.one_of(f"failoverRoutingPolicies[{place}].type", given, ("PRIMARY", "SECONDARY"))
    for place, block in enumerate(rules.items(inputs.get("latencyRoutingPolicies"))):
        yield from rules.one_of(
            f"latencyRoutingPolicies[{place}].region", rules.block(block).get("region"), tuple(REGIONS)
        )


def _taken(inputs: dict[str, Any], ctx: Context, zone_name: str) -> Iterator[Failure]:
    """No second record of a name and type, and none beside a CNAME.

    The validation records of `*.x` and `x` are one and the same, the usual reason for meeting this.
    """
    own = full_name(str(inputs.get("name")), zone_name)
    kind = inputs.get("type")
    for other in rules.siblings(ctx, RECORD, "zoneId", inputs.get("zoneId")):
        if full_name(str(value(other, "name")), zone_name) != own:
            continue
        their = value(other, "type")
        if their == kind and value(other, "setIdentifier") == inputs.get("setIdentifier"):
            if inputs.get("allowOverwrite") is not True:
                yield Failure(
                    "name",
                    f"InvalidChangeBatch: Tried to create resource record set [name='{own}.', "
                    f"type='{kind}'] but it already exists",
                )
        elif "CNAME" in (kind, their) and kind != their:
            yield Failure(
                "type",
                f"InvalidChangeBatch: RRSet of type {kind} with DNS name {own}. is not "
                "permitted because a conflicting RRSet of "
                f"type {their} with the same DNS name already exists",
            )
