"""Controls on what must be there, or must not: broken by a resource more or less, not by a property."""

from __future__ import annotations

import pytest

from policy.catalogue import CATALOGUE, EXEMPTED, EXEMPTIONS
from policy.catalogue.services import SERVICES
from tests.policy.case import judge, stack_of
from tests.policy.cases import CASES
from tests.policy.graphs import MODES, STACK_TYPE, Mode, Node, urn

PRODUCTION = stack_of("groundwork", "production")
BROKEN_HERE = {"dashboard-present", "iam-no-long-lived-credentials", EXEMPTIONS, EXEMPTED}
"""The last two have a module of their own, `test_exemptions`."""

BROKEN_BY_PHASE = {service.id for service in SERVICES}
"""Each both ways, and in each phase, in `test_services`."""


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.spec("PYS-OBS-01", "SKY-OBS-03")
def test_a_stack_that_runs_something_needs_a_dashboard(mode: Mode) -> None:
    nodes = [Node("aws:ecs/service:Service", "api")]
    result, findings = judge("dashboard-present", nodes, PRODUCTION, mode)
    assert [(item.urn, item.message) for item in findings] == [
        (urn(STACK_TYPE, "groundwork-test"), "the stack has no dashboard, must have one")
    ]
    assert (result.status, result.failed) == ("failed", 1)


@pytest.mark.parametrize("type_", ["accessKey:AccessKey", "userLoginProfile:UserLoginProfile", "user:User"])
def test_long_lived_credentials_are_found(type_: str) -> None:
    _, findings = judge(
        "iam-no-long-lived-credentials", [Node(f"aws:iam/{type_}", "ci")], PRODUCTION, "resolved"
    )
    assert [item.message for item in findings] == [
        "ci is a long-lived credential or its owner, must be a role that is assumed"
    ]


def test_a_stack_of_roles_has_no_long_lived_credentials() -> None:
    nodes = [Node("aws:iam/role:Role", "api")]
    result, findings = judge("iam-no-long-lived-credentials", nodes, PRODUCTION, "resolved")
    assert (result.status, findings) == ("not_applicable", [])


@pytest.mark.parametrize(
    ("type_", "what"),
    [("aws:ec2/instance:Instance", "an EC2 instance"), ("aws:ec2/keyPair:KeyPair", "a key pair")],
)
@pytest.mark.spec("SKY-NET-10")
def test_no_instance_and_no_key_pair_where_there_is_no_ssh(type_: str, what: str) -> None:
    _, findings = judge("network-no-ssh", [Node(type_, "it")], stack_of("skyhigh", "production"), "resolved")
    assert [item.message for item in findings] == [f"it is {what}, must not be in this stack"]


@pytest.mark.parametrize("type_", ["instance:Instance", "launchTemplate:LaunchTemplate"])
def test_machines_are_no_serverless_compute(type_: str) -> None:
    nodes = [Node(f"aws:ec2/{type_}", "host")]
    _, findings = judge("compute-serverless", nodes, stack_of("pyshop", "dev"), "resolved")
    assert [(item.level, item.message) for item in findings] == [
        ("advisory", "host is a machine or a group of them, must be a service on Fargate")
    ]


def test_every_enforced_control_is_broken_by_a_test() -> None:
    broken = {
        case.control
        for case in CASES
        for change in case.changes
        if any(status == "violation" for status, _ in change.expected)
    }
    enforced = {control.id for control in CATALOGUE if control.kind == "automatic"}
    assert enforced - broken == BROKEN_HERE | BROKEN_BY_PHASE
