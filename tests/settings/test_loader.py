"""Settings as Pulumi hands them over, on the engine and in the embedded runner."""

import json
from collections.abc import Iterator
from typing import Any

import pulumi
import pytest
from pulumi.runtime.config import _SECRET_KEYS, CONFIG, set_all_config

from settings import SettingsError, load
from tests.settings.given import given, told


@pytest.fixture(autouse=True)
def _config_as_it_was() -> Iterator[None]:
    config, secret_keys = CONFIG.get(), _SECRET_KEYS.get()
    yield
    CONFIG.set(config)
    _SECRET_KEYS.set(secret_keys)


def hand_over(
    settings: dict[str, Any], *, secret: tuple[str, ...] = ("groundwork:secretValues",), **other: str
):
    """Config as the language host sets it: every value a string, structured ones as JSON."""
    config = {f"groundwork:{area}": json.dumps(value) for area, value in settings.items()}
    set_all_config(config | other, list(secret))


def problems() -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load()
    return [str(problem) for problem in caught.value.problems]


def test_load():
    hand_over(given(), **{"aws:region": "eu-west-1", "groundworks:system": "no JSON"})
    settings = load()
    assert settings.system.name == "shop"
    assert settings.compute.tasks["api"].scaling is not None
    assert settings.compute.tasks["api"].scaling.maximum == 10
    assert settings.secret_values == {"stripe": "the value from Stripe"}


def test_load_tells_of_an_area_that_there_is_not():
    hand_over(given() | {"netwrk": {"zones": ["a"]}})
    assert problems() == ["groundwork:netwrk: is not an area of the settings; did you mean `network`?"]


def test_load_tells_of_a_plain_secret():
    hand_over(given(), secret=())
    assert problems() == [
        "groundwork:secretValues.stripe: a secret value must not stand in the stack file in plain text; "
        "change it where it is from, since it has been readable, and give it by "
        "`pulumi config set --secret --path 'groundwork:secretValues.stripe'`"
    ]


def test_load_of_a_stack_without_config():
    set_all_config({}, [])
    assert problems() == ["groundwork:system: missing, must be a mapping with name, environment and region"]


def test_an_area_that_is_written_without_a_value():
    # Pulumi hands on `groundwork:edge:` as an empty string.
    hand_over(
        given({"compute": {}, "observability": {}}), **{"groundwork:edge": "", "groundwork:network": ""}
    )
    assert problems() == [
        "groundwork:network: given nothing, must be a mapping; leave the key out for its default",
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [("large", '"large"'), ("5", "5"), ("true", "true"), ("[1]", "a list of 1"), ("{", '"{"')],
)
def test_an_area_that_is_no_mapping(text: str, shown: str):
    hand_over(given(), **{"groundwork:cost": text})
    assert problems() == [f"groundwork:cost: given {shown}, must be a mapping"]


def test_json_that_is_nested_beyond_what_python_reads():
    hand_over(given(), **{"groundwork:cost": "[" * 100_000})
    assert problems() == [f'groundwork:cost: given "{"[" * 60}…", must be a mapping']


def test_nothing_of_a_secret_area_is_shown():
    hand_over(
        given({"compute.services.api.port": "hush", "compute.services.api.size": "hush-hush"}),
        secret=("groundwork:secretValues", "groundwork:compute"),
    )
    assert problems() == [
        "groundwork:compute.services.api.port: given a secret, must be a port: a whole number from 1 to "
        "65535, such as 8000",
        "groundwork:compute.services.api.size: the profile `hush-hush` is not defined in "
        "groundwork:compute.sizes; defined are `large` and `small`",
    ]


def test_a_day_that_stands_without_quotes():
    # What the CLI makes of `expires: 2027-01-31`, and PyYAML's is a date (test_fuzz.py).
    hand_over(given({"policy.exemptions[0].expires": "2027-01-31 00:00:00 +0000 UTC"}))
    assert load().policy.exemptions[0].expires.isoformat() == "2027-01-31"


def test_the_error_is_one_that_pulumi_shows_without_a_traceback():
    assert issubclass(SettingsError, pulumi.RunError)


def test_secret_values_are_never_shown():
    hush = "hushhush"
    raw = given(
        {
            "secretValues": {"stripe": {"deep": hush}, "session-key": [hush], "other": hush},
            "security.secrets.stripe": hush,
            "compute.services.api.environment": {"API_TOKEN": hush, "DB_URL": f"postgres://shop:{hush}@db/x"},
            "compute.services.worker.environment": {"MY_SECRET": 0.5, "MY_PASSWORD": [hush]},
            "compute.services.worker.command": [f"https://me:{hush}@example.com"],
            "observability.alerts": {"httpsEndpoints": [f"https://me:{hush}@example.com"]},
        }
    )
    lines = told(raw, secret_keys=("secretValues",))
    assert [line for line in lines if hush in line] == []
    assert [line.split(": ")[0].removeprefix("groundwork:") for line in lines] == [
        "compute.services.api.environment.API_TOKEN",
        "compute.services.api.environment.DB_URL",
        "compute.services.worker.command[0]",
        "compute.services.worker.environment.MY_PASSWORD",
        "compute.services.worker.environment.MY_SECRET",
        "observability.alerts.httpsEndpoints[0]",
        "secretValues.session-key",
        "secretValues.stripe",
        "security.secrets.stripe",
    ]
