"""Where the command writes: answers on standard output, everything else on standard error.

On a terminal Rich draws colours, tables and trees. Elsewhere (a pipe, a file, a CI log) the same rows come
out as plain text, without wrapping, so that they can be searched and compared.
"""

import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.text import Text

if TYPE_CHECKING:
    from rich.tree import Tree

    from deploy.errors import UserError


def out() -> Console:
    """Standard output: the answer."""
    return _console(sys.stdout)


def err() -> Console:
    """Standard error: progress, warnings, errors."""
    return _console(sys.stderr)


def _console(stream: object) -> Console:
    console = Console(file=stream, highlight=False)  # ty: ignore[invalid-argument-type] # a text stream
    if not console.is_terminal:
        console.soft_wrap = True
    return console


def say(line: str = "", style: str | None = None) -> None:
    """Write one line of the answer."""
    out().print(Text(line, style=style or ""))


def note(line: str, style: str = "dim") -> None:
    """Write one line beside the answer."""
    err().print(Text(line, style=style))


def warn(line: str) -> None:
    """Write a warning beside the answer."""
    err().print(Text.assemble(("warning: ", "bold yellow"), line))


def show_error(problem: "UserError") -> None:
    """Write an error: what is wrong, details, and what mends it."""
    console = err()
    first, *rest = str(problem).split("\n")
    # Soft wrap: URNs and paths stay whole for whoever copies them.
    console.print(Text.assemble(("error: ", "bold red"), first), soft_wrap=True)
    for line in rest:
        console.print(Text(line, style="green" if line.startswith("  →") else ""), soft_wrap=True)


def rows(
    headers: Sequence[str],
    lines: Iterable[Sequence[object]],
    *,
    right: Sequence[int] = (),
    console: Console | None = None,
) -> None:
    """Write a table: drawn on a terminal, plain columns elsewhere; those in `right` are right-aligned."""
    console = console or out()
    cells = [[str(cell) for cell in line] for line in lines]
    if console.is_terminal:
        from rich import box
        from rich.table import Table

        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for index, header in enumerate(headers):
            table.add_column(header, justify="right" if index in right else "left", overflow="fold")
        for line in cells:
            table.add_row(*[escape(cell) for cell in line])
        console.print(table)
        return
    every = [list(headers), *cells]
    widths = [max(len(line[index]) for line in every) for index in range(len(headers))]
    for line in every:
        padded = [
            cell.rjust(widths[index]) if index in right else cell.ljust(widths[index])
            for index, cell in enumerate(line)
        ]
        console.print(Text("  ".join(padded).rstrip()))


@dataclass
class Branch:
    """A node of a tree to show."""

    label: str
    children: list["Branch"] = field(default_factory=list)


def tree(root: Branch, console: Console | None = None) -> None:
    """Write a tree: drawn with guides on a terminal, indented by two spaces elsewhere."""
    console = console or out()
    if not console.is_terminal:
        for depth, branch in _walk(root, 0):
            console.print(Text("  " * depth + branch.label))
        return
    from rich.tree import Tree

    drawn = Tree(Text(root.label, style="bold"))
    _draw(drawn, root)
    console.print(drawn)


def _walk(branch: Branch, depth: int) -> Iterator[tuple[int, Branch]]:
    yield depth, branch
    for child in branch.children:
        yield from _walk(child, depth + 1)


def _draw(drawn: "Tree", branch: Branch) -> None:
    for child in branch.children:
        _draw(drawn.add(Text(child.label)), child)


Step = Callable[[str], None]
"""Told how far a piece of work has come."""


@contextmanager
def working(description: str) -> Generator[Step]:
    """Show on standard error that something is going on: a spinner on a terminal, one line elsewhere."""
    console = err()
    if not console.is_terminal:
        note(f"{description} ...")
        yield lambda _description: None
        return
    with console.status(escape(description)) as status:
        yield lambda text: status.update(escape(text))
