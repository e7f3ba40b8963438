"""The `random` package: values that are the same for the same resource, secret where the real ones are."""

from __future__ import annotations

import base64
from typing import Any, Final

from simulator.registry import REPLACE, SECRET_OUTPUTS, Context, Failure, check, known, outputs
from simulator.services.shapes import Ids

PASSWORD: Final = "random:index/randomPassword:RandomPassword"
STRING: Final = "random:index/randomString:RandomString"
ID: Final = "random:index/randomId:RandomId"
UUID: Final = "random:index/randomUuid:RandomUuid"

_TEXT: Final = frozenset(
    {
        "keepers", "length", "lower", "minLower", "minNumeric", "minSpecial", "minUpper", "number",
        "numeric", "overrideSpecial", "special", "upper",
    }
)  # fmt: skip
REPLACE[PASSWORD] = REPLACE[STRING] = _TEXT
REPLACE[ID] = frozenset({"byteLength", "keepers", "prefix"})
REPLACE[UUID] = frozenset({"keepers"})
SECRET_OUTPUTS[PASSWORD] = frozenset({"bcryptHash", "result"})

_CLASSES: Final = (
    ("lower", "minLower", "abcdefghijklmnopqrstuvwxyz"),
    ("upper", "minUpper", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    ("numeric", "minNumeric", "0123456789"),
    ("special", "minSpecial", "!@#$%&*()-_=+[]{}<>:?"),
)


def _classes(inputs: dict[str, Any]) -> list[tuple[str, int]]:
    """The characters of each class that is switched on, with the least number of them."""
    result = []
    for name, least, characters in _CLASSES:
        switch = inputs.get(name)
        if name == "numeric" and switch is None:
            switch = inputs.get("number")
        if switch is False:
            continue
        given = inputs.get("overrideSpecial") if name == "special" else None
        result.append((given or characters, int(inputs.get(least) or 0)))
    return result


@check(PASSWORD, STRING)
def _text_can_be_made(inputs: dict[str, Any], ctx: Context) -> list[Failure]:
    """At least one character, at least one class, and room for all minimums (random provider reference)."""
    del ctx
    length = inputs.get("length")
    if not known(inputs) or not isinstance(length, int | float):
        return []
    failures = []
    least = sum(int(inputs.get(key) or 0) for _, key, _ in _CLASSES)
    if length < 1:
        failures.append(Failure("length", f"Attribute length value must be at least 1, got: {int(length)}"))
    elif length < least:
        failures.append(
            Failure(
                "length",
                f"Attribute length value must be at least sum of minUpper + minLower + minNumeric + "
                f"minSpecial ({least}), got: {int(length)}",
            )
        )
    if not _classes(inputs):
        failures.append(
            Failure("special", "At least one attribute out of [special, upper, lower, numeric] must be true")
        )
    return failures


@outputs(PASSWORD, STRING)
def random_text(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A text of the wanted length and classes. The id of a password says nothing: `none`."""
    ids = Ids(inputs, ctx)
    classes = _classes(inputs)
    length = int(inputs.get("length", 16))
    pool = "".join(characters for characters, _ in classes)
    text = []
    for place, (characters, least) in enumerate(classes):
        text += [characters[ids.number(len(characters), f"{place}/{n}")] for n in range(least)]
    text += [pool[ids.number(len(pool), f"rest/{n}")] for n in range(length - len(text))]
    # A shuffle by hash, so that the minimums do not stand at the start.
    order = sorted(range(len(text)), key=lambda place: ids.hex(8, f"order/{place}"))
    result = "".join(text[place] for place in order)
    filled = {key: inputs.get(key, True) for key in ("lower", "number", "numeric", "special", "upper")}
    filled |= {key: inputs.get(key, 0) for _, key, _ in _CLASSES}
    if ctx.type == STRING:
        return result, {**filled, "result": result}
    return "none", {**filled, "bcryptHash": f"$2a$10${ids.mixed(53, 'bcrypt')}", "result": result}


@outputs(ID)
def random_id(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """Bytes in the four forms that the provider offers."""
    raw = bytes.fromhex(Ids(inputs, ctx).hex(2 * int(inputs["byteLength"])))
    prefix = str(inputs.get("prefix") or "")
    url = base64.urlsafe_b64encode(raw).decode().rstrip("=")
    return url, {
        "b64Std": prefix + base64.b64encode(raw).decode(),
        "b64Url": prefix + url,
        "dec": prefix + str(int.from_bytes(raw)),
        "hex": prefix + raw.hex(),
    }


@outputs(UUID)
def random_uuid(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A UUID."""
    id = Ids(inputs, ctx).uuid()
    return id, {"result": id}
