"""Controls on Lambda functions."""

from __future__ import annotations

from collections.abc import Iterator

from policy.aws.runtimes import SUPPORTED, current
from policy.aws.types import EVENT_INVOKE_CONFIG, LAMBDA, LAMBDA_PERMISSION
from policy.framework.outcome import NotApplicable, Outcome, Undetermined, Violation
from policy.framework.registry import Scope, on_graph, on_resource
from policy.framework.resource import Resource
from policy.framework.values import UNKNOWN, at


@on_resource("function-runtime-supported", LAMBDA)
def runtime(function: Resource, scope: Scope) -> Iterator[Outcome]:
    """The runtime is one that AWS still patches."""
    if function.get("packageType") == "Image":
        raise NotApplicable("an image brings its own runtime")
    value = function.get("runtime")
    if value is UNKNOWN:
        yield Undetermined("runtime")
        return
    allowed = current(scope.stack.today)
    if value not in allowed:
        until = SUPPORTED.get(str(value))
        shown = f"{value}, which left support on {until}" if until else value or "absent"
        yield Violation(f"runtime is {shown}, must be one of {', '.join(allowed)}")


_ASYNCHRONOUS = ("events", "iot", "logs", "s3", "scheduler", "ses", "sns")
"""Services that wait for no answer (AWS Lambda Developer Guide, "Invoking a function asynchronously")."""


def _invoked_asynchronously(function: Resource, scope: Scope) -> bool:
    """Whether a service may call the function that hears nothing of a failure; an unknown caller may."""
    for permission in scope.graph.referrers(function, LAMBDA_PERMISSION, "function"):
        principal = permission.get("principal")
        if principal is UNKNOWN or str(principal).partition(".")[0] in _ASYNCHRONOUS:
            return True
    return False


@on_graph("function-dead-letters", LAMBDA)
def dead_letters(function: Resource, scope: Scope) -> Iterator[Outcome]:
    """What a function fails at goes to a queue or topic, where nobody waits for its answer."""
    if not _invoked_asynchronously(function, scope):
        raise NotApplicable("nobody invokes it without waiting for the answer")
    configs = scope.graph.referrers(function, EVENT_INVOKE_CONFIG, "functionName")
    if any(at(config.props, "destinationConfig.onFailure.destination") for config in configs):
        return
    yield from function.registered.expect_present(
        "deadLetterConfig.targetArn", "a queue or topic for events that fail"
    )


@on_resource("function-concurrency", LAMBDA)
def concurrency(function: Resource, _scope: Scope) -> Iterator[Outcome]:
    """A function has a share of the account's concurrency, which it cannot exceed."""
    yield from function.expect(
        "reservedConcurrentExecutions",
        lambda value: isinstance(value, int) and value >= 0,
        "the number of instances that it may have",
    )


@on_resource("function-tracing", LAMBDA)
def tracing(function: Resource, _scope: Scope) -> Iterator[Outcome]:
    """X-Ray sees the requests of a function."""
    yield from function.expect("tracingConfig.mode", lambda value: value == "Active", "Active")


@on_graph("function-environment-customer-key", LAMBDA)
def environment_key(function: Resource, _scope: Scope) -> Iterator[Outcome]:
    """Variables of a function are encrypted by a customer key."""
    if function.registered.get("environment.variables") in (None, {}):
        raise NotApplicable("no variables")
    yield from function.registered.expect_present("kmsKeyArn", "a customer-managed key")
