"""PostgreSQL on Amazon RDS."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.base import Component, Context, safe_name
from components.data.capacity import connection_alarm_threshold
from components.data.rds import LOGS, log_groups, parameter_group, security_group
from components.data.region_copies import region_copies
from components.iam import service_role
from components.links import Link, Opening, SecretRef
from components.observed import AlarmSpec, Metric, Observed
from components.regions import SecondRegion
from components.security.secrets import random_password, stored_secret
from settings.postgres import PostgresInstance

PORT = 5432
GIB = 1024**3
ENHANCED_MONITORING = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"


class Postgres(Component):
    """An encrypted PostgreSQL instance in private subnets, forced to TLS, with its credentials in one secret.

    The password is generated from letters and digits, or given; the secret holds it together with host, port,
    names and the ready connection string, so that one writer keeps them in step (PYS-DAT-10). The security
    group is closed until a workload uses the database.
    """

    link: Link
    observed: Observed
    endpoint: pulumi.Output[str]
    """`host:port`."""

    arn: pulumi.Output[str]
    secret_arn: pulumi.Output[str]
    identifier: str

    def __init__(
        self,
        name: str,
        settings: PostgresInstance,
        *,
        context: Context,
        vpc_id: pulumi.Input[str],
        subnet_ids: tuple[pulumi.Output[str], ...],
        second: SecondRegion | None,
        recovery_window_days: int,
        password: pulumi.Input[str] | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:data:Postgres", name, None, opts)
        self._name, self._settings, self._context = name, settings, context
        self.identifier = settings.identifier or context.name(name, limit=63)
        group = security_group(self, name, context, vpc_id=vpc_id, identifier=self.identifier)
        subnets = aws.rds.SubnetGroup(
            name,
            name=f"{self.identifier}-subnet-group",
            description=f"Private subnets of {self.identifier}",
            subnet_ids=list(subnet_ids),
            opts=self.child(),
        )
        parameters = parameter_group(self, name, settings, self.identifier)
        self._monitoring_role = self._enhanced_monitoring()
        own = pulumi.Output.secret(
            random_password(name, 32, settings.password_version, self.child()).result
            if password is None
            else password
        )
        instance = self._instance(
            name,
            group.id,
            parameters.name,
            allocated_storage=settings.allocated_storage,
            max_allocated_storage=settings.max_allocated_storage,
            db_name=settings.database_name,
            username=settings.username,
            password=own,
            engine_version=settings.engine_version,
            db_subnet_group_name=subnets.name,
            backup_retention_period=settings.backup_retention_days,
            backup_window=settings.backup_window,
            storage_encrypted=True,
            kms_key_id=context.key_arn,
            multi_az=settings.multi_az,
            deletion_protection=settings.deletion_protection,
            skip_final_snapshot=not settings.deletion_protection,
            final_snapshot_identifier=f"{self.identifier}-final" if settings.deletion_protection else None,
        )
        for number in range(1, settings.replicas + 1):
            # A replica in the same region takes network, encryption and credentials from its source.
            self._instance(
                f"{name}-replica-{number}",
                group.id,
                parameters.name,
                replicate_source_db=instance.identifier,
                storage_encrypted=True,
                skip_final_snapshot=True,
            )
        if second is not None:
            region_copies(
                self,
                name,
                settings,
                context=context,
                second=second,
                source=instance,
                identifier=self.identifier,
                monitoring_role_arn=self._monitoring_role,
            )
        self.endpoint, self.arn = instance.endpoint, instance.arn
        self._stored = self._secret(instance.address, own, recovery_window_days)
        self.secret_arn = self._stored.arn
        self.link = self._link(group.id, instance.address)
        self.observed = self._observed(instance.identifier)
        self.register_outputs({"endpoint": self.endpoint, "secretArn": self.secret_arn})

    def _instance(
        self, name: str, group_id: pulumi.Input[str], parameter_group: pulumi.Input[str], **own: object
    ) -> aws.rds.Instance:
        settings, context = self._settings, self._context
        suffix = name.removeprefix(self._name)
        identifier = safe_name(f"{self.identifier}{suffix}", 63)
        groups = log_groups(self, name, context, identifier)
        return aws.rds.Instance(
            name,
            aws.rds.InstanceArgs(
                identifier=identifier,
                engine="postgres",
                instance_class=settings.instance_class,
                storage_type=settings.storage_type,
                port=PORT,
                publicly_accessible=False,
                vpc_security_group_ids=[group_id],
                parameter_group_name=parameter_group,
                maintenance_window=settings.maintenance_window,
                auto_minor_version_upgrade=True,
                apply_immediately=settings.apply_immediately,
                copy_tags_to_snapshot=True,
                enabled_cloudwatch_logs_exports=list(LOGS),
                monitoring_interval=settings.monitoring_interval,
                monitoring_role_arn=self._monitoring_role,
                performance_insights_enabled=settings.performance_insights,
                performance_insights_kms_key_id=context.key_arn if settings.performance_insights else None,
                **own,  # ty: ignore[invalid-argument-type]  # checked by InstanceArgs at run time
            ),
            opts=self.child(
                protect=settings.protected and not suffix,
                depends_on=groups,
                ignore_changes=["password"] if settings.rotation and not suffix else [],
            ),
        )

    def _enhanced_monitoring(self) -> pulumi.Output[str] | None:
        if not self._settings.monitoring_interval:
            return None
        role = service_role(
            f"{self._name}-monitoring",
            "monitoring.rds.amazonaws.com",
            [],
            description=f"Enhanced Monitoring of {self.identifier}",
            opts=self.child(),
        )
        attachment = aws.iam.RolePolicyAttachment(
            f"{self._name}-monitoring", role=role.name, policy_arn=ENHANCED_MONITORING, opts=self.child()
        )
        # RDS refuses a role that may not write yet.
        return pulumi.Output.all(role.arn, attachment.id).apply(lambda known: known[0])

    def _secret(
        self, host: pulumi.Output[str], password: pulumi.Output[str], recovery_window_days: int
    ) -> SecretRef:
        settings = self._settings
        url = pulumi.Output.concat(
            f"postgresql://{settings.username}:",
            password,
            "@",
            host,
            f":{PORT}/{settings.database_name}?sslmode=require",
        )
        credentials = {
            "engine": "postgres",
            "host": host,
            "port": PORT,
            "dbname": settings.database_name,
            "username": settings.username,
            "password": password,
            "url": url,
        }
        return stored_secret(
            self._name,
            self._context,
            pulumi.Output.json_dumps(credentials),
            settings=settings.secret,
            description=f"Credentials and connection string of {self.identifier}",
            recovery_window_days=recovery_window_days,
            rotated=settings.rotation is not None,
            opts=self.child(),
        )

    def _link(self, group_id: pulumi.Output[str], host: pulumi.Output[str]) -> Link:
        settings = self._settings
        inject = settings.variables(self._name)
        plain: dict[str, pulumi.Input[str]] = {
            "host": host,
            "port": str(PORT),
            "name": settings.database_name,
            "username": settings.username,
        }
        return Link(
            name=self._name,
            environment={variable: plain[field] for variable, field in inject.items() if field in plain},
            secrets={
                variable: self._stored.key(field) for variable, field in inject.items() if field not in plain
            },
            opening=Opening(group_id, PORT, f"PostgreSQL {self.identifier}"),
        )

    def _observed(self, identifier: pulumi.Output[str]) -> Observed:
        dimensions = {"DBInstanceIdentifier": identifier}

        def metric(name: str) -> Metric:
            return Metric("AWS/RDS", name, dimensions)

        name, settings = self._name, self._settings
        metrics = {
            "cpu": metric("CPUUtilization"),
            "connections": metric("DatabaseConnections"),
            "storage": metric("FreeStorageSpace"),
            "read-latency": metric("ReadLatency"),
            "write-latency": metric("WriteLatency"),
        }
        return Observed(
            key=name,
            title=f"PostgreSQL {self.identifier}",
            widgets={
                "CPU (%)": (metrics["cpu"],),
                "Connections": (metrics["connections"],),
                "Free storage (bytes)": (metrics["storage"],),
                "Latency (s)": (metrics["read-latency"], metrics["write-latency"]),
            },
            metrics=metrics,
            alarms={
                f"{name}-cpu": AlarmSpec(
                    metrics["cpu"], 80, f"CPU of {self.identifier} above 80 % for 5 minutes"
                ),
                f"{name}-connections": AlarmSpec(
                    metrics["connections"],
                    connection_alarm_threshold(
                        settings.instance_class, settings.parameters.get("max_connections")
                    ),
                    f"Connections to {self.identifier} near what its class allows",
                ),
                f"{name}-storage": AlarmSpec(
                    metrics["storage"],
                    settings.allocated_storage * GIB // 10,
                    f"Less than 10 % of the storage of {self.identifier} free",
                    comparison="LessThanThreshold",
                    missing_data="breaching",
                ),
            },
        )
