"""What a run of the pack found, for people and for machines."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from policy.catalogue import CATALOGUE, EXEMPTED
from policy.catalogue.model import Control, Severity
from policy.framework.session import Found, Status
from policy.pack import Pack

EnforcedLevel = Literal["mandatory", "advisory"]
Outcome = Literal["passed", "failed", "exempted", "undetermined", "not_applicable", "error"]


@dataclass(frozen=True)
class Finding:
    """One finding of one control on one resource."""

    control: str
    title: str
    level: EnforcedLevel
    severity: Severity
    status: Status
    urn: str
    message: str
    remediation: str
    frameworks: tuple[str, ...]
    """Rows of the requirement sheets, then controls of AWS FSBP, CIS, PCI DSS and checkov."""

    exemption: str | None
    """Until when, by whom and why it is exempted."""


@dataclass(frozen=True)
class ControlResult:
    """How one control came out over the whole stack; `passed` and `failed` count resources."""

    control: str
    title: str
    level: EnforcedLevel
    severity: Severity
    status: Outcome
    passed: int
    failed: int
    frameworks: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """All findings and all enforced controls of a run, in the order of the catalogue."""

    findings: tuple[Finding, ...]
    controls: tuple[ControlResult, ...]
    warnings: tuple[str, ...]
    """Exemptions that excuse nothing."""

    @property
    def violated(self) -> bool:
        """Whether something mandatory is broken, undecided or in error, and not exempted."""
        return any(item.level == "mandatory" and item.status != "exempted" for item in self.findings)


def assemble(pack: Pack) -> Report:
    """The report of a pack that has been driven over a stack."""
    findings: list[Finding] = []
    results: list[ControlResult] = []
    for control in CATALOGUE:
        level = pack.levels.get(control.id, "disabled")
        if level == "disabled" or control.id == EXEMPTED:
            continue
        by_urn = pack.session.decided.get(control.id, {})
        findings += [_finding(control, level, item) for urn in sorted(by_urn) for item in by_urn[urn]]
        results.append(_result(control, level, list(by_urn.values())))
    return Report(tuple(findings), tuple(results), tuple(pack.session.exemptions.unused()))


def _rows(control: Control) -> tuple[str, ...]:
    return (*control.sheets, *control.frameworks)


def _finding(control: Control, level: EnforcedLevel, item: Found) -> Finding:
    return Finding(
        control=control.id,
        title=control.title,
        level=level,
        severity=control.severity,
        status=item.status,
        urn=item.urn,
        message=item.message,
        remediation=control.remedy,
        frameworks=_rows(control),
        exemption=item.exemption,
    )


def _result(control: Control, level: EnforcedLevel, resources: list[list[Found]]) -> ControlResult:
    worst = Counter(_worst(found) for found in resources)
    order: tuple[Outcome, ...] = ("error", "failed", "undetermined", "exempted", "passed")
    status = next((outcome for outcome in order if worst[outcome]), "not_applicable")
    failed = worst["failed"] + worst["error"]
    return ControlResult(
        control.id, control.title, level, control.severity, status, worst["passed"], failed, _rows(control)
    )


def _worst(found: list[Found]) -> Outcome:
    """How a control came out on one resource."""
    statuses = {item.status for item in found}
    if "error" in statuses:
        return "error"
    if "violation" in statuses:
        return "failed"
    if "undetermined" in statuses:
        return "undetermined"
    return "exempted" if statuses else "passed"
