"""A preview as text: tree, totals, policies, outputs, warnings, audit, duration."""

import json
from typing import Any

from rich.text import Text

from deploy import console, findings
from deploy.graph import mask
from deploy.offline import Outcome


def outcome(result: Outcome, *, verbose: bool = False) -> None:
    """Write everything that a preview came to."""
    graph = result.graph
    stdout = console.out()
    console.tree(graph.tree(result.stack.reference, every=verbose))
    stdout.print()
    totals = [*graph.totals(), ("in all", graph.resources)]
    console.rows(("service", "resources"), totals, right=(1,))
    if result.report is not None:
        stdout.print()
        findings.show(result.report, verbose=verbose)
    if result.outputs:
        stdout.print()
        console.rows(("output", "value"), [(key, value_text(value)) for key, value in result.outputs.items()])
    if result.warnings:
        stdout.print()
        stdout.print(Text("Warnings", style="bold yellow"))
        for line in result.warnings:
            stdout.print(Text(f"  {line}"))
    if result.audit:
        stdout.print()
        findings.audit(result.audit)
    stdout.print()
    stdout.print(Text(last_line(result)))


def last_line(result: Outcome) -> str:
    """Resources, components and time, in one line."""
    graph = result.graph
    return (
        f"{graph.resources} resources in {graph.components} components, previewed in {result.seconds:.1f} s"
    )


def value_text(value: Any) -> str:
    """A stack output on one line, secrets masked."""
    masked = mask(value)
    return masked if isinstance(masked, str) else json.dumps(masked, ensure_ascii=False)
