"""The function that gives a database a new password (on moto)."""

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import boto3
import pytest
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID
from moto.secretsmanager.models import secretsmanager_backends

from tests.harness import ROOT

REGION = "eu-west-1"
TOKEN = "0f1e2d3c-4b5a-4968-8776-554433221100"
DATABASE = "shop-production-db"
OLD = "the-first-p@ssword"
DOCUMENT = {
    "engine": "postgres",
    "host": "db.example.com",
    "port": 5432,
    "dbname": "shop",
    "username": "shop",
    "password": OLD,
    "url": f"postgresql://shop:{OLD}@db.example.com:5432/shop?sslmode=require",
}


@pytest.fixture(scope="module")
def code() -> ModuleType:
    """The function as Lambda loads it: a file that no component imports."""
    path = ROOT / Path("components/security/rotation/function/rotate.py")
    spec = importlib.util.spec_from_file_location("rotate", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, code: ModuleType) -> Iterator[str]:
    """A database, a service and a secret that Secrets Manager has begun to rotate; its ARN."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("INSTANCE", DATABASE)
    monkeypatch.setenv("SERVICES", json.dumps([{"cluster": "shop", "service": "api"}]))
    monkeypatch.setattr(code.time, "sleep", lambda _: None)
    with mock_aws():
        boto3.client("rds").create_db_instance(
            DBInstanceIdentifier=DATABASE,
            DBInstanceClass="db.t4g.small",
            Engine="postgres",
            MasterUsername="shop",
            MasterUserPassword=OLD,
            AllocatedStorage=20,
        )
        ecs = boto3.client("ecs")
        ecs.create_cluster(clusterName="shop")
        ecs.register_task_definition(
            family="api", containerDefinitions=[{"name": "api", "image": "api:1", "memory": 512}]
        )
        ecs.create_service(cluster="shop", serviceName="api", taskDefinition="api", desiredCount=1)
        arn = boto3.client("secretsmanager").create_secret(
            Name="shop/production/db", SecretString=json.dumps(DOCUMENT)
        )["ARN"]
        kept: Any = secretsmanager_backends[DEFAULT_ACCOUNT_ID][REGION].secrets[arn]
        kept.rotation_requested = kept.rotation_enabled = True
        kept.versions[TOKEN] = {"createdate": 0, "version_id": TOKEN, "version_stages": ["AWSPENDING"]}
        yield arn


def step(code: ModuleType, arn: str, *names: str) -> None:
    for name in names:
        code.handle({"SecretId": arn, "ClientRequestToken": TOKEN, "Step": name}, None)


def value(arn: str, stage: str) -> dict[str, Any]:
    client = boto3.client("secretsmanager")
    return json.loads(client.get_secret_value(SecretId=arn, VersionStage=stage)["SecretString"])


def stages(arn: str) -> list[str]:
    return boto3.client("secretsmanager").describe_secret(SecretId=arn)["VersionIdsToStages"][TOKEN]


class Calls:
    """Records what is asked of a service, and answers as moto does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, code: ModuleType) -> None:
        self.made: list[tuple[str, dict[str, Any]]] = []
        client = boto3.client

        def recording(name: str) -> Any:
            made = client(name)
            made.meta.events.register(
                "provide-client-params.*.*",
                lambda params, model, **_: self.made.append((model.name, params)),
            )
            return made

        monkeypatch.setattr(code.boto3, "client", recording)

    def of(self, name: str) -> list[dict[str, Any]]:
        return [params for called, params in self.made if called == name]


@pytest.mark.spec("FBG-SEC-06")
def test_a_rotation_reaches_the_database_the_secret_and_the_services(
    code: ModuleType, world: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = Calls(monkeypatch, code)
    step(code, world, "createSecret", "setSecret", "testSecret", "finishSecret")
    found = value(world, "AWSCURRENT")
    password = found["password"]
    assert len(password) == 32
    assert password.isalnum()
    assert found == {
        **DOCUMENT,
        "password": password,
        "url": f"postgresql://shop:{password}@db.example.com:5432/shop?sslmode=require",
    }
    assert calls.of("ModifyDBInstance") == [
        {"DBInstanceIdentifier": DATABASE, "MasterUserPassword": password, "ApplyImmediately": True}
    ]
    assert calls.of("UpdateService") == [{"cluster": "shop", "service": "api", "forceNewDeployment": True}]
    assert "AWSCURRENT" in stages(world)


def test_until_the_end_the_current_password_stays_current(code: ModuleType, world: str) -> None:
    step(code, world, "createSecret", "setSecret", "testSecret")
    assert value(world, "AWSCURRENT") == DOCUMENT
    assert stages(world) == ["AWSPENDING"]


def test_a_step_that_is_tried_again_keeps_the_password(code: ModuleType, world: str) -> None:
    step(code, world, "createSecret")
    first = value(world, "AWSPENDING")
    step(code, world, "createSecret")
    assert value(world, "AWSPENDING") == first


@pytest.mark.spec("FBG-SEC-06")
def test_an_end_that_is_tried_again_restarts_the_services(
    code: ModuleType, world: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The password may be current while no service has started anew."""
    step(code, world, "createSecret", "setSecret", "testSecret")
    monkeypatch.setenv("SERVICES", json.dumps([{"cluster": "shop", "service": "gone"}]))
    with pytest.raises(Exception, match="Service not found"):
        step(code, world, "finishSecret")
    assert "AWSCURRENT" in stages(world)
    monkeypatch.setenv("SERVICES", json.dumps([{"cluster": "shop", "service": "api"}]))
    calls = Calls(monkeypatch, code)
    step(code, world, "createSecret", "setSecret", "testSecret")
    assert calls.of("ModifyDBInstance") == []
    step(code, world, "finishSecret")
    assert len(calls.of("UpdateService")) == 1
    assert calls.of("UpdateSecretVersionStage") == []


def test_a_secret_without_a_connection_string(code: ModuleType) -> None:
    assert code.renewed({"username": "shop", "password": OLD}, "new") == {
        "username": "shop",
        "password": "new",
    }


def test_it_waits_until_the_instance_has_the_password(
    code: ModuleType, world: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    del world
    shown = [
        {"DBInstanceStatus": "available", "PendingModifiedValues": {"MasterUserPassword": "****"}},
        {"DBInstanceStatus": "resetting-master-credentials"},
        {"DBInstanceStatus": "available", "PendingModifiedValues": {}},
    ]
    asked: list[str] = []

    class Rds:
        def describe_db_instances(self, **named: str) -> dict[str, Any]:
            asked.append(named["DBInstanceIdentifier"])
            return {"DBInstances": [shown[min(len(asked), len(shown)) - 1]]}

    monkeypatch.setattr(code.boto3, "client", lambda _: Rds())
    code.wait_for_instance()
    assert asked == [DATABASE] * 3
    shown[:] = shown[:1]
    with pytest.raises(TimeoutError, match=f"^{DATABASE} did not take the password in 800 seconds$"):
        code.wait_for_instance()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("off", r"is not set up for rotation$"),
        ("unknown", rf"has no version {TOKEN}$"),
        ("stageless", rf"^version {TOKEN} of .* is not pending$"),
    ],
)
def test_what_cannot_be_rotated(code: ModuleType, world: str, change: str, told: str) -> None:
    kept: Any = secretsmanager_backends[DEFAULT_ACCOUNT_ID][REGION].secrets[world]
    if change == "off":
        kept.rotation_enabled = False
    elif change == "unknown":
        del kept.versions[TOKEN]
    else:
        kept.versions[TOKEN]["version_stages"] = ["OTHER"]
    with pytest.raises(code.NotRotatable, match=told):
        step(code, world, "createSecret")


def test_a_step_that_there_is_not(code: ModuleType, world: str) -> None:
    with pytest.raises(code.NotRotatable, match=r"^dropSecret is no step of a rotation$"):
        step(code, world, "dropSecret")
