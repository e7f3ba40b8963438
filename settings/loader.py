"""Reads the settings of a stack: `load` from Pulumi's config, `parse` from plain values."""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import pulumi
from pulumi.runtime.config import CONFIG, is_config_secret
from pydantic import ValidationError

from settings.base import RULES_LATER, Breach, Model, Path
from settings.errors import Problem, SettingsError, path_text
from settings.names import named
from settings.plain import Plain
from settings.root import Settings
from settings.salvage import Faults, salvage
from settings.shape import of
from settings.translate import Translator

NAMESPACE = "groundwork"


def load() -> Settings:
    """The settings of the stack that is running, from every config key `groundwork:…`.

    Raises SettingsError, which lists all that is wrong with them.
    """
    config = pulumi.Config(NAMESPACE)
    prefix = f"{NAMESPACE}:"
    areas = sorted(key.removeprefix(prefix) for key in CONFIG.get() if key.startswith(prefix))
    return parse(
        {area: _decoded(config.get(area)) for area in areas},
        secret_keys={area for area in areas if is_config_secret(prefix + area)},
    )


def _decoded(text: str | None) -> Any:
    """The value that Pulumi passes as JSON where it is structured; as it is where it is no JSON."""
    try:
        return json.loads(text or "null")
    except (ValueError, RecursionError):
        return text


def parse(raw: Mapping[str, Any], *, secret_keys: Collection[str] = frozenset()) -> Settings:
    """The settings that plain values stand for: area name → value, as under `groundwork:` in a stack file.

    `secret_keys` are the areas that Pulumi keeps encrypted; nothing of them is shown in an error.
    Raises SettingsError, which lists all that is wrong.
    """
    if not isinstance(raw, Mapping):
        raise SettingsError([Problem(path_text(()), "the settings must be a mapping from area to settings")])
    secret_areas = {key.removeprefix(f"{NAMESPACE}:") for key in secret_keys}
    plain = Plain(raw)
    given = named(plain.value)
    problems = [Problem(path_text(path), message) for path, message in plain.misfits.items()]
    problems += _plain_secrets(plain.value, secret_areas)
    settings: Settings | None = None
    try:
        settings = Settings.model_validate_json(json.dumps(given), strict=True, context=RULES_LATER)
        readable: Model = settings
    except ValidationError as error:
        translator = Translator(of(Settings), secret_areas)
        faults = Faults()
        for fault in translator.faults(error.errors()):
            if fault.path not in plain.misfits:
                problems.append(fault.problem)
            faults.add(fault.path, here=fault.unreadable)
        readable = salvage(of(Settings), given, faults)
    problems += [
        Problem(path_text(breach.path), breach.message, hint=breach.hint) for breach in breaches(readable)
    ]
    if problems or settings is None:
        raise SettingsError(problems)
    return settings


def _plain_secrets(raw: Mapping[str, Any], secret_areas: Collection[str]) -> Iterator[Problem]:
    values = raw.get("secretValues")
    if "secretValues" not in secret_areas and isinstance(values, dict):
        for name in values:
            yield Problem(
                path_text(("secretValues", name)),
                "a secret value must not stand in the stack file in plain text",
                hint="change it where it is from, since it has been readable, and give it by "
                f"`pulumi config set --secret --path 'groundwork:secretValues.{name}'`",
            )


def breaches(value: Any, path: Path = ()) -> Iterator[Breach]:
    """Every broken rule of every model inside `value`, as far as it could be read."""
    if isinstance(value, Model):
        for breach in value.breaches():
            yield breach.under(*path)
        for name, info in type(value).model_fields.items():
            if name in value.__dict__:
                yield from breaches(value.__dict__[name], (*path, info.alias or name))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from breaches(inner, (*path, key))
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from breaches(inner, (*path, index))
