"""ACM: what it refuses, and the shapes of its answers."""

from __future__ import annotations

from tests.simulator.services.cases import Case, accepted, refused
from tests.simulator.services.world import World, account, shape


@accepted("acm")
def test_accepts(case: Case) -> None:
    assert case.refusals() == []


@refused("acm")
def test_refuses(case: Case) -> None:
    assert case.refusals() == case.says


def test_a_certificate_asks_for_one_record_a_name() -> None:
    cert = account().states["cert"]
    assert shape(cert.id, "arn:aws:acm:us-east-1:123456789012:certificate/{uuid}")
    assert (cert.outputs["status"], cert.outputs["type"]) == ("PENDING_VALIDATION", "AMAZON_ISSUED")
    options = cert.outputs["domainValidationOptions"]
    assert [option["domainName"] for option in options] == ["example.com", "*.example.com"]
    assert shape(options[0]["resourceRecordName"], "_{hex32}.example.com.")
    assert options[0]["resourceRecordType"] == "CNAME"
    assert shape(options[0]["resourceRecordValue"], "_{hex32}.{low10}.acm-validations.aws.")


def test_a_wildcard_shares_the_record_of_its_domain() -> None:
    plain, star = account().states["cert"].outputs["domainValidationOptions"]
    assert plain["resourceRecordName"] == star["resourceRecordName"]


def test_two_certificates_of_a_name_ask_for_the_same_record() -> None:
    token = "aws:acm/certificate:Certificate"
    inputs = {"domainName": "example.com", "validationMethod": "DNS"}
    other = World(region="eu-west-1").add("other", token, inputs)
    [option] = other.outputs["domainValidationOptions"]
    assert option == account().states["cert"].outputs["domainValidationOptions"][0]


def test_other_ways_of_validation() -> None:
    world = World()
    token = "aws:acm/certificate:Certificate"
    mail = world.add("a", token, {"domainName": "example.com", "validationMethod": "EMAIL"}).outputs
    own = world.add("b", token, {"certificateBody": "body", "privateKey": "key"}).outputs
    assert (mail["domainValidationOptions"], mail["validationEmails"]) == ([], ["admin@example.com"])
    assert (own["status"], own["type"]) == ("ISSUED", "IMPORTED")
