"""`groundwork deploy`."""

from typing import Annotated

import typer

from deploy.commands.arguments import Yes


def deploy(
    environment: Annotated[
        str | None, typer.Argument(metavar="ENVIRONMENT", help="dev, test, staging or production.")
    ] = None,
    phase: Annotated[
        str | None, typer.Argument(metavar="PHASE", help="Phase of the system: the name of its stack file.")
    ] = None,
    system: Annotated[str, typer.Option(metavar="SYSTEM", help="The system.")] = "foodbegood",
    plan_only: Annotated[
        bool, typer.Option("--plan-only", help="Show what the engine would do, and stop there.")
    ] = False,
    destroy: Annotated[bool, typer.Option("--destroy", help="Delete what the stack has made.")] = False,
    secrets_provider: Annotated[
        str | None,
        typer.Option(
            metavar="URL", help="What encrypts a new stack's secrets: awskms://ALIAS?region=REGION, …"
        ),
    ] = None,
    yes: Yes = False,
) -> None:
    """Deploy a system to an environment, in its phase.

    There is one stack for each system and environment, SYSTEM/ENVIRONMENT, whatever its phase. The first time
    its file is made from that of the phase. The engine's plan is kept, and exactly that is done.

    Another phase than the stack's is refused: that is what migrate is for. So is a plan that deletes or
    replaces what holds data.

    Exit status: 1 without both arguments, or if the run failed; 2 if nothing was done.

    \b
    Examples:
      groundwork deploy production phase2
      groundwork deploy production phase2 --plan-only
      groundwork deploy dev phase1 --destroy
    """
    from deploy import console, phases
    from deploy.errors import FAILED

    if environment is None or phase is None:
        console.note(phases.USAGE, style="")
        raise typer.Exit(FAILED)
    if plan_only and destroy:
        raise typer.BadParameter("--plan-only or --destroy: give one of them")
    wanted = phases.Deployment(system, environment, phase)
    if destroy:
        phases.destroy(wanted, yes=yes)
    else:
        phases.deploy(wanted, yes=yes, plan_only=plan_only, secrets_provider=secrets_provider)
