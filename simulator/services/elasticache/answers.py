"""What ElastiCache answers: endpoints, member clusters, and the defaults of a replication group."""

from __future__ import annotations

from typing import Any, Final

from simulator.registry import REPLACE, SECRET_OUTPUTS, Context, autoname, outputs
from simulator.services.rules import find, number
from simulator.services.shapes import Ids, arn, named, suffix, value
from simulator.services.tables import elasticache as table
from simulator.services.tables.regions import REGIONS

GROUP: Final = "aws:elasticache/replicationGroup:ReplicationGroup"
SUBNETS: Final = "aws:elasticache/subnetGroup:SubnetGroup"
PARAMETERS: Final = "aws:elasticache/parameterGroup:ParameterGroup"
USER: Final = "aws:elasticache/user:User"
USERS: Final = "aws:elasticache/userGroup:UserGroup"

# Size, number of nodes, shards, failover, engine, mode and parameter group change in place.
REPLACE[GROUP] = frozenset(
    {
        "atRestEncryptionEnabled", "dataTieringEnabled", "globalReplicationGroupId", "kmsKeyId",
        "networkType", "nodeGroupConfigurations", "port", "region", "replicationGroupId",
        "securityGroupNames", "snapshotArns", "snapshotName", "subnetGroupName",
    }
)  # fmt: skip
REPLACE[SUBNETS] = frozenset({"name", "region"})
REPLACE[PARAMETERS] = frozenset({"description", "family", "name", "region"})
REPLACE[USER] = frozenset({"region", "userId", "userName"})
REPLACE[USERS] = frozenset({"region", "userGroupId"})
SECRET_OUTPUTS[GROUP] = frozenset({"authToken", "authTokenWo"})
SECRET_OUTPUTS[USER] = frozenset({"passwords", "passwordsWo"})

autoname(GROUP, property="replicationGroupId", max_length=40, lower=True)
autoname(SUBNETS, PARAMETERS, max_length=255, lower=True)


def clustered(inputs: dict[str, Any], ctx: Context) -> bool:
    """Whether the group has shards: it says so, has several, or its parameter group does."""
    if inputs.get("clusterMode") == "enabled":
        return True
    if inputs.get("clusterMode") == "disabled":
        return False
    parameters = inputs.get("parameterGroupName")
    if isinstance(parameters, str) and parameters.endswith(".cluster.on"):
        return True
    return (number(inputs.get("numNodeGroups")) or 0) > 1 or cluster_enabled(parameters, ctx) is True


def cluster_enabled(name: Any, ctx: Context) -> bool | None:
    """Whether a parameter group of the run turns shards on; None for one that is not in the run."""
    group = find(ctx, name, PARAMETERS)
    if group is None:
        return None
    for item in value(group, "parameters") or []:
        if isinstance(item, dict) and item.get("name") == "cluster-enabled":
            return item.get("value") == "yes"
    return False


def shape(inputs: dict[str, Any], ctx: Context) -> tuple[int, int]:
    """Shards, and replicas of each."""
    if clustered(inputs, ctx):
        nodes = number(inputs.get("numNodeGroups")) or 1
        return int(nodes), int(number(inputs.get("replicasPerNodeGroup")) or 0)
    count = number(inputs.get("numCacheClusters"))
    if count is None:
        count = 1 + (number(inputs.get("replicasPerNodeGroup")) or 0)
    return 1, max(int(count) - 1, 0)


def _endpoints(id: str, ctx: Context, sharded: bool, tls: bool) -> dict[str, str]:
    """DNS names ("Finding connection endpoints"); those with TLS have the role in front."""
    region = REGIONS.get(ctx.region)
    end = f"{region.short if region else ctx.region}.cache.{suffix(ctx)}"
    # The same for all groups of an account in a region.
    middle = Ids.of(f"{ctx.account}/{ctx.region}").lower(6, "cache")
    if sharded:
        name = f"clustercfg.{id}.{middle}" if tls else f"{id}.{middle}.clustercfg"
        return {"configurationEndpointAddress": f"{name}.{end}"}
    if tls:
        return {
            "primaryEndpointAddress": f"master.{id}.{middle}.{end}",
            "readerEndpointAddress": f"replica.{id}.{middle}.{end}",
        }
    return {
        "primaryEndpointAddress": f"{id}.{middle}.ng.0001.{end}",
        "readerEndpointAddress": f"{id}-ro.{middle}.ng.0001.{end}",
    }


@outputs(GROUP)
def replication_group(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A replication group; its id is its name, in small letters."""
    id = named(inputs, ctx, "replicationGroupId", None).lower()
    ids = Ids(inputs, ctx)
    engine = str(inputs.get("engine") or "redis").lower()
    actual = table.full_version(engine, inputs.get("engineVersion"))
    sharded = clustered(inputs, ctx)
    shards, replicas = shape(inputs, ctx)
    tls = bool(inputs.get("transitEncryptionEnabled"))
    hour = 3 + ids.number(4, "window")
    family = table.family(engine, actual) if actual[:1].isdigit() else engine
    prefixes = [f"{id}-{shard + 1:04}" for shard in range(shards)] if sharded else [id]
    return id, {
        "applyImmediately": inputs.get("applyImmediately", False),
        "arn": arn(ctx, "elasticache", f"replicationgroup:{id}"),
        "atRestEncryptionEnabled": inputs.get("atRestEncryptionEnabled", engine == "valkey"),
        "autoMinorVersionUpgrade": inputs.get("autoMinorVersionUpgrade", True),
        "automaticFailoverEnabled": inputs.get("automaticFailoverEnabled", False),
        "clusterEnabled": sharded,
        "clusterMode": inputs.get("clusterMode", "enabled" if sharded else "disabled"),
        "dataTieringEnabled": inputs.get("dataTieringEnabled", False),
        "engine": engine,
        "engineVersion": inputs.get("engineVersion") or table.DEFAULTS.get(engine, actual),
        "engineVersionActual": actual,
        "ipDiscovery": inputs.get("ipDiscovery", "ipv4"),
        "maintenanceWindow": str(
            inputs.get("maintenanceWindow") or f"sun:{hour:02}:30-sun:{hour + 1:02}:30"
        ).lower(),
        "memberClusters": [f"{prefix}-{node + 1:03}" for prefix in prefixes for node in range(replicas + 1)],
        "multiAzEnabled": inputs.get("multiAzEnabled", False),
        "networkType": inputs.get("networkType", "ipv4"),
        "numCacheClusters": shards * (replicas + 1),
        "numNodeGroups": shards,
        "parameterGroupName": inputs.get("parameterGroupName")
        or f"default.{family}{'.cluster.on' if sharded else ''}",
        "port": inputs.get("port", 6379),
        "replicasPerNodeGroup": replicas,
        "replicationGroupId": id,
        "securityGroupIds": inputs.get("securityGroupIds", []),
        "snapshotRetentionLimit": inputs.get("snapshotRetentionLimit", 0),
        "snapshotWindow": inputs.get("snapshotWindow", f"{hour - 3:02}:00-{hour - 2:02}:00"),
        "subnetGroupName": inputs.get("subnetGroupName", "default"),
        "transitEncryptionEnabled": tls,
        "transitEncryptionMode": inputs.get("transitEncryptionMode", "required" if tls else ""),
    } | _endpoints(id, ctx, sharded, tls)


@outputs(SUBNETS)
def subnet_group(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A cache subnet group; its id is its name, in small letters."""
    name = named(inputs, ctx, prefix=None).lower()
    subnets = inputs.get("subnetIds") or []
    vpc_id = next((value(ctx.find(subnet), "vpcId") for subnet in subnets if isinstance(subnet, str)), None)
    return name, {
        "arn": arn(ctx, "elasticache", f"subnetgroup:{name}"),
        "description": inputs.get("description", "Managed by Pulumi"),
        "name": name,
        "vpcId": vpc_id or Ids.of(f"default/{ctx.account}/{ctx.region}").ec2("vpc"),
    }


@outputs(PARAMETERS)
def parameter_group(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A cache parameter group; its id is its name, in small letters."""
    name = named(inputs, ctx, prefix=None).lower()
    return name, {
        "arn": arn(ctx, "elasticache", f"parametergroup:{name}"),
        "description": inputs.get("description", "Managed by Pulumi"),
        "name": name,
    }


@outputs(USER)
def user(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A user; its id is its user id."""
    id = str(inputs["userId"])
    secret = inputs.get("passwords") or inputs.get("passwordsWo")
    kind = "no-password-required" if inputs.get("noPasswordRequired") else "password" if secret else "iam"
    given = inputs.get("authenticationMode")
    return id, {
        "arn": arn(ctx, "elasticache", f"user:{id}"),
        "authenticationMode": given or {"passwordCount": len(inputs.get("passwords") or []), "type": kind},
        "noPasswordRequired": inputs.get("noPasswordRequired", False),
    }


@outputs(USERS)
def user_group(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A user group; its id is its user group id."""
    id = str(inputs["userGroupId"])
    return id, {"arn": arn(ctx, "elasticache", f"usergroup:{id}")}
