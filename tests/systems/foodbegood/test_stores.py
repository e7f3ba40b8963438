"""FoodBeGood's stores on ECS: database, copies, replica, cache, buckets, secrets and the key."""

import pytest

from tests.harness import Graph, Resource, graph_of
from tests.systems.foodbegood.test_vpc import EU_CENTRAL, here
from tests.systems.questions import subnet_names

PREFIX = "foodbegood-production"


@pytest.mark.spec(
    "FBG-DAT-01", "FBG-DAT-03", "FBG-DAT-08", "FBG-DAT-10", "FBG-OPS-07", "FBG-REC-06", "FBG-S-05"
)
@pytest.mark.spec("FBG-C-01", "FBG-C-03", "FBG-C-09", "FBG-D-02", "FBG-D-03", "FBG-D-04")
def test_the_database(on_ecs: Graph) -> None:
    instance = on_ecs.one("rds/instance", "db")
    expected = {
        "identifier": f"{PREFIX}-db",
        "engine": "postgres",
        "engineVersion": "15",
        "autoMinorVersionUpgrade": True,
        "multiAz": True,
        "storageType": "gp3",
        "publiclyAccessible": False,
        "storageEncrypted": True,
        "kmsKeyId": on_ecs.one("kms/key").arn,
        "backupRetentionPeriod": 14,
        "backupWindow": "03:00-04:00",
        "deletionProtection": True,
        "skipFinalSnapshot": False,
        "dbName": "foodbegood",
        "username": "foodbegood",
    }
    assert {key: instance.inputs.get(key) for key in expected} == expected
    assert not instance.inputs.get("iops")
    assert instance.state["protect"] is True


@pytest.mark.spec("FBG-DAT-09", "FBG-DAT-12", "FBG-REC-02", "FBG-REC-03")
@pytest.mark.parametrize(
    ("phase", "size", "storage"), [("phase2", "db.t3.small", 50), ("phase3", "db.t3.medium", 100)]
)
def test_class_and_storage_grow(phase: str, size: str, storage: int, request: pytest.FixtureRequest) -> None:
    instance = request.getfixturevalue(phase).one("rds/instance", "db").inputs
    assert (instance["instanceClass"], instance["allocatedStorage"]) == (size, storage)


@pytest.mark.spec("FBG-DAT-06")
def test_the_subnet_group_keeps_its_name_and_takes_every_zone(phase2: Graph, phase3: Graph) -> None:
    for graph, zones in ((phase2, "ab"), (phase3, "abc")):
        group = graph.one("rds/subnetGroup", "db").inputs
        assert group["name"] == f"{PREFIX}-db-subnet-group"
        assert subnet_names(graph, group["subnetIds"]) == {f"data-{zone}" for zone in zones}


@pytest.mark.spec("FBG-DAT-11", "FBG-REC-02", "FBG-REC-06", "FBG-D-04")
def test_backups_are_copied_to_frankfurt_under_a_key_there(on_ecs: Graph) -> None:
    copies = on_ecs.one("rds/instanceAutomatedBackupsReplication")
    assert copies.outputs["region"] == EU_CENTRAL
    assert copies.inputs["sourceDbInstanceArn"] == on_ecs.one("rds/instance", "db").arn
    assert copies.inputs["retentionPeriod"] == 14
    key = on_ecs.one("kms/replicaKey")
    assert copies.inputs["kmsKeyId"] == key.arn
    assert key.arn.split(":")[3] == EU_CENTRAL


@pytest.mark.spec("FBG-DAT-13", "FBG-DAT-14", "FBG-REC-03", "FBG-D-03", "FBG-D-04")
def test_the_replica_in_frankfurt(phase3: Graph) -> None:
    (replica,) = here(phase3, "rds/instance", EU_CENTRAL)
    assert replica.inputs["replicateSourceDb"] == phase3.one("rds/instance", "db").arn
    assert replica.inputs["instanceClass"] == "db.t3.small"
    assert replica.inputs["publiclyAccessible"] is False
    assert replica.inputs["storageEncrypted"] is True
    assert replica.inputs["kmsKeyId"] == phase3.one("kms/replicaKey").arn
    (group,) = here(phase3, "rds/subnetGroup", EU_CENTRAL)
    assert replica.inputs["dbSubnetGroupName"] == group.inputs["name"]
    (vpc,) = here(phase3, "ec2/vpc", EU_CENTRAL)
    groups = phase3.by_id("ec2/securityGroup")
    assert [groups[each].inputs["vpcId"] for each in replica.inputs["vpcSecurityGroupIds"]] == [vpc.id]
    (parameters,) = here(phase3, "rds/parameterGroup", EU_CENTRAL)
    assert replica.inputs["parameterGroupName"] == parameters.outputs["name"]
    assert forced(parameters)


def forced(group: Resource) -> bool:
    return {each["name"]: each["value"] for each in group.inputs["parameters"]}["rds.force_ssl"] == "1"


@pytest.mark.spec("FBG-DAT-14", "FBG-C-02")
def test_the_database_refuses_connections_without_tls(on_ecs: Graph) -> None:
    group = on_ecs.one("rds/parameterGroup", "db")
    assert on_ecs.one("rds/instance", "db").inputs["parameterGroupName"] == group.outputs["name"]
    assert forced(group)


@pytest.mark.spec("FBG-DAT-15", "FBG-DAT-16", "FBG-C-01", "FBG-C-02", "FBG-S-07")
def test_the_cache_is_an_encrypted_group(on_ecs: Graph) -> None:
    group = on_ecs.one("elasticache/replicationGroup")
    expected = {
        "replicationGroupId": f"{PREFIX}-redis",
        "engine": "redis",
        "port": 6379,
        "transitEncryptionEnabled": True,
        "transitEncryptionMode": "required",
        "atRestEncryptionEnabled": True,
        "kmsKeyId": on_ecs.one("kms/key").arn,
        "subnetGroupName": f"{PREFIX}-redis-subnet",
    }
    assert {key: group.inputs.get(key) for key in expected} == expected
    assert group.inputs["engineVersion"] in ("7.0", "7.1")
    assert group.state["protect"] is True
    assert on_ecs.none("elasticache/cluster")
    subnets = on_ecs.one("elasticache/subnetGroup").inputs
    assert subnets["name"] == f"{PREFIX}-redis-subnet"
    assert {each.split("-")[0] for each in subnet_names(on_ecs, subnets["subnetIds"])} == {"data"}


@pytest.mark.spec("FBG-DAT-15", "FBG-DAT-18", "FBG-D-02")
def test_one_node_in_phase_2_and_two_with_failover_in_phase_3(phase2: Graph, phase3: Graph) -> None:
    one = phase2.one("elasticache/replicationGroup").inputs
    assert (one["nodeType"], one["numNodeGroups"], one["replicasPerNodeGroup"]) == ("cache.t3.micro", 1, 0)
    assert not one.get("automaticFailoverEnabled")
    two = phase3.one("elasticache/replicationGroup").inputs
    assert (two["nodeType"], two["numNodeGroups"], two["replicasPerNodeGroup"]) == ("cache.t3.small", 1, 1)
    assert two["automaticFailoverEnabled"] is two["multiAzEnabled"] is True
    assert two["clusterMode"] == "enabled"


@pytest.mark.spec("FBG-DAT-17")
def test_the_parameters_of_the_cache(phase2: Graph, phase3: Graph) -> None:
    own = {"maxmemory-policy": "allkeys-lru", "timeout": "300"}
    for graph, expected in ((phase2, own), (phase3, own | {"cluster-enabled": "yes"})):
        used = graph.one("elasticache/replicationGroup").inputs["parameterGroupName"]
        (group,) = (each for each in graph.all("elasticache/parameterGroup") if each.outputs["name"] == used)
        assert group.inputs["family"] == "redis7"
        assert {each["name"]: each["value"] for each in group.inputs["parameters"]} == expected


@pytest.mark.spec(
    "FBG-STO-01", "FBG-STO-02", "FBG-STO-03", "FBG-STO-05", "FBG-OPS-08", "FBG-S-09", "FBG-C-01"
)
def test_the_uploads_bucket(on_ecs: Graph) -> None:
    bucket = on_ecs.one("s3/bucket", "uploads")
    assert bucket.inputs["bucket"] == f"{PREFIX}-uploads-123456789012"
    assert bucket.state["protect"] is True
    assert not bucket.inputs.get("forceDestroy")
    assert on_ecs.one("s3/bucketVersioning", "uploads").inputs["versioningConfiguration"] == {
        "status": "Enabled"
    }
    (rule,) = on_ecs.one("s3/bucketServerSideEncryptionConfiguration", "uploads").inputs["rules"]
    assert rule["applyServerSideEncryptionByDefault"]["sseAlgorithm"] == "AES256"
    (cors,) = on_ecs.one("s3/bucketCorsConfiguration").inputs["corsRules"]
    assert cors["allowedOrigins"] == ["https://api.foodbegood.app"]
    assert cors["allowedMethods"] == ["GET", "PUT", "POST", "DELETE"]
    assert cors["allowedHeaders"] == ["*"]


COLD = [{"days": 90, "storageClass": "STANDARD_IA"}, {"days": 365, "storageClass": "GLACIER"}]


@pytest.mark.spec("FBG-STO-04", "FBG-S-10")
def test_uploads_grow_cold(on_ecs: Graph) -> None:
    rules = on_ecs.one("s3/bucketLifecycleConfiguration", "uploads").inputs["rules"]
    assert COLD in [rule.get("transitions") for rule in rules]


@pytest.mark.spec("FBG-STO-08", "FBG-S-10")
def test_backups_and_archives_have_tiers_of_their_own_in_phase_3(phase3: Graph) -> None:
    rules = {
        rule["filter"]["prefix"]: rule["transitions"]
        for rule in phase3.one("s3/bucketLifecycleConfiguration", "uploads").inputs["rules"]
    }
    assert rules == {
        "": COLD,
        "backups/": [{"days": 30, "storageClass": "STANDARD_IA"}],
        "archives/": [{"days": 1, "storageClass": "GLACIER"}],
    }


@pytest.mark.spec("FBG-STO-06")
def test_every_bucket_is_private_and_answers_over_tls_alone(every: Graph) -> None:
    for bucket in every.all("s3/bucket"):
        blocks = every.one("s3/bucketPublicAccessBlock", bucket.name).inputs
        assert {value for key, value in blocks.items() if key != "bucket"} == {True}
        statements = every.one("s3/bucketPolicy", bucket.name).document("policy")["Statement"]
        refused = [each for each in statements if each["Effect"] == "Deny"]
        assert [each["Condition"] for each in refused] == [{"Bool": {"aws:SecureTransport": "false"}}]
        assert refused[0]["Resource"] == [bucket.arn, f"{bucket.arn}/*"]


@pytest.mark.spec("FBG-STO-07", "FBG-EDG-04")
def test_the_log_bucket_takes_what_the_load_balancer_writes(on_ecs: Graph) -> None:
    balancer = on_ecs.one("lb/loadBalancer").inputs
    bucket = on_ecs.one("s3/bucket", "access-logs")
    assert balancer["accessLogs"] == {
        "bucket": bucket.inputs["bucket"],
        "enabled": True,
        "prefix": "alb-logs",
    }
    (rule,) = on_ecs.one("s3/bucketServerSideEncryptionConfiguration", "access-logs").inputs["rules"]
    assert rule["applyServerSideEncryptionByDefault"]["sseAlgorithm"] == "AES256"
    (delivery,) = (
        each
        for each in on_ecs.one("s3/bucketPolicy", "access-logs").document("policy")["Statement"]
        if each["Principal"] == {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"}
    )
    assert delivery["Action"] == "s3:PutObject"
    assert delivery["Resource"] == f"{bucket.arn}/alb-logs/AWSLogs/123456789012/*"


@pytest.mark.spec("FBG-SEC-01", "FBG-S-21")
def test_the_key_of_the_data(on_ecs: Graph) -> None:
    key = on_ecs.one("kms/key")
    assert key.inputs["description"] == "KMS key for FoodBeGood application data"
    assert key.inputs["deletionWindowInDays"] == 30
    assert key.inputs["enableKeyRotation"] is key.inputs["multiRegion"] is True
    assert key.state["protect"] is True
    assert on_ecs.one("kms/replicaKey").inputs["primaryKeyArn"] == key.arn


@pytest.mark.spec("FBG-SEC-02")
def test_who_may_use_the_key(on_ecs: Graph) -> None:
    statements = {each["Sid"]: each for each in on_ecs.one("kms/key").document("policy")["Statement"]}
    root = statements["Enable IAM User Permissions"]
    assert (root["Principal"], root["Action"]) == ({"AWS": "arn:aws:iam::123456789012:root"}, "kms:*")
    tasks = statements["Allow ECS Task Execution"]
    assert {"kms:Decrypt", "kms:GenerateDataKey"} <= set(tasks["Action"])
    roles = {
        each.arn for each in on_ecs.all("iam/role") if each.inputs.get("name", "").endswith("-execution")
    }
    named = tasks["Condition"]["ArnEquals"]["aws:PrincipalArn"]
    assert set([named] if isinstance(named, str) else named) == roles
    services = {
        service
        for each in statements.values()
        for service in [each["Principal"].get("Service")]
        if isinstance(service, str)
    }
    assert "logs.eu-west-1.amazonaws.com" in services


@pytest.mark.spec("FBG-SEC-04", "FBG-SEC-05", "FBG-SEC-14", "FBG-S-20", "FBG-DAT-07")
def test_the_secrets(on_ecs: Graph) -> None:
    found = {
        each.inputs["name"]: (each.inputs["description"], each.inputs["recoveryWindowInDays"])
        for each in on_ecs.all("secretsmanager/secret")
    }
    assert found == {
        "foodbegood/production/db-password": ("Database password for FoodBeGood", 30),
        "foodbegood/production/jwt-secret": ("JWT secret for FoodBeGood", 30),
    }
    assert on_ecs.none("ssm/parameter")


@pytest.mark.spec("FBG-SEC-06", "FBG-C-08")
def test_the_password_changes_every_30_days(on_ecs: Graph) -> None:
    rotation = on_ecs.one("secretsmanager/secretRotation")
    secrets = {each.inputs["name"]: each for each in on_ecs.all("secretsmanager/secret")}
    secret = secrets["foodbegood/production/db-password"]
    assert rotation.inputs["secretId"] in (secret.id, secret.arn)
    assert rotation.inputs["rotationRules"]["automaticallyAfterDays"] == 30
    (function,) = (
        each for each in on_ecs.all("lambda/function") if each.arn == rotation.inputs["rotationLambdaArn"]
    )
    (permission,) = (
        each
        for each in on_ecs.all("lambda/permission")
        if each.inputs["principal"] == "secretsmanager.amazonaws.com"
    )
    assert permission.inputs["function"] in (function.arn, function.outputs["name"])
    instance = on_ecs.one("rds/instance", "db")
    assert "password" in instance.state["ignoreChanges"]


@pytest.mark.spec("FBG-SEC-05")
def test_the_signing_secret_is_that_of_the_settings_in_every_phase() -> None:
    def value(phase: int) -> str:
        graph = graph_of(f"foodbegood/phase{phase}")
        if phase == 1:
            return graph.one("ssm/parameter", "jwt-secret").inputs["value"]
        return graph.one("secretsmanager/secretVersion", "jwt-secret").inputs["secretString"]

    assert len({value(phase) for phase in (1, 2, 3)}) == 1
