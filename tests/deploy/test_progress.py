"""Progress from engine events, as Pulumi 3.259 sends them."""

import io
from typing import Any

import pytest
from pulumi.automation.events import EngineEvent
from rich.console import Console

from deploy import console, progress
from deploy.progress import Events, following, plain

URN = "urn:pulumi:dev::groundwork::aws:s3/bucket:Bucket::uploads"


def resource(kind: str, op: str, *, urn: str = URN, **more: Any) -> dict[str, Any]:
    token = urn.split("::")[-2]
    state = {"urn": urn, "type": token, "custom": True, "id": "", "parent": "", "provider": ""}
    metadata = {"op": op, "urn": urn, "type": token, "provider": "", "new": state, **more}
    return {kind: {"metadata": metadata, "planning": False}}


def diagnostic(severity: str, message: str, **more: Any) -> dict[str, Any]:
    return {"diagnosticEvent": {"severity": severity, "message": message, "color": "", **more}}


def send(events: Events, *messages: dict[str, Any]) -> None:
    for message in messages:
        events(EngineEvent.from_json(message))


def test_what_is_collected() -> None:
    events = Events()
    send(
        events,
        resource("resourcePreEvent", "replace", keys=["bucket"], diffs=["bucket", "tags"]),
        resource("resOutputsEvent", "create"),
        resource("resOpFailedEvent", "update"),
        diagnostic("error", "<{%reset%}>no such thing<{%reset%}>\n", urn=URN),
        diagnostic("error", "preview failed"),
        diagnostic("error", "on its way", ephemeral=True),
        diagnostic("warning", "mind the gap"),
        diagnostic("info", "hello"),
        {
            "policyEvent": {
                "policyName": "bucket-private",
                "policyPackName": "groundwork",
                "enforcementLevel": "mandatory",
                "resourceUrn": URN,
                "message": "<{%reset%}>it is open<{%reset%}>",
            }
        },
        {"summaryEvent": {"resourceChanges": {"create": 2, "same": 1}, "durationSeconds": 5}},
    )
    (change,) = events.changes
    assert (change.op, change.urn, change.type) == ("replace", URN, "aws:s3/bucket:Bucket")
    assert (change.keys, change.diffs, change.custom) == (("bucket",), ("bucket", "tags"), True)
    assert [len(events.done), len(events.failed)] == [1, 1]
    assert events.errors == ["uploads: no such thing", "preview failed"]
    assert events.warnings == ["mind the gap"]
    assert [(v.policy, v.level, v.urn, v.message) for v in events.violations] == [
        ("bucket-private", "mandatory", URN, "it is open")
    ]
    assert (events.counts, events.seconds) == ({"create": 2, "same": 1}, 5)


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [(None, {"a": 1}, True), ({"a": 1}, {"a": 1}, False), ({"a": 1}, {"a": 2}, True), (None, {}, False)],
)
def test_whether_the_outputs_change(old: object, new: object, changed: bool) -> None:
    urn = "urn:pulumi:dev::groundwork::pulumi:pulumi:Stack::groundwork-dev"
    states = {"old": {"outputs": old} if old is not None else None, "new": {"outputs": new}}
    events = Events()
    send(events, resource("resOutputsEvent", "same", urn=urn, **states))
    assert events.outputs_changed is changed


@pytest.mark.parametrize(
    ("text", "shown"),
    [("<{%fg 1%}>a<{%reset%}> b\n", "a b"), ("plain", "plain"), ("<{%unclosed", ""), ("", "")],
)
def test_colour_directives_are_taken_out(text: str, shown: str) -> None:
    assert plain(text) == shown


RUN = (
    resource("resourcePreEvent", "create"),
    resource("resOutputsEvent", "create"),
    resource("resourcePreEvent", "refresh"),
    resource("resOutputsEvent", "refresh"),
    resource("resourcePreEvent", "same"),
    resource("resOutputsEvent", "same"),
    resource("resourcePreEvent", "update"),
    resource("resOpFailedEvent", "update"),
    resource("resourcePreEvent", "delete-replaced"),
    resource("resOutputsEvent", "delete-replaced"),
)


def test_a_line_for_each_change_where_no_terminal_is(capsys: pytest.CaptureFixture[str]) -> None:
    with following("Updating dev") as events:
        send(events, *RUN)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == (
        "Updating dev ...\n"
        "  created s3.Bucket uploads (0 s)\n"
        "  failed updating s3.Bucket uploads (0 s)\n"
        "  deleted the old s3.Bucket uploads (0 s)\n"
    )


def test_a_plan_tells_of_no_change(capsys: pytest.CaptureFixture[str]) -> None:
    with following("Planning dev", planning=True) as events:
        send(events, *RUN)
    assert capsys.readouterr().err == "Planning dev ...\n"
    assert len(events.changes) == 5


def test_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    terminal = Console(file=screen, force_terminal=True, width=100, legacy_windows=False)
    monkeypatch.setattr(console, "err", lambda: terminal)
    with following("Updating dev", total=2) as events:
        assert events._display is not None
        bar = events._display.bar
        assert bar is not None
        send(events, resource("resourcePreEvent", "create"))
        assert bar.tasks[0].description == "Updating dev: creating uploads"
        for n in range(4):
            send(events, resource("resourcePreEvent", "create", urn=f"{URN}{n}"))
        assert (
            bar.tasks[0].description
            == "Updating dev: creating uploads, creating uploads0, creating uploads1 and 2 more"
        )
        send(events, resource("resOutputsEvent", "create"))
        assert (bar.tasks[0].completed, bar.tasks[0].total) == (1, 2)
    assert "created s3.Bucket uploads" in screen.getvalue()


def test_every_operation_that_changes_something_has_a_word() -> None:
    assert set(progress._DONE) < set(progress._DOING)
