"""Look-ups that several services share: identity, regions, zones, prefix lists, images, versions."""

from __future__ import annotations

from typing import Any

import pytest

from simulator import registry
from tests.simulator.services.world import account, shape


def answer(token: str, region: str = "us-east-1", **args: Any) -> dict[str, Any]:
    """The result of a look-up in a region."""
    return registry.answer(token, args, account().context(token, region=region))


def test_identity() -> None:
    assert answer("aws:index/getCallerIdentity:getCallerIdentity") == {
        "accountId": "123456789012",
        "arn": "arn:aws:iam::123456789012:user/simulator",
        "id": "123456789012",
        "userId": "AIDACKCEVSQ6C2EXAMPLE",
    }


def test_region_and_partition() -> None:
    assert answer("aws:index/getRegion:getRegion", "eu-west-1") == {
        "description": "Europe (Ireland)",
        "endpoint": "ec2.eu-west-1.amazonaws.com",
        "id": "eu-west-1",
        "name": "eu-west-1",
        "region": "eu-west-1",
    }
    partition = answer("aws:index/getPartition:getPartition")
    assert (partition["partition"], partition["dnsSuffix"]) == ("aws", "amazonaws.com")
    assert partition["reverseDnsPrefix"] == "com.amazonaws"


def test_a_region_that_does_not_exist() -> None:
    with pytest.raises(LookupError, match=r"^reading Region: region not found: us-east-9$"):
        answer("aws:index/getRegion:getRegion", region="us-east-1", name="us-east-9")


def test_zones_of_a_region() -> None:
    token = "aws:index/getAvailabilityZones:getAvailabilityZones"
    found = answer(token, "eu-central-1", state="available")
    assert found["names"] == ["eu-central-1a", "eu-central-1b", "eu-central-1c"]
    assert found["zoneIds"] == ["euc1-az1", "euc1-az2", "euc1-az3"]
    assert len(answer(token)["names"]) == 6
    assert answer(token, excludeNames=["us-east-1e"])["names"][-1] == "us-east-1f"
    opted = [{"name": "opt-in-status", "values": ["opted-in"]}]
    assert answer(token, filters=opted)["names"] == []


def test_the_prefix_list_of_cloudfront() -> None:
    token = "aws:ec2/getManagedPrefixList:getManagedPrefixList"
    name = "com.amazonaws.global.cloudfront.origin-facing"
    found = answer(token, name=name)
    assert (found["id"], found["maxEntries"], found["ownerId"]) == ("pl-3b927c52", 55, "AWS")
    assert found["arn"] == "arn:aws:ec2:us-east-1:aws:prefix-list/pl-3b927c52"
    assert answer(token, "eu-west-1", name=name)["id"] == "pl-4fa04526"
    assert answer(token, filters=[{"name": "prefix-list-name", "values": [name]}])["id"] == "pl-3b927c52"
    assert answer(token, id="pl-63a5400a")["name"] == "com.amazonaws.us-east-1.s3"
    assert shape(answer(token, "ap-southeast-7", name=name)["id"], "pl-{hex8}")


def test_a_prefix_list_of_another_region() -> None:
    with pytest.raises(LookupError) as error:
        answer("aws:ec2/getManagedPrefixList:getManagedPrefixList", name="com.amazonaws.eu-west-1.s3")
    assert str(error.value) == (
        "reading EC2 Managed Prefix List: empty result: com.amazonaws.eu-west-1.s3 (in us-east-1 there are: "
        "com.amazonaws.global.cloudfront.origin-facing, com.amazonaws.us-east-1.dynamodb, "
        "com.amazonaws.us-east-1.s3, com.amazonaws.us-east-1.vpc-lattice)"
    )


def test_the_account_that_writes_load_balancer_logs() -> None:
    found = answer("aws:elb/getServiceAccount:getServiceAccount")
    assert (found["id"], found["arn"]) == ("127311923021", "arn:aws:iam::127311923021:root")
    with pytest.raises(LookupError, match=r"^unsupported AWS Region: ap-southeast-5$"):
        answer("aws:elb/getServiceAccount:getServiceAccount", "ap-southeast-5")


def test_the_same_search_finds_the_same_image() -> None:
    token = "aws:ec2/getAmi:getAmi"
    name = [{"name": "name", "values": ["al2023-ami-2023.*-kernel-*-arm64"]}]
    found = answer(token, owners=["amazon"], filters=name, mostRecent=True)
    assert shape(found["id"], "ami-0{hex16}")
    assert found["architecture"] == "arm64"
    assert found["name"] == "al2023-ami-2023.20260101-kernel-20260101-arm64"
    assert answer(token, owners=["amazon"], filters=name, mostRecent=True)["id"] == found["id"]
    assert answer(token, "eu-west-1", owners=["amazon"], filters=name, mostRecent=True)["id"] != found["id"]
    ubuntu = [{"name": "name", "values": ["ubuntu/images/hvm-ssd/ubuntu-noble-24.04-amd64-server-*"]}]
    canonical = answer(token, owners=["099720109477"], filters=ubuntu)
    assert (canonical["ownerId"], canonical["rootDeviceName"]) == ("099720109477", "/dev/sda1")


def test_engine_versions() -> None:
    token = "aws:rds/getEngineVersion:getEngineVersion"
    found = answer(token, engine="postgres", version="15")
    assert (found["versionActual"], found["parameterGroupFamily"]) == ("15.19", "postgres15")
    assert found["validMajorTargets"] == ["16.15", "17.11", "18.6"]
    older = answer(token, engine="postgres", version="15.17")
    assert older["validMinorTargets"] == ["15.18", "15.19"]
    assert answer(token, engine="postgres")["versionActual"] == "17.11"
    with pytest.raises(
        LookupError, match=r"no RDS engine versions match the criteria: engine postgres, version 15\.5"
    ):
        answer(token, engine="postgres", version="15.5")


def test_an_unknown_look_up_names_the_file_to_extend() -> None:
    with pytest.raises(registry.UnknownInvoke, match=r"simulator/services/ec2"):
        answer("aws:ec2/getNothing:getNothing")
