"""FoodBeGood's database, bucket, secrets and key in phase 1."""

import pytest

from tests.harness import Graph, config_of, opened

STACK = "foodbegood/phase1"


@pytest.mark.spec("FBG-DAT-01", "FBG-DAT-02", "FBG-DAT-03", "FBG-DAT-04", "FBG-REC-01", "FBG-S-05")
@pytest.mark.spec("FBG-D-03", "FBG-D-04", "FBG-C-03", "FBG-C-09", "FBG-REC-06")
def test_a_small_encrypted_database_with_a_week_of_backups(graph: Graph) -> None:
    inputs = graph.one("rds/instance").inputs
    expected = {
        "identifier": "foodbegood-dev-db",
        "engine": "postgres",
        "engineVersion": "15",
        "autoMinorVersionUpgrade": True,
        "instanceClass": "db.t3.micro",
        "allocatedStorage": 20,
        "maxAllocatedStorage": 100,
        "storageType": "gp3",
        "multiAz": False,
        "publiclyAccessible": False,
        "storageEncrypted": True,
        "kmsKeyId": graph.one("kms/key").arn,
        "backupRetentionPeriod": 7,
        "backupWindow": "03:00-04:00",
        "maintenanceWindow": "sun:04:00-sun:05:00",
    }
    assert {key: inputs.get(key) for key in expected} == expected


@pytest.mark.spec("FBG-DAT-05")
def test_parameters_count_in_pages_and_wait_for_a_reboot(graph: Graph) -> None:
    group = graph.one("rds/parameterGroup").inputs
    assert group["family"] == "postgres15"
    assert {each["name"]: each["value"] for each in group["parameters"]} == {
        "max_connections": "100",
        "shared_buffers": "32768",
        "effective_cache_size": "98304",
        "rds.force_ssl": "1",
    }
    assert {each["applyMethod"] for each in group["parameters"]} == {"pending-reboot"}


@pytest.mark.spec("FBG-DAT-06")
def test_the_subnet_group_spans_two_zones(graph: Graph) -> None:
    group = graph.one("rds/subnetGroup").inputs
    assert group["name"] == "foodbegood-dev-db-subnet-group"
    private = {graph.one("ec2/subnet", name).id for name in ("data-a", "data-b")}
    assert set(group["subnetIds"]) == private


@pytest.mark.spec("FBG-DAT-07", "FBG-OPS-01")
def test_name_user_and_password_are_settings(graph: Graph) -> None:
    instance = graph.one("rds/instance")
    assert (instance.inputs["dbName"], instance.inputs["username"]) == ("foodbegood", "foodbegood")
    password = config_of(STACK)["groundwork:secretValues"]["db-password"]
    assert instance.inputs["password"] == password
    assert instance.state["inputs"]["password"] != opened(instance.state["inputs"]["password"])
    assert graph.one("ssm/parameter", "db").document("value")["password"] == password


@pytest.mark.spec("FBG-DAT-08", "FBG-OPS-07")
def test_pulumi_protects_the_database_of_a_development_stack(graph: Graph) -> None:
    instance = graph.one("rds/instance")
    assert instance.state["protect"] is True
    assert instance.inputs["deletionProtection"] is False
    assert instance.inputs["skipFinalSnapshot"] is True


@pytest.mark.spec("FBG-STO-01", "FBG-STO-02", "FBG-STO-03", "FBG-STO-06", "FBG-OPS-08", "FBG-S-09")
def test_the_uploads_bucket_is_private_versioned_and_kept(graph: Graph) -> None:
    bucket = graph.one("s3/bucket")
    assert bucket.inputs["bucket"] == "foodbegood-dev-uploads-123456789012"
    assert bucket.state["protect"] is True
    assert not bucket.inputs.get("forceDestroy")
    assert graph.one("s3/bucketVersioning").inputs["versioningConfiguration"] == {"status": "Enabled"}
    (rule,) = graph.one("s3/bucketServerSideEncryptionConfiguration").inputs["rules"]
    assert rule["applyServerSideEncryptionByDefault"]["sseAlgorithm"] == "AES256"
    blocks = graph.one("s3/bucketPublicAccessBlock").inputs
    assert {value for key, value in blocks.items() if key != "bucket"} == {True}
    (statement,) = graph.one("s3/bucketPolicy").document("policy")["Statement"]
    assert (statement["Effect"], statement["Condition"]) == (
        "Deny",
        {"Bool": {"aws:SecureTransport": "false"}},
    )


@pytest.mark.spec("FBG-STO-04", "FBG-STO-05", "FBG-S-10")
def test_uploads_grow_cold_and_the_app_reaches_them(graph: Graph) -> None:
    (rule,) = graph.one("s3/bucketLifecycleConfiguration").inputs["rules"]
    assert rule["transitions"] == [
        {"days": 90, "storageClass": "STANDARD_IA"},
        {"days": 365, "storageClass": "GLACIER"},
    ]
    (cors,) = graph.one("s3/bucketCorsConfiguration").inputs["corsRules"]
    assert cors["allowedOrigins"] == ["https://api.foodbegood.app"]
    assert cors["allowedMethods"] == ["GET", "PUT", "POST", "DELETE"]
    assert cors["allowedHeaders"] == ["*"]


@pytest.mark.spec("FBG-SEC-01", "FBG-S-21")
def test_the_key_is_there_from_the_first_phase(graph: Graph) -> None:
    key = graph.one("kms/key")
    assert key.inputs["description"] == "KMS key for FoodBeGood application data"
    assert key.inputs["deletionWindowInDays"] == 30
    assert key.inputs["enableKeyRotation"] is key.inputs["multiRegion"] is True
    assert key.state["protect"] is True


@pytest.mark.spec("FBG-SEC-14", "FBG-OPS-01")
def test_the_signing_secret_is_a_parameter_under_the_key(graph: Graph) -> None:
    parameter = graph.one("ssm/parameter", "jwt-secret").inputs
    assert (parameter["name"], parameter["type"]) == ("/foodbegood-dev/jwt-secret", "SecureString")
    assert parameter["keyId"] == graph.one("kms/key").arn
    assert parameter["value"] == config_of(STACK)["groundwork:secretValues"]["jwt-secret"]
