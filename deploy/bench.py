"""`make bench`: the embedded preview beside its floor, by stack and by number of resources.

The floor is a bare program that registers the same resources on the SDK's own mocks
(deploy/benching/floor.py). Both run in fresh processes, in turn; times are processor time of the whole
process, with the start of Python and all imports, so that what else the machine does falls on neither.
Medians of the runs.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deploy import console, stacks
from deploy.benching import growth
from deploy.benching.measure import Runs, run
from deploy.errors import UserError

REPORT = "docs/benchmarks.md"
SIZES = (10, 100, 1000, 5000)
RATIO, MEGABYTES, LINEAR = 1.5, 400.0, 1.3
"""To reach: time against the floor for the largest stack; memory at 1,000 resources; time per resource at the
greatest number against that at the number before.
"""


@dataclass
class Row:
    """A graph, and what preview and floor took for it."""

    name: str
    preview: Runs = field(default_factory=Runs)
    floor: Runs = field(default_factory=Runs)

    @property
    def ratio(self) -> float:
        return self.preview.time / self.floor.time


def measure(project: stacks.Project, name: str, reference: str, runs: int) -> Row:
    """Preview and floor of one stack, in turn; the first run of each only warms the caches of the disk."""
    row = Row(name)
    with tempfile.TemporaryDirectory(prefix="groundwork-bench-") as folder:
        _floor_program(project, reference, Path(folder))
        for number in range(runs + 1):
            kept = row if number else Row(name)
            run(kept.preview, ["preview", reference], project.root)
            run(kept.floor, ["floor", folder], project.root)
    if row.preview.resources != row.floor.resources:
        raise UserError(f"{name}: {row.preview.resources} resources, but {row.floor.resources} on the floor")
    return row


def _floor_program(project: stacks.Project, reference: str, folder: Path) -> None:
    """Write the bare program, in a process of its own: this one stays small, and so does what it forks."""
    code = (
        "import sys; from deploy import offline, stacks; from deploy.benching.floor import write; "
        "outcome = offline.simulate(stacks.read(stacks.find_project(), sys.argv[1]), policies=False); "
        "open(sys.argv[2], 'w').write(write(outcome.graph.states))"
    )
    command = [sys.executable, "-c", code, reference, str(folder / "floor_program.py")]
    done = subprocess.run(command, cwd=project.root, capture_output=True, text=True, check=False)
    if done.returncode:
        raise UserError(
            f"{reference}: no floor could be written", details=done.stderr.strip().splitlines()[-5:]
        )


def stacks_rows(project: stacks.Project, runs: int) -> Iterator[Row]:
    """A row for each committed stack."""
    for stack in stacks.list_stacks(project):
        yield measure(project, stack.reference, stack.reference, runs)


def growth_rows(project: stacks.Project, sizes: Sequence[int], runs: int) -> Iterator[Row]:
    """A row for each number of resources."""
    with tempfile.TemporaryDirectory(prefix="groundwork-bench-") as folder:
        for size in sizes:
            path = growth.stack_file(project, size, Path(folder))
            yield measure(project, f"{size:,}", str(path), runs)


def table(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    """The cells of a table."""
    return [
        (
            row.name,
            f"{row.preview.resources:,}",
            f"{row.preview.time:.2f}",
            f"{row.floor.time:.2f}",
            f"{row.ratio:.2f}",
            f"{row.preview.memory:.0f}",
            f"{row.floor.memory:.0f}",
        )
        for row in rows
    ]


HEADERS = ("", "resources", "preview s", "floor s", "ratio", "preview MB", "floor MB")


def verdicts(by_stack: Sequence[Row], by_size: Sequence[Row]) -> list[tuple[str, str, bool]]:
    """Target, what was measured, and whether it was reached."""
    found: list[tuple[str, str, bool]] = []
    if by_stack:
        largest = max(by_stack, key=lambda row: row.preview.resources)
        found.append(
            (
                f"largest stack ({largest.name}) at most {RATIO} times the floor",
                f"{largest.ratio:.2f}",
                largest.ratio <= RATIO,
            )
        )
    thousand = next((row for row in by_size if row.preview.resources >= 1000), None)
    if thousand:
        memory = thousand.preview.memory
        found.append(
            (f"1,000 resources in less than {MEGABYTES:.0f} MB", f"{memory:.0f} MB", memory < MEGABYTES)
        )
    if len(by_size) >= 3:
        before, last = _slope(by_size[-3], by_size[-2]), _slope(by_size[-2], by_size[-1])
        factor = last / before
        text = f"{before * 1000:.2f} ms, then {last * 1000:.2f} ms a resource"
        found.append(
            (
                f"linear growth: a further resource costs at most {LINEAR} times as much",
                text,
                factor <= LINEAR,
            )
        )
    return found


def _slope(less: Row, more: Row) -> float:
    """Seconds for each further resource between two sizes."""
    return (more.preview.time - less.preview.time) / (more.preview.resources - less.preview.resources)


def machine() -> str:
    """The machine in words."""
    cores = os.cpu_count() or 1
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{cores} core{'' if cores == 1 else 's'} ({platform.machine()}), {memory:.0f} GB of memory, "
        f"{platform.system()}, Python {platform.python_version()}"
    )


def report(by_stack: Sequence[Row], by_size: Sequence[Row], runs: int, growth_runs: int) -> str:
    """docs/benchmarks.md."""
    lines = [
        "<!-- Written by `python -m deploy.bench --write`. -->",
        "",
        "# Benchmarks",
        "",
        "The embedded preview of a stack, policies included, beside the floor: a bare program that registers",
        "the same resources, with the same arguments and dependencies, on the SDK's own mocks. Each run is a",
        "process of its own, and seconds are processor time of the whole process, with imports. Medians of",
        f"{runs} runs ({growth_runs} by number of resources), the two in turn.",
        "",
        f"Machine: {machine()}.",
        "",
        "## By stack",
        "",
        *_markdown(("stack", *HEADERS[1:]), table(by_stack)),
        "",
        "## By number of resources",
        "",
        "A network, a cluster, and as many services as it takes.",
        "",
        *_markdown(("asked for", *HEADERS[1:]), table(by_size)),
        "",
        "## Targets",
        "",
        *_markdown(
            ("target", "measured", "reached"),
            [
                (target, measured, "yes" if ok else "no")
                for target, measured, ok in verdicts(by_stack, by_size)
            ],
            right=False,
        ),
    ]
    return "\n".join(lines) + "\n"


def _markdown(headers: Sequence[str], rows: Sequence[Sequence[str]], *, right: bool = True) -> list[str]:
    rule = ["---", *("--:" if right else "---" for _ in headers[1:])]
    return [f"| {' | '.join(line)} |" for line in (headers, rule, *rows)]


def _collect(rows: Iterator[Row], tell: Callable[[str], None]) -> list[Row]:
    found = []
    for row in rows:
        found.append(row)
        tell(f"{row.name}: {row.preview.time:.2f} s, floor {row.floor.time:.2f} s")
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print the tables; exit status 1 where a target is not reached."""
    parser = argparse.ArgumentParser(
        prog="python -m deploy.bench", description="The preview beside its floor."
    )
    parser.add_argument("--runs", type=int, default=5, help="runs of each stack (default 5)")
    parser.add_argument(
        "--growth-runs", type=int, default=3, help="runs of each number of resources (default 3)"
    )
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="numbers of resources")
    parser.add_argument("--write", action="store_true", help=f"write {REPORT}")
    parser.add_argument("--json", action="store_true", help="print every single run as JSON")
    options = parser.parse_args(arguments)
    project = stacks.find_project()
    try:
        by_stack = _collect(stacks_rows(project, options.runs), console.note)
        by_size = _collect(growth_rows(project, options.sizes, options.growth_runs), console.note)
    except UserError as error:
        console.show_error(error)
        return error.status
    if options.json:
        json.dump(
            {"machine": machine(), "stacks": _raw(by_stack), "growth": _raw(by_size)}, sys.stdout, indent=2
        )
        return 0
    console.say(machine())
    for rows in (by_stack, by_size):
        console.rows(HEADERS, table(rows), right=range(1, len(HEADERS)))
        console.say()
    reached = verdicts(by_stack, by_size)
    console.rows(("target", "measured", ""), [(a, b, "reached" if ok else "MISSED") for a, b, ok in reached])
    if options.write:
        (project.root / REPORT).write_text(
            report(by_stack, by_size, options.runs, options.growth_runs), encoding="utf-8"
        )
        console.note(f"wrote {REPORT}")
    return 0 if all(ok for _, _, ok in reached) else 1


def _raw(rows: Sequence[Row]) -> list[dict[str, object]]:
    return [
        {
            "name": row.name,
            "resources": row.preview.resources,
            "preview": {"seconds": row.preview.seconds, "megabytes": row.preview.megabytes},
            "floor": {"seconds": row.floor.seconds, "megabytes": row.floor.megabytes},
        }
        for row in rows
    ]


if __name__ == "__main__":
    sys.exit(main())
