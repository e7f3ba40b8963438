"""`groundwork refresh`."""

from typing import Annotated

import typer

from deploy.commands.arguments import StackArgument, Yes


def refresh(
    stack: StackArgument,
    yes: Yes = False,
    forget_pending: Annotated[
        bool,
        typer.Option(
            "--forget-pending",
            help="Forget creates that were under way; import what of them is in AWS first.",
        ),
    ] = False,
) -> None:
    """Bring a stack's state in line with AWS.

    Changes the state only, nothing in AWS. The first thing to do after a run that was ended at once. It finds
    out what became of updates and deletes that were under way. Of a create it knows no id: it names them, and
    how to take over what AWS has made.

    Exit status: 1 if the run failed; 2 if nothing was done.

    \b
    Examples:
      groundwork refresh prod
      groundwork refresh prod --forget-pending
    """
    from deploy.operations import refresh as operate

    operate(stack, yes=yes, forget_pending=forget_pending)
