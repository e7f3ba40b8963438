"""Moves on the real engine: a small one on a backend, with the simulator for AWS; and rehearsed."""

import datetime
import json
from typing import Any

import pytest

from deploy import engine, snapshots
from tests.deploy.conftest import RUNTIME, Demo
from tests.deploy.migration.conftest import FILE, PHASE1, PHASE2, PLAN, PLANS, TARGET

pytestmark = [
    pytest.mark.engine,
    pytest.mark.slow,
    pytest.mark.skipif(engine.available() is not None, reason=str(engine.available())),
]

PACK = """\
from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy


def late(args, report):
    if args.resource_type == "aws:sqs/queue:Queue" and args.props.get("delaySeconds") == 900:
        report("too late")


PolicyPack("pack", policies=[
    ResourceValidationPolicy("no-late-queue", "In time", late, EnforcementLevel.MANDATORY),
])
"""
ARGS = ("migrate", "shop/phase1", "--to", "shop/phase2")


@pytest.fixture
def live(shop: Demo, logged_in: Demo, monkeypatch: pytest.MonkeyPatch) -> Demo:
    """The made-up system on a backend of its own; the snapshot is played."""
    assert shop is logged_in
    shop.file("policy/PulumiPolicy.yaml", RUNTIME)
    shop.file("policy/__main__.py", PACK)
    shop.file(PLANS, PLAN.replace("    watch: { minutes: 1 }", "    ask: { text: Look at the alarms }"))
    taken = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)
    monkeypatch.setattr(snapshots, "ensure", lambda *_: taken)
    return shop


def with_secret(live: Demo) -> None:
    """A value that this backend can decrypt, in the place of the example."""
    from pulumi.automation import LocalWorkspace

    text = (live.root / FILE).read_text().replace("encryptionsalt: v1:salt\n", "")
    live.file(FILE, text)
    workspace = LocalWorkspace(work_dir=str(live.root))
    workspace._run_pulumi_cmd_sync(["stack", "init", "shop-phase1", "--no-select"])
    value = ["--secret", "--path", "groundwork:secretValues.password", "hush-hush-hush"]
    where = ["--stack", "shop-phase1", "--config-file", str(live.root / FILE)]
    workspace._run_pulumi_cmd_sync(["config", "set", *value, *where])


def state(live: Demo) -> dict[str, Any]:
    answer = live.run("state", "shop/phase1", "--json")
    assert answer.exit_code == 0, answer.stderr
    resources = json.loads(answer.stdout)["deployment"]["resources"]
    return {each["urn"].rsplit("::", 1)[-1]: each for each in resources}


def place(live: Demo) -> Any:
    return state(live)["groundwork-shop-phase1"]["outputs"].get("move")


@pytest.mark.spec("FBG-OPS-11", "FBG-OPS-10")
def test_there_and_back_and_there(live: Demo) -> None:
    with_secret(live)
    assert live.run("up", "shop/phase1", "--yes").exit_code == 0
    before = state(live)

    # It stops where a person is needed; the backend says where that is.
    answer = live.run(*ARGS, "--yes")
    assert answer.exit_code == 2, answer.stderr
    assert "the step shift needs a person" in answer.stderr
    assert place(live) == {"to": "shop/phase2", "step": "queue", "reached": "queue"}
    assert state(live)["jobs"]["inputs"]["delaySeconds"] == 0
    answer = live.run("up", "shop/phase1", "--yes")
    assert (answer.exit_code, "on its way to shop/phase2, at queue" in answer.stderr) == (2, True)

    # Back over the queue, which has to be named.
    urn = state(live)["jobs"]["urn"]
    answer = live.run(*ARGS, "--yes", "--back")
    assert (answer.exit_code, f"--back --allow-replace '{urn}'" in answer.stderr) == (2, True)
    answer = live.run(*ARGS, "--yes", "--back", "--allow-replace", urn)
    assert answer.exit_code == 0, answer.stderr
    assert "jobs" not in state(live)
    assert place(live) == {"to": "shop/phase2", "step": "start", "reached": "queue"}

    # And on, to the end.
    answer = live.run(*ARGS, "--yes", "--answered", "shift", "--answered", "quiet")
    assert answer.exit_code == 0, answer.stderr
    after = state(live)
    assert "server" not in after
    assert after["jobs"]["inputs"]["delaySeconds"] == 5
    assert after["groundwork-shop-phase1"]["outputs"]["phase"] == 2
    assert "move" not in after["groundwork-shop-phase1"]["outputs"]
    for name in ("uploads", "db", "news", "full"):
        assert (after[name]["urn"], after[name]["id"]) == (before[name]["urn"], before[name]["id"])

    # The stack's own file is what is deployed, and can be.
    answer = live.run("up", "shop/phase1", "--yes")
    assert (answer.exit_code, answer.stdout.splitlines()[0]) == (0, "nothing to change"), answer.stderr


@pytest.mark.spec("FBG-OPS-12")
class TestRehearsal:
    def test_a_move_after_the_other(self, live: Demo) -> None:
        live.file(
            "systems/shop/Pulumi.phase3.yaml",
            PHASE2.replace("phase: 2", "phase: 3").replace("small", "large"),
        )
        steps = "title: Larger\nsteps:\n  - { key: settle, title: All of it, apply: { take: ['*'] } }\n"
        live.file("systems/shop/moves/phase2-phase3.yaml", steps)
        answer = live.run(*ARGS, "--to", "shop/phase3", "--rehearse")
        assert answer.exit_code == 0, answer.stderr
        lines = answer.stdout.splitlines()
        assert lines[:-1] == [
            "shop/phase1: 7 resources",
            "shop/phase1 → shop/phase2: A queue in the server's place",
            "1/6 backup: snapshot, passed over",
            "2/6 queue: 1 create; 4 that must survive are the same",
            "3/6 shift: ask, passed over",
            "4/6 quiet: ask, passed over",
            "5/6 database: 1 update; 5 that must survive are the same",
            "6/6 settle: 1 delete, 1 update; 5 that must survive are the same",
            "shop/phase1 → shop/phase3: Larger",
            "1/1 settle: 1 update; 5 that must survive are the same",
            "destroy: nothing left",
        ]
        assert lines[-1].startswith("shop/phase1 → shop/phase2 → shop/phase3 rehearsed in ")

    def test_what_does_not_survive(self, live: Demo) -> None:
        program = (live.root / "__main__.py").read_text()
        live.file("__main__.py", program.replace('f"{prefix}-news"', 'f"{prefix}-{len(compute)}"'))
        answer = live.run(*ARGS, "--rehearse")
        assert answer.exit_code == 1
        assert "error: 2/6 queue: what must survive the move has not\n" in answer.stderr
        assert (
            "  sns.Topic news is another: id was arn:aws:sns:eu-west-1:123456789012:shop-dev-1, is "
            in answer.stderr
        )
        live.file(
            PLANS, (live.root / PLANS).read_text() + "replaces: { 'aws:sns/topic:Topic::news': a test }\n"
        )
        assert live.run(*ARGS, "--rehearse").exit_code == 0

    def test_what_the_pack_refuses(self, live: Demo) -> None:
        live.file(TARGET, PHASE2.replace("delay: 5", "delay: 900"))
        answer = live.run(*ARGS, "--rehearse")
        assert answer.exit_code == 1
        assert "error: shop/phase1: the 6/6 settle failed\n  no-late-queue: jobs: In time\n" in answer.stderr
        assert (live.root / FILE).read_text() == PHASE1
