"""`groundwork:storage`: S3 buckets, private and encrypted by default."""

from typing import Annotated, Literal

from pydantic import Field

from settings.base import Model
from settings.types import BucketName, Days, Key


class Transition(Model):
    """Move objects to a cheaper storage class."""

    after_days: Days
    storage_class: Literal["STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"]


class Lifecycle(Model):
    """When objects and their old versions move and end."""

    transitions: tuple[Transition, ...] = ()
    expire_after_days: Days | None = None
    expire_noncurrent_after_days: Days | None = 90
    """Days after which a replaced version ends; null keeps all of them."""

    abort_incomplete_uploads_after_days: Days = 7


class Cors(Model):
    """Which web origins may reach the bucket from a browser."""

    origins: Annotated[tuple[str, ...], Field(min_length=1)]
    methods: Annotated[tuple[Literal["GET", "PUT", "POST", "DELETE", "HEAD"], ...], Field(min_length=1)]
    headers: tuple[str, ...] = ("*",)
    expose_headers: tuple[str, ...] = ()
    max_age_seconds: Annotated[int, Field(ge=0, le=86400)] = 3000


class Bucket(Model):
    """A private bucket: public access blocked, encrypted, versioned, TLS only, owner-enforced."""

    kind: Literal["s3"] = "s3"
    name: BucketName | None = None
    """Physical name, for a bucket that people or other systems must find; made from the prefix if left out."""

    existing: bool = False
    """The bucket of that `name` is already there and is not made: only its use is granted (PYS-STO-02)."""

    versioning: bool = True
    lifecycle: Lifecycle = Lifecycle()
    cors: Cors | None = None
    access_logs: bool = False
    """Write server access logs of this bucket to the stack's log bucket."""

    access: Literal["read", "write", "readWrite"] = "readWrite"
    """What a workload that uses the bucket may do with its objects."""

    retain: bool = True
    """Protected, and left in place by a destroy."""

    inject: dict[str, Literal["name", "arn"]] | None = None
    """Environment variables of its users; `<KEY>_BUCKET: name` if left out."""


class LogBucket(Model):
    """The bucket that takes access logs of load balancers, distributions and other buckets."""

    name: BucketName | None = None
    """Name without the account id, which is appended; `<prefix>-access-logs` if left out."""

    expire_after_days: Days = 90


class Storage(Model):
    """Buckets by name."""

    buckets: dict[Key, Bucket] = {}
    log_bucket: LogBucket = LogBucket()
