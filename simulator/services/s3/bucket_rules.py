"""What S3 refuses of buckets, their names, policies, encryption, ownership, logging and CORS."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, check
from simulator.services import policies, rules
from simulator.services.s3.answers import (
    BUCKET,
    CORS,
    ENCRYPTION,
    LOGGING,
    OWNERSHIP,
    POLICY,
    SETTINGS,
    VERSIONING,
)
from simulator.services.shapes import value

rules.taggable(BUCKET)

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PREFIXES: Final = ("xn--", "sthree-", "amzn-s3-demo-")
_SUFFIXES: Final = ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3")
_ALGORITHMS: Final = ("AES256", "aws:kms", "aws:kms:dsse", "aws:fsx")
_METHODS: Final = ("GET", "PUT", "POST", "DELETE", "HEAD")


def bucket_name(property: str, given: Any) -> Iterator[Failure]:
    """Rules for names ("General purpose bucket naming rules", Amazon S3 User Guide)."""
    if not isinstance(given, str) or not given:
        return
    reasons = []
    if not 3 <= len(given) <= 63:
        reasons.append(f"it must have 3 to 63 characters, it has {len(given)}")
    elif not _NAME.fullmatch(given):
        reasons.append("only small letters, digits, dots and hyphens, with a letter or digit first and last")
    if ".." in given:
        reasons.append("it must not contain two dots in a row")
    try:
        ipaddress.IPv4Address(given)
        reasons.append("it must not look like an IP address")
    except ValueError:
        pass
    reasons += [f"it must not begin with {start}" for start in _PREFIXES if given.startswith(start)]
    reasons += [f"it must not end with {end}" for end in _SUFFIXES if given.endswith(end)]
    for reason in reasons:
        yield Failure(property, f"InvalidBucketName: The specified bucket is not valid: '{given}': {reason}")


@check(BUCKET)
def bucket(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name, prefix, and a name taken once in the run (bucket names are global)."""
    name = inputs.get("bucket")
    yield from bucket_name("bucket", name)
    yield from rules.length("bucketPrefix", inputs.get("bucketPrefix"), 0, 37)
    held = rules.find(ctx, name, BUCKET)
    if held is not None and held.urn != ctx.urn:
        yield Failure(
            "bucket",
            "BucketAlreadyOwnedByYou: Your previous request to create the named bucket "
            "succeeded and you already own it: "
            f"{name}",
        )
    yield from policies.policy("policy", inputs.get("policy"), policies.BUCKET)


@check(*SETTINGS)
def placed(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """A setting goes to its bucket's region ("PermanentRedirect", Amazon S3 error responses)."""
    held = rules.find(ctx, inputs.get("bucket"), BUCKET)
    region = value(held, "bucketRegion") or (held.region if held else None)
    if region and region != ctx.region:
        yield Failure(
            "bucket",
            f"PermanentRedirect: The bucket {inputs['bucket']} must be addressed using its own "
            f"endpoint: it is in {region}, "
            f"this setting in {ctx.region}",
        )


@check(POLICY)
def bucket_policy(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Grammar, 20 KB, and resources of this bucket ("Bucket policies for Amazon S3")."""
    del ctx
    document, name = inputs.get("policy"), inputs.get("bucket")
    yield from policies.policy("policy", document, policies.BUCKET)
    if not isinstance(document, str) or not isinstance(name, str):
        return
    for place, statement in enumerate(policies.statements(document)):
        for resource in policies.as_list(statement.get("Resource")):
            part = rules.arn_part(resource, "resource") or ""
            if part and part.partition("/")[0] != name and "*" not in part.partition("/")[0]:
                yield Failure(
                    "policy",
                    f"MalformedPolicy: Policy has invalid resource: Statement[{place}] names "
                    f"{resource}, the bucket is {name}",
                )


@check(ENCRYPTION)
def encryption(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Algorithm and key ("PutBucketEncryption", Amazon S3 API Reference)."""
    for place, rule in enumerate(rules.items(inputs.get("rules"))):
        default = rules.block(rules.block(rule).get("applyServerSideEncryptionByDefault"))
        path = f"rules[{place}].applyServerSideEncryptionByDefault"
        algorithm, key = default.get("sseAlgorithm"), default.get("kmsMasterKeyId")
        yield from rules.one_of(f"{path}.sseAlgorithm", algorithm, _ALGORITHMS)
        if rules.text(key) and algorithm == "AES256":
            yield Failure(
                f"{path}.kmsMasterKeyId",
                "InvalidArgument: a KMSMasterKeyID is not applicable if the default sse "
                "algorithm is not aws:kms or "
                "aws:kms:dsse",
            )
        region = rules.arn_part(key, "region")
        if region and region != ctx.region:
            yield Failure(
                f"{path}.kmsMasterKeyId",
                f"InvalidArgument: the key {key} is in {region}, the bucket in {ctx.region}",
            )


@check(VERSIONING)
def versioning(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Status ("PutBucketVersioning", Amazon S3 API Reference)."""
    del ctx
    block = rules.block(inputs.get("versioningConfiguration"))
    path = "versioningConfiguration"
    yield from rules.one_of(f"{path}.status", block.get("status"), ("Enabled", "Suspended", "Disabled"))
    yield from rules.one_of(f"{path}.mfaDelete", block.get("mfaDelete"), ("Enabled", "Disabled"))
    if block.get("mfaDelete") == "Enabled" and inputs.get("mfa") is None:
        yield Failure(
            "mfa", "InvalidRequest: mfaDelete needs mfa: the device's serial number, a space, and its code"
        )


@check(OWNERSHIP)
def ownership(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Object ownership ("Controlling ownership of objects", Amazon S3 User Guide)."""
    del ctx
    given = rules.block(inputs.get("rule")).get("objectOwnership")
    yield from rules.one_of(
        "rule.objectOwnership", given, ("BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter")
    )


@check(LOGGING)
def logging(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """A target in the same region ("Enabling Amazon S3 server access logging", Amazon S3 User Guide)."""
    target = inputs.get("targetBucket")
    held = rules.find(ctx, target, BUCKET)
    region = value(held, "bucketRegion") or (held.region if held else None)
    if region and region != ctx.region:
        yield Failure(
            "targetBucket",
            f"CrossLocationLoggingProhibited: Cross S3 location logging not allowed: {target} "
            f"is in {region}, "
            f"{inputs.get('bucket')} in {ctx.region}",
        )
    if target == "":
        yield Failure(
            "targetBucket", "InvalidTargetBucketForLogging: The target bucket for logging does not exist: ''"
        )


@check(CORS)
def cors(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Methods, origins and number of rules ("Elements of a CORS configuration", Amazon S3 User Guide)."""
    del ctx
    found = rules.items(inputs.get("corsRules"))
    if len(found) > 100:
        yield Failure("corsRules", f"InvalidRequest: at most 100 rules, not {len(found)}")
    for place, rule in enumerate(found):
        block, path = rules.block(rule), f"corsRules[{place}]"
        for number, method in enumerate(rules.items(block.get("allowedMethods"))):
            yield from rules.one_of(f"{path}.allowedMethods[{number}]", method, _METHODS)
        for property in ("allowedOrigins", "allowedHeaders"):
            for number, item in enumerate(rules.items(block.get(property))):
                if isinstance(item, str) and item.count("*") > 1:
                    yield Failure(
                        f"{path}.{property}[{number}]",
                        f"InvalidRequest: '{item}' can not have more than one wildcard.",
                    )
        yield from rules.between(f"{path}.maxAgeSeconds", block.get("maxAgeSeconds"), 0, 2147483647)
