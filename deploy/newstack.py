"""A new system from a stack that is there: its file, with name and prefix changed and secrets left out."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from deploy.edit import set_value
from deploy.errors import UserError
from deploy.source import Source, begin, end, parse
from deploy.stacks import SYSTEMS, Stack

_NAME = re.compile(r"[a-z][a-z0-9-]{0,30}[a-z0-9]")
_SCHEMA = re.compile(r"(?m)^# yaml-language-server: \$schema=(?P<path>\S+)$")
_ENCRYPTION = ("secretsprovider", "encryptedkey", "encryptionsalt")


def write(name: str, like: Stack, stack_name: str | None = None) -> tuple[Path, list[str]]:
    """Write `systems/<name>/Pulumi.<stack>.yaml`; returns its path, and what a person should look at in it.

    Raises UserError where the name won't do or the file is there already.
    """
    if not _NAME.fullmatch(name):
        raise UserError(
            f"'{name}' is no name for a system",
            details=["lower-case letters, digits and hyphens, 2 to 32 of them, beginning with a letter"],
        )
    stack_name = stack_name or like.reference.rsplit("/", 1)[-1]
    path = like.project.root / SYSTEMS / name / f"Pulumi.{stack_name}.yaml"
    if path.exists():
        raise UserError(f"{like.project.show(path)} is there already; nothing was written")
    text, looks = transform(name, like, path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path, looks


def transform(name: str, like: Stack, path: Path) -> tuple[str, list[str]]:
    """The text of the new file, and remarks about it."""
    shown = like.project.show(path)
    system = f"{like.project.name}:system"
    old = like.setting("system", "name")
    source = parse(_drop_secrets(like, shown), shown)
    source = parse(set_value(source, ("config", system, "name"), name), shown)
    prefix = like.setting("system", "namePrefix")
    if isinstance(prefix, str):
        changed = prefix.replace(old, name) if isinstance(old, str) and old in prefix else name
        source = parse(set_value(source, ("config", system, "namePrefix"), changed), shown)
    text = _SCHEMA.sub(lambda match: _relative_schema(match, like, path), source.text)
    return text, [*_carrying(source, old, name), *_secrets_to_set(like, shown)]


def _relative_schema(match: re.Match[str], like: Stack, path: Path) -> str:
    target = (like.path.parent / match["path"]).resolve()
    return f"# yaml-language-server: $schema={Path(os.path.relpath(target, path.parent)).as_posix()}"


def _drop_secrets(like: Stack, shown: str) -> str:
    """The file without encrypted values and the keys that encrypt them: both are that stack's own."""
    source = like.source
    lines = source.text.splitlines(keepends=True)
    for parent, key, value, path in _secure(source.root, ()):
        first, last = begin(key).line, _last_line(value)
        if parent.flow_style:
            raise UserError(
                f"{source.name}:{first + 1}: write {'.'.join(path)} on lines of its own, and try again"
            )
        indent = " " * begin(key).column
        command = f"pulumi config set --secret --path '{'.'.join(path)}' --config-file {shown}"
        lines[first] = f"{indent}# {key.value}: encrypted for {like.reference} only; {command}\n"
        for number in range(first + 1, last + 1):
            lines[number] = ""
        if parent.value and all(_is_secure(item) for _, item in parent.value):
            _empty(lines, parent)
    if isinstance(source.root, yaml.MappingNode):
        for key, value in source.root.value:
            if key.value in _ENCRYPTION:
                for number in range(begin(key).line, _last_line(value) + 1):
                    lines[number] = ""
    return "".join(lines)


def _empty(lines: list[str], parent: yaml.MappingNode) -> None:
    """A mapping that lost all its entries says so: without the braces it would be null."""
    above = begin(parent).line - 1
    while not lines[above].strip() or lines[above].lstrip().startswith("#"):
        above -= 1
    if lines[above].rstrip().endswith(":"):
        lines[above] = lines[above].rstrip() + " {}\n"


def _last_line(node: yaml.Node) -> int:
    if isinstance(node, yaml.MappingNode) and not node.flow_style and node.value:
        return _last_line(node.value[-1][1])
    mark = end(node)
    return mark.line - 1 if mark.column == 0 and mark.line > begin(node).line else mark.line


def _secure(
    node: yaml.Node | None, path: tuple[str, ...]
) -> Iterator[tuple[yaml.MappingNode, yaml.Node, yaml.Node, tuple[str, ...]]]:
    """Each encrypted value: the mapping it stands in, its key, the value, its path as Pulumi writes it."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = path if not path and key.value == "config" else (*path, str(key.value))
            if _is_secure(value):
                yield node, key, value, inner
            else:
                yield from _secure(value, inner)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _secure(item, (*path, str(index)))


def _is_secure(node: yaml.Node) -> bool:
    return isinstance(node, yaml.MappingNode) and len(node.value) == 1 and node.value[0][0].value == "secure"


def _carrying(source: Source, old: object, name: str) -> Iterator[str]:
    """Values that still carry the old system's name: physical names that would clash, or that are meant."""
    if not isinstance(old, str) or old in name:
        return
    for path, value in _strings(source.value, ()):
        if old in value:
            yield f"{'.'.join(path).removeprefix('config.')} still says {value}"


def _secrets_to_set(like: Stack, shown: str) -> Iterator[str]:
    for path in like.secrets:
        yield f"{path} is a secret: pulumi config set --secret --path '{path}' --config-file {shown}"


def _strings(value: object, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _strings(item, (*path, str(key)))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _strings(item, (*path, str(index)))
    elif isinstance(value, str):
        yield path, value
