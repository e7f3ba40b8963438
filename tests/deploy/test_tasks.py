"""One-off tasks, restarts, and waiting until a service is stable (on moto)."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from deploy import ecs
from deploy.deployed import Service
from deploy.errors import UserError
from tests.deploy.conftest import Demo

CLUSTER = "pyshop-dev-cluster"
SERVICE = Service(
    "api", "pyshop-dev-api", f"arn:aws:ecs:us-east-1:123456789012:cluster/{CLUSTER}", "us-east-1"
)


def quiet(_text: str) -> None:
    pass


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deploy.ecs.POLL_SECONDS", 0.0)


@pytest.fixture
def running(aws: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    """The service of pyshop/dev in moto, with one task running."""
    monkeypatch.setenv("MOTO_ECS_SERVICE_RUNNING", "1")
    network = aws("ec2", "us-east-1")
    vpc = network.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    network.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    subnet = network.create_subnet(VpcId=vpc, CidrBlock="10.0.10.0/24")["Subnet"]["SubnetId"]
    group = network.create_security_group(GroupName="api", Description="x", VpcId=vpc)["GroupId"]
    client = aws("ecs", "us-east-1")
    client.create_cluster(clusterName=CLUSTER)
    logs = {
        "logDriver": "awslogs",
        "options": {
            "awslogs-group": "/ecs/api",
            "awslogs-region": "us-east-1",
            "awslogs-stream-prefix": "api",
        },
    }
    containers = [
        {"name": "side", "image": "x", "memory": 128, "essential": False},
        {"name": "other", "image": "x", "memory": 128},
        {"name": "pyshop-dev-api", "image": "x", "memory": 128, "logConfiguration": logs},
    ]
    definition = client.register_task_definition(
        family="api",
        networkMode="awsvpc",
        requiresCompatibilities=["FARGATE"],
        containerDefinitions=containers,
        cpu="256",
        memory="512",
    )
    awsvpc = {"subnets": [subnet], "securityGroups": [group], "assignPublicIp": "DISABLED"}
    client.create_service(
        cluster=CLUSTER,
        serviceName=SERVICE.name,
        taskDefinition=definition["taskDefinition"]["taskDefinitionArn"],
        desiredCount=1,
        launchType="FARGATE",
        networkConfiguration={"awsvpcConfiguration": awsvpc},
    )
    client.awsvpc = awsvpc
    return client


@pytest.fixture
def exit_codes(monkeypatch: pytest.MonkeyPatch) -> dict[str, int | None]:
    """What the containers of tasks end with; moto knows one container a task, its first."""
    import moto.ecs.models as models

    codes: dict[str, int | None] = {"pyshop-dev-api": 0}
    original = models.Container.__init__

    def begin(self: Any, definition: Any) -> None:
        original(self, definition)
        self.name = next(iter(codes))
        self.exitCode = codes[self.name]

    monkeypatch.setattr(models.Container, "__init__", begin)
    return codes


@pytest.mark.spec("PYS-DEL-02")
class TestRun:
    @pytest.mark.parametrize("code", [0, 1, 42])
    @pytest.mark.usefixtures("deployed_pyshop", "running")
    def test_the_exit_status_is_that_of_the_command(
        self, demo: Demo, exit_codes: dict[str, int | None], code: int
    ) -> None:
        exit_codes["pyshop-dev-api"] = code
        answer = demo.run("run", "dev", "api", "--", "alembic", "upgrade", "head")
        assert answer.exit_code == code
        assert answer.stdout == ""
        assert answer.stderr == "Running alembic upgrade head ...\n" + (
            f"exit status {code}\n" if code else ""
        )

    @pytest.mark.usefixtures("deployed_pyshop", "exit_codes")
    def test_the_task_is_that_of_the_service(self, demo: Demo, running: Any) -> None:
        demo.run("run", "dev", "api", "--", "alembic", "upgrade", "head")
        (arn,) = running.list_tasks(cluster=CLUSTER, desiredStatus="RUNNING")["taskArns"]
        (task,) = running.describe_tasks(cluster=CLUSTER, tasks=[arn])["tasks"]
        service = running.describe_services(cluster=CLUSTER, services=[SERVICE.name])["services"][0]
        assert task["taskDefinitionArn"] == service["taskDefinition"]
        assert task["startedBy"] == "groundwork run"
        assert task["launchType"] == "FARGATE"
        (override,) = task["overrides"]["containerOverrides"]
        assert (override["name"], override["command"]) == ("pyshop-dev-api", ["alembic", "upgrade", "head"])
        details = {item["name"]: item["value"] for item in task["attachments"][0]["details"]}
        assert details["subnetId"] == running.awsvpc["subnets"][0]

    @pytest.mark.usefixtures("deployed_pyshop", "running")
    def test_another_container(self, demo: Demo, exit_codes: dict[str, int | None]) -> None:
        exit_codes.clear()
        exit_codes["side"] = 5
        assert demo.run("run", "dev", "api", "--container", "side", "--", "true").exit_code == 5

    @pytest.mark.usefixtures("running", "exit_codes")
    def test_what_it_wrote_is_read(self, aws: Callable[..., Any]) -> None:
        ended = ecs.run_once(SERVICE, ["x"], quiet)
        assert ecs.log_lines(SERVICE, ended) == [], "it has written nothing"
        logs = aws("logs", "us-east-1")
        stream = f"api/pyshop-dev-api/{ended.task.rsplit('/', 1)[-1]}"
        logs.create_log_group(logGroupName="/ecs/api")
        logs.create_log_stream(logGroupName="/ecs/api", logStreamName=stream)
        now = int(time.time() * 1000)
        events = [{"timestamp": now + n, "message": text} for n, text in enumerate(["up", "done"])]
        logs.put_log_events(logGroupName="/ecs/api", logStreamName=stream, logEvents=events)
        assert ecs.log_lines(SERVICE, ended) == ["up", "done"]

    @pytest.mark.usefixtures("deployed_pyshop", "running", "exit_codes")
    def test_what_it_wrote_is_shown(self, demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("deploy.ecs.log_lines", lambda _service, _ended: ["up", "done"])
        assert demo.run("run", "dev", "api", "--", "x").stdout == "up\ndone\n"
        assert demo.run("run", "dev", "api", "--no-logs", "--", "x").stdout == ""

    @pytest.mark.usefixtures("deployed_pyshop", "running")
    def test_no_exit_status_is_1(self, demo: Demo, exit_codes: dict[str, int | None]) -> None:
        exit_codes["pyshop-dev-api"] = None
        answer = demo.run("run", "dev", "api", "--", "x")
        assert answer.exit_code == 1
        assert "error: the task ended without an exit status\n  no reason given\n" in answer.stderr

    @pytest.mark.usefixtures("deployed_pyshop", "aws")
    def test_a_service_that_is_not_there(self, demo: Demo) -> None:
        answer = demo.run("run", "dev", "web", "--", "x")
        assert answer.exit_code == 2
        assert "error: the stack has no service 'web'\n  it has: api\n" in answer.stderr

    @pytest.mark.usefixtures("deployed_pyshop")
    def test_aws_refuses(self, demo: Demo, aws: Callable[..., Any]) -> None:
        aws("ecs", "us-east-1").create_cluster(clusterName="other")
        answer = demo.run("run", "dev", "api", "--", "x")
        assert answer.exit_code == 1
        assert (
            "error: running a task of pyshop-dev-api: ClusterNotFoundException: Cluster not found.\n"
            in answer.stderr
        )

    def test_no_command(self, demo: Demo) -> None:
        assert demo.run("run", "dev", "api").exit_code == 2


class TestCapacity:
    @pytest.mark.parametrize(
        ("deployed", "chosen"),
        [
            ({"launchType": "FARGATE"}, {"launchType": "FARGATE"}),
            ({"launchType": "EC2"}, {"launchType": "EC2"}),
            ({}, {"launchType": "FARGATE"}),
            (
                {"capacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]},
                {"launchType": "FARGATE"},
            ),
            (
                {"capacityProviderStrategy": [{"capacityProvider": "hosts", "weight": 1}]},
                {"capacityProviderStrategy": [{"capacityProvider": "hosts", "weight": 1}]},
            ),
        ],
    )
    def test_on_demand_where_it_can_be(self, deployed: dict[str, Any], chosen: dict[str, Any]) -> None:
        assert ecs._capacity(deployed) == chosen

    @pytest.mark.parametrize(
        ("names", "chosen"),
        [(["a", "api"], "api"), (["a", "pyshop-dev-api"], "pyshop-dev-api"), (["a", "b"], "a")],
    )
    def test_the_container_named_after_the_service(self, names: list[str], chosen: str) -> None:
        containers = [{"name": "helper", "essential": False}, *({"name": name} for name in names)]
        assert ecs._main_container({"containerDefinitions": containers}, SERVICE) == chosen


class TestStable:
    @pytest.mark.usefixtures("running")
    def test_it_is(self) -> None:
        ecs.wait_stable(SERVICE, quiet)

    def test_restart_makes_a_new_deployment(self, running: Any) -> None:
        def deployment() -> str:
            (found,) = running.describe_services(cluster=CLUSTER, services=[SERVICE.name])["services"]
            return found["deployments"][0]["id"]

        before = deployment()
        ecs.restart(SERVICE)
        assert deployment() != before

    def answers(self, monkeypatch: pytest.MonkeyPatch, *states: dict[str, Any]) -> None:
        """What ECS says, one state after the other; the last for ever."""
        left = list(states)
        monkeypatch.setattr("deploy.aws.client", lambda _service, _region: None)
        monkeypatch.setattr(
            "deploy.ecs.describe", lambda _ecs, _service: left.pop(0) if len(left) > 1 else left[0]
        )

    def state(self, rollout: str | None, running: int, *more: str) -> dict[str, Any]:
        primary = {
            "status": "PRIMARY",
            "rolloutState": rollout,
            "rolloutStateReason": "tasks failed to start",
        }
        older = [{"status": status} for status in more]
        events = [{"message": "unable to place a task"}]
        return {
            "deployments": [primary, *older],
            "runningCount": running,
            "desiredCount": 2,
            "events": events,
        }

    def test_it_waits_for_tasks_deployment_and_the_old_to_be_gone(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.answers(
            monkeypatch,
            self.state("IN_PROGRESS", 1, "ACTIVE"),
            self.state("IN_PROGRESS", 2),
            self.state("COMPLETED", 2, "DRAINING"),
            self.state("COMPLETED", 2),
        )
        told: list[str] = []
        ecs.wait_stable(SERVICE, told.append)
        assert told == [f"{SERVICE.name}: {n} of 2 tasks run" for n in (1, 2, 2)]

    @pytest.mark.spec("SKY-DEL-04")
    def test_a_failed_deployment_was_rolled_back(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answers(monkeypatch, self.state("IN_PROGRESS", 1), self.state("FAILED", 2))
        with pytest.raises(UserError) as caught:
            ecs.wait_stable(SERVICE, quiet)
        assert caught.value.status == 1
        assert str(caught.value) == (
            "the deployment of pyshop-dev-api failed, and ECS went back to the release before\n"
            "  tasks failed to start\n"
            f"  → aws ecs describe-services --cluster {SERVICE.cluster} --services pyshop-dev-api"
        )

    def test_it_does_not_wait_for_ever(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answers(monkeypatch, self.state("IN_PROGRESS", 1))
        with pytest.raises(UserError) as caught:
            ecs.wait_stable(SERVICE, quiet, minutes=0)
        assert str(caught.value) == (
            "pyshop-dev-api is not stable after 0 minutes: 1 of 2 tasks run\n  unable to place a task"
        )

    def test_a_service_that_is_gone(self, running: Any) -> None:
        running.delete_service(cluster=CLUSTER, service=SERVICE.name, force=True)
        with pytest.raises(UserError, match="ECS has no service pyshop-dev-api in "):
            ecs.wait_stable(SERVICE, quiet)
