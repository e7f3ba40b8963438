"""A made-up system with two phases and a plan, in a project of its own."""

import datetime
import textwrap
from pathlib import Path
from typing import Any, ClassVar

import pytest

from deploy import alarms, doctor, offline, snapshots, stacks
from deploy.diffing.compare import Comparison
from deploy.errors import FAILED, UserError
from deploy.graph import STACK_TYPE, Graph
from deploy.migration import plan
from deploy.migration.course import Course, chart
from deploy.progress import Change, Events
from deploy.real import Pending
from policy.report import Report
from tests.deploy.conftest import Demo

PROGRAM = '''\
"""A bucket, a database, and a server or a queue before a topic; as the settings say."""

import pulumi
import pulumi_aws as aws

config = pulumi.Config()
system = config.require_object("system")
prefix = f"{system['name']}-{system['environment']}"
tags = {"Project": system["name"], "Environment": system["environment"]}
provider = aws.Provider("aws", region="eu-west-1", default_tags={"tags": tags})
top = pulumi.ResourceOptions(provider=provider)
kept = pulumi.ResourceOptions(provider=provider, protect=True)
aws.s3.Bucket("uploads", bucket=f"{prefix}-{config.require_object('storage')['bucket']}", opts=kept)
data = config.require_object("data")["db"]
aws.rds.Instance(
    "db", identifier=f"{prefix}-db", engine="postgres", engine_version="15", db_name="shop", username="shop",
    password=config.require_object("secretValues")["password"], instance_class=data["class"],
    allocated_storage=data["storage"], skip_final_snapshot=True, opts=kept,
)
compute = config.require_object("compute")
news = aws.sns.Topic("news", name=f"{prefix}-news", opts=top)
aws.cloudwatch.MetricAlarm(
    "full", name=f"{prefix}-full", comparison_operator="GreaterThanThreshold", evaluation_periods=1,
    metric_name="CPUUtilization", namespace="AWS/RDS", period=60, statistic="Average", threshold=90,
    alarm_actions=[news.arn], opts=top,
)
if compute.get("server"):
    aws.ssm.Parameter("server", name=f"/{prefix}/server", type="String", value="up", opts=top)
if compute.get("queue"):
    aws.sqs.Queue("jobs", name=f"{prefix}-jobs", delay_seconds=compute["queue"]["delay"], opts=top)
pulumi.export("phase", system["phase"])
pulumi.export("queues", sorted(compute))
if system.get("move"):
    pulumi.export("move", system["move"])
'''

PHASE1 = """\
# The first phase.
config:
  groundwork:system:
    name: shop
    environment: dev # the stack's own
    phase: 1
    region: eu-west-1
  groundwork:storage: { bucket: uploads }
  groundwork:data:
    db: { class: db.t3.micro, storage: 20 }
  groundwork:compute: { server: true }
  groundwork:secretValues:
    password: { secure: v1:b3du:b3du }
encryptionsalt: v1:salt
"""

PHASE2 = """\
# The second phase.
config:
  groundwork:system:
    name: shop
    environment: production # of an example
    accountId: "999988887777"
    phase: 2
    region: eu-west-1
  groundwork:storage: { bucket: uploads }
  groundwork:data:
    db: { class: db.t3.small, storage: 50 } # larger
  groundwork:compute: { queue: { delay: 5 } }
  groundwork:secretValues:
    password: { secure: v1:ZXhhbXBsZQ==:ZXhhbXBsZQ== }
"""

PLAN = """\
title: A queue in the server's place
steps:
  - key: backup
    title: Snapshot
    snapshot: { database: db, suffix: before-phase2 }
  - key: queue
    title: The queue beside the server
    why: Both work for a while.
    apply:
      take: [groundwork:compute.queue]
      set: { groundwork:compute.queue.delay: 0 }
  - key: shift
    title: Point the clients to the queue
    ask:
      text: |
        Change the clients of {stack}.
        It is done when all of them do.
      commands: ["shop-admin point {stack}"]
      outputs: [queues, gone]
  - key: quiet
    title: Nothing goes wrong
    watch: { minutes: 1 }
  - key: database
    title: The larger database
    apply:
      take: [groundwork:data.db]
      stays: [groundwork:data.db.storage]
  - key: settle
    title: No server any more
    apply: { take: ["*"] }
"""

FILE = "systems/shop/Pulumi.phase1.yaml"
TARGET = "systems/shop/Pulumi.phase2.yaml"
PLANS = "systems/shop/moves/phase1-phase2.yaml"


@pytest.fixture
def shop(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> Demo:
    """The system's stacks `shop/phase1` and `shop/phase2`, and the plan; no policy is broken."""
    (demo.root / "systems/shop/Pulumi.prod.yaml").unlink()
    demo.file("__main__.py", PROGRAM)
    demo.file(FILE, PHASE1)
    demo.file(TARGET, PHASE2)
    demo.file(PLANS, PLAN)
    monkeypatch.setattr("deploy.offline.judge", lambda _states, _stack: Report((), (), ()))
    return demo


def charted(shop: Demo, text: str | None = None) -> Course:
    """The course of the move, by the plan of the project or by another."""
    if text is not None:
        shop.file(PLANS, textwrap.dedent(text))
    found = stacks.find_project(shop.root)
    source, target = (stacks.read(found, f"shop/phase{number}") for number in (1, 2))
    return chart(source, target, plan.load(source, target))


@pytest.fixture
def course(shop: Demo) -> Course:
    return charted(shop)


class Backend:
    """The stack on a backend, played: a plan is what the diff says, an update takes the simulator's graph."""

    done: ClassVar[list[str]] = []
    states: ClassVar[list[dict[str, Any]]] = []
    fails: ClassVar[str] = ""
    """Station at which an update fails, after half of it."""

    pending_: ClassVar[list[Pending]] = []

    def __init__(self, stack: stacks.Stack, _secrets_provider: str | None = None) -> None:
        self.stack = stack
        self.automation = type("Automation", (), {"up": None})()
        self.pack = ["policy"]

    @property
    def station(self) -> str:
        return self.stack.path.name.split(".")[-2]

    def simulated(self) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        outcome = offline.simulate(self.stack, policies=False)
        found = [dict(each) for each in outcome.graph.states]
        root = next(each for each in found if each["type"] == STACK_TYPE)
        root["outputs"] = dict(outcome.outputs)
        return found, root

    def create(self) -> None:
        """It is there."""

    def state(self) -> Graph:
        return Graph(self.states)

    def pending(self) -> list[Pending]:
        return self.pending_

    def plan(self, *, destroy: bool = False, saved: Path | None = None) -> tuple[Events, UserError | None]:
        assert not destroy
        assert saved is None
        after, root = self.simulated()
        diff = Comparison(Graph(self.states), Graph(after), exact=True).result("a", "b")
        changes = [Change(each.op.value, each.urn, each.type) for each in diff.changes]
        return Events(changes=changes, outputs_changed=root["outputs"] != outputs(self.states)), None

    def run(self, _title: str, _operation: object, _total: int | None = None, **_options: Any) -> Events:
        after, _ = self.simulated()
        if self.station == self.fails:
            known = {each["urn"] for each in self.states}
            type(self).states = self.states + [each for each in after if each["urn"] not in known]
            raise UserError("Updating: failed", details=["jobs: AccessDenied"], status=FAILED)
        type(self).states = after
        self.done.append(self.station)
        return Events(counts={"update": 1}, seconds=3)


def outputs(states: list[dict[str, Any]]) -> Any:
    return next((each.get("outputs") for each in states if each["type"] == STACK_TYPE), None)


@pytest.fixture
def backend(shop: Demo, monkeypatch: pytest.MonkeyPatch) -> type[Backend]:
    """A backend on which the first phase is deployed, and AWS, in which all is well."""
    monkeypatch.setattr("deploy.real.RealStack", Backend)
    monkeypatch.setattr("deploy.migration.run.RealStack", Backend)
    note = Backend.done.append
    monkeypatch.setattr(
        doctor, "require", lambda _, stack: note(f"doctor {stack.setting('system', 'phase')}")
    )
    monkeypatch.setattr(alarms, "gone_off", lambda names: note(f"alarms {names}") or [])
    monkeypatch.setattr(alarms, "watch", lambda _names, minutes, _tell: note(f"{minutes} min") or [])
    taken = datetime.datetime(2026, 3, 1, 4, 5, tzinfo=datetime.UTC)
    monkeypatch.setattr(snapshots, "ensure", lambda _database, name, _tell: note(name) or taken)
    Backend.fails, Backend.pending_ = "", []
    first = Backend(stacks.read(stacks.find_project(shop.root), "shop/phase1"))
    Backend.states = first.simulated()[0]
    Backend.done.clear()
    return Backend
