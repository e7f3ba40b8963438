"""`groundwork up`."""

from typing import Annotated

import typer

from deploy.commands.arguments import AllowReplace, StackArgument, Yes


def up(
    stack: StackArgument,
    yes: Yes = False,
    allow_replace: AllowReplace = None,
    plan: Annotated[
        bool, typer.Option("--plan", help="Show what the engine would do, and stop there.")
    ] = False,
    secrets_provider: Annotated[
        str | None,
        typer.Option(
            metavar="URL", help="What encrypts a new stack's secrets: awskms://ALIAS?region=REGION, …"
        ),
    ] = None,
    simulate: Annotated[
        bool,
        typer.Option(
            "--simulate/--no-simulate", help="Preview on the simulator first: it sees what AWS would refuse."
        ),
    ] = True,
) -> None:
    """Create or update a stack in AWS.

    In this order: a preview on the simulator; what a real run needs (see doctor); the engine's plan with the
    policy pack; the plan is refused if it deletes or replaces what holds data; you are asked; the run; the
    outputs.

    Ctrl-C lets what is under way finish and stops; the same command goes on from there.

    Exit status: 1 if the run or a policy failed; 2 if nothing was done.

    \b
    Examples:
      groundwork up prod
      groundwork up prod --plan
      groundwork up pyshop/prod --yes
      groundwork up prod --allow-replace 'urn:pulumi:prod::groundwork::…::aws:s3/bucket:Bucket::uploads'
    """
    from deploy.operations import update

    update(
        stack,
        yes=yes,
        allow=allow_replace or [],
        plan_only=plan,
        secrets_provider=secrets_provider,
        simulate=simulate,
    )
