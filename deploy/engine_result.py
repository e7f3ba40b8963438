"""What an operation of the engine came to, read from its own events (the CLI's `--event-log`, as JSON).

The SDK's classes for these events leave the severity of a policy violation out, so the JSON is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from deploy.progress import plain

__all__ = ["Failed", "Message", "Result", "Step", "Violation", "read_events"]

_QUIET_OPS: Final = frozenset({"same", "refresh", "read"})


@dataclass(frozen=True)
class Step:
    """What the engine plans for a resource, or did."""

    op: str
    urn: str
    type: str
    keys: tuple[str, ...] = ()
    """Properties that force a replacement."""
    diffs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Violation:
    """A policy violation as the engine reported it, with the severity that the SDK's events leave out."""

    policy: str
    pack: str
    level: str
    severity: str
    urn: str
    message: str


@dataclass(frozen=True)
class Message:
    """A diagnostic of the engine, a provider or the program, or a line for the user."""

    severity: str
    urn: str
    text: str


@dataclass(frozen=True)
class Failed:
    """An operation on a resource that failed, and the resource as the engine would have it."""

    op: str
    urn: str
    type: str
    resource: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """What an operation came to, read from the engine's own events."""

    operation: str
    succeeded: bool
    steps: tuple[Step, ...] = ()
    violations: tuple[Violation, ...] = ()
    messages: tuple[Message, ...] = ()
    failed: tuple[Failed, ...] = ()
    changes: Mapping[str, int] = field(default_factory=dict)
    """Resources by operation, from the summary."""
    error: str = ""
    """What the CLI wrote on standard error, when it failed."""

    @property
    def changed(self) -> tuple[Step, ...]:
        """The steps that change something."""
        return tuple(step for step in self.steps if step.op not in _QUIET_OPS)

    def errors_of(self, urn: str) -> list[str]:
        """What the errors of a resource say."""
        return [message.text for message in self.errors if message.urn == urn]

    @property
    def errors(self) -> tuple[Message, ...]:
        """The diagnostics that are errors."""
        return tuple(message for message in self.messages if message.severity == "error")


def read_events(operation: str, events: Iterable[Mapping[str, Any]], error: str | None) -> Result:
    """The result of an operation: `error` is what the CLI wrote when it failed, None when it did not."""
    steps: list[Step] = []
    violations: list[Violation] = []
    messages: list[Message] = []
    failed: list[Failed] = []
    changes: Mapping[str, int] = {}
    planned = operation == "preview"
    for event in events:
        if (planned and "resourcePreEvent" in event) or (not planned and "resOutputsEvent" in event):
            data = event["resourcePreEvent" if planned else "resOutputsEvent"]["metadata"]
            steps.append(
                Step(
                    data["op"],
                    data["urn"],
                    data["type"],
                    tuple(data.get("keys") or ()),
                    tuple(data.get("diffs") or ()),
                )
            )
        elif "resOpFailedEvent" in event:
            data = event["resOpFailedEvent"]["metadata"]
            failed.append(Failed(data["op"], data["urn"], data["type"], data.get("new") or {}))
        elif "policyEvent" in event:
            data = event["policyEvent"]
            violations.append(
                Violation(
                    data["policyName"],
                    data["policyPackName"],
                    "advisory" if data["enforcementLevel"] == "warning" else data["enforcementLevel"],
                    data.get("severity", ""),
                    data.get("resourceUrn", ""),
                    plain(data["message"]),
                )
            )
        elif "diagnosticEvent" in event:
            data = event["diagnosticEvent"]
            if data.get("ephemeral") or data["severity"] == "debug":
                continue
            text = plain(data.get("prefix", "") + data["message"])
            messages.append(Message(data["severity"], data.get("urn", ""), text))
        elif "stdoutEvent" in event:
            messages.append(Message("output", "", plain(event["stdoutEvent"]["message"])))
        elif "summaryEvent" in event:
            changes = event["summaryEvent"].get("resourceChanges") or {}
    return Result(
        operation,
        error is None,
        tuple(steps),
        tuple(violations),
        tuple(messages),
        tuple(failed),
        changes,
        error or "",
    )
