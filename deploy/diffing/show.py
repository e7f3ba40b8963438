"""A comparison for people: on the terminal, and as Markdown for a pull request."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby, takewhile
from typing import Any

from deploy import console
from deploy.diffing.model import MISSING, SECTIONS, Change, Diff, Leaf, Op, ordered, section
from deploy.graph import short_type
from deploy.markdown import cell

_WIDTH = 60
"""Characters of a value that are shown without --verbose."""

_CONTEXT = 12
"""Characters of a common beginning that stay before what differs."""

_LEAVES = 8
"""Values of a property that are shown without --verbose."""


def text(diff: Diff, *, verbose: bool = False) -> None:
    """Write a comparison on standard output."""
    console.say(f"{diff.before} → {diff.after}", style="bold")
    if diff.identity:
        console.say(identity(diff))
    console.say(headline(diff), style="bold red" if diff.loses_data else None)
    for title, changes in sections(diff):
        console.say()
        console.say(f"{title}  ({len(changes)})", style="bold")
        for component, members in groupby(changes, key=lambda change: change.component):
            console.say(f"  {component or 'at the top'}")
            for line in _lines(list(members), verbose):
                console.say(f"    {line}")
    console.say()
    console.say(totals(diff))
    for line in diff.notes:
        console.note(line)


def headline(diff: Diff) -> str:
    """The one sentence that matters."""
    lost = sum(1 for change in diff.changes if change.loses_data)
    if lost:
        resources = "1 resource that holds data" if lost == 1 else f"{lost} resources that hold data"
        return f"{resources} would be replaced or deleted"
    return "nothing that holds data would be replaced or deleted" if diff.changes else "no change"


def identity(diff: Diff) -> str:
    """Which names the second side took over from the first."""
    names = ", ".join(f"{key} {value}" if value else f"no {key}" for key, value in diff.identity.items())
    return f"{diff.after} with {names}, as {diff.before} has it: a phase changes no names"


def totals(diff: Diff) -> str:
    """Number of resources by what happens to them."""
    words = {
        Op.replace: "replaced",
        Op.delete: "deleted",
        Op.update: "updated",
        Op.create: "created",
        Op.same: "unchanged",
    }
    return ", ".join(f"{diff.count(op)} {word}" for op, word in words.items())


def sections(diff: Diff) -> Iterator[tuple[str, list[Change]]]:
    """Title and changes of each section that has some."""
    changes = ordered(diff.changes)
    for key, title in SECTIONS:
        found = [change for change in changes if section(change) == key]
        if found:
            yield title, found


def _lines(changes: Sequence[Change], verbose: bool) -> Iterator[str]:
    tagged = 0
    for change in changes:
        if change.tags_only and not verbose:
            tagged += 1
            continue
        yield _title(change)
        yield from (f"    {line}" for line in _details(change, verbose))
    if tagged:
        yield f"update {tagged} resource{'' if tagged == 1 else 's'}: default tags only"


def _title(change: Change) -> str:
    """`replace rds.Instance db (because of dbName)`."""
    because = f" (because of {', '.join(change.reasons)})" if change.reasons else ""
    return f"{change.op.value} {short_type(change.type)} {change.name}{because}"


def _details(change: Change, verbose: bool) -> Iterator[str]:
    yield from remarks(change)
    names = {each.name for each in change.properties}
    for each in change.properties:
        if each.name == "tagsAll" and len(names) > 1 and not verbose:
            continue  # default tags, or the resource's own once more
        if each.because and not each.leaves:
            yield f"{each.name}: holds an id of {each.because}"
        shown = each.leaves if verbose else each.leaves[:_LEAVES]
        for leaf in shown:
            yield f"{_path(each.name, leaf.path)}: {_arrow(leaf, verbose)}"
        if len(shown) < len(each.leaves):
            yield f"{each.name}: and {len(each.leaves) - len(shown)} more"
    if verbose:
        yield change.urn


def remarks(change: Change) -> Iterator[str]:
    """What a reader has to know besides the properties."""
    if change.loses_data or (change.op is Op.update and change.holds_data and not change.tags_only):
        yield change.holds_data
    yield from (f"AWS refuses it: {reason}" for reason in change.refused)
    yield from (f"AWS takes it in several steps: {reason}" for reason in change.stepwise)
    if change.op in (Op.replace, Op.delete):
        if change.protected:
            yield "protected: the engine refuses to touch it"
        if change.retained:
            yield "AWS keeps it (retainOnDelete), but the stack loses it"
    if change.was:
        yield f"was {change.was}"


def _path(name: str, path: str) -> str:
    return f"{name}{path if path.startswith('[') or not path else f'.{path}'}"


def _arrow(leaf: Leaf, verbose: bool) -> str:
    if leaf.before is MISSING:
        return f"+ {_value(leaf.after, verbose)}"
    if leaf.after is MISSING:
        return f"- {_value(leaf.before, verbose)}"
    before, after = _text(leaf.before), _text(leaf.after)
    if not verbose and max(len(before), len(after)) > _WIDTH:
        # What both begin with says nothing.
        pairs = zip(before, after, strict=False)
        start = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs)) - _CONTEXT
        before, after = (f"…{each[start:]}" if start > _CONTEXT else each for each in (before, after))
    return f"{_value(before, verbose)} → {_value(after, verbose)}"


def _text(value: Any) -> str:
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return " ".join(shown.split()) or '""'


def _value(value: Any, verbose: bool) -> str:
    shown = _text(value)
    return shown if verbose or len(shown) <= _WIDTH else f"{shown[: _WIDTH - 1]}…"


def markdown(diff: Diff) -> str:
    """A comparison as Markdown: a table a section, the values folded away."""
    lines = [f"## {diff.before} → {diff.after}", ""]
    if diff.identity:
        lines += [f"{identity(diff)}.", ""]
    lines += [
        f"{'**' if diff.loses_data else ''}{_sentence(headline(diff))}{'**' if diff.loses_data else ''}"
    ]
    lines += ["", f"{_sentence(totals(diff))}"]
    for title, changes in sections(diff):
        lines += ["", f"### {title} ({len(changes)})", ""]
        lines += ["| Component | | Type | Name | Because of |", "|---|---|---|---|---|"]
        shown = [change for change in changes if not change.tags_only]
        lines += [_row(change) for change in shown]
        if tagged := len(changes) - len(shown):
            lines.append(f"| | update | | {tagged} more | default tags only |")
        details = [line for change in shown for line in _bullets(change)]
        if details:
            lines += ["", "<details><summary>Values</summary>", "", *details, "", "</details>"]
    if diff.notes:
        lines += ["", *diff.notes]
    return "\n".join(lines) + "\n"


def _sentence(line: str) -> str:
    return f"{line[:1].upper()}{line[1:]}."


def _row(change: Change) -> str:
    why = change.reasons or tuple(each.name for each in change.properties)
    cells = (
        change.component.partition(" ")[0],
        change.op.value,
        short_type(change.type),
        change.name,
        ", ".join(why),
    )
    return f"| {' | '.join(cell(each) for each in cells)} |"


def _bullets(change: Change) -> Iterator[str]:
    details = list(_details(change, verbose=False))
    if details:
        yield f"- `{change.op.value} {short_type(change.type)} {change.name}`"
        yield from (f"  - `{line.replace('`', '´')}`" for line in details)
