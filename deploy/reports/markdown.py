"""A summary for a pull request: a table of the stacks, and the findings of each below it."""

from collections.abc import Sequence

from deploy import findings
from deploy.markdown import cell, plain
from deploy.reports.model import Checked, headline

MARKER = "<!-- groundwork check -->"
"""First line of the comment, by which the workflow finds its own comment again."""

LIMIT = 60_000
"""Characters; GitHub takes 65,536 in a comment."""

_SIGNS = {"met": "✅", "violated": "❌", "could not run": "⚠️"}
_CUT = "\n\n*The rest is left out: a comment holds no more. `groundwork check` shows everything.*\n"


def render(every: Sequence[Checked]) -> str:
    """The summary, cut to what a comment holds."""
    text = (
        "\n".join([MARKER, f"## Groundwork: {headline(every)}", "", *_table(every), *_details(every)]) + "\n"
    )
    if len(text) <= LIMIT:
        return text
    # Cut between sections, so that no <details> stays open.
    kept = text[: LIMIT - len(_CUT)].rsplit("\n</details>\n", 1)[0] + "\n</details>\n"
    return kept + _CUT


def _table(every: Sequence[Checked]) -> list[str]:
    lines = [
        "| Stack | Verdict | Resources | Controls passed | Mandatory | Advisory | Undetermined | Exempted |",
        "|---|---|--:|--:|--:|--:|--:|--:|",
    ]
    for checked in every:
        passed = (
            sum(control.status == "passed" for control in checked.report.controls) if checked.report else 0
        )
        weights = [str(checked.counts[key]) for key in ("mandatory", "advisory", "undetermined", "exempted")]
        cells = [
            cell(checked.name),
            f"{_SIGNS[checked.verdict]} {checked.verdict}",
            *(
                ["", "", "", "", "", ""]
                if checked.problem
                else [str(checked.graph.resources), str(passed), *weights]
            ),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _details(every: Sequence[Checked]) -> list[str]:
    lines: list[str] = []
    for checked in every:
        if not (checked.problem or checked.audit or checked.warnings or checked.findings):
            continue
        lines += ["", f"<details><summary>{plain(checked.name)}: {plain(_sentence(checked))}</summary>", ""]
        if checked.problem:
            lines += ["```text", str(checked.problem), "```", ""]
        lines += [f"- audit: {plain(line)}" for line in checked.audit]
        lines += [f"- warning: {plain(line)}" for line in checked.warnings]
        if checked.audit or checked.warnings:
            lines.append("")
        if checked.findings:
            lines += [
                "| Control | Level | Severity | Resource | Finding | Remedy |",
                "|---|---|---|---|---|---|",
            ]
            lines += _rows(checked)
        lines += ["", "</details>"]
    return lines


def _rows(checked: Checked) -> list[str]:
    lines = []
    for group in findings.groups(checked.findings):
        for finding in group.findings:
            message = finding.message + (f" Exempted: {finding.exemption}" if finding.exemption else "")
            cells = [
                f"{group.control} {group.title}",
                group.label,
                group.severity,
                findings.resource(finding.urn),
                message,
                finding.remediation,
            ]
            lines.append(f"| {' | '.join(cell(text) for text in cells)} |")
    return lines


def _sentence(checked: Checked) -> str:
    if checked.problem:
        return "could not run"
    parts = [f"{checked.counts[key]} {key}" for key in ("mandatory", "advisory", "undetermined", "exempted")]
    parts += [f"{len(checked.audit)} audit"] if checked.audit else []
    return ", ".join(part for part in parts if not part.startswith("0 ")) or "warnings only"
