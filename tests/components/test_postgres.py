"""PostgreSQL on RDS: instance, replicas, groups, logs, credentials, and what its class can take."""

import pytest

from components.data.capacity import connection_alarm_threshold, memory_gib
from settings.tables import DB_INSTANCE_CLASSES
from tests.harness import Graph, graph_of

DB = "groundwork:data.db"


@pytest.fixture(scope="module")
def prod() -> Graph:
    return graph_of("prod", {f"{DB}.replicas": 2, f"{DB}.parameters": {"log_min_duration_statement": "500"}})


def test_the_instance_is_private_encrypted_and_kept(prod: Graph) -> None:
    instance = prod.one("rds/instance", "db")
    group = prod.one("ec2/securityGroup", "db")
    expected = {
        "identifier": "groundwork-production-db",
        "engine": "postgres",
        "engineVersion": "17",
        "instanceClass": "db.m7g.large",
        "allocatedStorage": 100,
        "maxAllocatedStorage": 500,
        "storageType": "gp3",
        "storageEncrypted": True,
        "kmsKeyId": prod.one("kms/key").arn,
        "multiAz": True,
        "publiclyAccessible": False,
        "port": 5432,
        "vpcSecurityGroupIds": [group.id],
        "dbSubnetGroupName": prod.one("rds/subnetGroup").inputs["name"],
        "parameterGroupName": prod.one("rds/parameterGroup").outputs["name"],
        "backupRetentionPeriod": 30,
        "backupWindow": "03:00-04:00",
        "maintenanceWindow": "sun:04:30-sun:05:30",
        "autoMinorVersionUpgrade": True,
        "copyTagsToSnapshot": True,
        "applyImmediately": False,
        "deletionProtection": True,
        "skipFinalSnapshot": False,
        "finalSnapshotIdentifier": "groundwork-production-db-final",
        "enabledCloudwatchLogsExports": ["postgresql", "upgrade"],
        "performanceInsightsEnabled": True,
        "performanceInsightsKmsKeyId": prod.one("kms/key").arn,
    }
    assert {key: instance.inputs.get(key) for key in expected} == expected
    assert instance.state["protect"] is True


def test_tls_is_forced_and_parameters_are_the_engines(prod: Graph) -> None:
    group = prod.one("rds/parameterGroup").inputs
    assert group["family"] == "postgres17"
    assert group["parameters"] == [
        {"applyMethod": "pending-reboot", "name": "log_min_duration_statement", "value": "500"},
        {"applyMethod": "pending-reboot", "name": "rds.force_ssl", "value": "1"},
    ]
    minor = graph_of("dev", {f"{DB}.engineVersion": "16.11"})
    assert minor.one("rds/parameterGroup").inputs["family"] == "postgres16"
    assert minor.one("rds/instance").inputs["engineVersion"] == "16.11"


def test_replicas_take_from_their_source_what_they_may_not_choose(prod: Graph) -> None:
    source = prod.one("rds/instance", "db")
    for number in (1, 2):
        replica = prod.one("rds/instance", f"db-replica-{number}")
        assert replica.inputs["replicateSourceDb"] == source.inputs["identifier"]
        assert replica.inputs["identifier"] == f"groundwork-production-db-replica-{number}"
        own = {
            "allocatedStorage",
            "username",
            "password",
            "dbName",
            "dbSubnetGroupName",
            "kmsKeyId",
            "engineVersion",
        }
        assert own & replica.inputs.keys() == set()
        for name in (
            "instanceClass",
            "vpcSecurityGroupIds",
            "parameterGroupName",
            "publiclyAccessible",
            "port",
        ):
            assert replica.inputs[name] == source.inputs[name]
        assert replica.inputs["skipFinalSnapshot"] is True
        assert not replica.state.get("protect")
    assert len(prod.all("rds/instance")) == 3


def test_the_identifiers_of_replicas_are_cut_to_what_rds_takes() -> None:
    graph = graph_of("dev", {f"{DB}.identifier": "d" * 60, f"{DB}.replicas": 1})
    names = {each.name: each.inputs["identifier"] for each in graph.all("rds/instance")}
    assert names["db"] == "d" * 60
    assert len(names["db-replica-1"]) <= 63
    assert names["db-replica-1"].startswith("d" * 50)


def test_log_groups_are_there_before_the_instance_that_writes_to_them(prod: Graph) -> None:
    """RDS would make them itself, without a retention."""
    for instance in prod.all("rds/instance"):
        groups = [
            prod.one("cloudwatch/logGroup", f"{instance.name}-{log}") for log in ("postgresql", "upgrade")
        ]
        assert [group.inputs["name"] for group in groups] == [
            f"/aws/rds/instance/{instance.inputs['identifier']}/{log}" for log in ("postgresql", "upgrade")
        ]
        assert {group.inputs["retentionInDays"] for group in groups} == {365}
        assert {group.urn for group in groups} <= set(instance.state["dependencies"])


def test_enhanced_monitoring_has_a_role_that_may_write_before_it_is_used(prod: Graph) -> None:
    instance, role = prod.one("rds/instance", "db"), prod.one("iam/role", "db-monitoring")
    attachment = prod.one("iam/rolePolicyAttachment")
    assert instance.inputs["monitoringInterval"] == 60
    assert instance.inputs["monitoringRoleArn"] == role.arn
    assert attachment.inputs == {
        "policyArn": "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole",
        "role": role.outputs["name"],
    }
    assert attachment.urn in instance.state["propertyDependencies"]["monitoringRoleArn"]
    assert role.document("assumeRolePolicy")["Statement"][0]["Principal"] == {
        "Service": "monitoring.rds.amazonaws.com"
    }


def test_what_a_stack_gives_up() -> None:
    graph = graph_of("dev")
    instance = graph.one("rds/instance")
    expected = {
        "multiAz": False,
        "backupRetentionPeriod": 1,
        "monitoringInterval": 0,
        "deletionProtection": False,
        "skipFinalSnapshot": True,
        "performanceInsightsEnabled": False,
    }
    assert {key: instance.inputs.get(key) for key in expected} == expected
    assert {"monitoringRoleArn", "finalSnapshotIdentifier"} & instance.inputs.keys() == set()
    assert graph.none("iam/rolePolicyAttachment")


def test_its_group_is_closed_where_nothing_uses_it() -> None:
    graph = graph_of("dev", {"groundwork:compute.services.api.uses": ["uploads"]})
    group = graph.one("ec2/securityGroup", "db")
    rules = [*graph.all("vpc/securityGroupIngressRule"), *graph.all("vpc/securityGroupEgressRule")]
    assert [rule for rule in rules if rule.inputs["securityGroupId"] == group.id] == []
    assert {"ingress", "egress"} & group.inputs.keys() == set()


def test_its_alarms_follow_class_and_storage(prod: Graph) -> None:
    alarms = {
        name: prod.one("cloudwatch/metricAlarm", f"db-{name}") for name in ("cpu", "connections", "storage")
    }
    assert {
        name: (alarm.inputs["metricName"], alarm.inputs["comparisonOperator"], alarm.inputs["threshold"])
        for name, alarm in alarms.items()
    } == {
        "cpu": ("CPUUtilization", "GreaterThanThreshold", 80),
        "connections": ("DatabaseConnections", "GreaterThanThreshold", 690),
        "storage": ("FreeStorageSpace", "LessThanThreshold", 10 * 1024**3),
    }
    assert {name: alarm.inputs["treatMissingData"] for name, alarm in alarms.items()} == {
        "cpu": "notBreaching",
        "connections": "notBreaching",
        "storage": "breaching",
    }
    for alarm in alarms.values():
        assert alarm.inputs["dimensions"] == {"DBInstanceIdentifier": "groundwork-production-db"}
        assert alarm.inputs["namespace"] == "AWS/RDS"


def test_a_second_store_is_apart_from_the_first() -> None:
    second = {"kind": "postgres", "instanceClass": "db.t4g.small", "databaseName": "orders"}
    graph = graph_of(
        "prod", {"groundwork:data.orders": second, "groundwork:compute.services.worker.uses": ["orders"]}
    )
    assert {each.name: each.inputs["dbName"] for each in graph.all("rds/instance")} == {
        "db": "app",
        "orders": "orders",
    }
    assert graph.one("vpc/securityGroupIngressRule", "orders-from-worker").inputs["securityGroupId"] == (
        graph.one("ec2/securityGroup", "orders").id
    )
    assert set(graph.outputs["databaseEndpoints"]) == {"db", "orders"}


@pytest.mark.parametrize(
    ("instance_class", "memory", "threshold"),
    [
        ("db.t4g.micro", 1, 60),
        ("db.t4g.small", 2, 150),
        ("db.t3.medium", 4, 330),
        ("db.m7g.large", 8, 690),
        ("db.m7g.xlarge", 16, 1410),
        ("db.m7g.2xlarge", 32, 2850),
        ("db.r7g.large", 16, 1410),
        ("db.r7g.2xlarge", 64, 4000),
    ],
)
def test_a_class_takes_connections_by_its_memory(instance_class: str, memory: float, threshold: int) -> None:
    """80 % of DBInstanceClassMemory / 9531392, at most 5,000 (PYS-OBS-08 has the first two)."""
    assert memory_gib(instance_class) == memory
    assert connection_alarm_threshold(instance_class) == threshold


def test_every_class_that_the_settings_take_has_a_threshold() -> None:
    classes = [f"db.{family}.{size}" for family, sizes in DB_INSTANCE_CLASSES.items() for size in sizes]
    assert len(classes) > 100
    thresholds = {name: connection_alarm_threshold(name) for name in classes}
    assert {name: found for name, found in thresholds.items() if not 60 <= found <= 4000} == {}
