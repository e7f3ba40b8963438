"""What counts as a secret in plain text, and what does not."""

import pytest

from settings.secrecy import is_secret_name, looks_secret
from tests.settings.given import problems

ENVIRONMENT = "compute.services.worker.environment"

# Put together here, so that nothing that looks like a credential stands in the repository.
ACCESS_KEY = "AKIA" + "IOSFODNN7EXAMPLE"
JWT = ".".join(["ey" + "JhbGciOiJIUzI1NiJ9", "ey" + "JzdWIiOiIxMjM0In0", "c2lnbmF0dXJlLW9m"])


@pytest.mark.spec("PYS-CMP-13", "PYS-CMP-14")
@pytest.mark.parametrize(
    "name",
    [
        "PASSWORD",
        "MAIL_PASSWORD",
        "MYSQL_PASSWD",
        "SSH_PASSPHRASE",
        "SECRET",
        "JWT_SECRET",
        "APP_SECRETS",
        "SECRET_KEY",
        "API_KEY",
        "api_key",
        "GITHUB_TOKEN",
        "AWS_CREDENTIALS",
        "CREDENTIAL",
    ],
)
def test_name_of_a_secret(name: str):
    assert is_secret_name(name)
    key = name.lower().replace("_", "-")
    assert problems({ENVIRONMENT: {name: "hush"}}) == [
        f"groundwork:{ENVIRONMENT}.{name}: a variable of this name holds a secret, which must not stand in "
        f"plain text; define `{key}` in groundwork:security.secrets and add it to `uses`"
    ]


@pytest.mark.spec("PYS-CMP-13")
@pytest.mark.parametrize(
    "name",
    [
        "ACCESS_TOKEN_EXPIRE_MINUTES",
        "PASSWORD_MIN_LENGTH",
        "SECRET_NAME",
        "KEYBOARD",
        "MONKEY",
        "STRIPE_PUBLISHABLE_KEY",
        "JWT_PUBLIC_KEY",
        "CACHE_KEY",
        "ENVIRONMENT",
    ],
)
def test_name_of_no_secret(name: str):
    assert not is_secret_name(name)
    assert problems({ENVIRONMENT: {name: "30"}}) == []


def test_an_empty_variable_holds_no_secret():
    assert problems({ENVIRONMENT: {"API_TOKEN": ""}}) == []


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (ACCESS_KEY, "an AWS access key"),
        (f"key={ACCESS_KEY};", "an AWS access key"),
        ("-----BEGIN " + "RSA PRIVATE KEY-----\nMIIE", "a private key"),
        ("-----BEGIN " + "PRIVATE KEY-----", "a private key"),
        ("postgresql+asyncpg://shop:hush@db:5432/shop", "a URL with a password"),
        ("redis://:hush@cache:6379/0", "a URL with a password"),
        ("ghp_" + "a1" * 18, "a GitHub token"),
        ("xoxb-" + "1234567890-abc", "a Slack token"),
        ("sk_live_" + "a1" * 10, "a Stripe key"),
        (JWT, "a signed token (JWT)"),
    ],
)
def test_look_of_a_secret(value: str, what: str):
    assert looks_secret(value) == what
    assert problems({ENVIRONMENT: {"ANY": value}}) == [
        f"groundwork:{ENVIRONMENT}.ANY: its value is {what}, which must not stand in plain "
        "text; define `any` in groundwork:security.secrets and add it to `uses`"
    ]


@pytest.mark.parametrize(
    "value",
    [
        "https://example.com:8080/path@2x.png",
        "postgres://db:5432/shop",
        "https://user@example.com",
        "AKIA is how access keys begin",
        "-----BEGIN CERTIFICATE-----",
        "sk_live",
        "30",
        "",
        5,
        None,
    ],
)
def test_look_of_no_secret(value: object):
    assert looks_secret(value) is None
