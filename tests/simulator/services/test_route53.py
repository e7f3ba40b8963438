"""Route 53: what it refuses, and the shapes of its answers."""

from __future__ import annotations

from simulator import registry
from tests.simulator.services.cases import Case, accepted, refused, remarked
from tests.simulator.services.world import World, account, shape


@accepted("route53")
def test_accepts(case: Case) -> None:
    assert case.refusals() == []


@refused("route53")
def test_refuses(case: Case) -> None:
    assert case.refusals() == case.says


@remarked("route53")
def test_remarks(case: Case) -> None:
    assert case.refusals() == []
    assert case.remarks() == case.says


def test_a_zone_with_four_name_servers() -> None:
    zone = account().states["zone"]
    assert shape(zone.id, "Z{up20}")
    assert (zone.outputs["zoneId"], zone.outputs["arn"]) == (
        zone.id,
        f"arn:aws:route53:::hostedzone/{zone.id}",
    )
    servers = zone.outputs["nameServers"]
    tops = sorted(name.partition("awsdns-")[2][3:] for name in servers)
    assert tops == ["co.uk", "com", "net", "org"]
    for name in servers:
        number = int(name.removeprefix("ns-").partition(".")[0])
        assert f".awsdns-{number % 64:02}." in name
    assert zone.outputs["primaryNameServer"] == servers[0]


def test_a_records_id_and_full_name() -> None:
    record = account().states["record"]
    assert record.id == f"{account().states['zone'].id}_www_A"
    assert record.outputs["fqdn"] == "www.example.com"


def test_names_at_the_apex_and_absolute_ones() -> None:
    world = World([{"name": "zone", "type": "aws:route53/zone:Zone", "inputs": {"name": "example.com"}}])
    token = "aws:route53/record:Record"
    names = {
        given: world.add(given or "apex", token, {"zoneId": "@zone", "name": given, "type": "TXT"}).outputs[
            "fqdn"
        ]
        for given in ("", "example.com", "API.example.com.", "a.b")
    }
    assert names == {
        "": "example.com",
        "example.com": "example.com",
        "API.example.com.": "api.example.com",
        "a.b": "a.b.example.com",
    }


def test_a_zone_is_found_by_name() -> None:
    token = "aws:route53/getZone:getZone"
    found = registry.answer(token, {"name": "example.com."}, account().context(token))
    assert found["zoneId"] == account().states["zone"].id
    other = registry.answer(token, {"name": "example.net"}, account().context(token))
    assert shape(other["zoneId"], "Z{up20}")
    assert (other["name"], len(other["nameServers"])) == ("example.net", 4)
