"""`groundwork destroy`."""

from deploy.commands.arguments import AllowReplace, StackArgument, Yes


def destroy(stack: StackArgument, yes: Yes = False, allow_replace: AllowReplace = None) -> None:
    """Delete a stack's resources in AWS.

    What holds data (databases, buckets, keys, logs, …) is refused unless each of it is named; the refusal
    prints the command with the names. Protected resources have to be unprotected in the settings first.

    Exit status: 1 if the run failed; 2 if nothing was done.

    \b
    Examples:
      groundwork destroy dev
    """
    from deploy.operations import remove

    remove(stack, yes=yes, allow=allow_replace or [])
