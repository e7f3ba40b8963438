"""`groundwork rehearse --fail`: what is run again, what is said of it, and what it must come to (played)."""

from typing import Any, ClassVar

import pytest

from deploy import engine
from deploy.engine_result import Message, Result, Step
from deploy.reckoning import Reckoning
from deploy.settling import Adopted, Settled
from simulator.faults import Faults, Op
from simulator.registry import State
from simulator.world import World
from tests.deploy.conftest import Demo

TYPE = "aws:s3/bucket:Bucket"
STORE = "urn:pulumi:dev::groundwork::groundwork:storage:Store"
UPLOADS, LOGS = f"{STORE}${TYPE}::uploads", f"{STORE}${TYPE}::logs"
STATES = [
    {"urn": urn, "type": TYPE, "custom": True, "id": urn[-4:], "inputs": {"tags": {}}}
    for urn in (UPLOADS, LOGS)
]
FAILED = Result("", succeeded=False, messages=(Message("error", UPLOADS, "no"),))


class Played:
    """A rehearsal in which an operation fails as long as it meets a fault."""

    done: ClassVar[list[str]] = []
    settlings: ClassVar[list[Settled]] = []
    reckoning: ClassVar[Reckoning] = Reckoning((), (), ())
    states: ClassVar[list[dict[str, Any]]] = STATES
    broken: ClassVar[set[str]] = set()
    changes: ClassVar[tuple[Step, ...]] = ()
    interrupted = False

    def __init__(self, *_arguments: object, faults: Faults | None, **_options: object) -> None:
        self.faults = faults or Faults()
        self.disturbed = faults is not None
        self.world = World()
        self.here = False
        self.aged = False

    def __enter__(self) -> "Played":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.done.append("closed")

    def _do(self, name: str, op: Op | None) -> Result:
        self.done.append(name)
        met = [urn for urn in (UPLOADS, LOGS) if op and self.faults.at(urn, TYPE, op)]
        if met or name in self.broken:
            return FAILED
        return Result(name, succeeded=True, steps=self.changes if name == "preview" else ())

    def preview(self, *, expect_no_changes: bool) -> Result:
        assert expect_no_changes
        return self._do("preview", None)

    def up(self) -> Result:
        result = self._do("up", Op.UPDATE if self.aged else Op.CREATE)
        self.here = True
        return result

    def refresh(self) -> Result:
        return self._do("refresh", Op.READ)

    def destroy(self) -> Result:
        result = self._do("destroy", Op.DELETE)
        self.here = not result.succeeded
        return result

    def settle(self) -> Settled:
        self.done.append("settle")
        return self.settlings.pop() if self.settlings else Settled()

    def age(self, urn: str) -> str:
        self.done.append(f"age {urn[-4:]}")
        self.aged = True
        return "tags"

    def reckon(self) -> Reckoning:
        return self.reckoning

    def export(self) -> list[dict[str, Any]]:
        return (self.states if self.disturbed else STATES) if self.here else []


@pytest.fixture(autouse=True)
def played(monkeypatch: pytest.MonkeyPatch) -> type[Played]:
    Played.done, Played.settlings, Played.broken = [], [], set()
    Played.reckoning, Played.states, Played.changes = Reckoning((), (), ()), STATES, ()
    monkeypatch.setattr(engine, "Rehearsal", Played)
    monkeypatch.setattr(engine, "available", lambda: None)
    return Played


def lines(demo: Demo, *fail: str) -> list[str]:
    answer = demo.run("rehearse", "dev", *(word for spec in fail for word in ("--fail", spec)))
    assert answer.exit_code == 0, answer.output
    assert answer.stdout.splitlines()[-1].startswith("dev rehearsed in ")
    return answer.stdout.splitlines()[:-1]


def test_a_run_that_fails_is_repeated_until_it_is_whole(demo: Demo, played: type[Played]) -> None:
    played.settlings = [
        Settled((Adopted(UPLOADS, TYPE, "uploads-1"),), (LOGS,), (State(TYPE, LOGS, "l", {}, {}),))
    ]
    assert lines(demo, "s3.Bucket::uploads:cut-create", "s3.Bucket::logs:create:2") == [
        "up without faults: 2 resources",
        "up: failed, with 2 resources in the state",
        "  create of uploads (s3.Bucket) was cut off: AWS did it, and the engine was not told",
        "  create of logs (s3.Bucket) was refused",
        "  uploads (s3.Bucket) is there: taken over into the state as uploads-1",
        "  logs (s3.Bucket) is not there: it is made anew",
        "  logs (s3.Bucket) is there beside the old one: deleted, and made anew",
        "up again: failed, with 2 resources in the state",
        "  create of logs (s3.Bucket) was refused",
        "up: 2 resources, 0 policy findings",
        "up: as without faults: the same ids, inputs and outputs, nothing orphaned or twice",
        "second preview: no change",
        "refresh: no change",
        "destroy: nothing left",
        "3 faults met, all healed",
    ]
    assert played.done == [
        *("up", "closed", "up", "settle", "up", "settle", "up", "preview", "refresh", "destroy", "closed")
    ]


def test_updates_reads_and_deletes_fail_as_well(
    demo: Demo, played: type[Played], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deploy.faulting.left_out", lambda _type, _inputs: "tags")
    said = lines(
        demo, "s3.Bucket::uploads:kill-update", "s3.Bucket::logs:read", "s3.Bucket::uploads:cut-delete"
    )
    assert said[3:] == [
        "update: 1 resource put back by a property each",
        "update: failed, with 2 resources in the state",
        "  update of uploads (s3.Bucket) was cut off: AWS did it, and the engine was killed",
        "update: as without faults: the same ids, inputs and outputs, nothing orphaned or twice",
        "second preview: no change",
        "refresh: failed, with 2 resources in the state",
        "  read of logs (s3.Bucket) was refused",
        "refresh: no change",
        "destroy: failed, with 2 resources in the state",
        "  delete of uploads (s3.Bucket) was cut off: AWS did it, and the engine was not told",
        "destroy: nothing left",
        "3 faults met, all healed",
    ]
    assert "age oads" in played.done
    assert "age logs" not in played.done


@pytest.mark.parametrize(
    ("says", "error"),
    [
        (
            {"reckoning": Reckoning((f"{LOGS} (l)",), (), ())},
            f"dev: after the up it is not as if nothing had failed\n  orphaned in AWS: {LOGS} (l)\n",
        ),
        (
            {"states": [*STATES[:1], {**STATES[1], "id": "other"}]},
            f"dev: after the up it is not as if nothing had failed\n  {LOGS} has other id\n",
        ),
        ({"broken": {"refresh"}}, "dev: the refresh failed\n  uploads: no\n"),
        (
            {"changes": (Step("update", LOGS, TYPE, diffs=("tags",)),)},
            f"dev: the second preview changes something\n  update {LOGS} tags\n",
        ),
    ],
)
def test_what_does_not_heal_is_1(demo: Demo, played: type[Played], says: dict[str, Any], error: str) -> None:
    for name, value in says.items():
        setattr(played, name, value)
    answer = demo.run("rehearse", "dev", "--fail", "s3.Bucket")
    assert answer.exit_code == 1
    assert answer.stderr.endswith(f"error: {error}")


def test_a_fault_that_is_never_met_is_1(demo: Demo) -> None:
    answer = demo.run("rehearse", "dev", "--fail", "s3.BucketPublicAccessBlock:cut-create:2")
    assert answer.exit_code == 1
    assert answer.stderr.endswith(
        "error: dev: not every fault was met\n"
        "  aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock:cut-create:2 was never met\n"
        "  → --fail what the stack's life comes across: no update or delete of what is kept, say\n"
    )


def test_what_is_left_in_aws_is_1(demo: Demo, played: type[Played], monkeypatch: pytest.MonkeyPatch) -> None:
    there = State(TYPE, LOGS, "l", {}, {})
    monkeypatch.setattr(World, "all", lambda _self: [there])
    answer = demo.run("rehearse", "dev", "--fail", "s3.Bucket")
    assert answer.exit_code == 1
    assert answer.stderr.endswith(f"error: dev: the destroy left 1 resource in AWS\n  {LOGS}\n")
    played.states = [STATES[0], {**STATES[1], "retainOnDelete": True}]
    monkeypatch.setattr("deploy.healing.differences", lambda _one, _other: [])
    assert "destroy: nothing left; 1 resource kept in AWS, as retainOnDelete says" in lines(demo, "s3.Bucket")


def test_a_bad_fault_is_2_and_nothing_is_run(demo: Demo, played: type[Played]) -> None:
    answer = demo.run("rehearse", "dev", "--fail", "s3.Buket", "--fail", "s3.Bucket:mend")
    assert (answer.exit_code, played.done) == (2, [])
    assert "error: --fail: 2 faults cannot be rehearsed\n" in answer.stderr
    assert (
        "s3.Buket: the stack has no resource of type 's3.Buket'; the nearest is s3.Bucket\n" in answer.stderr
    )


def test_whoever_stops_it_is_obeyed(
    demo: Demo, played: type[Played], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(played, "interrupted", True)
    answer = demo.run("rehearse", "dev", "--fail", "s3.Bucket:create:2")
    assert answer.exit_code == 1
    assert "error: dev: the up failed\n" in answer.stderr
    assert "settle" not in played.done
