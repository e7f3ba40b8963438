"""Secrets that have a name of their own, that are handed on, and that a stack does without."""

from typing import Any

import pytest

from tests.components.growth import growth
from tests.components.questions import container, secrets
from tests.harness import graph_of

SECRETS = "groundwork:security.secrets"
API = "groundwork:compute.services.api"
PHASE1 = "foodbegood/phase1"


@pytest.mark.spec("FBG-SEC-04", "FBG-SEC-05")
def test_secrets_have_the_names_and_descriptions_that_the_settings_give() -> None:
    graph = graph_of(
        "prod",
        {
            f"{SECRETS}.session-key": {"name": "shop/{environment}/session-key", "description": "Signs"},
            "groundwork:data.db.secret": {
                "name": "shop/{environment}/db-password",
                "description": "Password of the shop",
            },
        },
    )
    found = {
        name: {key: secret.inputs.get(key) for key in ("name", "namePrefix", "description")}
        for name in ("session-key", "db")
        for secret in graph.all("secretsmanager/secret", name)
    }
    assert found == {
        "session-key": {"name": "shop/production/session-key", "namePrefix": None, "description": "Signs"},
        "db": {
            "name": "shop/production/db-password",
            "namePrefix": None,
            "description": "Password of the shop",
        },
    }


def test_a_parameter_has_the_name_after_a_slash() -> None:
    secret = {"kind": "supplied", "name": "foodbegood/{environment}/jwt", "description": "Signs"}
    parameter = graph_of(PHASE1, {f"{SECRETS}.jwt-secret": secret}).one("ssm/parameter", "jwt-secret")
    assert parameter.inputs["name"] == "/foodbegood/dev/jwt"
    assert parameter.inputs["description"] == "Signs"


def test_a_supplied_password_is_handed_to_the_store_and_kept_nowhere_else() -> None:
    graph = graph_of(PHASE1)
    assert [each.name for each in graph.all("ssm/parameter")] == ["jwt-secret", "db"]
    assert [each.name for each in graph.all("groundwork:security:AppSecret")] == ["jwt-secret"]
    assert "db-password" not in graph.outputs["secretArns"]


def test_a_generated_password_is_handed_to_the_store_and_kept_nowhere_else() -> None:
    graph = graph_of("prod", {f"{SECRETS}.db-password": {}, "groundwork:data.db.password": "db-password"})
    password = graph.one("random:index/randomPassword", "db-password")
    assert graph.one("rds/instance", "db").inputs["password"] == password.outputs["result"]
    assert {each.name for each in graph.all("secretsmanager/secret")} == {"db", "session-key"}
    assert set(graph.outputs["secretArns"]) == {"db", "session-key"}


def test_a_password_that_a_workload_reads_as_well_is_kept() -> None:
    changes: dict[str, Any] = {
        f"{SECRETS}.db-password": {},
        "groundwork:data.db.password": "db-password",
        f"{API}.uses": ["db", "uploads", "session-key", "db-password"],
    }
    graph = graph_of("prod", {**changes, f"{API}.injectSecrets": {"OWNER": "db-password"}})
    secret = graph.one("secretsmanager/secret", "db-password")
    assert secrets(container(graph, "api"))["OWNER"] == secret.arn
    handed = graph_of("prod", {key: value for key, value in changes.items() if key != f"{API}.uses"})
    found = growth(handed, graph)
    assert found.gone == ()
    assert "random:index/randomPassword db-password" not in found.added


@pytest.mark.spec("FBG-MSG-01")
def test_an_optional_secret_without_a_value_is_done_without() -> None:
    uses = ["db", "uploads", "session-key", "firebase"]
    graph = graph_of(
        "prod",
        {
            f"{SECRETS}.firebase": {"kind": "supplied", "optional": True},
            f"{API}.uses": uses,
            f"{API}.injectSecrets": {"FIREBASE_KEY": "firebase"},
        },
    )
    assert {each.name for each in graph.all("secretsmanager/secret")} == {"db", "session-key"}
    assert set(secrets(container(graph, "api"))) == {"DB_PASSWORD", "SESSION_KEY"}
    assert "firebase" not in graph.outputs["secretArns"]
