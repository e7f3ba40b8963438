"""For a person at a terminal."""

from collections.abc import Sequence

from rich.text import Text

from deploy import console, findings
from deploy.reports.model import Checked, headline


def write(every: Sequence[Checked], *, verbose: bool = False) -> None:
    """Write each stack with its findings by control, then one line for all."""
    stdout = console.out()
    for checked in every:
        stdout.print(Text(checked.name, style="bold"))
        if checked.problem:
            stdout.print(Text(f"  could not run: {checked.problem.message}", style="red"))
        elif checked.report is not None:
            findings.show(checked.report, verbose=verbose)
        for line in checked.warnings:
            stdout.print(Text(f"  warning: {line}", style="yellow"))
        findings.audit(checked.audit)
        stdout.print()
    stdout.print(Text(headline(every), style="bold"))
