"""Buckets: private, encrypted, versioned, over TLS only, with a lifecycle; and the one that takes logs."""

from typing import Any

import pytest

from tests.components.questions import container, granted, variables
from tests.harness import Graph, Resource, graph_of

UPLOADS = "groundwork:storage.buckets.uploads"
PARTS = {
    *("s3/bucket", "s3/bucketPublicAccessBlock", "s3/bucketOwnershipControls", "s3/bucketVersioning"),
    *("s3/bucketServerSideEncryptionConfiguration", "s3/bucketPolicy", "s3/bucketLifecycleConfiguration"),
}


@pytest.fixture(scope="module")
def prod() -> Graph:
    return graph_of("prod", {UPLOADS: {}})


@pytest.fixture(scope="module")
def full() -> Graph:
    """A bucket with everything that can be asked of one."""
    return graph_of(
        "prod",
        {
            f"{UPLOADS}.versioning": False,
            f"{UPLOADS}.retain": False,
            f"{UPLOADS}.accessLogs": True,
            f"{UPLOADS}.inject": {"BUCKET": "name", "BUCKET_ARN": "arn"},
            f"{UPLOADS}.cors": {"origins": ["https://app.example.com"], "methods": ["GET", "PUT"]},
            f"{UPLOADS}.lifecycle": {
                "transitions": [
                    {"afterDays": 30, "storageClass": "STANDARD_IA"},
                    {"afterDays": 90, "storageClass": "GLACIER"},
                ],
                "expireAfterDays": 365,
                "expireNoncurrentAfterDays": None,
                "abortIncompleteUploadsAfterDays": 3,
            },
        },
    )


def parts(graph: Graph, name: str) -> list[Resource]:
    return [each for each in graph.resources if each.name == name and each.type.startswith("aws:s3/")]


@pytest.mark.parametrize("name", ["uploads", "access-logs"])
def test_every_bucket_has_all_its_parts_on_itself(prod: Graph, name: str) -> None:
    bucket = prod.one("s3/bucket", name)
    found = parts(prod, name)
    assert {each.type.split(":")[1] for each in found} == PARTS
    assert len(found) == len(PARTS)
    assert {each.inputs["bucket"] for each in found if each is not bucket} == {bucket.id}
    assert (
        prod.one("s3/bucketPublicAccessBlock", name).inputs.items()
        >= {
            "blockPublicAcls": True,
            "blockPublicPolicy": True,
            "ignorePublicAcls": True,
            "restrictPublicBuckets": True,
        }.items()
    )
    assert prod.one("s3/bucketOwnershipControls", name).inputs["rule"] == {
        "objectOwnership": "BucketOwnerEnforced"
    }
    assert prod.one("s3/bucketVersioning", name).inputs["versioningConfiguration"] == {"status": "Enabled"}
    block = prod.one("s3/bucketPublicAccessBlock", name).urn
    assert block in prod.one("s3/bucketPolicy", name).state["dependencies"]


def encryption(graph: Graph, name: str) -> list[dict[str, Any]]:
    return graph.one("s3/bucketServerSideEncryptionConfiguration", name).inputs["rules"]


def test_buckets_are_encrypted_with_the_key_and_that_of_logs_as_log_delivery_wants_it(prod: Graph) -> None:
    key = prod.one("kms/key").arn
    assert encryption(prod, "uploads") == [
        {
            "applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": key},
            "bucketKeyEnabled": True,
        }
    ]
    by_s3 = [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}, "bucketKeyEnabled": False}]
    assert encryption(prod, "access-logs") == by_s3
    assert encryption(graph_of("dev"), "uploads") == by_s3


def tls_only(arn: str) -> dict[str, Any]:
    return {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def test_a_bucket_answers_over_tls_only(prod: Graph) -> None:
    arn = prod.one("s3/bucket", "uploads").arn
    assert prod.one("s3/bucketPolicy", "uploads").document("policy")["Statement"] == [tls_only(arn)]


@pytest.mark.spec("FBG-STO-07")
def test_the_log_bucket_is_written_by_log_delivery_of_the_account_only(prod: Graph) -> None:
    arn = prod.one("s3/bucket", "access-logs").arn
    load_balancers = {
        "Sid": "DeliverAlb",
        "Effect": "Allow",
        "Principal": {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": f"{arn}/alb/AWSLogs/123456789012/*",
    }
    buckets = {
        "Sid": "DeliverS3",
        "Effect": "Allow",
        "Principal": {"Service": "logging.s3.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": f"{arn}/s3/*",
        "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}},
    }
    delivery = [load_balancers, buckets]
    assert prod.one("s3/bucketPolicy", "access-logs").document("policy")["Statement"] == [
        tls_only(arn),
        *delivery,
    ]


def test_logs_are_delivered_only_when_the_policy_lets_them(prod: Graph) -> None:
    balancer, policy = prod.one("lb/loadBalancer"), prod.one("s3/bucketPolicy", "access-logs")
    assert balancer.inputs["accessLogs"] == {
        "bucket": prod.one("s3/bucket", "access-logs").id,
        "enabled": True,
        "prefix": "alb",
    }
    assert policy.urn in balancer.state["propertyDependencies"]["accessLogs"]


def rule(graph: Graph, name: str) -> dict[str, Any]:
    (found,) = graph.one("s3/bucketLifecycleConfiguration", name).inputs["rules"]
    return found


def test_old_versions_and_unfinished_uploads_end_by_default(prod: Graph) -> None:
    usual = {"id": "default", "status": "Enabled", "filter": {"prefix": ""}}
    abort = {"abortIncompleteMultipartUpload": {"daysAfterInitiation": 7}}
    assert rule(prod, "uploads") == {**usual, **abort, "noncurrentVersionExpiration": {"noncurrentDays": 90}}
    assert rule(prod, "access-logs") == {
        **usual,
        **abort,
        "expiration": {"days": 90},
        "noncurrentVersionExpiration": {"noncurrentDays": 30},
    }


def test_logs_that_end_sooner_take_their_old_versions_with_them() -> None:
    graph = graph_of("prod", {"groundwork:storage.logBucket": {"name": "our-logs", "expireAfterDays": 14}})
    assert rule(graph, "access-logs")["expiration"] == {"days": 14}
    assert rule(graph, "access-logs")["noncurrentVersionExpiration"] == {"noncurrentDays": 14}
    assert graph.one("s3/bucket", "access-logs").inputs["bucket"] == "our-logs-123456789012"


def test_a_lifecycle_of_its_own(full: Graph) -> None:
    assert rule(full, "uploads") == {
        "id": "default",
        "status": "Enabled",
        "filter": {"prefix": ""},
        "abortIncompleteMultipartUpload": {"daysAfterInitiation": 3},
        "transitions": [{"days": 30, "storageClass": "STANDARD_IA"}, {"days": 90, "storageClass": "GLACIER"}],
        "expiration": {"days": 365},
    }


def test_versioning_cors_access_logs_and_variables_of_its_own(full: Graph) -> None:
    bucket = full.one("s3/bucket", "uploads")
    assert full.one("s3/bucketVersioning", "uploads").inputs["versioningConfiguration"] == {
        "status": "Suspended"
    }
    assert full.one("s3/bucketCorsConfiguration").inputs["corsRules"] == [
        {
            "allowedHeaders": ["*"],
            "allowedMethods": ["GET", "PUT"],
            "allowedOrigins": ["https://app.example.com"],
            "exposeHeaders": [],
            "maxAgeSeconds": 3000,
        }
    ]
    assert full.one("s3/bucketLogging").inputs == {
        "bucket": bucket.id,
        "targetBucket": full.one("s3/bucket", "access-logs").id,
        "targetPrefix": "s3/uploads/",
    }
    found = variables(container(full, "worker"))
    assert {name: found[name] for name in found if "BUCKET" in name} == {
        "BUCKET": bucket.inputs["bucket"],
        "BUCKET_ARN": bucket.arn,
    }


def test_a_bucket_is_kept_unless_the_stack_lets_it_go(prod: Graph, full: Graph) -> None:
    kept, let_go = prod.one("s3/bucket", "uploads").state, full.one("s3/bucket", "uploads").state
    assert (kept["protect"], kept["retainOnDelete"]) == (True, True)
    assert not let_go.get("protect")
    assert not let_go.get("retainOnDelete")


def test_names_hold_prefix_role_and_account_cut_to_what_s3_takes() -> None:
    long = "a" * 60
    graph = graph_of("prod", {"groundwork:system.namePrefix": long})
    for name in ("uploads", "access-logs"):
        found = graph.one("s3/bucket", name).inputs["bucket"]
        assert found.startswith("a" * 43 + "-")
        assert found.endswith("-123456789012")
        assert len(found) == 63
    assert len({bucket.inputs["bucket"] for bucket in graph.all("s3/bucket")}) == 2


def test_a_bucket_that_is_there_is_not_made_but_may_be_used() -> None:
    graph = graph_of("prod", {UPLOADS: {"existing": True, "name": "theirs", "access": "read"}})
    assert parts(graph, "uploads") == []
    assert variables(container(graph, "worker"))["UPLOADS_BUCKET"] == "theirs"
    assert granted(graph, "worker") == [
        {"Effect": "Allow", "Action": ["s3:ListBucket"], "Resource": ["arn:aws:s3:::theirs"]},
        {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["arn:aws:s3:::theirs/*"]},
    ]


def test_there_is_no_log_bucket_where_nothing_writes_to_it() -> None:
    assert [bucket.name for bucket in graph_of("dev").all("s3/bucket")] == ["uploads"]
    graph = graph_of("dev", {f"{UPLOADS}.accessLogs": True})
    assert [bucket.name for bucket in graph.all("s3/bucket")] == ["access-logs", "uploads"]
    assert "accessLogs" not in graph.one("lb/loadBalancer").inputs
