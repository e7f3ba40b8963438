"""Arguments that several commands share."""

from enum import StrEnum
from typing import Annotated

import typer

StackArgument = Annotated[
    str,
    typer.Argument(
        metavar="STACK", help="prod, pyshop/prod, or the path of a stack file.", show_default=False
    ),
]

ServiceArgument = Annotated[
    str, typer.Argument(metavar="SERVICE", help="Key of the service in the stack file.", show_default=False)
]

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]

AllowReplace = Annotated[
    list[str] | None,
    typer.Option(
        metavar="URN", help="Let the plan delete or replace this resource, which holds data. Repeatable."
    ),
]


class Engine(StrEnum):
    """How the program is run on the simulator."""

    embedded = "embedded"
    pulumi = "pulumi"
