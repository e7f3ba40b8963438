"""`groundwork state`."""

from typing import Annotated

import typer

from deploy.commands.arguments import StackArgument


def state(
    stack: StackArgument,
    resource: Annotated[
        str | None,
        typer.Argument(
            metavar="[URN|NAME]", help="Show this resource with its inputs and outputs.", show_default=False
        ),
    ] = None,
    as_json: Annotated[
        bool,
        typer.Option("--json", help="Write the deployment as `pulumi stack export` does, secrets encrypted."),
    ] = False,
) -> None:
    """Show the resources of a stack's state.

    Exit status: 2 if the stack is not in the backend.

    \b
    Examples:
      groundwork state skyhigh/prod
      groundwork state skyhigh/prod sky-high-booker-alb
      groundwork state skyhigh/prod --json > state.json
    """
    from deploy.statefile import show

    show(stack, resource, as_json=as_json)
