"""Controls on which services are there in a phase, one for each row of the catalogue's table."""

from __future__ import annotations

from collections.abc import Iterator

from policy.aws.services import PARTS, Part
from policy.catalogue.model import at_phase
from policy.catalogue.service import Expected
from policy.catalogue.services import SERVICES
from policy.framework.outcome import NotApplicable, Outcome, Undetermined, Violation
from policy.framework.registry import Scope, on_graph
from policy.framework.resource import STACK, Resource
from policy.framework.values import UNKNOWN


def services(_stack: Resource, scope: Scope) -> Iterator[Outcome]:
    """The parts of a service are there, or are not, as the stack's phase has it."""
    if scope.stack.moving:
        raise NotApplicable("the stack is on its way to another phase: it may have what both of them have")
    phase = scope.stack.phase
    expected = {name: at_phase(when, phase) for name, when in scope.parameters["parts"].items()}
    if not any(expected.values()):
        raise NotApplicable(f"nothing is asked in phase {phase}")
    where = f"in phase {phase}" if phase else "in the last phase, as groundwork:system.phase says none"
    for name, wish in expected.items():
        if wish:
            yield from _part(PARTS[name], wish, where, scope)


def _part(part: Part, expected: Expected, where: str, scope: Scope) -> Iterator[Outcome]:
    graph = scope.graph
    answers = [(resource, part.test(resource, graph)) for resource in graph.of(*part.types)]
    found = [resource for resource, answer in answers if answer is True]
    pending = [
        Undetermined(f"whether {resource.name} is {part.what}")
        for resource, answer in answers
        if answer is UNKNOWN
    ]
    if expected == "present":
        if found:
            return
        yield from pending
        if not pending:
            yield Violation(f"there is no {part.what.partition(' ')[2]}, must be one {where}")
    else:
        yield from pending
        for resource in found:
            yield Violation(f"{resource.name} is {part.what}, must not be there {where}")


for _service in SERVICES:
    on_graph(_service.id, STACK)(services)
