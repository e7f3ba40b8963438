"""Redis OSS and Valkey on Amazon ElastiCache."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.base import Component, Context
from components.data.cache_users import iam_user
from components.data.cache_watch import observed_cache
from components.iam import Statement, allow
from components.links import Link, Opening, SecretRef
from components.logs import log_group
from components.observed import Observed
from components.security.secrets import random_password, stored_secret
from settings.redis import RedisGroup

PORT = 6379


class Redis(Component):
    """An encrypted replication group in private subnets, with failover to another zone where it has replicas.

    It is a replication group from its first node on, since a single cache node can never become one (erratum
    FBG E21), and its shards and replicas are always said by number, so that it grows in place. The security
    group is closed until a workload uses the cache.
    """

    link: Link
    observed: Observed
    endpoint: pulumi.Output[str]
    """`host:port`; in cluster mode the host is the configuration endpoint, else the primary endpoint."""

    secret_arn: pulumi.Output[str] | None
    """None where there is no token."""

    identifier: str

    def __init__(
        self,
        name: str,
        settings: RedisGroup,
        *,
        context: Context,
        vpc_id: pulumi.Input[str],
        subnet_ids: tuple[pulumi.Output[str], ...],
        recovery_window_days: int,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("groundwork:data:Redis", name, None, opts)
        self._name, self._settings, self._context = name, settings, context
        self.identifier = settings.identifier or context.name(name, limit=40)
        security_group = aws.ec2.SecurityGroup(
            name,
            vpc_id=vpc_id,
            description=f"Cache {self.identifier}: workloads that use it only",
            tags={"Name": context.name(name)},
            opts=self.child(),
        )
        subnets = aws.elasticache.SubnetGroup(
            name,
            name=f"{self.identifier}-subnet",
            description=f"Private subnets of {self.identifier}",
            subnet_ids=list(subnet_ids),
            opts=self.child(),
        )
        token = None
        if settings.auth.kind == "token":
            generated = random_password(name, 64, settings.auth.version, self.child())
            token = pulumi.Output.secret(generated.result)
        user = None
        if settings.auth.kind == "iam":
            user = iam_user(self, name, identifier=self.identifier, engine=settings.engine)
        slow = log_group(
            f"{name}-slow",
            context,
            physical_name=f"/aws/elasticache/{self.identifier}/slow-log",
            opts=self.child(),
        )
        group = self._group(
            slow.name,
            security_group.id,
            subnets.name,
            auth_token=token,
            # The token before stays valid, so that running users keep their connections.
            auth_token_update_strategy="ROTATE" if token else None,
            user_group_ids=[user.group_id] if user else None,
        )
        clustered = settings.cluster_mode != "disabled"
        host = group.configuration_endpoint_address if clustered else group.primary_endpoint_address
        self.endpoint = pulumi.Output.concat(host, f":{PORT}")
        stored = self._secret(host, token, recovery_window_days) if token else None
        self.secret_arn = stored.arn if stored else None
        statements = (allow(["elasticache:Connect"], [group.arn, user.arn]),) if user else ()
        self.link = self._link(security_group.id, host, stored, user.name if user else None, statements)
        nodes = settings.shards * (settings.replicas + 1)
        self.observed = observed_cache(name, self.identifier, group.member_clusters, nodes, slow.name)
        self.register_outputs({"endpoint": self.endpoint, "secretArn": self.secret_arn})

    def _group(
        self,
        slow_log: pulumi.Output[str],
        security_group_id: pulumi.Output[str],
        subnet_group: pulumi.Output[str],
        **auth: object,
    ) -> aws.elasticache.ReplicationGroup:
        settings, context, name = self._settings, self._context, self._name
        return aws.elasticache.ReplicationGroup(
            name,
            aws.elasticache.ReplicationGroupArgs(
                replication_group_id=self.identifier,
                description=f"Cache of {context.prefix}",
                engine=settings.engine,
                engine_version=settings.engine_version,
                node_type=settings.node_type,
                port=PORT,
                num_node_groups=settings.shards,
                replicas_per_node_group=settings.replicas,
                cluster_mode=settings.cluster_mode,
                automatic_failover_enabled=settings.fails_over,
                multi_az_enabled=settings.replicas > 0,
                parameter_group_name=self._parameters().name,
                subnet_group_name=subnet_group,
                security_group_ids=[security_group_id],
                at_rest_encryption_enabled=True,
                kms_key_id=context.key_arn,
                transit_encryption_enabled=True,
                transit_encryption_mode="required",
                snapshot_retention_limit=settings.snapshot_retention_days,
                snapshot_window=settings.snapshot_window,
                maintenance_window=settings.maintenance_window,
                final_snapshot_identifier=f"{self.identifier}-final" if settings.protect else None,
                auto_minor_version_upgrade=True,
                apply_immediately=settings.apply_immediately,
                log_delivery_configurations=[
                    aws.elasticache.ReplicationGroupLogDeliveryConfigurationArgs(
                        destination=slow_log,
                        destination_type="cloudwatch-logs",
                        log_format="json",
                        log_type="slow-log",
                    )
                ],
                **auth,  # ty: ignore[invalid-argument-type]  # checked by ReplicationGroupArgs at run time
            ),
            opts=self.child(protect=settings.protect),
        )

    def _parameters(self) -> aws.elasticache.ParameterGroup:
        """A group for each mode: `cluster-enabled` of a group that is there cannot be changed.

        Source: Amazon ElastiCache User Guide, "Engine specific parameters".
        """
        settings = self._settings
        clustered = settings.cluster_mode != "disabled"
        given = {**settings.parameters, **({"cluster-enabled": "yes"} if clustered else {})}
        major = settings.engine_version.split(".")[0]
        return aws.elasticache.ParameterGroup(
            f"{self._name}-cluster" if clustered else self._name,
            family=f"{settings.engine}{major}",
            description=f"Parameters of {self.identifier}",
            parameters=[{"name": key, "value": value} for key, value in sorted(given.items())],
            opts=self.child(),
        )

    def _secret(
        self, host: pulumi.Output[str], token: pulumi.Output[str], recovery_window_days: int
    ) -> SecretRef:
        document = {
            "engine": self._settings.engine,
            "host": host,
            "port": PORT,
            "authToken": token,
            "url": pulumi.Output.concat("rediss://:", token, "@", host, f":{PORT}"),
        }
        return stored_secret(
            self._name,
            self._context,
            pulumi.Output.json_dumps(document),
            settings=self._settings.secret,
            description=f"Token and connection string of {self.identifier}",
            recovery_window_days=recovery_window_days,
            opts=self.child(),
        )

    def _link(
        self,
        security_group_id: pulumi.Output[str],
        host: pulumi.Output[str],
        stored: SecretRef | None,
        user: str | None,
        statements: tuple[Statement, ...],
    ) -> Link:
        plain: dict[str, pulumi.Input[str]] = {"host": host, "port": str(PORT)}
        if user is not None:
            plain["username"] = user
        elif stored is None:
            plain["url"] = pulumi.Output.concat("rediss://", host, f":{PORT}")
        inject = self._settings.variables(self._name)
        return Link(
            name=self._name,
            environment={variable: plain[field] for variable, field in inject.items() if field in plain},
            secrets={
                variable: stored.key(field)
                for variable, field in inject.items()
                if stored is not None and field not in plain
            },
            statements=statements,
            opening=Opening(security_group_id, PORT, f"cache {self.identifier}"),
        )
