"""Stack files: which there are, and what one of them hands to the program.

A stack is an ordinary Pulumi config file: `Pulumi.<stack>.yaml` at the project's root, or
`systems/<system>/Pulumi.<stack>.yaml`, which is called `<system>/<stack>` here and `<system>-<stack>` in
Pulumi.
"""

import difflib
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from deploy.errors import UserError
from deploy.source import Source, parse
from simulator.placeholders import PREFIX

PROJECT_FILE = "Pulumi.yaml"
SYSTEMS = "systems"
_FILE_NAME = re.compile(r"Pulumi\.(?P<stack>[A-Za-z0-9_.-]+)\.ya?ml")


@dataclass(frozen=True)
class Project:
    """The project: the folder of Pulumi.yaml, and the name it gives."""

    root: Path
    name: str

    @property
    def program(self) -> Path:
        """The program that Pulumi runs."""
        return self.root / "__main__.py"

    def show(self, path: Path) -> str:
        """A path as a person writes it: from the project's root where it lies inside."""
        path = path.resolve()
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)


@dataclass(frozen=True)
class StackFile:
    """A stack file by name; nothing of it is read yet."""

    reference: str
    """`prod`, or `pyshop/prod`."""

    path: Path

    @property
    def pulumi_name(self) -> str:
        """Name of the stack in Pulumi's backend: `prod`, or `pyshop-prod`."""
        return self.reference.replace("/", "-")


@dataclass(frozen=True)
class Stack:
    """A stack file that was read: its config in the form in which the engine hands it to the program."""

    project: Project
    file: StackFile
    config: Mapping[str, str]
    """Fully-qualified key → string; objects as JSON."""

    secret_keys: frozenset[str]
    values: Mapping[str, object]
    """The same config before it became strings."""

    secrets: tuple[str, ...]
    """Paths of the encrypted values, which offline are placeholders."""

    encryption: Mapping[str, str]
    """`secretsprovider`, `encryptionsalt`, `encryptedkey` of the file, as far as they are there."""

    warnings: tuple[str, ...]
    source: Source

    @property
    def reference(self) -> str:
        return self.file.reference

    @property
    def pulumi_name(self) -> str:
        return self.file.pulumi_name

    @property
    def path(self) -> Path:
        return self.file.path

    @property
    def shown_path(self) -> str:
        return self.project.show(self.file.path)

    def setting(self, area: str, *path: str) -> object:
        """A value of the config as it is written: `setting("system", "region")`; None where it is not."""
        value: object = self.values.get(f"{self.project.name}:{area}")
        for key in path:
            value = value.get(key) if isinstance(value, Mapping) else None
        return value

    def changed(self, area: str, value: object) -> "Stack":
        """The stack with another value for an area; its file stays as it is."""
        key = f"{self.project.name}:{area}"
        return replace(
            self,
            values={**self.values, key: value},
            config={**self.config, key: _engine_string(value)},
        )


def find_project(start: Path | None = None) -> Project:
    """The project that a folder belongs to: the nearest Pulumi.yaml, upwards."""
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        file = folder / PROJECT_FILE
        if file.is_file():
            value = parse(file.read_text(encoding="utf-8"), PROJECT_FILE).value
            name = value.get("name") if isinstance(value, dict) else None
            if not isinstance(name, str):
                raise UserError(f"{file}: no `name:` of the project")
            return Project(folder, name)
    raise UserError(
        f"no {PROJECT_FILE} in {start} or above it",
        mend="change to the project's folder, or name it: groundwork --cwd DIR …",
    )


def list_stacks(project: Project) -> list[StackFile]:
    """Every stack file of the project: those at the root first, then systems/ by name."""
    found = [_named(project, path) for path in sorted(project.root.glob("Pulumi.*.y*ml"))]
    found += [_named(project, path) for path in sorted(project.root.glob(f"{SYSTEMS}/*/Pulumi.*.y*ml"))]
    return [stack for stack in found if stack is not None]


def find(project: Project, reference: str) -> StackFile:
    """The stack file that a reference (`prod`, `pyshop/prod`) or the path of a file names."""
    stacks = list_stacks(project)
    for stack in stacks:
        if stack.reference == reference:
            return stack
    path = Path(reference)
    if path.suffix in {".yaml", ".yml"}:
        if not path.is_file():
            raise _missing(f"the file {reference} is not there", reference, stacks)
        known = [stack for stack in stacks if stack.path.samefile(path)]
        return known[0] if known else _foreign(path.resolve())
    raise _missing(f"no stack '{reference}': {_expected(reference)} is not there", reference, stacks)


def read(project: Project, reference: str) -> Stack:
    """Read a stack's file. Raises UserError, naming the file, where it holds no Pulumi config."""
    return read_file(project, find(project, reference))


def read_file(project: Project, file: StackFile) -> Stack:
    """Read a stack file wherever it lies. Raises UserError as `read` does."""
    shown = project.show(file.path)
    try:
        text = file.path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{shown}: cannot be read: {error}") from error
    if not text.strip():
        raise UserError(f"{shown}: the file is empty", mend=_shape(project))
    source = parse(text, shown)
    if source.value is None:
        raise UserError(f"{shown}: the file has comments only", mend=_shape(project))
    if not isinstance(source.value, dict):
        kind = "a list" if isinstance(source.value, list) else "a single value"
        raise UserError(f"{shown}: the top level is {kind}, not a mapping", mend=_shape(project))
    top: dict[str, object] = source.value
    if "config" not in top:
        near = difflib.get_close_matches("config", [str(key) for key in top], n=1)
        details = [f"`{near[0]}:` was probably meant to be it"] if near else []
        raise UserError(f"{shown}: no `config:` at the top level", details=details, mend=_shape(project))
    config = top["config"]
    if not isinstance(config, dict) or not config:
        raise UserError(f"{shown}: `config:` holds no keys", mend=_shape(project))
    return _stack(project, file, source, config)


def _stack(project: Project, file: StackFile, source: Source, config: dict[str, object]) -> Stack:
    strings: dict[str, str] = {}
    values: dict[str, object] = {}
    secrets: list[str] = []
    for key, value in config.items():
        qualified = qualify(project, key)
        plain = _reveal(value, (qualified,), secrets)
        values[qualified] = plain
        strings[qualified] = _engine_string(plain)
    top = source.value if isinstance(source.value, dict) else {}
    names = ("secretsprovider", "encryptionsalt", "encryptedkey")
    warnings = [
        f"{source.name}: {path.removeprefix('config.')} is a date without quotes, which Pulumi turns into "
        "a time stamp; put it in quotes"
        for path in source.dates
    ]
    if top.get("environment"):
        warnings.append(f"{source.name}: `environment:` (Pulumi ESC) is not read offline")
    return Stack(
        project=project,
        file=file,
        config=strings,
        secret_keys=frozenset(key for key in values if any(_within(path, key) for path in secrets)),
        values=values,
        secrets=tuple(secrets),
        encryption={name: str(top[name]) for name in names if top.get(name)},
        warnings=tuple(warnings),
        source=source,
    )


def placeholder(path: str) -> str:
    """What stands offline for the encrypted value at a path: always the same, and recognizable."""
    return PREFIX + hashlib.sha256(path.encode()).hexdigest()[:16]


def _within(path: str, key: str) -> bool:
    return path == key or path.startswith(f"{key}.")


def _reveal(value: object, path: tuple[str, ...], secrets: list[str]) -> object:
    """Replace each `{secure: …}` by its placeholder, and note where it stood."""
    if isinstance(value, dict):
        if list(value) == ["secure"] and isinstance(value["secure"], str):
            secrets.append(".".join(path))
            return placeholder(".".join(path))
        return {key: _reveal(item, (*path, key), secrets) for key, item in value.items()}
    if isinstance(value, list):
        return [_reveal(item, (*path, str(index)), secrets) for index, item in enumerate(value)]
    return value


def qualify(project: Project, key: str) -> str:
    """`key` → `<project>:key`; the older form `<project>:config:key` → `<project>:key`."""
    parts = key.split(":")
    if len(parts) == 1:
        return f"{project.name}:{key}"
    return f"{parts[0]}:{parts[2]}" if len(parts) == 3 and parts[1] == "config" else key


def _engine_string(value: object) -> str:
    """A config value as the engine hands it over: scalars as text, objects as JSON with sorted keys."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return json.dumps(_numbers(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _numbers(value: object) -> object:
    """JSON knows one kind of number: Go writes 2.0 as 2."""
    if isinstance(value, dict):
        return {key: _numbers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_numbers(item) for item in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        return int(value)
    return value


def _named(project: Project, path: Path) -> StackFile | None:
    match = _FILE_NAME.fullmatch(path.name)
    if not match:
        return None
    system = "" if path.parent == project.root else f"{path.parent.name}/"
    return StackFile(f"{system}{match['stack']}", path)


def _foreign(path: Path) -> StackFile:
    """A file outside the places where stack files lie: its own name is the stack's."""
    match = _FILE_NAME.fullmatch(path.name)
    return StackFile(match["stack"] if match else path.stem, path)


def _expected(reference: str) -> str:
    system, _, stack = reference.rpartition("/")
    return f"{SYSTEMS}/{system}/Pulumi.{stack}.yaml" if system else f"Pulumi.{stack}.yaml"


def _missing(message: str, reference: str, stacks: list[StackFile]) -> UserError:
    names = [stack.reference for stack in stacks]
    pulumi_names = {stack.pulumi_name: stack.reference for stack in stacks}
    near = difflib.get_close_matches(reference, [*names, *pulumi_names], n=1, cutoff=0.5)
    details = [f"stacks: {', '.join(names)}" if names else "there is no stack file yet"]
    mend = [f"did you mean {pulumi_names.get(near[0], near[0])}?"] if near else []
    return UserError(message, details=details, mend=mend)


def _shape(project: Project) -> str:
    return (
        f"a stack file begins with `config:` and, below it, `{project.name}:system:`; see docs/stack-files.md"
    )
