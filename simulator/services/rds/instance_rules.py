"""What RDS refuses of instances: names, versions, classes, windows, and settings that exclude each other.

Source, where none is named: "CreateDBInstance" (Amazon RDS API Reference).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, check
from simulator.services import rules
from simulator.services.rds.answers import INSTANCE, source_of
from simulator.services.rds.windows import daily, overlapping, weekly
from simulator.services.tables import rds as table
from simulator.services.tables.regions import REGIONS

rules.taggable(INSTANCE)

IDENTIFIER: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_SNAPSHOT: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*")
_CLASS: Final = re.compile(r"db\.([a-z][a-z0-9-]*)\.([a-z0-9]+)")
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_USER: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_PASSWORD: Final = re.compile(r"[!-~]*")
_EXTENDED: Final = re.compile(r"(\d+\.\d+)-rds\.\d{8}")
_INTERVALS: Final = (0, 1, 5, 10, 15, 30, 60)
RETENTIONS: Final = (7, *(months * 31 for months in range(1, 24)), 731)
_PASSWORD_LENGTHS: Final = {"postgres": 128, "mysql": 41, "mariadb": 41}
RESERVED: Final = frozenset(
    {
        "admin", "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "both",
        "case", "cast", "check", "collate", "column", "constraint", "create", "current_user", "default",
        "desc", "distinct", "do", "else", "end", "except", "false", "fetch", "for", "foreign", "from",
        "grant", "group", "having", "in", "initially", "intersect", "into", "lateral", "leading", "limit",
        "localtime", "not", "null", "offset", "on", "only", "or", "order", "placing", "primary", "rdsadmin",
        "rds_superuser", "references", "returning", "select", "session_user", "some", "symmetric", "table",
        "then", "to", "trailing", "true", "union", "unique", "user", "using", "variadic", "when", "where",
        "window", "with",
    }
)  # fmt: skip
"""Names that RDS or PostgreSQL keeps ("SQL Key Words", PostgreSQL documentation, column reserved)."""


def starts_empty(inputs: dict[str, Any]) -> bool:
    """Whether the instance starts empty, rather than from a source, a snapshot or a backup."""
    # What is not known yet is there.
    return all(
        inputs.get(key) in (None, "")
        for key in ("replicateSourceDb", "restoreToPointInTime", "s3Import", "snapshotIdentifier")
    )


@check(INSTANCE)
def names(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Identifiers of the instance and of its last snapshot."""
    identifier = inputs.get("identifier")
    del ctx
    yield from _identifier("identifier", identifier, IDENTIFIER, 63)
    final = inputs.get("finalSnapshotIdentifier")
    yield from _identifier("finalSnapshotIdentifier", final, _SNAPSHOT, 255)
    skip = inputs.get("skipFinalSnapshot")
    if inputs.get("replicateSourceDb"):
        if skip in (None, False):
            yield Failure(
                "skipFinalSnapshot",
                "InvalidParameterCombination: a read replica cannot have a final snapshot: skipFinalSnapshot "
                "must be true",
            )
    elif final is None and skip in (None, False):
        yield Failure(
            "finalSnapshotIdentifier",
            "InvalidParameterCombination: FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is "
            "specified: set finalSnapshotIdentifier, or skipFinalSnapshot to true",
        )


def _identifier(property: str, given: Any, regex: re.Pattern[str], limit: int) -> Iterator[Failure]:
    if isinstance(given, str) and (len(given) > limit or not regex.fullmatch(given)):
        letters = (
            "small letters, digits and hyphens" if regex is IDENTIFIER else "letters, digits and hyphens"
        )
        yield Failure(
            property,
            f"InvalidParameterValue: The parameter {property} is not a valid identifier: "
            f"'{given}'. Identifiers "
            f"must have 1 to {limit} characters; begin with a letter; must contain only "
            f"{letters}; and must not "
            "end with a hyphen or contain two consecutive hyphens.",
        )


@check(INSTANCE)
def engine(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Engine, version and class.

    Source: "Release calendars for Amazon RDS for PostgreSQL", "DB instance classes".
    """
    name = inputs.get("engine")
    if name is None and starts_empty(inputs):
        yield Failure(
            "engine", "InvalidParameterValue: The parameter Engine must be provided and must not be blank."
        )
    if isinstance(name, str) and name not in table.ENGINES:
        yield Failure(
            "engine",
            f"InvalidParameterValue: Invalid DB engine: {name} (allowed: {', '.join(table.ENGINES)})",
        )
    if name == "postgres":
        yield from _version(inputs.get("engineVersion"), inputs)
    given = inputs.get("instanceClass")
    found = _CLASS.fullmatch(given) if isinstance(given, str) else None
    if isinstance(given, str) and found is None:
        yield Failure(
            "instanceClass",
            f"InvalidParameterValue: Invalid DB Instance class: {given} (such as db.t4g.micro)",
        )
    elif found and name in ("postgres", None):
        yield from _class(str(given), found[1], found[2], ctx)
    port = inputs.get("port")
    if rules.number(port) != 0:
        yield from rules.between("port", port, 1150, 65535)


def _version(version: Any, inputs: dict[str, Any]) -> Iterator[Failure]:
    if not isinstance(version, str):
        return
    major = table.POSTGRES.get(version.partition(".")[0])
    extended = _EXTENDED.fullmatch(version)
    if extended and extended[1] in table.EXTENDED:
        if inputs.get("engineLifecycleSupport") == "open-source-rds-extended-support-disabled":
            yield Failure(
                "engineVersion",
                f"InvalidParameterCombination: Cannot create with version {version}: it is in RDS Extended "
                "Support, which engineLifecycleSupport disables",
            )
    elif major is None:
        offered = ", ".join(f"{key} (to {item.support_ends})" for key, item in table.POSTGRES.items())
        yield Failure(
            "engineVersion",
            f"InvalidParameterCombination: Cannot find version {version} for postgres; majors in standard "
            f"support: {offered}",
        )
    elif version != major.version and version not in major.minors:
        yield Failure(
            "engineVersion",
            f"InvalidParameterCombination: Cannot find version {version} for postgres; available: "
            f"{major.version}, {', '.join(major.minors)}",
        )


def _class(given: str, family: str, size: str, ctx: Context) -> Iterator[Failure]:
    sizes = table.POSTGRES_CLASSES.get(family)
    problem = "RDS does not support creating a DB instance with the following combination"
    if family in table.PREVIOUS:
        yield Failure(
            "instanceClass",
            f"InvalidParameterCombination: {problem}: DBInstanceClass={given}, Engine=postgres: "
            "the family is of "
            "a previous generation (use db.t4g, db.m7g, db.r7g or later)",
        )
    elif sizes is None or size not in sizes:
        allowed = (
            f"sizes of {family}: {', '.join(sizes)}"
            if sizes
            else f"families: {', '.join(table.POSTGRES_CLASSES)}"
        )
        yield Failure(
            "instanceClass",
            f"InvalidParameterCombination: {problem}: DBInstanceClass={given}, Engine=postgres ({allowed})",
        )
    elif family in table.ABSENT.get(ctx.region, frozenset()):
        yield Failure(
            "instanceClass",
            f"InvalidParameterCombination: {problem}: DBInstanceClass={given}, Engine=postgres "
            f"in {ctx.region}: "
            "the region does not have this family",
        )


@check(INSTANCE)
def access(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Master user, password and database name, for an instance that starts empty."""
    del ctx
    engine_name = inputs.get("engine", "postgres")
    managed, password = inputs.get("manageMasterUserPassword"), inputs.get("password")
    own = rules.given(password) or inputs.get("passwordWo") is not None or "password" in inputs
    if managed is True and own:
        yield Failure(
            "manageMasterUserPassword",
            "InvalidParameterCombination: You can't specify MasterUserPassword when "
            "ManageMasterUserPassword is enabled",
        )
    if starts_empty(inputs):
        if inputs.get("username") is None:
            yield Failure(
                "username",
                "InvalidParameterValue: The parameter MasterUsername must be provided and must not be blank.",
            )
        if not own and managed in (None, False):
            yield Failure(
                "password",
                "InvalidParameterValue: The parameter MasterUserPassword must be provided and "
                "must not be blank: "
                "set password, or manageMasterUserPassword to true",
            )
    limit = _PASSWORD_LENGTHS.get(str(engine_name), 128)
    if isinstance(password, str):
        # The value is a secret: the reason tells its length and the rule, never the text.
        if not 8 <= len(password) <= limit:
            yield Failure(
                "password",
                "InvalidParameterValue: The parameter MasterUserPassword is not a valid "
                "password because it has "
                f"{len(password)} characters; it must have 8 to {limit}",
            )
        if not _PASSWORD.fullmatch(password) or any(letter in password for letter in '/@"'):
            yield Failure(
                "password",
                "InvalidParameterValue: The parameter MasterUserPassword is not a valid "
                "password. Only printable "
                "ASCII characters besides '/', '@', '\"', ' ' may be used.",
            )
    for property, parameter, regex in (("username", "MasterUsername", _USER), ("dbName", "DBName", _NAME)):
        yield from _word(property, parameter, inputs.get(property), regex)


def _word(property: str, parameter: str, given: Any, regex: re.Pattern[str]) -> Iterator[Failure]:
    if not isinstance(given, str) or not given:
        return
    if not regex.fullmatch(given) or len(given) > 63:
        yield Failure(
            property,
            f"InvalidParameterValue: {parameter} '{given}' must begin with a letter, contain "
            "only letters, digits "
            "and underscores, and have at most 63 characters",
        )
    elif given.lower() in RESERVED:
        yield Failure(
            property,
            f"InvalidParameterValue: {parameter} {given} cannot be used as it is a reserved "
            "word used by the engine",
        )


@check(INSTANCE)
def upkeep(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Backups, windows, monitoring, logs and insights."""
    del ctx
    retention = inputs.get("backupRetentionPeriod")
    yield from rules.whole("backupRetentionPeriod", retention)
    yield from rules.between("backupRetentionPeriod", retention, 0, 35, "days")
    backup, problem = daily(inputs.get("backupWindow"))
    if problem:
        yield Failure("backupWindow", problem)
    maintenance, problem = weekly(inputs.get("maintenanceWindow"))
    if problem:
        yield Failure("maintenanceWindow", problem)
    if backup and maintenance and overlapping(backup, maintenance):
        yield Failure(
            "backupWindow",
            "InvalidParameterValue: The backup window and maintenance window must not overlap: "
            f"{inputs['backupWindow']} and {inputs['maintenanceWindow']}",
        )
    interval, role = inputs.get("monitoringInterval"), inputs.get("monitoringRoleArn")
    yield from rules.one_of("monitoringInterval", interval, _INTERVALS)
    yield from rules.arn("monitoringRoleArn", role, "iam", "role/")
    if rules.number(interval) and role is None:
        yield Failure(
            "monitoringRoleArn",
            "InvalidParameterCombination: A MonitoringRoleARN value is required if you specify a "
            f"MonitoringInterval value other than 0 (it is {interval})",
        )
    if rules.text(role) and (interval is None or rules.number(interval) == 0):
        yield Failure(
            "monitoringInterval",
            "InvalidParameterCombination: You must specify a MonitoringInterval value other than 0 when you "
            "specify a MonitoringRoleARN value",
        )
    exports = table.EXPORTS.get(str(inputs.get("engine", "postgres")))
    for place, name in enumerate(rules.items(inputs.get("enabledCloudwatchLogsExports"))):
        if exports and rules.given(name) and name not in exports:
            yield Failure(
                f"enabledCloudwatchLogsExports[{place}]",
                f"InvalidParameterCombination: You cannot use the log types '{name}' with engine "
                f"{inputs.get('engine', 'postgres')}. For supported log types, see: {', '.join(exports)}",
            )
    yield from _insights(inputs)
    yield from rules.one_of("caCertIdentifier", inputs.get("caCertIdentifier"), table.CERTIFICATES)
    yield from rules.one_of("networkType", inputs.get("networkType"), ("IPV4", "DUAL"))


def _insights(inputs: dict[str, Any]) -> Iterator[Failure]:
    """Retention of insights ("Pricing and data retention for Performance Insights", RDS User Guide)."""
    enabled, days = inputs.get("performanceInsightsEnabled"), inputs.get("performanceInsightsRetentionPeriod")
    found = rules.number(days)
    if found is not None and found not in RETENTIONS and found != 0:
        yield Failure(
            "performanceInsightsRetentionPeriod",
            f"InvalidParameterValue: Invalid Performance Insights retention period: {found}. "
            "Valid values are: "
            "7, month * 31 (month 1 to 23), 731",
        )
    for property in ("performanceInsightsRetentionPeriod", "performanceInsightsKmsKeyId"):
        if inputs.get(property) and enabled in (None, False):
            yield Failure(
                property,
                f"InvalidParameterCombination: {property} cannot be set when "
                "performanceInsightsEnabled is false",
            )
    mode = inputs.get("databaseInsightsMode")
    yield from rules.one_of("databaseInsightsMode", mode, ("standard", "advanced"))
    if mode == "advanced" and (enabled in (None, False) or (found or 7) < 465):
        yield Failure(
            "databaseInsightsMode",
            "InvalidParameterCombination: To enable the Advanced mode of Database Insights, "
            "performance insights "
            f"must be enabled with a retention period of at least 465 days (it is {found or 7})",
        )


@check(INSTANCE)
def place(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """The zone, which a Multi-AZ instance cannot choose, and the source of a replica."""
    zone, region = inputs.get("availabilityZone"), REGIONS.get(ctx.region)
    if rules.text(zone) and inputs.get("multiAz") is True:
        yield Failure(
            "availabilityZone",
            "InvalidParameterCombination: Requesting a specific availability zone is not valid "
            "for Multi-AZ instances.",
        )
    if rules.text(zone) and region and zone not in region.zones:
        yield Failure(
            "availabilityZone",
            f"InvalidParameterValue: {zone} is not a valid availability zone of {ctx.region} "
            f"({', '.join(region.zones)})",
        )
    source = source_of(inputs, ctx)
    if source is None:
        return
    if rules.number(source.outputs.get("backupRetentionPeriod")) == 0:
        yield Failure(
            "replicateSourceDb",
            "InvalidDBInstanceState: Automated backups are not enabled for this database instance "
            f"({inputs['replicateSourceDb']}). To enable automated backups, set its "
            "backupRetentionPeriod to a "
            "non-zero value.",
        )
    encrypted = source.outputs.get("storageEncrypted")
    if inputs.get("storageEncrypted") is True and encrypted is False:
        yield Failure(
            "storageEncrypted",
            "InvalidParameterCombination: You cannot create an encrypted Read Replica from an "
            "unencrypted DB instance.",
        )
    for property in ("dbName", "username", "password", "manageMasterUserPassword"):
        if inputs.get(property):
            yield Failure(
                property, f"InvalidParameterCombination: a read replica takes {property} from its source"
            )
