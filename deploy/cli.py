"""The `groundwork` command: one function a command in deploy/commands/, put together here.

Exit statuses: 0 fine; 1 a policy is violated, or the run failed; 2 it could not run (bad config, bad usage,
something is missing). Answers go to standard output, everything else to standard error.

Only Typer is imported at start; Pulumi, its AWS package and boto3 are imported by the commands that need
them.
"""

import os
import sys
import traceback
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from deploy.commands import COMMANDS
from deploy.errors import COULD_NOT_RUN, FAILED, UserError


class Groundwork(TyperGroup):
    """The command group: turns errors into a line on standard error and an exit status."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take `--debug` wherever it stands before a `--`."""
        end = args.index("--") if "--" in args else len(args)
        ours = [arg for arg in args[:end] if arg != "--debug"]
        ctx.meta["debug"] = len(ours) < end
        return super().parse_args(ctx, ours + args[end:])

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except UserError as problem:
            from deploy.console import show_error

            show_error(problem)
            _trace(ctx)
            raise typer.Exit(problem.status) from problem
        except KeyboardInterrupt as interrupt:
            sys.stderr.write("\nstopped\n")
            raise typer.Exit(FAILED) from interrupt
        except BrokenPipeError as error:
            # Whoever read our output has gone (`| head`); there is no one left to tell.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from error
        except Exception as error:
            if type(error).__module__.startswith("typer."):
                raise  # usage errors and exits are Typer's own
            text = " ".join(str(error).split()) or "no message"
            hint = "" if ctx.meta["debug"] else "; --debug shows where"
            sys.stderr.write(f"error: {type(error).__name__}: {text} (a bug of groundwork{hint})\n")
            _trace(ctx)
            raise typer.Exit(COULD_NOT_RUN) from error


def _trace(ctx: Any) -> None:
    if ctx.meta["debug"]:
        traceback.print_exc()


app = typer.Typer(
    name="groundwork",
    cls=Groundwork,
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich" if sys.stdout.isatty() else None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"groundwork {installed_version('groundwork')}\n")
        raise typer.Exit


@app.callback()
def _options(
    cwd: Annotated[
        Path | None, typer.Option("--cwd", "-C", help="Run as if started in this folder.", metavar="DIR")
    ] = None,
    _debug: Annotated[bool, typer.Option("--debug", help="Show where an error comes from.")] = False,
    _show_version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Preview, check and deploy the stacks of this project.

    A STACK is `prod` for Pulumi.prod.yaml, `pyshop/prod` for systems/pyshop/Pulumi.prod.yaml, or the path of
    a stack file.

    Exit status: 0 fine; 1 a policy is violated or the run failed; 2 it could not run.
    """
    if cwd is not None:
        if not cwd.is_dir():
            raise UserError(f"--cwd {cwd}: there is no such folder")
        os.chdir(cwd)


for _name, _function in COMMANDS.items():
    app.command(_name)(_function)


def main() -> None:
    """Run the command; the console script."""
    app()
