"""Whatever comes in, either settings come out or an error that names a path under `groundwork:`."""

import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from settings import Settings, SettingsError, parse
from settings.errors import path_text
from settings.shape import Shape, of
from tests.settings import given as base

names = st.one_of(
    st.sampled_from(sorted(of(Settings).keys)),
    st.sampled_from(["kind", "name", "port", "a", "public", "[key]", "", "ä", "My DB", "db.t4g.micro"]),
    st.text(max_size=8),
)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(
        ["a", "db", "10.0.0.0/16", "cron(* * * * ? *)", "perZone", "issued", "postgres", "latest"]
    ),
    st.dates(),
    st.binary(max_size=4),
)
junk = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.one_of(names, scalars), inner, max_size=4)
    ),
    max_leaves=12,
)


def outcome(raw: Any) -> Settings | SettingsError:
    try:
        return parse(raw, secret_keys={"secretValues"})
    except SettingsError as error:
        caught = error
    assert caught.problems
    for problem in caught.problems:
        assert problem.path.startswith("groundwork:")
        assert problem.message
    return caught


@settings(max_examples=150, deadline=None)
@given(junk)
def test_junk(raw: Any):
    outcome(raw)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(names, junk, max_size=5))
def test_areas_of_junk(raw: dict[str, Any]):
    outcome(raw)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place inside a value, outermost first."""
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    return [place for key, inner in entries for place in [(*path, key), *places(inner, (*path, key))]]


PLACES = places(base.given())
OTHERS = (
    "0",
    "x",
    "a" * 300,
    -1,
    0,
    10**9,
    0.5,
    True,
    None,
    [],
    {},
    [{}],
    {"kind": "none"},
    "latest",
    "10.0.0.0/8",
)


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """The settings with one to four places dropped, renamed, exchanged or replaced."""
    raw = base.given()
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.sampled_from(PLACES))
        holder = raw
        try:
            for element in place[:-1]:
                holder = holder[element]
            old = holder[place[-1]]
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took it away
        if isinstance(holder, str):
            continue
        match draw(st.sampled_from(["drop", "rename", "replace", "exchange", "junk"])):
            case "drop":
                del holder[place[-1]]
            case "rename" if isinstance(holder, dict):
                name = draw(st.sampled_from([place[-1] + "x", place[-1].upper(), place[-1][:-1], "kind"]))
                holder[name] = holder.pop(place[-1])
            case "exchange":
                other: Any = raw
                for element in draw(st.sampled_from(PLACES)):
                    try:
                        other = other[element]
                    except (KeyError, IndexError, TypeError):
                        break
                holder[place[-1]] = copy.deepcopy(other)
            case "junk":
                holder[place[-1]] = draw(junk)
            case _:
                holder[place[-1]] = draw(st.sampled_from([value for value in OTHERS if value != old]))
    return raw


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutated())
def test_mutations(raw: dict[str, Any]):
    outcome(raw)


def shape_at(place: tuple[Any, ...]) -> Shape:
    """The shape of what stands at a place of the settings that are right."""
    raw: Any = base.given()
    shape = of(Settings)
    for element in place:
        raw = raw[element]
        inner = shape.keys[element][1] if shape.form == "model" else shape.item
        if inner is None:
            return shape
        shape = inner.options[inner.tag(raw)] if inner.tag else inner
    return shape


@pytest.mark.parametrize(
    "place", [place for place in PLACES if shape_at(place).form == "model"], ids=path_text
)
def test_an_unknown_key_is_told_at_its_place(place: tuple[Any, ...]):
    raw: Any = base.given()
    inner = raw
    for element in place:
        inner = inner[element]
    inner["notThere"] = {}
    (told,) = base.told(raw, secret_keys=("secretValues",))
    assert told.startswith(f"{path_text((*place, 'notThere'))}: is not a setting; ")
