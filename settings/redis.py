"""Stores of kind `redis`: Amazon ElastiCache for Redis OSS or Valkey."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from settings.base import Breach, Model, rule
from settings.security import NamedSecret
from settings.shape import Kinds
from settings.tables import CACHE_VERSIONS
from settings.types import (
    BackupWindow,
    CacheIdentifier,
    CacheNodeType,
    CacheParameterName,
    CacheVersion,
    EnvironmentName,
    MaintenanceWindow,
    ParameterValue,
    window_minutes,
    windows_overlap,
)
from settings.words import both

CacheField = Literal["host", "port", "username", "authToken", "url"]

_LEAST_WINDOW = 60
"""Minutes of a window. Source: Amazon ElastiCache API Reference, CreateReplicationGroup."""


class TokenAuth(Model):
    """One password for all users, generated, kept in Secrets Manager."""

    kind: Literal["token"] = "token"
    version: Annotated[int, Field(ge=1)] = 1
    """Raise it to have a new token made at the next update; the one before it stays valid beside it."""


class IamAuth(Model):
    """Users sign in with the role that they run with, by a token that their code makes for 15 minutes."""

    kind: Literal["iam"]


class NoAuth(Model):
    """Whoever reaches the port is in; only the workloads that use the cache reach it."""

    kind: Literal["none"]


CacheAuth = Annotated[TokenAuth | IamAuth | NoAuth, Kinds("token")]


class RedisGroup(Model):
    """Amazon ElastiCache: a replication group of one node or more, in one shard or several."""

    kind: Literal["redis"]
    """Amazon ElastiCache for Redis OSS or Valkey."""

    engine: Literal["redis", "valkey"] = "redis"
    """Redis OSS, or Valkey, which speaks the same protocol."""

    engine_version: CacheVersion = "7.1"
    """`major.minor`; AWS keeps it at a current patch."""

    node_type: CacheNodeType
    """CPU and memory of each node."""

    shards: Annotated[int, Field(ge=1, le=500)] = 1
    """Parts over which the keys are spread; more than one needs `clusterMode` enabled."""

    replicas: Annotated[int, Field(ge=0, le=5)] = 1
    """Replicas in each shard; with one or more, one takes over when the primary fails, from another zone."""

    cluster_mode: Literal["disabled", "compatible", "enabled"] = "disabled"
    """Whether users speak the cluster protocol. A cache that is there goes from disabled to compatible and
    then to enabled, each in an update of its own, and only once it has a replica (FBG-OPS-12)."""

    auth: CacheAuth = TokenAuth()
    """How users prove who they are."""

    secret: NamedSecret = NamedSecret()
    """The secret with its token: a document with host, port, token and connection string."""

    parameters: dict[CacheParameterName, ParameterValue] = Field(default_factory=dict)
    """Parameters of the engine."""

    identifier: CacheIdentifier | None = None
    """Physical name; `<prefix>-<key>` if left out."""

    snapshot_retention_days: Annotated[int, Field(ge=0, le=35)] = 7
    """Days for which daily snapshots are kept; 0 makes none."""

    snapshot_window: BackupWindow = "02:00-03:00"
    """Daily, UTC, of an hour at least."""

    maintenance_window: MaintenanceWindow = "sun:04:30-sun:05:30"
    """Weekly, UTC, of an hour at least; must not overlap the snapshot window."""

    apply_immediately: bool = False
    """Make changes at once and not in the next maintenance window; may interrupt the service."""

    protect: bool = True
    """Refuse deletion in Pulumi; also keeps a final snapshot."""

    inject: dict[EnvironmentName, CacheField] | None = None
    """Variables of its users: `authToken` as a secret, and so `url` where there is a token, the others plain.
    `<KEY>_HOST`, `<KEY>_PORT`, and as `auth` is, `<KEY>_AUTH_TOKEN` or `<KEY>_USER`, if left out."""

    def variables(self, key: str) -> dict[str, CacheField]:
        """What is injected into the users of the cache of this key, by variable."""
        if self.inject is not None:
            return self.inject
        prefix = key.upper().replace("-", "_")
        found: dict[str, CacheField] = {f"{prefix}_HOST": "host", f"{prefix}_PORT": "port"}
        if self.auth.kind == "token":
            found[f"{prefix}_AUTH_TOKEN"] = "authToken"
        elif self.auth.kind == "iam":
            found[f"{prefix}_USER"] = "username"
        return found

    @property
    def fails_over(self) -> bool:
        """Whether a replica takes over; in cluster mode AWS has it no other way."""
        return self.replicas > 0 or self.cluster_mode == "enabled"

    @rule
    def engine_has_the_version(self) -> Iterator[Breach]:
        versions = CACHE_VERSIONS[self.engine]
        if self.engine_version not in versions:
            yield Breach(
                ("engineVersion",),
                f"ElastiCache has no version {self.engine_version} of {self.engine} here",
                f"there are {both(list(versions))}",
            )

    @rule
    def shards_need_cluster_mode(self) -> Iterator[Breach]:
        if self.shards > 1 and self.cluster_mode != "enabled":
            yield Breach(
                ("shards",),
                f"{self.shards} shards need the cluster protocol; clusterMode is {self.cluster_mode}",
                "set clusterMode to enabled, which a cache that is there reaches by compatible",
            )

    @rule
    def change_of_mode_needs_a_replica(self) -> Iterator[Breach]:
        """Source: Amazon ElastiCache User Guide, "Modifying cluster mode" (erratum FBG E22)."""
        if self.cluster_mode == "compatible" and not self.replicas:
            yield Breach(
                ("clusterMode",),
                "the change of mode needs automatic failover, and that a replica",
                "set replicas to 1 or more, in an update before this one",
            )

    @rule
    def mode_is_set_in_one_place(self) -> Iterator[Breach]:
        if "cluster-enabled" in self.parameters:
            yield Breach(("parameters", "cluster-enabled"), "clusterMode sets it", "leave it out")

    @rule
    def windows_are_long_enough_and_apart(self) -> Iterator[Breach]:
        for at, window in (
            ("snapshotWindow", self.snapshot_window),
            ("maintenanceWindow", self.maintenance_window),
        ):
            if (length := window_minutes(window)) < _LEAST_WINDOW:
                yield Breach((at,), f"{window} has {length} minutes; ElastiCache takes an hour at least")
        if windows_overlap(self.snapshot_window, self.maintenance_window):
            yield Breach(
                ("snapshotWindow",),
                f"{self.snapshot_window} overlaps the maintenance window {self.maintenance_window}",
            )

    @rule
    def injected_is_there(self) -> Iterator[Breach]:
        missing = {"token": ("username",), "iam": ("authToken", "url"), "none": ("username", "authToken")}
        for variable, field in (self.inject or {}).items():
            if field in missing[self.auth.kind]:
                yield Breach(
                    ("inject", variable),
                    f"a cache with auth of kind {self.auth.kind} has no {field}",
                    "leave it out, or choose another kind of auth",
                )
