"""The `random` package: values, and what it refuses."""

from __future__ import annotations

import base64
import string
from typing import Any

import pytest

from simulator import registry
from tests.simulator.services.world import World

PASSWORD = "random:index/randomPassword:RandomPassword"
ID = "random:index/randomId:RandomId"


def result(**inputs: Any) -> str:
    """The password for these settings."""
    return World().add("p", PASSWORD, inputs).outputs["result"]


def test_a_password_of_the_asked_length_and_classes() -> None:
    text = result(length=32, special=False)
    assert len(text) == 32
    assert set(text) <= set(string.ascii_letters + string.digits)
    assert result(length=32, special=False) == text != result(length=33, special=False)


def test_minimums_are_kept_and_not_at_the_start() -> None:
    text = result(length=40, minNumeric=5, minSpecial=5, overrideSpecial="_-")
    assert sum(letter.isdigit() for letter in text) >= 5
    assert sum(letter in "_-" for letter in text) >= 5
    assert not text[:5].isdigit()
    assert set(text) <= set(string.ascii_letters + string.digits + "_-")


def test_a_password_is_secret_and_its_id_says_nothing() -> None:
    state = World().add("p", PASSWORD, {"length": 16})
    assert state.id == "none"
    assert registry.SECRET_OUTPUTS[PASSWORD] == {"bcryptHash", "result"}
    assert state.outputs["bcryptHash"].startswith("$2a$10$")


def test_an_id_in_its_four_forms() -> None:
    found = World().add("i", ID, {"byteLength": 4, "prefix": "shop-"})
    raw = bytes.fromhex(found.outputs["hex"].removeprefix("shop-"))
    assert len(raw) == 4
    assert found.id == base64.urlsafe_b64encode(raw).decode().rstrip("=")
    assert found.outputs["dec"] == f"shop-{int.from_bytes(raw)}"
    assert found.outputs["b64Std"] == "shop-" + base64.b64encode(raw).decode()


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"length": 0}, [("length", "Attribute length value must be at least 1, got: 0")]),
        (
            {"length": 4, "minUpper": 3, "minNumeric": 2},
            [
                (
                    "length",
                    "Attribute length value must be at least sum of minUpper + minLower + minNumeric + "
                    "minSpecial (5), got: 4",
                )
            ],
        ),
        (
            {"length": 4, "upper": False, "lower": False, "numeric": False, "special": False},
            [("special", "At least one attribute out of [special, upper, lower, numeric] must be true")],
        ),
        ({"length": 5, "minUpper": 3, "minNumeric": 2}, []),
    ],
)
def test_refuses(inputs: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert World().refusals(PASSWORD, inputs) == expected
