"""`groundwork import`."""

from typing import Annotated

import typer

from deploy.commands.arguments import StackArgument, Yes


def import_(
    stack: StackArgument,
    token: Annotated[str, typer.Argument(metavar="TYPE", help="Type token, such as aws:s3/bucket:Bucket.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="Logical name that the program gives it.")],
    identity: Annotated[str, typer.Argument(metavar="ID", help="Its id in AWS, such as the bucket's name.")],
    parent: Annotated[
        str | None, typer.Option(metavar="NAME", help="Name or URN of the component that it belongs to.")
    ] = None,
    provider: Annotated[
        str | None,
        typer.Option(metavar="URN", help="The provider that manages it; the stack's own if there is one."),
    ] = None,
    yes: Yes = False,
) -> None:
    """Take an existing resource into a state.

    The resource has to be in the program's graph under the same type, name and parent, or the next up would
    delete it; it is protected on import. Nothing is changed in AWS.

    Exit status: 1 if the import failed; 2 if nothing was done.

    \b
    Examples:
      groundwork import skyhigh/prod aws:s3/bucket:Bucket access-logs my-bucket
    """
    from deploy.statefile import take_over

    take_over(stack, token, name, identity, parent=parent, provider=provider, yes=yes)
