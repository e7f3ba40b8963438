"""The pure predicates under the controls: on plain values, both ways."""

from __future__ import annotations

import datetime

import pytest

from policy.aws.actions import WITHOUT_RESOURCE, needs_any_resource
from policy.aws.containers import credential, secret_in_text, unpinned
from policy.aws.credentials import days_between
from policy.aws.documents import (
    Statement,
    any_principal,
    is_any_action,
    is_any_resource,
    is_narrowed,
    statements,
)
from policy.aws.engines import SUPPORTED, unsupported
from policy.aws.runtimes import SUPPORTED as RUNTIMES
from policy.aws.runtimes import current
from policy.aws.security_groups import is_world
from policy.framework.outcome import Undetermined, Violation
from policy.framework.values import UNKNOWN


@pytest.mark.parametrize(
    ("cidr", "world"),
    [
        ("0.0.0.0/0", True),
        ("128.0.0.0/1", True),
        ("64.0.0.0/2", True),
        ("8.0.0.0/7", True),
        ("8.0.0.0/8", False),
        ("10.0.0.0/8", False),
        ("203.0.113.7/32", False),
        ("::/0", True),
        ("2000::/3", True),
        ("fc00::/7", False),
        ("2001:db8::/32", False),
        ("everywhere", True),
    ],
)
def test_world(cidr: str, world: bool) -> None:
    assert is_world(cidr) is world


@pytest.mark.parametrize(
    ("action", "wild"),
    [
        ("*", True),
        ("*:*", True),
        ("s3:*", True),
        ("s3:??", True),
        ("s3:Get*", False),
        ("s3:GetObject", False),
    ],
)
def test_any_action(action: str, wild: bool) -> None:
    assert is_any_action(action) is wild


@pytest.mark.parametrize(
    ("resource", "wild"),
    [
        ("*", True),
        ("arn:aws:s3:::*", True),
        ("arn:aws:s3:::*/*", True),
        ("arn:aws:s3:::uploads", False),
        ("arn:aws:s3:::uploads/*", False),
        ("arn:aws:secretsmanager:*:*:secret:*", True),
        ("arn:aws:secretsmanager:us-east-1:1:secret:pyshop-*", False),
        ("arn:aws:iam::1:role/*", True),
        ("arn:aws:iam::1:role/pyshop", False),
        ("arn:aws:logs:us-east-1:1:log-group:/ecs/api:*", False),
        ("arn:aws:logs:us-east-1:1:log-group:*", True),
        ("arn:aws:logs:*:*:*", True),
        ("arn:aws:dynamodb:us-east-1:1:table/orders", False),
        ("arn:aws:sqs:us-east-1:1:jobs", False),
        ("not an arn", False),
    ],
)
def test_any_resource(resource: str, wild: bool) -> None:
    assert is_any_resource(resource) is wild


@pytest.mark.parametrize(
    ("action", "needs"),
    [
        ("ecr:GetAuthorizationToken", True),
        ("ECR:getauthorizationtoken", True),
        ("ssmmessages:OpenDataChannel", True),
        ("xray:PutTraceSegments", True),
        ("cloudwatch:PutMetricData", True),
        ("logs:DescribeLogGroups", True),
        ("logs:CreateLogStream", False),
        ("secretsmanager:GetSecretValue", False),
        ("s3:GetObject", False),
        ("other:Thing", False),
    ],
)
def test_actions_that_need_any_resource(action: str, needs: bool) -> None:
    assert needs_any_resource(action) is needs


def test_the_table_of_actions_has_no_wildcard() -> None:
    assert not [name for names in WITHOUT_RESOURCE.values() for name in names if not name.isalnum()]


def statement(**members: object) -> Statement:
    (found,) = statements("policy", {"Statement": members})
    assert isinstance(found, Statement)
    return found


def test_a_statement_is_read_in_any_of_its_shapes() -> None:
    found = statement(Effect="Allow", Action="a:B", Resource="*", Principal="*")
    assert (found.index, found.allow, found.actions, found.resources) == (1, True, ("a:B",), ("*",))
    assert found.principals == {"AWS": ("*",)}
    assert found.conditions == {}
    assert statement(Effect="Deny", NotAction=["a:B"]).not_action
    assert not statement(Effect="Deny").allow


@pytest.mark.parametrize(
    ("value", "outcome"),
    [
        (None, Violation("policy is absent, must be a policy")),
        ("{", Violation("policy is not a JSON document, must be a policy")),
        ("[]", Violation("policy is not a JSON document, must be a policy")),
        (UNKNOWN, Undetermined("policy")),
        (
            {"Statement": ["x"]},
            Violation("policy has a statement 1 that is no object, must be a policy statement"),
        ),
    ],
)
def test_what_is_no_policy(value: object, outcome: object) -> None:
    assert list(statements("policy", value)) == [outcome]


@pytest.mark.parametrize(
    ("principal", "everybody"),
    [
        ("*", True),
        ({"AWS": "*"}, True),
        ({"AWS": ["arn:aws:iam::1:root", "*"]}, True),
        ({"AWS": "arn:aws:iam::*:root"}, True),
        ({"Service": "ecs-tasks.amazonaws.com"}, False),
        ({"AWS": "arn:aws:iam::1:root"}, False),
    ],
)
def test_everybody(principal: object, everybody: bool) -> None:
    assert any_principal(statement(Principal=principal)) is everybody


@pytest.mark.parametrize(
    ("condition", "narrowed"),
    [
        ({"StringEquals": {"aws:SourceAccount": "1"}}, True),
        ({"ArnLike": {"AWS:SourceArn": ["arn:aws:s3:::x"]}}, True),
        ({"ArnLike": {"aws:SourceArn": "*"}}, False),
        ({"StringNotEquals": {"aws:SourceAccount": "1"}}, False),
        ({"Null": {"aws:SourceAccount": "true"}}, False),
        ({"Bool": {"aws:SecureTransport": "true"}}, False),
        (None, False),
    ],
)
def test_narrowed(condition: object, narrowed: bool) -> None:
    assert is_narrowed(statement(Condition=condition)) is narrowed


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("DB_PASSWORD", "x", "has the name of a credential"),
        ("apiKey", "x", "has the name of a credential"),
        ("github-token", "x", "has the name of a credential"),
        ("DATABASE_URL", "x", "has the name of a credential"),
        ("SECRET_KEY", "", None),
        ("SECRET_KEY", "arn:aws:secretsmanager:us-east-1:1:secret:x", None),
        ("ACCESS_TOKEN_EXPIRE_MINUTES", "30", None),
        ("PASSWORD_MIN_LENGTH", "twelve", None),
        ("USE_TOKEN", "true", None),
        ("URL", "amqp://user:pass@host/x", "holds a password in a URL"),
        ("URL", "https://host/x", None),
        ("KEY", "AKIAIOSFODNN7EXAMPLE", "holds an AWS access key"),
        ("X", "ghp_" + "a" * 36, "holds a GitHub token"),
        ("X", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.sig", "holds a JSON web token"),
        ("X", "xoxb-1234567890-abc", "holds a Slack token"),
        ("X", "sk_live_" + "a" * 24, "holds a Stripe key"),
        ("X", 7, None),
    ],
)
def test_credentials(name: str, value: object, reason: str | None) -> None:
    assert credential(name, value) == reason


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("export A=1\nexport TOKEN='abc'\n", "TOKEN, which has the name of a credential"),
        ("TOKEN=$(aws secretsmanager get-secret-value)", None),
        ("curl https://user:pass@host/x", "a password in a URL"),
        ("echo hello", None),
    ],
)
def test_credentials_in_text(text: str, what: str | None) -> None:
    assert secret_in_text(text) == what


@pytest.mark.parametrize(
    ("image", "why"),
    [
        ("app:1.2", None),
        ("registry.example:5000/team/app:1.2", None),
        ("app@sha256:" + "0" * 64, None),
        ("app", "app, which has no tag"),
        ("registry.example:5000/app", "registry.example:5000/app, which has no tag"),
        ("app:latest", "app:latest, which moves"),
        ("", "absent"),
        (None, "absent"),
    ],
)
def test_unpinned(image: object, why: str | None) -> None:
    assert unpinned(image) == why


DAY = datetime.date(2026, 6, 15)


@pytest.mark.parametrize(
    ("engine", "version"),
    [
        ("postgres", "15"),
        ("postgres", "15.13"),
        ("postgres", "17.7-R2"),
        ("postgres", "18.1"),
        ("aurora-postgresql", "16.1"),
        ("aurora-mysql", "8.0.mysql_aurora.3.08.0"),
        ("mysql", "8.0.40"),
        ("mariadb", "11.4.5"),
    ],
)
def test_versions_in_support(engine: str, version: str) -> None:
    assert unsupported(engine, version, DAY) is None


def test_support_ends_the_day_after_its_last() -> None:
    assert unsupported("mysql", "8.0", datetime.date(2026, 7, 31)) is None
    assert unsupported("mysql", "8.0", datetime.date(2026, 8, 1)) == (
        "left support on 2026-07-31, must be one of 8.4"
    )


def test_every_engine_has_a_major_in_support() -> None:
    for engine, majors in SUPPORTED.items():
        assert max(major.until for major in majors.values()) > DAY, engine


@pytest.mark.parametrize(
    ("rules", "days"),
    [
        ({"automaticallyAfterDays": 30}, 30),
        ({"automaticallyAfterDays": 0}, None),
        ({"scheduleExpression": "rate(1 day)"}, 1),
        ({"scheduleExpression": "rate(10 days)"}, 10),
        ({"scheduleExpression": "rate(25 hours)"}, 2),
        ({"scheduleExpression": "cron(0 16 1,15 * ? *)"}, 31),
        ({"scheduleExpression": "cron(0 16 */10 * ? *)"}, 10),
        ({"scheduleExpression": "cron(0 16 1/5 * ? *)"}, 5),
        ({"scheduleExpression": "cron(0 16 ? * SUN *)"}, 7),
        ({"scheduleExpression": "cron(0 16 ? * SUN#1 *)"}, 31),
        ({"scheduleExpression": "cron(0 16 * * ? *)"}, 1),
        ({"scheduleExpression": "cron(0 16 1 1 ? *)"}, 366),
        ({"scheduleExpression": "now and then"}, None),
        ({}, None),
        (None, None),
    ],
)
def test_days_between_rotations(rules: object, days: int | None) -> None:
    assert days_between(rules) == days


def test_runtimes_end() -> None:
    assert "python3.11" in current(datetime.date(2027, 6, 30))
    assert "python3.11" not in current(datetime.date(2027, 7, 1))


def test_runtimes_are_those_of_the_simulator() -> None:
    from simulator.services.tables.lambda_ import RUNTIMES as SIMULATED

    assert RUNTIMES == SIMULATED
