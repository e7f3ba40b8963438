"""Property values between the three forms they take: the SDK's protobuf, plain Python, the state's JSON.

A decoded tree holds plain values, plus `Secret`, `Reference`, `registry.UNKNOWN` and the SDK's own
assets and archives. Most resources have none of these, so each decoding says whether it met any
(`Decoded.special`) and the common case is converted exactly once.
"""

from __future__ import annotations

import json
from typing import Any, Final, NamedTuple

import pulumi

from . import assets
from .assets import SIGNATURE
from .proto import Struct
from .registry import UNKNOWN

__all__ = [
    "SECRET",
    "SIGNATURE",
    "Decoded",
    "Reference",
    "Secret",
    "annotate",
    "decode",
    "encode",
    "has_secret",
    "merge",
    "plain",
    "response",
    "to_json",
    "wire_dict",
]

SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"
RESOURCE: Final = "5cf8f73096256a8f31e491e813e4eb8e"
OUTPUT: Final = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
UNKNOWN_TEXT: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""The string that stands for "not known yet" on the wire and in the JSON of a preview."""

_GO_ESCAPES: Final = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}
"""What Go's JSON writer escapes beyond the standard; the engine writes secrets' plaintext with it."""


class Secret:
    """A value that is encrypted in the state and never printed."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __repr__(self) -> str:
        return "Secret([secret])"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self.value == other.value

    def __hash__(self) -> int:
        return hash(Secret)


class Reference(NamedTuple):
    """A resource handed over as a value; a provider sees its id (a component's: its URN)."""

    urn: str
    id: str | None


class Decoded(NamedTuple):
    """A property map, whether anything in it is not plain, and the URNs that output values named."""

    values: dict[str, Any]
    special: bool
    dependencies: dict[str, set[str]]


class _Decoder:
    """Turns protobuf structs into plain values, noting what is not plain."""

    __slots__ = ("special", "urns")

    def __init__(self) -> None:
        self.special = False
        self.urns: set[str] = set()

    def struct(self, struct: Any) -> Any:
        fields = struct.fields
        if SIGNATURE in fields:
            return self.signed(struct)
        value = self.value
        return {k: value(fields[k]) for k in sorted(fields)}

    def value(self, value: Any) -> Any:
        kind = value.WhichOneof("kind")
        if kind == "string_value":
            text = value.string_value
            if text == UNKNOWN_TEXT:
                self.special = True
                return UNKNOWN
            return text
        if kind == "struct_value":
            return self.struct(value.struct_value)
        if kind == "list_value":
            decode_value = self.value
            return [decode_value(item) for item in value.list_value.values]
        if kind == "bool_value":
            return value.bool_value
        if kind == "number_value":
            number = value.number_value
            return int(number) if number.is_integer() and abs(number) < 2**53 else number
        return None

    def signed(self, struct: Any) -> Any:
        self.special = True
        fields = struct.fields
        signature = fields[SIGNATURE].string_value
        if signature == SECRET:
            inner = self.value(fields["value"])
            return inner if isinstance(inner, Secret) else Secret(inner)
        if signature == OUTPUT:
            if "dependencies" in fields:
                self.urns.update(self.value(fields["dependencies"]))
            inner = self.value(fields["value"]) if "value" in fields else UNKNOWN
            return Secret(inner) if "secret" in fields and fields["secret"].bool_value else inner
        if signature == RESOURCE:
            identity = self.value(fields["id"]) if "id" in fields else None
            return Reference(fields["urn"].string_value, identity or None)
        if signature in (assets.ASSET, assets.ARCHIVE):
            return assets.decoded(signature, {k: self.value(v) for k, v in fields.items() if k != SIGNATURE})
        raise ValueError(f"a property has the unknown signature {signature}")


def decode(struct: Any) -> Decoded:
    """Plain form of a protobuf property map."""
    decoder = _Decoder()
    values: dict[str, Any] = {}
    dependencies: dict[str, set[str]] = {}
    value = decoder.value
    fields = struct.fields
    for key in sorted(fields):  # as the engine writes them; the order of a protobuf map is arbitrary
        decoded = value(fields[key])
        if decoded is not None:
            values[key] = decoded
        if decoder.urns:
            dependencies[key] = decoder.urns
            decoder.urns = set()
    return Decoded(values, decoder.special, dependencies)


def plain(value: Any) -> Any:
    """A copy without the `Secret` and `Reference` wrappings: what a provider's rules read."""
    if isinstance(value, Secret):
        return plain(value.value)
    if isinstance(value, Reference):
        return value.id if value.id is not None else value.urn
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    return value


def has_secret(value: Any) -> bool:
    """Whether anything in a tree is secret."""
    if isinstance(value, Secret):
        return True
    if isinstance(value, dict):
        return any(has_secret(v) for v in value.values())
    if isinstance(value, list):
        return any(has_secret(v) for v in value)
    return False


def annotate(outputs: dict[str, Any], inputs: dict[str, Any]) -> dict[str, Any]:
    """Outputs with secret what the inputs of the same name have secret, as the engine does.

    Objects are gone into; anything else that contains a secret makes the whole output one.
    """
    result = dict(outputs)
    for key, given in inputs.items():
        if key not in result:
            continue
        found = result[key]
        if isinstance(found, dict) and isinstance(given, dict):
            result[key] = annotate(found, given)
        elif not isinstance(found, Secret) and has_secret(given):
            result[key] = Secret(found)
    return result


def merge(values: dict[str, Any], given: dict[str, Any], checked: dict[str, Any]) -> dict[str, Any]:
    """Checked inputs with the secrets that the `values` they came from have (`given`: those, plain)."""
    return {
        key: values[key]
        if key in given and given[key] is value
        else (Secret(value) if key in values and has_secret(values[key]) else value)
        for key, value in checked.items()
    }


def to_json(value: Any) -> Any:
    """The form of a value in a state: secrets in Pulumi's envelope with their plaintext."""
    if isinstance(value, str | bool | int | float) or value is None:
        return value
    if isinstance(value, dict):
        return {k: to_json(v) for k, v in value.items()}
    if type(value) is list:
        return [to_json(v) for v in value]
    if isinstance(value, Secret):
        text = json.dumps(to_json(value.value), separators=(",", ":"), ensure_ascii=False)
        return {SIGNATURE: SECRET, "plaintext": text.translate(_GO_ESCAPES)}
    if value is UNKNOWN:
        return UNKNOWN_TEXT
    if isinstance(value, Reference):
        result = {SIGNATURE: RESOURCE, "urn": value.urn, "packageVersion": ""}
        if value.id is not None:
            result["id"] = value.id
        return result
    if isinstance(value, pulumi.Asset | pulumi.Archive):
        return assets.to_json(value)
    if isinstance(value, list | tuple):
        return [to_json(v) for v in value]
    raise TypeError(f"a property of type {type(value).__name__} has no form in a state")


def wire_dict(value: Any) -> Any:
    """The form of a value inside a protobuf struct (secrets in the envelope with `value`)."""
    if isinstance(value, str | bool | int | float) or value is None:
        return value
    if isinstance(value, dict):
        return {k: wire_dict(v) for k, v in value.items()}
    if isinstance(value, Secret):
        return {SIGNATURE: SECRET, "value": wire_dict(value.value)}
    if value is UNKNOWN:
        return UNKNOWN_TEXT
    if isinstance(value, Reference) or not isinstance(value, list | tuple):
        return to_json(value)
    return [wire_dict(v) for v in value]


def encode(values: dict[str, Any]) -> Any:
    """The protobuf form of a property map."""
    struct = Struct()
    struct.update(wire_dict(values))
    return struct


def _received(value: Any) -> Any:
    """A value as the SDK would have it after decoding the engine's answer: numbers are floats."""
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return float(value)
    if isinstance(value, dict):
        return {k: _received(v) for k, v in value.items()}
    if isinstance(value, Secret):
        return _received(value.value)
    if isinstance(value, Reference):
        from pulumi.runtime import rpc

        return rpc.deserialize_resource(encode({"reference": value})["reference"])
    if isinstance(value, list | tuple):
        return [_received(v) for v in value]
    return pulumi.output.Unknown() if value is UNKNOWN else value


def response(values: dict[str, Any], special: bool) -> dict[str, Any]:
    """What the SDK's `deserialize_properties` makes of an answer, without the protobuf in between.

    The SDK pushes secretness up to the top-level property; so does this.
    """
    if not special:
        return {k: _received(v) for k, v in values.items()}
    return {
        k: {SIGNATURE: SECRET, "value": _received(v)} if has_secret(v) else _received(v)
        for k, v in values.items()
    }
