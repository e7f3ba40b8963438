"""What ACM refuses of certificates and their validation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, check
from simulator.services import rules
from simulator.services.acm.answers import CERTIFICATE, VALIDATION
from simulator.services.shapes import value

rules.taggable(CERTIFICATE)

DOMAIN: Final = re.compile(
    r"(\*\.)?(((?!-)[A-Za-z0-9-]{0,62}[A-Za-z0-9])\.)+((?!-)[A-Za-z0-9-]{1,62}[A-Za-z0-9])"
)
_ALGORITHMS: Final = (
    "RSA_1024",
    "RSA_2048",
    "RSA_3072",
    "RSA_4096",
    "EC_prime256v1",
    "EC_secp384r1",
    "EC_secp521r1",
)
NAMES: Final = 100
"""Names of a certificate at most; ten unless the quota is raised ("Quotas", AWS Certificate Manager)."""


@check(CERTIFICATE)
def certificate(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Names, validation and key ("RequestCertificate", AWS Certificate Manager API Reference)."""
    del ctx
    domain, body = inputs.get("domainName"), inputs.get("certificateBody")
    if domain is None and body is None:
        yield Failure(
            "domainName", "ValidationException: one of domainName and certificateBody must be specified"
        )
    if body is not None and inputs.get("privateKey") is None and inputs.get("privateKeyWo") is None:
        yield Failure("privateKey", "ValidationException: an imported certificate needs its privateKey")
    yield from _name("domainName", domain, 253)
    if isinstance(domain, str) and len(domain) > 64:
        yield Failure(
            "domainName",
            "InvalidDomainValidationOptionsException: The first domain name can have no more "
            "than 64 characters, including "
            f"periods: '{domain}' has {len(domain)}",
        )
    others = rules.items(inputs.get("subjectAlternativeNames"))
    for place, name in enumerate(others):
        yield from _name(f"subjectAlternativeNames[{place}]", name, 253)
        if name in others[:place]:
            yield Failure(
                f"subjectAlternativeNames[{place}]", f"ValidationException: the name '{name}' is given twice"
            )
    if len({*others, domain}) > NAMES and all(map(rules.given, others)):
        yield Failure(
            "subjectAlternativeNames",
            f"LimitExceededException: a certificate has at most {NAMES} names, not {len(others) + 1}",
        )
    method = inputs.get("validationMethod")
    if domain is not None and method is None and not inputs.get("certificateAuthorityArn"):
        yield Failure("validationMethod", "ValidationException: validationMethod is required: DNS or EMAIL")
    yield from rules.one_of("validationMethod", method, ("DNS", "EMAIL", "HTTP"))
    yield from rules.one_of("keyAlgorithm", inputs.get("keyAlgorithm"), _ALGORITHMS)
    logging = rules.block(inputs.get("options")).get("certificateTransparencyLoggingPreference")
    yield from rules.one_of(
        "options.certificateTransparencyLoggingPreference", logging, ("ENABLED", "DISABLED")
    )


def _name(property: str, name: Any, limit: int) -> Iterator[Failure]:
    if isinstance(name, str) and (len(name) > limit or not DOMAIN.fullmatch(name)):
        yield Failure(
            property,
            f"ValidationException: Value '{name}' at '{property.partition('[')[0]}' failed to "
            "satisfy constraint: Member must "
            "be a fully qualified domain name such as www.example.com or *.example.com, of at "
            f"most {limit} characters, "
            "without a dot at the end",
        )


@check(VALIDATION)
def validation(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """A record for each name that ACM asks for ("DNS validation", AWS Certificate Manager User Guide)."""
    arn = inputs.get("certificateArn")
    yield from rules.arn("certificateArn", arn, "acm", "certificate/")
    region = rules.arn_part(arn, "region")
    if region and region != ctx.region:
        yield Failure(
            "certificateArn",
            f"ResourceNotFoundException: Could not find certificate {arn}: it is in {region}, "
            f"not {ctx.region}",
        )
    state = rules.find(ctx, arn, CERTIFICATE)
    if state is None:
        return
    method = value(state, "validationMethod")
    if value(state, "type") == "IMPORTED":
        yield Failure("certificateArn", f"certificate {arn} is imported, no validation necessary")
    given = inputs.get("validationRecordFqdns")
    names = rules.items(given)
    if not names or not all(map(rules.given, names)):
        return
    if method != "DNS":
        yield Failure("validationRecordFqdns", f"validationRecordFqdns is not valid for {method} validation")
        return
    have = {str(name).rstrip(".").lower() for name in names}
    for option in rules.items(value(state, "domainValidationOptions")):
        wanted = str(rules.block(option).get("resourceRecordName")).rstrip(".")
        if wanted not in have:
            yield Failure(
                "validationRecordFqdns",
                f"missing {rules.block(option).get('domainName')} DNS validation record: "
                f"{wanted} (given: {', '.join(sorted(have))})",
            )
