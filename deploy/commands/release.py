"""`groundwork release`."""

from pathlib import Path
from typing import Annotated

import typer

from deploy.commands.arguments import ServiceArgument, StackArgument, Yes


def release(
    stack: StackArgument,
    service: ServiceArgument,
    tag: Annotated[
        str, typer.Option(help="Tag of the image, used once and never moved: a commit, a release number.")
    ],
    context: Annotated[Path, typer.Option(metavar="DIR", help="Folder to build the image from.")] = Path(),
    dockerfile: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Dockerfile, if not DIR/Dockerfile.")
    ] = None,
    existing: Annotated[
        bool,
        typer.Option(
            "--existing", help="The image is in the registry: put that release (back) into service."
        ),
    ] = False,
    reuse: Annotated[
        bool,
        typer.Option("--reuse", help="Build unless the registry has TAG already: for a run started again."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show the steps; needs neither AWS nor Docker.")
    ] = False,
    yes: Yes = False,
) -> None:
    """Build an image and put it into service.

    In this order: build; log in to ECR; push under TAG; set the service's tag in the stack file; up; wait
    until the service is stable. On the first release of a stack its repository is made before the rest. A tag
    that moves (latest) or that the registry has already is refused.

    Exit status: 1 if a step failed; ECS has gone back to the release before then.

    \b
    Examples:
      groundwork release skyhigh/prod web --tag "$(git rev-parse --short=12 HEAD)" --context app
      groundwork release skyhigh/prod web --tag 1.4.0 --dry-run
      groundwork release skyhigh/prod web --tag 1.3.2 --existing
    """
    from deploy import console
    from deploy import release as scripts

    if existing and reuse:
        raise typer.BadParameter("--existing never builds, --reuse builds if it must: give one of them")
    planned = scripts.plan(
        stack, service, tag, context=context, dockerfile=dockerfile, existing=existing, reuse=reuse
    )
    if dry_run:
        for number, step in enumerate(scripts.steps(planned, scripts.expected_url(planned)), start=1):
            console.say(f"{number}. {step}")
        return
    scripts.carry_out(planned, yes=yes)
