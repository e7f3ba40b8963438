"""The JSON schema of a stack file, for editors and for checks outside of this program."""

import re
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from settings.reference import Setting, reference
from settings.root import Settings

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


def _secret_values(schema: dict[str, Any]) -> dict[str, Any]:
    """Encrypted values only, each by itself or all together."""
    each = {**schema, "additionalProperties": _SECURE}
    each.pop("patternProperties", None)
    kept = {key: each.pop(key) for key in ("title", "description") if key in each}
    return {**kept, "anyOf": [_SECURE, {**each, "propertyNames": {"not": {"const": "secure"}}}]}
