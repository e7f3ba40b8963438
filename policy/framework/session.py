"""One run of the pack: decides controls, isolates their bugs, applies exemptions, keeps what is found."""

from __future__ import annotations

import traceback
from collections.abc import Collection
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

from policy.catalogue.model import Control
from policy.framework.exemptions import Exemptions
from policy.framework.graph import Graph
from policy.framework.outcome import NotApplicable, Undetermined
from policy.framework.registry import Implementation, Scope
from policy.framework.resource import Resource
from policy.framework.stack import Stack

Status = Literal["violation", "undetermined", "exempted", "error"]

NO_GRAPH = Graph(())


@dataclass(frozen=True, slots=True)
class Found:
    """One finding of a control on a resource, before it is dressed for a report."""

    control: str
    urn: str
    status: Status
    message: str
    exemption: str | None = None


class Session:
    """What the policies of one pack share. The SDK's servicer is its only driver (see `servicer`).

    `subject` and `graph` are the request in hand. They are context variables: each worker thread of the gRPC
    server has its own.
    """

    def __init__(self, stack: Stack, controls: Collection[str]) -> None:
        self.stack = stack
        self.exemptions = Exemptions(stack.policy, stack.today, controls)
        self.subject: ContextVar[Resource] = ContextVar("subject")
        self.graph: ContextVar[Graph] = ContextVar("graph")
        self.registered: dict[str, Resource] = {}
        """Resources by URN as they were last registered: their inputs, for the whole-graph controls."""

        self.decided: dict[str, dict[str, list[Found]]] = {}
        """Findings by control and URN; an empty list is a pass."""

    def decide(
        self, control: Control, implementation: Implementation, subject: Resource, graph: Graph = NO_GRAPH
    ) -> list[Found] | None:
        """The findings of a control on one resource, recorded; None when it is not about the resource."""
        scope = Scope(self.stack, control.parameters, graph)
        found: list[Found] = []
        seen: set[object] = set()
        try:
            for outcome in implementation.decide(subject, scope):
                if outcome in seen:
                    continue
                seen.add(outcome)
                if isinstance(outcome, Undetermined):
                    message = f"{outcome.path} is not known yet"
                    found.append(self._found(control.id, subject.urn, "undetermined", message))
                else:
                    found.append(self._found(control.id, subject.urn, "violation", outcome.message))
        except NotApplicable:
            return None
        except Exception as error:
            found.append(self._found(control.id, subject.urn, "error", _where(control.id, error)))
        self.decided.setdefault(control.id, {})[subject.urn] = found
        return found

    def _found(self, control: str, urn: str, status: Status, message: str) -> Found:
        exemption = self.exemptions.match(control, urn)
        if exemption is None:
            return Found(control, urn, status, message)
        return Found(control, urn, "exempted", message, str(exemption))


def _where(control: str, error: Exception) -> str:
    """A bug of a control in a line: which control, which exception, where; never a property value."""
    frames = traceback.extract_tb(error.__traceback__)
    frame = next(
        (item for item in reversed(frames) if "controls" in PurePath(item.filename).parts), frames[-1]
    )
    place = f"{PurePath(frame.filename).name}:{frame.lineno}"
    return f"internal error in control {control}: {type(error).__name__} at {place}"
