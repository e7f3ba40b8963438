"""`--fail`: what it takes, what it means in a stack, and what it says of what it doesn't take."""

from typing import Any

import pytest

from deploy.errors import UserError
from deploy.faulting import faults, spelled
from simulator.faults import Fault, Manner, Op

DB = "aws:rds/instance:Instance"
BUCKET = "aws:s3/bucket:Bucket"
STAGE = "random:index/randomId:RandomId"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"


def urn(token: str, name: str, parent: str = "") -> str:
    return f"urn:pulumi:dev::groundwork::{parent}{token}::{name}"


def state(token: str, name: str, parent: str = "", **inputs: Any) -> dict[str, Any]:
    return {"urn": urn(token, name, parent), "type": token, "custom": True, "inputs": inputs}


STATES = [
    {"urn": urn("groundwork:data:Postgres", "db"), "type": "groundwork:data:Postgres", "custom": False},
    state("pulumi:providers:aws", "aws"),
    state(DB, "db", "groundwork:data:Postgres$", allocatedStorage=20),
    state(BUCKET, "uploads"),
    state(BUCKET, "create"),
    state(STAGE, "stage"),
    state(ATTACHMENT, "logs", "a$", role="r"),
    state(ATTACHMENT, "logs", "b$", role="r"),
]
CREATE = urn(BUCKET, "create")


@pytest.mark.parametrize(
    ("spec", "fault"),
    [
        ("rds.Instance", Fault(type=DB)),
        ("RDS.instance", Fault(type=DB)),
        ("rds/instance", Fault(type=DB)),
        ("rds/instance:Instance", Fault(type=DB)),
        (DB, Fault(type=DB)),
        ("aws.rds.Instance", Fault(type=DB)),
        ("random.RandomId", Fault(type=STAGE)),
        ("rds.Instance:create", Fault(type=DB)),
        ("rds.Instance:2", Fault(type=DB, times=2)),
        ("rds.Instance:create:2", Fault(type=DB, times=2)),
        (f"{DB}:delete:3", Fault(type=DB, op=Op.DELETE, times=3)),
        ("rds.Instance:read", Fault(type=DB, op=Op.READ)),
        ("rds.Instance:update", Fault(type=DB, op=Op.UPDATE)),
        ("rds.Instance:cut", Fault(type=DB, manner=Manner.CUT)),
        ("rds.Instance:kill", Fault(type=DB, manner=Manner.KILL)),
        ("rds.Instance:refuse-delete", Fault(type=DB, op=Op.DELETE)),
        ("rds.Instance:cut-update:2", Fault(type=DB, op=Op.UPDATE, manner=Manner.CUT, times=2)),
        ("s3.Bucket:cut-create:2", Fault(type=BUCKET, manner=Manner.CUT, times=2)),
        ("s3.Bucket::uploads", Fault(urn=urn(BUCKET, "uploads"))),
        (
            "s3.Bucket::uploads:kill-delete",
            Fault(urn=urn(BUCKET, "uploads"), op=Op.DELETE, manner=Manner.KILL),
        ),
        # What follows `::` is a name, and no operation.
        ("s3.Bucket::create", Fault(urn=CREATE)),
        (f"{CREATE}", Fault(urn=CREATE)),
        (f"{CREATE}:delete:2", Fault(urn=CREATE, op=Op.DELETE, times=2)),
    ],
)
def test_what_a_fault_means(spec: str, fault: Fault) -> None:
    assert faults([spec], STATES) == [fault]


@pytest.mark.parametrize("spec", [DB, f"{DB}:delete:3", f"{CREATE}:cut-delete", "rds.Instance:kill-create:1"])
def test_a_fault_is_spelled_as_it_is_read(spec: str) -> None:
    (fault,) = faults([spec], STATES)
    assert faults([spelled(fault)], STATES) == [fault]


OPERATIONS = (
    "create, update, delete, read, cut-create, cut-update, cut-delete, "
    "kill-create, kill-update, kill-delete are"
)


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("rds.Instanz", "the stack has no resource of type 'rds.Instanz'; the nearest is rds.Instance"),
        ("aws:rds/instanz:Instanz", "the stack has no resource of type 'aws:rds/instanz:Instanz'; "
                                    "the nearest is rds.Instance"),
        ("Q", "the stack has no resource of type 'Q'"),
        ("groundwork:data:Postgres", "the stack has no resource of type 'groundwork:data:Postgres'"),
        ("s3.Bucket::upload", "the stack has no s3.Bucket called 'upload'; the nearest is uploads"),
        (f"{CREATE}d", f"the stack has no resource with this URN; the nearest is {CREATE}"),
        ("rds.Instance:crate", f"'crate' is no operation: {OPERATIONS}; the nearest is create"),
        ("rds.Instance:cut-read", f"'cut-read' is no operation: {OPERATIONS}; the nearest is cut-create"),
        ("rds.Instance:0", "0 times is never: 1 or more"),
        (
            "rds.Instance:cut:2",
            "the stack has 1 of it, and each can be cut once: 2 times is more",
        ),
        (
            "iam.RolePolicyAttachment:update",
            "none of its properties can change without a replacement, so that it is never updated",
        ),
        (
            "iam.RolePolicyAttachment::logs",
            "2 resources have this type and name; give the URN: "
            f"{urn(ATTACHMENT, 'logs', 'a$')}, {urn(ATTACHMENT, 'logs', 'b$')}",
        ),
    ],
)  # fmt: skip
def test_what_is_not_understood(spec: str, said: str) -> None:
    with pytest.raises(UserError) as caught:
        faults([spec], STATES)
    assert caught.value.message == "--fail: 1 fault cannot be rehearsed"
    assert caught.value.details == (f"{spec}: {said}",)
    assert caught.value.mend == (
        "--fail TYPE, TYPE::NAME or URN, then :OPERATION and :TIMES if not create and once",
    )
    assert caught.value.status == 2


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(UserError, match="2 faults") as caught:
        faults(["rds.Instanz", "rds.Instance", "rds.Instance:0"], STATES)
    assert [line.split(": ")[0] for line in caught.value.details] == ["rds.Instanz", "rds.Instance:0"]
