"""Which levels a stack has: from its own config, and the strictest where it says nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pulumi_policy
import pulumi_policy.policy as sdk
import pytest
import yaml

from policy import __main__ as entry
from policy.framework.servicer import Analyzer
from policy.framework.stack import Stack
from policy.pack import build


@pytest.mark.parametrize(
    ("system", "expected"),
    [
        ({"name": "pyshop", "environment": "dev"}, ("pyshop", "dev")),
        ({"name": "pyshop", "environment": "prod"}, ("pyshop", "production")),
        ({"name": "pyshop", "environment": "Staging"}, ("pyshop", "staging")),
        ({"name": "pyshop", "environment": "development"}, ("pyshop", "dev")),
        ({"name": "pyshop", "environment": "blue"}, ("pyshop", "production")),
        ({"name": "pyshop"}, ("pyshop", "production")),
        ({}, ("baseline", "production")),
        ("no map", ("baseline", "production")),
    ],
)
def test_system_and_environment(system: Any, expected: tuple[str, str]) -> None:
    stack = Stack.from_config("groundwork", "x", {"groundwork:system": json.dumps(system)})
    assert (stack.system, stack.environment) == expected


def test_config_that_cannot_be_read_is_held_to_the_strictest() -> None:
    stack = Stack.from_config("groundwork", "x", {"groundwork:system": "{"})
    assert (stack.system, stack.environment, stack.customer_keys) == ("baseline", "production", False)


@pytest.mark.parametrize(
    ("phase", "expected"),
    [(1, 1), (3, 3), ("2", 2), (None, None), (0, None), (-1, None), (True, None), ("two", None), (1.5, None)],
)
def test_the_phase_is_a_number_from_one_on(phase: Any, expected: int | None) -> None:
    config = {"groundwork:system": json.dumps({"name": "foodbegood", "phase": phase})}
    assert Stack.from_config("groundwork", "x", config).phase == expected


@pytest.mark.spec("FBG-OPS-05")
def test_levels_by_phase_whatever_the_environment() -> None:
    def level(environment: str, phase: int, control: str) -> str:
        system = {"name": "foodbegood", "environment": environment, "phase": phase}
        config = {"groundwork:system": json.dumps(system)}
        return build(Stack.from_config("groundwork", "x", config)).levels[control]

    for environment in ("dev", "production"):
        levels = [level(environment, phase, "network-data-unreachable") for phase in (1, 2, 3)]
        assert levels == ["advisory", "mandatory", "mandatory"]


@pytest.mark.parametrize(
    ("security", "customer"),
    [
        ({"encryption": {"kind": "customer"}}, True),
        ({"encryption": {"kind": "aws"}}, False),
        ({}, True),  # the settings' own default
        (None, True),
    ],
)
def test_customer_keys(security: Any, customer: bool) -> None:
    config = {"groundwork:system": json.dumps({"name": "x", "environment": "dev"})}
    if security is not None:
        config["groundwork:security"] = json.dumps(security)
    assert Stack.from_config("groundwork", "x", config).customer_keys is customer


def test_the_default_of_the_settings_is_a_customer_key() -> None:
    from settings.security import Security

    assert Security().encryption.kind == "customer"


def test_the_environments_are_those_of_the_settings() -> None:
    from typing import get_args

    from policy.framework.stack import ENVIRONMENTS
    from settings.system import Environment

    assert get_args(Environment) == ENVIRONMENTS


def test_levels_by_environment() -> None:
    def level(environment: str, control: str) -> str:
        config = {"groundwork:system": json.dumps({"name": "pyshop", "environment": environment})}
        return build(Stack.from_config("groundwork", "x", config)).levels[control]

    assert [level(e, "load-balancer-tls") for e in ("dev", "staging", "prod")] == [
        "advisory",
        "mandatory",
        "mandatory",
    ]
    assert [level(e, "database-multi-az") for e in ("dev", "staging", "prod")] == [
        "disabled",
        "disabled",
        "mandatory",
    ]


def test_the_entry_point_serves_the_stack_of_its_environment_and_prints_nothing(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    served: list[Any] = []
    monkeypatch.setattr(sdk, "_PolicyAnalyzerServicer", sdk._PolicyAnalyzerServicer)
    monkeypatch.setattr(entry, "PolicyPack", lambda *args, **named: served.append((args, named)))
    monkeypatch.setenv("PULUMI_PROJECT", "groundwork")
    monkeypatch.setenv("PULUMI_STACK", "pyshop-dev")
    config = {
        "groundwork:system": json.dumps({"name": "pyshop", "environment": "dev"}),
        "groundwork:security": json.dumps({"encryption": {"kind": "aws"}}),
        "groundwork:policy": json.dumps({"exemptions": []}),
    }
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps(config))
    entry.main()
    ((name, policies), named) = served[0]
    assert (name, named) == ("groundwork", {"enforcement_level": pulumi_policy.EnforcementLevel.MANDATORY})
    levels = {policy.name: policy.enforcement_level.value for policy in policies}
    assert levels["load-balancer-tls"] == "advisory"
    assert levels["secrets-injected"] == "mandatory"
    assert issubclass(sdk._PolicyAnalyzerServicer, Analyzer)
    stack = sdk._PolicyAnalyzerServicer.session.stack
    assert (stack.project, stack.name, stack.system, stack.policy) == (
        "groundwork",
        "pyshop-dev",
        "pyshop",
        {"exemptions": []},
    )
    assert capfd.readouterr() == ("", "")


def test_the_pack_is_one_that_the_cli_loads() -> None:
    folder = Path(entry.__file__).parent
    pack = yaml.safe_load((folder / "PulumiPolicy.yaml").read_text("utf-8"))
    assert pack["runtime"] == {"name": "python", "options": {"virtualenv": "../.venv"}}
    assert pack["version"] == "0.1.0"
    assert pack["description"]
