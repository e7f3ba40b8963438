"""Whole-graph audit: what is wrong with how a program registers its resources, whatever they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from .packages import PROVIDER_PREFIX
from .records import Registration
from .urns import STACK_TYPE, type_of

__all__ = ["audit"]


def audit(registrations: Sequence[Registration], unknown_invokes: Iterable[str] = ()) -> list[str]:
    """Sentences about what is unsound, in the order of registration; none when all is well.

    Looks for: custom resources that belong to no component, URNs registered twice, components that
    never registered their outputs, dependencies and parents that are not in the stack, aliases that
    two resources claim or that another resource still has, look-ups without an answer.
    """
    found: list[str] = []
    counts = Counter(r.urn for r in registrations)
    known = set(counts)
    claims: dict[str, str] = {}
    reported: set[str] = set()
    for r in registrations:
        if counts[r.urn] > 1 and r.urn not in reported:
            reported.add(r.urn)
            found.append(f"{r.urn} is registered {counts[r.urn]} times.")
        if r.custom and not r.type.startswith(PROVIDER_PREFIX) and not r.external:
            if not r.parent or type_of(r.parent) == STACK_TYPE:
                found.append(f"{r.urn} belongs to no component: its parent is the stack.")
        elif not r.custom and not r.outputs_registered:
            found.append(f"{r.urn} never called register_outputs.")
        if r.parent and r.parent not in known:
            found.append(f"{r.urn} has the parent {r.parent}, which is not in the stack.")
        targets = dict.fromkeys(
            [*r.dependencies, *(u for urns in r.property_dependencies.values() for u in urns)]
        )
        found += [
            f"{r.urn} depends on {urn}, which is not in the stack." for urn in targets if urn not in known
        ]
        for alias in r.aliases:
            if alias in known and alias != r.urn:
                found.append(f"{r.urn} has the alias {alias}, which another resource of the stack still is.")
            elif claims.setdefault(alias, r.urn) != r.urn:
                found.append(f"{r.urn} has the alias {alias}, which {claims[alias]} has as well.")
    found += [f"{text}." for text in unknown_invokes]
    return found
