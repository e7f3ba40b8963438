"""S3: what it refuses, and the shapes of its answers."""

from __future__ import annotations

from tests.simulator.services.cases import Case, accepted, refused
from tests.simulator.services.world import World, account


@accepted("s3")
def test_accepts(case: Case) -> None:
    assert case.refusals() == []


@refused("s3")
def test_refuses(case: Case) -> None:
    assert case.refusals() == case.says


def test_a_bucket_with_its_domain_names() -> None:
    bucket = World(region="eu-west-1").add("b", "aws:s3/bucket:Bucket", {"bucket": "pyshop"})
    assert bucket.id == "pyshop"
    assert bucket.outputs["arn"] == "arn:aws:s3:::pyshop"
    assert bucket.outputs["bucketDomainName"] == "pyshop.s3.amazonaws.com"
    assert bucket.outputs["bucketRegionalDomainName"] == "pyshop.s3.eu-west-1.amazonaws.com"
    assert (bucket.outputs["bucketRegion"], bucket.outputs["hostedZoneId"]) == ("eu-west-1", "Z1BKCTXD74EZPE")


def test_a_bucket_is_encrypted_by_itself() -> None:
    rule = account().states["logs_bucket"].outputs["serverSideEncryptionConfiguration"]["rule"]
    assert rule["applyServerSideEncryptionByDefault"] == {"sseAlgorithm": "AES256"}


def test_a_website_has_the_endpoint_of_its_region() -> None:
    website = {"bucket": "shop", "website": {"indexDocument": "index.html"}}
    old = World().add("b", "aws:s3/bucket:Bucket", website).outputs
    new = World(region="eu-central-1").add("b", "aws:s3/bucket:Bucket", website).outputs
    assert old["websiteEndpoint"] == "shop.s3-website-us-east-1.amazonaws.com"
    assert new["websiteEndpoint"] == "shop.s3-website.eu-central-1.amazonaws.com"


def test_settings_have_the_buckets_name_as_id() -> None:
    world = World()
    token = "aws:s3/bucketVersioning:BucketVersioning"
    plain = world.add("a", token, {"bucket": "shop", "versioningConfiguration": {"status": "Enabled"}})
    owned = world.add("b", token, {"bucket": "shop", "expectedBucketOwner": "123456789012"})
    assert (plain.id, owned.id) == ("shop", "shop,123456789012")
