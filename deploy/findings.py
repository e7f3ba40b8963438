"""Policy results as people read them: grouped by control, the worst first, each group with its remedy."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.text import Text

from deploy import console
from deploy.graph import name_of, short_type

if TYPE_CHECKING:
    from policy.report import Finding, Report

SEVERITIES = ("critical", "high", "medium", "low")
STATUSES = ("passed", "failed", "undetermined", "error", "exempted", "not_applicable")
_STYLES = {"mandatory": "red", "advisory": "yellow", "exempted": "dim"}


@dataclass(frozen=True)
class Group:
    """The findings of one control that have the same weight."""

    control: str
    title: str
    label: str
    """`mandatory violation`, `advisory undetermined`, `exempted`, …"""

    severity: str
    findings: tuple["Finding", ...]

    @property
    def remediation(self) -> str:
        return self.findings[0].remediation

    @property
    def style(self) -> str:
        return _STYLES.get(self.label.split()[0], "")


def blocking(finding: "Finding") -> bool:
    """Whether a finding stops a deployment: at mandatory level and not exempted."""
    return finding.level == "mandatory" and finding.status != "exempted"


def label(finding: "Finding") -> str:
    return "exempted" if finding.status == "exempted" else f"{finding.level} {finding.status}"


def groups(findings: Iterable["Finding"]) -> list[Group]:
    """Findings by control, in the order: mandatory, advisory, exempted; then by severity and control."""
    by_key: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        by_key.setdefault((finding.control, label(finding)), []).append(finding)
    found = [
        Group(
            control, items[0].title, text, items[0].severity, tuple(sorted(items, key=lambda item: item.urn))
        )
        for (control, text), items in by_key.items()
    ]
    return sorted(found, key=_rank)


def _rank(group: Group) -> tuple[int, int, str]:
    first = group.findings[0]
    weight = 0 if blocking(first) else 2 if first.status == "exempted" else 1
    severity = SEVERITIES.index(group.severity) if group.severity in SEVERITIES else len(SEVERITIES)
    return weight, severity, group.control


def summary(report: "Report") -> str:
    """One line: how many controls there are, and what became of them."""
    counts = Counter(control.status for control in report.controls)
    parts = [f"{counts[status]} {status.replace('_', ' ')}" for status in STATUSES if counts[status]]
    total = len(report.controls)
    return f"{total} control{'' if total == 1 else 's'}: {', '.join(parts) or 'none applied'}"


def resource(urn: str) -> str:
    """A resource as a person finds it in a preview: `ec2.SecurityGroup api`."""
    parts = urn.split("::")
    if len(parts) < 4:
        return urn
    return f"{short_type(parts[2].rsplit('$', 1)[-1])} {name_of(urn)}"


def show(report: "Report", *, verbose: bool = False) -> None:
    """Write a report: the summary, then the findings by control; `verbose` adds what passed and the URNs."""
    stdout = console.out()
    verdict = ("violated", "bold red") if report.violated else ("met", "bold green")
    stdout.print(Text.assemble(("Policies ", "bold"), verdict, f"  {summary(report)}"))
    for group in groups(report.findings):
        show_group(group, verbose=verbose)
    if verbose:
        passed = [control for control in report.controls if control.status == "passed"]
        for control in passed:
            stdout.print(
                Text(f"  passed  {control.control}  {control.title} ({control.passed})", style="dim")
            )


def show_group(group: Group, *, verbose: bool = False) -> None:
    stdout = console.out()
    head = f"  {group.control}  {group.title}"
    stdout.print(Text.assemble((head, group.style), f"  [{group.label}, {group.severity}]"))
    for finding in group.findings:
        stdout.print(Text(f"    {finding.urn if verbose else resource(finding.urn)}: {finding.message}"))
        if finding.exemption:
            stdout.print(Text(f"      exempted: {finding.exemption}", style="dim"))
    if group.remediation:
        stdout.print(Text(f"    → {group.remediation}", style="green"))


def audit(lines: Sequence[str]) -> None:
    """Write what is unsound in the graph itself."""
    if lines:
        console.out().print(Text("Audit", style="bold red"))
        for line in lines:
            console.out().print(Text(f"  {line}"))
