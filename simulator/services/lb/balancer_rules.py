"""What Elastic Load Balancing refuses of load balancers.

Source, where none is named: "CreateLoadBalancer" (Elastic Load Balancing API Reference).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, check
from simulator.services import policies, rules
from simulator.services.cidrs import network
from simulator.services.ec2.network import GATEWAY
from simulator.services.lb.answers import BALANCER
from simulator.services.networks import one_vpc, same_region, vpc_of, zones_of
from simulator.services.s3.answers import BUCKET, ENCRYPTION
from simulator.services.s3.answers import POLICY as BUCKET_POLICY
from simulator.services.shapes import value
from simulator.services.tables.regions import REGIONS

rules.taggable(BALANCER)

_NAME: Final = re.compile(r"[a-zA-Z0-9-]+")
DELIVERY: Final = "logdelivery.elasticloadbalancing.amazonaws.com"


def name(inputs: dict[str, Any], what: str) -> Iterator[Failure]:
    """At most 32 letters, digits and hyphens, none of these first or last; a prefix at most 6."""
    for property, limit in (("name", 32), ("namePrefix", 6)):
        given = inputs.get(property)
        if not isinstance(given, str) or not given:
            continue
        if len(given) > limit:
            yield Failure(
                property,
                f"ValidationError: {what} name '{given}' cannot be longer than '{limit}' characters "
                f"(it has {len(given)})",
            )
        if not _NAME.fullmatch(given):
            yield Failure(
                property,
                f"ValidationError: {what} name '{given}' can only contain characters that are alphanumeric "
                "characters and hyphens(-)",
            )
        if given.startswith("-") or (property == "name" and given.endswith("-")):
            yield Failure(property, f"ValidationError: {what} name '{given}' cannot begin or end with '-'")
        if what == "Load balancer" and given.startswith("internal-"):
            yield Failure(property, f"ValidationError: {what} name '{given}' cannot begin with 'internal-'")


@check(BALANCER)
def load_balancer(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name, kind and the attributes with a range."""
    yield from name(inputs, "Load balancer")
    kind = inputs.get("loadBalancerType", "application")
    yield from rules.one_of("loadBalancerType", kind, ("application", "network", "gateway"))
    yield from rules.one_of(
        "ipAddressType", inputs.get("ipAddressType"), ("ipv4", "dualstack", "dualstack-without-public-ipv4")
    )
    yield from rules.between("idleTimeout", inputs.get("idleTimeout"), 1, 4000, "seconds")
    yield from rules.between("clientKeepAlive", inputs.get("clientKeepAlive"), 60, 604800, "seconds")
    modes = ("monitor", "defensive", "strictest")
    yield from rules.one_of("desyncMitigationMode", inputs.get("desyncMitigationMode"), modes)
    headers = ("append", "preserve", "remove")
    yield from rules.one_of("xffHeaderProcessingMode", inputs.get("xffHeaderProcessingMode"), headers)
    if kind == "application" and inputs.get("enableCrossZoneLoadBalancing") is False:
        yield Failure(
            "enableCrossZoneLoadBalancing",
            "InvalidConfigurationRequest: cross-zone load balancing is always on for "
            "Application Load Balancers "
            "(it can be turned off for a target group)",
        )
    yield from _subnets(inputs, ctx, str(kind))
    yield from _groups(inputs, ctx)
    for block in ("accessLogs", "connectionLogs"):
        yield from _logs(block, rules.block(inputs.get(block)), ctx)


def _subnets(inputs: dict[str, Any], ctx: Context, kind: str) -> Iterator[Failure]:
    """Two zones, one subnet each, one VPC, at least /27 ("Availability Zone subnets", ALB User Guide)."""
    yield from rules.exactly_one(inputs, ("subnets", "subnetMappings"))
    if inputs.get("subnetMappings"):
        mappings = rules.items(inputs["subnetMappings"])
        found = [
            (f"subnetMappings[{n}].subnetId", rules.block(m).get("subnetId")) for n, m in enumerate(mappings)
        ]
        property = "subnetMappings"
    else:
        found = [(f"subnets[{n}]", id) for n, id in enumerate(rules.items(inputs.get("subnets")))]
        property = "subnets"
    subnets = [id for _, id in found]
    yield from one_vpc(ctx, found, "InvalidSubnet: The subnets must be in the same VPC")
    for path, id in found:
        yield from same_region(ctx, path, id, "subnet ID")
        block = network(str(value(rules.find(ctx, id), "cidrBlock")))
        if kind == "application" and block is not None and block.version == 4 and block.prefixlen > 27:
            yield Failure(
                path,
                f"InvalidSubnet: Not enough IP space available in {id} ({block}). ELB requires "
                "at least 8 free IP "
                "addresses in each subnet, and a /27 block.",
            )
    zones = zones_of(ctx, subnets)
    seen: dict[str, str] = {}
    for id, zone in zones.items():
        if zone in seen:
            yield Failure(
                property,
                "InvalidConfigurationRequest: A load balancer cannot be attached to multiple "
                "subnets in the same "
                f"Availability Zone: {seen[zone]} and {id} are in {zone}",
            )
        seen.setdefault(zone, id)
    complete = rules.given(inputs.get(property)) and len(zones) == len(subnets)
    if kind == "application" and subnets and (len(subnets) < 2 or (complete and len(seen) < 2)):
        yield Failure(
            property,
            "ValidationError: At least two subnets in two different Availability Zones must be specified "
            f"({', '.join(sorted(seen)) or f'{len(subnets)} subnet'})",
        )
    if inputs.get("internal") in (None, False):
        yield from _reachable(ctx, property, subnets)


def _reachable(ctx: Context, property: str, subnets: list[Any]) -> Iterator[Failure]:
    vpc_id = next((vpc for vpc in (vpc_of(ctx, id) for id in subnets) if vpc), None)
    if vpc_id is None or rules.find(ctx, vpc_id) is None or not rules.listed(ctx):
        return
    if not rules.siblings(ctx, GATEWAY, "vpcId", vpc_id):
        yield Failure(
            property,
            f"InvalidSubnet: VPC {vpc_id} has no internet gateway: an internet-facing load "
            "balancer needs one first",
        )


def _groups(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Security groups of the subnets' VPC ("Security groups for your Application Load Balancer")."""
    subnets = rules.items(inputs.get("subnets"))
    vpc_id = next((vpc for vpc in (vpc_of(ctx, id) for id in subnets) if vpc), None)
    for place, group in enumerate(rules.items(inputs.get("securityGroups"))):
        own = vpc_of(ctx, group)
        if vpc_id and own and own != vpc_id:
            yield Failure(
                f"securityGroups[{place}]",
                f"InvalidConfigurationRequest: One or more security groups are invalid: {group} "
                f"is in {own}, the "
                f"subnets are in {vpc_id}",
            )


def _logs(path: str, block: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Bucket of access logs ("Enable access logs for your Application Load Balancer", ALB User Guide).

    In the load balancer's region, with SSE-S3 only, and with a policy that lets the log delivery write.
    """
    if not block or block.get("enabled") is False:
        return
    bucket, prefix = rules.text(block.get("bucket")), block.get("prefix")
    if isinstance(prefix, str) and ("AWSLogs" in prefix or prefix.startswith("/") or prefix.endswith("/")):
        yield Failure(
            f"{path}.prefix",
            f"ValidationError: The prefix '{prefix}' must not contain 'AWSLogs', nor begin or end with '/'",
        )
    if bucket is None or not rules.listed(ctx):
        return
    held = next(iter(rules.siblings(ctx, BUCKET, "bucket", bucket)), None)
    if held is None:
        return
    denied = (
        f"InvalidConfigurationRequest: Access Denied for bucket: {bucket}. Please check S3bucket permission"
    )
    if held.region and held.region != ctx.region:
        yield Failure(
            f"{path}.bucket", f"{denied}: it is in {held.region}, the load balancer in {ctx.region}"
        )
    for setting in rules.siblings(ctx, ENCRYPTION, "bucket", bucket):
        if "aws:kms" in str(value(setting, "rules")):
            yield Failure(f"{path}.bucket", f"{denied}: only SSE-S3 is supported for it, not aws:kms")
    documents = [value(state, "policy") for state in rules.siblings(ctx, BUCKET_POLICY, "bucket", bucket)]
    if not any(_writable(document, bucket, ctx) for document in documents if isinstance(document, str)):
        yield Failure(
            f"{path}.bucket",
            f"{denied}: its policy has to allow s3:PutObject to {DELIVERY} on "
            f"arn:{ctx.partition}:s3:::{bucket}/"
            f"{f'{prefix}/' if prefix else ''}AWSLogs/{ctx.account}/*, before the load balancer is made",
        )


def _writable(document: str, bucket: str, ctx: Context) -> bool:
    region = REGIONS.get(ctx.region)
    for statement in policies.statements(document):
        actions = {str(action).lower() for action in policies.as_list(statement.get("Action"))}
        who = {*policies.principals(statement, "Service"), *policies.principals(statement, "AWS")}
        account = region.elb_account if region else ""
        trusted = DELIVERY in who or "*" in who or bool(account and any(account in name for name in who))
        resources = [str(name) for name in policies.as_list(statement.get("Resource"))]
        reaches = any(name == "*" or f":::{bucket}/" in name for name in resources)
        allowed = statement.get("Effect") == "Allow" and actions & {"s3:putobject", "s3:*", "*", "s3:put*"}
        if trusted and reaches and allowed:
            return True
    return False
