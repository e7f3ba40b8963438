"""FoodBeGood's moves from phase to phase, by the simulator; on the real engine: tests/engine."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest

from deploy import project
from deploy.diffing.model import Change, Diff, Op
from deploy.diffing.sides import compare
from deploy.graph import short_type
from deploy.migration import plan as plans
from deploy.migration.checks import changes
from deploy.migration.course import Course, chart
from tests.harness import graph_of

MOVES = [("foodbegood/phase1", "foodbegood/phase2"), ("foodbegood/phase2", "foodbegood/phase3")]
EACH_MOVE = pytest.mark.parametrize(("before", "after"), MOVES, ids=["1 to 2", "2 to 3"])


@functools.cache
def diff(before: str, after: str) -> Diff:
    return compare(before, after)


def by_name(before: str, after: str) -> dict[str, Change]:
    """What changes, by type and logical name."""
    return {f"{short_type(each.type)} {each.name}": each for each in diff(before, after).changes}


@EACH_MOVE
@pytest.mark.spec("FBG-OPS-05", "FBG-OPS-06", "FBG-OPS-07", "FBG-OPS-08", "FBG-OPS-09", "FBG-OPS-10")
def test_nothing_that_holds_data_is_replaced_or_deleted(before: str, after: str) -> None:
    found = diff(before, after)
    assert not found.loses_data
    assert [
        each.urn for each in found.changes if each.holds_data and each.op in (Op.replace, Op.delete)
    ] == []


SURVIVE = {
    "foodbegood/phase1": [
        *("ec2.Vpc vpc", "ec2.InternetGateway internet-gateway", "ec2.Subnet public-a", "ec2.Subnet data-b"),
        *("rds.Instance db", "rds.SubnetGroup db", "s3.Bucket uploads", "kms.Key key", "sns.Topic alerts"),
        *("cloudwatch.LogGroup app", "cloudwatch.LogGroup db-postgresql", "s3.BucketVersioning uploads"),
    ],
    "foodbegood/phase2": [
        *("ec2.Vpc vpc", "ec2.InternetGateway internet-gateway", "ec2.Subnet public-a", "ec2.Subnet data-b"),
        *("rds.Instance db", "rds.SubnetGroup db", "s3.Bucket uploads", "kms.Key key", "sns.Topic alerts"),
        *("secretsmanager.Secret db", "secretsmanager.Secret jwt-secret", "ecr.Repository api"),
        *("elasticache.ReplicationGroup redis", "route53.Zone zone", "kms.ReplicaKey secondary-key"),
        *("cloudfront.Distribution cloudfront", "lb.LoadBalancer load-balancer", "ecs.Cluster cluster"),
        *(
            "lb.TargetGroup api-target-group",
            "ec2.Eip nat-a",
            "ec2.NatGateway nat-a",
            "s3.Bucket access-logs",
        ),
        *("ecs.Service api", "cloudtrail.Trail trail", "s3.Bucket trail"),
    ],
}
"""What the rows of the sheet's operations area name."""


@EACH_MOVE
@pytest.mark.spec("FBG-OPS-06", "FBG-OPS-07", "FBG-OPS-08", "FBG-OPS-09", "FBG-OPS-10")
def test_what_survives_is_untouched_or_changes_in_place(before: str, after: str) -> None:
    there = {f"{short_type(each.type)} {each.name}" for each in graph_of(before).resources}
    assert [name for name in SURVIVE[before] if name not in there] == []
    found = by_name(before, after)
    touched = {name: found[name].op for name in SURVIVE[before] if name in found}
    assert set(touched.values()) <= {Op.update}
    assert "rds.Instance db" in touched
    assert {"ec2.Vpc vpc", "s3.Bucket uploads", "sns.Topic alerts"} & touched.keys() == set()


@pytest.mark.spec("FBG-OPS-07")
def test_the_database_only_grows() -> None:
    grown = [graph_of(f"foodbegood/phase{phase}").one("rds/instance", "db").inputs for phase in (1, 2, 3)]
    assert [each["allocatedStorage"] for each in grown] == [20, 50, 100]
    assert [each["backupRetentionPeriod"] for each in grown] == [7, 14, 14]
    assert [each["instanceClass"] for each in grown] == ["db.t3.micro", "db.t3.small", "db.t3.medium"]
    for key in ("engineVersion", "dbName", "username", "storageType"):
        assert len({each[key] for each in grown}) == 1


@pytest.mark.spec("FBG-OPS-06", "FBG-OPS-07", "FBG-OPS-08", "FBG-OPS-09")
@pytest.mark.parametrize(
    ("phase", "tokens"),
    [
        (1, ["ec2/vpc", "rds/instance", "s3/bucket", "kms/key"]),
        (2, ["kms/replicaKey", "route53/zone", "ecr/repository", "elasticache/replicationGroup"]),
        (3, ["ec2/vpc", "sqs/queue"]),
    ],
)
def test_what_must_survive_is_protected(phase: int, tokens: list[str]) -> None:
    graph = graph_of(f"foodbegood/phase{phase}")
    for token in tokens:
        found = graph.all(token)
        assert found
        assert [each.name for each in found if not each.state["protect"]] == []


@pytest.mark.spec("FBG-OPS-10")
def test_what_a_move_gives_up_on_purpose() -> None:
    gone = {name for name, each in by_name(*MOVES[0]).items() if each.op is Op.delete}
    assert {"ec2.Instance app", "ec2.Eip app", "ssm.Parameter db", "ssm.Parameter jwt-secret"} <= gone
    assert {name.split()[0] for name in gone} == {
        *("ec2.Instance", "ec2.Eip", "ec2.EipAssociation", "ec2.SecurityGroup", "iam.InstanceProfile"),
        *("iam.Role", "iam.RolePolicy", "iam.RolePolicyAttachment", "vpc.SecurityGroupIngressRule"),
        *("vpc.SecurityGroupEgressRule", "ssm.Parameter", "cloudwatch.MetricAlarm"),
    }


def course(before: str, after: str) -> Course:
    stack, target = project.stack(before), project.stack(after)
    return chart(stack, target, plans.load(stack, target))


@pytest.mark.slow
@EACH_MOVE
@pytest.mark.spec("FBG-OPS-10", "FBG-OPS-11", "FBG-OPS-12")
def test_each_step_keeps_the_policies_and_takes_nothing_that_holds_data(
    before: str, after: str, tmp_path: Path
) -> None:
    """`changes` refuses what loses data, what AWS would refuse, and what violates a mandatory policy."""
    found = list(changes(course(before, after), tmp_path, policies=True))
    empty = [each.step.key for each in found if not each.diff.changes]
    assert empty == []
    last = {urn.split("::", 2)[2] for urn in found[-1].graph.by_urn}
    target = {each.urn.split("::", 2)[2] for each in graph_of(after).resources}
    assert {urn for urn in last ^ target if "pulumi:pulumi:Stack" not in urn} == set()


@pytest.mark.spec("FBG-OPS-11")
def test_the_order_of_the_first_move() -> None:
    keys = [step.key for step in course(*MOVES[0]).plan.steps]
    order = ["repository", "push", "cluster", "shift-10", "shift-50", "shift-100", "database", "retire"]
    assert [key for key in keys if key in order] == order
    assert keys[0] == "backup"
    for shift in ("10", "50", "100"):
        assert keys[keys.index(f"shift-{shift}") + 1] == f"watch-{shift}"


@pytest.mark.spec("FBG-OPS-12")
def test_the_order_of_the_second_move() -> None:
    keys = [step.key for step in course(*MOVES[1]).plan.steps]
    order = ["tasks", "database", "redis-replica", "redis-compatible", "redis-enabled", "cloudfront"]
    order += ["narrow", "queue", "functions"]
    assert [key for key in keys if key in order] == order
    assert keys[0] == "backup"
