"""`groundwork check`."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """What the report is written for."""

    text = "text"
    json = "json"
    sarif = "sarif"
    github = "github"
    markdown = "markdown"


def check(
    stacks: Annotated[
        list[str] | None, typer.Argument(metavar="[STACK]...", help="Stacks to check.", show_default=False)
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Check every stack of the project.")] = False,
    graph: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Check this output of `pulumi preview --json` or `pulumi stack export` instead, of any "
            "program. With a STACK, levels and exemptions come from its config.",
        ),
    ] = None,
    form: Annotated[
        Format, typer.Option("--format", "-f", help="What the report is written for.")
    ] = Format.text,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write the report into this file.")
    ] = None,
    also: Annotated[
        list[str] | None,
        typer.Option(metavar="FORMAT=FILE", help="A further report of the same run into a file. Repeatable."),
    ] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Also what passed, and URNs (text).")
    ] = False,
) -> None:
    """Check stacks against the policy pack, offline.

    Exit status: 0 every stack meets what is mandatory for it; 1 a stack violates it, or its graph is unsound;
    2 a stack could not be previewed.

    \b
    Examples:
      groundwork check prod
      groundwork check --all --format github --also sarif=check.sarif --also markdown=check.md
      groundwork check --graph plan.json
      pulumi stack export | groundwork check prod --graph -
    """
    from deploy.checking import check_graph, check_stacks, destinations, write
    from deploy.reports.model import status

    further = destinations(also or [])
    checked = check_graph(graph, stacks or []) if graph else check_stacks(stacks or [], every=every)
    write(checked, form.value, output, verbose=verbose)
    for name, path in further:
        write(checked, name, path)
    if code := status(checked):
        raise typer.Exit(code)
