"""`groundwork rotate`: one writer for password and connection string, then a restart of who reads them."""

import pytest

from deploy import operations
from deploy.graph import Graph
from tests.deploy.conftest import STACK, Demo

FILE = (
    STACK
    + """\
  groundwork:security:
    secrets:
      session-key: {} # signs sessions
      token:
        kind: generated
        version: 4 # the fourth
      mail: { kind: supplied }
  groundwork:data:
    db: { kind: postgres, instanceClass: db.t4g.micro }
  groundwork:compute:
    services:
      api:
        uses: [db, session-key, mail]
      worker:
        uses: [db]
        injectSecrets: { API_TOKEN: token }
      idle: {}
"""
)

pytestmark = pytest.mark.spec("PYS-SEC-07", "PYS-OPS-04")


@pytest.fixture
def project(demo: Demo) -> Demo:
    demo.file("Pulumi.dev.yaml", FILE)
    return demo


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a rotation did, in order."""
    steps: list[str] = []
    monkeypatch.setattr(operations, "look", lambda _stack: steps.append("doctor"))
    monkeypatch.setattr(
        operations, "update", lambda ref, *, yes, looked: steps.append(f"up {ref} {yes and looked}")
    )
    monkeypatch.setattr("deploy.statefile.graph", lambda _stack: Graph([]))
    monkeypatch.setattr("deploy.deployed.service", lambda _graph, key: _Service(key))
    monkeypatch.setattr("deploy.ecs.restart", lambda service: steps.append(f"restart {service.key}"))
    monkeypatch.setattr(
        "deploy.ecs.wait_stable", lambda service, _tell: steps.append(f"stable {service.key}")
    )
    return steps


class _Service:
    def __init__(self, key: str) -> None:
        self.key = key


@pytest.mark.parametrize(
    ("secret", "line", "services"),
    [
        (
            "session-key",
            ("      session-key: {} # signs sessions", "      session-key: { version: 2 } # signs sessions"),
            ["api"],
        ),
        ("token", ("        version: 4 # the fourth", "        version: 5 # the fourth"), ["worker"]),
        (
            "db",
            (
                "    db: { kind: postgres, instanceClass: db.t4g.micro }",
                "    db: { kind: postgres, instanceClass: db.t4g.micro, passwordVersion: 2 }",
            ),
            ["api", "worker"],
        ),
    ],
)
def test_version_update_restart_wait(
    project: Demo, done: list[str], secret: str, line: tuple[str, str], services: list[str]
) -> None:
    answer = project.run("rotate", "dev", secret, "--yes")
    assert answer.exit_code == 0
    assert (project.root / "Pulumi.dev.yaml").read_text() == FILE.replace(*line)
    assert done == [
        "doctor",
        "up dev True",
        *(f"restart {key}" for key in services),
        *(f"stable {key}" for key in services),
    ]
    assert answer.stdout == f"{secret} of dev is rotated; restarted: {', '.join(services)}\n"


def test_a_second_rotation_goes_on_from_the_first(project: Demo, done: list[str]) -> None:
    for _ in range(2):
        project.run("rotate", "dev", "session-key", "--yes")
    assert "session-key: { version: 3 }" in (project.root / "Pulumi.dev.yaml").read_text()
    assert done.count("up dev True") == 2


def test_a_supplied_secret_is_only_rolled_out(project: Demo, done: list[str]) -> None:
    assert project.run("rotate", "dev", "mail", "--yes").exit_code == 0
    assert (project.root / "Pulumi.dev.yaml").read_text() == FILE
    assert done == ["doctor", "up dev True", "restart api", "stable api"]


def test_a_dry_run_only_shows_the_steps(project: Demo, done: list[str]) -> None:
    answer = project.run("rotate", "dev", "db", "--dry-run")
    assert answer.stdout == (
        "1. set groundwork:data.db.passwordVersion to 2 in Pulumi.dev.yaml\n"
        "2. groundwork up dev --yes\n"
        "3. restart api, and wait until it is stable\n"
        "4. restart worker, and wait until it is stable\n"
    )
    assert (done, (project.root / "Pulumi.dev.yaml").read_text()) == ([], FILE)


def test_a_secret_that_is_not_there(project: Demo) -> None:
    answer = project.run("rotate", "dev", "pasword", "--dry-run")
    assert answer.exit_code == 2
    assert answer.stderr == (
        "error: Pulumi.dev.yaml: there is no secret 'pasword'\n"
        "  secrets and databases: session-key, token, mail, db\n"
    )


def test_a_stack_without_secrets(demo: Demo) -> None:
    answer = demo.run("rotate", "dev", "db", "--dry-run")
    assert answer.stderr == "error: Pulumi.dev.yaml: there is no secret 'db'\n  the stack has none\n"


def test_the_real_stacks_have_the_version(project: Demo) -> None:
    """The settings that this raises are those of the model."""
    from settings.schema import reference

    paths = {setting.path for setting in reference()}
    assert {"groundwork:security.secrets.<key>.version", "groundwork:data.<key>.passwordVersion"} <= paths
    assert project.root
