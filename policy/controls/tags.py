"""Controls on tags: whose it is, what it is for, what made it."""

from __future__ import annotations

from collections.abc import Iterator

from policy.aws.tags import taggable, tags_of
from policy.framework.outcome import NotApplicable, Outcome, Undetermined, Violation
from policy.framework.registry import Scope, on_resource
from policy.framework.resource import Resource, present
from policy.framework.stack import BASELINE
from policy.framework.values import UNKNOWN, show


@on_resource("tags-required", *taggable())
def required(resource: Resource, scope: Scope) -> Iterator[Outcome]:
    """Everything that takes tags has the tags by which it is found, owned and paid for."""
    tags = tags_of(resource)
    if tags is None:
        yield Undetermined("tags")
        return
    missing = [name for name in scope.parameters["tags"] if not present(tags.get(name))]
    if missing:
        yield Violation(f"tags have no {', '.join(missing)}, must have {', '.join(scope.parameters['tags'])}")


@on_resource("tags-environment", *taggable())
def environment(resource: Resource, scope: Scope) -> Iterator[Outcome]:
    """The tag Environment is the environment that the stack says it is."""
    if scope.stack.system == BASELINE:
        raise NotApplicable("the stack does not say which environment it is")
    tags = tags_of(resource)
    value = UNKNOWN if tags is None else tags.get("Environment")
    if value is UNKNOWN:
        yield Undetermined("tags.Environment")
    elif value != scope.stack.environment:
        yield Violation(f"tag Environment is {show(value)}, must be {scope.stack.environment}")
