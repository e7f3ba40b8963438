"""The JSON schema of a stack file, for editors and for checks outside of this program."""

import re
from collections.abc import Iterator
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from settings.reference import Setting, about, reference
from settings.root import Settings
from settings.shape import Shape, of

__all__ = ["Setting", "json_schema", "reference"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_SECURE = {
    "type": "object",
    "description": "A value that Pulumi has encrypted.",
    "properties": {"secure": {"type": "string", "minLength": 1}},
    "required": ["secure"],
    "additionalProperties": False,
}

_PULUMI: dict[str, Any] = {
    "encryptionsalt": {"type": "string", "description": "Salt of the passphrase that encrypts secrets."},
    "secretsprovider": {"type": "string", "description": "Service that encrypts secrets, such as awskms://…"},
    "encryptedkey": {"type": "string", "description": "Data key that encrypts secrets, itself encrypted."},
    "environment": {
        "description": "Pulumi ESC environments that the stack imports.",
        "anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "object"}],
    },
}


class _Generator(GenerateJsonSchema):
    schema_dialect = DIALECT

    def get_title_from_name(self, name: str) -> str:
        """`secretValues` is entitled `Secret values`."""
        words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", name)
        return words[:1].upper() + words[1:].lower()


def json_schema() -> dict[str, Any]:
    """Schema (draft 2020-12) of a whole stack file: `config` with `groundwork:<area>`, and Pulumi's own keys.

    It holds what one value may be; the rules between values are the program's. Keys of other namespaces, such
    as `aws:region`, may hold anything.
    """
    settings = Settings.model_json_schema(schema_generator=_Generator, ref_template="#/$defs/{model}")
    _complete(of(Settings), settings)
    for shape in _models(of(Settings)):
        _complete(shape, settings["$defs"][shape.annotation.__name__])
    areas = {f"groundwork:{area}": schema for area, schema in settings["properties"].items()}
    areas["groundwork:secretValues"] = _secret_values(areas["groundwork:secretValues"])
    return {
        "$schema": DIALECT,
        "title": "Groundwork stack file",
        "description": "A Pulumi stack configuration file whose system is described under `groundwork:`.",
        "type": "object",
        "properties": {
            "config": {
                "type": "object",
                "description": settings["description"],
                "properties": areas,
                "patternProperties": {"^(?!groundwork:)[^:]+:.+$": {}},
                "additionalProperties": False,
                "required": [f"groundwork:{area}" for area in settings["required"]],
            },
            **_PULUMI,
        },
        "required": ["config"],
        "additionalProperties": False,
        "$defs": settings["$defs"],
    }


def _models(shape: Shape) -> Iterator[Shape]:
    """Every model inside a shape."""
    for inner in (*(inner for _, inner in shape.keys.values()), *shape.options.values(), shape.item):
        if inner is not None:
            if inner.form == "model":
                yield inner
            yield from _models(inner)


def _complete(shape: Shape, schema: dict[str, Any]) -> None:
    """Add what pydantic leaves out: descriptions of fields, and that a map takes no other names."""
    for key, (name, inner) in shape.keys.items():
        schema["properties"][key]["description"] = about(shape.annotation, name, inner)
        _close(schema["properties"][key])


def _close(schema: dict[str, Any]) -> None:
    for inner in (schema, *schema.get("anyOf", ())):
        if "patternProperties" in inner:
            inner["additionalProperties"] = False
            for value in inner["patternProperties"].values():
                _close(value)


def _secret_values(schema: dict[str, Any]) -> dict[str, Any]:
    """Encrypted values only, each by itself or all together."""
    (pattern,) = schema["patternProperties"]
    kept = {key: schema[key] for key in ("title", "description")}
    each = {"type": "object", "patternProperties": {pattern: _SECURE}, "additionalProperties": False}
    return {**kept, "anyOf": [_SECURE, {**each, "propertyNames": {"not": {"const": "secure"}}}]}
