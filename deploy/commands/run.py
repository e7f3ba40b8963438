"""`groundwork run`."""

from typing import Annotated

import typer

from deploy.commands.arguments import ServiceArgument, StackArgument


def run(
    stack: StackArgument,
    service: ServiceArgument,
    command: Annotated[
        list[str], typer.Argument(metavar="-- COMMAND...", help="What to run.", show_default=False)
    ],
    container: Annotated[
        str | None, typer.Option(help="Container to run it in; the one named after the service if left out.")
    ] = None,
    logs: Annotated[
        bool, typer.Option("--logs/--no-logs", help="Show what the task wrote to its log.")
    ] = True,
) -> None:
    """Run a command once, in a task of a service.

    The task is of the deployed definition: it has the service's image, variables, secrets, subnets and
    security groups, so that a database migration reaches the database. Waits for its end.

    Exit status: that of the command; 1 if the task ended without one.

    \b
    Examples:
      groundwork run pyshop/prod api -- alembic upgrade head
    """
    from deploy import console, deployed, ecs, project, statefile
    from deploy.errors import FAILED, UserError

    graph = statefile.graph(project.stack(stack))
    where = deployed.service(graph, service)
    with console.working(f"Running {' '.join(command)}") as step:
        ended = ecs.run_once(where, command, step, container=container)
    if logs:
        for line in ecs.log_lines(where, ended):
            console.say(line)
    if ended.exit_code is None:
        raise UserError(
            "the task ended without an exit status",
            details=[ended.reason or "no reason given"],
            status=FAILED,
        )
    if ended.exit_code:
        console.note(
            f"exit status {ended.exit_code}{f': {ended.reason}' if ended.reason else ''}", style="bold red"
        )
        raise typer.Exit(ended.exit_code)
