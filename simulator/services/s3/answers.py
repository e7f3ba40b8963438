"""What S3 answers: bucket ARNs and domain names; the settings of a bucket have the bucket's name as id."""

from __future__ import annotations

from typing import Any, Final

from simulator.registry import REPLACE, Context, autoname, outputs
from simulator.services.shapes import Ids, arn, named, suffix
from simulator.services.tables.regions import DASHED_WEBSITES, REGIONS

BUCKET: Final = "aws:s3/bucket:Bucket"
ACCESS: Final = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
ENCRYPTION: Final = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
VERSIONING: Final = "aws:s3/bucketVersioning:BucketVersioning"
OWNERSHIP: Final = "aws:s3/bucketOwnershipControls:BucketOwnershipControls"
POLICY: Final = "aws:s3/bucketPolicy:BucketPolicy"
LIFECYCLE: Final = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
LOGGING: Final = "aws:s3/bucketLogging:BucketLogging"
CORS: Final = "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration"

SETTINGS: Final = (ACCESS, ENCRYPTION, VERSIONING, OWNERSHIP, POLICY, LIFECYCLE, LOGGING, CORS)

REPLACE[BUCKET] = frozenset({"bucket", "bucketNamespace", "bucketPrefix", "objectLockEnabled", "region"})
for _token in (ACCESS, OWNERSHIP, POLICY):
    REPLACE[_token] = frozenset({"bucket", "region"})
for _token in (ENCRYPTION, VERSIONING, LIFECYCLE, LOGGING, CORS):
    REPLACE[_token] = frozenset({"bucket", "expectedBucketOwner", "region"})

autoname(BUCKET, property="bucket", max_length=63, lower=True)


@outputs(BUCKET)
def bucket(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A bucket; its id is its name. Without settings AWS encrypts it with its own keys (SSE-S3)."""
    name = named(inputs, ctx, "bucket", "bucketPrefix").lower()
    region = REGIONS.get(ctx.region)
    website = f"s3-website{'-' if ctx.region in DASHED_WEBSITES else '.'}{ctx.region}.{suffix(ctx)}"
    result: dict[str, Any] = {
        "arn": arn(ctx, "s3", name, region="", account=""),
        "bucket": name,
        "bucketDomainName": f"{name}.s3.{suffix(ctx)}",
        "bucketRegion": ctx.region,
        "bucketRegionalDomainName": f"{name}.s3.{ctx.region}.{suffix(ctx)}",
        "hostedZoneId": (region.s3_zone if region else "") or f"Z{Ids.of(ctx.region).upper(13, 's3')}",
        "objectLockEnabled": inputs.get("objectLockEnabled", False),
        "region": ctx.region,
        "requestPayer": inputs.get("requestPayer", "BucketOwner"),
        "serverSideEncryptionConfiguration": inputs.get("serverSideEncryptionConfiguration")
        or {
            "rule": {
                "applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"},
                "bucketKeyEnabled": False,
            }
        },
        "versioning": inputs.get("versioning") or {"enabled": False, "mfaDelete": False},
    }
    if inputs.get("website"):
        result |= {"websiteDomain": website, "websiteEndpoint": f"{name}.{website}"}
    return name, result


@outputs(*SETTINGS)
def setting(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A setting of a bucket; its id is the bucket's name, and the owner's account where one is expected."""
    name = str(inputs["bucket"])
    owner = inputs.get("expectedBucketOwner")
    extra: dict[str, Any] = {}
    if ctx.type == LIFECYCLE:
        size = inputs.get("transitionDefaultMinimumObjectSize", "all_storage_classes_128K")
        extra["transitionDefaultMinimumObjectSize"] = size
    return f"{name},{owner}" if owner else name, extra
