"""What the second region has of a database: copies of its backups, and a read replica."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.base import Component, Context, safe_name
from components.data.rds import LOGS, log_groups, parameter_group, security_group
from components.regions import SecondRegion, in_region
from settings.postgres import PostgresInstance, RegionReplica


def region_copies(
    parent: Component,
    name: str,
    settings: PostgresInstance,
    *,
    context: Context,
    second: SecondRegion,
    source: aws.rds.Instance,
    identifier: str,
    monitoring_role_arn: pulumi.Output[str] | None,
) -> None:
    """Copies of the backups and a replica of `source` in the second region, as the settings want them."""
    if settings.backup_copies is not None:
        aws.rds.InstanceAutomatedBackupsReplication(
            f"{name}-backups",
            region=second.region,
            source_db_instance_arn=source.arn,
            kms_key_id=second.key_arn,
            retention_period=settings.backup_copies.retention_days,
            opts=parent.child(),
        )
    if settings.region_replica is not None and second.vpc_id is not None:
        there, opts = in_region(context, second.region, parent.child(), key_arn=second.key_arn)
        ReplicaInRegion(
            f"{name}-region-replica",
            settings.region_replica,
            source_settings=settings,
            context=there,
            vpc_id=second.vpc_id,
            subnet_ids=second.subnet_ids,
            source_arn=source.arn,
            identifier=safe_name(f"{identifier}-region-replica", 63),
            monitoring_role_arn=monitoring_role_arn,
            opts=opts,
        )


class ReplicaInRegion(Component):
    """A read replica in another region, in private subnets there, encrypted with the key of that region.

    It is closed: nothing uses it until it is promoted (FBG-REC-03). Like a replica beside its source it takes
    data, names and credentials from there; network, key and parameters are its own.
    """

    endpoint: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        settings: RegionReplica,
        *,
        source_settings: PostgresInstance,
        context: Context,
        vpc_id: pulumi.Input[str],
        subnet_ids: tuple[pulumi.Output[str], ...],
        source_arn: pulumi.Output[str],
        identifier: str,
        monitoring_role_arn: pulumi.Output[str] | None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:data:ReplicaInRegion", name, None, opts)
        group = security_group(self, name, context, vpc_id=vpc_id, identifier=identifier)
        subnets = aws.rds.SubnetGroup(
            name,
            name=f"{identifier}-subnet-group",
            description=f"Private subnets of {identifier}",
            subnet_ids=list(subnet_ids),
            opts=self.child(),
        )
        parameters = parameter_group(self, name, source_settings, identifier)
        logs = log_groups(self, name, context, identifier)
        insights = source_settings.performance_insights
        instance = aws.rds.Instance(
            name,
            identifier=identifier,
            replicate_source_db=source_arn,
            engine="postgres",
            instance_class=settings.instance_class,
            storage_type=source_settings.storage_type,
            max_allocated_storage=source_settings.max_allocated_storage,
            multi_az=settings.multi_az,
            storage_encrypted=True,
            kms_key_id=context.key_arn,
            publicly_accessible=False,
            db_subnet_group_name=subnets.name,
            vpc_security_group_ids=[group.id],
            parameter_group_name=parameters.name,
            maintenance_window=source_settings.maintenance_window,
            auto_minor_version_upgrade=True,
            apply_immediately=source_settings.apply_immediately,
            copy_tags_to_snapshot=True,
            enabled_cloudwatch_logs_exports=list(LOGS),
            monitoring_interval=source_settings.monitoring_interval,
            monitoring_role_arn=monitoring_role_arn,
            performance_insights_enabled=insights,
            performance_insights_kms_key_id=context.key_arn if insights else None,
            deletion_protection=source_settings.deletion_protection,
            skip_final_snapshot=True,  # RDS makes none of a replica
            opts=self.child(protect=source_settings.protected, depends_on=logs),
        )
        self.endpoint = instance.endpoint
        self.register_outputs({"endpoint": self.endpoint})
