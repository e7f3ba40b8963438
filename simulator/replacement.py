"""Which changes of a property replace a resource, and which change AWS refuses in place.

Three sources in one answer (`replaces`): the tables of the services (`registry.REPLACE`), what
`simulator/replaces.py` read from AWS's schemas and the SDK's documentation (`simulator/replace.json`), and
the corrections here, which win. `condition` has the cases that depend on the values.

The provider is the measure, not CloudFormation: where the two differ, a correction says so. Source of each,
unless it says otherwise: the schema of the resource in the provider that pulumi-aws is built on, which marks
such an argument as forcing a new resource.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from . import registry
from .registry import Failure, Stepwise

__all__ = [
    "ADDED",
    "CONDITIONS",
    "FILE",
    "REMOVED",
    "condition",
    "generated",
    "refused",
    "replaces",
    "suppressed",
]

FILE: Final = Path(__file__).with_name("replace.json")
"""One type a line, so that a run reads only the types that it compares."""

_BUCKET: Final = frozenset({"bucket"})
_OWNED_BUCKET: Final = frozenset({"bucket", "expectedBucketOwner"})
INSTANCE: Final = "aws:ec2/instance:Instance"
DATABASE: Final = "aws:rds/instance:Instance"
VOLUME: Final = "aws:ebs/volume:Volume"
CACHE: Final = "aws:elasticache/replicationGroup:ReplicationGroup"

ADDED: Final[Mapping[str, frozenset[str]]] = {
    "aws:autoscaling/policy:Policy": frozenset({"name"}),
    "aws:autoscaling/schedule:Schedule": frozenset({"scheduledActionName"}),
    "aws:backup/selection:Selection": frozenset(
        {"conditions", "iamRoleArn", "name", "notResources", "resources", "selectionTags"}
    ),
    "aws:cognito/userPool:UserPool": frozenset(
        {"aliasAttributes", "usernameAttributes", "usernameConfiguration"}
    ),
    "aws:dynamodb/table:Table": frozenset(
        {"hashKey", "localSecondaryIndexes", "rangeKey", "restoreDateTime", "restoreSourceName",
         "restoreSourceTableArn", "restoreToLatestTime"}
    ),
    VOLUME: frozenset(
        {"availabilityZone", "encrypted", "kmsKeyId", "multiAttachEnabled", "outpostArn", "snapshotId"}
    ),
    INSTANCE: frozenset(
        {"associatePublicIpAddress", "ebsBlockDevices", "ephemeralBlockDevices", "hibernation", "privateIp"}
    ),
    "aws:ec2/volumeAttachment:VolumeAttachment": frozenset({"deviceName"}),
    "aws:efs/fileSystem:FileSystem": frozenset({"creationToken"}),
    "aws:eks/nodeGroup:NodeGroup": frozenset({"nodeRoleArn", "subnetIds"}),
    "aws:elasticache/cluster:Cluster": frozenset(
        {"availabilityZone", "azMode", "clusterId", "outpostMode", "preferredOutpostArn",
         "replicationGroupId", "transitEncryptionEnabled"}
    ),
    "aws:elasticache/parameterGroup:ParameterGroup": frozenset({"description", "family", "name"}),
    "aws:elasticache/subnetGroup:SubnetGroup": frozenset({"name"}),
    "aws:iam/userPolicyAttachment:UserPolicyAttachment": frozenset({"policyArn", "user"}),
    "aws:inspector2/enabler:Enabler": frozenset({"accountIds"}),
    "aws:lambda/functionUrl:FunctionUrl": frozenset({"functionName"}),
    "aws:lambda/layerVersion:LayerVersion": frozenset(
        {"code", "s3Bucket", "s3Key", "s3ObjectVersion", "sourceCodeHash"}
    ),
    "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig": frozenset(
        {"functionName", "qualifier"}
    ),
    "aws:lb/targetGroupAttachment:TargetGroupAttachment": frozenset(
        {"availabilityZone", "port", "targetGroupArn", "targetId"}
    ),
    "aws:rds/cluster:Cluster": frozenset({"engine"}),
    "aws:rds/clusterInstance:ClusterInstance": frozenset(
        {"availabilityZone", "clusterIdentifier", "dbSubnetGroupName", "engine", "identifier",
         "identifierPrefix"}
    ),
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": frozenset(
        {"kmsKeyId", "retentionPeriod", "sourceDbInstanceArn"}
    ),
    "aws:route53/healthCheck:HealthCheck": frozenset(
        {"measureLatency", "referenceName", "requestInterval", "type"}
    ),
    "aws:s3/bucketAccelerateConfiguration:BucketAccelerateConfiguration": _OWNED_BUCKET,
    "aws:s3/bucketAcl:BucketAcl": _OWNED_BUCKET,
    "aws:s3/bucketNotification:BucketNotification": _BUCKET,
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": _OWNED_BUCKET,
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": _BUCKET,
    "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration": _OWNED_BUCKET,
    "aws:scheduler/schedule:Schedule": frozenset({"groupName"}),
    "aws:ssm/parameter:Parameter": frozenset({"dataType"}),
    "aws:wafv2/ruleGroup:RuleGroup": frozenset({"capacity"}),
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": frozenset({"logDestinationConfigs"}),
    "aws:xray/group:Group": frozenset({"groupName"}),
    "aws:xray/samplingRule:SamplingRule": frozenset({"ruleName"}),
}  # fmt: skip
"""Type -> properties that replace and of which neither source says so."""

REMOVED: Final[Mapping[str, Mapping[str, str]]] = {
    "aws:ec2/routeTableAssociation:RouteTableAssociation": {
        "routeTableId": "the provider calls ReplaceRouteTableAssociation",
    },
    CACHE: {
        "preferredCacheClusterAzs": "the provider uses it at creation only and ignores its change",
    },
    DATABASE: {
        "identifier": "a rename: ModifyDBInstance, NewDBInstanceIdentifier; the id is the resource id",
        "identifierPrefix": "as identifier",
    },
}
"""Type -> property that a source has as replacing and that the provider changes in place -> why."""

Condition = Callable[[Mapping[str, Any], Mapping[str, Any]], bool]


def _version(values: Mapping[str, Any], key: str = "engineVersion") -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", str(values.get(key) or "")))


def _older(olds: Mapping[str, Any], news: Mapping[str, Any]) -> bool:
    """A version of an engine that is lower than before: caches cannot go back."""
    old, new = _version(olds), _version(news)
    shared = min(len(old), len(new))
    return new[:shared] < old[:shared]


def _strategy(olds: Mapping[str, Any], news: Mapping[str, Any]) -> bool:
    """Unless a deployment is forced, and whenever a strategy comes to or leaves the service."""
    key = "capacityProviderStrategies"
    return not (olds.get(key) and news.get(key) and news.get("forceNewDeployment"))


def _root_device(olds: Mapping[str, Any], news: Mapping[str, Any]) -> bool:
    """A disk is encrypted at its creation, or never; size and type change in place."""
    old, new = (side.get("rootBlockDevice") or {} for side in (olds, news))
    return any(old.get(key) != new.get(key) for key in ("encrypted", "kmsKeyId"))


def _one_sided(key: str) -> Condition:
    return lambda olds, news: bool(olds.get(key)) != bool(news.get(key))


def _network(olds: Mapping[str, Any], news: Mapping[str, Any]) -> bool:
    return "network" in (olds.get("loadBalancerType"), news.get("loadBalancerType"))


def _fewer_subnets(olds: Mapping[str, Any], news: Mapping[str, Any]) -> bool:
    return _network(olds, news) and bool(set(olds.get("subnets") or ()) - set(news.get("subnets") or ()))


def _user_data(_olds: Mapping[str, Any], news: Mapping[str, Any]) -> bool:
    return bool(news.get("userDataReplaceOnChange"))


CONDITIONS: Final[Mapping[str, Mapping[str, Condition]]] = {
    INSTANCE: {
        "rootBlockDevice": _root_device,
        "userData": _user_data,
        "userDataBase64": _user_data,
    },
    "aws:ec2/vpcEndpoint:VpcEndpoint": {
        "privateDnsEnabled": lambda _olds, news: news.get("vpcEndpointType") != "Interface",
    },
    "aws:ecs/service:Service": {"capacityProviderStrategies": _strategy},
    "aws:elasticache/cluster:Cluster": {
        "engineVersion": _older,
        "nodeType": lambda olds, _news: olds.get("engine") == "memcached",
    },
    CACHE: {
        "engineVersion": _older,
        "transitEncryptionEnabled": lambda _olds, news: _version(news) < (7, 0, 5),
    },
    "aws:lb/loadBalancer:LoadBalancer": {
        "securityGroups": lambda olds, news: (
            _network(olds, news) and _one_sided("securityGroups")(olds, news)
        ),
        "subnets": _fewer_subnets,
    },
    "aws:opensearch/domain:Domain": {"vpcOptions": _one_sided("vpcOptions")},
}
"""Type -> property -> whether this change of it replaces; said by the SDK's documentation of the property."""


@cache
def _text() -> str:
    return FILE.read_text(encoding="utf-8")


@cache
def generated(token: str) -> frozenset[str]:
    """What simulator/replace.json has of a type."""
    mark = f"\n{json.dumps(token)}: "
    start = _text().find(mark)
    if start < 0:
        return frozenset()
    start += len(mark)
    return frozenset(json.loads(_text()[start : _text().index("]", start) + 1]))


def replaces(token: str) -> frozenset[str]:
    """Properties (top-level inputs) of a type whose change always replaces the resource.

    `region` does so for every AWS type that takes it (Pulumi AWS, "Enhanced region support").
    """
    registry.load_for(token)
    found = registry.REPLACE.get(token, frozenset())
    if not token.startswith("aws:"):
        return found
    found = found | generated(token) | ADDED.get(token, frozenset()) | {"region"}
    return found - REMOVED.get(token, {}).keys()


def condition(token: str, key: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> bool:
    """Whether this very change of a property replaces the resource."""
    rule = CONDITIONS.get(token, {}).get(key)
    return rule is not None and rule(olds, news)


def _shrinks(key: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> bool:
    old, new = olds.get(key), news.get(key)
    return isinstance(old, int | float) and isinstance(new, int | float) and new < old


def suppressed(token: str, key: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> bool:
    """Whether the provider takes a change for none: storage that autoscaling may have grown stays."""
    limit = news.get("maxAllocatedStorage")
    return (
        token == DATABASE
        and key == "allocatedStorage"
        and _shrinks(key, olds, news)
        and isinstance(limit, int | float)
        and limit > news[key]
    )


def _cluster_mode(olds: Mapping[str, Any], news: Mapping[str, Any]) -> Failure | None:
    """Why a cache does not go from one cluster mode to the other; None where it does."""
    way = (olds.get("clusterMode"), news.get("clusterMode"))
    if way == ("disabled", "enabled"):
        reason = "cluster mode goes from disabled to compatible first, and to enabled in a second change"
        return Stepwise("clusterMode", reason)
    if way == ("disabled", "compatible") and olds.get("automaticFailoverEnabled") is not True:
        reason = "cluster mode changes only once automatic failover is on, with a replica in a change before"
        return Stepwise("clusterMode", reason)
    if way[0] == "enabled" and way[1] in ("compatible", "disabled"):
        reason = f"cluster mode does not go back from enabled to {way[1]}: only a new cache can have that"
        return Failure("clusterMode", reason)
    return None


def refused(token: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> list[Failure]:
    """Changes that the provider would make in place and that AWS refuses.

    Sources: "Working with storage for Amazon RDS DB instances"; "Request modifications to your EBS volumes";
    "Modifying cluster mode" (Amazon ElastiCache User Guide). What AWS makes in several changes is `Stepwise`.
    """
    found: list[Failure] = []
    if token == CACHE and (failure := _cluster_mode(olds, news)):
        found.append(failure)
    for kind, key in ((DATABASE, "allocatedStorage"), (VOLUME, "size")):
        if token == kind and _shrinks(key, olds, news) and not suppressed(token, key, olds, news):
            sizes = f"from {olds[key]} to {news[key]} GiB"
            found.append(Failure(key, f"storage cannot shrink {sizes}: only a new one can be smaller"))
    return found
