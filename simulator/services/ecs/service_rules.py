"""What ECS refuses of services.

Source, where none is named: "CreateService" (Amazon ECS API Reference).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from simulator.registry import Context, Failure, State, check
from simulator.services import rules
from simulator.services.ecs.answers import CLUSTER, PROVIDERS, SERVICE, TASK
from simulator.services.ecs.cluster_rules import FARGATE, strategy
from simulator.services.ecs.container_rules import NAME
from simulator.services.ecs.task_rules import definitions
from simulator.services.lb.answers import GROUP, LISTENER, RULE
from simulator.services.networks import one_vpc, same_region, vpc_of
from simulator.services.shapes import last, value

rules.taggable(SERVICE)

_LAUNCHES: Final = ("EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES")


def _on_fargate(inputs: dict[str, Any]) -> bool | None:
    """Whether the service runs on Fargate; None where it takes the cluster's strategy."""
    if inputs.get("launchType"):
        return inputs["launchType"] == "FARGATE"
    names = [
        item.get("capacityProvider")
        for item in rules.items(inputs.get("capacityProviderStrategies"))
        if isinstance(item, dict)
    ]
    return any(name in FARGATE for name in names) if names else None


@check(SERVICE)
def service(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Name, capacity, deployment and the parts that exclude each other."""
    yield from rules.pattern(
        "name", inputs.get("name"), NAME, "up to 255 letters, digits, underscores and hyphens"
    )
    yield from rules.one_of("launchType", inputs.get("launchType"), _LAUNCHES)
    strategies = inputs.get("capacityProviderStrategies")
    if inputs.get("launchType") and strategies:
        yield Failure(
            "launchType",
            "InvalidParameterException: Specifying both a launch type and capacity provider "
            "strategy is not supported. "
            "Remove one and try again.",
        )
    yield from strategy("capacityProviderStrategies", strategies)
    yield from _associated(inputs, ctx)
    yield from same_region(ctx, "cluster", inputs.get("cluster"), "cluster")
    yield from rules.between("desiredCount", inputs.get("desiredCount"), 0, 5000)
    yield from rules.one_of("schedulingStrategy", inputs.get("schedulingStrategy"), ("REPLICA", "DAEMON"))
    yield from rules.one_of(
        "propagateTags", inputs.get("propagateTags"), ("TASK_DEFINITION", "SERVICE", "NONE")
    )
    fargate = _on_fargate(inputs)
    if fargate:
        if inputs.get("schedulingStrategy") == "DAEMON":
            yield Failure(
                "schedulingStrategy",
                "InvalidParameterException: The daemon scheduling strategy is not supported on Fargate",
            )
        for property in ("orderedPlacementStrategies", "placementConstraints"):
            if inputs.get(property):
                yield Failure(
                    property,
                    f"InvalidParameterException: {property} are not supported with FARGATE launch type.",
                )
    elif fargate is False and inputs.get("platformVersion") not in (None, ""):
        yield Failure(
            "platformVersion",
            "InvalidParameterException: The platform version must be null when specifying an "
            "EC2 launch type.",
        )
    yield from _deployment(inputs)
    balancers = rules.items(inputs.get("loadBalancers"))
    grace = inputs.get("healthCheckGracePeriodSeconds")
    yield from rules.between("healthCheckGracePeriodSeconds", grace, 0, 2147483647)
    linked = inputs.get("serviceConnectConfiguration") or inputs.get("vpcLatticeConfigurations")
    if rules.number(grace) and not balancers and inputs.get("loadBalancers") is None and not linked:
        yield Failure(
            "healthCheckGracePeriodSeconds",
            "InvalidParameterException: Health check grace period is only valid for services "
            "configured to use load balancers",
        )
    definition = rules.find(ctx, inputs.get("taskDefinition"), TASK)
    yield from _network(inputs, ctx, definition, fargate)
    yield from _task(inputs, definition, fargate)
    yield from _balancers(inputs, ctx, definition)


def _associated(inputs: dict[str, Any], ctx: Context) -> Iterator[Failure]:
    """Providers of the strategy belong to the cluster, if the run says which it has."""
    name = last(inputs.get("cluster") or "default")
    for state in rules.siblings(ctx, PROVIDERS, "clusterName", name):
        providers = rules.items(value(state, "capacityProviders"))
        for place, item in enumerate(rules.items(inputs.get("capacityProviderStrategies"))):
            wanted = item.get("capacityProvider") if isinstance(item, dict) else None
            if isinstance(wanted, str) and wanted not in providers:
                yield Failure(
                    f"capacityProviderStrategies[{place}].capacityProvider",
                    "InvalidParameterException: The specified capacity provider strategy "
                    "contains a capacity provider "
                    f"that is not associated with the cluster {name}: {wanted} (associated: "
                    f"{', '.join(providers)})",
                )
        return
    cluster = rules.find(ctx, inputs.get("cluster"), CLUSTER)
    if cluster is not None and inputs.get("capacityProviderStrategies") and rules.listed(ctx):
        yield Failure(
            "capacityProviderStrategies",
            "InvalidParameterException: The specified capacity provider strategy contains a "
            "capacity provider that is "
            f"not associated with the cluster {name}: it has none yet",
        )


def _deployment(inputs: dict[str, Any]) -> Iterator[Failure]:
    """Percentages, circuit breaker and controller ("Deploy Amazon ECS services by replacing tasks")."""
    controller = rules.block(inputs.get("deploymentController")).get("type", "ECS")
    yield from rules.one_of("deploymentController.type", controller, ("ECS", "CODE_DEPLOY", "EXTERNAL"))
    low, high = inputs.get("deploymentMinimumHealthyPercent"), inputs.get("deploymentMaximumPercent")
    yield from rules.between("deploymentMinimumHealthyPercent", low, 0, 100, "percent")
    yield from rules.between("deploymentMaximumPercent", high, 100, 1000, "percent")
    least = 100 if low is None else rules.number(low)
    most = 200 if high is None else rules.number(high)
    daemon = inputs.get("schedulingStrategy") == "DAEMON"
    if least is not None and most is not None and most <= least and not daemon:
        yield Failure(
            "deploymentMaximumPercent",
            "InvalidParameterException: maximumPercent must be greater than "
            "minimumHealthyPercent, or no task can be "
            f"replaced: {most} and {least}",
        )
    for property in ("deploymentCircuitBreaker", "alarms"):
        if inputs.get(property) and rules.given(controller) and controller != "ECS":
            yield Failure(
                property,
                f"InvalidParameterException: {property} is only supported with the ECS "
                f"deployment controller, not {controller}",
            )
    if inputs.get("availabilityZoneRebalancing") == "ENABLED" and (
        daemon or (most is not None and most <= 100)
    ):
        yield Failure(
            "availabilityZoneRebalancing",
            "InvalidParameterException: Availability Zone rebalancing needs a REPLICA service "
            "with a maximumPercent above 100",
        )


def _network(
    inputs: dict[str, Any], ctx: Context, definition: State | None, fargate: bool | None
) -> Iterator[Failure]:
    """Network of awsvpc tasks ("AwsVpcConfiguration", Amazon ECS API Reference)."""
    network = inputs.get("networkConfiguration")
    mode = value(definition, "networkMode")
    awsvpc = mode == "awsvpc" if isinstance(mode, str) else bool(fargate)
    if awsvpc and network is None:
        yield Failure(
            "networkConfiguration",
            "InvalidParameterException: Network Configuration must be provided when "
            "networkMode 'awsvpc' is specified.",
        )
    if isinstance(mode, str) and mode != "awsvpc" and network:
        yield Failure(
            "networkConfiguration",
            "InvalidParameterException: Network Configuration is not valid for the given "
            "networkMode of this task "
            f"definition: {mode}",
        )
    if awsvpc and inputs.get("iamRole"):
        yield Failure(
            "iamRole",
            "InvalidParameterException: You cannot specify an IAM role for services that "
            "require a service linked role.",
        )
    block = rules.block(network)
    subnets, groups = rules.items(block.get("subnets")), rules.items(block.get("securityGroups"))
    if len(subnets) > 16:
        yield Failure(
            "networkConfiguration.subnets",
            f"InvalidParameterException: at most 16 subnets, not {len(subnets)}",
        )
    if len(groups) > 5:
        yield Failure(
            "networkConfiguration.securityGroups",
            f"InvalidParameterException: at most 5 security groups, not {len(groups)}",
        )
    if block.get("assignPublicIp") is True and fargate is False:
        yield Failure(
            "networkConfiguration.assignPublicIp",
            "InvalidParameterException: Assign public IP is not supported for this launch type.",
        )
    found = [(f"networkConfiguration.subnets[{n}]", id) for n, id in enumerate(subnets)]
    yield from one_vpc(ctx, found, "InvalidParameterException: The subnets must be in one VPC")
    home = next((vpc for vpc in (vpc_of(ctx, id) for id in subnets) if vpc), None)
    for place, group in enumerate(groups):
        own = vpc_of(ctx, group)
        if home and own and own != home:
            yield Failure(
                f"networkConfiguration.securityGroups[{place}]",
                f"InvalidParameterException: Security Group {group} does not appear to belong "
                "to the same VPC as the "
                f"input subnets ({own} and {home}).",
            )


def _task(inputs: dict[str, Any], definition: State | None, fargate: bool | None) -> Iterator[Failure]:
    controller = rules.block(inputs.get("deploymentController")).get("type", "ECS")
    if inputs.get("taskDefinition") is None and controller != "EXTERNAL":
        yield Failure("taskDefinition", "InvalidParameterException: TaskDefinition cannot be blank.")
    if definition is None:
        return
    supported = rules.items(value(definition, "requiresCompatibilities"))
    if fargate and "FARGATE" not in supported and all(map(rules.given, supported)):
        yield Failure(
            "launchType" if inputs.get("launchType") else "capacityProviderStrategies",
            "InvalidParameterException: Task definition does not support launch_type FARGATE: its "
            f"requiresCompatibilities has {', '.join(supported) or 'nothing'}",
        )
    if inputs.get("enableExecuteCommand") is True and value(definition, "taskRoleArn") is None:
        yield Failure(
            "enableExecuteCommand",
            "InvalidParameterException: The service couldn't be created because a valid "
            "taskRoleArn is not being used. "
            "Specify a valid task role in your task definition and try again.",
        )


def _balancers(inputs: dict[str, Any], ctx: Context, definition: State | None) -> Iterator[Failure]:
    """Each names a container and port of the task, and a target group that fits and is in use."""
    containers = {
        container.get("name"): container
        for container in definitions(value(definition, "containerDefinitions"))
        if isinstance(container, dict)
    }
    subnets = rules.items(rules.block(inputs.get("networkConfiguration")).get("subnets"))
    home = next((vpc for vpc in (vpc_of(ctx, id) for id in subnets) if vpc), None)
    for place, balancer in enumerate(rules.items(inputs.get("loadBalancers"))):
        if not isinstance(balancer, dict):
            continue
        path = f"loadBalancers[{place}]"
        name, port, target = (
            balancer.get(key) for key in ("containerName", "containerPort", "targetGroupArn")
        )
        if containers and isinstance(name, str):
            if name not in containers:
                yield Failure(
                    f"{path}.containerName",
                    f"InvalidParameterException: The container {name} does not exist in the "
                    "task definition. (it has "
                    f"{', '.join(map(str, containers))})",
                )
            elif rules.given(port):
                mapped = [
                    m.get("containerPort")
                    for m in rules.items(containers[name].get("portMappings"))
                    if isinstance(m, dict)
                ]
                if rules.number(port) not in map(rules.number, mapped):
                    yield Failure(
                        f"{path}.containerPort",
                        f"InvalidParameterException: The container {name} did not have a "
                        f"container port {rules.number(port)} "
                        f"defined. (it has {', '.join(map(str, mapped)) or 'none'})",
                    )
        yield from rules.arn(f"{path}.targetGroupArn", target, "elasticloadbalancing", "targetgroup/")
        yield from _target(f"{path}.targetGroupArn", target, ctx, definition, home)


def _target(
    path: str, target: Any, ctx: Context, definition: State | None, home: str | None
) -> Iterator[Failure]:
    group = rules.find(ctx, target, GROUP)
    if group is None:
        return
    kind, own = value(group, "targetType"), value(group, "vpcId")
    if value(definition, "networkMode") == "awsvpc" and rules.given(kind) and kind != "ip":
        yield Failure(
            path,
            f"InvalidParameterException: The provided target group {target} has target type "
            f"{kind}, which is incompatible "
            "with the awsvpc network mode specified in the task definition. (it must be ip)",
        )
    if home and own and home != own:
        yield Failure(
            path,
            f"InvalidParameterException: The target group {target} is in {own}, the subnets are in {home}",
        )
    if rules.listed(ctx) and not any(
        rules.siblings(ctx, token, _targets, target) for token in (RULE, LISTENER)
    ):
        yield Failure(
            path,
            f"InvalidParameterException: The target group with targetGroupArn {target} does not "
            "have an associated load "
            "balancer: its listener or listener rule has to be made before the service",
        )


def _targets(state: State) -> Iterator[str]:
    """ARNs of the target groups that a listener or rule forwards to."""
    for action in rules.items(state.inputs.get("actions") or state.inputs.get("defaultActions")):
        block = rules.block(action)
        groups = rules.items(rules.block(block.get("forward")).get("targetGroups"))
        for found in (block.get("targetGroupArn"), *(rules.block(group).get("arn") for group in groups)):
            if isinstance(found, str):
                yield found
