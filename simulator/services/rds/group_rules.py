"""What RDS refuses of subnet and parameter groups, and of an instance that does not fit its groups."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, check
from simulator.services import policies, rules
from simulator.services.networks import one_vpc, vpc_of, zones_of
from simulator.services.rds.answers import INSTANCE, PARAMETERS, SUBNETS, source_of
from simulator.services.shapes import value
from simulator.services.tables import rds as table

rules.taggable(SUBNETS, PARAMETERS)

_SUBNETS: Final = re.compile(r"[a-z0-9 ._\-]{1,255}")
_PARAMETERS: Final = re.compile(r"(?=.{1,255}$)[a-z][a-z0-9.]*(-[a-z0-9.]+)*")
_FAMILY: Final = re.compile(
    r"(aurora-)?(postgres(ql)?|mysql|mariadb|oracle-\w+(-cdb)?|sqlserver-\w+|db2-\w+|custom-[\w-]+)-?[\d.]+"
)


@check(SUBNETS)
def subnet_group(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name, one VPC, two zones ("Working with DB subnet groups", Amazon RDS User Guide)."""
    name = inputs.get("name")
    if isinstance(name, str):
        yield from rules.pattern(
            "name", name, _SUBNETS, "small letters, digits, spaces, . _ and -, at most 255"
        )
        if name == "default":
            yield Failure("name", "InvalidParameterValue: The DB subnet group name 'default' is reserved")
    if inputs.get("description") == "":
        yield Failure("description", "InvalidParameterValue: DBSubnetGroupDescription must not be blank")
    subnets = rules.items(inputs.get("subnetIds"))
    yield from one_vpc(
        ctx,
        ((f"subnetIds[{place}]", id) for place, id in enumerate(subnets)),
        "InvalidParameterValue: The subnets of a DB subnet group must be in the same VPC",
    )
    known = zones_of(ctx, subnets)
    zones = sorted(set(known.values()))
    all_known = len(known) == len(subnets) and len(zones) < 2
    if rules.given(inputs.get("subnetIds")) and (len(subnets) < 2 or all_known):
        yield Failure(
            "subnetIds",
            "DBSubnetGroupDoesNotCoverEnoughAZs: The DB subnet group doesn't meet Availability "
            "Zone (AZ) coverage "
            f"requirement. Current AZ coverage: {', '.join(zones) or f'{len(subnets)} subnet'}. "
            "Add subnets to cover at "
            "least 2 AZs.",
        )


@check(PARAMETERS)
def parameter_group(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name, family, and how each parameter is applied ("Parameter groups for Amazon RDS")."""
    del ctx
    name = inputs.get("name")
    if isinstance(name, str):
        yield from rules.pattern(
            "name",
            name,
            _PARAMETERS,
            "begins with a letter; small letters, digits, . and single hyphens; at most 255",
        )
        if name.startswith("default"):
            yield Failure(
                "name", f"InvalidParameterValue: The parameter group name '{name}' is reserved (default…)"
            )
    family = inputs.get("family")
    if isinstance(family, str):
        version = family.removeprefix("postgres")
        if not _FAMILY.fullmatch(family) or (family.startswith("postgres") and version not in table.POSTGRES):
            offered = ", ".join(f"postgres{major}" for major in table.POSTGRES)
            yield Failure(
                "family",
                f"InvalidParameterValue: ParameterGroupFamily {family} is not a valid parameter "
                f"group family ({offered}, …)",
            )
    seen: set[str] = set()
    for place, parameter in enumerate(rules.items(inputs.get("parameters"))):
        if not isinstance(parameter, dict):
            continue
        path = f"parameters[{place}]"
        key, method = parameter.get("name"), parameter.get("applyMethod", "immediate")
        if isinstance(key, str):
            if key in seen:
                yield Failure(f"{path}.name", f"InvalidParameterValue: the parameter '{key}' is set twice")
            seen.add(key)
        yield from rules.one_of(f"{path}.applyMethod", method, ("immediate", "pending-reboot"))
        if str(family).startswith("postgres") and key in table.STATIC_PARAMETERS and method == "immediate":
            yield Failure(
                f"{path}.applyMethod",
                f"InvalidParameterCombination: cannot use immediate apply method for static parameter {key}: "
                "applyMethod must be pending-reboot",
            )


@check(INSTANCE)
def groups(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Parameter group of the engine's family; subnet group, security groups and monitoring role that fit."""
    yield from _family(inputs, ctx)
    subnets = rules.find(ctx, inputs.get("dbSubnetGroupName"), SUBNETS)
    home = value(subnets, "vpcId")
    for place, group in enumerate(rules.items(inputs.get("vpcSecurityGroupIds"))):
        own = vpc_of(ctx, group)
        if home and own and own != home:
            yield Failure(
                f"vpcSecurityGroupIds[{place}]",
                "InvalidParameterCombination: The DB instance and EC2 security group are in "
                "different VPCs. The DB "
                f"instance is in {home} and the EC2 security group {group} is in {own}",
            )
    zone = rules.text(inputs.get("availabilityZone"))
    covered = set(zones_of(ctx, rules.items(value(subnets, "subnetIds"))).values())
    if zone and covered and zone not in covered:
        yield Failure(
            "availabilityZone",
            f"InvalidVPCNetworkStateFault: The DB subnet group has no subnet in {zone}, only in "
            f"{', '.join(sorted(covered))}",
        )
    role = value(rules.find(ctx, inputs.get("monitoringRoleArn")), "assumeRolePolicy")
    if isinstance(role, str):
        trusted = {
            n for statement in policies.statements(role) for n in policies.principals(statement, "Service")
        }
        if "monitoring.rds.amazonaws.com" not in trusted:
            yield Failure(
                "monitoringRoleArn",
                "InvalidParameterValue: IAM role ARN value is invalid or does not include the "
                "required permissions "
                f"for: ENHANCED_MONITORING ({inputs['monitoringRoleArn']} does not trust "
                "monitoring.rds.amazonaws.com)",
            )


def _family(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    name, version = rules.text(inputs.get("parameterGroupName")), inputs.get("engineVersion")
    engine = inputs.get("engine")
    if inputs.get("replicateSourceDb"):  # a replica has its source's version
        version = value(source_of(inputs, ctx), "engineVersion")
        if version is None:
            return
    if not name or not isinstance(engine, str) or not (isinstance(version, str) or version is None):
        return
    needed = table.family(engine, table.engine_version(engine, version))
    group = rules.find(ctx, name, PARAMETERS)
    family = value(group, "family") or (
        name.removeprefix("default.") if name.startswith("default.") else None
    )
    if isinstance(family, str) and family != needed:
        yield Failure(
            "parameterGroupName",
            f"InvalidParameterCombination: The Parameter Group {name} with "
            f"DBParameterGroupFamily {family} can't be "
            f"used for this instance. Please use a Parameter Group with DBParameterGroupFamily {needed}",
        )
