"""What ElastiCache refuses of windows, subnet groups and parameter groups."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, check
from simulator.services import rules
from simulator.services.elasticache.answers import GROUP, PARAMETERS, SUBNETS, cluster_enabled
from simulator.services.networks import one_vpc, same_region, vpc_of, zones_of
from simulator.services.rds.windows import daily, overlapping, weekly
from simulator.services.shapes import value
from simulator.services.tables import elasticache as table

rules.taggable(SUBNETS, PARAMETERS)

_NAME: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9]*(-[a-zA-Z0-9]+)*")
_SUBNETS: Final = re.compile(r"[a-zA-Z0-9 ._-]{1,255}")
_YES: Final = frozenset({"cluster-enabled", "activedefrag", "activerehashing", "close-on-replica-write"})
WINDOW: Final = 60
"""Minutes that a window has at least."""


@check(GROUP)
def upkeep(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Snapshots and windows ("Snapshot and restore", "Managing maintenance")."""
    del ctx
    retention = inputs.get("snapshotRetentionLimit")
    yield from rules.whole("snapshotRetentionLimit", retention)
    yield from rules.between("snapshotRetentionLimit", retention, 0, 35, "days")
    snapshot, problem = daily(inputs.get("snapshotWindow"))
    if problem:
        yield Failure("snapshotWindow", problem.replace("backup window", "snapshot window"))
    maintenance, problem = weekly(inputs.get("maintenanceWindow"))
    if problem:
        yield Failure("maintenanceWindow", problem)
    for property, span in (("snapshotWindow", snapshot), ("maintenanceWindow", maintenance)):
        if span and 30 <= span[1] < WINDOW:
            yield Failure(
                property,
                f"InvalidParameterValue: The window '{inputs[property]}' has {span[1]} minutes; it must "
                "have at "
                f"least {WINDOW}",
            )
    if snapshot and maintenance and overlapping(snapshot, maintenance):
        yield Failure(
            "snapshotWindow",
            "InvalidParameterCombination: The snapshot window and maintenance window must not overlap: "
            f"{inputs['snapshotWindow']} and {inputs['maintenanceWindow']}",
        )
    yield from rules.pattern(
        "finalSnapshotIdentifier", inputs.get("finalSnapshotIdentifier"), _NAME, "letters, digits and hyphens"
    )


@check(GROUP)
def surroundings(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Subnet group, security groups and parameter group fit the cache and each other."""
    subnets = inputs.get("subnetGroupName")
    state = rules.find(ctx, subnets, SUBNETS)
    if state is not None:
        yield from same_region(ctx, "subnetGroupName", subnets, "cache subnet group")
        zones = set(zones_of(ctx, rules.items(value(state, "subnetIds"))).values())
        if inputs.get("multiAzEnabled") is True and len(zones) == 1:
            yield Failure(
                "subnetGroupName",
                "InvalidParameterCombination: Multi-AZ needs subnets in at least two zones: "
                f"{subnets} has {', '.join(zones)} only",
            )
    vpc = value(state, "vpcId")
    for place, group in enumerate(rules.items(inputs.get("securityGroupIds"))):
        own = vpc_of(ctx, group)
        if isinstance(vpc, str) and own and own != vpc:
            yield Failure(
                f"securityGroupIds[{place}]",
                f"InvalidParameterCombination: the security group {group} is in {own}, the cache's subnets "
                f"in {vpc}",
            )
    yield from _parameters(inputs, ctx)


def _parameters(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    name, engine = inputs.get("parameterGroupName"), str(inputs.get("engine") or "redis")
    state = rules.find(ctx, name, PARAMETERS)
    if state is None:
        return
    yield from same_region(ctx, "parameterGroupName", name, "cache parameter group")
    version = inputs.get("engineVersion") or table.DEFAULTS.get(engine)
    actual = table.full_version(engine, version if isinstance(version, str) else None)
    family, offered = value(state, "family"), table.VERSIONS.get(engine, {})
    if isinstance(family, str) and version in offered and family != table.family(engine, actual):
        yield Failure(
            "parameterGroupName",
            "InvalidParameterCombination: Expected a parameter group of family "
            f"{table.family(engine, actual)} but "
            f"found one of family {family}: {name}",
        )
    mode, sharded = inputs.get("clusterMode"), cluster_enabled(name, ctx)
    if mode == "enabled" and sharded is False:
        yield Failure(
            "parameterGroupName",
            "InvalidParameterCombination: Use a parameter group with cluster-enabled yes to create a group "
            "with "
            f"cluster mode enabled: {name} does not have it",
        )
    if mode == "disabled" and sharded is True:
        yield Failure(
            "parameterGroupName",
            "InvalidParameterCombination: a parameter group with cluster-enabled yes cannot be used with "
            "cluster "
            f"mode disabled: {name}",
        )


@check(SUBNETS)
def subnet_group(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name, and subnets of one VPC ("CreateCacheSubnetGroup", Amazon ElastiCache API Reference)."""
    yield from rules.pattern(
        "name", inputs.get("name"), _SUBNETS, "1 to 255 letters, digits, spaces, ., _ and -"
    )
    if str(inputs.get("name")).lower() == "default":
        yield Failure("name", "CacheSubnetGroupAlreadyExists: the name default belongs to AWS's own group")
    subnets = rules.items(inputs.get("subnetIds"))
    if inputs.get("subnetIds") == []:
        yield Failure("subnetIds", "InvalidParameterValue: a cache subnet group needs at least one subnet")
    for place, subnet in enumerate(subnets):
        yield from same_region(ctx, f"subnetIds[{place}]", subnet, "subnet")
    found = [(f"subnetIds[{place}]", subnet) for place, subnet in enumerate(subnets)]
    yield from one_vpc(ctx, found, "InvalidSubnet: The subnets must be in one VPC")


@check(PARAMETERS)
def parameter_group(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name, family and parameters ("CreateCacheParameterGroup", "Engine specific parameters")."""
    del ctx
    name, family = inputs.get("name"), inputs.get("family")
    if isinstance(name, str) and (len(name) > 255 or not _NAME.fullmatch(name)):
        yield Failure(
            "name",
            "InvalidParameterValue: The parameter CacheParameterGroupName must have 1 to 255 letters, "
            "digits and "
            f"hyphens, begin with a letter, and not end with a hyphen or have two in a row: '{name}'",
        )
    yield from rules.one_of("family", family, table.FAMILIES)
    checked = isinstance(family, str) and not family.startswith(("memcached", "redis2", "redis3", "redis4"))
    seen: set[Any] = set()
    for place, item in enumerate(rules.items(inputs.get("parameters"))):
        block, path = rules.block(item), f"parameters[{place}]"
        key, given = block.get("name"), block.get("value")
        if rules.given(key) and key in seen:
            yield Failure(f"{path}.name", f"InvalidParameterValue: the parameter {key} is set twice")
        seen.add(key)
        if checked and isinstance(key, str):
            yield from _parameter(path, key, given, str(family))


def _parameter(path: str, key: str, given: Any, family: str) -> Iterator[Failure]:
    if key in table.FIXED:
        yield Failure(
            f"{path}.name",
            f"InvalidParameterValue: The parameter {key} is not modifiable: ElastiCache sets it by the type "
            "of node",
        )
        return
    if key not in table.PARAMETERS:
        yield Failure(
            f"{path}.name", f"InvalidParameterValue: The parameter {key} cannot be found in family {family}"
        )
        return
    problem = ""
    number = rules.number(given)
    if key == "maxmemory-policy" and isinstance(given, str) and given not in table.EVICTION:
        problem = f"one of {', '.join(table.EVICTION)}"
    elif key in _YES and isinstance(given, str) and given not in ("yes", "no"):
        problem = "yes or no"
    elif key == "timeout" and isinstance(given, str) and (number is None or 0 < number < 20 or number < 0):
        problem = "0, or 20 seconds and more"
    elif key == "databases" and isinstance(given, str) and (number is None or not 1 <= number <= 1200000):
        problem = "1 to 1200000"
    elif (
        key == "reserved-memory-percent"
        and isinstance(given, str)
        and (number is None or not 0 <= number <= 100)
    ):
        problem = "0 to 100"
    if problem:
        yield Failure(
            f"{path}.value", f"InvalidParameterValue: The value '{given}' is not valid for {key}: {problem}"
        )
