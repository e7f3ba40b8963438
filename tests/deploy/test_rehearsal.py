"""`groundwork rehearse`: the order of the operations, and what each must come to (the engine is played)."""

from typing import Any, ClassVar

import pytest

from deploy import engine
from deploy.engine_result import Message, Result, Step, Violation
from tests.deploy.conftest import Demo

URN = "urn:pulumi:dev::groundwork::aws:s3/bucket:Bucket::uploads"
STACK = {
    "urn": "urn:pulumi:dev::groundwork::pulumi:pulumi:Stack::groundwork-dev",
    "type": "pulumi:pulumi:Stack",
}
BUCKET = {"urn": URN, "type": "aws:s3/bucket:Bucket"}


class Played:
    """A rehearsal whose every operation succeeds, but for what a test says."""

    results: ClassVar[dict[str, Result]] = {}
    left: ClassVar[list[dict[str, str]]] = []
    done: ClassVar[list[str]] = []
    begun: ClassVar[dict[str, Any]] = {}

    def __init__(self, *arguments: object, **options: object) -> None:
        type(self).begun = {"arguments": arguments, **options}

    def __enter__(self) -> "Played":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.done.append("closed")

    def _do(self, name: str) -> Result:
        self.done.append(name)
        return self.results.get(name, Result(name, succeeded=True))

    def preview(self, *, expect_no_changes: bool) -> Result:
        return self._do(f"preview {expect_no_changes}")

    def up(self) -> Result:
        return self._do("up")

    def refresh(self) -> Result:
        return self._do("refresh")

    def destroy(self) -> Result:
        return self._do("destroy")

    def export(self) -> list[dict[str, str]]:
        return [STACK, *self.left] if "destroy" in self.done else [STACK, BUCKET]


@pytest.fixture(autouse=True)
def played(monkeypatch: pytest.MonkeyPatch) -> type[Played]:
    Played.results, Played.left, Played.done = {}, [], []
    monkeypatch.setattr(engine, "Rehearsal", Played)
    monkeypatch.setattr(engine, "available", lambda: None)
    return Played


def test_a_life(demo: Demo, played: type[Played]) -> None:
    answer = demo.run("rehearse", "dev")
    assert answer.exit_code == 0
    assert answer.stdout.splitlines()[:-1] == [
        "up: 2 resources, 0 policy findings",
        "second preview: no change",
        "refresh: no change",
        "destroy: nothing left",
    ]
    assert answer.stdout.splitlines()[-1].startswith("dev rehearsed in ")
    assert answer.stderr.splitlines() == [
        "Previewing dev ...",
        *(f"Rehearsing dev: {name} ..." for name in ("up", "second preview", "refresh", "destroy")),
    ]
    assert played.done == ["up", "preview True", "refresh", "destroy", "closed"]
    assert played.begun["arguments"] == (demo.root, "dev", demo.root / "Pulumi.dev.yaml")
    assert played.begun["policy_pack"] is None


def test_the_pack_is_loaded_where_there_is_one(demo: Demo, played: type[Played]) -> None:
    demo.file("policy/PulumiPolicy.yaml", "runtime: python\n")
    demo.run("rehearse", "dev")
    assert played.begun["policy_pack"] == demo.root / "policy"


FAILED = Result(
    "up",
    succeeded=False,
    violations=(
        Violation("bucket-private", "groundwork", "mandatory", "high", URN, "it is open\nclose it"),
        Violation("bucket-logged", "groundwork", "advisory", "low", URN, "no log"),
    ),
    messages=(
        Message("error", URN, "no such bucket"),
        Message("warning", URN, "odd"),
        Message("error", "", "failed"),
    ),
)


@pytest.mark.parametrize(
    ("operation", "result", "said", "stopped_at"),
    [
        (
            "up",
            FAILED,
            "dev: the up failed\n"
            "  bucket-private: uploads: it is open\n"
            "  bucket-private: uploads: close it\n"
            "  uploads: no such bucket\n"
            "  failed\n",
            ["up"],
        ),
        (
            "up",
            Result("up", succeeded=False, error="no plug-in\nfor it"),
            "dev: the up failed\n  no plug-in\n  for it\n",
            ["up"],
        ),
        (
            "preview True",
            Result("preview", succeeded=True, steps=(Step("update", URN, "t", diffs=("tags", "acl")),)),
            f"dev: the second preview changes something\n  update {URN} tags, acl\n",
            ["up", "preview True"],
        ),
        (
            "refresh",
            Result("refresh", succeeded=True, steps=(Step("same", URN, "t"), Step("delete", URN, "t"))),
            f"dev: the refresh changes something\n  delete {URN}\n",
            ["up", "preview True", "refresh"],
        ),
    ],
)
def test_the_first_that_is_not_as_it_must_be_ends_it(
    demo: Demo, played: type[Played], operation: str, result: Result, said: str, stopped_at: list[str]
) -> None:
    played.results[operation] = result
    answer = demo.run("rehearse", "dev")
    assert answer.exit_code == 1
    assert answer.stderr.endswith(f"error: {said}")
    assert played.done == [*stopped_at, "closed"]


def test_something_is_left(demo: Demo, played: type[Played]) -> None:
    played.left.append(BUCKET)
    answer = demo.run("rehearse", "dev")
    assert answer.exit_code == 1
    assert answer.stderr.endswith(f"error: dev: the destroy left 1 resource\n  {URN}\n")


def test_no_engine(demo: Demo, played: type[Played], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "available", lambda: "the Pulumi CLI is not on PATH: get it")
    answer = demo.run("rehearse", "dev")
    assert (answer.exit_code, played.done) == (2, [])
    assert answer.stderr == "error: the real engine cannot be run\n  the Pulumi CLI is not on PATH: get it\n"


def test_bad_config_is_2_and_complete(demo: Demo, played: type[Played]) -> None:
    demo.file("Pulumi.dev.yaml", (demo.root / "Pulumi.dev.yaml").read_text() + "  failure: all of it\n")
    answer = demo.run("rehearse", "dev")
    assert (answer.exit_code, played.done) == (2, [])
    assert "error: Pulumi.dev.yaml: the program stopped\n" in answer.stderr
