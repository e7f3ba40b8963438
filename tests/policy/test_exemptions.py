"""Exemptions: what they excuse, for how long, what is wrong with one, and what stays in sight."""

from __future__ import annotations

from typing import Any

import pytest

from policy.framework.stack import Stack
from policy.pack import build
from policy.report import Report, assemble
from tests.policy.case import judged, stack_of
from tests.policy.graphs import STACK_TYPE, Node, states, urn
from tests.policy.protocol import drive

LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
GRAPH = [Node(LOG_GROUP, "audit", {"kmsKeyId": "key"}), Node(LOG_GROUP, "api", {"kmsKeyId": "key"})]
GOOD = {
    "control": "log-group-retention",
    "resource": "audit",
    "reason": "kept for ever by law",
    "owner": "legal@example.com",
    "expires": "2026-12-12",
}
ROOT = urn(STACK_TYPE, "groundwork-test")
AT = "groundwork:policy.exemptions[0]"


def report(*exemptions: Any, policy: Any = None) -> Report:
    """On 15 June 2026: 180 days on is 12 December."""
    return assemble(judged(states(GRAPH), stack(*exemptions, policy=policy)))


def stack(*exemptions: Any, policy: Any = None) -> Stack:
    return stack_of("groundwork", "production", policy or {"exemptions": list(exemptions)})


def statuses(report: Report, control: str = "log-group-retention") -> dict[str, str]:
    return {item.urn.rpartition("::")[2]: item.status for item in report.findings if item.control == control}


@pytest.mark.parametrize("resource", ["audit", "aud*", "*::audit", urn(LOG_GROUP, "audit")])
def test_an_exemption_excuses_what_it_names_and_nothing_else(resource: str) -> None:
    found = report({**GOOD, "resource": resource})
    assert statuses(found) == {"audit": "exempted", "api": "violation"}
    assert found.violated
    assert found.warnings == ()


def test_what_is_exempted_stays_in_the_report_marked() -> None:
    found = report(GOOD, {**GOOD, "resource": "api"})
    exempted = [item for item in found.findings if item.control == "log-group-retention"]
    assert [(item.message, item.exemption) for item in exempted] == [
        (
            "retentionInDays is absent, must be a number of days (never-ending is none)",
            "exempted until 2026-12-12 by legal@example.com: kept for ever by law",
        )
    ] * 2
    result = next(item for item in found.controls if item.control == "log-group-retention")
    assert (result.status, result.passed, result.failed) == ("exempted", 0, 0)
    assert not found.violated


def test_an_exemption_of_another_control_excuses_nothing() -> None:
    found = report({**GOOD, "control": "log-group-customer-key"})
    assert statuses(found) == {"audit": "violation", "api": "violation"}


def test_an_exemption_that_matches_nothing_is_reported() -> None:
    found = report({**GOOD, "resource": "gone"})
    assert found.warnings == (
        "exemption of log-group-retention for gone (owner legal@example.com, until 2026-12-12) matches no "
        "finding: remove it from groundwork:policy.exemptions",
    )
    assert statuses(found, "policy-exemptions") == {}


@pytest.mark.parametrize("expires", ["2026-06-15", "2026-12-12", "2026-12-12 00:00:00 +0000 UTC"])
def test_the_first_and_the_last_day_that_hold(expires: str) -> None:
    assert statuses(report({**GOOD, "expires": expires}))["audit"] == "exempted"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            {"expires": "2026-06-14"},
            f"{AT} for log-group-retention on audit expired on 2026-06-14 (owner legal@example.com)",
        ),
        (
            {"expires": "2026-12-13"},
            f"{AT}.expires is 2026-12-13, must be at most 180 days ahead, by 2026-12-12",
        ),
        ({"expires": "soon"}, f"{AT}.expires is soon, must be a date such as 2026-12-12"),
        ({"expires": "12.12.2026"}, f"{AT}.expires is 12.12.2026, must be a date such as 2026-12-12"),
        (
            {"expires": None},
            f"{AT}.expires is missing; an exemption needs control, resource, reason, owner, expires",
        ),
        (
            {"reason": "  "},
            f"{AT}.reason is missing; an exemption needs control, resource, reason, owner, expires",
        ),
        (
            {"owner": ""},
            f"{AT}.owner is missing; an exemption needs control, resource, reason, owner, expires",
        ),
        (
            {"control": "log-group-retentoin"},
            f"{AT}.control is log-group-retentoin, which is no control of this pack; did you mean "
            "log-group-retention?",
        ),
        ({"control": "zzz"}, f"{AT}.control is zzz, which is no control of this pack"),
        ({"resource": "*"}, f"{AT}.resource is *, which exempts everything; name the resource"),
        ({"until": "2026-12-12"}, f"{AT}.until is not one of control, resource, reason, owner, expires"),
    ],
)
def test_what_is_malformed_or_out_of_date_exempts_nothing_and_is_a_violation(
    change: dict[str, Any], problem: str
) -> None:
    found = report({**GOOD, **change})
    own = [item for item in found.findings if item.control == "policy-exemptions"]
    assert [(item.urn, item.status, item.level, item.message) for item in own] == [
        (ROOT, "violation", "mandatory", problem)
    ]
    assert statuses(found) == {"audit": "violation", "api": "violation"}
    assert found.violated


@pytest.mark.parametrize(
    ("policy", "problem"),
    [
        (["x"], "groundwork:policy is not a map; it takes `exemptions`, a list"),
        ({"exemptions": "x"}, "groundwork:policy.exemptions is not a list"),
        (
            {"exemption": []},
            "groundwork:policy.exemption is not a setting of the policy pack; it takes `exemptions`",
        ),
        ({"exemptions": ["x"]}, f"{AT} is not a map of control, resource, reason, owner, expires"),
    ],
)
def test_config_that_is_no_list_of_exemptions_is_a_violation(policy: Any, problem: str) -> None:
    found = [item for item in report(policy=policy).findings if item.control == "policy-exemptions"]
    assert [item.message for item in found] == [problem]


def test_config_that_is_not_json_is_a_violation() -> None:
    broken = Stack.from_config("groundwork", "test", {"groundwork:policy": "{"})
    found = [
        item
        for item in assemble(judged(states(GRAPH), broken)).findings
        if item.control == "policy-exemptions"
    ]
    assert [item.message for item in found] == [
        "groundwork:policy is not a map; it takes `exemptions`, a list"
    ]


def test_a_stack_without_exemptions_is_not_asked() -> None:
    found = assemble(judged(states(GRAPH), stack_of("groundwork", "production")))
    assert [item.status for item in found.controls if item.control == "policy-exemptions"] == [
        "not_applicable"
    ]
    fine = report(GOOD)
    assert [item.status for item in fine.controls if item.control == "policy-exemptions"] == ["passed"]


def test_the_engine_is_told_of_exempted_findings_and_unused_exemptions_as_advice() -> None:
    pack = build(stack(GOOD, {**GOOD, "resource": "gone"}))
    *_, last = drive(pack, states(GRAPH))
    told = [item for item in last.diagnostics if item.policyName == "policy-exempted"]
    title = "What is exempted stays in sight"
    assert [(item.urn, item.enforcementLevel, item.message) for item in told] == [
        (
            urn(LOG_GROUP, "audit"),
            0,
            f"{title}\nlog-group-retention: retentionInDays is absent, must be a number of days "
            "(never-ending is "
            "none) (exempted until 2026-12-12 by legal@example.com: kept for ever by law)",
        ),
        (
            "",
            0,
            f"{title}\nexemption of log-group-retention for gone (owner legal@example.com, until 2026-12-12) "
            "matches no finding: remove it from groundwork:policy.exemptions",
        ),
    ]


def test_the_date_is_todays_unless_another_is_given() -> None:
    import datetime

    assert Stack.from_config("p", "s", {}).today == datetime.date.today()
    day = datetime.date(2020, 1, 1)
    assert Stack.from_config("p", "s", {}, day).today == day
