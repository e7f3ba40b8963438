"""The order of a real run, and where it stops before anything is touched; the engine is played."""

from pathlib import Path
from typing import Any, ClassVar

import pytest

from deploy import doctor, operations
from deploy.errors import FAILED, UserError
from deploy.graph import Graph
from deploy.progress import Change, Events, Violation
from deploy.real import Pending, settling
from policy.report import Report
from tests.deploy.conftest import Demo
from tests.deploy.samples import finding

URN = "urn:pulumi:dev::groundwork::aws:s3/bucket:Bucket::uploads"
BUCKET = "aws:s3/bucket:Bucket"


class Output:
    def __init__(self, value: object, *, secret: bool) -> None:
        self.value, self.secret = value, secret


class Played:
    """The stack on the backend, as far as a run needs it."""

    done: ClassVar[list[str]] = []
    saved: ClassVar[list[object]] = []
    states: ClassVar[list[dict[str, Any]]] = []
    changes: ClassVar[list[Change]] = []
    violations: ClassVar[list[Violation]] = []
    problem: ClassVar[UserError | None] = None
    fails: ClassVar[bool] = False
    outputs_changed: ClassVar[bool] = False
    under_way: ClassVar[list[Pending]] = []
    warnings: ClassVar[list[str]] = []
    options: ClassVar[dict[str, Any]] = {}

    def __init__(self, _stack: object, secrets_provider: str | None = None) -> None:
        self.stack: Any = _stack
        self.automation = type("Automation", (), dict.fromkeys(("up", "destroy", "refresh")))()
        self.pack = ["policy"]
        if secrets_provider:
            self.done.append(f"secrets {secrets_provider}")

    def create(self) -> None:
        self.done.append("create")

    def plan(self, *, destroy: bool = False, saved: Path | None = None) -> tuple[Events, UserError | None]:
        self.done.append("plan to destroy" if destroy else "plan")
        self.saved.append(saved)
        events = Events(
            changes=self.changes,
            violations=self.violations,
            outputs_changed=self.outputs_changed,
            warnings=self.warnings,
        )
        return events, self.problem

    def state(self) -> Graph:
        return Graph(self.states)

    def run(self, title: str, _operation: object, _total: int | None = None, **options: Any) -> Events:
        self.done.append(title)
        type(self).options = options
        if self.fails:
            raise UserError(f"{title}: failed", details=["uploads: AccessDenied"], status=FAILED)
        return Events(counts={"create": 2, "same": 5}, seconds=7)

    def pending(self) -> list[Pending]:
        return self.under_way

    def outputs(self) -> dict[str, Output]:
        return {"url": Output("https://x", secret=False), "key": Output("hush", secret=True)}


@pytest.fixture(autouse=True)
def played(monkeypatch: pytest.MonkeyPatch) -> type[Played]:
    Played.done, Played.violations, Played.problem, Played.fails = [], [], None, False
    Played.saved, Played.states = [], []
    Played.changes, Played.outputs_changed = [Change("create", URN, BUCKET)], False
    Played.under_way, Played.warnings = [], []
    monkeypatch.setattr("deploy.real.RealStack", Played)
    monkeypatch.setattr(doctor, "require", lambda _project, _stack: Played.done.append("doctor"))
    monkeypatch.setattr("deploy.offline.judge", lambda _states, _stack: Report((), (), ()))
    return Played


class TestUp:
    def test_the_order(self, demo: Demo, played: type[Played]) -> None:
        answer = demo.run("up", "dev", "--yes", "--secrets-provider", "awskms://alias/x")
        assert answer.exit_code == 0
        assert played.done == ["doctor", "secrets awskms://alias/x", "create", "plan", "Updating dev"]
        assert answer.stdout == (
            "would   type                  name     because of\n"
            "create  aws:s3/bucket:Bucket  uploads\n"
            "done in 7 s: 2 create\n"
            "output  value\n"
            "key     [secret]\n"
            "url     https://x\n"
        )
        assert answer.stderr == "Previewing dev ...\nLooking at what the run needs ...\n"

    def test_the_gravest_change_comes_first(self, demo: Demo, played: type[Played]) -> None:
        played.changes = [
            Change("create", f"{URN}1", "t"),
            Change("update", f"{URN}2", "t", diffs=("tags", "acl")),
            Change("same", f"{URN}3", "t"),
            Change("replace", f"{URN}4", "t", keys=("name",), diffs=("name", "tags")),
            Change("create-replacement", f"{URN}4", "t", keys=("name",)),
            Change("delete", f"{URN}5", "t"),
            Change("create", f"{URN}6", "pulumi:providers:aws"),
            Change("create", f"{URN}7", "groundwork:x:Y", custom=False),
        ]
        lines = demo.run("up", "dev", "--plan").stdout.splitlines()
        assert [line.split()[:1] + line.split()[2:] for line in lines[1:]] == [
            ["delete", "uploads5"],
            ["replace", "uploads4", "name"],
            ["update", "uploads2", "tags,", "acl"],
            ["create", "uploads1"],
        ]
        assert played.done == ["doctor", "plan"]

    def test_nothing_to_change(self, demo: Demo, played: type[Played]) -> None:
        played.changes = [Change("same", URN, BUCKET)]
        answer = demo.run("up", "dev", "--yes")
        assert answer.stdout.startswith("nothing to change\noutput  value\n")
        assert played.done == ["doctor", "create", "plan"]

    def test_only_the_outputs_change(self, demo: Demo, played: type[Played]) -> None:
        played.changes, played.outputs_changed = [], True
        answer = demo.run("up", "dev", "--yes")
        assert answer.stdout.startswith("only the outputs change\ndone in 7 s: 2 create\n")
        assert played.done[-1] == "Updating dev"

    def test_a_mandatory_violation_ends_it_on_the_simulator(
        self, demo: Demo, played: type[Played], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        bad = Report((finding("a", URN),), (), ())
        monkeypatch.setattr("deploy.offline.judge", lambda _states, _stack: bad)
        answer = demo.run("up", "dev", "--yes")
        assert (answer.exit_code, played.done) == (1, [])
        said = "error: dev violates mandatory policies; nothing was touched"
        assert answer.stderr.endswith(f"{said}\n  → groundwork check dev shows them\n")

    def test_something_is_missing(
        self, demo: Demo, played: type[Played], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(_project: object, _stack: object) -> None:
            raise UserError("dev cannot be deployed from here; nothing was touched")

        monkeypatch.setattr(doctor, "require", refuse)
        answer = demo.run("up", "dev", "--yes", "--no-simulate")
        assert (answer.exit_code, played.done) == (2, [])

    def test_the_gate(self, demo: Demo, played: type[Played]) -> None:
        played.changes = [Change("delete", URN, BUCKET)]
        answer = demo.run("up", "dev", "--yes")
        assert (answer.exit_code, played.done[-1]) == (2, "plan")
        assert f"  → groundwork up dev --allow-replace '{URN}'\n" in answer.stderr
        assert demo.run("up", "dev", "--yes", "--allow-replace", URN).exit_code == 0
        assert played.done[-1] == "Updating dev"

    def test_the_gate_speaks_before_the_engine_and_tells_what_it_said(
        self, demo: Demo, played: type[Played]
    ) -> None:
        played.changes = [Change("delete", URN, BUCKET)]
        played.problem = UserError("the plan failed", details=["uploads is protected"], status=FAILED)
        answer = demo.run("up", "dev", "--yes")
        assert answer.exit_code == 2
        assert (
            "    Objects.\n  the engine says as well:\n    uploads is protected\n  → change" in answer.stderr
        )

    def test_a_plan_that_fails(self, demo: Demo, played: type[Played]) -> None:
        played.problem = UserError("the plan failed; nothing was touched", status=FAILED)
        answer = demo.run("up", "dev", "--yes")
        assert (answer.exit_code, played.done[-1]) == (1, "plan")

    def test_advice_of_the_pack_is_said(self, demo: Demo, played: type[Played]) -> None:
        played.violations = [Violation("no-buckets", "advisory", URN, "No buckets\n rather\nnone")]
        assert (
            "warning: advisory policy no-buckets: uploads: rather none\n"
            in demo.run("up", "dev", "--yes").stderr
        )

    def test_a_run_that_fails(self, demo: Demo, played: type[Played]) -> None:
        played.fails = True
        answer = demo.run("up", "dev", "--yes")
        assert answer.exit_code == 1
        assert answer.stderr.endswith("error: Updating dev: failed\n  uploads: AccessDenied\n")


class TestAsking:
    @pytest.mark.parametrize("command", ["up", "destroy", "refresh"])
    def test_nobody_is_there(self, demo: Demo, played: type[Played], command: str) -> None:
        answer = demo.run(command, "dev")
        assert (answer.exit_code, answer.stdout, played.done) == (2, "", [])
        assert answer.stderr == "error: this needs your word, and there is no terminal to ask on\n  → --yes\n"

    @pytest.mark.parametrize(
        ("said", "status", "last"), [("y\n", 0, "Updating dev"), ("n\n", 2, "plan"), ("\n", 2, "plan")]
    )
    def test_the_word(
        self,
        demo: Demo,
        played: type[Played],
        monkeypatch: pytest.MonkeyPatch,
        said: str,
        status: int,
        last: str,
    ) -> None:
        monkeypatch.setattr(operations, "ready_to_ask", lambda _yes: None)
        answer = demo.run("up", "dev", "--no-simulate", input=said)
        assert (answer.exit_code, played.done[-1]) == (status, last)
        assert "Make this change to dev in AWS? [y/n] (n):" in answer.stderr
        assert ("error: left as it is\n" in answer.stderr) is (status == 2)


class TestDestroyAndRefresh:
    def test_destroy(self, demo: Demo, played: type[Played]) -> None:
        played.changes = [Change("delete", URN, BUCKET)]
        answer = demo.run("destroy", "dev", "--yes")
        assert answer.exit_code == 2
        assert f"  → groundwork destroy dev --allow-replace '{URN}'\n" in answer.stderr
        answer = demo.run("destroy", "dev", "--yes", "--allow-replace", URN)
        assert answer.stdout.endswith("delete  aws:s3/bucket:Bucket  uploads\ndone in 7 s: 2 create\n")
        assert played.done[-2:] == ["plan to destroy", "Destroying dev"]

    def test_nothing_to_destroy(self, demo: Demo, played: type[Played]) -> None:
        played.changes = []
        assert demo.run("destroy", "dev", "--yes").stdout == "there is nothing to delete\n"
        assert played.done == ["doctor", "plan to destroy"]

    def test_refresh(self, demo: Demo, played: type[Played]) -> None:
        assert demo.run("refresh", "dev", "--yes").stdout == "done in 7 s: 2 create\n"
        assert played.done == ["doctor", "Refreshing dev"]

    def test_a_refresh_names_the_creates_that_are_pending(self, demo: Demo, played: type[Played]) -> None:
        played.under_way = [Pending("creating", URN)]
        answer = demo.run("refresh", "dev", "--yes")
        assert (answer.exit_code, answer.stderr) == (
            0,
            "Looking at what the run needs ...\n"
            "warning: still pending: creating uploads\n"
            "  → look in AWS, by name or tags, whether it was made; if it was, take it over:\n"
            "  → groundwork import dev aws:s3/bucket:Bucket uploads ID\n"
            "  → groundwork refresh dev --forget-pending; then the same again\n",
        )

    def test_a_refresh_forgets_them_when_it_is_told_to(self, demo: Demo, played: type[Played]) -> None:
        assert demo.run("refresh", "dev", "--yes").exit_code == 0
        assert played.options == {}
        assert demo.run("refresh", "dev", "--yes", "--forget-pending").exit_code == 0
        assert played.options == {"clear_pending_creates": True}

    def test_an_update_names_what_is_pending_before_it_asks(self, demo: Demo, played: type[Played]) -> None:
        played.under_way, played.warnings = [Pending("creating", URN)], [f"… 1 {operations.PENDING}."]
        answer = demo.run("up", "dev", "--no-simulate", "--plan")
        assert "warning: still pending: creating uploads\n" in answer.stderr


def test_how_to_settle_what_is_pending() -> None:
    outer = "urn:pulumi:dev::groundwork::groundwork:storage:Store::store"
    inner = f"{outer.rpartition('::')[0]}${BUCKET}::uploads"
    assert settling("dev", [Pending("updating", URN), Pending("deleting", URN)]) == [
        "groundwork refresh dev finds out what became of it; then the same again"
    ]
    assert settling("dev", [Pending("creating", inner, outer)], noted=False) == [
        "look in AWS, by name or tags, whether it was made; if it was, take it over:",
        "groundwork import dev aws:s3/bucket:Bucket uploads ID --parent store",
        "then the same again",
    ]
