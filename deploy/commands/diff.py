"""`groundwork diff`."""

import json
import sys
from typing import Annotated

import typer


def diff(
    before: Annotated[str, typer.Argument(metavar="A", help="What is there.", show_default=False)],
    after: Annotated[str, typer.Argument(metavar="B", help="What is to be.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Write the changes as JSON.")] = False,
    as_markdown: Annotated[
        bool, typer.Option("--markdown", help="Write the changes as Markdown, for a pull request.")
    ] = False,
    verbose: Annotated[
        bool,
        typer.Option("--verbose", "-v", help="Whole values, URNs, and what changes by default tags only."),
    ] = False,
) -> None:
    """Show what going from one stack to another would change.

    A and B are each a stack (prod, pyshop/prod, the path of a stack file), a file that `pulumi stack export`
    or `pulumi preview --json` wrote (- for standard input), or deployed:STACK for what a stack has in AWS by
    its state. Stack files are run on the simulator, under the stack name of A; that needs no AWS account.

    Shows what would be created, updated, replaced and deleted, by component; what holds data and what would
    be replaced comes first, with the property that causes it.

    Exit status: 3 if something that holds data would be replaced or deleted; 2 if it could not run.

    \b
    Examples:
      groundwork diff pyshop/dev pyshop/prod
      groundwork diff deployed:pyshop/prod pyshop/prod
      groundwork diff state.json pyshop/prod --markdown > comment.md
      pulumi stack export | groundwork diff - prod --json
    """
    from deploy.diffing import show, sides
    from deploy.diffing.model import LOSES_DATA

    if as_json and as_markdown:
        raise typer.BadParameter("--json or --markdown: give one of them")
    found = sides.compare(before, after)
    if as_json:
        json.dump(found.document(), sys.stdout, indent=2, ensure_ascii=False)
        sys.stdout.write("\n")
    elif as_markdown:
        sys.stdout.write(show.markdown(found))
    else:
        show.text(found, verbose=verbose)
    if found.loses_data:
        raise typer.Exit(LOSES_DATA)
