"""RDS across regions: automated backups that are replicated, and read replicas.

Source: "Replicating automated backups to another AWS Region" and "Creating a read replica in a different AWS
Region" (Amazon RDS User Guide).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import REPLACE, Context, Failure, State, check, outputs
from simulator.services import rules
from simulator.services.networks import same_region, vpc_of
from simulator.services.rds.answers import INSTANCE, PARAMETERS, SUBNETS, source_of
from simulator.services.shapes import Ids, arn, value
from simulator.services.tables import rds as table

BACKUPS: Final = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"

REPLACE[BACKUPS] = frozenset({"kmsKeyId", "preSignedUrl", "region", "retentionPeriod", "sourceDbInstanceArn"})

_DEFAULT_GROUP: Final = re.compile(r"default\.(.+)")


@outputs(BACKUPS)
def backups_replication(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """Replicated backups; the id is the ARN that they have in the region they go to."""
    ids = Ids(inputs, ctx)
    return arn(ctx, "rds", f"auto-backup:ab-{ids.lower(26)}"), {
        "retentionPeriod": inputs.get("retentionPeriod", 7)
    }


def _key(ctx: Context, property: str, key: Any) -> Iterator[Failure]:
    region = rules.arn_part(key, "region")
    if region and region != ctx.region:
        yield Failure(
            property,
            f"KMSKeyNotAccessibleFault: The specified KMS key [{key}] does not exist, is not enabled or you "
            "do "
            f"not have permissions to access it: it is in {region}, the copy in {ctx.region}",
        )


@check(BACKUPS)
def _backups_replication(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Source in another region with backups on, a key of this region, and a retention of 1 to 35 days."""
    source = inputs.get("sourceDbInstanceArn")
    yield from rules.arn("sourceDbInstanceArn", source, "rds", "db:")
    yield from rules.arn("kmsKeyId", inputs.get("kmsKeyId"), "kms", "key/")
    yield from _key(ctx, "kmsKeyId", inputs.get("kmsKeyId"))
    yield from rules.whole("retentionPeriod", inputs.get("retentionPeriod"))
    yield from rules.between("retentionPeriod", inputs.get("retentionPeriod"), 1, 35, "days")
    region = rules.arn_part(source, "region")
    if region == ctx.region:
        yield Failure(
            "sourceDbInstanceArn",
            "InvalidParameterValue: Automated backups are replicated to another region: source and copy are "
            f"both in {region} (set region to the one that keeps the copies)",
        )
    state = rules.find(ctx, source, INSTANCE)
    if state is None:
        return
    if rules.number(state.outputs.get("backupRetentionPeriod")) == 0:
        yield Failure(
            "sourceDbInstanceArn",
            f"InvalidDBInstanceState: Automated backups are not enabled for the source instance {source}: "
            "set its "
            "backupRetentionPeriod",
        )
    if state.outputs.get("storageEncrypted") is True and inputs.get("kmsKeyId") is None:
        yield Failure(
            "kmsKeyId",
            "InvalidParameterCombination: The source DB instance is encrypted: kmsKeyId, a key of "
            f"{ctx.region}, is required",
        )


@check(INSTANCE)
def cross_region_replica(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """A replica in another region: source by ARN, a key and a subnet group of its own region."""
    source = inputs.get("replicateSourceDb")
    if not isinstance(source, str) or not source:
        return
    state = source_of(inputs, ctx)
    home = rules.arn_part(source, "region") or (state.region if state else None)
    yield from _key(ctx, "kmsKeyId", inputs.get("kmsKeyId"))
    if home is None or home == ctx.region:
        return
    if rules.arn_part(source, "region") is None:
        yield Failure(
            "replicateSourceDb",
            f"DBInstanceNotFound: DBInstance {source} not found in {ctx.region}: the source is in {home}, "
            "name "
            "it by its ARN",
        )
    encrypted = value(state, "storageEncrypted")
    if encrypted is True and inputs.get("kmsKeyId") is None:
        yield Failure(
            "kmsKeyId",
            "InvalidParameterCombination: Specify a KMS key of the replica's region to create an encrypted "
            "read "
            f"replica in another region: kmsKeyId of {ctx.region} is missing",
        )
    if encrypted is True and inputs.get("storageEncrypted") is False:
        yield Failure(
            "storageEncrypted",
            "InvalidParameterCombination: You cannot create an unencrypted Read Replica from an encrypted DB "
            "instance.",
        )
    yield from _surroundings(inputs, ctx, state)


def _surroundings(inputs: dict[str, Any], ctx: Context, source: State | None) -> Iterator[Failure]:
    subnets = inputs.get("dbSubnetGroupName")
    yield from same_region(ctx, "dbSubnetGroupName", subnets, "DB subnet group")
    vpc = vpc_of(ctx, subnets) if rules.find(ctx, subnets, SUBNETS) else None
    for place, group in enumerate(rules.items(inputs.get("vpcSecurityGroupIds"))):
        own = vpc_of(ctx, group)
        if vpc and own and own != vpc:
            yield Failure(
                f"vpcSecurityGroupIds[{place}]",
                "InvalidParameterCombination: The DB instance and EC2 security group are in different VPCs. "
                "The "
                f"DB instance is in {vpc} and the EC2 security group is in {own}",
            )
    group = inputs.get("parameterGroupName")
    yield from same_region(ctx, "parameterGroupName", group, "DB parameter group")
    engine, version = value(source, "engine"), value(source, "engineVersionActual")
    if not isinstance(group, str) or not isinstance(engine, str) or not isinstance(version, str):
        return
    found = _DEFAULT_GROUP.fullmatch(group)
    family = value(rules.find(ctx, group, PARAMETERS), "family") or (found[1] if found else None)
    wanted = table.family(engine, version)
    if isinstance(family, str) and family != wanted:
        yield Failure(
            "parameterGroupName",
            f"InvalidParameterCombination: The parameter group {group} with DBParameterGroupFamily {family} "
            "can't "
            f"be used for this instance. Please use a Parameter Group with DBParameterGroupFamily {wanted}",
        )
