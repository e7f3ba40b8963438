"""What ECS refuses of deployment strategies: rolling, blue/green, linear, canary.

Source: "DeploymentConfiguration", "AdvancedConfiguration", "DeploymentLifecycleHook" (Amazon ECS API
Reference), "Amazon ECS blue/green deployments" and "Required resources for Amazon ECS blue/green deployments"
(Amazon ECS Developer Guide).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, check
from simulator.services import policies, rules
from simulator.services.ecs.answers import SERVICE
from simulator.services.lb.answers import GROUP
from simulator.services.shapes import value

STRATEGIES: Final = ("ROLLING", "BLUE_GREEN", "LINEAR", "CANARY")
STAGES: Final = (
    "RECONCILE_SERVICE", "PRE_SCALE_UP", "POST_SCALE_UP", "TEST_TRAFFIC_SHIFT", "POST_TEST_TRAFFIC_SHIFT",
    "PRODUCTION_TRAFFIC_SHIFT", "POST_PRODUCTION_TRAFFIC_SHIFT",
)  # fmt: skip
SHIFTS: Final[dict[str, tuple[str, str, str, float]]] = {
    "CANARY": ("canaryConfiguration", "canaryPercent", "canaryBakeTimeInMinutes", 0.1),
    "LINEAR": ("linearConfiguration", "stepPercent", "stepBakeTimeInMinutes", 3.0),
}
"""Strategy -> its block, the share of traffic, the minutes between shifts, and the least share in percent."""

MINUTES: Final = (0, 1440)
SERVICE_PRINCIPAL: Final = "ecs.amazonaws.com"
_RULE: Final = re.compile(r"arn:[^:]+:elasticloadbalancing:[^:]+:\d+:listener(-rule)?/(app|net)/.+")
_PATH: Final = "deploymentConfiguration"
_REFUSED: Final = "InvalidParameterException:"


@check(SERVICE)
def deployment(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Strategy with its shares and times, and the second target group that all but rolling need."""
    block = rules.block(inputs.get(_PATH))
    strategy = block.get("strategy", "ROLLING")
    yield from rules.one_of(f"{_PATH}.strategy", strategy, STRATEGIES)
    yield from rules.between(
        f"{_PATH}.bakeTimeInMinutes", block.get("bakeTimeInMinutes"), *MINUTES, "minutes"
    )
    for name, (key, share, pause, least) in SHIFTS.items():
        part, path = rules.block(block.get(key)), f"{_PATH}.{key}"
        yield from rules.between(f"{path}.{share}", part.get(share), least, 100, "percent")
        yield from rules.between(f"{path}.{pause}", part.get(pause), *MINUTES, "minutes")
        if block.get(key) and rules.given(strategy) and strategy != name:
            yield Failure(path, f"{_REFUSED} {key} can be set with strategy {name} only, not {strategy}")
        if strategy == name and block.get(key) is None:
            yield Failure(path, f"{_REFUSED} strategy {name} needs {key}")
    for place, hook in enumerate(rules.items(block.get("lifecycleHooks"))):
        yield from _hook(f"{_PATH}.lifecycleHooks[{place}]", rules.block(hook), ctx)
    controller = rules.block(inputs.get("deploymentController")).get("type", "ECS")
    if block and rules.given(controller) and controller != "ECS":
        yield Failure(
            f"{_PATH}.strategy",
            f"{_REFUSED} deployment strategies need the deployment controller ECS, not {controller}",
        )
    if strategy in STRATEGIES[1:]:
        yield from _shifted(inputs, str(strategy))
    for place, balancer in enumerate(rules.items(inputs.get("loadBalancers"))):
        given = rules.block(balancer).get("advancedConfiguration")
        if given is not None and rules.given(given):
            path = f"loadBalancers[{place}].advancedConfiguration"
            yield from _second(path, rules.block(given), rules.block(balancer).get("targetGroupArn"), ctx)


def _shifted(inputs: dict[str, Any], strategy: str) -> Iterator[Failure]:
    """Traffic is shifted between two target groups, or by Service Connect."""
    balancers = rules.items(inputs.get("loadBalancers"))
    if inputs.get("schedulingStrategy") == "DAEMON":
        yield Failure(
            "schedulingStrategy", f"{_REFUSED} strategy {strategy} is not supported for DAEMON services"
        )
    for place, balancer in enumerate(balancers):
        if rules.block(balancer).get("advancedConfiguration") is None and rules.given(balancer):
            yield Failure(
                f"loadBalancers[{place}].advancedConfiguration",
                f"{_REFUSED} advancedConfiguration field is required for all loadBalancers when using a "
                f"{strategy} "
                "deployment: the second target group, the listener rule, and a role",
            )
    if not balancers and inputs.get("loadBalancers") is None and strategy != "BLUE_GREEN":
        yield Failure(
            f"{_PATH}.strategy",
            f"{_REFUSED} strategy {strategy} shifts traffic between two target groups: the service has no "
            "load balancer",
        )


def _second(path: str, block: dict[str, Any], first: Any, ctx: Context) -> Iterator[Failure]:
    alternate = block.get("alternateTargetGroupArn")
    yield from rules.arn(f"{path}.alternateTargetGroupArn", alternate, "elasticloadbalancing", "targetgroup/")
    if isinstance(alternate, str) and alternate == first:
        yield Failure(
            f"{path}.alternateTargetGroupArn",
            f"{_REFUSED} the alternate target group must be another one than the service's: {alternate}",
        )
    one, other = rules.find(ctx, first, GROUP), rules.find(ctx, alternate, GROUP)
    for key in ("targetType", "protocol", "vpcId"):
        mine, theirs = value(one, key), value(other, key)
        if isinstance(mine, str) and isinstance(theirs, str) and mine != theirs:
            yield Failure(
                f"{path}.alternateTargetGroupArn",
                f"{_REFUSED} both target groups must have the same {key}: {mine} and {theirs}",
            )
    production, test = block.get("productionListenerRule"), block.get("testListenerRule")
    for key, arn in (("productionListenerRule", production), ("testListenerRule", test)):
        if isinstance(arn, str) and not _RULE.fullmatch(arn):
            yield Failure(
                f"{path}.{key}",
                f"{_REFUSED} the ARN of a listener rule (or of a TCP listener) is expected: {arn}",
            )
    if isinstance(test, str) and test == production:
        yield Failure(
            f"{path}.testListenerRule", f"{_REFUSED} test traffic needs a listener rule of its own: {test}"
        )
    yield from _role(f"{path}.roleArn", block.get("roleArn"), ctx)


def _hook(path: str, block: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    for place, stage in enumerate(rules.items(block.get("lifecycleStages"))):
        yield from rules.one_of(f"{path}.lifecycleStages[{place}]", stage, STAGES)
    kind = block.get("targetType", "AWS_LAMBDA")
    yield from rules.one_of(f"{path}.targetType", kind, ("AWS_LAMBDA", "PAUSE"))
    if kind == "AWS_LAMBDA":
        for key in ("hookTargetArn", "roleArn"):
            if block.get(key) is None:
                yield Failure(f"{path}.{key}", f"{_REFUSED} a hook of type AWS_LAMBDA needs {key}")
        yield from rules.arn(f"{path}.hookTargetArn", block.get("hookTargetArn"), "lambda", "function:")
        yield from _role(f"{path}.roleArn", block.get("roleArn"), ctx)
    elif kind == "PAUSE":
        for place, stage in enumerate(rules.items(block.get("lifecycleStages"))):
            if stage in ("TEST_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT"):
                yield Failure(
                    f"{path}.lifecycleStages[{place}]", f"{_REFUSED} a PAUSE hook cannot stop at {stage}"
                )


def _role(path: str, role: Any, ctx: Context) -> Iterator[Failure]:
    """A role that ECS can assume ("Amazon ECS infrastructure IAM role for load balancers")."""
    yield from rules.arn(path, role, "iam", "role/")
    document = value(rules.find(ctx, role), "assumeRolePolicy")
    trusted = {
        name
        for statement in policies.statements(document)
        for name in policies.principals(statement, "Service")
    }
    if isinstance(document, str) and SERVICE_PRINCIPAL not in trusted:
        yield Failure(
            path,
            f"{_REFUSED} Unable to assume the role {role}: it trusts "
            f"{', '.join(sorted(trusted)) or 'no service'}, "
            f"not {SERVICE_PRINCIPAL}",
        )
