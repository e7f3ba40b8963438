"""What ElastiCache refuses of replication groups: engine, size, failover, encryption, logs.

Source, where none is named: "CreateReplicationGroup" (Amazon ElastiCache API Reference). No password ever
stands in a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, check, known
from simulator.services import rules
from simulator.services.elasticache.answers import GROUP, USERS, clustered, shape
from simulator.services.shapes import value
from simulator.services.tables import elasticache as table
from simulator.services.tables.regions import REGIONS

rules.taggable(GROUP)

_ID: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9]*(-[a-zA-Z0-9]+)*")
_NODE: Final = re.compile(r"cache\.([a-z0-9]+)\.([a-z0-9]+)")
_TOKEN: Final = re.compile(r"[a-zA-Z0-9!&#$^<>-]*")
_PATCH: Final = re.compile(r"(\d+)\.\d+\.\d+")
NODES: Final = 500
"""Nodes of a group with shards; the quota of an account without a request is 90."""


@check(GROUP)
def names(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Id, description, port, topic and the groups' names."""
    id = inputs.get("replicationGroupId")
    if isinstance(id, str) and (not 1 <= len(id) <= 40 or not _ID.fullmatch(id)):
        yield Failure(
            "replicationGroupId",
            "InvalidParameterValue: The parameter ReplicationGroupIdentifier is not a valid identifier. "
            "Identifiers "
            "must have 1 to 40 characters; begin with a letter; contain only letters, digits, and hyphens; "
            "and not "
            f"end with a hyphen or contain two consecutive hyphens: '{id}'",
        )
    if inputs.get("description") == "":
        yield Failure("description", "InvalidParameterValue: ReplicationGroupDescription must not be empty")
    yield from rules.between("port", inputs.get("port"), 1, 65535)
    topic = inputs.get("notificationTopicArn")
    yield from rules.arn("notificationTopicArn", topic, "sns")
    region = rules.arn_part(topic, "region")
    if region and region != ctx.region:
        yield Failure(
            "notificationTopicArn",
            f"InvalidParameterValue: the topic {topic} is in {region}, the cache in {ctx.region}",
        )
    if isinstance(topic, str) and topic.endswith(".fifo"):
        yield Failure(
            "notificationTopicArn", f"InvalidParameterValue: a FIFO topic gets no notifications: {topic}"
        )
    yield from rules.one_of("networkType", inputs.get("networkType"), ("ipv4", "ipv6", "dual_stack"))
    yield from rules.one_of("ipDiscovery", inputs.get("ipDiscovery"), ("ipv4", "ipv6"))


@check(GROUP)
def engine(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Engine, version and type of node ("Supported engines and versions", "Supported node types")."""
    del ctx
    name = inputs.get("engine", "redis")
    yield from rules.one_of("engine", name, tuple(table.VERSIONS))
    version, node = inputs.get("engineVersion"), inputs.get("nodeType")
    offered = table.VERSIONS.get(str(name))
    if isinstance(version, str) and offered is not None and version not in offered:
        found = _PATCH.fullmatch(version)
        if found and int(found[1]) >= 6:
            yield Failure(
                "engineVersion",
                "InvalidParameterValue: Specific version selection is not allowed for '"
                f"{version}', please use {version.rpartition('.')[0]} (major and minor alone from version 6)",
            )
        else:
            yield Failure(
                "engineVersion",
                f"InvalidParameterCombination: Cannot find version {version} for {name} (available: "
                f"{', '.join(offered)})",
            )
    if node is None and inputs.get("globalReplicationGroupId") is None:
        yield Failure(
            "nodeType",
            '"nodeType" is required unless "globalReplicationGroupId" is set, such as cache.t3.micro',
        )
    if isinstance(node, str):
        yield from _node(node, inputs)


def _node(node: str, inputs: dict[str, Any]) -> Iterator[Failure]:
    found = _NODE.fullmatch(node)
    sizes = table.NODES.get(found[1]) if found else None
    if found is None or sizes is None or found[2] not in sizes:
        hint = f"sizes of {found[1]}: {', '.join(sizes)}" if found and sizes else "such as cache.t3.micro"
        yield Failure(
            "nodeType", f"InvalidParameterValue: The parameter CacheNodeType is invalid: {node} ({hint})"
        )
        return
    tiering = inputs.get("dataTieringEnabled")
    if found[1] == "r6gd" and tiering in (None, False):
        yield Failure(
            "dataTieringEnabled", f"InvalidParameterCombination: dataTieringEnabled must be true for {node}"
        )
    elif found[1] != "r6gd" and tiering is True:
        yield Failure(
            "dataTieringEnabled",
            f"InvalidParameterCombination: Data tiering is supported for r6gd nodes only, not for {node}",
        )


@check(GROUP)
def topology(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Number of nodes, shards and replicas; failover and zones ("High availability using replication
    groups")."""
    count, shards, replicas = (
        inputs.get(key) for key in ("numCacheClusters", "numNodeGroups", "replicasPerNodeGroup")
    )
    if count is not None:
        for property, given in (("numNodeGroups", shards), ("replicasPerNodeGroup", replicas)):
            if given is not None:
                yield Failure(property, f'"{property}": conflicts with numCacheClusters')
    yield from rules.whole("numCacheClusters", count)
    yield from rules.between("numCacheClusters", count, 1, 6, "nodes")
    yield from rules.whole("numNodeGroups", shards)
    yield from rules.between("numNodeGroups", shards, 1, NODES, "shards")
    yield from rules.between("replicasPerNodeGroup", replicas, 0, 5, "replicas")
    yield from rules.one_of("clusterMode", inputs.get("clusterMode"), ("enabled", "disabled", "compatible"))
    if not all(map(known, (count, shards, replicas, inputs.get("clusterMode")))):
        return
    sharded = clustered(inputs, ctx)
    groups, spares = shape(inputs, ctx)
    if groups * (spares + 1) > NODES:
        yield Failure(
            "numNodeGroups",
            f"NodeQuotaForClusterExceededFault: {groups} shards with {spares + 1} nodes each are more than "
            f"{NODES}",
        )
    if not sharded and (rules.number(shards) or 1) > 1:
        yield Failure(
            "numNodeGroups",
            f"InvalidParameterCombination: {shards} shards need cluster mode enabled; without it a group "
            "has one",
        )
    failover, zones = inputs.get("automaticFailoverEnabled"), inputs.get("multiAzEnabled")
    if sharded and failover in (None, False):
        yield Failure(
            "automaticFailoverEnabled",
            "InvalidParameterValue: Redis with cluster mode enabled cannot be created with auto failover "
            "turned off.",
        )
    if not sharded and failover is True and spares < 1:
        yield Failure(
            "numCacheClusters",
            '"numCacheClusters": must be at least 2 if automaticFailoverEnabled is true: there is no '
            "replica to "
            "fail over to",
        )
    if zones is True and failover in (None, False):
        yield Failure(
            "automaticFailoverEnabled", "automaticFailoverEnabled must be true if multiAzEnabled is true"
        )
    if zones is True and spares < 1:
        yield Failure(
            "multiAzEnabled",
            "InvalidParameterCombination: Multi-AZ needs at least one replica in each shard "
            "(replicasPerNodeGroup or "
            "numCacheClusters)",
        )
    yield from _zones(inputs, ctx, groups * (spares + 1))


def _zones(inputs: dict[str, Any], ctx: Context, nodes: int) -> Iterator[Failure]:
    found, region = rules.items(inputs.get("preferredCacheClusterAzs")), REGIONS.get(ctx.region)
    if found and len(found) != nodes:
        yield Failure(
            "preferredCacheClusterAzs",
            "InvalidParameterValue: The number of preferred availability zones must be equal to the number "
            "of cache "
            f"clusters: {len(found)} and {nodes}",
        )
    for place, zone in enumerate(found):
        if region is not None:
            yield from rules.one_of(f"preferredCacheClusterAzs[{place}]", zone, region.zones)
    if inputs.get("nodeGroupConfigurations") and found:
        yield Failure(
            "preferredCacheClusterAzs", '"preferredCacheClusterAzs": conflicts with nodeGroupConfigurations'
        )


@check(GROUP)
def secrecy(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Encryption, password and user group ("Amazon ElastiCache security")."""
    name, tls = inputs.get("engine", "redis"), inputs.get("transitEncryptionEnabled")
    off = tls in (None, False)
    token = inputs.get("authToken")
    if token is not None or inputs.get("authTokenWo") is not None:
        if off:
            yield Failure(
                "transitEncryptionEnabled",
                "InvalidParameterCombination: The AUTH token is only supported when encryption-in-transit "
                "is enabled",
            )
        if inputs.get("userGroupIds"):
            yield Failure(
                "userGroupIds", '"userGroupIds": conflicts with authToken: passwords or users, not both'
            )
    if isinstance(token, str):
        if not 16 <= len(token) <= 128:
            yield Failure(
                "authToken",
                f"InvalidParameterValue: The AUTH token must have 16 to 128 characters, it has {len(token)}",
            )
        if not _TOKEN.fullmatch(token):
            yield Failure(
                "authToken",
                "InvalidParameterValue: Invalid AUTH token: it may contain only letters, digits and ! & # $ "
                "^ < > -",
            )
    strategy = inputs.get("authTokenUpdateStrategy")
    yield from rules.one_of("authTokenUpdateStrategy", strategy, ("SET", "ROTATE", "DELETE"))
    yield from _users(inputs, ctx, off)
    mode = inputs.get("transitEncryptionMode")
    yield from rules.one_of("transitEncryptionMode", mode or None, ("preferred", "required"))
    if mode and off:
        yield Failure(
            "transitEncryptionMode",
            "InvalidParameterCombination: transitEncryptionMode needs transitEncryptionEnabled to be true",
        )
    rest, key = inputs.get("atRestEncryptionEnabled"), inputs.get("kmsKeyId")
    if key and (rest is False or (rest is None and name == "redis")):
        yield Failure(
            "kmsKeyId",
            "InvalidParameterCombination: kmsKeyId can be set only if atRestEncryptionEnabled is true",
        )
    region = rules.arn_part(key, "region")
    if region and region != ctx.region:
        yield Failure(
            "kmsKeyId", f"InvalidKMSKeyFault: the key {key} is in {region}, the cache in {ctx.region}"
        )


def _users(inputs: dict[str, Any], ctx: Context, off: bool) -> Iterator[Failure]:
    groups = rules.items(inputs.get("userGroupIds"))
    if groups and off:
        yield Failure(
            "userGroupIds",
            "InvalidParameterCombination: User group based access control requires encryption-in-transit to "
            "be "
            "enabled on the replication group.",
        )
    if len(groups) > 1:
        yield Failure("userGroupIds", f"InvalidParameterValue: at most 1 user group, not {len(groups)}")
    theirs = value(rules.find(ctx, groups[0], USERS), "engine") if groups else None
    own = inputs.get("engine", "redis")
    if isinstance(theirs, str) and own == "redis" and theirs.lower() == "valkey":
        yield Failure(
            "userGroupIds",
            f"InvalidParameterCombination: the user group {groups[0]} is for valkey, this group runs {own}",
        )


@check(GROUP)
def logs(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Slow log and engine log ("Log delivery", Amazon ElastiCache User Guide)."""
    del ctx
    found = rules.items(inputs.get("logDeliveryConfigurations"))
    version = str(inputs.get("engineVersion") or "7")
    if len(found) > 2:
        yield Failure("logDeliveryConfigurations", f"at most 2 configurations, one a log, not {len(found)}")
    seen: set[Any] = set()
    for place, item in enumerate(found):
        block, path = rules.block(item), f"logDeliveryConfigurations[{place}]"
        kind, target = block.get("logType"), block.get("destination")
        yield from rules.one_of(f"{path}.logType", kind, ("slow-log", "engine-log"))
        yield from rules.one_of(f"{path}.logFormat", block.get("logFormat"), ("text", "json"))
        yield from rules.one_of(
            f"{path}.destinationType", block.get("destinationType"), ("cloudwatch-logs", "kinesis-firehose")
        )
        if rules.given(kind) and kind in seen:
            yield Failure(
                f"{path}.logType", f"InvalidParameterValue: the log type {kind} is configured twice"
            )
        seen.add(kind)
        if isinstance(target, str) and target.startswith("arn:"):
            yield Failure(
                f"{path}.destination",
                "InvalidParameterValue: the destination is the name of the log group or stream, not its "
                f"ARN: {target}",
            )
        if version.startswith(("4.", "5.")) or (kind == "engine-log" and version == "6.0"):
            least = "6.2" if kind == "engine-log" else "6.0"
            yield Failure(
                f"{path}.logType",
                f"InvalidParameterCombination: {kind} needs engine version {least} or later, not {version}",
            )
