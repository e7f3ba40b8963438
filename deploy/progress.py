"""Live progress of an engine run, from its events: on standard error, so that the answer stays clean."""

import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.text import Text

from deploy import console
from deploy.graph import STACK_TYPE, name_of, short_type

if TYPE_CHECKING:
    from pulumi.automation.events import EngineEvent
    from rich.progress import Progress

_DOING = {
    "create": "creating",
    "create-replacement": "creating",
    "update": "updating",
    "delete": "deleting",
    "delete-replaced": "deleting",
    "refresh": "reading",
    "read": "reading",
    "import": "importing",
}
_DONE = {
    "create": "created",
    "create-replacement": "created anew",
    "update": "updated",
    "delete": "deleted",
    "delete-replaced": "deleted the old",
    "import": "imported",
}


@dataclass(frozen=True)
class Change:
    """What the engine plans for a resource, or did."""

    op: str
    urn: str
    type: str
    old: Any = None
    """State before, as the event has it; None for what is new."""

    new: Any = None
    """State after, as the event has it; None for what is deleted."""

    keys: tuple[str, ...] = ()
    """Properties that force a replacement."""

    diffs: tuple[str, ...] = ()
    custom: bool = True
    """A provider makes it; else it is a component, or the stack itself."""


@dataclass(frozen=True)
class Violation:
    """A policy violation that the engine reported."""

    policy: str
    level: str
    urn: str
    message: str


@dataclass
class Events:
    """What came in, collected while a run is under way."""

    changes: list[Change] = field(default_factory=list)
    done: list[Change] = field(default_factory=list)
    failed: list[Change] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    """Resources by operation, from the summary."""

    outputs_changed: bool = False
    """The stack's outputs would be others than its state has."""

    seconds: int = 0
    _display: "_Display | None" = None

    def __call__(self, event: "EngineEvent") -> None:
        """Take one event of the engine."""
        if event.resource_pre_event:
            change = _change(event.resource_pre_event.metadata)
            self.changes.append(change)
            self._show("begin", change)
        elif event.res_outputs_event:
            metadata = event.res_outputs_event.metadata
            change = _change(metadata)
            if change.type == STACK_TYPE:
                self.outputs_changed = _outputs(metadata.old) != _outputs(metadata.new)
            self.done.append(change)
            self._show("end", change)
        elif event.res_op_failed_event:
            change = _change(event.res_op_failed_event.metadata)
            self.failed.append(change)
            self._show("fail", change)
        elif event.diagnostic_event and not event.diagnostic_event.ephemeral:
            self._diagnose(event.diagnostic_event)
        elif event.policy_event:
            policy = event.policy_event
            self.violations.append(
                Violation(
                    policy.policy_name,
                    policy.enforcement_level,
                    policy.resource_urn or "",
                    plain(policy.message),
                )
            )
        elif event.summary_event:
            self.counts = {
                str(getattr(op, "value", op)): n for op, n in event.summary_event.resource_changes.items()
            }
            self.seconds = event.summary_event.duration_seconds

    def errors_of(self, urn: str) -> list[str]:
        """What the errors of a resource say."""
        begin = f"{name_of(urn)}: "
        return [text.removeprefix(begin) for text in self.errors if text.startswith(begin)]

    def _diagnose(self, diagnostic: Any) -> None:
        text = plain(diagnostic.message)
        if diagnostic.severity == "error" and text:
            where = f"{name_of(diagnostic.urn)}: " if diagnostic.urn else ""
            self.errors.append(f"{where}{text}")
        elif diagnostic.severity == "warning" and text:
            self.warnings.append(text)

    def _show(self, what: str, change: Change) -> None:
        if self._display and change.op != "same":
            getattr(self._display, what)(change)


def plain(text: str) -> str:
    """An engine message without its colour directives (`<{%reset%}>`) and its outer blanks."""
    while "<{%" in text:
        before, _, rest = text.partition("<{%")
        text = before + rest.partition("%}>")[2]
    return text.strip()


def _outputs(state: Any) -> Any:
    return getattr(state, "outputs", None) or {}


def _change(metadata: Any) -> Change:
    return Change(
        op=str(getattr(metadata.op, "value", metadata.op)),
        urn=metadata.urn,
        type=metadata.type,
        old=metadata.old,
        new=metadata.new,
        keys=tuple(metadata.keys or ()),
        diffs=tuple(metadata.diffs or ()),
        custom=bool(getattr(metadata.new or metadata.old, "custom", True)),
    )


class _Display:
    """A bar, and the resources under way, on a terminal; a line for each finished resource elsewhere."""

    def __init__(self, title: str, total: int | None, *, planning: bool) -> None:
        self.planning = planning
        self.stderr = console.err()
        self.title = title
        self.total = total
        self.finished = 0
        self.begun: dict[tuple[str, str], float] = {}
        self.bar: Progress | None = None

    def begin(self, change: Change) -> None:
        self.begun[change.urn, change.op] = time.monotonic()
        self._update()

    def end(self, change: Change) -> None:
        begun = self.begun.pop((change.urn, change.op), None)
        if begun is None:
            return
        self.finished += 1
        self._line(change, _DONE.get(change.op), time.monotonic() - begun, "")
        self._update()

    def fail(self, change: Change) -> None:
        begun = self.begun.pop((change.urn, change.op), time.monotonic())
        self._line(change, f"failed {_DOING.get(change.op, change.op)}", time.monotonic() - begun, "bold red")

    def _line(self, change: Change, verb: str | None, seconds: float, style: str) -> None:
        if verb is None or self.planning:
            return  # reading, refreshing and planning is progress, but nothing is done by it
        text = Text.assemble((f"  {verb} ", style), f"{short_type(change.type)} {name_of(change.urn)}")
        text.append(f" ({seconds:.0f} s)", "dim")
        (self.bar.console if self.bar else self.stderr).print(text)

    def _update(self) -> None:
        if self.bar is None:
            return
        under_way = [f"{_DOING.get(op, op)} {name_of(urn)}" for urn, op in list(self.begun)[:3]]
        more = f" and {len(self.begun) - 3} more" if len(self.begun) > 3 else ""
        self.bar.update(
            self.bar.task_ids[0],
            completed=self.finished,
            description=escape(f"{self.title}: {', '.join(under_way) or 'waiting'}{more}"),
        )


@contextmanager
def following(title: str, total: int | None = None, *, planning: bool = False) -> Generator[Events]:
    """Show a run's progress while it is under way.

    `total` is the number of changes to expect, if it is known. A run that is only `planning` tells of no
    change.
    """
    display = _Display(title, total, planning=planning)
    events = Events(_display=display)
    if not display.stderr.is_terminal:
        console.note(f"{title} ...")
        yield events
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    columns = [
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    ]
    with Progress(*columns, console=display.stderr, transient=True) as bar:
        display.bar = bar
        bar.add_task(escape(title), total=total)
        yield events
