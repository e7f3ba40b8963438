"""Stores of kind `postgres`: Amazon RDS for PostgreSQL."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from settings.base import Breach, Model, rule
from settings.security import NamedSecret
from settings.types import (
    BackupWindow,
    DatabaseName,
    DbInstanceClass,
    DbUser,
    EnvironmentName,
    FunctionArn,
    Key,
    MaintenanceWindow,
    ParameterName,
    ParameterValue,
    PostgresVersion,
    RdsIdentifier,
    WholeNumber,
    windows_overlap,
)
from settings.words import count

InjectedField = Literal["host", "port", "name", "username", "password", "url"]


class BackupCopies(Model):
    """Copies of the automated backups in the second region, from which the database can be restored there."""

    retention_days: Annotated[int, Field(ge=1, le=35)] = 14
    """Days for which they are kept there."""


class RegionReplica(Model):
    """A read replica in the second region, which can be promoted when the first one is lost."""

    instance_class: DbInstanceClass
    """CPU and memory."""

    multi_az: bool = False
    """Keep a standby of it in a second zone."""


class Rotation(Model):
    """Automatic rotation of the owner's password; the services on ECS that use the database start anew."""

    every_days: Annotated[int, Field(ge=1, le=1000)] = 30
    """Days between two rotations."""

    function_arn: FunctionArn | None = None
    """Rotation function of one's own; the program brings one if left out."""


class PostgresInstance(Model):
    """Amazon RDS for PostgreSQL on one instance, with a standby in another zone and replicas if wanted."""

    kind: Literal["postgres"]
    """Amazon RDS for PostgreSQL on one instance."""

    engine_version: PostgresVersion = "17"
    """Major, which AWS then keeps at a current minor, or `major.minor`."""

    instance_class: DbInstanceClass
    """CPU and memory."""

    allocated_storage: Annotated[int, Field(ge=20, le=65536)] = 20
    """Storage in GiB."""

    max_allocated_storage: Annotated[int, Field(ge=22, le=65536)] | None = None
    """GiB up to which storage grows by itself; it does not if left out."""

    storage_type: Literal["gp2", "gp3"] = "gp3"
    """Kind of SSD storage."""

    multi_az: bool = True
    """Keep a standby in a second zone."""

    backup_retention_days: Annotated[int, Field(ge=0, le=35)] = 7
    """Days for which automated backups are kept; 0 makes none."""

    backup_window: BackupWindow = "03:00-04:00"
    """Daily, UTC."""

    maintenance_window: MaintenanceWindow = "sun:04:30-sun:05:30"
    """Weekly, UTC; must not overlap the backup window."""

    monitoring_interval: Annotated[Literal[0, 1, 5, 10, 15, 30, 60], WholeNumber] = 60
    """Seconds between Enhanced Monitoring samples; 0 turns it off."""

    performance_insights: bool = False
    """Keep seven days of query load figures."""

    replicas: Annotated[int, Field(ge=0, le=15)] = 0
    """Read replicas in the same region."""

    backup_copies: BackupCopies | None = None
    """Copy the automated backups to `groundwork:system.secondaryRegion`; none if left out (FBG-DAT-11)."""

    region_replica: RegionReplica | None = None
    """Keep a read replica in `groundwork:system.secondaryRegion`; none if left out (FBG-DAT-13)."""

    parameters: dict[ParameterName, ParameterValue] = Field(default_factory=dict)
    """Parameters beside `rds.force_ssl` = 1."""

    database_name: DatabaseName = "app"
    """Name of the database inside the instance."""

    username: DbUser = "app"
    """Name of its owner."""

    password: Key | None = None
    """Secret of `groundwork:security.secrets` that is the owner's password; generated if left out."""

    secret: NamedSecret = NamedSecret()
    """The secret with its credentials: a document with host, port, names, password and connection string."""

    identifier: RdsIdentifier | None = None
    """Physical name; `<prefix>-<key>` if left out."""

    deletion_protection: bool = True
    """Refuse deletion in AWS and in Pulumi; also keeps a final snapshot."""

    protect: bool | None = None
    """Refuse deletion in Pulumi alone; as `deletionProtection` if left out."""

    password_version: Annotated[int, Field(ge=1)] = 1
    """Raise it to rotate password and connection string together at the next update (PYS-SEC-07)."""

    rotation: Rotation | None = None
    """Rotate the password by itself. From then on the program keeps out of it: a password in the settings is
    the first one only (FBG-SEC-06)."""

    apply_immediately: bool = False
    """Make changes at once and not in the next maintenance window; may interrupt the service."""

    inject: dict[EnvironmentName, InjectedField] | None = None
    """Variables of its users: `password` and `url` as secrets, the others plain. `<KEY>_HOST`, `_PORT`,
    `_NAME`, `_USER` and `_PASSWORD` if left out."""

    def variables(self, key: str) -> dict[str, InjectedField]:
        """What is injected into the users of the database of this key, by variable."""
        prefix = key.upper().replace("-", "_")
        if self.inject is not None:
            return self.inject
        return {
            f"{prefix}_HOST": "host",
            f"{prefix}_PORT": "port",
            f"{prefix}_NAME": "name",
            f"{prefix}_USER": "username",
            f"{prefix}_PASSWORD": "password",
        }

    @property
    def protected(self) -> bool:
        """Whether Pulumi refuses its deletion."""
        return self.deletion_protection if self.protect is None else self.protect

    @rule
    def password_is_rotated_in_one_place(self) -> Iterator[Breach]:
        if self.password is not None and self.password_version > 1:
            yield Breach(
                ("passwordVersion",),
                f"the password is the secret `{self.password}`, so that this has no effect",
                "leave it out, and change the secret",
            )

    @rule
    def password_has_one_rotation(self) -> Iterator[Breach]:
        if self.rotation is not None and self.password_version > 1:
            yield Breach(
                ("passwordVersion",),
                "the password is rotated by itself, so that this has no effect",
                "leave it out, or leave `rotation` out",
            )

    @rule
    def windows_are_apart(self) -> Iterator[Breach]:
        if windows_overlap(self.backup_window, self.maintenance_window):
            yield Breach(
                ("backupWindow",),
                f"{self.backup_window} overlaps the maintenance window {self.maintenance_window}",
            )

    @rule
    def storage_has_room_to_grow(self) -> Iterator[Breach]:
        """Source: Amazon RDS User Guide, "Managing capacity automatically with … storage autoscaling"."""
        least = -(-self.allocated_storage * 11 // 10)
        if self.max_allocated_storage is not None and self.max_allocated_storage < least:
            yield Breach(
                ("maxAllocatedStorage",),
                f"{self.max_allocated_storage} GiB leave too little to grow from {self.allocated_storage}: "
                f"RDS takes a tenth more at least, {least}",
            )

    @rule
    def replicas_have_backups(self) -> Iterator[Breach]:
        """Source: Amazon RDS User Guide, "Working with DB instance read replicas"."""
        if self.replicas and not self.backup_retention_days:
            yield Breach(
                ("replicas",),
                f"{count(self.replicas, 'replica')} of a database without automated backups cannot be made",
                "set backupRetentionDays to 1 or more",
            )

    @rule
    def copies_have_backups(self) -> Iterator[Breach]:
        """Source: Amazon RDS User Guide, "Replicating automated backups to another AWS Region"."""
        for at, copy in (("backupCopies", self.backup_copies), ("regionReplica", self.region_replica)):
            if copy is not None and not self.backup_retention_days:
                yield Breach(
                    (at,),
                    "a database without automated backups is not copied to another region",
                    "set backupRetentionDays to 1 or more",
                )

    @rule
    def tls_stays_on(self) -> Iterator[Breach]:
        if "rds.force_ssl" in self.parameters:
            yield Breach(
                ("parameters", "rds.force_ssl"), "it is always 1: connections without TLS are refused"
            )
