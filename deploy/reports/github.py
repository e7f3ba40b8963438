"""Annotations of a GitHub Actions run (GitHub: "Workflow commands for GitHub Actions")."""

from collections.abc import Sequence

from deploy.findings import blocking, resource
from deploy.reports.model import Checked


def render(every: Sequence[Checked]) -> str:
    """One line a finding: mandatory ones as errors, advisory ones as warnings, exempted ones as notices."""
    lines: list[str] = []
    for checked in every:
        if checked.problem:
            lines.append(
                _command("error", checked.path, 1, f"{checked.name} could not run", str(checked.problem))
            )
        lines += [
            _command("error", checked.path, 1, f"{checked.name}: audit", line) for line in checked.audit
        ]
        lines += [_command("warning", checked.path, 1, checked.name, line) for line in checked.warnings]
        for finding in checked.findings:
            kind = "notice" if finding.status == "exempted" else "error" if blocking(finding) else "warning"
            message = f"{resource(finding.urn)}: {finding.message}"
            if finding.exemption:
                message += f"\nExempted: {finding.exemption}"
            if finding.remediation:
                message += f"\nRemedy: {finding.remediation}"
            title = f"{finding.control} {finding.title} ({checked.name})"
            lines.append(_command(kind, checked.path, checked.line(finding.urn), title, message))
    return "".join(f"{line}\n" for line in lines)


def _command(kind: str, path: str, line: int, title: str, message: str) -> str:
    return f"::{kind} file={_property(path)},line={line},title={_property(title)}::{_data(message)}"


def _data(text: str) -> str:
    """The part after `::`, escaped as the runner's own toolkit does."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """A value before `::`, where `:` and `,` would end it."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
