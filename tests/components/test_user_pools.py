"""Cognito user pools, which are off unless a stack names one."""

import pytest

from tests.components.growth import grown
from tests.components.questions import container, variables
from tests.harness import Graph, graph_of

POOLS = "groundwork:security.userPools"
PAGE = {
    "mfa": "required",
    "passwordLength": 16,
    "selfSignUp": True,
    "domain": "members-example",
    "callbackUrls": ["https://app.example.com/in"],
    "logoutUrls": ["https://app.example.com/"],
    "deletionProtection": False,
}


@pytest.fixture(scope="module")
def members() -> Graph:
    uses = ["db", "uploads", "session-key", "members"]
    return graph_of("prod", {POOLS: {"members": {}}, "groundwork:compute.services.api.uses": uses})


@pytest.mark.spec("FBG-OPS-04")
def test_there_is_none_unless_asked_for() -> None:
    assert graph_of("prod").none("cognito/userPool")


@pytest.mark.spec("FBG-OPS-04")
def test_users_have_strong_passwords_a_second_factor_and_are_not_lost(members: Graph) -> None:
    pool = members.one("cognito/userPool")
    assert pool.inputs == {
        "accountRecoverySetting": {"recoveryMechanisms": [{"name": "verified_email", "priority": 1}]},
        "adminCreateUserConfig": {"allowAdminCreateUserOnly": True},
        "autoVerifiedAttributes": ["email"],
        "deletionProtection": "ACTIVE",
        "mfaConfiguration": "OPTIONAL",
        "name": "groundwork-production-members",
        "passwordPolicy": {
            "minimumLength": 12,
            "requireLowercase": True,
            "requireNumbers": True,
            "requireSymbols": True,
            "requireUppercase": True,
            "temporaryPasswordValidityDays": 1,
        },
        "softwareTokenMfaConfiguration": {"enabled": True},
        "usernameAttributes": ["email"],
        "usernameConfiguration": {"caseSensitive": False},
    }
    assert pool.state["protect"] is True


@pytest.mark.spec("FBG-OPS-04")
def test_the_client_has_no_secret(members: Graph) -> None:
    assert members.one("cognito/userPoolClient").inputs == {
        "enableTokenRevocation": True,
        "explicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        "generateSecret": False,
        "name": "groundwork-production-members",
        "preventUserExistenceErrors": "ENABLED",
        "userPoolId": members.one("cognito/userPool").id,
    }
    assert members.none("cognito/userPoolDomain")


@pytest.mark.spec("FBG-OPS-04")
def test_a_workload_gets_the_ids_and_no_rights(members: Graph) -> None:
    found = variables(container(members, "api"))
    assert found["MEMBERS_USER_POOL_ID"] == members.one("cognito/userPool").id
    assert found["MEMBERS_CLIENT_ID"] == members.one("cognito/userPoolClient").id
    assert "cognito" not in str([policy.inputs["policy"] for policy in members.all("iam/rolePolicy")])


def test_a_sign_in_page_hands_back_a_code() -> None:
    graph = graph_of("prod", {POOLS: {"members": PAGE}})
    client = graph.one("cognito/userPoolClient").inputs
    page = {
        "allowedOauthFlows": ["code"],
        "allowedOauthFlowsUserPoolClient": True,
        "allowedOauthScopes": ["openid", "email", "profile"],
        "callbackUrls": ["https://app.example.com/in"],
        "logoutUrls": ["https://app.example.com/"],
        "supportedIdentityProviders": ["COGNITO"],
        "generateSecret": False,
    }
    assert {key: client[key] for key in page} == page
    assert graph.one("cognito/userPoolDomain").inputs["domain"] == "members-example"
    pool = graph.one("cognito/userPool")
    assert (pool.inputs["mfaConfiguration"], pool.inputs["deletionProtection"]) == ("ON", "INACTIVE")
    assert pool.inputs["passwordPolicy"]["minimumLength"] == 16
    assert pool.inputs["adminCreateUserConfig"] == {"allowAdminCreateUserOnly": False}
    assert not pool.state.get("protect")


def test_without_a_second_factor() -> None:
    pool = graph_of("prod", {POOLS: {"members": {"mfa": "off"}}}).one("cognito/userPool").inputs
    assert pool["mfaConfiguration"] == "OFF"
    assert "softwareTokenMfaConfiguration" not in pool


def test_another_pool_changes_nothing_that_is_there() -> None:
    found = grown("prod", {POOLS: {"members": {}, "staff": {}}}, {POOLS: {"members": {}}})
    assert (found.gone, found.replaced, found.changed) == ((), (), {})
    assert {added.rpartition(" ")[2] for added in found.added} == {"staff"}
