"""Trail, scans and detection of the account, and what the key admits for them."""

from typing import Any

import pytest

from tests.components.growth import Growth, grown
from tests.harness import Graph, graph_of

ACCOUNT = "123456789012"
TRAIL = "arn:aws:cloudtrail:eu-west-1:123456789012:trail/groundwork-production-trail"
SECURITY = "groundwork:security"


@pytest.fixture(scope="module")
def watched() -> Graph:
    changes = {f"{SECURITY}.trail": {}, f"{SECURITY}.inspector": {}, f"{SECURITY}.guardDuty": {}}
    return graph_of("prod", changes)


def key_statements(graph: Graph) -> dict[str, dict[str, Any]]:
    """Statements of the key's policy by their Sid."""
    return {each["Sid"]: each for each in graph.one("kms/key").document("policy")["Statement"]}


def test_nothing_watches_unless_asked_for() -> None:
    graph = graph_of("prod")
    for token in ("cloudtrail/trail", "inspector2/enabler", "guardduty/detector"):
        assert graph.none(token)


@pytest.mark.spec("FBG-SEC-08")
def test_the_trail_records_all_regions_and_proves_its_files(watched: Graph) -> None:
    trail = watched.one("cloudtrail/trail")
    assert trail.inputs == {
        "enableLogFileValidation": True,
        "includeGlobalServiceEvents": True,
        "isMultiRegionTrail": True,
        "kmsKeyId": watched.one("kms/key").arn,
        "name": "groundwork-production-trail",
        "s3BucketName": watched.one("s3/bucket", "trail").id,
    }
    assert trail.arn == TRAIL
    # CloudTrail is refused while the policy is not there.
    assert watched.one("s3/bucketPolicy", "trail").urn in trail.state["propertyDependencies"]["s3BucketName"]


@pytest.mark.spec("FBG-SEC-08")
def test_its_bucket_is_private_and_written_by_this_trail_alone(watched: Graph) -> None:
    bucket = watched.one("s3/bucket", "trail")
    _tls_only, looks, writes = watched.one("s3/bucketPolicy", "trail").document("policy")["Statement"]
    service = {"Service": "cloudtrail.amazonaws.com"}
    assert looks == {
        "Sid": "TrailLooks",
        "Effect": "Allow",
        "Principal": service,
        "Action": "s3:GetBucketAcl",
        "Resource": bucket.arn,
        "Condition": {"StringEquals": {"aws:SourceArn": TRAIL}},
    }
    assert writes == {
        "Sid": "TrailWrites",
        "Effect": "Allow",
        "Principal": service,
        "Action": "s3:PutObject",
        "Resource": f"{bucket.arn}/AWSLogs/{ACCOUNT}/*",
        "Condition": {"StringEquals": {"aws:SourceArn": TRAIL, "s3:x-amz-acl": "bucket-owner-full-control"}},
    }
    (rule,) = watched.one("s3/bucketLifecycleConfiguration", "trail").inputs["rules"]
    assert rule["expiration"] == {"days": 365}
    logging = watched.one("s3/bucketLogging", "trail").inputs
    access_logs = watched.one("s3/bucket", "access-logs").id
    assert (logging["targetBucket"], logging["targetPrefix"]) == (access_logs, "s3/trail/")
    assert watched.one("s3/bucketPublicAccessBlock", "trail").inputs["blockPublicPolicy"] is True
    assert (bucket.state["protect"], bucket.state["retainOnDelete"]) == (True, True)


def test_what_the_trails_bucket_gives_up() -> None:
    graph = graph_of("prod", {f"{SECURITY}.trail": {"expireAfterDays": 90, "retain": False}})
    bucket = graph.one("s3/bucket", "trail")
    assert not bucket.state.get("protect")
    assert not bucket.state.get("retainOnDelete")
    (rule,) = graph.one("s3/bucketLifecycleConfiguration", "trail").inputs["rules"]
    assert rule["expiration"] == {"days": 90}


def test_its_records_may_go_to_a_log_group_as_well() -> None:
    graph = graph_of("prod", {f"{SECURITY}.trail": {"cloudWatchLogs": True}})
    group, role = graph.one("cloudwatch/logGroup", "trail"), graph.one("iam/role", "trail")
    trail = graph.one("cloudtrail/trail").inputs
    assert group.inputs == {
        "kmsKeyId": graph.one("kms/key").arn,
        "name": "/aws/cloudtrail/groundwork-production",
        "retentionInDays": 365,
    }
    assert trail["cloudWatchLogsGroupArn"] == f"{group.arn}:*"
    assert trail["cloudWatchLogsRoleArn"] == role.arn
    assert graph.statements(role) == [
        {
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": [f"{group.arn}:log-stream:{ACCOUNT}_CloudTrail_eu-west-1*"],
        }
    ]


@pytest.mark.spec("FBG-SEC-08", "FBG-SEC-02")
def test_the_key_encrypts_for_the_trail(watched: Graph) -> None:
    statements = key_statements(watched)
    assert statements["Trail"] == {
        "Sid": "Trail",
        "Effect": "Allow",
        "Principal": {"Service": "cloudtrail.amazonaws.com"},
        "Action": ["kms:GenerateDataKey*"],
        "Resource": "*",
        "Condition": {
            "StringEquals": {"aws:SourceArn": TRAIL},
            "StringLike": {
                "kms:EncryptionContext:aws:cloudtrail:arn": f"arn:aws:cloudtrail:*:{ACCOUNT}:trail/*"
            },
        },
    }
    describes = statements["TrailDescribes"]
    assert describes["Action"] == ["kms:DescribeKey"]
    assert describes["Condition"] == {"StringEquals": {"aws:SourceArn": TRAIL}}


def test_with_aws_keys_the_trail_is_encrypted_by_s3() -> None:
    graph = graph_of("dev", {f"{SECURITY}.trail": {}})
    assert "kmsKeyId" not in graph.one("cloudtrail/trail").inputs


@pytest.mark.spec("FBG-SEC-09")
def test_inspector_scans_what_the_settings_name(watched: Graph) -> None:
    assert watched.one("inspector2/enabler").inputs == {"accountIds": [ACCOUNT], "resourceTypes": ["ECR"]}
    more = {f"{SECURITY}.inspector": {"resources": ["ECR", "LAMBDA"]}}
    changed = {"inspector2/enabler inspector": ("resourceTypes",)}
    assert grown("prod", more, {f"{SECURITY}.inspector": {}}) == Growth(changed=changed)


def test_guard_duty_looks_at_what_the_settings_name() -> None:
    features = ["S3_DATA_EVENTS", "RUNTIME_MONITORING"]
    graph = graph_of("prod", {f"{SECURITY}.guardDuty": {"features": features, "frequency": "ONE_HOUR"}})
    detector = graph.one("guardduty/detector")
    assert detector.inputs == {"enable": True, "findingPublishingFrequency": "ONE_HOUR"}
    found = {feature.name: feature.inputs for feature in graph.all("guardduty/detectorFeature")}
    base = {"detectorId": detector.id, "status": "ENABLED"}
    assert found == {
        "guard-duty-s3-data-events": {**base, "name": "S3_DATA_EVENTS"},
        "guard-duty-runtime-monitoring": {
            **base,
            "name": "RUNTIME_MONITORING",
            "additionalConfigurations": [{"name": "ECS_FARGATE_AGENT_MANAGEMENT", "status": "ENABLED"}],
        },
    }


@pytest.mark.spec("FBG-SEC-02")
def test_the_root_statement_has_the_name_of_the_sheet() -> None:
    assert key_statements(graph_of("prod"))["Enable IAM User Permissions"] == {
        "Sid": "Enable IAM User Permissions",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }


@pytest.mark.spec("FBG-SEC-02")
def test_execution_roles_of_a_fixed_name_may_use_the_key() -> None:
    """Erratum E31: KMS would refuse a role that is not there yet as a principal."""
    services = "groundwork:compute.services"
    names = {"api": "app-api-execution", "worker": "app-worker-execution"}
    changes = {f"{services}.{key}.executionRoleName": name for key, name in names.items()}
    graph = graph_of("prod", changes)
    assert key_statements(graph)["Allow ECS Task Execution"] == {
        "Sid": "Allow ECS Task Execution",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
        "Resource": "*",
        "Condition": {
            "ArnEquals": {
                "aws:PrincipalArn": [
                    graph.one("iam/role", f"{key}-execution").arn for key in ("api", "worker")
                ]
            }
        },
    }
    assert "Allow ECS Task Execution" not in key_statements(graph_of("prod"))


@pytest.mark.spec("FBG-EDG-10")
@pytest.mark.parametrize(("encryption", "admitted"), [("stack", True), ("s3", False)])
def test_distributions_may_decrypt_what_the_key_encrypts(encryption: str, admitted: bool) -> None:
    changes = {
        "groundwork:edge.cloudfront": {"paths": {"/uploads/*": {"origin": "uploads"}}},
        "groundwork:storage.buckets.uploads": {"encryption": encryption},
    }
    found = key_statements(graph_of("prod", changes)).get("CloudFront")
    expected = {
        "Sid": "CloudFront",
        "Effect": "Allow",
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Action": ["kms:Decrypt"],
        "Resource": "*",
        "Condition": {"ArnLike": {"aws:SourceArn": f"arn:aws:cloudfront::{ACCOUNT}:distribution/*"}},
    }
    assert found == (expected if admitted else None)


@pytest.mark.spec("FBG-SEC-08")
def test_a_trail_is_added_in_place() -> None:
    found = grown("prod", {f"{SECURITY}.trail": {}})
    assert (found.gone, found.replaced) == ((), ())
    assert found.changed == {"kms/key key": ("policy",)}
