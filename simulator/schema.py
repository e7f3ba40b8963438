"""Which properties a resource type takes, and of which type: read from the installed SDK's own classes.

Each class is turned into a checker once, on first use, so that checking a resource costs a
dictionary look-up for each property. Scalars are as lenient as Pulumi's bridge to the Terraform
providers: a number or boolean may stand where a string is asked for, and a string that reads as a
number or boolean where one of those is.
"""

from __future__ import annotations

import collections.abc
import difflib
import importlib
import inspect
import json
import types
import typing
import warnings
from collections.abc import Callable
from enum import Enum
from functools import cache
from typing import Any, Final

import pulumi
from pulumi import _types
from pulumi.runtime import rpc

from .packages import known_package, package_of, sdk
from .registry import UNKNOWN, Failure

__all__ = ["ObjectSchema", "ResourceSchema", "resource_schema"]

Check = Callable[[Any, str, list[Failure]], Any]
"""Checks a value at a path, adds what is wrong, returns the value (coerced where the provider would)."""

_SUGGESTED = 0.6
"""Similarity from which a misspelt property name gets a suggestion (difflib's own default)."""

_NAMES: Final = {
    bool: "boolean",
    int: "number",
    float: "number",
    str: "string",
    dict: "object",
    list: "array",
}


def _shown(value: Any) -> str:
    return _NAMES.get(type(value), type(value).__name__)


def _describe(value: Any) -> str:
    """The value in an error: short scalars are shown, containers only named."""
    if isinstance(value, str | int | float | bool) and len(str(value)) <= 60:
        return f"{_shown(value)} {json.dumps(value)}"
    return _shown(value)


def _string(value: Any, path: str, failures: list[Failure]) -> Any:
    if value is not UNKNOWN and not isinstance(value, str | int | float):
        failures.append(Failure(path, f"expected string type, got {_describe(value)}"))
    return value


def _number(value: Any, path: str, failures: list[Failure]) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if isinstance(value, str):
        try:
            float(value)
        except ValueError:
            failures.append(Failure(path, f"expected number type, got {_describe(value)}"))
        return value
    if value is not UNKNOWN:
        failures.append(Failure(path, f"expected number type, got {_describe(value)}"))
    return value


def _integer(value: Any, path: str, failures: list[Failure]) -> Any:
    if isinstance(value, float) and not value.is_integer():
        failures.append(Failure(path, f"expected a whole number, got {value}"))
        return value
    return _number(value, path, failures)


def _boolean(value: Any, path: str, failures: list[Failure]) -> Any:
    if isinstance(value, bool) or value is UNKNOWN or (isinstance(value, str) and value in ("true", "false")):
        return value
    failures.append(Failure(path, f"expected boolean type, got {_describe(value)}"))
    return value


def _anything(value: Any, _path: str, _failures: list[Failure]) -> Any:
    return value


def _asset(value: Any, path: str, failures: list[Failure]) -> Any:
    if value is not UNKNOWN and not isinstance(value, pulumi.Asset | pulumi.Archive):
        failures.append(Failure(path, f"expected asset or archive type, got {_describe(value)}"))
    return value


class ObjectSchema:
    """The properties of one SDK argument class."""

    def __init__(self, cls: type) -> None:
        self.cls = cls
        self._fields: dict[str, tuple[type | None, Check]] | None = None
        self._required: tuple[str, ...] = ()

    @property
    def fields(self) -> dict[str, tuple[type | None, Check]]:
        """Property name (camelCase) -> the Python type that passes at once, and the full check."""
        if self._fields is None:
            self._compile()
        assert self._fields is not None
        return self._fields

    @property
    def required(self) -> tuple[str, ...]:
        """Properties (camelCase) that have to be there."""
        _ = self.fields
        return self._required

    def _compile(self) -> None:
        names = _types.input_type_py_to_pulumi_names(self.cls)
        self._fields = {
            name: (_fast(hint), _compile(hint)) for name, hint in _types.input_type_types(self.cls).items()
        }
        parameters = list(inspect.signature(self.cls.__init__).parameters.values())[1:]
        self._required = tuple(
            names.get(parameter.name, parameter.name)
            for parameter in parameters
            if parameter.default is inspect.Parameter.empty
            and parameter.kind in (parameter.KEYWORD_ONLY, parameter.POSITIONAL_OR_KEYWORD)
        )

    def check(self, values: dict[str, Any], path: str, failures: list[Failure]) -> dict[str, Any]:
        """Add what is wrong with an object at `path`; the object, copied only where a value is coerced."""
        fields = self._fields if self._fields is not None else self.fields
        result = values
        for name, value in values.items():
            field = fields.get(name)
            if field is None:
                if not name.startswith("__"):
                    failures.append(self._unknown(name, path))
                continue
            fast, check = field
            if fast is not None and type(value) is fast:
                continue
            checked = check(value, f"{path}.{name}" if path else name, failures)
            if checked is not value:
                if result is values:
                    result = dict(values)
                result[name] = checked
        for name in self._required:
            if name not in values:
                failures.append(
                    Failure(
                        f"{path}.{name}" if path else name,
                        f'Missing required argument: The argument "{name}" is required, '
                        "but no definition was found.",
                    )
                )
        return result

    def _unknown(self, name: str, path: str) -> Failure:
        near = difflib.get_close_matches(name, self.fields, n=1, cutoff=_SUGGESTED)
        hint = f'; did you mean "{near[0]}"?' if near else f"; valid are {', '.join(sorted(self.fields))}"
        return Failure(f"{path}.{name}" if path else name, f'unsupported argument "{name}"{hint}')

    def __call__(self, value: Any, path: str, failures: list[Failure]) -> Any:
        if isinstance(value, dict):
            return self.check(value, path, failures)
        if value is not UNKNOWN:
            failures.append(Failure(path, f"expected object type, got {_describe(value)}"))
        return value


@cache
def _object(cls: type) -> ObjectSchema:
    return ObjectSchema(cls)


def _array(item: Check, fast: type | None) -> Check:
    def check(value: Any, path: str, failures: list[Failure]) -> Any:
        if isinstance(value, list):
            for index, element in enumerate(value):
                if fast is None or type(element) is not fast:
                    item(element, f"{path}[{index}]", failures)
        elif value is not UNKNOWN:
            failures.append(Failure(path, f"expected array type, got {_describe(value)}"))
        return value

    return check


def _mapping(item: Check, fast: type | None) -> Check:
    def check(value: Any, path: str, failures: list[Failure]) -> Any:
        if isinstance(value, dict):
            for key, element in value.items():
                if fast is None or type(element) is not fast:
                    item(element, f"{path}.{key}", failures)
        elif value is not UNKNOWN:
            failures.append(Failure(path, f"expected object type, got {_describe(value)}"))
        return value

    return check


def _enumeration(cls: type[Enum]) -> Check:
    allowed = [member.value for member in cls]

    def check(value: Any, path: str, failures: list[Failure]) -> Any:
        if value is not UNKNOWN and value not in allowed:
            near = difflib.get_close_matches(str(value), [str(a) for a in allowed], n=1)
            hint = f'; did you mean "{near[0]}"?' if near else ""
            failures.append(
                Failure(
                    path, f"expected {path} to be one of {json.dumps(allowed)}, got {_describe(value)}{hint}"
                )
            )
        return value

    return check


def _document(value: Any, path: str, failures: list[Failure]) -> Any:
    """A policy document: a string, or an object that the provider turns into its JSON."""
    if isinstance(value, dict):
        return json.dumps(value, separators=(",", ":")) if _whole(value) else UNKNOWN
    return _string(value, path, failures)


def _whole(value: Any) -> bool:
    if isinstance(value, dict):
        return all(_whole(item) for item in value.values())
    if isinstance(value, list):
        return all(_whole(item) for item in value)
    return value is not UNKNOWN


def _union(members: list[Any]) -> Check:
    checks = [_compile(member) for member in members]
    if str in members:
        objects = [m for m in members if inspect.isclass(m) and _types.is_input_type(m)]
        if objects:
            return _document
        # Pulumi's enums for AWS are open: the service decides which strings there are.
        return _string if all(_scalar(m) for m in members) else _anything

    def check(value: Any, path: str, failures: list[Failure]) -> Any:
        best: list[Failure] | None = None
        for candidate in checks:
            found: list[Failure] = []
            candidate(value, path, found)
            if not found:
                return value
            if best is None or len(found) < len(best):
                best = found
        failures.extend(best or [])
        return value

    return check


def _scalar(hint: Any) -> bool:
    return hint in (str, int, float, bool) or (inspect.isclass(hint) and issubclass(hint, Enum))


def _members(hint: Any) -> list[Any]:
    """The value types of a hint: without None, and without what only says "or an Output of it"."""
    if typing.get_origin(hint) not in (typing.Union, types.UnionType):
        return [hint]
    members: list[Any] = []
    for argument in typing.get_args(hint):
        origin = typing.get_origin(argument)
        if argument is type(None) or origin in (collections.abc.Awaitable, pulumi.Output):
            continue
        if origin in (typing.Union, types.UnionType):
            members.extend(m for m in _members(argument) if m not in members)
        elif argument not in members:
            members.append(argument)
    # `Union[XArgs, XArgsDict]`: the typed dictionary says nothing that the class does not.
    if any(inspect.isclass(m) and _types.is_input_type(m) for m in members):
        members = [m for m in members if m is not dict and not typing.is_typeddict(m)]
    return members


def _fast(hint: Any) -> type | None:
    members = _members(hint)
    if str in members and all(
        _scalar(m) or (inspect.isclass(m) and _types.is_input_type(m)) for m in members
    ):
        return str
    if members == [int]:
        return int
    return bool if members == [bool] else None


def _compile(hint: Any) -> Check:
    members = _members(hint)
    if len(members) != 1:
        return _union(members) if members else _anything
    (only,) = members
    origin = typing.get_origin(only)
    if origin in (list, collections.abc.Sequence):
        (item,) = typing.get_args(only) or (Any,)
        return _array(_compile(item), _fast(item))
    if origin in (dict, collections.abc.Mapping):
        item = (typing.get_args(only) or (str, Any))[1]
        return _mapping(_compile(item), _fast(item))
    if not inspect.isclass(only):
        return _anything
    if _types.is_input_type(only):
        return _object(only)
    if issubclass(only, Enum):
        return _enumeration(only)
    if issubclass(only, pulumi.Asset | pulumi.Archive):
        return _asset
    return {str: _string, int: _integer, float: _number, bool: _boolean}.get(only, _anything)


class ResourceSchema:
    """What the SDK says about one resource type."""

    def __init__(self, token: str, resource: type, arguments: type | None) -> None:
        self.token = token
        self.resource = resource
        self.arguments = _object(arguments) if arguments is not None else None

    @property
    def outputs(self) -> frozenset[str]:
        """Names (camelCase) of the outputs that the class offers."""
        return _outputs(self.resource)

    def check(self, inputs: dict[str, Any], failures: list[Failure]) -> dict[str, Any]:
        """Add what is wrong with the inputs; the inputs as the provider would hold them."""
        return inputs if self.arguments is None else self.arguments.check(inputs, "", failures)


@cache
def _outputs(resource: type) -> frozenset[str]:
    return frozenset(_types.resource_types(resource))


@cache
def resource_schema(token: str) -> ResourceSchema | None:
    """The SDK's classes for a type token, loading only the module of that type; None when it has none.

    Raises Unsupported when the package is not simulated, or its SDK not installed.
    """
    package = token.partition(":")[0]
    if package == "pulumi":
        return _provider_schema(token)
    sdk(package)
    module_name, _, _ = token.rpartition(":")
    for module in rpc._RESOURCE_MODULES.get(module_name, []):
        info = getattr(module, "mod_info", None)
        if info is None or token not in info["classes"]:
            continue
        name = info["classes"][token]
        with warnings.catch_warnings():
            # A service's module has its superseded types as well, and each says so when it is loaded.
            warnings.simplefilter("ignore", DeprecationWarning)
            resource = getattr(importlib.import_module(info["fqn"]), name)
        home = inspect.getmodule(resource)
        # Where a nested type has the name already, the code generator calls the resource's own `…InitArgs`.
        arguments = getattr(home, f"{name}InitArgs", None) or getattr(home, f"{name}Args", None)
        return ResourceSchema(token, resource, arguments)
    return None


def _provider_schema(token: str) -> ResourceSchema | None:
    package = package_of(token)
    if not token.startswith("pulumi:providers:") or not known_package(package):
        return None
    loaded = sdk(package)
    return ResourceSchema(token, loaded.Provider, loaded.ProviderArgs)
