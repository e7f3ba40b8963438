"""`groundwork check`: which graphs are checked, and where the reports go."""

import contextlib
import importlib
import io
import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from deploy import console, graph, offline, stacks
from deploy.errors import UserError
from deploy.reports.model import Checked

_MODULES = {"json": "plain", "sarif": "sarif", "github": "github", "markdown": "markdown"}
FORMATS = ("text", *_MODULES)


def check_stacks(references: Sequence[str], *, every: bool) -> list[Checked]:
    """Preview and check stacks; one that cannot be previewed is reported, the others are still checked."""
    project = stacks.find_project()
    if every == bool(references):
        raise typer.BadParameter("name the stacks to check, or --all for every one", param_hint="STACK")
    if every:
        references = [stack.reference for stack in stacks.list_stacks(project)]
        if not references:
            raise UserError(f"there is no stack file in {project.root}")
    return [_check(project, reference) for reference in references]


def check_graph(path: Path, references: Sequence[str]) -> list[Checked]:
    """Check the graph in a file (`-`: standard input), with the levels of a stack if one is named."""
    if len(references) > 1:
        raise typer.BadParameter(
            "--graph takes one STACK at most, whose config chooses the levels", param_hint="STACK"
        )
    name = "standard input" if str(path) == "-" else str(path)
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{name}: cannot be read: {error}") from error
    states = graph.load(text, name)
    if not states:
        raise UserError(f"{name}: there is no resource in it")
    stack = stacks.read(stacks.find_project(), references[0]) if references else None
    own_stack, own_project = graph.stack_of(states[0]["urn"])
    from policy.offline import analyze

    with console.working(f"Checking {len(states)} resources of {name}"):
        report = analyze(
            states,
            project=own_project,
            stack=own_stack,
            config=stack.config if stack else graph.config_of(text),
            secret_keys=stack.secret_keys if stack else (),
        )
    where = stack.shown_path if stack else name
    return [Checked(name, where, graph.Graph(states), report=report, warnings=report.warnings, stack=stack)]


def _check(project: stacks.Project, reference: str) -> Checked:
    stack = None
    try:
        stack = stacks.read(project, reference)
        outcome = offline.simulate(stack)
    except UserError as problem:
        console.show_error(problem)
        path = stack.shown_path if stack else _path(project, reference)
        return Checked(reference, path, graph.Graph([]), problem=problem, stack=stack)
    return Checked(
        stack.reference,
        stack.shown_path,
        outcome.graph,
        report=outcome.report,
        audit=outcome.audit,
        warnings=outcome.warnings,
        stack=stack,
    )


def _path(project: stacks.Project, reference: str) -> str:
    with contextlib.suppress(UserError):
        return project.show(stacks.find(project, reference).path)
    return stacks.PROJECT_FILE


def destinations(pairs: Sequence[str]) -> list[tuple[str, Path]]:
    """The `--also FORMAT=FILE` pairs."""
    found = []
    for pair in pairs:
        name, _, path = pair.partition("=")
        if name not in FORMATS or not path:
            raise typer.BadParameter(
                f"'{pair}' is not FORMAT=FILE with one of {', '.join(FORMATS)}", param_hint="--also"
            )
        found.append((name, Path(path)))
    return found


def write(checked: Sequence[Checked], form: str, output: Path | None, *, verbose: bool = False) -> None:
    """Write a report in a format, to a file or to standard output."""
    if form == "text":
        from deploy.reports import text

        with contextlib.ExitStack() as stack:
            if output is not None:
                buffer = stack.enter_context(contextlib.redirect_stdout(io.StringIO()))
                stack.callback(lambda: _save(output, buffer.getvalue()))
            text.write(checked, verbose=verbose)
        return
    rendered = importlib.import_module(f"deploy.reports.{_MODULES[form]}").render(checked)
    if output is None:
        sys.stdout.write(rendered)
    else:
        _save(output, rendered)


def _save(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserError(f"{path}: cannot be written: {error.strerror}") from error
