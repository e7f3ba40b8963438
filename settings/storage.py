"""`groundwork:storage`: S3 buckets, private and encrypted by default."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field

from settings.base import Breach, Model, rule
from settings.types import BucketName, Days, EnvironmentName, Key, LogPrefix, WebOrigin


class Transition(Model):
    """Move objects to a cheaper storage class."""

    after_days: Days
    """Age of the objects that move."""

    storage_class: Literal[
        "STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"
    ]
    """Where they move to."""


class Moves(Model):
    """When objects move and end."""

    transitions: tuple[Transition, ...] = ()
    """Moves to cheaper storage classes, earliest first."""

    expire_after_days: Days | None = None
    """Age at which objects end; never if left out."""

    @rule
    def transitions_follow_each_other(self) -> Iterator[Breach]:
        """Source: Amazon S3 User Guide, "Transitioning objects using Amazon S3 Lifecycle"."""
        for index, transition in enumerate(self.transitions):
            if transition.storage_class in ("STANDARD_IA", "ONEZONE_IA") and transition.after_days < 30:
                yield Breach(
                    ("transitions", index, "afterDays"),
                    f"{transition.after_days} is below 30, from which S3 moves to {transition.storage_class}",
                )
        for index, (one, other) in enumerate(pairwise(self.transitions), start=1):
            if other.after_days <= one.after_days:
                yield Breach(
                    ("transitions", index, "afterDays"),
                    f"{other.after_days} days are not after the {one.after_days} of the transition before",
                )
            if _COLDER.index(other.storage_class) <= _COLDER.index(one.storage_class):
                yield Breach(
                    ("transitions", index, "storageClass"),
                    f"S3 moves nothing from {one.storage_class} to {other.storage_class}",
                )

    @rule
    def objects_move_before_they_end(self) -> Iterator[Breach]:
        last = max((transition.after_days for transition in self.transitions), default=0)
        if self.expire_after_days is not None and self.expire_after_days <= last:
            yield Breach(
                ("expireAfterDays",),
                f"objects would end after {self.expire_after_days} days but move after {last}",
            )


class PrefixLifecycle(Moves):
    """When objects under one prefix move and end, beside what holds for all objects."""

    prefix: Annotated[str, Field(min_length=1, max_length=1024)]
    """How the keys of these objects begin, such as `backups/`."""


class Lifecycle(Moves):
    """When objects and their old versions move and end."""

    expire_noncurrent_after_days: Days | None = 90
    """Days after which a replaced version ends; null keeps all of them."""

    abort_incomplete_uploads_after_days: Days = 7
    """Days after which the parts of an unfinished upload are removed."""

    prefixes: dict[Key, PrefixLifecycle] = Field(default_factory=dict)
    """Tiers of their own for some prefixes, by the id of the rule (FBG-STO-08)."""

    @rule
    def prefixes_are_their_own(self) -> Iterator[Breach]:
        first: dict[str, str] = {}
        for key, each in self.prefixes.items():
            if (other := first.setdefault(each.prefix, key)) != key:
                yield Breach(("prefixes", key, "prefix"), f"`{each.prefix}` is the prefix of {other} as well")
            if key == "default":
                yield Breach(("prefixes", key), "the rule for all objects has this id", "choose another key")
            if not each.transitions and each.expire_after_days is None:
                yield Breach(
                    ("prefixes", key),
                    "nothing happens to these objects",
                    "give transitions or expireAfterDays",
                )


class Replication(Model):
    """A copy of the bucket in the second region, kept up to date by S3 within minutes."""

    name: BucketName | None = None
    """Physical name of the copy; made from the prefix if left out."""

    storage_class: Literal["STANDARD", "STANDARD_IA", "INTELLIGENT_TIERING", "GLACIER_IR"] | None = None
    """Storage class of the copies; that of the objects if left out."""

    delete_markers: bool = False
    """Delete there what is deleted here. Objects that are removed for good stay in the copy in any case."""


class Cors(Model):
    """Which web origins may reach the bucket from a browser."""

    origins: Annotated[tuple[WebOrigin, ...], Field(min_length=1)]
    """Origins of the pages that may ask."""

    methods: Annotated[tuple[Literal["GET", "PUT", "POST", "DELETE", "HEAD"], ...], Field(min_length=1)]
    """What they may do."""

    headers: tuple[str, ...] = ("*",)
    """Request headers that they may send."""

    expose_headers: tuple[str, ...] = ()
    """Response headers that they may read."""

    max_age_seconds: Annotated[int, Field(ge=0, le=86400)] = 3000
    """Time for which a browser keeps the answer."""


_COLDER = ("STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE")
"""Storage classes in the order in which S3 moves objects, from any to any later one."""

_OF_OWN_BUCKETS = frozenset(
    {"encryption", "versioning", "lifecycle", "cors", "access_logs", "replication", "retain"}
)


class Bucket(Model):
    """A private bucket: public access blocked, encrypted, versioned, TLS only, owner-enforced."""

    kind: Literal["s3"] = "s3"
    """Object storage in Amazon S3."""

    name: BucketName | None = None
    """Physical name, for a bucket that others must find; made from the prefix if left out."""

    existing: bool = False
    """The bucket of that `name` is already there and is not made: only its use is granted (PYS-STO-02)."""

    encryption: Literal["stack", "s3"] = "stack"
    """Encrypted as `groundwork:security.encryption` says, or with the keys of S3 (AES256) in any case."""

    versioning: bool = True
    """Keep what is overwritten or deleted as an old version."""

    lifecycle: Lifecycle = Lifecycle()
    cors: Cors | None = None
    access_logs: bool = False
    """Write server access logs of this bucket to the stack's log bucket."""

    replication: Replication | None = None
    """Keep a copy in `groundwork:system.secondaryRegion`; none if left out (FBG-STO-10)."""

    access: Literal["read", "write", "readWrite"] = "readWrite"
    """What a workload that uses the bucket may do with its objects."""

    retain: bool = True
    """Protected, and left in place by a destroy."""

    inject: dict[EnvironmentName, Literal["name", "arn"]] | None = None
    """Environment variables of its users; `<KEY>_BUCKET: name` if left out."""

    def variables(self, key: str) -> dict[str, Literal["name", "arn"]]:
        """What is injected into the users of the bucket of this key, by variable."""
        if self.inject is not None:
            return self.inject
        return {f"{key.upper().replace('-', '_')}_BUCKET": "name"}

    @rule
    def replication_needs_versions(self) -> Iterator[Breach]:
        """Source: Amazon S3 User Guide, "What does Amazon S3 replicate?"."""
        if self.replication is not None and not self.versioning:
            yield Breach(
                ("replication",), "S3 copies versioned buckets only", "leave `versioning` out, or this"
            )

    @rule
    def existing_bucket_is_named_and_left_alone(self) -> Iterator[Breach]:
        if not self.existing:
            return
        if self.name is None:
            yield Breach(("name",), "a bucket that is already there is known by its name, which is missing")
        for name in sorted(self.model_fields_set & _OF_OWN_BUCKETS):
            yield Breach(
                (type(self).model_fields[name].alias or name,),
                "a bucket that is already there is not changed, so that this has no effect",
                "leave it out, or leave `existing` out",
            )


class LogBucket(Model):
    """The bucket that takes access logs of load balancers and other buckets."""

    name: BucketName | None = None
    """Name without the account id, which is appended; `<prefix>-access-logs` if left out."""

    alb_prefix: LogPrefix = "alb"
    """Prefix of the access logs of the load balancer (FBG-EDG-04)."""

    expire_after_days: Days = 90
    """Age at which access logs end."""

    @rule
    def name_leaves_room_for_the_account(self) -> Iterator[Breach]:
        if self.name is not None and len(self.name) > 50:
            yield Breach(
                ("name",),
                f"it has {len(self.name)} characters; 50 are left, since `-<account id>` is appended",
            )


class Storage(Model):
    """Buckets by name."""

    buckets: dict[Key, Bucket] = Field(default_factory=dict)
    """Buckets of the application, by name."""

    log_bucket: LogBucket = LogBucket()

    @rule
    def names_are_their_own(self) -> Iterator[Breach]:
        first: dict[str, str] = {}
        for key, bucket in self.buckets.items():
            if bucket.name and (other := first.setdefault(bucket.name, key)) != key:
                yield Breach(("buckets", key, "name"), f"`{bucket.name}` is the name of {other} as well")
