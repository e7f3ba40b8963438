"""YAML as Pulumi reads it, with the places of what was read.

The engine reads stack files with Go's yaml.v3, which resolves plain words otherwise than PyYAML does: `yes`
and `22:30` are strings there, `012` is octal, a key given twice is an error, and an unquoted date becomes a
long time stamp. What the offline preview hands to the program has to be what the engine would hand to it, so
the values are made here, from PyYAML's nodes.
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import yaml

from deploy.errors import UserError

_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_MOMENT = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})[Tt ]+(\d{1,2}:\d{1,2}:\d{1,2})(\.\d+)?(Z)?")
_NULL = {"", "~", "null", "Null", "NULL"}
_TRUE = {"true", "True", "TRUE"}
_FALSE = {"false", "False", "FALSE"}
_INTEGER = re.compile(r"[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|0[0-7]*|[1-9][0-9]*)")


class _Loader(yaml.SafeLoader):
    """Composes nodes and resolves nothing: every plain word stays a string until `_plain` looks at it."""

    yaml_implicit_resolvers: dict = {}  # noqa: RUF012 # PyYAML's own attribute


@dataclass
class Source:
    """A parsed YAML document: its value, and where each key stands."""

    name: str
    text: str
    root: yaml.Node | None
    value: object = None
    dates: list[str] = field(default_factory=list)
    """Paths of unquoted dates, which Pulumi turns into time stamps."""

    def node(self, path: Sequence[str]) -> yaml.Node | None:
        """The node of the value at a path of mapping keys, or None where there is none."""
        node = self.root
        for key in path:
            entry = _entry(node, key)
            if entry is None:
                return None
            node = entry[1]
        return node

    def line(self, path: Sequence[str]) -> int | None:
        """Line, from 1, on which the key at a path stands; None where there is none."""
        parent = self.node(path[:-1])
        entry = _entry(parent, path[-1]) if path else None
        return begin(entry[0]).line + 1 if entry else None


def parse(text: str, name: str) -> Source:
    """Read one YAML document. `name` is what errors call the file.

    Raises UserError with line and column where the text is no YAML, or gives a key twice.
    """
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
        reason = ", ".join(part for part in (error.context, error.problem) if part)
        raise UserError(f"{where}: not YAML: {reason}") from error
    except yaml.YAMLError as error:
        raise UserError(f"{name}: not YAML: {str(error).splitlines()[0]}") from error
    source = Source(name=name, text=text, root=root)
    source.value = None if root is None else _value(root, source, (), ())
    return source


def begin(node: yaml.Node) -> yaml.Mark:
    """Where a node begins; composed nodes always know."""
    assert node.start_mark is not None
    return node.start_mark


def end(node: yaml.Node) -> yaml.Mark:
    """Where a node ends."""
    assert node.end_mark is not None
    return node.end_mark


def _entry(node: yaml.Node | None, key: str) -> tuple[yaml.Node, yaml.Node] | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((entry for entry in node.value if entry[0].value == key), None)


def _value(node: yaml.Node, source: Source, path: tuple[str, ...], above: tuple[int, ...]) -> object:
    if id(node) in above:
        raise _at(source, node, "an anchor contains itself")
    above = (*above, id(node))
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, source, path, above)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, source, (*path, str(index)), above) for index, item in enumerate(node.value)]
    if not isinstance(node, yaml.ScalarNode) or node.style is not None:
        return node.value
    value = _plain(node.value)
    if isinstance(value, datetime.datetime):
        source.dates.append(".".join(path))
        return _go_time(value)
    return value


def _mapping(
    node: yaml.MappingNode, source: Source, path: tuple[str, ...], above: tuple[int, ...]
) -> dict[str, object]:
    own: dict[str, object] = {}
    merged: dict[str, object] = {}
    lines: dict[str, int] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            raise _at(source, key_node, "a key must be a single word or string")
        key = str(key_node.value)
        if key == "<<" and key_node.style is None:
            value = _value(value_node, source, path, above)
            for base in value if isinstance(value, list) else [value]:
                if not isinstance(base, dict):
                    raise _at(source, value_node, "'<<' merges mappings only")
                merged = {**base, **merged}
            continue
        if key in lines:
            raise _at(source, key_node, f"the key '{key}' is there twice, first on line {lines[key]}")
        lines[key] = begin(key_node).line + 1
        own[key] = _value(value_node, source, (*path, key), above)
    return {**merged, **own}


def _at(source: Source, node: yaml.Node, reason: str) -> UserError:
    mark = begin(node)
    return UserError(f"{source.name}:{mark.line + 1}:{mark.column + 1}: {reason}")


def _plain(text: str) -> object:
    """The value of an unquoted word by the rules of Go's yaml.v3 (resolve.go)."""
    if text in _NULL:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    digits = text.replace("_", "")
    if _INTEGER.fullmatch(digits):
        return _integer(digits)
    if _FLOAT.fullmatch(digits):
        return float(digits)
    return _moment(text) or text


def _integer(digits: str) -> int | float:
    sign = -1 if digits.startswith("-") else 1
    body = digits.lstrip("+-").lower()
    if len(body) > 1 and body[0] == "0" and body[1].isdigit():
        body = "0o" + body[1:]  # a leading zero is octal
    value = sign * int(body, 0)
    return value if -(2**63) <= value < 2**64 else float(value)


def _moment(text: str) -> datetime.datetime | None:
    date, moment = _DATE.fullmatch(text), _MOMENT.fullmatch(text)
    try:
        if date:
            year, month, day = (int(part) for part in date.groups())
            return datetime.datetime(year, month, day, tzinfo=datetime.UTC)
        if moment:
            stamp = datetime.datetime.strptime(f"{moment[1]} {moment[2]}", "%Y-%m-%d %H:%M:%S")
            return stamp.replace(tzinfo=datetime.UTC)
    except ValueError:
        return None
    return None


def _go_time(value: datetime.datetime) -> str:
    """A time as Go's `time.Time.String` writes it, which is what Pulumi makes of an unquoted date."""
    return value.strftime("%Y-%m-%d %H:%M:%S +0000 UTC")
