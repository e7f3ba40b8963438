"""What WAF refuses of IP sets, logging and associations."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, check, known
from simulator.services import rules
from simulator.services.cidrs import cidr
from simulator.services.shapes import value
from simulator.services.wafv2.answers import ASSOCIATION, IPS, LOGGING, PATTERNS

PROTECTED: Final = re.compile(
    r"arn:[^:]+:(elasticloadbalancing:[^:]+:\d+:loadbalancer/app/.+|apigateway:[^:]+:\d*:/restapis/.+/stages/.+"
    r"|appsync:[^:]+:\d+:apis/.+|cognito-idp:[^:]+:\d+:userpool/.+|apprunner:[^:]+:\d+:service/.+"
    r"|ec2:[^:]+:\d+:verified-access-instance/.+|amplify:[^:]+:\d+:apps/.+)"
)
"""Resources that a regional web ACL can protect ("AssociateWebACL", AWS WAFV2 API Reference)."""

PREFIX: Final = "aws-waf-logs-"
_INVALID: Final = "WAFInvalidParameterException: Error reason:"


@check(IPS)
def ip_set(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Version and addresses in CIDR notation, no /0 ("CreateIPSet", AWS WAFV2 API Reference)."""
    del ctx
    version, found = inputs.get("ipAddressVersion"), rules.items(inputs.get("addresses"))
    yield from rules.one_of("ipAddressVersion", version, ("IPV4", "IPV6"))
    if len(found) > 10000:
        yield Failure("addresses", f"WAFLimitsExceededException: at most 10000 addresses, not {len(found)}")
    for place, address in enumerate(found):
        path = f"addresses[{place}]"
        if not isinstance(address, str) or version not in ("IPV4", "IPV6"):
            continue
        problems = list(cidr(path, address, 4 if version == "IPV4" else 6))
        for problem in problems:
            yield Failure(
                path, f"{_INVALID} The parameter contains formatting that is not valid: {problem.reason}"
            )
        if not problems and ipaddress.ip_network(address).prefixlen == 0:
            yield Failure(path, f"{_INVALID} AWS WAF supports all CIDR ranges except for /0: {address}")


@check(PATTERNS)
def pattern_set(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """At most ten patterns of 200 characters ("AWS WAF quotas")."""
    del ctx
    found = rules.items(inputs.get("regularExpressions"))
    if len(found) > 10:
        yield Failure(
            "regularExpressions", f"WAFLimitsExceededException: at most 10 patterns, not {len(found)}"
        )
    for place, item in enumerate(found):
        given = rules.block(item).get("regexString")
        yield from rules.length(f"regularExpressions[{place}].regexString", given, 1, 200)


@check(LOGGING)
def logging(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """One destination, whose name begins with `aws-waf-logs-` ("Logging AWS WAF web ACL traffic")."""
    acl, found = inputs.get("resourceArn"), rules.items(inputs.get("logDestinationConfigs"))
    yield from rules.arn("resourceArn", acl, "wafv2")
    region = rules.arn_part(acl, "region")
    if region and region != ctx.region:
        yield Failure(
            "resourceArn", f"WAFNonexistentItemException: {acl} is in {region}, the logging in {ctx.region}"
        )
    if len(found) > 1:
        yield Failure(
            "logDestinationConfigs",
            f"WAFLimitsExceededException: a web ACL has one log destination, not {len(found)}",
        )
    for place, target in enumerate(found):
        path = f"logDestinationConfigs[{place}]"
        yield from rules.arn(path, target, ("firehose", "logs", "s3"))
        service, part = rules.arn_part(target, "service"), rules.arn_part(target, "resource") or ""
        name = part.removeprefix("log-group:").removeprefix("deliverystream/")
        if service in ("firehose", "logs", "s3") and not name.startswith(PREFIX):
            yield Failure(
                path,
                f"{_INVALID} The ARN isn't valid. A valid ARN begins with arn: and includes other "
                "information separated "
                f"by colons or slashes., field: LOG_DESTINATION, parameter: {target}: the name begins with "
                f"{PREFIX}",
            )
        own = rules.arn_part(target, "region")
        if own and own != ctx.region:
            yield Failure(
                path, f"{_INVALID} the destination {target} is in {own}, the web ACL in {ctx.region}"
            )
    fields = rules.items(inputs.get("redactedFields"))
    for place, item in enumerate(fields):
        if isinstance(item, dict) and len(item) != 1 and known(item):
            yield Failure(
                f"redactedFields[{place}]",
                f"{_INVALID} exactly one of method, queryString, singleHeader and uriPath",
            )
    behavior = rules.block(inputs.get("loggingFilter")).get("defaultBehavior")
    yield from rules.one_of("loggingFilter.defaultBehavior", behavior, ("KEEP", "DROP"))


@check(ASSOCIATION)
def association(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """A regional web ACL on a resource of its region; CloudFront names its web ACL itself."""
    acl, target = inputs.get("webAclArn"), inputs.get("resourceArn")
    yield from rules.arn("webAclArn", acl, "wafv2")
    yield from rules.arn("resourceArn", target)
    service = rules.arn_part(target, "service")
    if service == "cloudfront":
        yield Failure(
            "resourceArn",
            f"{_INVALID} The ARN isn't valid., field: RESOURCE_ARN, parameter: {target}: set webAclId on the "
            "distribution instead",
        )
    elif service and isinstance(target, str) and not PROTECTED.fullmatch(target):
        yield Failure(
            "resourceArn",
            f"{_INVALID} The ARN isn't valid., field: RESOURCE_ARN, parameter: {target}: an application "
            "load balancer, "
            "REST API stage, GraphQL API, user pool, App Runner service, Amplify app or Verified Access "
            "instance",
        )
    if (rules.arn_part(acl, "resource") or "").startswith("global/"):
        yield Failure(
            "webAclArn",
            f"{_INVALID} a web ACL of scope CLOUDFRONT cannot be associated with a regional resource: {acl}",
        )
    for property, given in (("webAclArn", acl), ("resourceArn", target)):
        region = rules.arn_part(given, "region")
        if region and region != ctx.region:
            yield Failure(
                property,
                f"WAFNonexistentItemException: {given} is in {region}, the association in {ctx.region}",
            )
    for other in rules.siblings(ctx, ASSOCIATION, "resourceArn", target):
        yield Failure(
            "resourceArn",
            f"WAFAssociatedItemException: {target} has a web ACL already: {value(other, 'webAclArn')}",
        )
