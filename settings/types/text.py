"""What a single value may be, in words: the metadata that the annotated types of the settings carry."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from settings.names import PATTERN

NOT_ALLOWED = "not_allowed"
"""Type of the pydantic error of a value that is refused here; its context may hold a `hint`."""


def refuse(allowed: str, hint: str = "") -> PydanticCustomError:
    """The error for a value that is not `allowed`, with a `hint` where it is known how to mend it."""
    return PydanticCustomError(NOT_ALLOWED, "must be {allowed}", {"allowed": allowed, "hint": hint})


@dataclass(frozen=True)
class Allowed:
    """What is allowed, as a noun phrase with an example: errors, schema and reference say it like this."""

    allowed: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return handler(source)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(schema), "$comment": self.allowed}


@dataclass(frozen=True)
class Text:
    """A string that matches `pattern` whole, is no longer than `longest` and passes `check`.

    `check` gets a string that matches the pattern; it returns None if that is fine, else how to mend it
    (empty where there is nothing to add to `allowed`).
    """

    allowed: str
    pattern: str
    longest: int | None = None
    check: Callable[[str], str | None] | None = None
    example: str | None = None
    hint: Callable[[str], str] | None = None
    """How to mend a string that does not match the pattern."""

    def _validate(self, value: str) -> str:
        if (self.longest is not None and len(value) > self.longest) or not re.fullmatch(self.pattern, value):
            raise refuse(self.allowed, self.hint(value) if self.hint else "")
        if self.check is not None and (mend := self.check(value)) is not None:
            raise refuse(self.allowed, mend)
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._validate, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        # The stack's own names may stand in it, which the loader puts in place.
        pattern = f"^(?:{self.pattern}|.*{PATTERN}.*)$"
        written = {**handler(schema), "pattern": pattern, "$comment": self.allowed}
        if self.longest is not None:
            written["maxLength"] = self.longest
        if self.example is not None:
            written["examples"] = [self.example]
        return written


@dataclass(frozen=True)
class WholeNumberAsText:
    """Text that may stand as a bare whole number, since YAML and `pulumi config set --path` make one of it.

    A float is not taken: `15.10` would already have become 15.1.
    """

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self._convert, handler(source))

    @staticmethod
    def _convert(value: Any) -> Any:
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else value

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(schema), "type": ["string", "integer"]}


@dataclass(frozen=True)
class OneOf:
    """A whole number out of a table, with the nearest one as the hint."""

    allowed: str
    values: tuple[int, ...]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._validate, handler(source))

    def _validate(self, value: int) -> int:
        if value not in self.values:
            near = min(self.values, key=lambda allowed: (abs(allowed - value), allowed))
            raise refuse(self.allowed, f"the nearest is {near}")
        return value

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(schema), "enum": list(self.values), "$comment": self.allowed}


def _no_boolean(value: Any) -> Any:
    if isinstance(value, bool | float):
        raise PydanticCustomError("int_type", "must be a whole number")
    return value


WholeNumber = BeforeValidator(_no_boolean)
"""Beside a Literal of numbers, which would take `true` for 1 and 5.0 for 5."""
