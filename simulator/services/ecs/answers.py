"""What ECS answers: ARNs, revisions, and the defaults of a service."""

from __future__ import annotations

from typing import Any, Final

from simulator.registry import REPLACE, Context, autoname, outputs
from simulator.services.shapes import Ids, arn, last, named

CLUSTER: Final = "aws:ecs/cluster:Cluster"
PROVIDERS: Final = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders"
TASK: Final = "aws:ecs/taskDefinition:TaskDefinition"
SERVICE: Final = "aws:ecs/service:Service"

REPLACE[CLUSTER] = frozenset({"name", "region"})
REPLACE[PROVIDERS] = frozenset({"clusterName", "region"})
REPLACE[TASK] = frozenset(
    {
        "containerDefinitions", "cpu", "enableFaultInjection", "ephemeralStorage", "executionRoleArn",
        "family", "ipcMode", "memory", "networkMode", "pidMode", "placementConstraints",
        "proxyConfiguration", "region", "requiresCompatibilities", "runtimePlatform", "taskRoleArn",
        "volumes",
    }
)  # fmt: skip
# `capacityProviderStrategies` replaces only where a strategy comes to or leaves a service; the provider
# decides that case by case and updates in place otherwise.
REPLACE[SERVICE] = frozenset(
    {"cluster", "deploymentController", "iamRole", "launchType", "name", "region", "schedulingStrategy"}
)

autoname(CLUSTER, SERVICE, max_length=255)


@outputs(CLUSTER)
def cluster(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A cluster; its id is its ARN."""
    name = named(inputs, ctx, prefix=None)
    id = arn(ctx, "ecs", f"cluster/{name}")
    return id, {
        "arn": id,
        "name": name,
        "settings": inputs.get("settings") or [{"name": "containerInsights", "value": "disabled"}],
    }


@outputs(PROVIDERS)
def capacity_providers(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """The capacity providers of a cluster; the id is the cluster's name."""
    del ctx
    return str(inputs["clusterName"]), {}


@outputs(TASK)
def task_definition(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A revision of a task definition.

    ECS counts revisions; here the number comes from the content, so that another definition has another
    ARN (services then roll) and the same one has the same.
    """
    family = str(inputs["family"])
    revision = 1 + Ids(inputs, ctx).number(999, "revision")
    base = arn(ctx, "ecs", f"task-definition/{family}")
    return family, {
        "arn": f"{base}:{revision}",
        "arnWithoutRevision": base,
        "enableFaultInjection": inputs.get("enableFaultInjection", False),
        "networkMode": inputs.get("networkMode", "bridge"),
        "revision": revision,
    }


@outputs(SERVICE)
def service(inputs: dict[str, Any], ctx: Context) -> tuple[str, dict[str, Any]]:
    """A service; its id is its ARN, in the long form with the cluster's name."""
    name = named(inputs, ctx, prefix=None)
    cluster_name = last(inputs.get("cluster") or "default")
    id = arn(ctx, "ecs", f"service/{cluster_name}/{name}")
    result: dict[str, Any] = {
        "arn": id,
        "availabilityZoneRebalancing": inputs.get("availabilityZoneRebalancing", "ENABLED"),
        "cluster": inputs.get("cluster") or arn(ctx, "ecs", "cluster/default"),
        "deploymentMaximumPercent": inputs.get("deploymentMaximumPercent", 200),
        "deploymentMinimumHealthyPercent": inputs.get("deploymentMinimumHealthyPercent", 100),
        "enableEcsManagedTags": inputs.get("enableEcsManagedTags", False),
        "enableExecuteCommand": inputs.get("enableExecuteCommand", False),
        "iamRole": inputs.get("iamRole", "/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"),
        "name": name,
        "schedulingStrategy": inputs.get("schedulingStrategy", "REPLICA"),
    }
    if inputs.get("capacityProviderStrategies"):
        result["launchType"] = inputs.get("launchType", "")
    else:
        result["launchType"] = inputs.get("launchType", "EC2")
    if result["launchType"] == "FARGATE" or inputs.get("platformVersion"):
        result["platformVersion"] = inputs.get("platformVersion", "LATEST")
    return id, result
