"""Controls on AWS WAF: which rules a web ACL has, and that its decisions are seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from policy.aws.types import WEB_ACL, WEB_ACL_LOGGING, WEB_ACL_RULE
from policy.framework.outcome import Outcome, Undetermined, Violation
from policy.framework.registry import Scope, on_graph, on_resource
from policy.framework.resource import Resource
from policy.framework.values import UNKNOWN, at, document, listed


@dataclass(frozen=True)
class _Rule:
    """What a rule is: a managed group by name, a rate limit, something else; whether it only counts."""

    group: Any
    rate: bool
    counts: bool


def _rules(acl: Resource, scope: Scope) -> Iterator[_Rule | Undetermined]:
    """The rules of a web ACL, inline, as one JSON text, or in resources of their own."""
    text = acl.registered.get("ruleJson")
    if text is UNKNOWN:
        yield Undetermined("ruleJson")
    blocks: list[Any] = [_lowered(item) for item in listed(document(text) if text is not UNKNOWN else None)]
    blocks += acl.blocks("rules")
    blocks += [rule.props for rule in scope.graph.referrers(acl, WEB_ACL_RULE, "webAclArn")]
    for index, block in enumerate(blocks):
        if not isinstance(block, dict) or block.get("statement") is UNKNOWN:
            yield Undetermined(f"rules[{index}]")
            continue
        names = at(block, "statement.managedRuleGroupStatement.name")
        action = at(block, "overrideAction") + at(block, "action")
        yield _Rule(
            group=names[0] if names else None,
            rate=bool(at(block, "statement.rateBasedStatement")),
            counts=any(isinstance(item, dict) and item.get("count") is not None for item in action),
        )


def _lowered(value: Any) -> Any:
    """WAF's own JSON in the spelling of the provider: `RateBasedStatement` is `rateBasedStatement`."""
    if isinstance(value, dict):
        return {key[:1].lower() + key[1:]: _lowered(item) for key, item in value.items()}
    return [_lowered(item) for item in value] if isinstance(value, list) else value


@on_graph("web-acl-rules", WEB_ACL)
def rules(acl: Resource, scope: Scope) -> Iterator[Outcome]:
    """A web ACL has the managed groups against the usual attacks and a rate limit, and they block."""
    found: list[_Rule] = []
    pending: list[Undetermined] = []
    for item in _rules(acl, scope):
        if isinstance(item, _Rule):
            found.append(item)
        else:
            pending.append(item)
    blocking = {rule.group for rule in found if not rule.counts}
    yield from pending
    if pending or UNKNOWN in blocking:
        if not pending:
            yield Undetermined("rules.statement.managedRuleGroupStatement.name")
        return
    for group in scope.parameters["groups"]:
        if group not in blocking:
            counted = any(rule.group == group for rule in found)
            yield Violation(
                f"the managed rule group {group} {'only counts' if counted else 'is absent'}, must block"
            )
    if not any(rule.rate and not rule.counts for rule in found):
        counted = any(rule.rate for rule in found)
        yield Violation(f"the rate-based rule {'only counts' if counted else 'is absent'}, must block")


@on_graph("web-acl-logged", WEB_ACL)
def logged(acl: Resource, scope: Scope) -> Iterator[Outcome]:
    """What a web ACL decides is logged."""
    if not scope.graph.referrers(acl, WEB_ACL_LOGGING, "resourceArn"):
        yield Violation("the web ACL has no logging configuration, must have one")


@on_resource("web-acl-metrics", WEB_ACL)
def metrics(acl: Resource, _scope: Scope) -> Iterator[Outcome]:
    """A web ACL counts what it decides."""
    yield from acl.expect_true("visibilityConfig.cloudwatchMetricsEnabled")
