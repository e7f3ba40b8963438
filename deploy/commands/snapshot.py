"""`groundwork snapshot`."""

from typing import Annotated

import typer

from deploy.commands.arguments import StackArgument


def snapshot(
    stack: StackArgument,
    database: Annotated[
        str | None,
        typer.Argument(
            metavar="[DATABASE]", help="Key in groundwork:data, if there are several.", show_default=False
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="Name of the snapshot; database and time if left out.")
    ] = None,
) -> None:
    """Take a snapshot of a stack's database.

    By hand, before a major change. Unlike the daily backups it stays until someone deletes it. Waits until it
    can be restored from, and prints its name.

    Exit status: 1 if AWS refused.

    \b
    Examples:
      groundwork snapshot pyshop/prod
      groundwork snapshot prod db --name before-schema-7
    """
    from deploy import console, deployed, project, snapshots, statefile

    where = deployed.database(statefile.graph(project.stack(stack)), database)
    with console.working(f"Taking a snapshot of {where.identifier}") as step:
        made = snapshots.take(where, name, step)
    console.say(made)
