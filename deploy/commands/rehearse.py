"""`groundwork rehearse`."""

from typing import Annotated

import typer

from deploy.commands.arguments import StackArgument


def rehearse(
    stack: StackArgument,
    fail: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TARGET[:OP][:TIMES]",
            help="Let the simulated AWS fail this operation, and see the run heal. Repeatable.",
        ),
    ] = None,
) -> None:
    """Rehearse a stack's life on the real engine.

    No AWS account is needed: the installed Pulumi CLI runs it against the simulator, with the policy pack and
    a throw-away state: up; a second preview, which must show no change; refresh; destroy, which must leave
    nothing.

    With --fail an operation fails, and is run again until it comes to its end: the state must be that of a
    run in which nothing failed, with nothing made twice and nothing orphaned. TARGET is a type, such as
    rds.Instance, a type and a name, such as rds.Instance::db, or a URN. OP is create (the default), update,
    delete or read, which AWS refuses; cut-create, cut-update or cut-delete, which AWS does and the engine is
    not told of; kill-create, kill-update or kill-delete, which AWS does while the engine is killed. TIMES is
    1 by default.

    Exit status: 1 if one of them is not as it must be, or doesn't heal; 2 if the CLI is missing, or the
    config or a fault is bad.

    \b
    Examples:
      groundwork rehearse pyshop/prod
      groundwork rehearse pyshop/dev --fail rds.Instance:create:2
      groundwork rehearse pyshop/dev --fail ecs.Service::api:cut-create --fail s3.Bucket:kill-create
    """
    from deploy.rehearsal import rehearse as act

    act(stack, fail or [])
