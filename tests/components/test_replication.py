"""Buckets: tiers by prefix, and copies in the second region."""

from typing import Any

import pytest

from tests.components.growth import Growth, grown
from tests.harness import Graph, graph_of

STACK = "foodbegood/phase1"
ACCOUNT = "123456789012"
HOME, THERE = "eu-west-1", "eu-central-1"
UPLOADS = "groundwork:storage.buckets.uploads"
SECOND = {"groundwork:system.secondaryRegion": THERE}
TIERS: dict[str, Any] = {
    "backups": {"prefix": "backups/", "transitions": [{"afterDays": 30, "storageClass": "STANDARD_IA"}]},
    "archives": {"prefix": "archives/", "transitions": [{"afterDays": 1, "storageClass": "GLACIER"}]},
    "drafts": {"prefix": "drafts/", "expireAfterDays": 7},
}


@pytest.mark.spec("FBG-STO-04", "FBG-STO-08")
def test_prefixes_have_tiers_of_their_own_beside_that_of_all_objects() -> None:
    graph = graph_of(STACK, {f"{UPLOADS}.lifecycle.prefixes": TIERS})
    everything, *others = graph.one("s3/bucketLifecycleConfiguration").inputs["rules"]
    assert (everything["id"], everything["filter"]) == ("default", {"prefix": ""})
    assert everything["transitions"] == [
        {"days": 90, "storageClass": "STANDARD_IA"},
        {"days": 365, "storageClass": "GLACIER"},
    ]
    assert others == [
        {
            "id": "archives",
            "status": "Enabled",
            "filter": {"prefix": "archives/"},
            "transitions": [{"days": 1, "storageClass": "GLACIER"}],
        },
        {
            "id": "backups",
            "status": "Enabled",
            "filter": {"prefix": "backups/"},
            "transitions": [{"days": 30, "storageClass": "STANDARD_IA"}],
        },
        {"id": "drafts", "status": "Enabled", "filter": {"prefix": "drafts/"}, "expiration": {"days": 7}},
    ]


@pytest.mark.spec("FBG-OPS-08")
def test_tiers_change_the_bucket_in_place() -> None:
    assert grown(STACK, {f"{UPLOADS}.lifecycle.prefixes": TIERS}) == Growth(
        changed={"s3/bucketLifecycleConfiguration uploads": ("rules",)}
    )


@pytest.fixture(scope="module")
def copied() -> Graph:
    """Objects under the stack's key."""
    changes = {f"{UPLOADS}.encryption": "stack", f"{UPLOADS}.replication": {"storageClass": "STANDARD_IA"}}
    return graph_of(STACK, {**SECOND, **changes})


@pytest.mark.spec("FBG-STO-10", "FBG-OPS-08")
def test_the_copy_is_private_versioned_and_kept_in_the_second_region(copied: Graph) -> None:
    copy = copied.one("s3/bucket", "uploads-copy")
    assert copy.inputs["bucket"] == f"foodbegood-dev-uploads-copy-{ACCOUNT}"
    assert copy.inputs["region"] == THERE
    assert (copy.state["protect"], copy.state["retainOnDelete"]) == (True, True)
    assert not copy.inputs.get("forceDestroy")
    for token in (
        "s3/bucketPublicAccessBlock",
        "s3/bucketOwnershipControls",
        "s3/bucketServerSideEncryptionConfiguration",
        "s3/bucketVersioning",
        "s3/bucketPolicy",
        "s3/bucketLifecycleConfiguration",
    ):
        assert copied.one(token, "uploads-copy").inputs["region"] == THERE
    (rule,) = copied.one("s3/bucketServerSideEncryptionConfiguration", "uploads-copy").inputs["rules"]
    assert rule["applyServerSideEncryptionByDefault"] == {
        "sseAlgorithm": "aws:kms",
        "kmsMasterKeyId": copied.one("kms/replicaKey").arn,
    }
    versioning = copied.one("s3/bucketVersioning", "uploads-copy").inputs["versioningConfiguration"]
    assert versioning == {"status": "Enabled"}


@pytest.mark.spec("FBG-STO-10")
def test_every_object_is_copied_under_the_key_of_that_region(copied: Graph) -> None:
    replication = copied.one("s3/bucketReplicationConfig")
    copy, role = copied.one("s3/bucket", "uploads-copy"), copied.one("iam/role", "uploads-copy")
    assert replication.inputs == {
        "bucket": copied.one("s3/bucket", "uploads").outputs["bucket"],
        "role": role.arn,
        "rules": [
            {
                "id": "all",
                "status": "Enabled",
                "priority": 0,
                "filter": {"prefix": ""},
                "deleteMarkerReplication": {"status": "Disabled"},
                "sourceSelectionCriteria": {"sseKmsEncryptedObjects": {"status": "Enabled"}},
                "destination": {
                    "bucket": copy.arn,
                    "storageClass": "STANDARD_IA",
                    "encryptionConfiguration": {"replicaKmsKeyId": copied.one("kms/replicaKey").arn},
                },
            }
        ],
    }
    versioned = {copied.one("s3/bucketVersioning", name).urn for name in ("uploads", "uploads-copy")}
    assert versioned <= set(replication.state["dependencies"])


@pytest.mark.spec("FBG-STO-10", "FBG-SEC-10")
def test_its_role_reads_here_and_writes_there(copied: Graph) -> None:
    role = copied.one("iam/role", "uploads-copy")
    source, copy = copied.one("s3/bucket", "uploads").arn, copied.one("s3/bucket", "uploads-copy").arn
    assert {tuple(each["Action"]): each["Resource"] for each in copied.statements(role)} == {
        ("s3:GetReplicationConfiguration", "s3:ListBucket"): [source],
        (
            "s3:GetObjectVersionForReplication",
            "s3:GetObjectVersionAcl",
            "s3:GetObjectVersionTagging",
        ): [f"{source}/*"],
        ("s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"): [f"{copy}/*"],
        ("kms:Decrypt",): [copied.one("kms/key").arn],
        ("kms:Encrypt", "kms:GenerateDataKey"): [copied.one("kms/replicaKey").arn],
    }
    vias = [
        each["Condition"]["StringEquals"]["kms:ViaService"]
        for each in copied.statements(role)
        if "Condition" in each
    ]
    assert vias == [f"s3.{HOME}.amazonaws.com", f"s3.{THERE}.amazonaws.com"]
    (trust,) = role.document("assumeRolePolicy")["Statement"]
    assert trust["Principal"] == {"Service": "s3.amazonaws.com"}


@pytest.mark.spec("FBG-STO-10", "FBG-OPS-08")
def test_a_copy_of_a_bucket_under_the_keys_of_s3_adds_only() -> None:
    changes = {f"{UPLOADS}.replication": {"name": "foodbegood-copy", "deleteMarkers": True}}
    found = grown(STACK, changes, SECOND)
    assert (found.changed, found.gone, found.replaced) == ({}, (), ())
    assert "kms/replicaKey secondary-key" not in found.added
    graph = graph_of(STACK, {**SECOND, **changes})
    (rule,) = graph.one("s3/bucketReplicationConfig").inputs["rules"]
    assert rule["deleteMarkerReplication"] == {"status": "Enabled"}
    assert rule["destination"] == {"bucket": "arn:aws:s3:::foodbegood-copy"}
    assert "sourceSelectionCriteria" not in rule
