"""PyShop's database, its credentials, and what it takes to get it back."""

from typing import Any

import pytest

from simulator.embedded import ProgramFailed
from tests.harness import Graph, graph_of, opened, preview_of
from tests.systems.questions import attached, plain_places, role_of, subnet_names, trusts

DB = "groundwork:data.db"
CLASSES = {"pyshop/dev": "db.t4g.micro", "pyshop/prod": "db.t4g.small", "pyshop/domain": "db.t4g.micro"}
MULTI_AZ = {"pyshop/dev": False, "pyshop/prod": True, "pyshop/domain": False}
MONITORING = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"


def credentials(graph: Graph) -> dict[str, Any]:
    """What the secret of the database holds."""
    return graph.one("secretsmanager/secretVersion", "db").document("secretString")


@pytest.mark.spec("PYS-DAT-01")
def test_postgresql_15_on_a_minor_that_aws_keeps_supported(graph: Graph) -> None:
    instance = graph.one("rds/instance").inputs
    assert instance["engine"] == "postgres"
    assert instance["engineVersion"] == "15"
    assert instance["autoMinorVersionUpgrade"] is True
    assert graph.one("rds/parameterGroup").inputs["family"] == "postgres15"
    assert instance["parameterGroupName"] == graph.one("rds/parameterGroup").inputs["name"]


@pytest.mark.spec("PYS-DAT-01")
@pytest.mark.parametrize("version", ["15.5", "15.12"])
def test_a_minor_out_of_support_is_refused(version: str) -> None:
    with pytest.raises(ProgramFailed, match=rf"groundwork:data\.db\.engineVersion: given \"{version}\""):
        preview_of("pyshop/dev", {f"{DB}.engineVersion": version})


@pytest.mark.spec("PYS-DAT-01")
def test_a_supported_minor_may_be_named() -> None:
    graph = graph_of("pyshop/dev", {f"{DB}.engineVersion": "15.15"})
    assert graph.one("rds/instance").inputs["engineVersion"] == "15.15"


@pytest.mark.spec("PYS-DAT-02", "PYS-CST-03")
def test_the_class_of_the_instance(stack: str, graph: Graph) -> None:
    assert graph.one("rds/instance").inputs["instanceClass"] == CLASSES[stack]
    other = graph_of(stack, {f"{DB}.instanceClass": "db.m7g.large"})
    assert other.one("rds/instance").inputs["instanceClass"] == "db.m7g.large"


@pytest.mark.spec("PYS-DAT-03", "PYS-DAT-04")
def test_20_gb_of_encrypted_gp3(graph: Graph) -> None:
    instance = graph.one("rds/instance").inputs
    assert instance["allocatedStorage"] == 20
    assert "maxAllocatedStorage" not in instance
    assert instance["storageType"] == "gp3"
    assert instance["storageEncrypted"] is True


@pytest.mark.spec("PYS-DAT-05", "PYS-REC-01")
def test_daily_backups_are_kept_for_a_week(graph: Graph) -> None:
    instance = graph.one("rds/instance").inputs
    assert instance["backupRetentionPeriod"] == 7
    assert instance["backupWindow"] == "03:00-04:00"
    assert instance["copyTagsToSnapshot"] is True


@pytest.mark.spec("PYS-DAT-05", "PYS-REC-01")
def test_the_retention_of_backups_is_a_setting() -> None:
    graph = graph_of("pyshop/prod", {f"{DB}.backupRetentionDays": 14})
    assert graph.one("rds/instance").inputs["backupRetentionPeriod"] == 14


@pytest.mark.spec("PYS-DAT-06", "PYS-REC-03", "PYS-CST-03")
def test_a_standby_in_prod_alone(stack: str, graph: Graph) -> None:
    assert graph.one("rds/instance").inputs["multiAz"] is MULTI_AZ[stack]
    other = graph_of(stack, {f"{DB}.multiAz": not MULTI_AZ[stack]})
    assert other.one("rds/instance").inputs["multiAz"] is not MULTI_AZ[stack]


@pytest.mark.spec("PYS-REC-03")
def test_prod_stands_in_two_zones() -> None:
    graph = graph_of("pyshop/prod")
    zones = {subnet.id: subnet.inputs["availabilityZone"] for subnet in graph.all("ec2/subnet")}
    placed = [
        graph.one("lb/loadBalancer").inputs["subnets"],
        graph.one("ecs/service").inputs["networkConfiguration"]["subnets"],
        graph.one("rds/subnetGroup").inputs["subnetIds"],
    ]
    assert [{zones[each] for each in ids} for ids in placed] == [{"us-east-1a", "us-east-1b"}] * 3
    assert graph.one("rds/instance").inputs["multiAz"] is True


@pytest.mark.spec("PYS-DAT-07", "PYS-SEC-05")
def test_the_database_has_no_public_address(graph: Graph) -> None:
    assert graph.one("rds/instance").inputs["publiclyAccessible"] is False


@pytest.mark.spec("PYS-DAT-08", "PYS-SEC-05")
def test_the_database_is_in_the_private_subnets(graph: Graph) -> None:
    group = graph.one("rds/subnetGroup").inputs
    assert subnet_names(graph, group["subnetIds"]) == {"private-a", "private-b"}
    assert graph.one("rds/instance").inputs["dbSubnetGroupName"] == group["name"]


@pytest.mark.spec("PYS-DAT-09")
def test_enhanced_monitoring_with_its_role(graph: Graph) -> None:
    instance = graph.one("rds/instance").inputs
    assert instance["monitoringInterval"] == 60
    role = role_of(graph, instance["monitoringRoleArn"])
    assert trusts(role, "monitoring.rds.amazonaws.com")
    assert attached(graph, role) == {MONITORING}
    assert graph.statements(role) == []


@pytest.mark.spec("PYS-DAT-09")
def test_enhanced_monitoring_is_a_setting() -> None:
    graph = graph_of("pyshop/dev", {f"{DB}.monitoringInterval": 0})
    assert graph.one("rds/instance").inputs["monitoringInterval"] == 0
    assert "monitoringRoleArn" not in graph.one("rds/instance").inputs
    assert not graph.all("iam/role", "db-monitoring")


@pytest.mark.spec("PYS-DAT-10", "PYS-SEC-07")
def test_one_secret_holds_the_password_and_the_connection_string(graph: Graph) -> None:
    instance = graph.one("rds/instance")
    password = instance.inputs["password"]
    host = instance.outputs["address"]
    assert credentials(graph) == {
        "engine": "postgres",
        "host": host,
        "port": 5432,
        "dbname": "pyshop",
        "username": "pyshop",
        "password": password,
        "url": f"postgresql://pyshop:{password}@{host}:5432/pyshop?sslmode=require",
    }
    secret = graph.one("secretsmanager/secret", "db")
    assert graph.one("secretsmanager/secretVersion", "db").inputs["secretId"] == secret.id
    assert instance.inputs["dbName"] == instance.inputs["username"] == "pyshop"


@pytest.mark.spec("PYS-DAT-10")
def test_the_password_is_generated_from_what_a_url_takes(graph: Graph) -> None:
    made = graph.one("random:index/randomPassword:RandomPassword", "db")
    assert made.inputs["length"] == 32
    assert made.inputs["special"] is False
    assert made.outputs["result"] == graph.one("rds/instance").inputs["password"]
    assert made.outputs["result"].isalnum()


@pytest.mark.spec("PYS-DAT-10", "PYS-CMP-14")
def test_no_generated_value_stands_in_plain_anywhere(graph: Graph) -> None:
    made = graph.all("random:index/randomPassword:RandomPassword")
    assert [each.name for each in made] == ["secret-key", "db"]
    assert {each.name: plain_places(graph, each.outputs["result"]) for each in made} == {
        "secret-key": [],
        "db": [],
    }


@pytest.mark.spec("PYS-DAT-10")
def test_the_password_is_kept_by_the_database_and_its_secret_alone(graph: Graph) -> None:
    password = graph.one("rds/instance").inputs["password"]
    holders = {
        (each.type.split("/")[-1].split(":")[0], each.name)
        for each in graph.resources
        if password in str(opened(each.state.get("inputs"))) + str(opened(each.state.get("outputs")))
    }
    assert holders == {("randomPassword", "db"), ("instance", "db"), ("secretVersion", "db")}
    assert password not in str(graph.outputs)


@pytest.mark.spec("PYS-DAT-10", "PYS-SEC-07")
def test_a_rotation_changes_password_and_connection_string_together() -> None:
    before, after = graph_of("pyshop/prod"), graph_of("pyshop/prod", {f"{DB}.passwordVersion": 2})
    keepers = [
        graph.one("random:index/randomPassword:RandomPassword", "db").inputs["keepers"]
        for graph in (before, after)
    ]
    assert keepers == [{"version": "1"}, {"version": "2"}]
    assert credentials(before)["password"] != credentials(after)["password"]
    for graph in (before, after):
        password = graph.one("rds/instance").inputs["password"]
        assert credentials(graph)["password"] == password
        assert f":{password}@" in credentials(graph)["url"]


@pytest.mark.spec("PYS-DAT-10")
def test_the_database_refuses_connections_without_tls(graph: Graph) -> None:
    parameters = graph.one("rds/parameterGroup").inputs["parameters"]
    assert [(each["name"], each["value"]) for each in parameters] == [("rds.force_ssl", "1")]
    assert credentials(graph)["url"].endswith("?sslmode=require")


@pytest.mark.spec("PYS-DAT-11")
def test_no_replica_by_default(graph: Graph) -> None:
    assert [instance.name for instance in graph.all("rds/instance")] == ["db"]
    assert "replicateSourceDb" not in graph.one("rds/instance").inputs


@pytest.mark.spec("PYS-DAT-11")
def test_replicas_can_be_added(stack: str) -> None:
    graph = graph_of(stack, {f"{DB}.replicas": 2})
    source, *replicas = graph.all("rds/instance")
    assert [replica.name for replica in replicas] == ["db-replica-1", "db-replica-2"]
    for replica in replicas:
        assert replica.inputs["replicateSourceDb"] == source.inputs["identifier"]
        assert replica.inputs["instanceClass"] == CLASSES[stack]
        assert replica.inputs["publiclyAccessible"] is False
        assert replica.inputs["storageEncrypted"] is True
        assert replica.inputs["vpcSecurityGroupIds"] == source.inputs["vpcSecurityGroupIds"]
        assert not {"password", "username", "dbSubnetGroupName"} & replica.inputs.keys()
        assert source.urn in replica.state["dependencies"]


@pytest.mark.spec("PYS-REC-01")
def test_the_database_outlives_a_mistake(graph: Graph) -> None:
    instance = graph.one("rds/instance")
    assert instance.inputs["deletionProtection"] is True
    assert instance.inputs["skipFinalSnapshot"] is False
    assert instance.inputs["finalSnapshotIdentifier"] == f"{instance.inputs['identifier']}-final"
    assert instance.state["protect"] is True
