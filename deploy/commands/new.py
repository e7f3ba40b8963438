"""`groundwork new`."""

from typing import Annotated

import typer


def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the new system.", show_default=False)],
    like: Annotated[str, typer.Option(metavar="STACK", help="The stack to begin from.")],
    stack: Annotated[
        str | None, typer.Option(metavar="NAME", help="Name of the new stack; that of the other if left out.")
    ] = None,
) -> None:
    """Begin a new system from a stack that is there.

    Writes systems/NAME/Pulumi.<stack>.yaml: comments kept, name and prefix changed, encrypted values left out
    with a comment that says how to give them. Writes over nothing. Says what still carries the old name.

    \b
    Examples:
      groundwork new webshop --like pyshop/prod
      groundwork new webshop --like dev --stack test
    """
    from deploy import console, newstack, project

    source = project.stack(like)
    path, looks = newstack.write(name, source, stack)
    for line in looks:
        console.warn(line)
    console.say(f"wrote {source.project.show(path)}")
    console.note(f"next: groundwork preview {name}/{path.name.split('.')[1]}")
