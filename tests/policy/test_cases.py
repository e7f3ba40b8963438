"""Every control both ways: kept, broken by one property, absent, not known; resolved and in a preview."""

from __future__ import annotations

import pytest

from tests.policy.case import Case, Change, judge
from tests.policy.cases import CASES
from tests.policy.graphs import Mode, urn

KEPT = [pytest.param(case, mode, id=f"{case.control}-{mode}") for case in CASES for mode in case.modes]
CHANGED = [
    pytest.param(case, change, mode, id=f"{case.control}-{change.path}-{index}-{mode}")
    for case in CASES
    for index, change in enumerate(case.changes)
    for mode in change.modes
    if mode in case.modes
]


@pytest.mark.parametrize(("case", "mode"), KEPT)
def test_a_graph_that_keeps_it_passes(case: Case, mode: Mode) -> None:
    result, findings = judge(case.control, case.keeps, case.stack(), mode)
    assert findings == []
    assert (result.status, result.failed) == ("passed", 0)


@pytest.mark.parametrize(("case", "change", "mode"), CHANGED)
def test_one_change_is_found(case: Case, change: Change, mode: Mode) -> None:
    nodes = case.changed(change)
    subject = next(node for node in case.keeps if node.name == case.subject)
    result, findings = judge(case.control, nodes, case.stack(), mode)
    where = urn(subject.type, subject.name)
    assert [(item.urn, item.status, item.message) for item in findings] == [
        (where, status, message) for status, message in change.expected
    ]
    statuses = [status for status, _ in change.expected]
    expected = "failed" if "violation" in statuses else "undetermined" if statuses else "passed"
    assert result.status == expected


@pytest.mark.parametrize("case", [pytest.param(c, id=c.control) for c in CASES if c.not_about])
def test_what_it_is_not_about_is_not_applicable(case: Case) -> None:
    result, findings = judge(case.control, case.not_about, case.stack(), "resolved")
    assert (result.status, result.passed, findings) == ("not_applicable", 0, [])
