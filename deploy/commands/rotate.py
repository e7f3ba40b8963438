"""`groundwork rotate`."""

from typing import Annotated

import typer

from deploy.commands.arguments import StackArgument, Yes


def rotate(
    stack: StackArgument,
    secret: Annotated[
        str,
        typer.Argument(
            metavar="SECRET",
            help="Key of a secret in groundwork:security, or of a database in groundwork:data.",
            show_default=False,
        ),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show the steps.")] = False,
    yes: Yes = False,
) -> None:
    """Change a secret, and restart who uses it.

    Raises its version in the stack file and updates the stack, which writes password, secret and connection
    string together; then every service that uses it is started anew and waited for. Commit the stack file
    afterwards.

    A supplied secret is set first (pulumi config set --secret); this then rolls it out.

    Exit status: 1 if a step failed.

    \b
    Examples:
      groundwork rotate pyshop/prod db
      groundwork rotate pyshop/prod secret-key --dry-run
    """
    from deploy import console
    from deploy import rotate as scripts

    planned = scripts.plan(stack, secret)
    if dry_run:
        for number, step in enumerate(scripts.steps(planned), start=1):
            console.say(f"{number}. {step}")
        return
    scripts.carry_out(planned, yes=yes)
