"""Changing one value of a stack file in place: comments, order and layout stay as they are."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import yaml

from deploy.errors import UserError
from deploy.source import Source, begin, end, parse

Value = str | int | Mapping[str, Any] | Sequence[Any]


def set_value(source: Source, path: Sequence[str], value: Value) -> str:
    """The text of the file with the value at a path replaced, or put in where its mapping has no such key.

    The mapping that holds the key has to be there. Raises UserError where it isn't, or where the value to be
    replaced is a mapping or a list on lines of its own.
    """
    shown = ".".join(path).removeprefix("config.")
    node = source.node(path)
    scalar = _scalar(value)
    if node is not None and (isinstance(node, yaml.ScalarNode) or getattr(node, "flow_style", False)):
        changed = _replace(source.text, node, scalar)
    elif node is not None:
        raise UserError(f"{source.name}: {shown} is not a single value")
    else:
        parent = source.node(path[:-1])
        if parent is None:
            raise UserError(f"{source.name}: there is no {'.'.join(path[:-1]).removeprefix('config.')}")
        changed = _insert(source, parent, path[-1], scalar, path)
    again = _parsed(changed)
    if _at(again, path) != value or _without(again, path) != _without(source.value, path):
        raise UserError(f"{source.name}: {shown} could not be set to {value}; set it by hand")
    return changed


def remove_value(source: Source, path: Sequence[str]) -> str:
    """The text of the file without the key at a path and its value; as it is where there is none.

    Raises UserError where it cannot be taken out without touching anything else.
    """
    parent = source.node(path[:-1])
    if not isinstance(parent, yaml.MappingNode):
        return source.text
    entries = parent.value
    place = next((n for n, (key, _) in enumerate(entries) if key.value == path[-1]), None)
    if place is None:
        return source.text
    text, (key, value) = source.text, entries[place]
    if parent.flow_style:
        # With the comma behind it, or the one before it where it is the last.
        first = begin(key).index if place == 0 else end(entries[place - 1][1]).index
        last = end(value).index
        if place == 0 and len(entries) > 1:
            last = begin(entries[1][0]).index
        changed = text[:first] + text[last:]
    else:
        first = begin(key).index - begin(key).column
        last = _line_end(text, end(value).index if _ends_on_line(value) else _last_index(value))
        changed = text[:first] + text[last + 1 :]
    if _parsed(changed) != _without(source.value, path):
        shown = ".".join(path).removeprefix("config.")
        raise UserError(f"{source.name}: {shown} could not be taken out; do it by hand")
    return changed


def _parsed(text: str) -> object:
    with suppress(UserError):
        return parse(text, "").value
    return None


def _scalar(value: Value) -> str:
    """A value as YAML: bare where it reads back as what it is, in quotes elsewhere; a mapping as JSON."""
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    # In braces, so that it also reads back where its mapping is written in braces.
    return value if value and _parsed(f"{{ a: {value} }}") == {"a": value} else json.dumps(value)


def _replace(text: str, node: yaml.Node, scalar: str) -> str:
    first, last = begin(node).index, end(node).index
    blank = "" if first == 0 or text[first - 1] in " \n" else " "  # `key:` with nothing behind it
    return text[:first] + blank + scalar + text[last:]


def _insert(source: Source, parent: yaml.Node, key: str, scalar: str, path: Sequence[str]) -> str:
    text = source.text
    if isinstance(parent, yaml.MappingNode) and parent.flow_style:
        brace = end(parent).index - 1
        entry = f"{key}: {scalar}"
        if not parent.value:
            return f"{text[: begin(parent).index]}{{ {entry} }}{text[brace + 1 :]}"
        inner = text[:brace].rstrip()
        return f"{inner}, {entry}{text[len(inner) :]}"
    if isinstance(parent, yaml.MappingNode) and parent.value:
        first_key, _ = parent.value[0]
        last_value = parent.value[-1][1]
        at = _line_end(text, end(last_value).index if _ends_on_line(last_value) else _last_index(last_value))
        return f"{text[:at]}\n{' ' * begin(first_key).column}{key}: {scalar}{text[at:]}"
    if isinstance(parent, yaml.ScalarNode) and parent.value == "" and parent.style is None:
        return _replace(text, parent, f"{{ {key}: {scalar} }}")
    raise UserError(f"{source.name}: {'.'.join(path[:-1]).removeprefix('config.')} is not a mapping")


def _ends_on_line(node: yaml.Node) -> bool:
    """Whether a node ends where its mark says; that of a block collection is on what follows it."""
    return isinstance(node, yaml.ScalarNode) or bool(getattr(node, "flow_style", False))


def _last_index(node: yaml.Node) -> int:
    while not _ends_on_line(node):
        node = node.value[-1][1] if isinstance(node, yaml.MappingNode) else node.value[-1]
    return end(node).index


def _line_end(text: str, index: int) -> int:
    if index and text[index - 1] == "\n":  # a block scalar's mark is on the next line
        return index - 1
    found = text.find("\n", index)
    return len(text) if found < 0 else found


def _at(value: object, path: Sequence[str]) -> object:
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _without(value: object, path: Sequence[str]) -> object:
    if not isinstance(value, dict):
        return {} if value is None else value
    head, *rest = path
    kept = {key: item for key, item in value.items() if key != head}
    if rest:
        kept[head] = _without(value.get(head), rest)
    return kept
