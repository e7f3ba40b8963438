"""`groundwork:data`: databases and other stores, by name, told apart by `kind`."""

from typing import Annotated, Literal

from pydantic import Field

from settings.base import Model
from settings.types import (
    BackupWindow,
    DatabaseName,
    DbInstanceClass,
    DbUser,
    EnvironmentName,
    Key,
    MaintenanceWindow,
    PostgresVersion,
    RdsIdentifier,
)


class PostgresInstance(Model):
    """Amazon RDS for PostgreSQL on one instance, with a standby in another zone and replicas if wanted."""

    kind: Literal["postgres"]
    engine_version: PostgresVersion = "17"
    """Major, which AWS then keeps at a current minor, or `major.minor`."""

    instance_class: DbInstanceClass
    allocated_storage: Annotated[int, Field(ge=20, le=65536)] = 20
    """Storage in GiB."""

    max_allocated_storage: Annotated[int, Field(ge=22, le=65536)] | None = None
    """GiB up to which storage grows by itself; it does not if left out."""

    storage_type: Literal["gp2", "gp3"] = "gp3"
    multi_az: bool = True
    """Keep a standby in a second zone."""

    backup_retention_days: Annotated[int, Field(ge=0, le=35)] = 7
    backup_window: BackupWindow = "03:00-04:00"
    """Daily, UTC."""

    maintenance_window: MaintenanceWindow = "sun:04:30-sun:05:30"
    """Weekly, UTC; must not overlap the backup window."""

    monitoring_interval: Literal[0, 1, 5, 10, 15, 30, 60] = 60
    """Seconds between Enhanced Monitoring samples; 0 turns it off."""

    performance_insights: bool = False
    """Keep seven days of query load figures (not for db.t3/t4g micro and small)."""

    replicas: Annotated[int, Field(ge=0, le=15)] = 0
    """Read replicas in the same region."""

    parameters: dict[str, str] = {}
    """Parameters beside `rds.force_ssl` = 1."""

    database_name: DatabaseName = "app"
    username: DbUser = "app"
    identifier: RdsIdentifier | None = None
    """Physical name; `<prefix>-<key>` if left out."""

    deletion_protection: bool = True
    """Refuse deletion in AWS and in Pulumi; also keeps a final snapshot."""

    password_version: Annotated[int, Field(ge=1)] = 1
    """Raise it to rotate password and connection string together at the next update (PYS-SEC-07)."""

    apply_immediately: bool = False
    inject: dict[EnvironmentName, Literal["host", "port", "name", "username", "password", "url"]] | None = None
    """Variables of its users: `password` and `url` as secrets, the others plain. `<KEY>_HOST`, `_PORT`,
    `_NAME`, `_USER` and `_PASSWORD` if left out."""


Store = Annotated[PostgresInstance, Field(discriminator="kind")]
Data = dict[Key, PostgresInstance]
