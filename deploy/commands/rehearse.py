"""`groundwork rehearse`."""

from deploy.commands.arguments import StackArgument


def rehearse(stack: StackArgument) -> None:
    """Rehearse a stack's life on the real engine.

    No AWS account is needed: the installed Pulumi CLI runs it against the simulator, with the policy pack and
    a throw-away state: up; a second preview, which must show no change; refresh; destroy, which must leave
    nothing.

    Exit status: 1 if one of them is not as it must be; 2 if the CLI is missing or the config is bad.

    \b
    Examples:
      groundwork rehearse pyshop/prod
    """
    from deploy.rehearsal import rehearse as act

    act(stack)
