"""Every committed stack meets what is mandatory for it, without an exemption; its advice is named here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from policy.offline import analyze, run
from policy.pack import build
from policy.report import Report
from tests.harness import DELETED, STACKS, config_of, graph_of
from tests.policy.case import stack_of
from tests.policy.protocol import drive

WITHOUT_CUSTOMER_KEYS = {
    "database-customer-key",
    "log-group-customer-key",
    "repository-customer-key",
    "secret-customer-key",
    "topic-encrypted",
}
ON_ECS = {
    *("bucket-access-logs", "cache-authenticated", "cdn-access-logs", "container-read-only-root"),
    *("container-user", "function-concurrency", "function-tracing", "guardduty-enabled"),
}

ADVICE = {
    "dev": {
        *WITHOUT_CUSTOMER_KEYS,
        *("cluster-container-insights", "container-read-only-root"),
        *("data-deletion-protected", "data-pulumi-protected", "database-enhanced-monitoring"),
        *("database-final-snapshot", "load-balancer-tls", "network-flow-logs", "service-autoscaled"),
    },
    "prod": set(),
    "pyshop/dev": {*WITHOUT_CUSTOMER_KEYS, "container-read-only-root", "container-user", "load-balancer-tls"},
    "pyshop/prod": {*WITHOUT_CUSTOMER_KEYS, "container-read-only-root", "container-user"},
    "pyshop/domain": {*WITHOUT_CUSTOMER_KEYS, "container-read-only-root", "container-user"},
    "skyhigh/prod": {
        *WITHOUT_CUSTOMER_KEYS - {"database-customer-key", "secret-customer-key"},
        "container-read-only-root",
    },
    "foodbegood/phase1": {
        *("data-deletion-protected", "database-final-snapshot"),
        *("network-data-unreachable", "network-public-ingress-only-load-balancers"),
    },
    "foodbegood/phase2": ON_ECS,
    "foodbegood/phase3": ON_ECS,
}
"""What each stack gives up and hears of; the sheets of the two systems have no customer keys."""


def judged(stack: str, changes: Mapping[str, Any] | None = None) -> Report:
    config = {key: json.dumps(value) for key, value in config_of(stack, changes).items()}
    states = [dict(resource.state) for resource in graph_of(stack, changes).resources]
    return analyze(states, project="groundwork", stack=stack.replace("/", "-"), config=config)


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.spec("PYS-SEC-05", "PYS-SEC-06", "SKY-SEC-04")
def test_nothing_mandatory_is_broken_or_undecided_and_nothing_is_exempted(stack: str) -> None:
    report = judged(stack)
    assert [item for item in report.findings if item.level == "mandatory"] == []
    assert not report.violated
    assert {item.status for item in report.findings} <= {"violation"}
    assert report.warnings == ()


@pytest.mark.parametrize("stack", STACKS)
def test_advice_is_what_the_stack_gives_up(stack: str) -> None:
    assert {item.control for item in judged(stack).findings} == ADVICE[stack]


@pytest.mark.parametrize(
    ("stack", "changes", "control"),
    [
        ("prod", {"groundwork:network.flowLogs": {"enabled": False}}, "network-flow-logs"),
        ("pyshop/prod", {"groundwork:data.db.multiAz": False}, "database-multi-az"),
        ("pyshop/prod", {"groundwork:data.db.backupRetentionDays": 6}, "database-backups"),
        (
            "pyshop/prod",
            {"groundwork:observability.alarms": {"db-cpu": {"enabled": False}}},
            "alarms-complete",
        ),
        (
            "skyhigh/prod",
            {"groundwork:edge.loadBalancer": {"accessLogs": False}},
            "load-balancer-access-logs",
        ),
    ],
)
def test_a_setting_that_gives_up_what_is_mandatory_is_found(
    stack: str, changes: Mapping[str, Any], control: str
) -> None:
    broken = {item.control for item in judged(stack, changes).findings if item.level == "mandatory"}
    assert control in broken


def test_a_stack_is_held_to_its_phase() -> None:
    """Phase 1's stack, were it to call itself phase 2, lacks what phase 2 has."""
    missing = judged("foodbegood/phase1", {"groundwork:system.phase": 2})
    assert {item.control for item in missing.findings if item.level == "mandatory"} == {
        *("database-multi-az", "database-region-copy", "database-secret-rotated", "network-data-unreachable"),
        *("phase-backup-retention", "phase-cloudfront", "phase-cloudtrail", "phase-elasticache"),
        *("phase-load-balancer", "phase-route53", "phase-s3", "phase-secrets-manager"),
    }


@pytest.mark.parametrize(
    ("changes", "control"),
    [
        ({"groundwork:cost.budget": DELETED, "groundwork:overrides.budget": DELETED}, "budget-present"),
        ({"groundwork:observability.dashboard": False}, "phase-cloudwatch"),
        ({"groundwork:security.encryption": {"kind": "aws"}}, "phase-kms"),
    ],
)
def test_what_every_phase_has_is_missed_in_phase_1(changes: Mapping[str, Any], control: str) -> None:
    broken = {
        item.control for item in judged("foodbegood/phase1", changes).findings if item.level == "mandatory"
    }
    assert broken == {control}


def test_a_whole_stack_is_judged_alike_offline_and_by_messages_of_the_engine() -> None:
    states = [dict(resource.state) for resource in graph_of("prod").resources]
    offline, engine = build(stack_of("pyshop", "production")), build(stack_of("pyshop", "production"))
    run(offline, states)
    drive(engine, states)
    assert offline.session.decided == engine.session.decided
    assert any(found for by_urn in engine.session.decided.values() for found in by_urn.values())
