"""`groundwork doctor`."""

import json
import sys
from dataclasses import asdict
from typing import Annotated

import typer


def doctor(
    stack: Annotated[
        str | None, typer.Argument(metavar="[STACK]", help="Also what this stack needs.", show_default=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write the checks as JSON.")] = False,
) -> None:
    """Look at what a real run needs.

    That is the CLI, its plugins and backend, credentials, account and region. Previews and checks need none
    of it. Nothing is changed.

    Exit status: 1 where something is missing.

    \b
    Examples:
      groundwork doctor
      groundwork doctor pyshop/prod
    """
    from deploy import console, project, stacks
    from deploy.doctor import examine
    from deploy.errors import FAILED

    found = project.stack(stack) if stack else None
    with console.working("Looking around"):
        checks = examine(found.project if found else stacks.find_project(), found)
    if as_json:
        json.dump([asdict(check) for check in checks], sys.stdout, indent=2)
        sys.stdout.write("\n")
    else:
        rows = [(check.verdict, check.name, check.found, check.mend) for check in checks]
        console.rows(("", "check", "found", "mend"), rows)
    if any(check.verdict == "missing" for check in checks):
        raise typer.Exit(FAILED)
