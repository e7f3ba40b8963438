"""SARIF 2.1.0, as GitHub code scanning takes it ("SARIF support for code scanning")."""

import hashlib
import json
from collections.abc import Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from deploy.findings import blocking, resource
from deploy.graph import name_of
from deploy.reports.model import Checked

if TYPE_CHECKING:
    from policy.report import ControlResult, Finding

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_SCORES = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "3.0"}
"""GitHub sorts findings by `security-severity`: above 9 critical, from 7 high, from 4 medium, below that low.
"""

_AUDIT = "groundwork-audit"


def render(every: Sequence[Checked]) -> str:
    """One run over every stack: rules from the controls, a result for each finding."""
    rules = _rules(every)
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    results = [_result(checked, finding, index) for checked in every for finding in checked.findings]
    results += [_audit(checked, line, index) for checked in every for line in checked.audit]
    driver = {"name": "groundwork", "version": version("groundwork"), "rules": rules}
    run: dict[str, Any] = {
        "tool": {"driver": driver},
        "automationDetails": {"id": "groundwork/check/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"PROJECT": {"description": {"text": "The folder of Pulumi.yaml."}}},
        "invocations": [_invocation(every)],
        "results": results,
    }
    return (
        json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)
        + "\n"
    )


def _rules(every: Sequence[Checked]) -> list[dict[str, Any]]:
    controls: dict[str, ControlResult] = {}
    remedies: dict[str, str] = {}
    for checked in every:
        for control in checked.report.controls if checked.report else ():
            known = controls.get(control.control)
            # A control has a level for each environment: the rule carries the strictest.
            if known is None or (known.level, control.level) == ("advisory", "mandatory"):
                controls[control.control] = control
        for finding in checked.findings:
            remedies.setdefault(finding.control, finding.remediation)
    rules = [_rule(control, remedies.get(control.control)) for _, control in sorted(controls.items())]
    if any(checked.audit for checked in every):
        text = "The resource graph is sound: no orphans, no duplicate URNs, every component complete."
        rules.append(
            {"id": _AUDIT, "shortDescription": {"text": text}, "defaultConfiguration": {"level": "error"}}
        )
    return rules


def _rule(control: "ControlResult", remedy: str | None) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "id": control.control,
        "shortDescription": {"text": control.title},
        "defaultConfiguration": {"level": "error" if control.level == "mandatory" else "warning"},
        "properties": {
            "security-severity": _SCORES.get(control.severity, _SCORES["low"]),
            "tags": ["security", *control.frameworks],
        },
    }
    if remedy:
        rule["help"] = {"text": remedy}
    return rule


def _result(checked: Checked, finding: "Finding", index: dict[str, int]) -> dict[str, Any]:
    level = "note" if finding.status == "exempted" else "error" if blocking(finding) else "warning"
    text = f"{checked.name}: {resource(finding.urn)}: {finding.message}"
    if finding.remediation:
        text += f" Remedy: {finding.remediation}"
    result: dict[str, Any] = {
        "ruleId": finding.control,
        "level": level,
        "message": {"text": text},
        "locations": [_location(checked, finding.urn)],
        "partialFingerprints": {
            "controlAndResource/v1": _fingerprint(finding.control, finding.urn, finding.message)
        },
        "properties": {"stack": checked.name, "status": finding.status},
    }
    if finding.control in index:
        result["ruleIndex"] = index[finding.control]
    if finding.status == "exempted":
        justification = finding.exemption or "exempted in the stack file"
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": justification}]
    return result


def _audit(checked: Checked, line: str, index: dict[str, int]) -> dict[str, Any]:
    return {
        "ruleId": _AUDIT,
        "ruleIndex": index[_AUDIT],
        "level": "error",
        "message": {"text": f"{checked.name}: {line}"},
        "locations": [{"physicalLocation": _physical(checked, 1)}],
        "partialFingerprints": {"controlAndResource/v1": _fingerprint(_AUDIT, checked.name, line)},
        "properties": {"stack": checked.name, "status": "violation"},
    }


def _location(checked: Checked, urn: str) -> dict[str, Any]:
    return {
        "physicalLocation": _physical(checked, checked.line(urn)),
        "logicalLocations": [{"name": name_of(urn), "fullyQualifiedName": urn, "kind": "resource"}],
    }


def _physical(checked: Checked, line: int) -> dict[str, Any]:
    return {
        "artifactLocation": {"uri": checked.path, "uriBaseId": "PROJECT"},
        "region": {"startLine": line},
    }


def _fingerprint(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _invocation(every: Sequence[Checked]) -> dict[str, Any]:
    problems = [
        {
            "level": "error",
            "message": {"text": f"{checked.name}: {checked.problem}"},
            "locations": [{"physicalLocation": _physical(checked, 1)}],
        }
        for checked in every
        if checked.problem
    ]
    return {"executionSuccessful": not problems, "toolExecutionNotifications": problems}
