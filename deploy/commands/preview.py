"""`groundwork preview`."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from deploy.commands.arguments import Engine, StackArgument


def preview(
    stack: StackArgument,
    as_json: Annotated[
        bool, typer.Option("--json", help="Write what `pulumi preview --json` writes, and nothing else.")
    ] = False,
    engine: Annotated[
        Engine, typer.Option(help="Run the program in this process, or by the installed Pulumi CLI.")
    ] = Engine.embedded,
    diagram: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Also draw the stack: .mmd (Mermaid), .md (Mermaid in Markdown) or .svg."
        ),
    ] = None,
    policies: Annotated[bool, typer.Option("--policy/--no-policy", help="Check the policies too.")] = True,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Every resource, URNs, and what passed.")
    ] = False,
) -> None:
    """Preview a stack on the simulator.

    No AWS account and no credentials are needed.

    Shows the resources by component, totals, policy results, stack outputs, warnings and the time it took.

    Exit status: 1 if a mandatory policy is violated; 2 if the config is bad or AWS would refuse a resource.

    \b
    Examples:
      groundwork preview prod
      groundwork preview pyshop/prod --verbose
      groundwork preview skyhigh/prod --json > plan.json
      groundwork preview prod --diagram prod.svg
    """
    from deploy import offline, project, show
    from deploy.errors import FAILED

    if diagram is not None:
        from deploy.diagram import check_path

        check_path(diagram)
    result = offline.simulate(project.stack(stack), engine=engine.value, policies=policies)
    if diagram is not None:
        from deploy.diagram import write

        write(result.graph, diagram, title=result.stack.reference)
    if as_json:
        json.dump(result.document(), sys.stdout, indent=2, ensure_ascii=False)
        sys.stdout.write("\n")
    else:
        show.outcome(result, verbose=verbose)
    if result.violated:
        raise typer.Exit(FAILED)
