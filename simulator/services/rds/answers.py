"""What RDS answers: endpoints, resource ids, and the defaults it fills in."""

from __future__ import annotations

from typing import Any, Final

from simulator.registry import REPLACE, SECRET_OUTPUTS, Context, State, autoname, invoke, outputs
from simulator.services.shapes import CREATED, Ids, arn, named, suffix, value
from simulator.services.tables import rds as table
from simulator.services.tables.regions import REGIONS

INSTANCE: Final = "aws:rds/instance:Instance"
SUBNETS: Final = "aws:rds/subnetGroup:SubnetGroup"
PARAMETERS: Final = "aws:rds/parameterGroup:ParameterGroup"

REPLACE[INSTANCE] = frozenset(
    {
        "availabilityZone", "backupTarget", "characterSetName", "customIamInstanceProfile", "dbName",
        "domainDnsIps", "engine", "kmsKeyId", "ncharCharacterSetName", "region", "restoreToPointInTime",
        "s3Import", "snapshotIdentifier", "storageEncrypted", "timezone", "username",
    }
)  # fmt: skip
REPLACE[SUBNETS] = frozenset({"name", "namePrefix", "region"})
REPLACE[PARAMETERS] = frozenset({"description", "family", "name", "namePrefix", "region"})
SECRET_OUTPUTS[INSTANCE] = frozenset({"password", "passwordWo"})

autoname(INSTANCE, property="identifier", max_length=63, lower=True)
autoname(SUBNETS, PARAMETERS, max_length=255, lower=True)

_LICENSES: Final = {
    "postgres": "postgresql-license",
    "mysql": "general-public-license",
    "mariadb": "general-public-license",
}
_INHERITED: Final = (
    "allocatedStorage", "backupWindow", "dbName", "engine", "engineVersion", "iops", "kmsKeyId",
    "maintenanceWindow", "maxAllocatedStorage", "parameterGroupName", "storageEncrypted", "storageType",
    "storageThroughput", "username",
)  # fmt: skip


def source_of(inputs: dict[str, Any], ctx: Context) -> State | None:
    """The instance that a replica copies, if it is in the run: named by identifier, ARN or resource id."""
    source = inputs.get("replicateSourceDb")
    if not isinstance(source, str) or not source:
        return None
    return ctx.find(arn(ctx, "rds", f"db:{source}")) or ctx.find(source)


def _performance(inputs: dict[str, Any], storage: str) -> dict[str, Any]:
    """Baseline IOPS and throughput that a storage type comes with ("Amazon RDS DB instance storage")."""
    size = inputs.get("allocatedStorage")
    size = int(size) if isinstance(size, int | float) else 20
    if storage == "gp3":
        striped = size >= 400 and inputs.get("engine", "postgres") in ("postgres", "mysql", "mariadb")
        iops, throughput = (12000, 500) if striped else (3000, 125)
        return {
            "iops": inputs.get("iops", iops),
            "storageThroughput": inputs.get("storageThroughput", throughput),
        }
    return {"iops": inputs.get("iops", 0), "storageThroughput": inputs.get("storageThroughput", 0)}


def _zone(inputs: dict[str, Any], ctx: Context, ids: Ids) -> str:
    if inputs.get("availabilityZone"):
        return inputs["availabilityZone"]
    group = ctx.find(inputs["dbSubnetGroupName"]) if inputs.get("dbSubnetGroupName") else None
    subnets = sorted(map(str, value(group, "subnetIds") or []))
    if subnets:
        zone = value(ctx.find(subnets[ids.number(len(subnets), "zone")]), "availabilityZone")
        if zone:
            return zone
    region = REGIONS.get(ctx.region)
    return region.zones[0] if region else f"{ctx.region}a"


def _window(ids: Ids) -> tuple[str, str]:
    """A backup and a maintenance window of 30 minutes each, apart from each other, as AWS picks them."""
    hour = 3 + ids.number(4, "window")
    day = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[ids.number(7, "day")]
    return f"{hour:02}:00-{hour:02}:30", f"{day}:{hour + 4:02}:00-{day}:{hour + 4:02}:30"


@outputs(INSTANCE)
def instance(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A DB instance; a replica takes engine, storage and user from its source."""
    ids = Ids(inputs, ctx)
    id = f"db-{ids.upper(26)}"
    source = source_of(inputs, ctx)
    inherited = {key: value(source, key) for key in _INHERITED if source and value(source, key) is not None}
    if source and source.region != ctx.region:
        # Keys and parameter groups belong to a region: a replica elsewhere has that region's defaults.
        inherited = {
            key: item for key, item in inherited.items() if key not in ("kmsKeyId", "parameterGroupName")
        }
    have = {**inherited, **{key: item for key, item in inputs.items() if item is not None}}
    engine = str(have.get("engine") or "postgres")
    version = have.get("engineVersion")
    actual = table.engine_version(engine, str(version) if version else None)
    identifier = named(inputs, ctx, "identifier", "identifierPrefix").lower()
    port = int(have.get("port") or table.ENGINES.get(engine, 5432))
    # The middle part is the same for all instances of an account in a region.
    middle = Ids.of(f"{ctx.account}/{ctx.region}").lower(12, "rds")
    address = f"{identifier}.{middle}.{ctx.region}.rds.{suffix(ctx)}"
    storage = str(have.get("storageType") or ("io1" if have.get("iops") else "gp3"))
    backup, maintenance = _window(ids)
    short_family = table.family(engine, actual)
    retention = have.get("backupRetentionPeriod", 0 if source else 1)
    result: dict[str, Any] = {
        **{key: have[key] for key in inherited},
        **_performance(have, storage),
        "address": address,
        "arn": arn(ctx, "rds", f"db:{identifier}"),
        "autoMinorVersionUpgrade": have.get("autoMinorVersionUpgrade", True),
        "availabilityZone": _zone(inputs, ctx, ids),
        "backupRetentionPeriod": retention,
        "backupTarget": have.get("backupTarget", "region"),
        "backupWindow": have.get("backupWindow", backup),
        "caCertIdentifier": have.get("caCertIdentifier", "rds-ca-rsa2048-g1"),
        "copyTagsToSnapshot": have.get("copyTagsToSnapshot", False),
        "databaseInsightsMode": have.get("databaseInsightsMode", "standard"),
        "deleteAutomatedBackups": have.get("deleteAutomatedBackups", True),
        "deletionProtection": have.get("deletionProtection", False),
        "endpoint": f"{address}:{port}",
        "engine": engine,
        "engineLifecycleSupport": have.get("engineLifecycleSupport", "open-source-rds-extended-support"),
        "engineVersion": version or actual,
        "engineVersionActual": actual,
        "hostedZoneId": table.ZONES.get(ctx.region) or f"Z{Ids.of(ctx.region).upper(13, 'rds')}",
        "identifier": identifier,
        "licenseModel": have.get("licenseModel", _LICENSES.get(engine, "license-included")),
        "listenerEndpoints": [],
        "maintenanceWindow": have.get("maintenanceWindow", maintenance),
        "masterUserSecrets": [],
        "monitoringInterval": have.get("monitoringInterval", 0),
        "multiAz": have.get("multiAz", False),
        "networkType": have.get("networkType", "IPV4"),
        "optionGroupName": have.get(
            "optionGroupName", f"default:{short_family.replace(engine, engine + '-')}"
        ),
        "parameterGroupName": have.get("parameterGroupName", f"default.{short_family}"),
        "performanceInsightsEnabled": have.get("performanceInsightsEnabled", False),
        "port": port,
        "publiclyAccessible": have.get("publiclyAccessible", False),
        "replicas": [],
        "resourceId": id,
        "status": "available",
        "storageEncrypted": have.get("storageEncrypted", False),
        "storageType": storage,
        "upgradeRolloutOrder": "second",
        "vpcSecurityGroupIds": have.get("vpcSecurityGroupIds", []),
    }
    if isinstance(retention, int | float) and retention > 0:
        result["latestRestorableTime"] = CREATED
    if have.get("storageEncrypted") and not have.get("kmsKeyId"):
        result["kmsKeyId"] = arn(ctx, "kms", f"key/{Ids.of(f'{ctx.account}/{ctx.region}').uuid('aws/rds')}")
    if have.get("performanceInsightsEnabled"):
        result["performanceInsightsRetentionPeriod"] = have.get("performanceInsightsRetentionPeriod", 7)
    if inputs.get("manageMasterUserPassword"):
        key = inputs.get("masterUserSecretKmsKeyId") or arn(
            ctx, "kms", f"key/{Ids.of(f'{ctx.account}/{ctx.region}').uuid('aws/secretsmanager')}"
        )
        secret = f"secret:rds!db-{ids.uuid('secret')}-{ids.mixed(6, 'secret')}"
        result["masterUserSecrets"] = [
            {"kmsKeyId": key, "secretArn": arn(ctx, "secretsmanager", secret), "secretStatus": "active"}
        ]
    return id, result


@outputs(SUBNETS)
def subnet_group(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A DB subnet group; its id is its name, in small letters."""
    name = named(inputs, ctx).lower()
    subnets = inputs.get("subnetIds") or []
    vpc_id = next((value(ctx.find(subnet), "vpcId") for subnet in subnets if isinstance(subnet, str)), None)
    return name, {
        "arn": arn(ctx, "rds", f"subgrp:{name}"),
        "description": inputs.get("description", "Managed by Pulumi"),
        "name": name,
        "supportedNetworkTypes": ["IPV4"],
        "vpcId": vpc_id or Ids.of(f"default/{ctx.account}/{ctx.region}").ec2("vpc"),
    }


@outputs(PARAMETERS)
def parameter_group(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A DB parameter group; its id is its name, in small letters."""
    name = named(inputs, ctx).lower()
    return name, {
        "arn": arn(ctx, "rds", f"pg:{name}"),
        "description": inputs.get("description", "Managed by Pulumi"),
        "name": name,
    }


@invoke("aws:rds/getEngineVersion:getEngineVersion")
def get_engine_version(args: dict[str, Any], ctx: Context) -> dict[str, Any]:
    """A version of RDS for PostgreSQL: the one asked for, the newest of a major, or the default.

    Raises LookupError for another engine or a version that RDS no longer offers.
    """
    engine = str(args.get("engine"))
    asked = args.get("version") or next(iter(args.get("preferredVersions") or []), None)
    actual = table.engine_version(engine, str(asked) if asked else None)
    major = table.POSTGRES.get(actual.partition(".")[0])
    if engine != "postgres" or major is None or actual not in major.minors:
        offered = ", ".join(minor for known in table.POSTGRES.values() for minor in known.minors)
        raise LookupError(
            f"reading RDS Engine Versions: no RDS engine versions match the criteria: "
            f"engine {engine}, version {asked} (offered for postgres: {offered})"
        )
    later = [minor for minor in major.minors if int(minor.split(".")[1]) > int(actual.split(".")[1])]
    majors = [known.latest for known in table.POSTGRES.values() if int(known.version) > int(major.version)]
    return {
        **{
            key: args.get(key)
            for key in ("defaultOnly", "filters", "hasMajorTarget", "hasMinorTarget", "includeAll", "latest")
        },
        "defaultCharacterSet": "",
        "engine": engine,
        "engineDescription": "PostgreSQL",
        "exportableLogTypes": ["iam-db-auth-error", "postgresql", "upgrade"],
        "id": actual,
        "parameterGroupFamily": table.family(engine, actual),
        "preferredMajorTargets": args.get("preferredMajorTargets"),
        "preferredUpgradeTargets": args.get("preferredUpgradeTargets"),
        "preferredVersions": args.get("preferredVersions"),
        "region": ctx.region,
        "status": "available",
        "supportedCharacterSets": [],
        "supportedFeatureNames": ["Lambda", "s3Export", "s3Import"],
        "supportedModes": [],
        "supportedTimezones": [],
        "supportsCertificateRotationWithoutRestart": True,
        "supportsGlobalDatabases": False,
        "supportsIntegrations": int(major.version) >= 16,
        "supportsLimitlessDatabase": False,
        "supportsLocalWriteForwarding": False,
        "supportsLogExportsToCloudwatch": True,
        "supportsParallelQuery": False,
        "supportsReadReplica": True,
        "validMajorTargets": majors,
        "validMinorTargets": later,
        "validUpgradeTargets": [*later, *majors],
        "version": actual,
        "versionActual": actual,
        "versionDescription": f"PostgreSQL {actual}-R1",
    }
