"""Which subnets a network has, and their address ranges."""

from ipaddress import IPv4Network
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settings.network import Network
from settings.subnets import TIERS, derived_cidr
from tests.harness import graph_of

LETTERS = "abcdef"


@st.composite
def vpcs(draw: st.DrawFn) -> IPv4Network:
    """A range of the private ones, of a size that holds derived subnets of all tiers."""
    prefix = draw(st.integers(16, 20))
    base = draw(st.sampled_from([IPv4Network("10.0.0.0/8"), IPv4Network("172.16.0.0/12")]))
    place = draw(st.integers(0, 2 ** (prefix - base.prefixlen) - 1))
    return IPv4Network((int(base.network_address) + place * 2 ** (32 - prefix), prefix))


zones = st.lists(st.sampled_from(LETTERS), min_size=2, max_size=6, unique=True)


def network(vpc: IPv4Network, letters: list[str], **more: Any) -> Network:
    return Network.model_validate({"cidr": str(vpc), "zones": letters, "dataTier": True, **more})


@given(vpcs(), zones)
def test_derived_ranges_lie_inside_and_apart(vpc: IPv4Network, letters: list[str]) -> None:
    plan = network(vpc, letters).subnet_plan()
    assert {tier: list(by_zone) for tier, by_zone in plan.items()} == dict.fromkeys(TIERS, letters)
    ranges = [IPv4Network(cidr) for by_zone in plan.values() for cidr in by_zone.values()]
    assert all(each.subnet_of(vpc) for each in ranges)
    assert not any(one.overlaps(other) for one, other in combinations(ranges, 2))
    assert all(16 <= each.prefixlen <= 28 for each in ranges)


@given(vpcs(), zones, zones)
def test_a_zone_has_its_range_whatever_the_others(
    vpc: IPv4Network, some: list[str], others: list[str]
) -> None:
    one, other = network(vpc, some).subnet_plan(), network(vpc, others).subnet_plan()
    for tier in TIERS:
        for zone in {*some} & {*others}:
            assert one[tier][zone] == other[tier][zone]


@given(vpcs(), zones)
def test_a_tier_has_its_ranges_whether_or_not_there_is_one_for_data(
    vpc: IPv4Network, letters: list[str]
) -> None:
    without = network(vpc, letters, dataTier=False).subnet_plan()
    assert list(without) == ["public", "private"]
    assert without.items() <= network(vpc, letters).subnet_plan().items()


@pytest.mark.parametrize(
    ("tier", "zone", "cidr"),
    [
        ("public", "a", "10.0.0.0/24"),
        ("public", "f", "10.0.5.0/24"),
        ("data", "a", "10.0.16.0/24"),
        ("data", "f", "10.0.21.0/24"),
        ("private", "a", "10.0.64.0/20"),
        ("private", "f", "10.0.144.0/20"),
    ],
)
def test_derived_ranges_are_those_of_the_documentation(tier: Any, zone: str, cidr: str) -> None:
    assert derived_cidr("10.0.0.0/16", tier, zone) == cidr


def test_given_ranges_are_taken_and_the_others_derived() -> None:
    given_ones = {"private": {"a": "10.0.200.0/24", "b": "10.0.201.0/24"}}
    plan = network(IPv4Network("10.0.0.0/16"), ["a", "b"], subnets=given_ones, dataTier=False).subnet_plan()
    assert plan == {"public": {"a": "10.0.0.0/24", "b": "10.0.1.0/24"}, **given_ones}


def test_the_subnets_are_those_of_the_plan() -> None:
    found = {subnet.name: subnet.inputs["cidrBlock"] for subnet in graph_of("prod").all("ec2/subnet")}
    plan = network(IPv4Network("10.0.0.0/16"), ["a", "b", "c"]).subnet_plan()
    assert found == {f"{tier}-{zone}": cidr for tier in TIERS for zone, cidr in plan[tier].items()}
