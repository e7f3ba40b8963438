"""Overrides: arguments of single resources, by logical name."""

from typing import Any

import pytest

from simulator.embedded import ProgramFailed
from tests.components.growth import Growth, grown
from tests.harness import preview_of


def overridden(overrides: dict[str, Any]) -> Growth:
    return grown("dev", {"groundwork:overrides": overrides})


def refused(overrides: dict[str, Any]) -> str:
    with pytest.raises(ProgramFailed) as error:
        preview_of("dev", {"groundwork:overrides": overrides})
    return str(error.value)


@pytest.mark.parametrize(
    "argument", ["enableNetworkAddressUsageMetrics", "enable_network_address_usage_metrics"]
)
def test_an_argument_is_set_and_nothing_else_changes(argument: str) -> None:
    assert overridden({"vpc": {argument: True}}) == Growth(
        changed={"ec2/vpc vpc": ("enableNetworkAddressUsageMetrics",)}
    )


def test_an_argument_is_replaced() -> None:
    found = overridden({"private-a": {"mapPublicIpOnLaunch": True}, "vpc": {"enableDnsHostnames": False}})
    assert found == Growth(
        changed={"ec2/subnet private-a": ("mapPublicIpOnLaunch",), "ec2/vpc vpc": ("enableDnsHostnames",)}
    )


def test_where_resources_share_a_name_the_one_that_has_the_argument_takes_it() -> None:
    """The component of a store gives its name to group, subnets, parameters, secret and instance alike."""
    assert overridden({"db": {"caCertIdentifier": "rds-ca-ecc384-g1"}}) == Growth(
        changed={"rds/instance db": ("caCertIdentifier",)}
    )


def test_where_several_have_the_argument_the_kind_says_which() -> None:
    assert refused({"db": {"description": "Ours"}}) == (
        "groundwork:overrides.db.description: 4 resources have this name and argument; say which: "
        "ec2/securityGroup::db, rds/parameterGroup::db, rds/subnetGroup::db, secretsmanager/secret::db"
    )
    found = overridden({"secretsmanager/secret::db": {"description": "Ours"}})
    assert found == Growth(changed={"secretsmanager/secret db": ("description",)})


def test_what_there_is_not_is_refused_all_at_once_with_the_nearest_there_is() -> None:
    overrides = {
        "vpcc": {"cidrBlock": "10.9.0.0/16"},
        "vpc": {"cidrBlok": "10.9.0.0/16", "wings": 2},
        "nothing-like-it": {"a": 1},
    }
    assert refused(overrides) == "\n".join(
        [
            "groundwork:overrides.nothing-like-it: no resource has this name",
            "groundwork:overrides.vpc.cidrBlok: aws:ec2/vpc:Vpc has no such argument; did you mean "
            "cidr_block?",
            "groundwork:overrides.vpc.wings: aws:ec2/vpc:Vpc has no such argument",
            "groundwork:overrides.vpcc: no resource has this name; did you mean vpc?",
        ]
    )


def test_components_and_the_provider_are_not_overridden() -> None:
    assert refused({"aws": {"region": "us-east-1"}}) == "groundwork:overrides.aws: no resource has this name"
    assert (
        refused({"network": {"vpcId": "vpc-1"}}) == "groundwork:overrides.network: no resource has this name"
    )
