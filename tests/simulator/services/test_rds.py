"""RDS: what it refuses, and the shapes of its answers."""

from __future__ import annotations

from tests.simulator.services.cases import Case, accepted, refused
from tests.simulator.services.world import World, account, shape

INSTANCE = "aws:rds/instance:Instance"


@accepted("rds")
def test_accepts(case: Case) -> None:
    assert case.refusals() == []


@refused("rds")
def test_refuses(case: Case) -> None:
    assert case.refusals() == case.says


def test_an_instance_has_its_endpoint_and_resource_id() -> None:
    db = account().states["db"]
    assert shape(db.id, "db-{up26}")
    assert db.outputs["resourceId"] == db.id
    assert shape(db.outputs["address"], "example-db.{low12}.us-east-1.rds.amazonaws.com")
    assert db.outputs["endpoint"] == f"{db.outputs['address']}:5432"
    assert db.outputs["arn"] == "arn:aws:rds:us-east-1:123456789012:db:example-db"
    assert db.outputs["hostedZoneId"] == "Z2R2ITUGPM61AM"


def test_the_middle_of_an_endpoint_is_the_accounts() -> None:
    states = account().states
    middles = {states[name].outputs["address"].split(".")[1] for name in ("db", "unsaved_db")}
    assert len(middles) == 1


def test_a_major_runs_its_newest_minor() -> None:
    db = account().states["db"].outputs
    assert (db["engineVersion"], db["engineVersionActual"]) == ("15", "15.19")
    assert (db["parameterGroupName"], db["optionGroupName"]) == ("default.postgres15", "default:postgres-15")


def test_defaults_that_rds_fills_in() -> None:
    db = account().states["db"].outputs
    assert (db["storageType"], db["iops"], db["storageThroughput"]) == ("gp3", 3000, 125)
    assert (db["licenseModel"], db["port"], db["status"]) == ("postgresql-license", 5432, "available")
    assert (db["multiAz"], db["publiclyAccessible"], db["storageEncrypted"]) == (False, False, False)
    assert db["masterUserSecrets"] == []


def test_the_windows_that_rds_picks_pass_its_own_rules() -> None:
    world = World()
    base = account().states["db"].inputs
    for number in range(20):
        db = world.add(f"db{number}", INSTANCE, {**base, "identifier": f"db{number}"}).outputs
        windows = {key: db[key] for key in ("backupWindow", "maintenanceWindow")}
        assert world.refusals(INSTANCE, {**base, **windows}) == []


def test_striped_storage_has_more() -> None:
    db = World().add("big", INSTANCE, {**account().states["db"].inputs, "allocatedStorage": 400}).outputs
    assert (db["iops"], db["storageThroughput"]) == (12000, 500)


def test_a_managed_password_is_a_secret() -> None:
    inputs = {**account().states["db"].inputs, "manageMasterUserPassword": True, "password": None}
    [secret] = World().add("db", INSTANCE, inputs).outputs["masterUserSecrets"]
    assert shape(
        secret["secretArn"], "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!db-{uuid}-{mix6}"
    )
    assert secret["secretStatus"] == "active"


def test_a_replica_takes_over_from_its_source() -> None:
    world = World()
    world.add("db", INSTANCE, account().states["db"].inputs)
    inputs = {"identifier": "replica", "instanceClass": "db.t4g.micro", "replicateSourceDb": "example-db"}
    replica = world.add("replica", INSTANCE, {**inputs, "skipFinalSnapshot": True}).outputs
    taken = {key: replica[key] for key in ("engine", "engineVersionActual", "username", "allocatedStorage")}
    assert taken == {
        "engine": "postgres",
        "engineVersionActual": "15.19",
        "username": "shop",
        "allocatedStorage": 20,
    }
    assert replica["backupRetentionPeriod"] == 0


def test_a_group_knows_its_vpc() -> None:
    group = account().states["db_subnets"]
    assert (group.id, group.outputs["vpcId"]) == ("example-db-subnets", account().states["vpc"].id)
    assert group.outputs["arn"] == "arn:aws:rds:us-east-1:123456789012:subgrp:example-db-subnets"


def test_the_password_never_stands_in_a_reason() -> None:
    inputs = {**account().states["db"].inputs, "password": "pass/word@1"}
    reasons = account().refusals(INSTANCE, inputs)
    assert len(reasons) == 1
    assert "pass/word" not in str(reasons)
