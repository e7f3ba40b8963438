"""The pack: every enforced control of the catalogue as a policy of the SDK, at this stack's level."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pulumi_policy import EnforcementLevel, Policy

import policy.controls  # noqa: F401  (registers the implementations)
from policy.catalogue import CATALOGUE, EXEMPTED, EXEMPTIONS
from policy.catalogue.model import Control, Level
from policy.framework.policies import ExemptedPolicy, ExemptionsPolicy, GraphPolicy, ResourcePolicy
from policy.framework.registry import IMPLEMENTATIONS
from policy.framework.servicer import Analyzer
from policy.framework.session import Session
from policy.framework.stack import Stack

NAME: Final = "groundwork"


@dataclass(frozen=True)
class Pack:
    """The policies of one stack, and the session in which they keep what they find."""

    policies: list[Policy]
    levels: dict[str, Level]
    """Level by control id, of all that can be enforced."""

    session: Session

    def analyzer_class(self) -> type[Analyzer]:
        """What `PolicyPack` is to construct in place of the SDK's own servicer."""
        return Analyzer.bound(self.session)

    def analyzer(self) -> Analyzer:
        """The same analyzer for this process, without gRPC."""
        return self.analyzer_class()(NAME, "0.0.1", self.policies, EnforcementLevel.MANDATORY)


def build(stack: Stack, catalogue: Iterable[Control] | None = None) -> Pack:
    """The pack for a stack. Levels are chosen here, from its config; a disabled control stays listed.

    `catalogue` is the whole one unless told; the two entries on exemptions have to be in it.
    """
    entries = CATALOGUE if catalogue is None else catalogue
    enforced = {entry.id: entry for entry in entries if entry.kind == "automatic"}
    levels = {
        key: entry.level(stack.system, stack.environment, stack.customer_keys, stack.phase)
        for key, entry in enforced.items()
    }
    session = Session(stack, enforced.keys())
    policies = [
        _policy(entry, levels[entry.id], session)
        for entry in enforced.values()
        if entry.id not in (EXEMPTIONS, EXEMPTED)
    ]
    policies.append(ExemptionsPolicy(enforced[EXEMPTIONS], levels[EXEMPTIONS], session))
    policies.append(ExemptedPolicy(enforced[EXEMPTED], levels[EXEMPTED], session))
    return Pack(policies, levels, session)


def _policy(entry: Control, level: Level, session: Session) -> Policy:
    implementation = IMPLEMENTATIONS[entry.id]
    kind = GraphPolicy if implementation.whole_graph else ResourcePolicy
    return kind(entry, level, implementation, session)
