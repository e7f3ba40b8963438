"""`groundwork migrate`."""

from typing import Annotated

import typer

from deploy.commands.arguments import AllowReplace, StackArgument, Yes


def migrate(
    stack: StackArgument,
    to: Annotated[
        list[str],
        typer.Option("--to", metavar="FILE", help="Stack file of the phase to move to.", show_default=False),
    ],
    steps: Annotated[
        bool,
        typer.Option("--steps", "--plan-only", help="List the steps with what each changes, and stop there."),
    ] = False,
    rehearse: Annotated[
        bool,
        typer.Option(
            "--rehearse",
            help="Play it on the real engine and the simulator; several --to are played in a row.",
        ),
    ] = False,
    fail: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FAULT",
            help="With --rehearse: fail this operation, as `groundwork rehearse --fail` does. Repeatable.",
        ),
    ] = None,
    back: Annotated[
        bool, typer.Option("--back", help="Go back by one update, until the last one is done.")
    ] = False,
    allow_replace: AllowReplace = None,
    yes: Yes = False,
    answered: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY", help="With --yes: this step of a person is done. Repeatable."),
    ] = None,
) -> None:
    """Move a stack to another phase of its system, step by step.

    A plan beside the system's stack files (moves/phase1-phase2.yaml) says in which order. Each update goes
    through the same gate and policy pack as `up`, and is asked for; nothing that holds data is replaced or
    deleted. Between the updates there are snapshots, things that you do, and times in which the stack's
    alarms are watched.

    The stack keeps its environment, its names and its secrets. How far it has come is in its outputs: the
    same command goes on, from any machine. At the end the stack's own file gets the settings of the target.

    Exit status: 1 if a step failed; 2 if a step is left or nothing was done.

    \b
    Examples:
      groundwork migrate foodbegood/phase1 --to foodbegood/phase2 --steps
      groundwork migrate foodbegood/phase1 --to foodbegood/phase2 --to foodbegood/phase3 --rehearse
      groundwork migrate foodbegood/phase1 --to foodbegood/phase2 --rehearse --fail ecs.Service:cut
      groundwork migrate foodbegood/production --to foodbegood/phase2
      groundwork migrate foodbegood/production --to foodbegood/phase2 --back
      groundwork migrate foodbegood/production --to foodbegood/phase2 --yes --answered push
    """
    if sum((steps, rehearse, back)) > 1:
        raise typer.BadParameter("--steps, --rehearse or --back: give one of them")
    if rehearse:
        from deploy.migration.rehearse import rehearse as play

        play(stack, to, fail=fail or ())
        return
    if fail:
        raise typer.BadParameter("--fail: only what is rehearsed can be told to fail")
    if len(to) > 1:
        raise typer.BadParameter("several --to can only be rehearsed: a stack moves phase by phase")
    if allow_replace and not back:
        raise typer.BadParameter(
            "--allow-replace: only --back may take what holds data, and was made by the move"
        )
    from deploy import project
    from deploy.migration import plan
    from deploy.migration.course import chart

    source, target = project.stack(stack), project.stack(to[0])
    course = chart(source, target, plan.load(source, target))
    if steps:
        from deploy.migration import listing

        listing.steps(course)
        return
    from deploy.migration import run

    if back:
        run.back(course, yes=yes, allow=allow_replace or [])
    else:
        run.forward(course, yes=yes, answered=answered or ())
