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
    from policy.catalogue.model import Control
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
    """The controls that were enforced, with what the catalogue says of them."""
    from policy.catalogue import BY_ID

    results: dict[str, ControlResult] = {}
    for checked in every:
        for result in checked.report.controls if checked.report else ():
            known = results.get(result.control)
            # A control has a level for each environment: the rule carries the strictest.
            if known is None or (known.level, result.level) == ("advisory", "mandatory"):
                results[result.control] = result
    rules = [_rule(result, BY_ID.get(result.control)) for _, result in sorted(results.items())]
    if any(checked.audit for checked in every):
        text = "The resource graph is sound: no orphans, no duplicate URNs, every component complete."
        rules.append(
            {"id": _AUDIT, "shortDescription": {"text": text}, "defaultConfiguration": {"level": "error"}}
        )
    return rules


def _rule(result: "ControlResult", control: "Control | None") -> dict[str, Any]:
    rule: dict[str, Any] = {
        "id": result.control,
        "shortDescription": {"text": result.title},
        "defaultConfiguration": {"level": "error" if result.level == "mandatory" else "warning"},
        "properties": {
            "security-severity": _SCORES.get(result.severity, _SCORES["low"]),
            "tags": ["security", *result.frameworks],
        },
    }
    if control:
        rule["fullDescription"] = {"text": control.reason}
        rule["help"] = {"text": control.remedy}
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
