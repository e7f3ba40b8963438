"""`groundwork refresh`."""

from deploy.commands.arguments import StackArgument, Yes


def refresh(stack: StackArgument, yes: Yes = False) -> None:
    """Bring a stack's state in line with AWS.

    Changes the state only, nothing in AWS. The first thing to do after a run that was ended at once.

    Exit status: 1 if the run failed; 2 if nothing was done.

    \b
    Examples:
      groundwork refresh prod
    """
    from deploy.operations import refresh as operate

    operate(stack, yes=yes)
