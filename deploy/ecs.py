"""ECS from the scripts: waiting for a service to be stable, restarting it, running a task of it once."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from deploy import aws
from deploy.deployed import Service
from deploy.errors import FAILED, UserError

POLL_SECONDS = 5.0
STABLE_MINUTES = 20.0
"""A deployment that takes longer has stopped getting anywhere; its circuit breaker gives up before."""


def describe(ecs: Any, service: Service) -> dict[str, Any]:
    """The service as ECS describes it. Raises UserError where it is gone."""
    answer = ecs.describe_services(cluster=service.cluster, services=[service.name])
    # A deleted service is still described for a while, as INACTIVE.
    if not answer["services"] or answer["services"][0].get("status") == "INACTIVE":
        raise UserError(f"ECS has no service {service.name} in {service.cluster}", status=FAILED)
    return answer["services"][0]


def restart(service: Service) -> None:
    """Replace every task by a new one of the same definition, which reads the secrets anew."""
    with aws.calling(f"restarting {service.name}"):
        ecs = aws.client("ecs", service.region)
        ecs.update_service(cluster=service.cluster, service=service.name, forceNewDeployment=True)


def wait_stable(service: Service, tell: Callable[[str], None], *, minutes: float = STABLE_MINUTES) -> None:
    """Wait until the newest deployment is complete.

    Raises UserError where it failed (the circuit breaker has rolled back then), or took too long.
    """
    ecs = aws.client("ecs", service.region)
    end = time.monotonic() + minutes * 60
    while True:
        with aws.calling(f"looking at {service.name}"):
            state = describe(ecs, service)
        primary = next((item for item in state["deployments"] if item["status"] == "PRIMARY"), {})
        rollout = primary.get("rolloutState")
        if rollout == "FAILED":
            raise UserError(
                f"the deployment of {service.name} failed, and ECS went back to the release before",
                details=[primary.get("rolloutStateReason", "no reason given")],
                mend=f"aws ecs describe-services --cluster {service.cluster} --services {service.name}",
                status=FAILED,
            )
        running, desired = state["runningCount"], state["desiredCount"]
        alone = len(state["deployments"]) <= 1
        if alone and running == desired and rollout in {None, "COMPLETED"}:
            return
        if time.monotonic() > end:
            raise UserError(
                f"{service.name} is not stable after {minutes:g} minutes: {running} of {desired} tasks run",
                details=[event["message"] for event in state.get("events", [])[:3]],
                status=FAILED,
            )
        tell(f"{service.name}: {running} of {desired} tasks run")
        time.sleep(POLL_SECONDS)


@dataclass(frozen=True)
class Ended:
    """How a one-off task ended."""

    task: str
    exit_code: int | None
    reason: str


def run_once(
    service: Service, command: list[str], tell: Callable[[str], None], *, container: str | None = None
) -> Ended:
    """Run a command in a task of the deployed definition, in the service's network, and wait for its end."""
    with aws.calling(f"running a task of {service.name}"):
        ecs = aws.client("ecs", service.region)
        deployed = describe(ecs, service)
        definition = ecs.describe_task_definition(taskDefinition=deployed["taskDefinition"])["taskDefinition"]
        name = container or _main_container(definition, service)
        answer = ecs.run_task(
            cluster=service.cluster,
            taskDefinition=deployed["taskDefinition"],
            count=1,
            startedBy="groundwork run",
            overrides={"containerOverrides": [{"name": name, "command": command}]},
            networkConfiguration=deployed.get("networkConfiguration", {}),
            **_capacity(deployed),
        )
        if not answer["tasks"]:
            reasons = [
                f"{item.get('reason')}: {item.get('detail', '')}" for item in answer.get("failures", [])
            ]
            raise UserError("ECS could not place the task", details=reasons, status=FAILED)
        arn = answer["tasks"][0]["taskArn"]
        tell(f"task {arn.rsplit('/', 1)[-1]}: starting")
        while True:
            task = ecs.describe_tasks(cluster=service.cluster, tasks=[arn])["tasks"][0]
            if task["lastStatus"] == "STOPPED":
                break
            tell(f"task {arn.rsplit('/', 1)[-1]}: {task['lastStatus'].lower()}")
            time.sleep(POLL_SECONDS)
    ours = next((item for item in task["containers"] if item["name"] == name), {})
    reason = ours.get("reason") or task.get("stoppedReason") or ""
    return Ended(arn, ours.get("exitCode"), reason)


def _main_container(definition: dict[str, Any], service: Service) -> str:
    """The container named after the service, else the first essential one: the others are beside it."""
    names = [item["name"] for item in definition["containerDefinitions"] if item.get("essential", True)]
    return next((name for name in names if name in {service.key, service.name}), names[0])


def _capacity(deployed: dict[str, Any]) -> dict[str, Any]:
    """Where the task runs: on Fargate always on demand, so that Spot breaks off no migration."""
    strategy = deployed.get("capacityProviderStrategy") or []
    if any(item["capacityProvider"] in {"FARGATE", "FARGATE_SPOT"} for item in strategy):
        return {"launchType": "FARGATE"}
    if strategy:
        return {"capacityProviderStrategy": strategy}
    return {"launchType": deployed.get("launchType", "FARGATE")}


def log_lines(service: Service, ended: Ended) -> list[str]:
    """What the task wrote to CloudWatch Logs, if its containers log there."""
    with aws.calling("reading the task's log"):
        ecs = aws.client("ecs", service.region)
        task = ecs.describe_tasks(cluster=service.cluster, tasks=[ended.task])["tasks"][0]
        definition = ecs.describe_task_definition(taskDefinition=task["taskDefinitionArn"])["taskDefinition"]
        lines: list[str] = []
        for container in definition["containerDefinitions"]:
            logging = container.get("logConfiguration") or {}
            options = logging.get("options") or {}
            prefix = options.get("awslogs-stream-prefix")
            if logging.get("logDriver") != "awslogs" or not prefix:
                continue
            # Amazon ECS developer guide, "awslogs": <prefix>/<container>/<task id>.
            stream = f"{prefix}/{container['name']}/{ended.task.rsplit('/', 1)[-1]}"
            lines += _stream(options["awslogs-group"], stream, options.get("awslogs-region", service.region))
        return lines


def _stream(group: str, stream: str, region: str) -> list[str]:
    logs = aws.client("logs", region)
    from botocore.exceptions import ClientError

    try:
        answer = logs.get_log_events(logGroupName=group, logStreamName=stream, startFromHead=True)
    except ClientError as error:
        if aws.error_code(error) == "ResourceNotFoundException":
            return []  # the container wrote nothing
        raise
    return [event["message"] for event in answer["events"]]
