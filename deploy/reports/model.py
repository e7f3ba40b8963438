"""What was checked, in the form that every report format writes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from deploy.errors import UserError
from deploy.findings import blocking
from deploy.graph import STACK_TYPE, Graph, State
from deploy.stacks import Stack

if TYPE_CHECKING:
    from policy.report import Finding, Report

# Areas of components whose settings stand under another key than their own name.
_AREAS = {"ecs": "compute", "ec2": "compute", "eks": "compute", "rds": "data", "alb": "edge", "dns": "edge"}


@dataclass(frozen=True)
class Checked:
    """One stack or graph that was checked, or the reason why it could not be."""

    name: str
    """Reference of the stack, or name of the graph's file."""

    path: str
    """The stack's file, from the project's root; for a graph, the graph's file."""

    graph: Graph
    report: "Report | None" = None
    audit: Sequence[str] = ()
    warnings: Sequence[str] = ()
    stack: Stack | None = None
    problem: UserError | None = None

    @property
    def violated(self) -> bool:
        """A mandatory violation that nobody exempted, or a graph that is unsound."""
        return bool(self.audit) or (self.report is not None and self.report.violated)

    @property
    def verdict(self) -> str:
        return "could not run" if self.problem else "violated" if self.violated else "met"

    @property
    def findings(self) -> Sequence["Finding"]:
        return self.report.findings if self.report else ()

    @cached_property
    def counts(self) -> Counter[str]:
        """Findings by weight: mandatory, advisory, undetermined (where advisory), exempted."""
        counts: Counter[str] = Counter()
        for finding in self.findings:
            undetermined = finding.status == "undetermined" and not blocking(finding)
            weight = "exempted" if finding.status == "exempted" else finding.level
            counts["undetermined" if undetermined else weight] += 1
        return counts

    def line(self, urn: str) -> int:
        """A resource's line in the stack file: the entry it is named after, else its area, else the first."""
        if self.stack is None:
            return 1
        source, project = self.stack.source, self.stack.project.name
        names = self._names(urn)
        for token in self._areas(urn):
            area = ("config", f"{project}:{_AREAS.get(token, token)}")
            for name in names:
                for path in ((*area, name), *((*area, key, name) for key in _keys(self.stack, area[1]))):
                    if line := source.line(path):
                        return line
            if line := source.line(area):
                return line
        return 1

    def _areas(self, urn: str) -> list[str]:
        return [
            state["type"].split(":")[1]
            for state in self._line_of(urn)
            if state["type"].count(":") == 2 and not state.get("custom")
        ]

    def _names(self, urn: str) -> list[str]:
        return [state["urn"].rsplit("::", 1)[-1] for state in self._line_of(urn)]

    def _line_of(self, urn: str) -> list[State]:
        """The resource and what is above it, without the stack."""
        found: list[State] = []
        state = self.graph.by_urn.get(urn)
        while state is not None and state["type"] != STACK_TYPE:
            found.append(state)
            state = self.graph.by_urn.get(state.get("parent") or "")
        return found


def _keys(stack: Stack, area: str) -> list[str]:
    value = stack.values.get(area)
    return list(value) if isinstance(value, dict) else []


def status(every: Sequence[Checked]) -> int:
    """Exit status of a check: 2 where something could not run, else 1 where something is violated, else 0."""
    if any(checked.problem for checked in every):
        return 2
    return 1 if any(checked.violated for checked in every) else 0


def headline(every: Sequence[Checked]) -> str:
    """How many were checked, and how many of them are not in order."""
    verdicts = Counter(checked.verdict for checked in every)
    parts = [
        f"{verdicts[verdict]} {verdict}"
        for verdict in ("met", "violated", "could not run")
        if verdicts[verdict]
    ]
    return f"{len(every)} checked, {', '.join(parts)}"
