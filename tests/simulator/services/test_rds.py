"""What RDS refuses of instances, subnet groups and parameter groups."""

from __future__ import annotations

from typing import Any, Final

import pytest

from tests.simulator.services.world import account, changed

INSTANCE: Final = "aws:rds/instance:Instance"

INSTANCE_INPUTS: Final[dict[str, Any]] = {
    "identifier": "pyshop-prod",
    "engine": "postgres",
    "engineVersion": "15.15",
    "instanceClass": "db.t4g.small",
    "allocatedStorage": 20,
    "storageType": "gp3",
    "storageEncrypted": True,
    "multiAz": True,
    "username": "pyshop",
    "password": "a-password-of-length",
    "dbName": "pyshop",
    "backupRetentionPeriod": 7,
    "backupWindow": "03:00-04:00",
    "maintenanceWindow": "sun:05:00-sun:06:00",
    "monitoringInterval": 60,
    "monitoringRoleArn": "@monitoring_role.arn",
    "dbSubnetGroupName": "@db_subnets",
    "vpcSecurityGroupIds": ["@group"],
    "skipFinalSnapshot": False,
    "finalSnapshotIdentifier": "pyshop-prod-final",
}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({}, id="as it is"),
        pytest.param({"engineVersion": "15"}, id="major alone"),
        pytest.param({"engineVersion": "15.13"}, id="oldest minor"),
        pytest.param({"engineVersion": "18.6"}, id="newest major"),
        pytest.param({"engineVersion": None}, id="no version"),
        pytest.param(
            {
                "engineVersion": "13.23-rds.20260514",
                "engineLifecycleSupport": "open-source-rds-extended-support",
            },
            id="extended support",
        ),
        pytest.param({"instanceClass": "db.r8g.48xlarge"}, id="larger class"),
        pytest.param({"identifier": "a" * 63}, id="longest identifier"),
        pytest.param({"password": None, "manageMasterUserPassword": True}, id="managed password"),
        pytest.param({"password": "12345678"}, id="shortest password"),
        pytest.param({"password": "p" * 128}, id="longest password"),
        pytest.param({"finalSnapshotIdentifier": None, "skipFinalSnapshot": True}, id="no final snapshot"),
        pytest.param({"backupRetentionPeriod": 0}, id="no backups"),
        pytest.param({"backupRetentionPeriod": 35}, id="longest backups"),
        pytest.param({"backupWindow": "04:30-05:00"}, id="windows side by side"),
        pytest.param({"backupWindow": "23:45-00:30"}, id="window over midnight"),
        pytest.param({"monitoringInterval": 1}, id="every second"),
        pytest.param({"monitoringInterval": 0, "monitoringRoleArn": None}, id="no monitoring"),
        pytest.param({"maxAllocatedStorage": 22}, id="growing"),
        pytest.param({"allocatedStorage": 400, "iops": 12000, "storageThroughput": 500}, id="striped gp3"),
        pytest.param({"storageType": "io2", "allocatedStorage": 100, "iops": 1000}, id="io2"),
        pytest.param({"storageType": "gp2"}, id="gp2"),
        pytest.param({"storageType": "standard", "allocatedStorage": 5}, id="magnetic"),
        pytest.param(
            {"performanceInsightsEnabled": True, "performanceInsightsRetentionPeriod": 93}, id="insights"
        ),
        pytest.param(
            {
                "performanceInsightsEnabled": True,
                "performanceInsightsRetentionPeriod": 465,
                "databaseInsightsMode": "advanced",
            },
            id="advanced insights",
        ),
        pytest.param({"enabledCloudwatchLogsExports": ["postgresql", "upgrade"]}, id="logs"),
        pytest.param({"kmsKeyId": "@key.arn"}, id="own key"),
        pytest.param({"parameterGroupName": "default.postgres15"}, id="default parameters"),
        pytest.param({"engineVersion": "14.24", "parameterGroupName": "@db_parameters"}, id="old parameters"),
        pytest.param({"multiAz": False, "availabilityZone": "us-east-1b"}, id="zone"),
        pytest.param({"port": 6432}, id="port"),
        pytest.param(
            {
                "replicateSourceDb": "example-db",
                "engine": None,
                "engineVersion": None,
                "username": None,
                "password": None,
                "dbName": None,
                "allocatedStorage": None,
                "storageEncrypted": False,
                "finalSnapshotIdentifier": None,
                "skipFinalSnapshot": True,
                "backupRetentionPeriod": 0,
            },
            id="replica",
        ),
    ],
)
def test_instance_accepted(change: dict[str, Any]) -> None:
    assert account().refusals(INSTANCE, changed(INSTANCE_INPUTS, change)) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            {"engineVersion": "15.5"},
            [
                (
                    "engineVersion",
                    "InvalidParameterCombination: Cannot find version 15.5 for postgres; available: 15, 15.13, 15.14, 15.15, 15.16, 15.17, 15.18, 15.19",
                )
            ],
            id="out of support",
        ),
        pytest.param(
            {"engineVersion": "15.12"},
            [
                (
                    "engineVersion",
                    "InvalidParameterCombination: Cannot find version 15.12 for postgres; available: 15, 15.13, 15.14, 15.15, 15.16, 15.17, 15.18, 15.19",
                )
            ],
            id="last unsupported",
        ),
        pytest.param(
            {"engineVersion": "12.22"},
            [
                (
                    "engineVersion",
                    "InvalidParameterCombination: Cannot find version 12.22 for postgres; majors in standard support: 14 (to 2027-02-28), 15 (to 2028-02-29), 16 (to 2029-02-28), 17 (to 2030-02-28), 18 (to 2031-02-28)",
                )
            ],
            id="major out of support",
        ),
        pytest.param(
            {"engineVersion": "15.99"},
            [
                (
                    "engineVersion",
                    "InvalidParameterCombination: Cannot find version 15.99 for postgres; available: 15, 15.13, 15.14, 15.15, 15.16, 15.17, 15.18, 15.19",
                )
            ],
            id="no such minor",
        ),
        pytest.param(
            {"engineVersion": "99"},
            [
                (
                    "engineVersion",
                    "InvalidParameterCombination: Cannot find version 99 for postgres; majors in standard support: 14 (to 2027-02-28), 15 (to 2028-02-29), 16 (to 2029-02-28), 17 (to 2030-02-28), 18 (to 2031-02-28)",
                )
            ],
            id="no such major",
        ),
        pytest.param(
            {
                "engineVersion": "13.23-rds.20260514",
                "engineLifecycleSupport": "open-source-rds-extended-support-disabled",
            },
            [
                (
                    "engineVersion",
                    "InvalidParameterCombination: Cannot create with version 13.23-rds.20260514: it is in RDS Extended Support, which engineLifecycleSupport disables",
                )
            ],
            id="extended support off",
        ),
        pytest.param(
            {"engine": "postgresql"},
            [
                (
                    "engine",
                    "InvalidParameterValue: Invalid DB engine: postgresql (allowed: postgres, mysql, mariadb, aurora-postgresql, aurora-mysql, oracle-ee, oracle-ee-cdb, oracle-se2, oracle-se2-cdb, sqlserver-ee, sqlserver-se, sqlserver-ex, sqlserver-web, db2-ae, db2-se, custom-oracle-ee, custom-sqlserver-ee, custom-sqlserver-se, custom-sqlserver-web, custom-oracle-ee-cdb)",
                )
            ],
            id="engine",
        ),
        pytest.param(
            {"engine": None},
            [
                (
                    "engine",
                    "InvalidParameterValue: The parameter Engine must be provided and must not be blank.",
                )
            ],
            id="no engine",
        ),
        pytest.param(
            {"instanceClass": "t4g.micro"},
            [
                (
                    "instanceClass",
                    "InvalidParameterValue: Invalid DB Instance class: t4g.micro (such as db.t4g.micro)",
                )
            ],
            id="class without db",
        ),
        pytest.param(
            {"instanceClass": "db.t4g.nano"},
            [
                (
                    "instanceClass",
                    "InvalidParameterCombination: RDS does not support creating a DB instance with the following combination: DBInstanceClass=db.t4g.nano, Engine=postgres (sizes of t4g: micro, small, medium, large, xlarge, 2xlarge)",
                )
            ],
            id="size",
        ),
        pytest.param(
            {"instanceClass": "db.q7.large"},
            [
                (
                    "instanceClass",
                    "InvalidParameterCombination: RDS does not support creating a DB instance with the following combination: DBInstanceClass=db.q7.large, Engine=postgres (families: t3, t4g, m6g, m6gd, m7g, r6g, r6gd, r7g, x2g, m5, m5d, r5, r5b, r5d, m6i, m6id, m6idn, m6in, r6i, r6id, r6idn, r6in, m7i, m8a, m8g, m8gd, m9g, r7i, r8a, r8g, r8gd, x2idn, x2iedn)",
                )
            ],
            id="family",
        ),
        pytest.param(
            {"instanceClass": "db.m4.large"},
            [
                (
                    "instanceClass",
                    "InvalidParameterCombination: RDS does not support creating a DB instance with the following combination: DBInstanceClass=db.m4.large, Engine=postgres: the family is of a previous generation (use db.t4g, db.m7g, db.r7g or later)",
                )
            ],
            id="previous generation",
        ),
        pytest.param(
            {"instanceClass": "db.x2idn.16xlarge"},
            [
                (
                    "instanceClass",
                    "InvalidParameterCombination: RDS does not support creating a DB instance with the following combination: DBInstanceClass=db.x2idn.16xlarge, Engine=postgres in us-east-1: the region does not have this family",
                )
            ],
            id="family not in the region",
        ),
        pytest.param(
            {"identifier": "PyShop"},
            [
                (
                    "identifier",
                    "InvalidParameterValue: The parameter identifier is not a valid identifier: 'PyShop'. Identifiers must have 1 to 63 characters; begin with a letter; must contain only small letters, digits and hyphens; and must not end with a hyphen or contain two consecutive hyphens.",
                )
            ],
            id="identifier with capitals",
        ),
        pytest.param(
            {"identifier": "pyshop--prod"},
            [
                (
                    "identifier",
                    "InvalidParameterValue: The parameter identifier is not a valid identifier: 'pyshop--prod'. Identifiers must have 1 to 63 characters; begin with a letter; must contain only small letters, digits and hyphens; and must not end with a hyphen or contain two consecutive hyphens.",
                )
            ],
            id="identifier with two hyphens",
        ),
        pytest.param(
            {"identifier": "pyshop-"},
            [
                (
                    "identifier",
                    "InvalidParameterValue: The parameter identifier is not a valid identifier: 'pyshop-'. Identifiers must have 1 to 63 characters; begin with a letter; must contain only small letters, digits and hyphens; and must not end with a hyphen or contain two consecutive hyphens.",
                )
            ],
            id="identifier with a hyphen at the end",
        ),
        pytest.param(
            {"identifier": "1shop"},
            [
                (
                    "identifier",
                    "InvalidParameterValue: The parameter identifier is not a valid identifier: '1shop'. Identifiers must have 1 to 63 characters; begin with a letter; must contain only small letters, digits and hyphens; and must not end with a hyphen or contain two consecutive hyphens.",
                )
            ],
            id="identifier with a digit first",
        ),
        pytest.param(
            {"identifier": "a" * 64},
            [
                (
                    "identifier",
                    "InvalidParameterValue: The parameter identifier is not a valid identifier: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'. Identifiers must have 1 to 63 characters; begin with a letter; must contain only small letters, digits and hyphens; and must not end with a hyphen or contain two consecutive hyphens.",
                )
            ],
            id="long identifier",
        ),
        pytest.param(
            {"finalSnapshotIdentifier": None},
            [
                (
                    "finalSnapshotIdentifier",
                    "InvalidParameterCombination: FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified: set finalSnapshotIdentifier, or skipFinalSnapshot to true",
                )
            ],
            id="no final snapshot",
        ),
        pytest.param(
            {"finalSnapshotIdentifier": "final_snapshot"},
            [
                (
                    "finalSnapshotIdentifier",
                    "InvalidParameterValue: The parameter finalSnapshotIdentifier is not a valid identifier: 'final_snapshot'. Identifiers must have 1 to 255 characters; begin with a letter; must contain only letters, digits and hyphens; and must not end with a hyphen or contain two consecutive hyphens.",
                )
            ],
            id="final snapshot",
        ),
        pytest.param(
            {"username": None},
            [
                (
                    "username",
                    "InvalidParameterValue: The parameter MasterUsername must be provided and must not be blank.",
                )
            ],
            id="no user",
        ),
        pytest.param(
            {"password": None},
            [
                (
                    "password",
                    "InvalidParameterValue: The parameter MasterUserPassword must be provided and must not be blank: set password, or manageMasterUserPassword to true",
                )
            ],
            id="no password",
        ),
        pytest.param(
            {"manageMasterUserPassword": True},
            [
                (
                    "manageMasterUserPassword",
                    "InvalidParameterCombination: You can't specify MasterUserPassword when ManageMasterUserPassword is enabled",
                )
            ],
            id="both passwords",
        ),
        pytest.param(
            {"password": "1234567"},
            [
                (
                    "password",
                    "InvalidParameterValue: The parameter MasterUserPassword is not a valid password because it has 7 characters; it must have 8 to 128",
                )
            ],
            id="short password",
        ),
        pytest.param(
            {"password": "p" * 129},
            [
                (
                    "password",
                    "InvalidParameterValue: The parameter MasterUserPassword is not a valid password because it has 129 characters; it must have 8 to 128",
                )
            ],
            id="long password",
        ),
        pytest.param(
            {"password": "pass/word/1"},
            [
                (
                    "password",
                    "InvalidParameterValue: The parameter MasterUserPassword is not a valid password. Only printable ASCII characters besides '/', '@', '\"', ' ' may be used.",
                )
            ],
            id="password with a slash",
        ),
        pytest.param(
            {"password": "pass@word1"},
            [
                (
                    "password",
                    "InvalidParameterValue: The parameter MasterUserPassword is not a valid password. Only printable ASCII characters besides '/', '@', '\"', ' ' may be used.",
                )
            ],
            id="password with an at",
        ),
        pytest.param(
            {"password": "pass word 1"},
            [
                (
                    "password",
                    "InvalidParameterValue: The parameter MasterUserPassword is not a valid password. Only printable ASCII characters besides '/', '@', '\"', ' ' may be used.",
                )
            ],
            id="password with a space",
        ),
        pytest.param(
            {"username": "rdsadmin"},
            [
                (
                    "username",
                    "InvalidParameterValue: MasterUsername rdsadmin cannot be used as it is a reserved word used by the engine",
                )
            ],
            id="reserved user",
        ),
        pytest.param(
            {"username": "admin"},
            [
                (
                    "username",
                    "InvalidParameterValue: MasterUsername admin cannot be used as it is a reserved word used by the engine",
                )
            ],
            id="admin",
        ),
        pytest.param(
            {"username": "py-shop"},
            [
                (
                    "username",
                    "InvalidParameterValue: MasterUsername 'py-shop' must begin with a letter, contain only letters, digits and underscores, and have at most 63 characters",
                )
            ],
            id="user with a hyphen",
        ),
        pytest.param(
            {"dbName": "select"},
            [
                (
                    "dbName",
                    "InvalidParameterValue: DBName select cannot be used as it is a reserved word used by the engine",
                )
            ],
            id="reserved database",
        ),
        pytest.param(
            {"dbName": "py-shop"},
            [
                (
                    "dbName",
                    "InvalidParameterValue: DBName 'py-shop' must begin with a letter, contain only letters, digits and underscores, and have at most 63 characters",
                )
            ],
            id="database with a hyphen",
        ),
        pytest.param(
            {"dbName": "d" * 64},
            [
                (
                    "dbName",
                    "InvalidParameterValue: DBName 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd' must begin with a letter, contain only letters, digits and underscores, and have at most 63 characters",
                )
            ],
            id="long database",
        ),
        pytest.param(
            {"backupRetentionPeriod": 36},
            [
                (
                    "backupRetentionPeriod",
                    "Value '36' at 'backupRetentionPeriod' failed to satisfy constraint: Member must have value between 0 and 35 days",
                )
            ],
            id="backups too long",
        ),
        pytest.param(
            {"backupWindow": "3:00-4:00"},
            [
                (
                    "backupWindow",
                    "InvalidParameterValue: Invalid backup window format: '3:00-4:00' does not have the format hh24:mi-hh24:mi, such as 03:00-04:00",
                )
            ],
            id="backup window",
        ),
        pytest.param(
            {"backupWindow": "03:00-03:20"},
            [
                (
                    "backupWindow",
                    "InvalidParameterValue: The window '03:00-03:20' has 20 minutes; it must have at least 30",
                )
            ],
            id="short backup window",
        ),
        pytest.param(
            {"maintenanceWindow": "05:00-06:00"},
            [
                (
                    "maintenanceWindow",
                    "InvalidParameterValue: Invalid maintenance window format: '05:00-06:00' does not have the format ddd:hh24:mi-ddd:hh24:mi, such as sun:05:00-sun:06:00",
                )
            ],
            id="maintenance window",
        ),
        pytest.param(
            {"maintenanceWindow": "sun:05:00-sun:05:29"},
            [
                (
                    "maintenanceWindow",
                    "InvalidParameterValue: The window 'sun:05:00-sun:05:29' has 29 minutes; it must have at least 30",
                )
            ],
            id="short maintenance window",
        ),
        pytest.param(
            {"backupWindow": "05:30-06:30"},
            [
                (
                    "backupWindow",
                    "InvalidParameterValue: The backup window and maintenance window must not overlap: 05:30-06:30 and sun:05:00-sun:06:00",
                )
            ],
            id="overlapping windows",
        ),
        pytest.param(
            {"backupWindow": "23:30-00:30", "maintenanceWindow": "mon:00:00-mon:00:45"},
            [
                (
                    "backupWindow",
                    "InvalidParameterValue: The backup window and maintenance window must not overlap: 23:30-00:30 and mon:00:00-mon:00:45",
                )
            ],
            id="overlap over midnight",
        ),
        pytest.param(
            {"monitoringInterval": 20},
            [
                (
                    "monitoringInterval",
                    "Value '20' at 'monitoringInterval' failed to satisfy constraint: Member must satisfy enum value set: [0, 1, 5, 10, 15, 30, 60]",
                )
            ],
            id="interval",
        ),
        pytest.param(
            {"monitoringRoleArn": None},
            [
                (
                    "monitoringRoleArn",
                    "InvalidParameterCombination: A MonitoringRoleARN value is required if you specify a MonitoringInterval value other than 0 (it is 60)",
                )
            ],
            id="no role",
        ),
        pytest.param(
            {"monitoringInterval": 0},
            [
                (
                    "monitoringInterval",
                    "InvalidParameterCombination: You must specify a MonitoringInterval value other than 0 when you specify a MonitoringRoleARN value",
                )
            ],
            id="role without interval",
        ),
        pytest.param(
            {"monitoringRoleArn": "@task_role.arn"},
            [
                (
                    "monitoringRoleArn",
                    "InvalidParameterValue: IAM role ARN value is invalid or does not include the required permissions for: ENHANCED_MONITORING (@task_role.arn does not trust monitoring.rds.amazonaws.com)",
                )
            ],
            id="role of another service",
        ),
        pytest.param(
            {"allocatedStorage": 19},
            [
                (
                    "allocatedStorage",
                    "InvalidParameterValue: Invalid storage size for engine name postgres and storage type gp3: 19 (allowed: 20 to 65536 GiB)",
                )
            ],
            id="too small",
        ),
        pytest.param(
            {"allocatedStorage": 65537},
            [
                (
                    "allocatedStorage",
                    "InvalidParameterValue: Invalid storage size for engine name postgres and storage type gp3: 65537 (allowed: 20 to 65536 GiB)",
                )
            ],
            id="too large",
        ),
        pytest.param(
            {"allocatedStorage": None},
            [
                (
                    "allocatedStorage",
                    "InvalidParameterValue: The parameter AllocatedStorage must be provided and must not be blank.",
                )
            ],
            id="no storage",
        ),
        pytest.param(
            {"maxAllocatedStorage": 21},
            [
                (
                    "maxAllocatedStorage",
                    "InvalidParameterCombination: Invalid max storage size for engine name postgres and storage type gp3: 21 (it must be at least 10 % above the allocated 20, that is 22, and at most 65536)",
                )
            ],
            id="growth below a tenth",
        ),
        pytest.param(
            {"maxAllocatedStorage": 10},
            [
                (
                    "maxAllocatedStorage",
                    "InvalidParameterCombination: Invalid max storage size for engine name postgres and storage type gp3: 10 (it must be at least 10 % above the allocated 20, that is 22, and at most 65536)",
                )
            ],
            id="growth below the size",
        ),
        pytest.param(
            {"storageType": "ssd"},
            [
                (
                    "storageType",
                    "Value 'ssd' at 'storageType' failed to satisfy constraint: Member must satisfy enum value set: [gp2, gp3, io1, io2, standard]",
                )
            ],
            id="storage type",
        ),
        pytest.param(
            {"iops": 3000},
            [
                (
                    "iops",
                    "InvalidParameterCombination: You can't specify IOPS or storage throughput for engine postgres and a storage size less than 400 (it is 20; gp3 has 3000 IOPS and 125 MiB/s there)",
                )
            ],
            id="small gp3 with IOPS",
        ),
        pytest.param(
            {"allocatedStorage": 399, "storageThroughput": 125},
            [
                (
                    "storageThroughput",
                    "InvalidParameterCombination: You can't specify IOPS or storage throughput for engine postgres and a storage size less than 400 (it is 399; gp3 has 3000 IOPS and 125 MiB/s there)",
                )
            ],
            id="small gp3 with throughput",
        ),
        pytest.param(
            {"allocatedStorage": 400, "iops": 3000},
            [("iops", "InvalidParameterValue: Invalid IOPS for gp3: 3000 (allowed: 12000 to 64000)")],
            id="striped gp3 with few IOPS",
        ),
        pytest.param(
            {"allocatedStorage": 400, "iops": 12000, "storageThroughput": 3001},
            [
                (
                    "storageThroughput",
                    "InvalidParameterCombination: The throughput to IOPS ratio must be at most 0.25: 3001 for 12000 IOPS",
                )
            ],
            id="throughput over a quarter of IOPS",
        ),
        pytest.param(
            {"allocatedStorage": 400, "storageThroughput": 500},
            [("iops", "InvalidParameterCombination: storageThroughput of gp3 needs iops as well")],
            id="throughput alone",
        ),
        pytest.param(
            {"storageType": "io1", "allocatedStorage": 100},
            [
                (
                    "iops",
                    "InvalidParameterCombination: You must specify a value for iops with storage type io1",
                )
            ],
            id="io1 without IOPS",
        ),
        pytest.param(
            {"storageType": "io1", "iops": 1000},
            [
                (
                    "allocatedStorage",
                    "InvalidParameterValue: Invalid storage size for engine name postgres and storage type io1: 20 (allowed: 100 to 65536 GiB)",
                )
            ],
            id="io1 small",
        ),
        pytest.param(
            {"storageType": "io1", "allocatedStorage": 100, "iops": 5001},
            [
                (
                    "iops",
                    "InvalidParameterCombination: The IOPS to GiB ratio of io1 must be between 0.5 and 50: 5001 for 100 GiB",
                )
            ],
            id="io1 ratio",
        ),
        pytest.param(
            {"storageType": "gp2", "iops": 3000},
            [("iops", "InvalidParameterCombination: IOPS cannot be set for storage type gp2 (it is 3000)")],
            id="gp2 with IOPS",
        ),
        pytest.param(
            {"storageType": "gp2", "storageThroughput": 125},
            [
                (
                    "storageThroughput",
                    "InvalidParameterCombination: storage throughput can be set for storage type gp3 only, not gp2",
                )
            ],
            id="gp2 with throughput",
        ),
        pytest.param(
            {"storageEncrypted": False, "kmsKeyId": "@key.arn"},
            [
                (
                    "kmsKeyId",
                    "InvalidParameterCombination: KmsKeyId is not applicable when StorageEncrypted is false: set storageEncrypted to true",
                )
            ],
            id="key without encryption",
        ),
        pytest.param(
            {"kmsKeyId": "12345678-1234-1234-1234-123456789012"},
            [
                (
                    "kmsKeyId",
                    '"12345678-1234-1234-1234-123456789012" is an invalid ARN: it has to look like arn:aws:kms:region:account:key/',
                )
            ],
            id="key by id",
        ),
        pytest.param(
            {"performanceInsightsEnabled": True, "performanceInsightsRetentionPeriod": 94},
            [
                (
                    "performanceInsightsRetentionPeriod",
                    "InvalidParameterValue: Invalid Performance Insights retention period: 94. Valid values are: 7, month * 31 (month 1 to 23), 731",
                )
            ],
            id="insights days",
        ),
        pytest.param(
            {"performanceInsightsEnabled": False, "performanceInsightsRetentionPeriod": 7},
            [
                (
                    "performanceInsightsRetentionPeriod",
                    "InvalidParameterCombination: performanceInsightsRetentionPeriod cannot be set when performanceInsightsEnabled is false",
                )
            ],
            id="insights off",
        ),
        pytest.param(
            {"performanceInsightsEnabled": True, "databaseInsightsMode": "advanced"},
            [
                (
                    "databaseInsightsMode",
                    "InvalidParameterCombination: To enable the Advanced mode of Database Insights, performance insights must be enabled with a retention period of at least 465 days (it is 7)",
                )
            ],
            id="advanced insights",
        ),
        pytest.param(
            {"enabledCloudwatchLogsExports": ["postgresql", "slowquery"]},
            [
                (
                    "enabledCloudwatchLogsExports[1]",
                    "InvalidParameterCombination: You cannot use the log types 'slowquery' with engine postgres. For supported log types, see: iam-db-auth-error, postgresql, upgrade",
                )
            ],
            id="logs",
        ),
        pytest.param(
            {"caCertIdentifier": "rds-ca-2019"},
            [
                (
                    "caCertIdentifier",
                    "Value 'rds-ca-2019' at 'caCertIdentifier' failed to satisfy constraint: Member must satisfy enum value set: [rds-ca-rsa2048-g1, rds-ca-rsa4096-g1, rds-ca-ecc384-g1]",
                )
            ],
            id="certificate",
        ),
        pytest.param(
            {"port": 80},
            [
                (
                    "port",
                    "Value '80' at 'port' failed to satisfy constraint: Member must have value between 1150 and 65535",
                )
            ],
            id="port",
        ),
        pytest.param(
            {"parameterGroupName": "@db_parameters"},
            [
                (
                    "parameterGroupName",
                    "InvalidParameterCombination: The Parameter Group example-pg14 with DBParameterGroupFamily postgres14 can't be used for this instance. Please use a Parameter Group with DBParameterGroupFamily postgres15",
                )
            ],
            id="parameters of another major",
        ),
        pytest.param(
            {"parameterGroupName": "default.postgres16"},
            [
                (
                    "parameterGroupName",
                    "InvalidParameterCombination: The Parameter Group default.postgres16 with DBParameterGroupFamily postgres16 can't be used for this instance. Please use a Parameter Group with DBParameterGroupFamily postgres15",
                )
            ],
            id="default parameters of another major",
        ),
        pytest.param(
            {"vpcSecurityGroupIds": ["@other_group"]},
            [
                (
                    "vpcSecurityGroupIds[0]",
                    "InvalidParameterCombination: The DB instance and EC2 security group are in different VPCs. The DB instance is in @vpc and the EC2 security group @other_group is in @other_vpc",
                )
            ],
            id="group of another VPC",
        ),
        pytest.param(
            {"availabilityZone": "us-east-1a"},
            [
                (
                    "availabilityZone",
                    "InvalidParameterCombination: Requesting a specific availability zone is not valid for Multi-AZ instances.",
                )
            ],
            id="zone and Multi-AZ",
        ),
        pytest.param(
            {"multiAz": False, "availabilityZone": "us-east-1c"},
            [
                (
                    "availabilityZone",
                    "InvalidVPCNetworkStateFault: The DB subnet group has no subnet in us-east-1c, only in us-east-1a, us-east-1b",
                )
            ],
            id="zone without subnet",
        ),
        pytest.param(
            {"multiAz": False, "availabilityZone": "eu-west-1a", "dbSubnetGroupName": None},
            [
                (
                    "availabilityZone",
                    "InvalidParameterValue: eu-west-1a is not a valid availability zone of us-east-1 (us-east-1a, us-east-1b, us-east-1c, us-east-1d, us-east-1e, us-east-1f)",
                )
            ],
            id="zone of another region",
        ),
        pytest.param(
            {
                "replicateSourceDb": "unsaved-db",
                "engine": None,
                "engineVersion": None,
                "username": None,
                "password": None,
                "dbName": None,
                "allocatedStorage": None,
                "storageEncrypted": None,
                "finalSnapshotIdentifier": None,
                "skipFinalSnapshot": True,
            },
            [],
            id="replica of a source without backups",
        ),
        pytest.param(
            {
                "replicateSourceDb": "example-db",
                "engine": None,
                "engineVersion": None,
                "username": None,
                "password": None,
                "dbName": None,
                "allocatedStorage": None,
                "finalSnapshotIdentifier": None,
                "skipFinalSnapshot": True,
            },
            [],
            id="encrypted replica of a plain source",
        ),
        pytest.param(
            {
                "replicateSourceDb": "example-db",
                "engine": None,
                "engineVersion": None,
                "password": None,
                "dbName": None,
                "allocatedStorage": None,
                "storageEncrypted": None,
                "finalSnapshotIdentifier": None,
                "skipFinalSnapshot": True,
            },
            [],
            id="replica with its own user",
        ),
        pytest.param(
            {
                "replicateSourceDb": "example-db",
                "engine": None,
                "engineVersion": None,
                "username": None,
                "password": None,
                "dbName": None,
                "allocatedStorage": None,
                "storageEncrypted": None,
            },
            [
                (
                    "skipFinalSnapshot",
                    "InvalidParameterCombination: a read replica cannot have a final snapshot: skipFinalSnapshot must be true",
                )
            ],
            id="replica with final snapshot",
        ),
    ],
)
def test_instance_refused(change: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert account().refusals(INSTANCE, changed(INSTANCE_INPUTS, change)) == expected


SUBNETS: Final = "aws:rds/subnetGroup:SubnetGroup"

SUBNETS_INPUTS: Final[dict[str, Any]] = {
    "name": "pyshop.db_subnets-1",
    "subnetIds": ["@subnet_a", "@subnet_b"],
}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({}, id="as it is"),
        pytest.param({"subnetIds": ["@subnet_a", "@subnet_b", "@subnet_c"]}, id="three"),
        pytest.param(
            {"subnetIds": ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]}, id="not in the run"
        ),
    ],
)
def test_subnets_accepted(change: dict[str, Any]) -> None:
    assert account().refusals(SUBNETS, changed(SUBNETS_INPUTS, change)) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            {"subnetIds": ["@subnet_a"]},
            [
                (
                    "subnetIds",
                    "DBSubnetGroupDoesNotCoverEnoughAZs: The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: us-east-1a. Add subnets to cover at least 2 AZs.",
                )
            ],
            id="one subnet",
        ),
        pytest.param(
            {"subnetIds": ["@subnet_a", "@subnet_a2"]},
            [
                (
                    "subnetIds",
                    "DBSubnetGroupDoesNotCoverEnoughAZs: The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: us-east-1a. Add subnets to cover at least 2 AZs.",
                )
            ],
            id="one zone",
        ),
        pytest.param(
            {"subnetIds": ["@subnet_a", "@other_subnet"]},
            [
                (
                    "subnetIds[1]",
                    "InvalidParameterValue: The subnets of a DB subnet group must be in the same VPC: @subnet_a is in @vpc, @other_subnet is in @other_vpc",
                )
            ],
            id="two VPCs",
        ),
        pytest.param(
            {"name": "PyShop"},
            [
                (
                    "name",
                    "Value 'PyShop' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z0-9 ._\\-]{1,255} (small letters, digits, spaces, . _ and -, at most 255)",
                )
            ],
            id="capitals",
        ),
        pytest.param(
            {"name": "default"},
            [("name", "InvalidParameterValue: The DB subnet group name 'default' is reserved")],
            id="reserved",
        ),
        pytest.param(
            {"description": ""},
            [("description", "InvalidParameterValue: DBSubnetGroupDescription must not be blank")],
            id="description",
        ),
    ],
)
def test_subnets_refused(change: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert account().refusals(SUBNETS, changed(SUBNETS_INPUTS, change)) == expected


PARAMETERS: Final = "aws:rds/parameterGroup:ParameterGroup"

PARAMETERS_INPUTS: Final[dict[str, Any]] = {
    "name": "pyshop-postgres15",
    "family": "postgres15",
    "parameters": [{"name": "rds.force_ssl", "value": "1"}],
}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({}, id="as it is"),
        pytest.param(
            {"parameters": [{"name": "max_connections", "value": "100", "applyMethod": "pending-reboot"}]},
            id="static at reboot",
        ),
        pytest.param({"family": "mysql8.0", "parameters": []}, id="another engine"),
        pytest.param({"family": "aurora-postgresql16"}, id="aurora"),
    ],
)
def test_parameters_accepted(change: dict[str, Any]) -> None:
    assert account().refusals(PARAMETERS, changed(PARAMETERS_INPUTS, change)) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(
            {"family": "postgresql15"},
            [
                (
                    "family",
                    "InvalidParameterValue: ParameterGroupFamily postgresql15 is not a valid parameter group family (postgres14, postgres15, postgres16, postgres17, postgres18, …)",
                )
            ],
            id="family",
        ),
        pytest.param(
            {"family": "postgres12"},
            [
                (
                    "family",
                    "InvalidParameterValue: ParameterGroupFamily postgres12 is not a valid parameter group family (postgres14, postgres15, postgres16, postgres17, postgres18, …)",
                )
            ],
            id="family out of support",
        ),
        pytest.param(
            {"parameters": [{"name": "max_connections", "value": "100"}]},
            [
                (
                    "parameters[0].applyMethod",
                    "InvalidParameterCombination: cannot use immediate apply method for static parameter max_connections: applyMethod must be pending-reboot",
                )
            ],
            id="static at once",
        ),
        pytest.param(
            {"parameters": [{"name": "rds.force_ssl", "value": "1", "applyMethod": "now"}]},
            [
                (
                    "parameters[0].applyMethod",
                    "Value 'now' at 'applyMethod' failed to satisfy constraint: Member must satisfy enum value set: [immediate, pending-reboot]",
                )
            ],
            id="method",
        ),
        pytest.param(
            {
                "parameters": [
                    {"name": "rds.force_ssl", "value": "1"},
                    {"name": "rds.force_ssl", "value": "0"},
                ]
            },
            [("parameters[1].name", "InvalidParameterValue: the parameter 'rds.force_ssl' is set twice")],
            id="twice",
        ),
        pytest.param(
            {"name": "pyshop_postgres"},
            [
                (
                    "name",
                    "Value 'pyshop_postgres' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: (?=.{1,255}$)[a-z][a-z0-9.]*(-[a-z0-9.]+)* (begins with a letter; small letters, digits, . and single hyphens; at most 255)",
                )
            ],
            id="name",
        ),
        pytest.param(
            {"name": "pyshop--pg"},
            [
                (
                    "name",
                    "Value 'pyshop--pg' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: (?=.{1,255}$)[a-z][a-z0-9.]*(-[a-z0-9.]+)* (begins with a letter; small letters, digits, . and single hyphens; at most 255)",
                )
            ],
            id="two hyphens",
        ),
        pytest.param(
            {"name": "default.postgres15"},
            [
                (
                    "name",
                    "InvalidParameterValue: The parameter group name 'default.postgres15' is reserved (default…)",
                )
            ],
            id="reserved",
        ),
    ],
)
def test_parameters_refused(change: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert account().refusals(PARAMETERS, changed(PARAMETERS_INPUTS, change)) == expected
